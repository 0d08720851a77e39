"""How the picture moved: the evidence at the end of each year, and on the days that mattered.

Everything is computed on cuts (:meth:`livingevidence.evidence.evidence.Evidence.as_of`). Who was enrolled and how a
study was designed are as its record has them now; a cut takes away studies and rows, not what is known of a study.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import Counted, counts, ladder, treated_studies
from livingevidence.record.cut import undated
from livingevidence.record.dates import first_day, last_day
from livingevidence.record.models import Report, Study
from livingevidence.record.text import capital, count, escape, number
from livingevidence.show.tables import Prose, Table, study_link


def treated(evidence: Evidence, group: str | None = None) -> list[Study]:
    """Return the studies of a group, or of the three, in which patients had ruxolitinib on the skin."""
    groups = {group} if group else set(evidence.topic.groups)
    return [study for study in treated_studies(evidence) if groups & set(evidence.groups_of(study))]


def cuts(evidence: Evidence) -> dict[int, Evidence]:
    """Return the evidence at the end of each year, from the first with a treated patient of the three groups on."""
    days = [day for study in treated(evidence) for report in study.reports if (day := last_day(report.first_public))]
    every = [day for s in evidence.records.values() for r in s.reports if (day := last_day(r.first_public))]
    years = range(min(days).year, max(every).year + 1) if days else ()
    return {year: evidence.as_of(datetime.date(year, 12, 31)) for year in years}


def rungs(by_year: dict[int, Evidence], group: str) -> Table:
    """Return people and studies on each rung at the end of each year in which a study of a group came."""
    found = {year: counts(evidence, group) for year, evidence in by_year.items()}
    ladder = next(iter(by_year.values())).topic.ladder
    kept = [rung for rung in ladder if any(made[rung].studies for made in found.values())]
    rows, before = [], set()
    for year, made in found.items():
        new = [study for study in treated(by_year[year], group) if study.id not in before]
        before |= {study.id for study in new}
        if new:
            links = ", ".join(map(study_link, new))
            rows.append((str(year), links, *(_cell(made[rung]) for rung in kept)))
    head = ("Year", "New that year", *(capital(ladder[rung].many) for rung in kept))
    return Table(head, tuple(rows), "No study has a date.", "Year by year")


def _cell(rung: Counted) -> str:
    if not rung.studies:
        return "–"
    people = f"{number(rung.people)}{' or more' * bool(rung.unread)} {'person' if rung.people == 1 else 'people'}"
    return f"{people}, {count(len(rung.studies), 'study', 'studies')}"


@cache
def held(evidence: Evidence) -> dict[str, bool]:
    """Return which main conclusions hold on an evidence."""
    return {name: item.verdict == "holds" for name, item in judge_all(evidence).items() if item.claim.main}


def claims(evidence: Evidence, by_year: dict[int, Evidence]) -> Table:
    """Return how many main conclusions hold at the end of each year, which began and which ceased to hold in it.

    The last line is the whole evidence, reports without a date included.
    """
    rows, before = [], None
    for year, cut in [*by_year.items(), ("with undated reports", evidence)]:
        now = holding(cut)
        moved = (
            [f"{linked(now)} (at the start)", "–"] if before is None else [linked(now - before), linked(before - now)]
        )
        rows.append((str(year), f"{number(len(now))} of {number(len(held(cut)))}", *moved))
        before = now
    head = ("Year", "Main conclusions that hold", "Began to hold", "Ceased to hold")
    return Table(head, tuple(rows), what="Main conclusions, year by year")


def holding(evidence: Evidence) -> set[str]:
    """Return the main conclusions that hold on an evidence."""
    return {name for name, holds in held(evidence).items() if holds}


def linked(names: set[str]) -> str:
    """Return claims as links to the ledger."""
    links = [f'<a href="../claims.html#claim-{name}">{name.replace("-", " ")}</a>' for name in sorted(names)]
    return ", ".join(links) or "–"


def firsts(evidence: Evidence) -> Table:
    """Return the first study, the first with a comparator and the first against vehicle of each group."""
    rows = []
    for group in evidence.topic.groups:
        part = treated(evidence, group)
        controlled = [study for study in part if ladder(evidence, study) in evidence.topic.compared]
        vehicle = [study for study in controlled if ladder(evidence, study) == evidence.topic.controlled]
        label = escape(evidence.vocabulary.label("groups", group))
        rows.append((label, *(_first(evidence, studies) for studies in (part, controlled, vehicle))))
    return Table(("Group", "First study", "First with a comparator", "First against vehicle"), tuple(rows))


def _first(evidence: Evidence, studies: list[Study]) -> str:
    """Return the study that is public first for sure, and those known less precisely that may have been before it."""
    dated = [(study, report) for study in studies if (report := earliest(study))]
    if not dated:
        return "none" if not studies else "none with a date"
    study, report = min(dated, key=lambda item: last_day(item[1].first_public))
    names, day = short_names(evidence), last_day(report.first_public)
    told = f"{report.first_public} {study_link(study)}"
    maybe = [(s, r) for s, r in dated if s is not study and first_day(r.first_public) < day]
    earlier = [f"{escape(names[s.id])}, known as {r.first_public}" for s, r in maybe]
    return f"{told}; perhaps before it: {'; '.join(earlier)}" if earlier else told


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
        Such as the vehicle-controlled trial of alopecia areata.
    """
    reports = {day: r for r in evidence.records[study].reports if (day := last_day(r.first_public))}
    days = sorted(reports)
    rows, before = [], None
    for day in [days[0] - datetime.timedelta(days=1), *days] if days else ():
        cut = evidence.as_of(day)
        found = treated_studies(cut, condition)
        told = [f"{escape(cut.topic.ladder[ladder(cut, item)].one)} {study_link(item)}" for item in found]
        read = [row for item in found for row in item.outcomes if row.kind != "awaited"]
        awaited = sum(row.kind == "awaited" for item in found for row in item.rows)
        blinded = sum(row.period == "blinded" for row in read)
        came = f"{{cite:p}}`{reports[day].key}`" if day in reports else "the day before its first report"
        began = "–" if before is None else linked(holding(cut) - before)
        before = holding(cut)
        numbers = map(number, (len(read), blinded, awaited))
        rows.append((day.isoformat(), came, "; ".join(told) or "none", *numbers, began))
    head = ("Day", "What came", "Studies", "Outcomes read", "Of blinded time", "Awaited", "Began to hold")
    return Table(head, tuple(rows), "The study has no date.", "What was known, day by day")


def without_date(evidence: Evidence) -> Prose:
    """Return in words which studies no cut holds, those of treated patients by name."""
    gone = undated(evidence.library)
    named = [study for study in treated(evidence) if study.id in gone]
    links = "; ".join(map(study_link, named)) or "none"
    told = f"{count(len(gone), 'study is', 'studies are')} in no cut, because no report of theirs has a date."
    return Prose(f"{told} With treated patients of the three groups: {links}.")


def years(by_year: dict[int, Evidence], group: str) -> Iterator[tuple[str, list[Counted]]]:
    """Yield each rung with what stood on it at the end of each year."""
    found = [counts(evidence, group) for evidence in by_year.values()]
    yield from ((rung, [made[rung] for made in found]) for rung in found[0])
