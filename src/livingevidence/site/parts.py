"""The directive ``{parts}``: on a long page, a fold with a link to each of its parts, for those who see no side bar."""

from __future__ import annotations

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from livingevidence.record.text import count
from livingevidence.show.table import bullets


class parts(nodes.General, nodes.Element):
    """The place of the fold; it is filled when all sections are known."""


class PartsDirective(SphinxDirective):
    """A fold of links; the argument is how deep it goes."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        return [parts("", depth=int(self.arguments[0]) if self.arguments else 2)]


class FillParts(SphinxTransform):
    """Fill the folds of a page."""

    default_priority = 700  # after ids are given

    def apply(self, **kwargs) -> None:
        """Replace each place by its fold."""
        for node in list(self.document.findall(parts)):
            lines = [_line(part, node["depth"]) for part in _sections(next(self.document.findall(nodes.section)))]
            told = f"Parts of this page: {count(len(lines), 'part')}"
            fold = Markup('<details class="fold parts"><summary>{}</summary>{}</details>').format(told, bullets(lines))
            node.replace_self(nodes.raw("", str(fold), format="html"))


def _line(part: nodes.section, depth: int) -> Markup:
    link = Markup('<a class="reference internal" href="#{}">{}</a>').format(part["ids"][0], part[0].astext())
    below = Markup(", ").join(_line(inner, depth - 1) for inner in _sections(part)) if depth > 1 else ""
    return Markup("{}: {}").format(link, below) if below else link


def _sections(of: nodes.section) -> list[nodes.section]:
    return [part for part in of.children if isinstance(part, nodes.section)]


def setup(app: Sphinx) -> None:
    """Register directive and transform."""
    app.add_node(parts)
    app.add_directive("parts", PartsDirective)
    app.add_transform(FillParts)
