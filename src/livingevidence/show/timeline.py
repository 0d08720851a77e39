"""How the picture moved: the evidence at the end of each year, on the days that mattered, and for an earlier review.

Everything is computed on cuts (:meth:`livingevidence.evidence.evidence.Evidence.as_of`). Who was enrolled and how a
study was designed are as its record has them now; a cut takes away studies and rows, not what is known of a study.
"""

import datetime
from collections.abc import Iterable
from functools import partial
from textwrap import shorten

from markupsafe import Markup

from livingevidence.claims.ledger import all_claims, main_verdicts
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import Counted, counts, ladder, treated_studies
from livingevidence.record.dates import earliest_report, first_day, last_day, undated_studies
from livingevidence.record.models import Study
from livingevidence.record.reads import remembered
from livingevidence.record.text import capital, count, number
from livingevidence.record.topic import Topic
from livingevidence.show.inline import JOIN, Inline, inline
from livingevidence.show.table import BREAK, THEN, Cell, Prose, Table, bullets, paragraph, prose
from livingevidence.show.wording import tabled

LONGEST = 120  # letters of a claim in a list
_SO_MANY = ("no", "one", "two", "three", "four", "five", "six")


def the_groups(topic: Topic) -> str:
    """Return the groups of the review together in words: ``the three groups``."""
    many = len(topic.groups)
    return "the group" if many == 1 else f"the {_SO_MANY[many] if many < len(_SO_MANY) else many} groups"


def treated(evidence: Evidence, group: str | None = None) -> list[Study]:
    """Return the studies of a group, or of all that are asked about, with patients who had the treatment."""
    wanted = {group} if group else set(evidence.topic.groups)
    return [study for study in treated_studies(evidence) if wanted & set(evidence.groups_of(study))]


@remembered(2)  # asked by each figure and table of a page
def by_year(evidence: Evidence) -> dict[int, Evidence]:
    """Return the evidence at the end of each year, from the first with a treated patient of the groups on."""
    days = [day for study in treated(evidence) for report in study.reports if (day := last_day(report.first_public))]
    every = [day for s in evidence.records.values() for r in s.reports if (day := last_day(r.first_public))]
    years = range(min(days).year, max(every).year + 1) if days else ()
    return {year: evidence.as_of(datetime.date(year, 12, 31)) for year in years}


def rungs_by_year(evidence: Evidence, group: str) -> Table:
    """Return people and studies on each rung at the end of each year in which a study of the group came."""
    say, topic, cuts = inline(evidence), evidence.topic, by_year(evidence)
    found = {year: counts(cut, group) for year, cut in cuts.items()}
    kept = [rung for rung in topic.ladder if any(made[rung].studies for made in found.values())]
    rows, before = [], set()
    for year, made in found.items():
        new = [study for study in treated(cuts[year], group) if study.id not in before]
        before |= {study.id for study in new}
        if new:
            rows.append((str(year), JOIN.join(map(say.study, new)), *(_cell(made[rung]) for rung in kept)))
    head = ("Year", "New that year", *(capital(topic.ladder[rung].many) for rung in kept))
    return Table(head, tuple(rows), "No study has a date.", "Year by year")


def _cell(rung: Counted) -> str:
    if not rung.studies:
        return "–"
    people = f"{number(rung.people)}{' or more' * bool(rung.unread)} {'person' if rung.people == 1 else 'people'}"
    return f"{people}, {count(len(rung.studies), 'study', 'studies')}"


@remembered(None)
def held(evidence: Evidence) -> dict[str, bool]:
    """Return which main conclusions hold on an evidence."""
    return {name: verdict == "holds" for name, verdict in main_verdicts(evidence).items()}


def holding(evidence: Evidence) -> set[str]:
    """Return the main conclusions that hold on an evidence."""
    return {name for name, holds in held(evidence).items() if holds}


def linked(say: Inline, names: Iterable[str]) -> list[Markup]:
    """Return what claims say, in the order of chapters and pages, each as a link to its place in the ledger."""
    claims, found = all_claims(say.evidence.library.root), {*names}
    texts = {name: say.sentence(claim.text).striptags() for name, claim in claims.items() if name in found}
    return [
        say.page("claims", shorten(text, LONGEST, placeholder=" …"), f"claim-{name}") for name, text in texts.items()
    ]


def _listed(say: Inline, names: Iterable[str]) -> Cell:
    """Return what claims say as a list within a cell."""
    return BREAK.join(map(Markup("• {}").format, linked(say, names))) or "–"


def conclusions_by_year(evidence: Evidence) -> Table:
    """Return how many main conclusions hold at the end of each year, which began and which ceased to hold in it.

    The last line is the whole evidence, reports without a date included.
    """
    rows, before, say = [], None, inline(evidence)
    for year, cut in [*by_year(evidence).items(), ("with undated reports", evidence)]:
        now = holding(cut)
        began, ceased = now - (before or set()), (before or now) - now
        told = (_listed(say, names) for names in (began, ceased))
        rows.append((year, len(now), len(held(cut)), before is None, *told))
        before = now
    return tabled(evidence, "conclusions-by-year", rows)


