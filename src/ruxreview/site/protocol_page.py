"""The protocol as data: whom and what the review takes in, and what was changed when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from docutils import nodes
from pydantic import BaseModel, ConfigDict, Field
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ruxreview.library import DATA
from ruxreview.reading import read
from ruxreview.site.nodes import small, table

Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Criterion(_Part):
    """What of one concept is taken in and what is not, with the reason."""

    concept: Literal["People", "Treatment", "Comparator", "Outcomes", "Design"]
    what: Words
    group: Words | None = None
    """For people: the term of the vocabulary's groups."""
    taken_in: Words = Field(alias="in")
    out: Words
    reason: Words


class Amendment(_Part):
    """A change of the protocol."""

    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    what: Words
    why: Words


class Protocol(_Part):
    """The protocol of the review."""

    eligibility: Annotated[list[Criterion], Field(min_length=1)]
    amendments: Annotated[list[Amendment], Field(min_length=1)]
    """The newest first."""


def protocol(data: Path = DATA) -> Protocol:
    """Return the protocol of a data folder.

    Raises
    ------
    pydantic.ValidationError
        If ``protocol.yaml`` has an unknown field or misses one.
    """
    return Protocol.model_validate(read(data / "protocol.yaml").data)


class _FromProtocol(SphinxDirective):
    """A table from ``protocol.yaml``, on whose changes the page depends."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(str((DATA / "protocol.yaml").resolve()))
        return [self.made(protocol())]


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
