"""Claims on a page: the directive ``{claim}`` where one stands, the roles ``{claim}`` and ``{plain}`` that repeat it.

Each shows the sentence as it was read from the files (:mod:`livingevidence.claims.directive`), with its verdict and a
mark that opens its place in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from livingevidence.claims.directive import FIELDS
from livingevidence.record.problems import nearest
from livingevidence.site.shared import shared

logger = logging.getLogger(__name__)

VERDICTS = {
    "holds": "The evidence behind this sentence",
    "open": "Can't be told yet:",
    "overturned": "Overturned by the evidence as it is now:",
}
Parse = Callable[[str, nodes.Node], tuple[list[nodes.Node], list[nodes.system_message]]]


class claim(nodes.inline):
    """A claim on a page; its mark is settled when the page is written."""


def sentence(name: str, wording: Literal["text", "plain"], parse: Parse) -> tuple[list[nodes.Node], list]:
    """Return the sentence of a claim with its verdict; one that doesn't hold is marked, and never shown as standing.

    Raises
    ------
    KeyError
        With what is unknown and what comes near.
    """
    judged = shared.claims.get(name)
    text = getattr(judged.claim, wording) if judged else ""
    if not text:
        close = nearest(name, shared.claims) if judged is None else ""
        wrong = "no such claim" if judged is None else "it has no plain wording"
        raise KeyError(wrong + (f"; did you mean '{close}'?" if close else ""))
    node = claim("", classes=["claim", f"claim-{judged.verdict}"])
    node["claim"] = name
    if judged.verdict != "holds":
        node += nodes.strong("", VERDICTS[judged.verdict], classes=["verdict"])
        node += nodes.Text(" ")
    parsed, messages = parse(text, node)
    node += parsed
    return [node], messages


class ClaimRole(SphinxRole):
    """Repeat a claim."""

    def __init__(self, wording: Literal["text", "plain"]):
        """Take the wording that is shown."""
        self.wording = wording

    def run(self):
        """Return the sentence with its mark, or an error that names what is unknown."""
        name = self.text.strip()
        try:
            return sentence(name, self.wording, self._parsed)
        except KeyError as error:
            words = error.args[0]
            logger.warning("{%s}`%s`: %s", self.name, name, words, location=self.get_location(), type="claim")
            return [nodes.problematic(self.rawtext, self.rawtext)], []

    def _parsed(self, text: str, node: nodes.Node):
        return self.inliner.parse(text, self.lineno, self.inliner, node)


class ClaimDirective(SphinxDirective):
    """Show a claim where it stands; its fields and its sentence were read from the file before any page was built."""

    has_content = True
    required_arguments = 1
    option_spec = dict.fromkeys(FIELDS, str)

    def run(self) -> list[nodes.Node]:
        """Return a paragraph with the sentence and its mark."""
        try:
            found, messages = sentence(self.arguments[0], "text", lambda text, node: self.parse_inline(text))
        except KeyError as error:
            raise self.error(f"{{claim}} {self.arguments[0]}: {error.args[0]}") from None
        return [nodes.paragraph("", "", *found), *messages]


class SettleClaims(SphinxPostTransform):
    """Give each claim its mark: a link to its line in the ledger, relative to the page."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Replace the nodes of this document."""
        for node in list(self.document.findall(claim)):
            address = self.app.builder.get_relative_uri(self.env.docname, "claims") + f"#claim-{node['claim']}"
            title = VERDICTS["holds"]
            mark = nodes.reference("", "⊢", internal=True, refuri=address, reftitle=title, classes=["claim-mark"])
            node.replace_self(nodes.inline("", "", *node.children, nodes.Text("\u00a0"), mark, classes=node["classes"]))


def setup(app: Sphinx) -> None:
    """Register role and transform."""
    app.add_node(claim)
    app.add_directive("claim", ClaimDirective)
    app.add_role("claim", ClaimRole("text"))
    app.add_role("plain", ClaimRole("plain"))
    app.add_post_transform(SettleClaims)
