"""Which rows can be a side of a comparison of ruxolitinib cream with vehicle, and which arms they are of.

Which rows are taken
--------------------
Counts of people in the blinded period, of arms with nothing but the cream or nothing but vehicle, in one trial or over
the trials that the source took together. A printed percentage is no count, except 0 % of at most 100 people
(:func:`livingevidence.synthesis.harm_rows.exact`). Everything else is named with its reason.

Which arms
----------
The main analysis takes one formulation, as rule 1 of the methods asks: the cream with 1.5 % twice daily, the strength
and frequency that most trials have. A trial's other strengths share its vehicle arm, so they are never a second
table; the alternative ``ANY`` adds them to the 1.5 % arm, people and events summed, and only where every
strength of that trial could be read: leaving out an unread one would select arms by what a source chose to print.
"""

from __future__ import annotations

from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import AdverseEvent, Arm, Study
from livingevidence.synthesis.estimate import NotUsed
from livingevidence.synthesis.harm_rows import exact

MAIN = "main"
ANY = "any strength"
FORMULATIONS = (MAIN, ANY)
"""The regimen that ``topic.yaml`` names, or every strength of a trial together."""


class Side(NamedTuple):
    """A row that can be one side of a comparison, with the counts that are taken of it."""

    row: AdverseEvent
    arm: Arm
    events: int
    n: int


def sides(evidence, study, event, formulation, second, not_used) -> list[Side]:
    """Return the rows of a study that can be a side of a comparison of an event.

    Parameters
    ----------
    evidence, study, event, formulation, second
        As in :func:`livingevidence.synthesis.comparisons.select`; one study of the evidence.
    not_used : list of NotUsed
        The other rows of the event are added to it.
    """
    usable = []
    for row in (row for row in study.adverse_events if row.event == event):
        if reason := _reason(evidence, study, row, formulation, second):
            not_used.append(NotUsed((f"{study.id}/{row.id}",), reason))
        else:
            arm = next(arm for arm in study.arms if arm.id == row.arm)
            usable.append(
                Side(row, arm, *(other_reading(row) if second and other_reading(row) else (row.events or 0, row.n)))
            )
    return usable


def other_reading(row: AdverseEvent) -> tuple[int, int] | None:
    """Return events and people of a second reading with another count, or with the only one; None without such."""
    only = row.kind == "percent"
    apart = [
        r.printed for r in row.second_readings if (only or not r.agrees) and r.printed and r.printed.events is not None
    ]
    return (apart[0].events, apart[0].n or row.n) if apart else None


def _reason(evidence: Evidence, study: Study, row: AdverseEvent, formulation: str, second: bool) -> str:
    """Return why a row can be no side of a comparison; empty if it can."""
    arm = next((arm for arm in study.arms if arm.id == row.arm), None)
    rung = ladder(evidence, study)
    reports_a_trial = rung == "none" and study.trials
    if row.kind == "awaited":
        return "awaited"
    if row.duplicate_of:
        return f"the same result stands in {row.duplicate_of}"
    if rung == "within-patient":
        return "areas of the same people, not parallel arms"
    if (rung != "vehicle-controlled" and not reports_a_trial) or not any(
        evidence.topic.controls(arm) for arm in study.arms
    ):
        return "no parallel arm with vehicle"
    if arm is None:
        return "not the result of one arm"
    if row.period != "blinded":
        return f"{evidence.vocabulary.label('periods', row.period)}, not the blinded period"
    if not (evidence.topic.as_made(arm) or evidence.topic.controls(arm)):
        return "the arm got something else than only the cream as manufactured, or only vehicle"
    if evidence.topic.as_made(arm) and formulation == MAIN and regimen(arm) != evidence.topic.treatment.regimen:
        return "another strength or frequency, which would share the vehicle arm"
    if row.kind == "percent" and exact(row) is None and not (second and other_reading(row)):
        return "a percentage without its count" + (", which a second reading has" if other_reading(row) else "")
    if row.kind not in ("count", "percent"):
        return "no count"
    if row.unit:
        return f"counts {row.unit}, not people"
    return "" if row.n else "of how many people was not read"


def owner_of(evidence: Evidence, trials: tuple[str, ...]) -> Study | None:
    """Return the trials' own record, which knows their disease and design better than a label of several diseases."""
    controlled = [s for s in evidence.records.values() if ladder(evidence, s) == "vehicle-controlled"]
    return next(
        (s for s in controlled if len(s.conditions) == 1 and set(trials) <= {trial.id for trial in s.trials}), None
    )


def regimens_beside(evidence: Evidence, trials: tuple[str, ...], vehicle: Arm) -> set[str]:
    """Return the strengths that ran beside a vehicle arm, whichever record names them: those planned for as long."""
    beside = [
        arm
        for study in evidence.records.values()
        for arm in study.arms
        if set(trials) & set(arm.trials or (trial.id for trial in study.trials))
        if evidence.topic.as_made(arm)
        and arm.duration_weeks is not None
        and arm.duration_weeks == vehicle.duration_weeks
    ]
    return set(map(regimen, beside))


def regimen(arm: Arm) -> str:
    """Return strength and frequency as an analysis takes them for the same; the arm's own words without a strength."""
    return f"{arm.strength_percent:g} % {arm.frequency or 'frequency not read'}" if arm.strength_percent else arm.label
