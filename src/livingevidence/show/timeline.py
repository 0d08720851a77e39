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
from livingevidence.evidence.treated import Rung, rung_of, rungs_of, treated_studies
from livingevidence.record.dates import earliest_report, first_day, last_day, undated_studies
from livingevidence.record.models import Study
from livingevidence.record.reads import remembered
from livingevidence.record.text import capital, count, number
from livingevidence.record.topic import Topic
from livingevidence.show.inline import JOIN, Inline, inline_of
from livingevidence.show.table import BREAK, THEN, Cell, Prose, Table, bullets, paragraph, prose
from livingevidence.show.wording import declared_table

LONGEST_CLAIM = 120  # letters of a claim in a list
_NUMERALS = ("no", "one", "two", "three", "four", "five", "six")


def groups_in_words(topic: Topic) -> str:
    """Return the groups of the review together in words: ``the three groups``."""
    size = len(topic.groups)
    numeral = _NUMERALS[size] if size < len(_NUMERALS) else str(size)
    return "the group" if size == 1 else f"the {numeral} groups"


def studies_in_groups(evidence: Evidence, group: str | None = None) -> list[Study]:
    """Return the studies of a group, or of all that are asked about, with patients who had the treatment."""
    groups = {group} if group else set(evidence.topic.groups)
    return [study for study in treated_studies(evidence) if groups & set(evidence.groups_of(study))]


@remembered(2)  # asked by each figure and table of a page
def by_year(evidence: Evidence) -> dict[int, Evidence]:
    """Return the evidence at the end of each year, from the first with a treated patient of the groups on."""
    days, all_days = _days(studies_in_groups(evidence)), _days(evidence.records.values())
    years = range(min(days).year, max(all_days).year + 1) if days else ()
    return {year: evidence.as_of(datetime.date(year, 12, 31)) for year in years}


def _days(studies: Iterable[Study]) -> list[datetime.date]:
    """Return the days on which reports of studies were public for sure."""
    return [day for study in studies for report in study.reports if (day := last_day(report.first_public))]


def rungs_by_year(evidence: Evidence, group: str) -> Table:
    """Return people and studies on each rung at the end of each year in which a study of the group came."""
    inline, topic, cuts = inline_of(evidence), evidence.topic, by_year(evidence)
    counts_by_year = {year: rungs_of(cut, group) for year, cut in cuts.items()}
    rungs = [rung for rung in topic.ladder if any(by_rung[rung].studies for by_rung in counts_by_year.values())]
    rows, before = [], set()
    for year, by_rung in counts_by_year.items():
        new = [study for study in studies_in_groups(cuts[year], group) if study.id not in before]
        before |= {study.id for study in new}
        if new:
            rows.append((str(year), JOIN.join(map(inline.study, new)), *(_cell(by_rung[rung]) for rung in rungs)))
    head = ("Year", "New that year", *(capital(topic.ladder[rung].many) for rung in rungs))
    return Table(head, tuple(rows), "No study has a date.", "Year by year")


def _cell(rung: Rung) -> str:
    if not rung.studies:
        return "–"
    or_more, people = " or more" if rung.unread else "", "person" if rung.people == 1 else "people"
    return f"{number(rung.people)}{or_more} {people}, {count(len(rung.studies), 'study', 'studies')}"


@remembered(None)
def main_conclusions(evidence: Evidence) -> dict[str, bool]:
    """Return which main conclusions hold on an evidence."""
    return {name: verdict == "holds" for name, verdict in main_verdicts(evidence).items()}


def conclusions_that_hold(evidence: Evidence) -> set[str]:
    """Return the main conclusions that hold on an evidence."""
    return {name for name, holds in main_conclusions(evidence).items() if holds}


def claim_links(inline: Inline, names: Iterable[str]) -> list[Markup]:
    """Return what claims say, in the order of chapters and pages, each as a link to its place in the ledger."""
    claims, chosen = all_claims(inline.evidence.library.root), {*names}
    texts = {name: inline.sentence(claim.text).striptags() for name, claim in claims.items() if name in chosen}
    short = {name: shorten(text, LONGEST_CLAIM, placeholder=" …") for name, text in texts.items()}
    return [inline.page("claims", text, f"claim-{name}") for name, text in short.items()]


def _claim_list(inline: Inline, names: Iterable[str]) -> Cell:
    """Return what claims say as a list within a cell."""
    return BREAK.join(map(Markup("• {}").format, claim_links(inline, names))) or "–"


def conclusions_by_year(evidence: Evidence) -> Table:
    """Return how many main conclusions hold at the end of each year, which began and which ceased to hold in it.

    The last line is the whole evidence, reports without a date included.
    """
    rows, before, inline = [], None, inline_of(evidence)
    for year, cut in [*by_year(evidence).items(), ("with undated reports", evidence)]:
        now = conclusions_that_hold(cut)
        began, ceased = now - (before or set()), (before or now) - now
        moves = (_claim_list(inline, names) for names in (began, ceased))
        rows.append((year, len(now), len(main_conclusions(cut)), before is None, *moves))
        before = now
    return declared_table(evidence, "conclusions-by-year", rows)


