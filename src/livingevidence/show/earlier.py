"""What an earlier review could and could not have known on the last day of its search."""

from __future__ import annotations

import datetime

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.dates import first_day
from livingevidence.record.models import Study
from livingevidence.record.text import count, number
from livingevidence.show.inline import inline
from livingevidence.show.table import Prose, Table, paragraph, prose
from livingevidence.show.timeline import earliest, holding, linked, the_groups, treated

KNOWN = {
    "public": "public by then",
    "unsure": "can't be told, known to the year or month alone",
    "later": "became public later",
    "undated": "no date known",
}


def searched(evidence: Evidence) -> datetime.date:
    """Return the day to which the review searched that this one succeeds."""
    return datetime.date.fromisoformat(evidence.topic.succeeds.searched)


def knowable(evidence: Evidence) -> dict[str, list[Study]]:
    """Return the studies of treated patients in the groups by a key of :data:`KNOWN`.

    Public means what :meth:`Evidence.as_of` holds; what was known to a longer time than the day can't be told.
    """
    day = searched(evidence)
    cut, found = evidence.as_of(day).records, {key: [] for key in KNOWN}
    for study in treated(evidence):
        start = first_day(report.first_public) if (report := earliest(study)) else None
        key = "public" if study.id in cut else "undated" if not start else "unsure" if start <= day else "later"
        found[key].append(study)
    return found


def could_know(evidence: Evidence) -> Table:
    """Return each study of treated patients of the groups, and whether a search to a day could find it."""
    say, rungs, rows = inline(evidence), evidence.topic.ladder, []
    for key, studies in knowable(evidence).items():
        for study in sorted(studies, key=lambda item: list(rungs).index(ladder(evidence, item))):
            told = "; ".join(f"{r.kind.replace('-', ' ')}, {r.first_public}" for r in study.reports)
            rows.append((KNOWN[key], say.study(study), rungs[ladder(evidence, study)].one, told))
    head = ("On the last day of its search", "Study", "Design", "Reports, first public")
    return Table(head, tuple(rows), what="Studies, public by then or not")


def at_the_search(evidence: Evidence) -> Prose:
    """Return in words how many studies were public on a day, and which main conclusions held then and hold now."""
    day, say = searched(evidence), inline(evidence)
    found = knowable(evidence)
    total = f"{count(sum(map(len, found.values())), 'study', 'studies')} of treated patients"
    parts = "; ".join(f"{words}: {number(len(found[key]))}" for key, words in KNOWN.items())
    then, now = holding(evidence.as_of(day)), holding(evidence)
    return prose(
        f"The search is taken to have ended on {day}. Of the {total} in {the_groups(evidence.topic)}: {parts}.",
        f"On the evidence of that day {number(len(then))} main conclusions of this review held, now "
        f"{number(len(now))} do.",
        paragraph("They hold now and did not then: " + linked(say, now - then) + "."),
        paragraph("They held then and do not now: " + linked(say, then - now) + "."),
    )
