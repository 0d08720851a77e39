"""The tables of the protocol: eligibility criteria and amendments."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.record.protocol import Protocol
from livingevidence.site.nodes import small, table
from livingevidence.site.shared import shared


class _FromProtocol(SphinxDirective):
    """A table from ``protocol.yaml``, on whose changes the page depends."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(str((shared.root.data / "protocol.yaml").resolve()))
        return [self.made(shared.evidence.library.protocol)]


class EligibilityDirective(_FromProtocol):
    """The eligibility criteria."""

    @staticmethod
    def made(found: Protocol) -> nodes.Node:
        """Return one row a criterion; the concept stands in each, so that a row can be read alone."""
        rows = [
            (None, [[nodes.Text(c.concept), *small(c.what)], c.taken_in, c.out, c.reason]) for c in found.eligibility
        ]
        return table(["What", "In", "Out", "Reason"], rows)


class AmendmentsDirective(_FromProtocol):
    """The changes of the protocol."""

    @staticmethod
    def made(found: Protocol) -> nodes.Node:
        """Return one row a change, the newest first."""
        return table(["Date", "What", "Why"], [(None, [a.date, a.what, a.why]) for a in found.amendments])


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("eligibility", EligibilityDirective)
    app.add_directive("amendments", AmendmentsDirective)
