"""Which rows can be a side of a comparison of the treatment with its control, and which arms they are of.

Taken are counts of people in the blinded period, of arms with nothing but the treatment as manufactured or nothing but
the control, in one trial or over the trials that the source took together. A printed percentage counts where one whole
number of people gives it (:mod:`livingevidence.evidence.recovered`) and no count of the same arm and week is printed.
Everything else is named with its reason.

The main analysis takes one formulation: the regimen that ``topic.yaml`` names. A trial's other strengths share its
control arm, so they are never a second table; `ANY` adds them to the main one, people and events summed, and only where
every strength of that trial could be read: leaving out an unread one would select arms by what a source printed.
"""

from __future__ import annotations

from typing import NamedTuple

from livingevidence.evidence.describe import term_of
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import events_and_people
from livingevidence.evidence.treated import has_people, rung_of
from livingevidence.record.addresses import Address
from livingevidence.record.library import trials_of
from livingevidence.record.models import Arm, Row, Study
from livingevidence.record.reads import remembered
from livingevidence.synthesis.estimate import NotUsed

MAIN = "main"
ANY = "any strength"
FORMULATIONS = (MAIN, ANY)
"""The regimen that ``topic.yaml`` names, or every strength of a trial together."""


class Side(NamedTuple):
    """A row that can be one side of a comparison, with the counts that are taken of it."""

    row: Row
    arm: Arm
    events: int
    n: int
    recovered: bool
    """Whether the count is recovered from a printed percentage."""


def select_sides(
    evidence: Evidence, study: Study, event: str, formulation: str = MAIN, *, second: bool = False
) -> tuple[list[Side], list[NotUsed]]:
    """Return the rows of a study that can be a side of a comparison of an event, and the others with reasons."""
    arms = {arm.id: arm for arm in study.arms}
    sides, not_used = [], []
    for row in (row for row in study.rows if term_of(row) == (evidence.vocabulary.list_of(event), event)):
        arm, other = arms.get(row.arm), other_reading(row)
        if reason := _reason(evidence, study, row, arm, formulation, second):
            not_used.append(NotUsed((Address.of(study.id, row.id),), reason))
        else:
            counts = other if second and other else events_and_people(row)
            sides.append(Side(row, arm, *counts, row.kind == "percent" and counts != other))

    def place(side: Side) -> tuple:
        return side.arm.id, trials_of(study, side.row), side.row.timepoint_weeks

    printed = {place(side) for side in sides if not side.recovered}
    doubles = [side for side in sides if side.recovered and place(side) in printed]
    reason = "its count is printed in another row"
    not_used += [NotUsed((Address.of(study.id, side.row.id),), reason) for side in doubles]
    return [side for side in sides if side not in doubles], not_used


def other_reading(row: Row) -> tuple[int, int] | None:
    """Return events and people of a second reading with another count, or with the only one; None without such.

    Its people are those that it has itself: those of the first reading may be others.
    """
    readings = [reading for reading in row.second_readings if row.kind == "percent" or not reading.agrees]
    printed = [reading.printed for reading in readings if reading.printed]
    counts = [(numbers.events, numbers.n) for numbers in printed if None not in (numbers.events, numbers.n)]
    return next((pair for pair in counts if pair != events_and_people(row)), None)


def _reason(evidence: Evidence, study: Study, row: Row, arm: Arm | None, formulation: str, second: bool) -> str:
    """Return why a row can be no side of a comparison; empty if it can."""
    topic, rung = evidence.topic, rung_of(evidence, study)
    treatment, control = topic.treatment, topic.control.label
    reports_a_trial = not has_people(evidence, study) and study.trials
    if row.kind == "awaited":
        return "awaited"
    if row.duplicate_of:
        return f"the same result stands in {row.duplicate_of}"
    if rung == topic.within_people_rung:
        return "areas of the same people, not parallel arms"
    if not (rung == topic.controlled_rung or reports_a_trial) or not any(map(topic.controls, study.arms)):
        return f"no parallel arm with {control}"
    if arm is None:
        return "not the result of one arm"
    if row.period != topic.control.period:
        period, compared = (evidence.vocabulary.label("periods", name) for name in (row.period, topic.control.period))
        return f"{period}, not the {compared}"
    if not (topic.as_made(arm) or topic.controls(arm)):
        return f"the arm got something else than only the {treatment.short} as manufactured, or only {control}"
    if topic.as_made(arm) and formulation == MAIN and regimen(arm) != treatment.regimen:
        return f"another strength or frequency, which would share the {control} arm"
    if row.kind not in ("count", "percent"):
        return "no count"
    if row.unit:
        return f"counts {row.unit}, not people"
    if not row.n and not (second and other_reading(row)):
        return "of how many people is not available"
    if events_and_people(row) is None and not (second and other_reading(row)):
        return "a percentage that fits no one count" + (", which a second reading has" if other_reading(row) else "")
    return ""


def owner_of(evidence: Evidence, trials: tuple[str, ...]) -> Study | None:
    """Return the trials' own record, which knows their disease and design better than a label of several diseases."""
    for study in _records_by_trial(evidence).get(trials[0], ()) if trials else ():
        holds_trials = len(study.conditions) == 1 and set(trials) <= {trial.id for trial in study.trials}
        if holds_trials and rung_of(evidence, study) == evidence.topic.controlled_rung:
            return study
    return None


@remembered(4)  # asked of each comparison, of one evidence
def _records_by_trial(evidence: Evidence) -> dict[str, list[Study]]:
    """Return the records that name a trial, as theirs or as an arm's, by trials."""
    by_trial: dict[str, list[Study]] = {}
    for study in evidence.records.values():
        trials = [*(trial.id for trial in study.trials), *(trial for arm in study.arms for trial in arm.trials or ())]
        for trial in dict.fromkeys(trials):
            by_trial.setdefault(trial, []).append(study)
    return by_trial


def regimens_beside(evidence: Evidence, trials: tuple[str, ...], control: Arm) -> set[str]:
    """Return the strengths that ran beside a control arm, whichever record names them: those planned for as long."""
    if control.duration_weeks is None:
        return set()
    return {
        regimen(arm)
        for trial in trials
        for study in _records_by_trial(evidence).get(trial, ())
        for arm in study.arms
        if arm.duration_weeks == control.duration_weeks
        and evidence.topic.as_made(arm)
        and not set(trials).isdisjoint(arm.trials or [unit.id for unit in study.trials])
    }


def regimen(arm: Arm) -> str:
    """Return strength or dose, and frequency, as an analysis takes them for the same; else the arm's own words."""
    amount = f"{arm.strength_percent:g} %" if arm.strength_percent else arm.dose
    return f"{amount} {arm.frequency or 'frequency not available'}" if amount else arm.label
