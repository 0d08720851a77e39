"""What a record tells in words or by the way: weeks, people, mentions."""

import math
from collections.abc import Sequence

from livingevidence.evidence.recovered import share_of
from livingevidence.record.models import Row, Study

NUMBERS = ("count", "percent", "value", "contrast")
Of = str | tuple[str, ...]
"""One name, or several of which any will do; all where it is empty."""


def several(value: Of) -> tuple[str, ...]:
    """Return one value or several as several."""
    return ((value,) if value else ()) if isinstance(value, str) else value


def week_of(study: Study, row: Row) -> float:
    """Return the week of a result; where none is told, that to which its arm was treated, else any."""
    if row.timepoint_weeks is not None:
        return row.timepoint_weeks
    return next((arm.duration_weeks for arm in study.arms if arm.id == row.arm and arm.duration_weeks), math.inf)


def people_with(study: Study, row: Row) -> float:
    """Return how many people had the event; any number where it is not known, less than none of what counts nobody."""
    if row.kind not in ("count", "percent"):
        return -1
    if row.kind == "count":
        return row.events
    n, share = row.n or next((arm.n for arm in study.arms if arm.id == row.arm), None), share_of(row)
    return math.inf if n is None or share is None else round(n * share / 100)


def mentions(words: Sequence[str], study: Study, row: Row | None = None, part: str = "") -> bool:
    """Return whether a record, a part or a row of it holds one of some words, in small or capital letters."""
    text = " ".join(filter(None, getattr(study, part) if part else _said(study, row))).lower()
    return any(word.lower() in text for word in words)


def _said(study: Study, row: Row | None) -> list[str | None]:
    arms = [arm for arm in study.arms if row is None or row.arm in (arm.id, None)]
    said = [study.title, study.condition_label, study.population.inclusion]
    said += [text for arm in arms for text in (arm.label, arm.note)]
    if row is not None:
        return [*said, row.label, row.text, row.timepoint_label, row.note]
    return [*said, *study.mechanism, *study.notes, *study.missing, *study.limitations, *(r.label for r in study.rows)]
