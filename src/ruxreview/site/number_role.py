"""The role ``{number}``: a number of the evidence, as a link to where it comes from."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from ruxreview.numbers import look_up
from ruxreview.site.shared import shared


class number(nodes.reference):
    """A number that knows its page and anchor; its address is settled when the page is written."""


class NumberRole(SphinxRole):
    """Show the number at an address (:mod:`ruxreview.numbers`)."""

    def run(self):
        """Return the link, or an error that names what is unknown."""
        try:
            found = look_up(self.text.strip(), shared.evidence, shared.results)
        except KeyError as error:
            message = self.inliner.reporter.error(f"{{number}}`{self.text}`: {error.args[0]}", line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]
        node = number("", found.text, classes=["number"], internal=True, refuri="")
        node["page"], node["anchor"], node["reftitle"] = found.page, found.anchor, found.origin
        return [node], []


class SettleNumbers(SphinxPostTransform):
    """Turn each number into a plain link relative to its page."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace the nodes of this document."""
        builder = self.app.builder
        for node in list(self.document.findall(number)):
            address = builder.get_relative_uri(self.env.docname, node["page"]) + "#" + node["anchor"]
            link = nodes.reference("", "", *node.children, internal=True, refuri=address,
                                   reftitle=node["reftitle"], classes=["number"])
            node.replace_self(link)


def setup(app: Sphinx) -> None:
    """Register role and transform."""
    app.add_node(number)
    app.add_role("number", NumberRole())
    app.add_post_transform(SettleNumbers)
