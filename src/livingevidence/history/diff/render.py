"""A difference for people, in a terminal or a pull request, and for machines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from livingevidence.history.diff.compare import Diff, Edit, Move
from livingevidence.record.text import count, escape, number

WIDTH = 100
MOST = 20
"""Lines of a list in a terminal; the other forms have all of them."""
FEW = 4
"""Edited rows named behind a move, and fields of an edit; the rest is counted."""
LONG, AROUND = 80, 20
"""Letters up to which a text is shown whole, and around a difference in a longer one."""
SHORT = 5
"""Longer lists are folded in a pull request; of claims those that are longer than MOST."""
WRAP = textwrap.TextWrapper(WIDTH, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
NAMES = {
    "claims": ("Claims", "claim", "claims"),
    "certainty": ("Certainty", "level of certainty", "levels of certainty"),
    "judgements": ("Judgements, as signed", "judgement", "judgements"),
    "estimates": ("Estimates and refusals", "estimate", "estimates"),
    "directions": ("Directions of benefit", "direction", "directions"),
    "numbers": ("Counts and other numbers", "number", "numbers"),
}
PLURAL = {"study": "studies", "review": "entries beside the studies"}
HOWS = ("added", "removed", "changed", "wording")


class Section(NamedTuple):
    """A list of what is different: its title, its columns, and its lines."""

    title: str
    columns: tuple[str, ...]
    lines: list[tuple[str, ...]]

    def told(self) -> list[str]:
        """Return each line as a sentence."""
        return [f"{about}: {' → '.join(more)}" if more else about for about, *more in self.lines]


def headline(diff: Diff) -> str:
    """Return what the change does, in one sentence."""
    told = ", ".join(count(len(moves), *NAMES[kind][1:]) for kind, moves in diff.moved.items())
    if diff.overturned:
        over = count(len(diff.overturned), "claim is", "claims are")
        return f"{over} overturned: {', '.join(diff.overturned)}. Moved: {told}."
    if diff.moved:
        return f"Moved: {told}. No claim is newly overturned."
    if any(edit.how != "wording" for edit in diff.records):
        return "Nothing moved in what is computed; records changed."
    return "Nothing moved." + (" Words alone changed." if diff.records else " The two states hold the same.")


def sections(diff: Diff) -> list[Section]:
    """Return every list of what is different, the weightiest first; empty ones are left out."""
    made = []
    for kind, moves in diff.moved.items():
        title, one, _ = NAMES[kind]
        lines = [(move.about, *_sides(move)) for move in moves]
        made.append(Section(title, (one.capitalize(), "Before", "Now"), lines))
    for title, words in (("Records", False), ("Wording only", True)):
        lines = [(f"{e.address} ({e.kind} {e.how})", _edited(e)) for e in diff.records if (e.how == "wording") == words]
        made.append(Section(title, ("Record", "What"), lines))
    made.append(Section("Pages that show it", ("Page",), [(f"{page}.html",) for page in diff.pages]))
    return [section for section in made if section.lines]


def tallies(diff: Diff) -> list[tuple[str, ...]]:
    """Return how many records of each kind were added, removed, changed, and changed in wording only."""
    kinds = dict.fromkeys(kind for kind, _ in diff.edited)
    first = [kind for kind in ("study", "row", "case") if kind in kinds]
    return [
        (PLURAL.get(kind, kind + "s"), *(number(diff.edited[kind, how]) for how in HOWS))
        for kind in dict.fromkeys([*first, *kinds])
    ]


def _sides(move: Move) -> tuple[str, str]:
    """Return both sides in words; a sentence that stays the same is told once."""
    before, after = move.before, move.after
    if before and after and (verdict := before.partition(": ")[0]) in ("holds", "open", "overturned"):
        same = after.partition(": ")[2].startswith(before.partition(": ")[2].partition(" (needs ")[0])
        before = verdict if same else before
    return before or "not there", (after or "gone") + (f" [by {_some(move.rows, ', ')}]" if move.rows else "")


def _some(parts: Sequence[str], between: str) -> str:
    rest = len(parts) - FEW
    return between.join(parts[:FEW]) + (f"{between}and {number(rest)} more" if rest > 0 else "")


def _edited(edit: Edit) -> str:
    return _some([f"{name}: {' → '.join(_cut(*pair))}" for name, *pair in edit.fields], "; ") or edit.about


def _cut(old: str, new: str) -> tuple[str, str]:
    """Return two texts; of long ones only the part that differs, with what stands around it."""
    if max(len(old), len(new)) <= LONG:
        return old, new
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    return _part(old, head, tail), _part(new, head, tail)


def _alike(old: str, new: str) -> int:
    """Return how many letters two texts share from their start."""
    return next((i for i, pair in enumerate(zip(old, new, strict=False)) if len({*pair}) > 1), min(len(old), len(new)))


def _part(text: str, head: int, tail: int) -> str:
    start, end = max(head - AROUND, 0), min(len(text) - tail + AROUND, len(text))
    part = textwrap.shorten(text[start:end], 2 * LONG, placeholder=" …")
    return "…" * (start > 0) + part + "…" * (end < len(text))


def text(diff: Diff) -> str:
    """Return the difference for a terminal, at most 100 columns wide."""
    lines = [f"BASE  {diff.base}", f"HEAD  {diff.head}", "", *textwrap.wrap(headline(diff), WIDTH), ""]
    if diff.records:
        table = [("", *HOWS), *tallies(diff)]
        lines += [f"{name:<30}" + "".join(f"{cell:>10}" for cell in cells) for name, *cells in table] + [""]
    for section in sections(diff):
        lines.append(f"{section.title} ({number(len(section.lines))})")
        for told in section.told()[:MOST]:
            lines += WRAP.wrap(told)
        if (rest := len(section.lines) - MOST) > 0:
            lines.append(f"  … and {number(rest)} more: --format json has all")
        lines.append("")
    return "\n".join(lines)


def markdown(diff: Diff) -> str:
    """Return the difference for a pull request: counts and claims in one screen, long lists folded."""
    made = ["## What this change does to the review", f"**{escape(headline(diff))}**"]
    made.append(f"From {escape(diff.base)} to {escape(diff.head)}.")
    if diff.records:
        made.append(_pipes(("Records", "Added", "Removed", "Changed", "Wording only"), tallies(diff)))
    for title, columns, rows in sections(diff):
        body = _pipes(columns, rows)
        head = f"{title}: {number(len(rows))}"
        folded = f"<details><summary>{head}</summary>\n\n{body}\n\n</details>"
        made.append(folded if len(rows) > (MOST if title == "Claims" else SHORT) else f"### {head}\n\n{body}")
    return "\n\n".join(made) + "\n"


def _pipes(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *(map(escape, row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def as_json(diff: Diff) -> str:
    """Return everything for machines."""
    moved = {kind: [move._asdict() for move in diff.moved.get(kind, ())] for kind in NAMES}
    told = {
        "headline": headline(diff),
        "moved": bool(diff.moved),
        "edited": [{"kind": kind, "how": how, "count": n} for (kind, how), n in diff.edited.items()],
        "base": diff.base,
        "head": diff.head,
        **moved,
        "records": [edit._asdict() for edit in diff.records],
        "pages": diff.pages,
        "overturned": diff.overturned,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Diff], str]] = {"text": text, "markdown": markdown, "json": as_json}
