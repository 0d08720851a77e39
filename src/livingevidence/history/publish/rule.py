"""Which version comes next: YYYY.N.P, by the year of the evidence, and by whether a number on a page moved."""

from __future__ import annotations

import re

from livingevidence.history.diff.compare import Diff, Edit, Move
from livingevidence.history.releases import order
from livingevidence.record.text import count

SHOWN = ("study", "row", "case", "arm", "trial")  # records whose fields stand on pages; of others the counts move
SIGNATURES = "judgements"  # that one is signed or went stale moves no number


def next_version(last: str | None, year: int, moved: bool) -> str:
    """Return the version that comes after the last one (None where there is none), by the year of the evidence.

    Raises
    ------
    ValueError
        If the evidence is of a year before that of the last release.
    """
    then, middle, end = order(last) if last else (0, 0, 0)
    if year < then:
        raise ValueError(f"evidence_as_of is of {year}, and the last release, {last}, of {then}; mend review.yaml")
    if year > then:
        return f"{year}.1.0"
    return f"{year}.{middle + 1}.0" if moved else f"{year}.{middle}.{end + 1}"


def what_moved(diff: Diff) -> list[str]:
    """Return why a number on a page moved between two states; nothing where none did.

    A claim or a rating that is told in other words, with the same verdict or level and the same numbers, is none.
    """
    told = []
    for kind, moves in diff.moved.items():
        counted = [move for move in moves if kind != SIGNATURES and not (move.reworded and _same_numbers(move))]
        if counted:
            told.append(f"{count(len(counted), 'entry', 'entries')} of the {kind}, such as {counted[0].key}, moved.")
    if others := [edit for edit in diff.records if edit.kind in SHOWN and _holds_another(edit)]:
        records = count(len(others), "record holds another number", "records hold other numbers")
        told.append(f"{records}, such as {others[0].address}.")
    return told


def _same_numbers(move: Move) -> bool:
    old, new = (_numbers(said.sense[1]) for said in (move.old, move.new))
    return old == new


def _holds_another(edit: Edit) -> bool:
    return edit.how in ("added", "removed") or any(_numbers(a) != _numbers(b) for _, a, b in edit.fields)


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,\N{NARROW NO-BREAK SPACE}]\d+)*", text)