def firsts(evidence: Evidence) -> Table:
    """Return the first study, the first with a comparator and the first against the control of each group."""
    topic, rows = evidence.topic, []
    for group in topic.groups:
        studies = [(study, rung_of(evidence, study)) for study in studies_in_groups(evidence, group)]
        parts = [[study for study, rung in studies if rung in rungs] for rungs in (topic.ladder, topic.compared_rungs)]
        parts.append([study for study, rung in studies if rung == topic.controlled_rung])
        rows.append((group, *(_first(evidence, part) for part in parts)))
    return declared_table(evidence, "firsts", rows)


def _first(evidence: Evidence, studies: list[Study]) -> Cell:
    """Return the study that is public first for sure, and those known less precisely that may have been before it."""
    dated = [(study, report.first_public) for study in studies if (report := earliest_report(study))]
    if not dated:
        return "none" if not studies else "none with a date"
    first, day = min(dated, key=lambda pair: last_day(pair[1]))
    names, perhaps = short_names(evidence), []
    for study, date in dated:
        if study is not first and first_day(date) < last_day(day):
            perhaps.append(f"{names[study.id]}, known as {date}")
    sentence = Markup("{} {}").format(day, inline_of(evidence).study(first))
    return sentence + f"; perhaps before it: {'; '.join(perhaps)}" if perhaps else sentence


def around(evidence: Evidence, study: str, condition: str) -> Table:
    """Return what was known of a condition on the day before a study's first report, and on the day of each report."""
    reports = {day: report for report in evidence.records[study].reports if (day := last_day(report.first_public))}
    days, rows, before, inline = sorted(reports), [], None, inline_of(evidence)
    for day in [days[0] - datetime.timedelta(days=1), *days] if days else ():
        cut = evidence.as_of(day)
        studies, now = treated_studies(cut, condition), conclusions_that_hold(cut)
        links = [f"{inline.topic.ladder[rung_of(cut, other)].one} " + inline.study(other) for other in studies]
        came = inline.cite([reports[day].key]) if day in reports else "the day before its first report"
        began, before = "–" if before is None else _claim_list(inline, now - before), now
        rows.append((day.isoformat(), came, links, [row for other in studies for row in other.rows], began))
    return declared_table(evidence, "around", rows)


def without_date(evidence: Evidence) -> Prose:
    """Return in words which studies no cut holds, those of treated patients by name."""
    without, inline = undated_studies(evidence.library), inline_of(evidence)
    links = THEN.join(inline.study(study) for study in studies_in_groups(evidence) if study.id in without) or "none"
    sentence = f"{count(len(without), 'study is', 'studies are')} in no cut, because no report of theirs has a date."
    words = Markup("{} With treated patients of {}: {}.")
    return prose(paragraph(words.format(sentence, groups_in_words(evidence.topic), links)))


AVAILABILITY = {
    "public": "public by then",
    "unsure": "unknown, dated to the year or month alone",
    "later": "became public later",
    "undated": "no date known",
}


def search_day(evidence: Evidence) -> datetime.date:
    """Return the day to which the review searched that this one succeeds."""
    return datetime.date.fromisoformat(evidence.topic.succeeds.searched)


def studies_by_availability(evidence: Evidence) -> dict[str, list[Study]]:
    """Return the studies of treated patients in the groups by what the earlier review could know, strongest first.

    Keys are those of :data:`AVAILABILITY`. Public means what :meth:`Evidence.as_of` holds; what was known to a longer
    time than the day can't be told.
    """
    day, rungs = search_day(evidence), list(evidence.topic.ladder)
    cut, studies = evidence.as_of(day).records, {key: [] for key in AVAILABILITY}
    for study in sorted(studies_in_groups(evidence), key=lambda study: rungs.index(rung_of(evidence, study))):
        start = first_day(report.first_public) if (report := earliest_report(study)) else None
        if study.id in cut:
            key = "public"
        elif start is None:
            key = "undated"
        else:
            key = "unsure" if start <= day else "later"
        studies[key].append(study)
    return studies


def could_know(evidence: Evidence) -> Table:
    """Return each study of treated patients of the groups, and whether a search to a day could find it."""
    by_availability = studies_by_availability(evidence).items()
    rows = [(AVAILABILITY[key], study) for key, studies in by_availability for study in studies]
    return declared_table(evidence, "could-know", rows, rung=partial(rung_of, evidence))


def at_the_search(evidence: Evidence) -> Prose:
    """Return in words how many studies were public on a day, and which main conclusions held then and hold now."""
    day, inline, studies = search_day(evidence), inline_of(evidence), studies_by_availability(evidence)
    total = f"{count(sum(map(len, studies.values())), 'study', 'studies')} of treated patients"
    parts = "; ".join(f"{words}: {number(len(studies[key]))}" for key, words in AVAILABILITY.items())
    then, now = conclusions_that_hold(evidence.as_of(day)), conclusions_that_hold(evidence)
    return prose(
        f"The search is taken to have ended on {day}. Of the {total} in {groups_in_words(evidence.topic)}: {parts}.",
        f"On the evidence of that day {number(len(then))} main conclusions of this review held, now "
        f"{number(len(now))} do.",
        paragraph("They hold now and did not then:"),
        bullets(claim_links(inline, now - then) or ["none"]),
        paragraph("They held then and do not now:"),
        bullets(claim_links(inline, then - now) or ["none"]),
    )
