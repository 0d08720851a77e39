"""The level of certainty: where it starts, what moves it, and the cap for evidence without a comparator."""

from collections.abc import Iterable
from dataclasses import dataclass

from livingevidence.record.addresses import Address
from livingevidence.record.judgements import LEVELS, Appraisal, Certainty, Level

CAP = "Nothing without a comparator rises above very low; what happened to treated people is no effect."


@dataclass(frozen=True)
class Grading:
    """A level with the way to it; None where certainty is not rated."""

    level: Level | None
    start: Level | None
    steps: tuple[tuple[str, int, str], ...]
    """Reason, levels moved (down is negative), and its sentence."""
    capped: bool
    """Whether the cap for evidence without a comparator held it down."""


def grading_of(rating: Certainty, appraisal: Appraisal) -> Grading:
    """Return the level of certainty.

    Parameters
    ----------
    appraisal : Appraisal
        The judgements; of the tools with which the risk of bias of its studies was judged the one that starts lowest
        counts.

    Notes
    -----
    GRADE: G. H. Guyatt and others, BMJ 2008. The cap is a rule of this review, after M. H. Murad and others,
    BMJ Evidence-Based Medicine 2018; only a signed exception of a person lifts it.
    """
    if rating.down is None:
        return Grading(None, None, (), False)
    risks = [appraisal.risks[name] for name in rating.risk_of_bias if name in appraisal.risks]
    tools = (appraisal.tools.get(risk.tool) for risk in risks)
    starts = [LEVELS.index(tool.starts) for tool in tools if tool]
    start = min(starts, default=0) if rating.comparison != "none" else 0
    steps = [(name, -step.by, step.reason) for name, step in rating.down]
    steps += [(name, step.by, step.reason) for name, step in rating.up or ()]
    level = min(max(start + sum(by for _, by, _ in steps), 0), len(LEVELS) - 1)
    capped = rating.comparison == "none" and rating.exception is None and level > 0
    return Grading(LEVELS[0 if capped else level], LEVELS[start], tuple(steps), capped)


def benefit_level(appraisal: Appraisal, study: str, condition: str | None = None) -> Level | None:
    """Return the highest level of a benefit that rests on a study, of one condition or any; None without a rating."""
    ratings = [rating for rating in appraisal.certainties.values() if rating.kind == "benefit"]
    ratings = [rating for rating in ratings if condition in (None, rating.condition)]
    return highest_level(appraisal, (r for r in ratings if any(Address(row).study == study for row in r.rows)))


def highest_level(appraisal: Appraisal, ratings: Iterable[Certainty]) -> Level | None:
    """Return the highest level of some ratings; None where none is rated."""
    levels = (grading_of(rating, appraisal).level for rating in ratings)
    return max(filter(None, levels), key=LEVELS.index, default=None)
