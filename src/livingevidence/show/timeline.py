"""How the picture moved: the evidence at the end of each year, and on the days that mattered.

Everything is computed on cuts (:meth:`livingevidence.evidence.evidence.Evidence.as_of`). Who was enrolled and how a
study was designed are as its record has them now; a cut takes away studies and rows, not what is known of a study.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache, lru_cache

from markupsafe import Markup

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import Counted, counts, ladder, treated_studies
from livingevidence.record.dates import first_day, last_day, undated
from livingevidence.record.models import Report, Study
from livingevidence.record.text import capital, count, number
from livingevidence.record.topic import Topic
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Cell, Prose, Table, paragraph, prose

_SO_MANY = ("no", "one", "two", "three", "four", "five", "six")


def the_groups(topic: Topic) -> str:
    """Return the groups of the review together in words: ``the three groups``."""
    many = len(topic.groups)
    return "the group" if many == 1 else f"the {_SO_MANY[many] if many < len(_SO_MANY) else many} groups"


def treated(evidence: Evidence, group: str | None = None) -> list[Study]:
    """Return the studies of a group, or of all that are asked about, with patients who had the treatment."""
    wanted = {group} if group else set(evidence.topic.groups)
    return [study for study in treated_studies(evidence) if wanted & set(evidence.groups_of(study))]


@lru_cache(maxsize=2)  # asked by each figure and table of a page
def by_year(evidence: Evidence) -> dict[int, Evidence]:
    """Return the evidence at the end of each year, from the first with a treated patient of the groups on."""
    days = [day for study in treated(evidence) for report in study.reports if (day := last_day(report.first_public))]
    every = [day for s in evidence.records.values() for r in s.reports if (day := last_day(r.first_public))]
    years = range(min(days).year, max(every).year + 1) if days else ()
    return {year: evidence.as_of(datetime.date(year, 12, 31)) for year in years}


def rungs_by_year(evidence: Evidence, group: str) -> Table:
    """Return people and studies on each rung at the end of each year in which a study of a group came."""
    say, topic, cuts = inline(evidence), evidence.topic, by_year(evidence)
    found = {year: counts(cut, group) for year, cut in cuts.items()}
    kept = [rung for rung in topic.ladder if any(made[rung].studies for made in found.values())]
    rows, before = [], set()
    for year, made in found.items():
        new = [study for study in treated(cuts[year], group) if study.id not in before]
        before |= {study.id for study in new}
        if new:
            links = Markup(", ").join(map(say.study, new))
            rows.append((str(year), links, *(_cell(made[rung]) for rung in kept)))
    head = ("Year", "New that year", *(capital(topic.ladder[rung].many) for rung in kept))
    return Table(head, tuple(rows), "No study has a date.", "Year by year")


def _cell(rung: Counted) -> str:
    if not rung.studies:
        return "–"
    more = " or more" if rung.unread else ""
    people = f"{number(rung.people)}{more} {'person' if rung.people == 1 else 'people'}"
    return f"{people}, {count(len(rung.studies), 'study', 'studies')}"


@cache
def held(evidence: Evidence) -> dict[str, bool]:
    """Return which main conclusions hold on an evidence."""
    return {name: item.verdict == "holds" for name, item in judge_all(evidence).items() if item.claim.main}


def holding(evidence: Evidence) -> set[str]:
    """Return the main conclusions that hold on an evidence."""
    return {name for name, holds in held(evidence).items() if holds}


def linked(say: Inline, names: Iterable[str]) -> Cell:
    """Return claims as links to the ledger."""
    links = [say.page("claims", name.replace("-", " "), f"claim-{name}") for name in sorted(names)]
    return Markup(", ").join(links) or "–"


def conclusions_by_year(evidence: Evidence) -> Table:
    """Return how many main conclusions hold at the end of each year, which began and which ceased to hold in it.

    The last line is the whole evidence, reports without a date included.
    """
    say, rows, before = inline(evidence), [], None
    for year, cut in [*by_year(evidence).items(), ("with undated reports", evidence)]:
        now = holding(cut)
        if before is None:
            moved = (linked(say, now) + " (at the start)", "–")
        else:
            moved = (linked(say, now - before), linked(say, before - now))
        rows.append((str(year), f"{number(len(now))} of {number(len(held(cut)))}", *moved))
        before = now
    head = ("Year", "Main conclusions that hold", "Began to hold", "Ceased to hold")
    return Table(head, tuple(rows), what="Main conclusions, year by year")


def firsts(evidence: Evidence) -> Table:
    """Return the first study, the first with a comparator and the first against the control of each group."""
    topic, rows = evidence.topic, []
    for group in topic.groups:
        part = treated(evidence, group)
        compared = [study for study in part if ladder(evidence, study) in topic.compared]
        controlled = [study for study in compared if ladder(evidence, study) == topic.controlled]
        label = evidence.vocabulary.label("groups", group)
        rows.append((label, *(_first(evidence, studies) for studies in (part, compared, controlled))))
    head = ("Group", "First study", "First with a comparator", f"First against {topic.control.label}")
    return Table(head, tuple(rows))


def _first(evidence: Evidence, studies: list[Study]) -> Cell:
    """Return the study that is public first for sure, and those known less precisely that may have been before it."""
    dated = [(study, report) for study in studies if (report := earliest(study))]
    if not dated:
        return "none" if not studies else "none with a date"
    study, report = min(dated, key=lambda item: last_day(item[1].first_public))
    names, day = short_names(evidence), last_day(report.first_public)
    maybe = [(s, r) for s, r in dated if s is not study and first_day(r.first_public) < day]
    earlier = "; ".join(f"{names[s.id]}, known as {r.first_public}" for s, r in maybe)
    told = Markup("{} {}").format(report.first_public, inline(evidence).study(study))
    return told + f"; perhaps before it: {earlier}" if earlier else told


def earliest(study: Study) -> Report | None:
    """Return the report of a study that is public first for sure; None where none has a date."""
    dated = [report for report in study.reports if last_day(report.first_public)]
    return min(dated, key=lambda report: last_day(report.first_public), default=None)


def around(evidence: Evidence, study: str, condition: str) -> Table:
    """Return what was known of a condition on the day before a study's first report, and on the day of each report.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    study, condition : str
        Such as a controlled trial, and the condition that it was the first in.
    """
    say, topic = inline(evidence), evidence.topic
    reports = {day: r for r in evidence.records[study].reports if (day := last_day(r.first_public))}
    days, rows, before = sorted(reports), [], None
    for day in [days[0] - datetime.timedelta(days=1), *days] if days else ():
        cut = evidence.as_of(day)
        found = treated_studies(cut, condition)
        told = [f"{topic.ladder[ladder(cut, item)].one} " + say.study(item) for item in found]
        read = [row for item in found for row in item.outcomes if row.kind != "awaited"]
        awaited = sum(row.kind == "awaited" for item in found for row in item.rows)
        blinded = sum(row.period == "blinded" for row in read)
        came = say.cite([reports[day].key]) if day in reports else "the day before its first report"
        began = "–" if before is None else linked(say, holding(cut) - before)
        before = holding(cut)
        numbers = map(number, (len(read), blinded, awaited))
        rows.append((day.isoformat(), came, Markup("; ").join(told) or "none", *numbers, began))
    head = ("Day", "What came", "Studies", "Outcomes read", "Of blinded time", "Awaited", "Began to hold")
    return Table(head, tuple(rows), "The study has no date.", "What was known, day by day")


def without_date(evidence: Evidence) -> Prose:
    """Return in words which studies no cut holds, those of treated patients by name."""
    gone, say = undated(evidence.library), inline(evidence)
    links = Markup("; ").join(say.study(study) for study in treated(evidence) if study.id in gone) or "none"
    told = f"{count(len(gone), 'study is', 'studies are')} in no cut, because no report of theirs has a date."
    words = Markup("{} With treated patients of {}: {}.")
    return prose(paragraph(words.format(told, the_groups(evidence.topic), links)))
