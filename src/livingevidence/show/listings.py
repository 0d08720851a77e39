"""Listings: one line a study, or a row, patient, arm or trial of it."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import studies_about, treated_studies
from livingevidence.record.library import trials_of
from livingevidence.record.models import Arm, Row, Study
from livingevidence.show.inline import JOIN, Inline, inline_of
from livingevidence.show.table import Cell, Table
from livingevidence.show.wording import declared_table

StudyPart = tuple[Study, Any]  # a study, and a row, patient, arm or trial of it
_EXTENTS = {
    "full": "the whole report",
    "part": "part of the report",
    "abstract": "its abstract",
    "record": "its registry record",
    "excerpt": "an excerpt",
}
_REGIMEN = {"interventions", "form", "strength_percent", "dose", "frequency", "duration_weeks", "duration_label"}


def outcomes(evidence: Evidence) -> Table:
    """Return the outcomes that were read of the treatment, each with its number and place."""
    return declared_table(evidence, "outcomes", _rows_read(studies_about(evidence), "outcomes"))


def every_outcome(evidence: Evidence) -> Table:
    """Return every outcome row that was read in the studies of the treatment, to be sorted and filtered."""
    return declared_table(evidence, "every-row", _rows_read(_by_condition(evidence), "outcomes"), noun="outcome")


def every_adverse_event(evidence: Evidence) -> Table:
    """Return every adverse event that was read in the studies of the treatment, to be sorted and filtered."""
    rows = _rows_read(_by_condition(evidence), "adverse_events")
    return declared_table(evidence, "every-row", rows, noun="adverse event")


def every_case(evidence: Evidence) -> Table:
    """Return the patients described one by one, or a few together, in the studies of the treatment."""
    cases = [(study, case) for study in _by_condition(evidence) for case in study.cases]
    return declared_table(evidence, "every-case", cases)


def awaited(evidence: Evidence) -> Table:
    """Return the results that exist or are due and have not been read, with where they are.

    Records of other treatments and of context are left out; reviews that hold cases of the treatment are not.
    """
    return declared_table(evidence, "awaited", awaited_rows(evidence))


def awaited_rows(evidence: Evidence) -> list[tuple[Study, Row]]:
    """Return what is awaited of the treatment and in the review's groups; see :func:`awaited`."""
    topic, rows = evidence.topic, _awaited(evidence)
    return [(study, row) for study, row in rows if topic.is_about(study) or study.domain in topic.groups]


def every_awaited_result(evidence: Evidence) -> Table:
    """Return every awaited result of every study, of the treatment or not, with its registration and its place."""
    return declared_table(evidence, "every-awaited-result", _awaited(evidence), numbers=_numbers)


def studies(evidence: Evidence) -> Table:
    """Return the studies with patients who had the treatment, strongest design first."""
    records, regimens = _strongest_first(evidence, treated_studies(evidence)), partial(_regimens, inline_of(evidence))
    return declared_table(evidence, "studies", records, reading=reading, regimens=regimens)


def not_discussed(evidence: Evidence, chapter: str) -> Table:
    """Return the studies that were read and that no chapter discusses, with the reason."""
    entries = (entry for entry in evidence.library.left_out.values() if entry.chapter == chapter)
    lines = [(evidence.library.studies[entry.study], entry.reason) for entry in entries]
    return declared_table(evidence, "not-discussed", lines)


def regimens(evidence: Evidence, condition: str) -> Table:
    """Return what was given, how strong, how often, how long and on how much skin, one line a regimen of a study."""
    unlike: dict[tuple[str, str], StudyPart] = {}
    for study in _strongest_first(evidence, studies_about(evidence, condition)):
        for arm in filter(evidence.topic.treats, study.arms):
            unlike.setdefault((study.id, arm.model_dump_json(include=_REGIMEN)), (study, arm))
    facts = {"last": partial(_last, inline_of(evidence)), "surface": _surface}
    return declared_table(evidence, "regimens", unlike.values(), **facts)


def who_took_part(evidence: Evidence, condition: str) -> Table:
    """Return who was treated, by study: people, age, sex and who could take part."""
    return declared_table(evidence, "who-took-part", _strongest_first(evidence, treated_studies(evidence, condition)))


def other_studies(evidence: Evidence, condition: str) -> Table:
    """Return the other studies of a condition: other treatments, reviews, mechanism."""
    others = evidence.where(condition=condition, treated=False).records.values()
    return declared_table(evidence, "others", _strongest_first(evidence, others))


def _rows_read(studies: Iterable[Study], field: str = "rows") -> list[tuple[Study, Row]]:
    return [(study, row) for study in studies for row in getattr(study, field) if row.kind != "awaited"]


def _awaited(evidence: Evidence) -> list[tuple[Study, Row]]:
    return [(study, row) for study in evidence.records.values() for row in study.rows if row.kind == "awaited"]


def _strongest_first(evidence: Evidence, studies: Iterable[Study]) -> list[Study]:
    order = list(evidence.vocabulary["designs"])
    return sorted(studies, key=lambda study: (order.index(study.design), study.id))


def _by_condition(evidence: Evidence) -> list[Study]:
    """Return the studies of the treatment by their first condition, the strongest design first."""
    order = list(evidence.vocabulary["conditions"])
    strongest_first = _strongest_first(evidence, studies_about(evidence))
    return sorted(strongest_first, key=lambda study: order.index(study.conditions[0]))


def reading(study: Study) -> str:
    """Return how close to the study the reading came: its own text, or texts about it."""
    if not any(source.verification == "primary" for source in study.sources):
        return "only texts about it"
    extents = sorted({report.read for report in study.reports} - {"none", "secondary-only"}, key=list(_EXTENTS).index)
    return _EXTENTS[extents[0]] if extents else "texts of its own"


def _numbers(study: Study, row: Row) -> list[str]:
    """Return the registry numbers of the trials that a row covers, other registers' included."""
    covered = [trial for trial in study.trials if trial.registered and trial.id in trials_of(study, row)]
    return [name for trial in covered for name in (trial.id, *trial.also)]


def _regimens(inline: Inline, study: Study) -> list[Markup]:
    conflicts, regimens = inline.page(f"studies/{study.id}", "sources disagree", "conflicts"), []
    for arm in filter(inline.topic.treats, study.arms):
        strength = inline.field(study, arm, "strength_percent", unread=arm.dose or "strength not available")
        frequency = Markup.escape(arm.frequency or "frequency not available").replace("see conflicts", conflicts)
        weeks = inline.field(study, arm, "duration_weeks", "{} weeks", "")
        regimens.append(JOIN.join(filter(None, (strength, frequency, weeks))))
    return regimens


def _last(inline: Inline, study: Study, arm: Arm) -> Cell:
    """Return that the length of treatment was not read, and the week of the last result, which is not that length."""
    rows = [row for _, row in _rows_read([study]) if arm.id in (row.arm, row.contrast and row.contrast.treatment)]
    timed_rows = [row for row in rows if row.timepoint_weeks is not None]
    if not timed_rows:
        return "not available"
    last = max(timed_rows, key=lambda row: row.timepoint_weeks)
    return "not available; last result at week " + inline.number(f"{study.id}/{last.id}.timepoint_weeks")


def _surface(study: Study) -> str:
    """Return what the record says of the body surface, in its own words."""
    people = study.population
    parts = [part.strip() for part in re.split("[;,]", people.inclusion or "") if re.search("BSA|body surface", part)]
    return "; ".join([*parts, *(f"{name}: {text}" for name, text in people.details.items() if "body surface" in name)])
