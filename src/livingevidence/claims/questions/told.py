"""What a record tells in words or by the way, and what it leaves out: ages, weeks, people, mentions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from livingevidence.record.models import Row, Study

ADULT = 18  # years
AGES = (
    (re.compile(r"(\d+)\s*[-–]\s*\d+ years"), None),
    (re.compile(r"\bage[ds]? (\d+)"), None),
    (re.compile(r"(\d+) years (?:and|or) (?:over|older|above)"), None),
    (re.compile(r"child|adolesc|pa?ediatric|infant|\bteen|\bgirl|\bboy", re.IGNORECASE), 0.0),
    (re.compile(r"\badults?\b", re.IGNORECASE), float(ADULT)),
)
"""How ages are told, and which age the words mean; the number itself where there is one."""


def youngest(study: Study) -> float | None:
    """Return the youngest age that a record tells of, in words or numbers; None where it tells none."""
    who = study.population
    age = re.sub(r"^(\d+\s*[-–]\s*\d+)(?! years)", r"\1 years", who.age or "")
    told = ". ".join(filter(None, (age, who.inclusion, study.title)))
    ages = [float(found[1]) if means is None else means for words, means in AGES for found in words.finditer(told)]
    ages += [case.age_years for case in study.cases if case.age_years is not None]
    return min(ages, default=None)


def week_of(study: Study, row: Row) -> float:
    """Return the week of a result; where none is told, that to which its arm was treated, else any."""
    if row.timepoint_weeks is not None:
        return row.timepoint_weeks
    return next((arm.duration_weeks for arm in study.arms if arm.id == row.arm and arm.duration_weeks), math.inf)


def people_with(study: Study, row: Row) -> float:
    """Return how many people had the event, of a share as far as its people are known; where not, any number.

    Of a row that counts nobody it is less than none.
    """
    if row.kind not in ("count", "percent"):
        return -1
    if row.kind == "count":
        return row.events
    n, share = row.n or next((arm.n for arm in study.arms if arm.id == row.arm), None), share_of(row)
    return math.inf if n is None or share is None else round(n * share / 100)


def share_of(row: Row) -> float | None:
    """Return the number of a row, a count in percent of its people."""
    if row.kind == "count":
        return 100 * row.events / row.n if row.n else None
    return row.percent if row.kind == "percent" else row.value


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
