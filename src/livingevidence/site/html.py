"""Pieces of pages as HTML, for views and templates alike: text is escaped where it is put in."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from livingevidence.show.table import Cell, Table, bullets, close_direction

_NOTHING = Markup("")


def table(head: Iterable[str], rows: Iterable[Iterable[Cell]], kind: str = "", **fields: object) -> Table:
    """Return a table that is never folded."""
    return Table(tuple(head), tuple(map(tuple, rows)), most=10_000, kind=kind, **fields)


def heading(level: int, anchor: str, words: str) -> Markup:
    """Return a heading, which becomes a section of the page."""
    return Markup('\n<h{0} id="{1}">{2}</h{0}>\n').format(level, anchor, words)


def joined(parts: Iterable[Cell], between: str = ", ") -> Markup:
    """Return parts, one behind the other."""
    return Markup(between).join(parts)


def small(text: Cell | bool | None) -> Markup:
    """Return a small line below what stands before it; nothing of no text."""
    return Markup(' <span class="small">{}</span>').format(close_direction(text)) if text else _NOTHING


def below(words: Cell, *lines: Cell | bool | None) -> Markup:
    """Return words with small lines below them."""
    return Markup.escape(close_direction(words)) + _NOTHING.join(map(small, lines))


def code(text: str) -> Markup:
    """Return text as code."""
    return Markup('<code class="docutils literal notranslate"><span class="pre">{}</span></code>').format(text)


def definitions(pairs: Mapping[str, Cell | None] | Iterable[tuple[str, Cell | None]], kind: str = "") -> Markup:
    """Return terms with what is told of them; those without anything are left out."""
    pairs = pairs.items() if isinstance(pairs, Mapping) else pairs
    line = Markup("<dt>{}</dt><dd><p>{}</p></dd>\n")
    entries = _NOTHING.join(line.format(close_direction(term), close_direction(text)) for term, text in pairs if text)
    return Markup('<dl class="simple {}">\n{}</dl>\n').format(kind, entries)


def web_address(address: str | None) -> str:
    """Return an address that may be a link, of the web; empty for any other, which could run or hide something."""
    return address if address and re.match(r"https?://", address) else ""


def outside_link(words: str, address: str | None) -> Markup:
    """Return words as a link out of the site; without an address of the web they stay words."""
    link = Markup('<a class="reference external" href="{}">{}</a>')
    words = close_direction(words)
    return link.format(address, words) if web_address(address) else Markup.escape(words)


_MARKS = (table, heading, joined, below, small, code, definitions, outside_link, bullets)
MARKS = {function.__name__: function for function in _MARKS}
"""What templates ask for by its name."""
