"""What texts ask for: ``{number}``; the directive ``{claim}`` where one stands, and the roles that repeat it.

A claim is shown as it was read from the files (:mod:`livingevidence.claims.directive`), with its verdict and a mark
that opens its place in the ledger. All of it is rendered as in cells and templates (``show.inline``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from livingevidence.claims.directive import Fields
from livingevidence.record.problems import nearest
from livingevidence.show.inline import asked
from livingevidence.site.site import Site

logger = logging.getLogger(__name__)

Wording = Literal["text", "plain"]
VERDICTS = {
    "holds": "The evidence behind this sentence",
    "open": "Can't be told yet:",
    "overturned": "Overturned by the evidence as it is now:",
}
_SENTENCE = Markup(
    '<span class="claim claim-{}">{}{}\N{NO-BREAK SPACE}'
    '<a class="claim-mark reference internal" href="{}claims.html#claim-{}" title="{}">⊢</a></span>'
)


def sentence(site: Site, base: str, name: str, wording: Wording = "text") -> Markup:
    """Return the sentence of a claim with its mark; one that doesn't hold says so, and is never shown as standing.

    Parameters
    ----------
    site : Site
    base : str
        The way from the page to the root of the site.
    name : str
        The claim's id.
    wording : str

    Raises
    ------
    KeyError
        With what is unknown and what comes near.
    """
    judged = site.claims.get(name)
    if not (text := getattr(judged.claim, wording) if judged else ""):
        close = nearest(name, site.claims) if judged is None else ""
        wrong = "no such claim" if judged is None else "it has no plain wording"
        raise KeyError(wrong + (f"; did you mean '{close}'?" if close else ""))
    said = Markup('<strong class="verdict">{}</strong> ').format(VERDICTS[judged.verdict])
    said = Markup("") if judged.verdict == "holds" else said
    shown = site.inline(base).sentence(text)
    return _SENTENCE.format(judged.verdict, said, shown, base, name, VERDICTS["holds"])


class TextRole(SphinxRole):
    """What is rendered of a role's text; an error names what is unknown, and fails a strict build."""

    def __init__(self, site: Site, render: Callable[[Site, str, str], Markup]):
        """Take the review, and what renders a text on a page, to whose root a way leads."""
        self.site, self.render = site, render

    def run(self):
        """Return the markup, or the text as it stands with a warning."""
        try:
            markup = self.render(self.site, _base(self.env), self.text)
        except KeyError as error:
            told = error.args[0]
            logger.warning("{%s}`%s`: %s", self.name, self.text, told, location=self.get_location(), type=self.name)
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        return [nodes.raw("", str(markup), format="html")], []


def _base(env: BuildEnvironment) -> str:
    return "../" * env.docname.count("/")


def _number(site: Site, base: str, text: str) -> Markup:
    words, address = asked(text)
    return site.inline(base).number(address, words)


def _claim(site: Site, base: str, text: str) -> Markup:
    return sentence(site, base, text.strip())


def _plain(site: Site, base: str, text: str) -> Markup:
    return sentence(site, base, text.strip(), "plain")


class ClaimDirective(SphinxDirective):
    """Show a claim where it stands; its fields and its sentence were read from the file before any page was built."""

    site: Site
    has_content = True
    required_arguments = 1
    option_spec = dict.fromkeys(Fields.model_fields, str)

    def run(self) -> list[nodes.Node]:
        """Return a paragraph with the sentence and its mark."""
        try:
            markup = sentence(self.site, _base(self.env), self.arguments[0])
        except KeyError as error:
            raise self.error(f"{{claim}} {self.arguments[0]}: {error.args[0]}") from None
        return [nodes.paragraph("", "", nodes.raw("", str(markup), format="html"))]


def setup(app: Sphinx, site: Site) -> None:
    """Register directive and roles."""
    app.add_directive("claim", type("Claim", (ClaimDirective,), {"site": site}))
    for name, render in {"number": _number, "claim": _claim, "plain": _plain}.items():
        app.add_role(name, TextRole(site, render))
