"""The role ``{number}``: a number of the evidence, as a link to where it comes from."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

from livingevidence.results.numbers import look_up
from livingevidence.site.shared import shared

logger = logging.getLogger(__name__)


class number(nodes.reference):
    """A number that knows its page and anchor; its address is settled when the page is written."""


class NumberRole(ReferenceRole):
    """Show the number at an address, or words without a digit that lead there."""

    def run(self):
        """Return the link, or an error that names what is unknown."""
        try:
            found = look_up(self.target.strip(), shared.evidence, shared.results)
        except KeyError as error:
            return self._error(error.args[0])
        if self.has_explicit_title and any(letter.isdigit() for letter in self.title):
            return self._error("a number is never typed by hand; leave the words out, or use words without a digit")
        node = number(
            "", self.title if self.has_explicit_title else found.text, classes=["number"], internal=True, refuri=""
        )
        node["page"], node["anchor"], node["reftitle"] = found.page, found.anchor, found.origin
        return [node], []

    def _error(self, words: str):
        logger.warning("{number}`%s`: %s", self.text, words, location=self.get_location(), type="number")
        return [nodes.problematic(self.rawtext, self.rawtext)], []


class SettleNumbers(SphinxPostTransform):
    """Turn each number into a plain link relative to its page."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace the nodes of this document."""
        builder = self.app.builder
        for node in list(self.document.findall(number)):
            address = builder.get_relative_uri(self.env.docname, node["page"]) + "#" + node["anchor"]
            link = nodes.reference(
                "", "", *node.children, internal=True, refuri=address, reftitle=node["reftitle"], classes=["number"]
            )
            node.replace_self(link)
        for node in self.document.findall(nodes.raw):
            if "data-number" in node.astext():
                node[0] = nodes.Text(_DRAWN.sub(self._drawn, node.astext()))

    def _drawn(self, found: re.Match) -> str:
        """Return the link over a part of a figure as that of a number."""
        to = look_up(found[1], shared.evidence, shared.results)
        address = self.app.builder.get_relative_uri(self.env.docname, to.page) + "#" + to.anchor
        return f'<a class="number" href="{address}" title="{escape(to.origin)}"{found[2]}>{escape(to.text)}</a>'


_DRAWN = re.compile(r'<a class="number" data-number="([^"]+)"([^>]*)></a>')


def setup(app: Sphinx) -> None:
    """Register role and transform."""
    app.add_node(number)
    app.add_role("number", NumberRole())
    app.add_post_transform(SettleNumbers)
