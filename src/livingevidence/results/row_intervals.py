"""Intervals of single results of benefit that are printed without one, and what must be so for each to hold."""

from collections.abc import Iterator
from itertools import product

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import rung_of, studies_about
from livingevidence.record.addresses import Address
from livingevidence.record.library import trials_of
from livingevidence.record.models import Outcome, Study
from livingevidence.record.text import count, rounded
from livingevidence.results.harm_numbers import per_thousand
from livingevidence.results.result import DIFFERENCE, OF_ROW, Result
from livingevidence.synthesis.stats.interval import mean_interval
from livingevidence.synthesis.stats.two_by_two import risk_difference


def mean_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield the interval of each mean change, or paired difference, of the treatment that is printed with its spread.

    Keys are those of :func:`key_of`. Taken are measures that the vocabulary marks as means of people's own changes, and
    contrasts on areas of the same people; where how many were assessed was not read, those of the arm.
    """
    measures = evidence.vocabulary["measures"]
    for study in studies_about(evidence):
        sizes = {arm.id: arm.n for arm in study.arms if evidence.topic.treats(arm)}
        paired = rung_of(evidence, study) == evidence.topic.within_people_rung
        for row in study.outcomes:
            arm = row.contrast.treatment if row.contrast else row.arm
            n = (row.n or sizes[arm]) if arm in sizes else None
            changes = measures[row.measure].own_changes and (paired or not row.contrast)
            if changes and n and n > 1 and row.sd and row.value is not None and row.ci_low is None:
                yield _of_row(study, row, row.value, row.sd, n)


def key_of(study: Study, row: Outcome) -> str:
    """Return the key of a row's interval, ``mean.<study>.<row>``."""
    return f"mean.{study.id}.{row.id}"


def _of_row(study: Study, row: Outcome, mean: float, sd: float, n: int) -> Result:
    places = max(len(repr(value).partition(".")[2].rstrip("0")) for value in (mean, sd))
    interval = mean_interval(mean, sd, n)
    whose = "paired differences" if row.contrast else "people's own changes"
    people = count(n, "person", "people") + ("" if row.n else ", everybody in the arm")
    return Result(
        key_of(study, row),
        f"{rounded(interval.low, places)} to {rounded(interval.high, places)}",
        f"95 % interval of {row.label}, computed here from the printed spread by t quantiles",
        (study.id,),
        f"holds if the spread is that of {whose}, of {people}",
        interval=interval,
        unit=OF_ROW,
        rows=(Address.of(study.id, row.id),),
    )


def count_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield the difference of 100 people between counts of an outcome with the treatment and with its control.

    Taken are rows of the blinded, parallel part of a trial, in arms with nothing but either. Keys are
    ``difference.<study>.<row of the treatment>``.
    """
    topic = evidence.topic
    for study in studies_about(evidence):
        if rung_of(evidence, study) != topic.controlled_rung:
            continue
        blinded = (row for row in study.outcomes if row.period == topic.control.period)
        of_people = (row for row in blinded if row.kind == "count" and not row.unit)
        counts = [(row, row.events, row.n) for row in of_people if row.events is not None and row.n]
        treated = {arm.id for arm in study.arms if topic.as_made(arm)}
        controls = {arm.id for arm in study.arms if topic.controls(arm)}
        for (row, events, n), (other, control_events, control_n) in product(counts, counts):
            if row.arm in treated and other.arm in controls and _question(study, row) == _question(study, other):
                difference = risk_difference(events, n, control_events, control_n)
                yield Result(
                    f"difference.{study.id}.{row.id}",
                    per_thousand(difference, 100),
                    f"difference of 100 people, {row.label}, {topic.treatment.short} against {topic.control.label}",
                    (study.id,),
                    "Newcombe's interval",
                    interval=difference,
                    unit=DIFFERENCE,
                    rows=(Address.of(study.id, row.id), Address.of(study.id, other.id)),
                )


def _question(study: Study, row: Outcome) -> tuple:
    """Return what rows of two arms must share to be set side by side."""
    return row.outcome, row.label, row.timepoint_weeks, trials_of(study, row)
