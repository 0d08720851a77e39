"""Listings: one line a study, or a row, patient, arm or trial of it."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import about, treated_studies
from livingevidence.record.library import trials_of
from livingevidence.record.models import Arm, Row, Study
from livingevidence.show.inline import JOIN, Inline, inline
from livingevidence.show.table import Cell, Table
from livingevidence.show.wording import tabled

Item = tuple[Study, Any]  # a study, and a row, patient, arm or trial of it
_CLOSE = {
    "full": "the whole report",
    "part": "part of the report",
    "abstract": "its abstract",
    "record": "its registry record",
    "excerpt": "an excerpt",
}
_REGIMEN = {"interventions", "form", "strength_percent", "dose", "frequency", "duration_weeks", "duration_label"}


def outcomes(evidence: Evidence) -> Table:
    """Return the outcomes that were read of the treatment, each with its number and place."""
    return tabled(evidence, "outcomes", _read(about(evidence), "outcomes"))


def every_outcome(evidence: Evidence) -> Table:
    """Return every outcome row that was read in the studies of the treatment, to be sorted and filtered."""
    return tabled(evidence, "every-row", _read(_by_condition(evidence), "outcomes"), noun="outcome")


def every_adverse_event(evidence: Evidence) -> Table:
    """Return every adverse event that was read in the studies of the treatment, to be sorted and filtered."""
    return tabled(evidence, "every-row", _read(_by_condition(evidence), "adverse_events"), noun="adverse event")


def every_case(evidence: Evidence) -> Table:
    """Return the patients described one by one, or a few together, in the studies of the treatment."""
    return tabled(evidence, "every-case", [(study, case) for study in _by_condition(evidence) for case in study.cases])


def awaited(evidence: Evidence) -> Table:
    """Return the results that exist or are due and have not been read, with where they are.

    Records of other treatments and of context are left out; reviews that hold cases of the treatment are not.
    """
    return tabled(evidence, "awaited", awaited_rows(evidence))


def awaited_rows(evidence: Evidence) -> list[tuple[Study, Row]]:
    """Return what is awaited of the treatment and in the review's groups; see :func:`awaited`."""
    topic, rows = evidence.topic, _awaited(evidence)
    return [(study, row) for study, row in rows if topic.is_about(study) or study.domain in topic.groups]


def every_awaited_result(evidence: Evidence) -> Table:
    """Return every awaited result of every study, of the treatment or not, with its registration and its place."""
    return tabled(evidence, "every-awaited-result", _awaited(evidence), numbers=_numbers)


def studies(evidence: Evidence) -> Table:
    """Return the studies with patients who had the treatment, strongest design first."""
    found, given = _strongest_first(evidence, treated_studies(evidence)), partial(_regimens, inline(evidence))
    return tabled(evidence, "studies", found, reading=reading, regimens=given)


def not_discussed(evidence: Evidence, chapter: str) -> Table:
    """Return the studies that were read and that no chapter discusses, with the reason."""
    left = (item for item in evidence.library.left_out.values() if item.chapter == chapter)
    return tabled(evidence, "not-discussed", [(evidence.library.studies[item.study], item.reason) for item in left])


def regimens(evidence: Evidence, condition: str) -> Table:
    """Return what was given, how strong, how often, how long and on how much skin, one line a regimen of a study."""
    alike: dict[tuple[str, str], Item] = {}
    for study in _strongest_first(evidence, about(evidence, condition)):
        for arm in filter(evidence.topic.treats, study.arms):
            alike.setdefault((study.id, arm.model_dump_json(include=_REGIMEN)), (study, arm))
    return tabled(evidence, "regimens", alike.values(), last=partial(_last, inline(evidence)), surface=_surface)


def who_took_part(evidence: Evidence, condition: str) -> Table:
    """Return who was treated, by study: people, age, sex and who could take part."""
    return tabled(evidence, "who-took-part", _strongest_first(evidence, treated_studies(evidence, condition)))


def others(evidence: Evidence, condition: str) -> Table:
    """Return the other studies of a condition: other treatments, reviews, mechanism."""
    found = evidence.where(condition=condition, treated=False).records.values()
    return tabled(evidence, "others", _strongest_first(evidence, found))


def _read(studies: Iterable[Study], field: str = "rows") -> list[tuple[Study, Row]]:
    return [(study, row) for study in studies for row in getattr(study, field) if row.kind != "awaited"]


def _awaited(evidence: Evidence) -> list[tuple[Study, Row]]:
    return [(study, row) for study in evidence.records.values() for row in study.rows if row.kind == "awaited"]


def _strongest_first(evidence: Evidence, found: Iterable[Study]) -> list[Study]:
    order = list(evidence.vocabulary["designs"])
    return sorted(found, key=lambda study: (order.index(study.design), study.id))


def _by_condition(evidence: Evidence) -> list[Study]:
    """Return the studies of the treatment by their first condition, the strongest design first."""
    order = list(evidence.vocabulary["conditions"])
    found = _strongest_first(evidence, about(evidence))
    return sorted(found, key=lambda study: order.index(study.conditions[0]))


def reading(study: Study) -> str:
    """Return how close to the study the reading came: its own text, or texts about it."""
    if not any(source.verification == "primary" for source in study.sources):
        return "only texts about it"
    read = sorted({report.read for report in study.reports} - {"none", "secondary-only"}, key=list(_CLOSE).index)
    return _CLOSE[read[0]] if read else "texts of its own"


def _numbers(study: Study, row: Row) -> list[str]:
    """Return the registry numbers of the trials that a row covers, other registers' included."""
    covered = [trial for trial in study.trials if trial.registered and trial.id in trials_of(study, row)]
    return [name for trial in covered for name in (trial.id, *trial.also)]


def _regimens(say: Inline, study: Study) -> list[Markup]:
    conflicts, told = say.page(f"studies/{study.id}", "sources disagree", "conflicts"), []
    for arm in filter(say.topic.treats, study.arms):
        strength = say.known(study, arm, "strength_percent", unread=arm.dose or "strength not available")
        often = Markup.escape(arm.frequency or "frequency not available").replace("see conflicts", conflicts)
        told.append(JOIN.join(filter(None, (strength, often, say.known(study, arm, "duration_weeks", "{} weeks", "")))))
    return told


def _last(say: Inline, study: Study, arm: Arm) -> Cell:
    """Return that the length of treatment was not read, and the week of the last result, which is not that length."""
    own = [row for _, row in _read([study]) if arm.id in (row.arm, row.contrast and row.contrast.treatment)]
    timed = [row for row in own if row.timepoint_weeks is not None]
    if not timed:
        return "not available"
    last = max(timed, key=lambda row: row.timepoint_weeks)
    return "not available; last result at week " + say.number(f"{study.id}/{last.id}.timepoint_weeks")


def _surface(study: Study) -> str:
    """Return what the record says of the body surface, in its own words."""
    people = study.population
    told = [part.strip() for part in re.split("[;,]", people.inclusion or "") if re.search("BSA|body surface", part)]
    return "; ".join([*told, *(f"{name}: {said}" for name, said in people.details.items() if "body surface" in name)])
