"""Two states of the evidence side by side: which records changed, and what moved by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from livingevidence.history.diff.pages import affected
from livingevidence.history.diff.snapshot import SECTIONS, Record, Said
from livingevidence.history.diff.states import State
from livingevidence.record.root import Root
from livingevidence.record.text import number

MOVING = ("claims", *SECTIONS)
"""What can move, the weightiest first; a judgement moves when it goes stale, or no longer is."""
# Fields in which words stand and no value; a change of them alone moves nothing.
WORDS = """
label measure_label timepoint_label duration_label condition_label design_label title title_is definition note notes
locator where limitations mechanism conflicts missing not_read_again why reason means read via scale first_public_from
dates_from
"""


class Move(NamedTuple):
    """Something that the review says and that moved.

    It has its key or address, what it is about, what it said in each state (None where the state doesn't have it), and
    those of the rows behind it that were edited.
    """

    key: str
    about: str
    before: str | None
    after: str | None
    rows: tuple[str, ...] = ()


class Edit(NamedTuple):
    """A record that was added, removed or changed; address, kind and about are those of the record.

    ``how`` is ``added``, ``removed``, ``changed``, or ``wording`` where no value changed. Fields of changed records
    have what they held before and after; ``–`` is nothing.
    """

    address: str
    kind: str
    about: str
    how: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Diff:
    """What is different in HEAD.

    Attributes
    ----------
    base, head : str
        The names of the states.
    moved : dict of str to tuple of Move
        What moved, by kind, in the order of :data:`MOVING`; kinds in which nothing did are left out.
    records : tuple of Edit
        What was edited.
    pages : tuple of str
        Pages that show something of it, as ``chapters/<name>``.
    overturned : tuple of str
        Claims that are overturned in HEAD and weren't in BASE.
    """

    base: str
    head: str
    moved: dict[str, tuple[Move, ...]]
    records: tuple[Edit, ...]
    pages: tuple[str, ...]
    overturned: tuple[str, ...]

    @property
    def edited(self) -> Counter:
        """How many records were edited, by (kind, how)."""
        return Counter((edit.kind, edit.how) for edit in self.records)


def compare(base: State, head: State, root: Root | None = None) -> Diff:
    """Return what is different in HEAD; without a review, whose pages are looked through, only generated pages."""
    before, after = base.snapshot, head.snapshot
    edits = tuple(_edits(before.records, after.records))
    values = {edit.address for edit in edits if edit.how != "wording"}
    moves = {name: _moves(getattr(before, name), getattr(after, name), values) for name in MOVING}
    moves["claims"] = tuple(sorted(moves["claims"], key=lambda move: not (move.after or "").startswith("overturned")))
    known = {**before.records, **after.records}
    terms = {term for address in values for term in known[address].terms}
    fallen = [{name for name, said in side.claims.items() if said.sense[0] == "overturned"} for side in (before, after)]
    return Diff(
        base.name,
        head.name,
        {kind: found for kind, found in moves.items() if found},
        edits,
        affected(moves, edits, terms, root),
        tuple(name for name in after.claims if name in fallen[1] - fallen[0]),
    )


def _moves(before: Mapping[str, Said], after: Mapping[str, Said], edited: Set[str] = frozenset()) -> tuple[Move, ...]:
    made = []
    for key in {**after, **before}:
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old.sense != new.sense:
            behind = dict.fromkeys(row.rstrip("/") for said in (new, old) if said for row in said.rows)
            rows = tuple(row for row in behind if row in edited)
            made.append(Move(key, (new or old).about, old and old.text, new and new.text, rows))
    return tuple(made)


def _edits(before: Mapping[str, Record], after: Mapping[str, Record]) -> Iterator[Edit]:
    for address in {**after, **before}:
        old, new = before.get(address), after.get(address)
        kind, about = (new or old).kind, (new or old).about
        if old is None or new is None:
            yield Edit(address, kind, about, "removed" if new is None else "added")
            continue
        names = [n for n in {**old.fields, **new.fields} if old.fields.get(n) != new.fields.get(n)]
        if names:
            pairs = [(name, old.fields.get(name), new.fields.get(name)) for name in names]
            how = "wording" if all(_is_wording(*pair) for pair in pairs) else "changed"
            yield Edit(address, kind, about, how, tuple((name, _shown(a), _shown(b)) for name, a, b in pairs))


def _is_wording(name: str, old: object, new: object) -> bool:
    """Return whether words alone changed: in a field of words, or in case and punctuation of any text."""
    path = set(re.split(r"\.(?:\d+\.)?", name))
    return bool(path & {*WORDS.split()}) or (
        isinstance(old, str) and isinstance(new, str) and _words(old) == _words(new) != []
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|[\d.]+|[<>=≤≥%]", text.casefold())


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return number(value) if plain else " ".join(str(value).split())
