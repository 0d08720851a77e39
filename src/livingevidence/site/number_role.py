"""The role ``{number}``: a number of the evidence, as a link to where it comes from."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from livingevidence.show.inline import asked, number_at
from livingevidence.site.shared import shared

logger = logging.getLogger(__name__)


class NumberRole(SphinxRole):
    """Show the number at an address, or words without a digit that lead there."""

    def run(self):
        """Return the link, or an error that names what is unknown."""
        words, address = asked(self.text)
        try:
            words, found = number_at(address, words, shared.evidence, shared.results)
        except KeyError as error:
            location = self.get_location()
            logger.warning("{number}`%s`: %s", self.text, error.args[0], location=location, type="number")
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        address = f"{'../' * self.env.docname.count('/')}{found.page}.html#{found.anchor}"
        return [
            nodes.reference("", words, internal=True, refuri=address, reftitle=found.origin, classes=["number"])
        ], []


def setup(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("number", NumberRole())
