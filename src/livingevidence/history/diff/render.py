"""A difference for people, in a terminal or a pull request, and for machines."""

import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, Self

from jinja2 import Environment, StrictUndefined, Template

from livingevidence.history.diff.compare import SECTIONS_IN_WORDS, Diff, Edit, Move
from livingevidence.record.root import site_address
from livingevidence.record.text import count, escape, number

WIDTH = 100
MOST_SENTENCES = 20
"""Lines of a list in a terminal; the other forms have all of them."""
FEW = 4
"""Edited rows named behind a move, and fields of an edit; the rest is counted."""
LONG_TEXT, WORDS_AROUND = 80, 4
"""Letters up to which a text is shown whole, and words around a difference in a longer one."""
MOST_SHORT, MOST_LETTERS, MOST_PAGES = 12, 400, 25
"""Lines of a list, letters of a cell, and pages, in the summary of a change; the other forms have all."""
PAGES = ("Page",)
WRAP = textwrap.TextWrapper(WIDTH, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
NAMES = {
    "claims": ("Claims", "claim", "claims"),
    "certainty": ("Certainty", "rating of certainty", "ratings of certainty"),
    "judgements": ("Judgements, as signed", "judgement", "judgements"),
    "estimates": ("Estimates and refusals", "estimate", "estimates"),
    "directions": ("Directions of benefit", "direction", "directions"),
    "numbers": ("Counts and other numbers", "number", "numbers"),
}
PLURAL = {"study": "studies", "review": "entries beside the studies", "file": "files beside the studies"}
HOWS = ("added", "removed", "changed", "wording")


class Section(NamedTuple):
    """A list of what is different: its title, its columns, its lines, and how many lines were left out."""

    title: str
    columns: tuple[str, ...]
    lines: list[tuple[str, ...]]
    omitted: int = 0

    def sentences(self) -> list[str]:
        """Return each line as a sentence."""
        return [f"{about}: {' → '.join(values)}" if values else about for about, *values in self.lines]

    def shortened(self) -> Self:
        """Return its first lines, each cell cut."""

        def cut(cell: str) -> str:
            return cell if len(cell) <= MOST_LETTERS else f"{cell[:MOST_LETTERS]} …"

        lines = [tuple(map(cut, line)) for line in self.lines[:MOST_SHORT]]
        return self._replace(lines=lines, omitted=len(self.lines) - len(lines))


def headline(diff: Diff) -> str:
    """Return what the change does, in a sentence or two."""
    moved = ", ".join(_move_count(kind, moves) for kind, moves in diff.moved.items())
    unjudged = " Claims are not compared." if diff.unjudged else ""
    if diff.overturned:
        how_many = count(len(diff.overturned), "claim is", "claims are")
        return f"{how_many} overturned: {', '.join(diff.overturned)}. Moved: {moved}."
    if diff.moved:
        return f"Moved: {moved}.{unjudged or ' No claim is newly overturned.'}"
    if any(edit.how != "wording" for edit in diff.records):
        return "Nothing moved in what is computed; records changed." + unjudged
    return "Nothing moved." + (" Words alone changed." if diff.records else " The two states hold the same.") + unjudged


def _move_count(kind: str, moves: Sequence[Move]) -> str:
    reworded = sum(move.reworded for move in moves)
    return count(len(moves), *NAMES[kind][1:]) + (f" ({number(reworded)} in words alone)" if reworded else "")


def sections(diff: Diff, *, cures: bool = True) -> list[Section]:
    """Return every list of what is different, the weightiest first, for editors with what is to be done about it."""
    all_sections = [Section("Claims are not compared", ("Why",), [(diff.unjudged,)] if diff.unjudged else [])]
    for kind, moves in diff.moved.items():
        title, singular, _ = NAMES[kind]
        lines: list[tuple[str, ...]] = [_line(move, kind in SECTIONS_IN_WORDS, cures) for move in moves]
        all_sections.append(Section(title, (singular.capitalize(), "Before", "Now"), lines))
    for title, is_wording in (("Records", False), ("Wording only", True)):
        edits = [edit for edit in diff.records if (edit.how == "wording") == is_wording]
        lines = [(f"{edit.address} ({edit.kind} {edit.how})", _edit_text(edit)) for edit in edits]
        all_sections.append(Section(title, ("Record", "What"), lines))
    all_sections.append(Section("Pages that show it", PAGES, [(f"{page}.html",) for page in diff.pages]))
    return [section for section in all_sections if section.lines]


def tallies(diff: Diff) -> list[tuple[str, ...]]:
    """Return how many records of each kind were added, removed, changed, and changed in wording only."""
    kinds = dict.fromkeys(kind for kind, _ in diff.edited)
    leading = [kind for kind in ("study", "row", "case") if kind in kinds]
    return [
        (PLURAL.get(kind, kind + "s"), *(number(diff.edited[kind, how]) for how in HOWS))
        for kind in dict.fromkeys([*leading, *kinds])
    ]


def _line(move: Move, worded: bool, cures: bool) -> tuple[str, str, str]:
    """Return what moved, what stood there and what stands there now; words that stay the same stand once."""
    old, new = move.old, move.new
    same_words = worded and old and new and old.sense[1:] == new.sense[1:]
    before = (old.sense[0] if same_words else old.text) if old else "not there"
    after = (new.text if new else "gone") + (f" [by {_first_few(move.rows, ', ')}]" if move.rows else "")
    return move.about, before, after + (f" To do: {new.cure}." if cures and new and new.cure else "")


def _first_few(parts: Sequence[str], between: str) -> str:
    rest = len(parts) - FEW
    return between.join(parts[:FEW]) + (f"{between}and {number(rest)} more" if rest > 0 else "")


def _edit_text(edit: Edit) -> str:
    """Return both values of each field that changed; of a record that one side lacks, those of the other side."""
    if edit.how in ("added", "removed"):
        side = 2 if edit.how == "added" else 1
        return "; ".join([edit.about, *(f"{field[0].replace('_', ' ')}: {field[side]}" for field in edit.fields)])
    return _first_few([f"{name}: {' → '.join(_cut(*pair))}" for name, *pair in edit.fields], "; ")


def _cut(old: str, new: str) -> tuple[str, str]:
    """Return two texts; of long ones only the words that differ, with some that stand around them."""
    if max(len(old), len(new)) <= LONG_TEXT:
        return old, new
    old_words, new_words = old.split(), new.split()
    codes = SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    differing = [places for kind, *places in codes if kind != "equal"]
    (old_start, _, new_start, _), (_, old_end, _, new_end) = differing[0], differing[-1]
    return _excerpt(old_words, old_start, old_end), _excerpt(new_words, new_start, new_end)


def _excerpt(words: list[str], start: int, end: int) -> str:
    before, after = max(start - WORDS_AROUND, 0), end + WORDS_AROUND
    part = textwrap.shorten(" ".join(words[before:after]), 2 * LONG_TEXT, placeholder=" …")
    return "… " * (before > 0) + part + " …" * (after < len(words))


def as_text(diff: Diff) -> str:
    """Return the difference for a terminal, at most 100 columns wide."""
    head = textwrap.wrap(headline(diff), WIDTH, break_on_hyphens=False)
    lines = [f"BASE  {diff.base.name}", f"HEAD  {diff.head.name}", "", *head, ""]
    if diff.records:
        table = [("", *HOWS), *tallies(diff)]
        lines += [f"{name:<30}" + "".join(f"{cell:>10}" for cell in cells) for name, *cells in table] + [""]
    for section in sections(diff):
        lines.append(f"{section.title} ({number(len(section.lines))})")
        for sentence in section.sentences()[:MOST_SENTENCES]:
            lines += WRAP.wrap(sentence)
        if (rest := len(section.lines) - MOST_SENTENCES) > 0:
            lines.append(f"  … and {number(rest)} more: --format json has all")
        lines.append("")
    return "\n".join(lines)


def as_markdown(diff: Diff, *, short: bool = False) -> str:
    """Return the difference for a reviewer, claims first; a short one has a comment's size, else it has every line."""
    lists = [section for section in sections(diff) if section.columns != PAGES]
    return _template().render(
        headline=headline(diff),
        base=diff.base.name,
        head=diff.head.name,
        short=short,
        lists=[section.shortened() if short else section for section in lists],
        tallies=tallies(diff) if diff.records else (),
        address=site_address(),
        pages=diff.pages,
        most=MOST_PAGES if short else len(diff.pages),
        concerns=set(_concerns(diff)),
    )


@cache
def _template() -> Template:
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters |= {"escape": escape, "number": number}
    return environment.from_string(Path(__file__).with_name("reviewer.md").read_text(encoding="utf-8"))


def _concerns(diff: Diff) -> Iterator[str]:
    """Yield what a reviewer looks at: kinds of records, alone and with what happened to them, and what moved."""
    for kind, how in diff.edited:
        yield f"{kind} {how}"
        if how in ("added", "changed"):
            yield kind
    yield from diff.moved
    if not diff.moved and diff.records and all(how == "wording" for _, how in diff.edited):
        yield "words alone"


def as_json(diff: Diff) -> str:
    """Return everything for machines."""
    content = {
        "headline": headline(diff),
        "moved": bool(diff.moved),
        "edited": [{"kind": kind, "how": how, "count": n} for (kind, how), n in diff.edited.items()],
        "base": diff.base.name,
        "head": diff.head.name,
        **{kind: [_move_fields(move) for move in diff.moved.get(kind, ())] for kind in NAMES},
        "records": [edit._asdict() for edit in diff.records],
        "pages": diff.pages,
        "overturned": diff.overturned,
        "unjudged": diff.unjudged,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _move_fields(move: Move) -> dict[str, object]:
    cure = move.new.cure if move.new else ""
    before, after = (statement and statement.text for statement in (move.old, move.new))
    return {"key": move.key, "about": move.about, "before": before, "after": after, "rows": move.rows, "cure": cure}


FORMATS: dict[str, Callable[[Diff], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "summary": partial(as_markdown, short=True),
    "json": as_json,
}
