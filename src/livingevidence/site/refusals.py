"""What the synthesis refuses to do, as the page of methods shows it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.site.nodes import bullets
from livingevidence.synthesis.rules import RULES, UNSOUND, sound_method


class RefusalsDirective(SphinxDirective):
    """The rules of the synthesis, in the words that a reader of a refusal sees."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [refusals()]


def refusals() -> nodes.bullet_list:
    """Return each rule, and below the first the methods that are not used, each with its reason."""
    made = bullets(rule.__doc__ for rule in RULES)
    made[RULES.index(sound_method)] += bullets(f"{name}: {why}" for name, why in UNSOUND.items())
    return made


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("all-refusals", RefusalsDirective)
