"""What a notebook shows: a table, or lines of MyST. Text of records is escaped: shown as the characters it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from livingevidence.record.models import Study
from livingevidence.record.text import count


@dataclass(frozen=True)
class Table:
    """A table that a notebook shows.

    Attributes
    ----------
    head : tuple of str
        Column titles.
    rows : tuple of tuple of str
        Cells, in MyST.
    empty : str
        The sentence that stands in place of an empty table.
    what : str
        What the rows are, as it stands on the fold of a long table.
    most : int
        The rows that are shown unfolded; on a phone each is a block, so more fill several screens. A fold works without
        a script, and a browser searches and prints it.
    by : tuple of str
        Columns by which readers may sort; with any, they may filter the rows and download them too (``tables.js``).
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "None."
    what: str = "All lines"
    most: int = 8
    by: tuple[str, ...] = ()

    def _repr_markdown_(self) -> str:
        if not self.rows:
            return self.empty
        # On a phone rows become blocks, and each cell shows its column's title; elsewhere it stays hidden.
        labels = [f'<span class="cell-label" hidden>{title}: </span>' for title in self.head]
        told = ([label + cell for label, cell in zip(labels, row, strict=True)] for row in self.rows)
        lines = [_line(self.head), _line("---" for _ in self.head), *map(_line, told)]
        made = "\n".join(lines) + "\n"
        if self.by:
            bar = '<div class="table-bar"></div>'
            made = f'<div class="sortable" data-by="{"|".join(self.by)}">{bar}\n\n{made}\n</div>\n'
        if len(self.rows) <= self.most:
            return made
        summary = f"<summary>{self.what}, {count(len(self.rows), 'line')}</summary>"
        return f'<details class="fold">\n{summary}\n\n{made}\n</details>\n'


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


@dataclass(frozen=True)
class Prose:
    """Lines of MyST that a notebook shows."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text


def study_link(study: Study) -> str:
    """Return the citation of a study with a link to its page."""
    return f"{{cite:p}}`{study.reports[0].key}` {{doc}}`study page </studies/{study.id}>`"
