"""Shares of people in studies without a comparator: each with its exact interval, pooled from three alike on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.library import trials_of
from livingevidence.record.models import Row, Study
from livingevidence.synthesis.harm_rows import exact
from livingevidence.synthesis.plans import Item, Plan
from livingevidence.synthesis.pooling import Pooled, analyse
from livingevidence.synthesis.sides import regimen
from livingevidence.synthesis.stats import proportions

BENEFITS = ("efficacy", "relapse")
WORDS = "no comparator: what happened to treated people, not an effect"


@dataclass(frozen=True, kw_only=True)
class Share(Item):
    """People with an outcome or adverse event, of those counted.

    Attributes
    ----------
    events : int
        People with it; `n` of the item is of how many.
    weeks : float or None
        Weeks since the start of treatment.
    rows : tuple of str
        Its address ``study/row``.
    """

    events: int
    weeks: float | None
    rows: tuple[str, ...]
    note: str = ""

    @property
    def table(self) -> tuple[int, int]:
        """Events and people."""
        return self.events, self.n

    @property
    def participants(self) -> int:
        """People counted."""
        return self.n

    @property
    def alike(self) -> tuple:
        """What must be the same for results to be alike: all but the study and its numbers."""
        return self.about, self.term, self.disease, self.design, self.formulation, self.period, str(self.weeks)


def shares(evidence: Evidence) -> tuple[Pooled, ...]:
    """Return every set of alike shares: each by itself, and the pooled line or its refusal.

    Taken are counts of people with ruxolitinib alone on the skin in single-arm studies and in open-label parts of
    controlled trials; outcomes that tell of benefit or relapse, and adverse events. Alike are results with the same
    outcome, disease, design, formulation, period and week.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    """
    sets: dict[tuple, list[Share]] = {}
    for study in evidence.records.values():
        for share in _of_study(evidence, study):
            sets.setdefault(share.alike, []).append(share)
    return tuple(pool_shares(evidence, items) for items in sets.values())


def _of_study(evidence: Evidence, study: Study) -> Iterator[Share]:
    rung = ladder(evidence, study)
    if rung not in ("single-arm", "vehicle-controlled"):
        return
    arms = {arm.id: arm for arm in study.arms if evidence.topic.treats_alone(arm)}
    for row in study.rows:
        about, term = _about(evidence, row)
        parted = rung == "single-arm" or row.period == "open-label"
        if about and parted and row.arm in arms and exact(row) and not getattr(row, "duplicate_of", None):
            arm = arms[row.arm]
            yield Share(
                study=study.id, trials=trials_of(study, row), overlaps=tuple(item.study for item in study.overlaps),
                about=about, term=term, disease=study.conditions[0], ladder="single-arm",
                design=study.design if rung == "single-arm" else f"open-label part of a {study.design}",
                formulation=f"{arm.form}, {regimen(arm)}", period=row.period, unit=row.unit, n=row.n, arm_n=arm.n,
                events=row.events or 0, weeks=row.timepoint_weeks, rows=(f"{study.id}/{row.id}",),
            )  # fmt: skip


def _about(evidence: Evidence, row: Row) -> tuple[str, str]:
    """Return ``benefit`` or ``harm`` and the term; an empty word for flow, exposure and the like."""
    if not hasattr(row, "outcome"):
        return "harm", row.event
    kind = evidence.vocabulary["outcomes"][row.outcome].kind
    return "benefit" if kind in BENEFITS else "harm" if kind == "harm" else "", row.outcome


def pool_shares(evidence: Evidence, items: Sequence[Share]) -> Pooled:
    """Return shares by themselves and together; the pooled line is refused below three.

    Parameters
    ----------
    evidence : Evidence
        For the words of the vocabulary.
    items : sequence of Share
        Alike, see :attr:`Share.alike`.
    """
    vocabulary, first = evidence.vocabulary, items[0]
    term = vocabulary.label("adverse-events", first.term)
    term = vocabulary.label("outcomes", first.term) if term == first.term else term
    week = "" if first.weeks is None else f", week {first.weeks:g}"
    disease, period = vocabulary.label("conditions", first.disease), vocabulary.label("periods", first.period)
    question = f"{term}, {disease}, {first.formulation}, {period}{week}"
    own = []
    for item in items:
        plan = Plan(items=[item], measure="proportion", method="own interval", shows=("percentage",))
        interval = proportions.exact(*item.table)
        own.append(
            analyse(f"{question}, {item.study}", plan, "exact interval", ("clopper-1934",), (), WORDS, interval._asdict)
        )

    def fit() -> dict:
        found = proportions.pooled([item.table for item in items])
        fields = {name: getattr(found, name) for name in ("estimate", "low", "high", "tau", "prediction")}
        return {**fields, "prior": found.method}

    plan = Plan(items=items, measure="proportion", method="binomial-normal", shows=("prediction interval",))
    sources = ("stijnen-2010", "lin-2020")
    line = analyse(question, plan, "binomial–normal GLMM", sources, (), WORDS, fit)
    return Pooled(tuple(own), (line,))
