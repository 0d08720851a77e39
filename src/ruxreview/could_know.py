"""What an earlier review could and could not have known on the last day of its search."""

from __future__ import annotations

import datetime

from ruxreview.dates import first_day
from ruxreview.evidence import Evidence
from ruxreview.ladder import RUNGS
from ruxreview.records import Study
from ruxreview.results import ladder
from ruxreview.tables import Prose, Table, study_link
from ruxreview.text import count, escape, number
from ruxreview.timeline import earliest, holding, linked, treated

SEARCHED = datetime.date(2024, 9, 30)
"""The last day of the month to which ``spadafora-2025`` searched, by the note on its population."""
KNOWN = {
    "public": "public by then",
    "unsure": "can't be told, known to the year or month alone",
    "later": "became public later",
    "undated": "no date known",
}


def knowable(evidence: Evidence, day: datetime.date = SEARCHED) -> dict[str, list[Study]]:
    """Return the studies of treated patients in the three groups by a key of :data:`KNOWN`.

    Public means what :meth:`Evidence.as_of` holds; what was known to a longer time than the day can't be told.
    """
    cut, found = evidence.as_of(day).records, {key: [] for key in KNOWN}
    for study in treated(evidence):
        start = first_day(report.first_public) if (report := earliest(study)) else None
        key = "public" if study.id in cut else "undated" if not start else "unsure" if start <= day else "later"
        found[key].append(study)
    return found


def could_know(evidence: Evidence, day: datetime.date = SEARCHED) -> Table:
    """Return each study of treated patients of the three groups, and whether a search to a day could find it."""
    rows = []
    for key, studies in knowable(evidence, day).items():
        for study in sorted(studies, key=lambda item: list(RUNGS).index(ladder(evidence, item))):
            told = [f"{r.kind.replace('-', ' ')}, {r.first_public}" for r in study.reports]
            rung = escape(RUNGS[ladder(evidence, study)][0])
            rows.append((KNOWN[key], study_link(study), rung, escape("; ".join(told))))
    head = ("On the last day of its search", "Study", "Design", "Reports, first public")
    return Table(head, tuple(rows), what="Studies, public by then or not")


def at_the_search(evidence: Evidence, day: datetime.date = SEARCHED) -> Prose:
    """Return in words how many studies were public on a day, and which main conclusions held then and hold now."""
    found = knowable(evidence, day)
    total = count(sum(map(len, found.values())), "study", "studies")
    parts = "; ".join(f"{words}: {number(len(found[key]))}" for key, words in KNOWN.items())
    then, now = holding(evidence.as_of(day)), holding(evidence)
    lines = [
        f"The search is taken to have ended on {day}. Of the {total} of treated patients in the three groups: {parts}.",
        f"On the evidence of that day {number(len(then))} main conclusions of this review held, now "
        f"{number(len(now))} do.",
        f"They hold now and did not then: {linked(now - then)}.",
        f"They held then and do not now: {linked(then - now)}.",
    ]
    return Prose("\n\n".join(lines))
