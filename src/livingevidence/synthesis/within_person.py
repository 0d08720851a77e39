"""Treatments compared on areas of the same person, where only each side's own count is printed."""

from dataclasses import dataclass
from functools import partial
from itertools import product

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import rung_of
from livingevidence.record.addresses import Address
from livingevidence.record.models import Outcome, Study
from livingevidence.synthesis.estimate import Analysis
from livingevidence.synthesis.plans import Item, Plan
from livingevidence.synthesis.pooling import Method, analyse
from livingevidence.synthesis.sides import regimen
from livingevidence.synthesis.stats import paired

CARRY_OVER = "what is put on one area may reach the other, which makes the two look more alike"


@dataclass(frozen=True, kw_only=True)
class Pair(Item):
    """A result of people on one side beside that of the same people on the other."""

    other_events: int

    @property
    def cells(self) -> tuple[int, int]:
        """People with the event on either side."""
        return self.events, self.other_events


def differences(evidence: Evidence) -> tuple[Analysis, ...]:
    """Return the treatment less each other treatment of the same people, with the bounds that the margins allow.

    Parameters
    ----------
    evidence : Evidence
        Trials within people with counts of people on both sides in the blinded period are taken.

    Notes
    -----
    See :func:`livingevidence.synthesis.stats.paired.margins`: how people answered on both sides is not printed, so the
    interval holds that of every way in which they can have.
    """
    topic = evidence.topic
    studies = [study for study in evidence.records.values() if rung_of(evidence, study) == topic.within_people_rung]
    return tuple(_difference(evidence, study, *rows) for study in studies for rows in _sides(evidence, study))


def _sides(evidence: Evidence, study: Study) -> list[tuple[Outcome, Outcome]]:
    """Return each row of the treatment with each row of something else that counts the same people alike."""
    topic = evidence.topic
    treated = {arm.id for arm in study.arms if topic.treats_alone(arm)}
    blinded = (row for row in study.outcomes if row.period == topic.control.period)
    counts = [row for row in blinded if row.kind == "count" and row.arm and row.n and not row.unit]

    def question(row: Outcome) -> tuple:
        return row.outcome, row.measure, row.timepoint_weeks, row.n

    pairs = product([r for r in counts if r.arm in treated], [r for r in counts if r.arm not in treated])
    return [(row, other) for row, other in pairs if question(row) == question(other)]


def _difference(evidence: Evidence, study: Study, row: Outcome, other: Outcome) -> Analysis:
    topic, label, arms = evidence.topic, evidence.vocabulary.label, {arm.id: arm for arm in study.arms}
    treated, against = arms[row.arm], arms[other.arm]
    item = Pair(
        study=study.id,
        trials=tuple(trial.id for trial in study.trials),
        about="benefit",
        term=row.outcome,
        disease=study.conditions[0],
        design=study.design,
        rung=topic.ladder[topic.within_people_rung],
        formulation=f"{treated.form}, {regimen(treated)}",
        comparator=against.id,
        comparator_study=study.id,
        comparator_arms=(f"{study.id}/{against.id}",),
        period=row.period,
        compared_in=topic.control.period,
        events=row.events,
        n=row.n,
        arm_n=treated.n,
        other_events=other.events,
        weeks=row.timepoint_weeks,
        rows=(Address.of(study.id, row.id), Address.of(study.id, other.id)),
    )
    counts = row.events, other.events, row.n
    margins = evidence.lasting(("margins", *counts), partial(paired.margins, *counts))
    is_fixed = margins.fewest == margins.most
    unlike = f"{margins.fewest}" if is_fixed else f"between {margins.fewest} and {margins.most}"
    note = (
        f"only each side's count is printed, so {unlike} of {row.n} people answered differently on the two sides"
        f"{'' if is_fixed else ', and the interval holds all these cases'}; {CARRY_OVER}"
    )
    question = f"{label('outcomes', row.outcome)} with {treated.label} against {against.label}"
    return analyse(
        f"{question} on areas of the same people, {label('conditions', study.conditions[0])}",
        Plan(items=[item], measure="risk-difference", method="paired"),
        Method("paired difference bounded by its margins", ("tango-1998", "frechet-1951"), note),
        lambda: {"estimate": margins.estimate, "low": margins.low, "high": margins.high},
    )
