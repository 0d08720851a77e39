"""The role ``{number}``: a number of the evidence, as a link to where it comes from."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from livingevidence.results.numbers import look_up
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


class SettleNumbers(SphinxPostTransform):
    """Turn each link over a part of a figure into that of a number."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace the links of this document."""
        for node in self.document.findall(nodes.raw):
            if "data-number" in node.astext():
                node[0] = nodes.Text(_DRAWN.sub(self._drawn, node.astext()))

    def _drawn(self, found: re.Match) -> str:
        to = look_up(found[1], shared.evidence, shared.results)
        address = self.app.builder.get_relative_uri(self.env.docname, to.page) + "#" + to.anchor
        return f'<a class="number" href="{address}" title="{escape(to.origin)}"{found[2]}>{escape(to.text)}</a>'


_DRAWN = re.compile(r'<a class="number" data-number="([^"]+)"([^>]*)></a>')


def setup(app: Sphinx) -> None:
    """Register role and transform."""
    app.add_role("number", NumberRole())
    app.add_post_transform(SettleNumbers)
