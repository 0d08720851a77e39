"""The roles ``{claim}`` and ``{plain}``: a sentence of the ledger, with its verdict and a mark that opens it."""

from __future__ import annotations

from typing import Literal

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from livingevidence.record.problems import nearest
from livingevidence.site.shared import shared

logger = logging.getLogger(__name__)

VERDICTS = {
    "holds": "The evidence behind this sentence",
    "open": "Can't be told yet:",
    "overturned": "Overturned by the evidence as it is now:",
}


class claim(nodes.inline):
    """A claim on a page; its mark is settled when the page is written."""


class ClaimRole(SphinxRole):
    """Show the sentence of a claim; one that doesn't hold is marked as such, and is never shown as standing."""

    def __init__(self, wording: Literal["text", "plain"]):
        """Take the wording that is shown."""
        self.wording = wording

    def run(self):
        """Return the sentence with its mark, or an error that names what is unknown."""
        name = self.text.strip()
        judged = shared.claims.get(name)
        text = getattr(judged.claim, self.wording) if judged else ""
        if not text:
            close = nearest(name, shared.claims) if judged is None else ""
            wrong = "no such claim" if judged is None else "it has no plain wording"
            hint = f"; did you mean '{close}'?" if close else ""
            logger.warning("{%s}`%s`: %s%s", self.name, name, wrong, hint, location=self.get_location(), type="claim")
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        node = claim("", classes=["claim", f"claim-{judged.verdict}"])
        node["claim"] = name
        if judged.verdict != "holds":
            node += nodes.strong("", VERDICTS[judged.verdict], classes=["verdict"])
            node += nodes.Text(" ")
        parsed, messages = self.inliner.parse(text, self.lineno, self.inliner, node)
        node += parsed
        return [node], messages


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
    app.add_role("claim", ClaimRole("text"))
    app.add_role("plain", ClaimRole("plain"))
    app.add_post_transform(SettleClaims)
