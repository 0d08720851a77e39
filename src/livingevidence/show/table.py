"""What a cell of a notebook or a page shows: a table, or paragraphs and lists, as HTML.

A text is escaped where it is put in; only :class:`markupsafe.Markup` is markup (:mod:`livingevidence.show.inline`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self

from jinja2 import Environment, Template
from markupsafe import Markup

from livingevidence.record.text import count

Cell = str  # text, or Markup
ABSENT = "not available"
BREAK = Markup("<br>\n")
THEN = Markup("; ")
_TURNS = re.compile("[\u202a\u202b\u202d\u202e\u2066\u2067\u2068]")


@dataclass(frozen=True)
class Table:
    """A table that a notebook shows."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "None."
    """The sentence that stands in place of an empty table."""
    what: str = "All lines"
    """What the rows are, as it stands on the fold of a long table."""
    most: int = 8
    """The rows that are shown unfolded; on a phone each is a block, so more fill several screens."""
    by: tuple[str, ...] = ()
    """Columns by which readers may sort; with any, they may filter the rows and download them too (``tables.js``)."""
    kind: str = ""
    caption: str = ""
    anchor: str = ""
    ids: tuple[str, ...] = ()
    note: str = ""
    brief: tuple[str, ...] = ()
    """What opens each row on a phone, where it shows its second and fourth cell alone until then."""

    def __html__(self) -> str:
        if not self.rows:
            return paragraph(self.empty)
        markup = Markup(_template().render(table=self, absent=ABSENT))
        markup += paragraph(self.note) if self.note else ""
        return markup if len(self.rows) <= self.most else fold(f"{self.what}, {count(len(self.rows), 'line')}", markup)

    _repr_html_ = __html__

    @property
    def unfolded(self) -> Self:
        """The same table, never folded."""
        return replace(self, most=len(self.rows))

    def first_and_rest(self, most: int) -> tuple[Self, Self]:
        """Return the first lines, and the others in a fold."""
        return replace(self, rows=self.rows[:most], most=most), replace(self, rows=self.rows[most:], most=0)


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists that a notebook shows."""

    html: Markup

    def __html__(self) -> str:
        return self.html

    _repr_html_ = __html__


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, finalize=close_direction, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(Path(__file__).with_name("table.html").read_text(encoding="utf-8"))


def close_direction(text: Cell) -> Cell:
    """Return text; one that turns the direction of what follows ends doing so with itself."""
    if not isinstance(text, str) or isinstance(text, Markup) or not (turns := _TURNS.findall(text)):
        return text
    return text + "".join("\u202c" if turn < "\u2060" else "\u2069" for turn in reversed(turns))


def prose(*parts: Cell) -> Prose:
    """Return texts as paragraphs; what is markup stays as it is."""
    return Prose(Markup("").join(part if isinstance(part, Markup) else paragraph(part) for part in parts))


def paragraph(words: Cell) -> Markup:
    """Return a paragraph."""
    return Markup("<p>{}</p>\n").format(close_direction(words))


def bullets(items: Iterable[Cell | tuple[Cell, Markup]]) -> Markup:
    """Return a list; an item may be words and what stands below them."""
    pairs = (entry if isinstance(entry, tuple) else (entry, "") for entry in items)
    lines = (Markup("<li>{}{}</li>\n").format(paragraph(words), below) for words, below in pairs)
    return Markup('<ul class="simple">\n{}</ul>\n').format(Markup("").join(lines))


def fold(summary: str, inside: Markup, kind: str = "fold", *, opened: bool = False) -> Markup:
    """Return what opens at a click; it works without a script, and a browser searches and prints it."""
    details = Markup('<details class="{}"{}>\n<summary>{}</summary>\n{}</details>\n')
    return details.format(kind, " open" if opened else "", summary, inside)


def folded(summary: str, output: Table | Prose) -> Prose:
    """Return what a cell shows behind a line that opens it, as a long table is, for what few readers need."""
    return Prose(fold(summary, Markup(output.unfolded._repr_html_() if isinstance(output, Table) else output.html)))
