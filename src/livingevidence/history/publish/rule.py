"""Which version comes next: YYYY.N.P, by the year of the evidence, and by whether a number on a page moved."""

from __future__ import annotations

import hashlib
import json
import re

from livingevidence.history.diff.compare import MOVING, Diff
from livingevidence.history.diff.render import headline
from livingevidence.history.diff.snapshot import Snapshot
from livingevidence.history.publish.history import order
from livingevidence.record.text import count

WORDS = ("certainty", "directions")  # what they say are words, and all of it counts
SHOWN = ("study", "row", "case", "arm", "trial")  # records whose fields stand on pages; of others the counts move
SIGNATURES = "judgements"  # that one is signed or went stale moves no number


def next_version(last: str | None, year: int, moved: bool) -> str:
    """Return the version that comes next.

    Parameters
    ----------
    last : str or None
        The last release; None where there was none.
    year : int
        The year of the evidence.
    moved : bool
        Whether a number on a page moved since.

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
    """Return why a number on a page moved between two states of the records; nothing where none did."""
    told = [headline(diff)] if diff.moved.keys() - {SIGNATURES} else []
    edits = [edit for edit in diff.records if edit.kind in SHOWN]
    others = [
        edit
        for edit in edits
        if edit.how in ("added", "removed") or any(_numbers(a) != _numbers(b) for _, a, b in edit.fields)
    ]
    if others:
        records = count(len(others), "record holds another number", "records hold other numbers")
        told.append(f"{records}, such as {others[0].address}.")
    return told


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,\N{NARROW NO-BREAK SPACE}]\d+)*", text)


def computed(snapshot: Snapshot) -> str:
    """Return the SHA-256 of every number that a state says, verdicts and levels included, and other words not.

    Of the same records it changes with the methods alone, which :func:`what_moved` can't see: it holds both states
    against today's methods.
    """
    found = []
    for kind in MOVING:
        for key, said in sorted(getattr(snapshot, kind).items() if kind != SIGNATURES else ()):
            verdict = said.sense[0] if kind == "claims" else ""
            found.append([kind, key, verdict, said.text if kind in WORDS else _numbers(said.text)])
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()
