"""The level of certainty: where it starts, what moves it, and the cap for evidence without a comparator."""

from collections.abc import Iterable
from dataclasses import dataclass

from livingevidence.record.addresses import Address
from livingevidence.record.judgements import LEVELS, Appraisal, Certainty, Level

CAP = "Nothing without a comparator rises above very low; what happened to treated people is no effect."


@dataclass(frozen=True)
class Rating:
    """A level with the way to it; None where certainty is not rated."""

    level: Level | None
    start: Level | None
    steps: tuple[tuple[str, int, str], ...]
    """Reason, levels moved (down is negative), and its sentence."""
    capped: bool
    """Whether the cap for evidence without a comparator held it down."""


def rating_of(rated: Certainty, made: Appraisal) -> Rating:
    """Return the level of certainty.

    Parameters
    ----------
    made : Appraisal
        The judgements; of the tools with which the risk of bias of its studies was judged the one that starts lowest
        counts.

    Notes
    -----
    GRADE: G. H. Guyatt and others, BMJ 2008. The cap is a rule of this review, after M. H. Murad and others,
    BMJ Evidence-Based Medicine 2018; only a signed exception of a person lifts it.
    """
    if rated.down is None:
        return Rating(None, None, (), False)
    tools = (made.tools.get(made.risks[name].tool) for name in rated.risk_of_bias if name in made.risks)
    starts = [LEVELS.index(tool.starts) for tool in tools if tool]
    start = min(starts, default=0) if rated.comparison != "none" else 0
    moves = [(name, -step.by, step.reason) for name, step in rated.down]
    moves += [(name, step.by, step.reason) for name, step in rated.up or ()]
    level = min(max(start + sum(by for _, by, _ in moves), 0), len(LEVELS) - 1)
    capped = rated.comparison == "none" and rated.exception is None and level > 0
    return Rating(LEVELS[0 if capped else level], LEVELS[start], tuple(moves), capped)


def benefit_level(made: Appraisal, study: str, condition: str | None = None) -> Level | None:
    """Return the highest level of a benefit that rests on a study, of one condition or any; None without a rating."""
    ratings = (one for one in made.certainties.values() if one.kind == "benefit" and condition in (None, one.condition))
    return highest_level(made, (one for one in ratings if any(Address(row).study == study for row in one.rows)))


def highest_level(made: Appraisal, ratings: Iterable[Certainty]) -> Level | None:
    """Return the highest level of some ratings; None where none is rated."""
    levels = (rating_of(rated, made).level for rated in ratings)
    return max(filter(None, levels), key=LEVELS.index, default=None)