def firsts(evidence: Evidence) -> Table:
    """Return the first study, the first with a comparator and the first against the control of each group."""
    topic, rows = evidence.topic, []
    for group in topic.groups:
        studies = [(study, ladder(evidence, study)) for study in treated(evidence, group)]
        parts = [[study for study, rung in studies if rung in kept] for kept in (topic.ladder, topic.compared)]
        parts.append([study for study, rung in studies if rung == topic.controlled])
        rows.append((group, *(_first(evidence, part) for part in parts)))
    return tabled(evidence, "firsts", rows)


def _first(evidence: Evidence, studies: list[Study]) -> Cell:
    """Return the study that is public first for sure, and those known less precisely that may have been before it."""
    dated = [(study, report.first_public) for study in studies if (report := earliest_report(study))]
    if not dated:
        return "none" if not studies else "none with a date"
    study, date = min(dated, key=lambda item: last_day(item[1]))
    names, maybe = short_names(evidence), [(s, d) for s, d in dated if s is not study and first_day(d) < last_day(date)]
    earlier = "; ".join(f"{names[s.id]}, known as {d}" for s, d in maybe)
    told = Markup("{} {}").format(date, inline(evidence).study(study))
    return told + f"; perhaps before it: {earlier}" if earlier else told


def around(evidence: Evidence, study: str, condition: str) -> Table:
    """Return what was known of a condition on the day before a study's first report, and on the day of each report."""
    reports = {day: r for r in evidence.records[study].reports if (day := last_day(r.first_public))}
    days, rows, before, say = sorted(reports), [], None, inline(evidence)
    for day in [days[0] - datetime.timedelta(days=1), *days] if days else ():
        cut = evidence.as_of(day)
        found, now = treated_studies(cut, condition), holding(cut)
        told = [f"{say.topic.ladder[ladder(cut, item)].one} " + say.study(item) for item in found]
        came = say.cite([reports[day].key]) if day in reports else "the day before its first report"
        began, before = "–" if before is None else _listed(say, now - before), now
        rows.append((day.isoformat(), came, told, [row for item in found for row in item.rows], began))
    return tabled(evidence, "around", rows)


def without_date(evidence: Evidence) -> Prose:
    """Return in words which studies no cut holds, those of treated patients by name."""
    gone, say = undated_studies(evidence.library), inline(evidence)
    links = THEN.join(say.study(study) for study in treated(evidence) if study.id in gone) or "none"
    told = f"{count(len(gone), 'study is', 'studies are')} in no cut, because no report of theirs has a date."
    words = Markup("{} With treated patients of {}: {}.")
    return prose(paragraph(words.format(told, the_groups(evidence.topic), links)))


KNOWN = {
    "public": "public by then",
    "unsure": "unknown, dated to the year or month alone",
    "later": "became public later",
    "undated": "no date known",
}


def searched(evidence: Evidence) -> datetime.date:
    """Return the day to which the review searched that this one succeeds."""
    return datetime.date.fromisoformat(evidence.topic.succeeds.searched)


def knowable(evidence: Evidence) -> dict[str, list[Study]]:
    """Return the studies of treated patients in the groups by what the earlier review could know, strongest first.

    Keys are those of :data:`KNOWN`. Public means what :meth:`Evidence.as_of` holds; what was known to a longer time
    than the day can't be told.
    """
    day, rungs = searched(evidence), list(evidence.topic.ladder)
    cut, found = evidence.as_of(day).records, {key: [] for key in KNOWN}
    for study in sorted(treated(evidence), key=lambda study: rungs.index(ladder(evidence, study))):
        start = first_day(report.first_public) if (report := earliest_report(study)) else None
        key = "public" if study.id in cut else "undated" if not start else "unsure" if start <= day else "later"
        found[key].append(study)
    return found


def could_know(evidence: Evidence) -> Table:
    """Return each study of treated patients of the groups, and whether a search to a day could find it."""
    rows = [(KNOWN[key], study) for key, studies in knowable(evidence).items() for study in studies]
    return tabled(evidence, "could-know", rows, rung=partial(ladder, evidence))


def at_the_search(evidence: Evidence) -> Prose:
    """Return in words how many studies were public on a day, and which main conclusions held then and hold now."""
    day, say, found = searched(evidence), inline(evidence), knowable(evidence)
    total = f"{count(sum(map(len, found.values())), 'study', 'studies')} of treated patients"
    parts = "; ".join(f"{words}: {number(len(found[key]))}" for key, words in KNOWN.items())
    then, now = holding(evidence.as_of(day)), holding(evidence)
    return prose(
        f"The search is taken to have ended on {day}. Of the {total} in {the_groups(evidence.topic)}: {parts}.",
        f"On the evidence of that day {number(len(then))} main conclusions of this review held, now "
        f"{number(len(now))} do.",
        paragraph("They hold now and did not then:"),
        bullets(linked(say, now - then) or ["none"]),
        paragraph("They held then and do not now:"),
        bullets(linked(say, then - now) or ["none"]),
    )
