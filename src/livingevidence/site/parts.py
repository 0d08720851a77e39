"""What a page needs on a phone: ``{fold}`` holds what few readers need, ``{parts}`` leads to each part of a long page.

A section whose heading stands below a line ``{.folded}`` opens at its heading; below ``{.folded .phone}`` it does so on
a phone alone, and is open elsewhere (``folds.js``). So does each part of a page that begins with ``folded: phone``.

There the rows of a table become blocks, so each cell of a table in Markdown says what its column is, as in
:mod:`livingevidence.show.table`.
"""

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from livingevidence.record.text import count
from livingevidence.show.table import Cell, bullets, fold


class parts(nodes.General, nodes.Element):
    """The place of the fold; it is filled when all sections are known."""


class FoldDirective(SphinxDirective):
    """What opens at a click; the argument is the line that stands there before."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the paragraphs between the two ends of a fold."""
        before, after = fold_ends(self.arguments[0])
        return [before, *self.parse_content_to_nodes(), after]


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
            summary = f"Parts of this page: {count(len(lines), 'part')}"
            node.replace_self(nodes.raw("", str(fold(summary, bullets(lines), "fold parts")), format="html"))


class FoldSections(SphinxPostTransform):
    """Put a section behind its heading; by then the lists of headings are made, which ask that it stands first."""

    default_priority = 600  # before the words of raw HTML are read
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Wrap each section of the class."""
        if self.env.metadata[self.env.docname].get("folded") == "phone":
            for part in _sections(next(self.document.findall(nodes.section))):
                part["classes"] += ["folded", "phone"]
        for part in self.document.findall(lambda node: isinstance(node, nodes.section) and "folded" in node["classes"]):
            phone = "phone" in part["classes"]
            markup = fold("|", Markup("|"), "fold section phone" if phone else "fold section", opened=phone)
            before, between, after = markup.split("|")
            title, *rest = part.children
            pieces = [before, title, between, *rest, after]
            part.children = []
            part.extend(nodes.raw("", piece, format="html") if isinstance(piece, str) else piece for piece in pieces)


class LabelCells(SphinxTransform):
    """Put the title of its column into each cell of the tables of a page; it shows on a phone alone."""

    default_priority = 700

    def apply(self, **kwargs) -> None:
        """Label the cells behind the first of each row, which names the row."""
        for table in self.document.findall(nodes.table):
            rows = [[*row.findall(nodes.entry)] for row in table.findall(nodes.row)]
            titles = [Markup(entry.astext()).striptags() for entry in rows[0]]
            for row in rows[1:]:
                for title, entry in list(zip(titles, row, strict=True))[1:]:
                    label = Markup('<span class="cell-label" hidden>{}: </span>').format(title)
                    for paragraph in entry.children[:1]:
                        paragraph.insert(0, nodes.raw("", str(label), format="html"))


def fold_ends(summary: Cell, kind: str = "fold", *, opened: bool = False) -> list[nodes.raw]:
    """Return the two ends of a fold, between which nodes stand."""
    mark = "<!-- inside -->"
    markup = fold(summary, Markup(mark), kind, opened=opened)
    return [nodes.raw("", part, format="html") for part in markup.split(mark)]


def _line(part: nodes.section, depth: int) -> Markup:
    link = Markup('<a class="reference internal" href="#{}">{}</a>').format(part["ids"][0], part[0].astext())
    below = Markup(", ").join(_line(inner, depth - 1) for inner in _sections(part)) if depth > 1 else ""
    return Markup("{}: {}").format(link, below) if below else link


def _sections(parent: nodes.section) -> list[nodes.section]:
    return [part for part in parent.children if isinstance(part, nodes.section)]


def setup(app: Sphinx) -> None:
    """Register directives and transforms."""
    app.add_node(parts)
    app.add_directive("fold", FoldDirective)
    app.add_directive("parts", PartsDirective)
    app.add_transform(FillParts)
    app.add_transform(LabelCells)
    app.add_post_transform(FoldSections)
