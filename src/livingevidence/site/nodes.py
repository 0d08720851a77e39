"""Small makers of docutils nodes; text given to them is never markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

Cell = str | nodes.Node | Sequence[nodes.Node]


def inline(content: Cell) -> list[nodes.Node]:
    """Return content as inline nodes."""
    if isinstance(content, str):
        return [nodes.Text(content)]
    return [content] if isinstance(content, nodes.Node) else list(content)


def paragraph(content: Cell, *classes: str) -> nodes.paragraph:
    """Return a paragraph."""
    return nodes.paragraph("", "", *inline(content), classes=list(classes))


def section(title: str, anchor: str, *content: nodes.Node) -> nodes.section:
    """Return a section with a fixed address."""
    made = nodes.section("", nodes.title("", title), *content, ids=[anchor])
    made["names"] = [anchor]
    return made


def bullets(items: Iterable[Cell]) -> nodes.bullet_list:
    """Return a list."""
    return nodes.bullet_list("", *(nodes.list_item("", paragraph(item)) for item in items), bullet="-")


def definitions(pairs: Iterable[tuple[str, Cell | None]], *classes: str) -> nodes.definition_list:
    """Return a list of terms with what they say; pairs without content are left out."""
    items = [
        nodes.definition_list_item("", nodes.term("", term), nodes.definition("", paragraph(content)))
        for term, content in pairs
        if content not in (None, "", [])
    ]
    return nodes.definition_list("", *items, classes=list(classes))


def link(text: str, address: str) -> nodes.reference:
    """Return a link to an outside address."""
    return nodes.reference("", text, refuri=address, internal=False)


def small(text: str) -> list[nodes.Node]:
    """Return text on a small line of its own; nothing for empty text."""
    return [nodes.Text(" "), nodes.inline("", text, classes=["small"])] if text else []


def code(text: str) -> nodes.literal:
    """Return text as it is, in the typeface of code."""
    return nodes.literal("", text)


def _entry(title: str, cell: Cell) -> nodes.entry:
    """Return a cell with its column's title, which is shown on a phone alone, where rows become blocks."""
    label = nodes.inline("", f"{title}: ", classes=["cell-label"])
    return nodes.entry("", paragraph([label, *inline(cell)]))


def table(
    head: Sequence[str], rows: Iterable[tuple[str | None, Sequence[Cell]]], *classes: str, label: str = ""
) -> nodes.table:
    """Return a table.

    Parameters
    ----------
    head : sequence of str
        The columns.
    rows : iterable of (id or None, cells)
        An id makes the row an address.
    classes : str
        Classes of the table.
    label : str
        What the table holds, for those who hear it.
    """
    group = nodes.tgroup("", cols=len(head))
    group += [nodes.colspec("", colwidth=1) for _ in head]
    titles = nodes.row("", *(nodes.entry("", paragraph(title)) for title in head))
    body = nodes.tbody("")
    for anchor, cells in rows:
        row = nodes.row("", *(_entry(title, cell) for title, cell in zip(head, cells, strict=True)))
        if anchor:
            row["ids"] = [anchor]
        body += row
    group += [nodes.thead("", titles), body]
    made = nodes.table("", group, classes=list(classes))
    if label:
        made.insert(0, nodes.title("", label))
    return made
