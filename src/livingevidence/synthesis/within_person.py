"""Treatments compared on areas of the same person, where only each side's own count is printed."""

from __future__ import annotations

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import Outcome, Study
from livingevidence.synthesis.estimate import Analysis
from livingevidence.synthesis.plans import Plan
from livingevidence.synthesis.pooling import analyse
from livingevidence.synthesis.sides import regimen
from livingevidence.synthesis.single_arm import Share
from livingevidence.synthesis.stats import paired

CARRY_OVER = "what is put on one area may reach the other, which makes the two look more alike"


def differences(evidence: Evidence) -> tuple[Analysis, ...]:
    """Return ruxolitinib less each other treatment of the same people, with the bounds that the margins allow.

    Parameters
    ----------
    evidence : Evidence
        The evidence; within-patient trials with counts of people on both sides in the blinded period are taken.

    Notes
    -----
    See :func:`livingevidence.synthesis.stats.paired.margins`: how people answered on both sides is not printed, so the
    interval holds that of every way in which they can have.
    """
    studies = [study for study in evidence.records.values() if ladder(evidence, study) == "within-patient"]
    return tuple(
        _difference(evidence, study, row, other) for study in studies for row, other in _sides(evidence, study)
    )


def _sides(evidence: Evidence, study: Study) -> list[tuple[Outcome, Outcome]]:
    rux = {arm.id for arm in study.arms if evidence.topic.treats_alone(arm)}
    counts = [r for r in study.outcomes if r.kind == "count" and r.period == "blinded" and r.arm and r.n and not r.unit]

    def alike(row: Outcome) -> tuple:
        return row.outcome, row.measure, row.timepoint_weeks, row.n

    return [(a, b) for a in counts if a.arm in rux for b in counts if b.arm not in rux and alike(a) == alike(b)]


def _difference(evidence: Evidence, study: Study, row: Outcome, other: Outcome) -> Analysis:
    arms = {arm.id: arm for arm in study.arms}
    rux, against = arms[row.arm], arms[other.arm]
    label = evidence.vocabulary.label("outcomes", row.outcome)
    disease = evidence.vocabulary.label("conditions", study.conditions[0])
    item = Share(
        study=study.id, trials=tuple(trial.id for trial in study.trials), about="benefit", term=row.outcome,
        disease=study.conditions[0], design=study.design, ladder="within-patient", period=row.period,
        formulation=f"{rux.form}, {regimen(rux)}", comparator=against.id, comparator_study=study.id,
        comparator_arms=(f"{study.id}/{against.id}",), n=row.n, arm_n=rux.n, events=row.events,
        weeks=row.timepoint_weeks, rows=(f"{study.id}/{row.id}", f"{study.id}/{other.id}"),
        cells=(row.events, other.events),
    )  # fmt: skip
    found = paired.margins(row.events, other.events, row.n)
    known = found.fewest == found.most
    unlike = f"{found.fewest}" if known else f"between {found.fewest} and {found.most}"
    note = (
        f"only each side's count is printed, so {unlike} of {row.n} people answered differently on the two sides"
        f"{'' if known else ', and the interval holds all these cases'}; {CARRY_OVER}"
    )
    question = f"{label} with {rux.label} against {against.label} on areas of the same people, {disease}"
    plan = Plan(items=[item], measure="risk-difference", method="paired")
    fields = {"estimate": found.estimate, "low": found.low, "high": found.high}
    return analyse(
        question,
        plan,
        "paired difference bounded by its margins",
        ("tango-1998", "frechet-1951"),
        (),
        note,
        fields.copy,
    )
