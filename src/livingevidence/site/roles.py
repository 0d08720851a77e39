"""What texts ask for: ``{number}``; the directive ``{claim}`` where one stands, and the roles that repeat it.

A claim is shown as it was read from the files (:mod:`livingevidence.claims.directive`), with its verdict and a mark
that opens its place in the ledger. All of it is rendered as in cells and templates (``show.inline``).
"""

from collections.abc import Callable

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from livingevidence.claims.directive import Fields
from livingevidence.show.inline import words_and_target
from livingevidence.site.fresh import Freshness
from livingevidence.site.site import Page, Site

logger = logging.getLogger(__name__)


def number(page: Page, text: str) -> Markup:
    """Return a number by its address."""
    words, address = words_and_target(text)
    return page.inline.number(address, words)


ROLES: dict[str, Callable[[Page, str], Markup]] = {
    "number": number,
    "claim": lambda page, text: page.claim(text.strip()),
    "plain": lambda page, text: page.claim(text.strip(), "plain"),
}


class TextRole(SphinxRole):
    """What is rendered of a role's text; an error names what is unknown, and fails a strict build."""

    def __init__(self, site: Site, render: Callable[[Page, str], Markup]):
        """Take the review, and what renders a text on a page."""
        self.site, self.render = site, render

    def run(self):
        """Return the markup, or the text as it stands with a warning."""
        try:
            markup = self.render(self.site.page(self.env.docname), self.text)
        except KeyError as error:
            problem = error.args[0]
            logger.warning("{%s}`%s`: %s", self.name, self.text, problem, location=self.get_location(), type=self.name)
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        return [nodes.raw("", str(markup), format="html")], []


class ClaimDirective(SphinxDirective):
    """Show a claim where it stands; its fields and its sentence were read from the file before any page was built."""

    fresh: Freshness
    has_content = True
    required_arguments = 1
    option_spec = dict.fromkeys(Fields.model_fields, str)

    def run(self) -> list[nodes.Node]:
        """Return a paragraph with the sentence and its mark."""
        try:
            markup = self.fresh.ask("role", "claim", self.arguments[0])
        except KeyError as error:
            raise self.error(f"{{claim}} {self.arguments[0]}: {error.args[0]}") from None
        return [nodes.paragraph("", "", nodes.raw("", str(markup), format="html"))]


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Register directive and roles."""
    fresh.answers["role"] = lambda page, name, text: ROLES[name](fresh.site.page(page), text)
    app.add_directive("claim", type("Claim", (ClaimDirective,), {"fresh": fresh}))
    for name in ROLES:
        app.add_role(name, TextRole(fresh.site, lambda page, text, name=name: fresh.ask("role", name, text)))
