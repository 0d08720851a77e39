"""What a table, a figure or words show, as a reader sees it."""

import re

from bs4 import BeautifulSoup
from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence


def tree(part) -> BeautifulSoup:
    """Return something shown, or a cell, as a tree."""
    html = part.__html__() if hasattr(part, "__html__") else Markup.escape(part)
    return BeautifulSoup(html, "html.parser")


def words(part) -> str:
    """Return the words of something shown, or of a cell, as one line."""
    return re.sub(r" (?=[.,;:)\]])|(?<=[(\[]) ", "", " ".join(tree(part).get_text(" ").split()))


def rows(table) -> list[dict[str, str]]:
    """Return the rows of a table, each cell as words by the title of its column."""
    return [dict(zip(table.head, map(words, row), strict=True)) for row in table.rows]


def links(part) -> list[str]:
    """Return where the links of something shown, or of a cell, lead."""
    return [tag["href"] for tag in tree(part).select("a[href]")]


def texts_in(figure) -> list[str]:
    """Return the texts of a drawing, in its order."""
    return [tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text")]


def evidence_with(copy, *edits: tuple[str, str, object]) -> Evidence:
    """Return the evidence of a copy with some fields of its files set."""
    for name, path, value in edits:
        copy.edit(name, path, value)
    return Evidence.at(copy.review)
