"""What every defensible choice would have given: the specifications of a curve, and whether they agree.

The choices are fixed here for every result alike, and all are computed. They are those on which methods and sources
leave room: which arms, whether tables that a source summed over trials count, whose reading where two differ, which
trial is left out, what happens to tables with an empty cell, measure and estimator. Where leaving out one of two leaves
one, its own risk difference counts. A combination that the rules refuse is no specification, nor is one whose numbers
are those of another again. In the sentence two intervals of one estimate count once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import count
from livingevidence.record.topic import Topic
from livingevidence.synthesis.comparisons import Comparison, events, select
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate
from livingevidence.synthesis.pooling import MODELS, STRATA, own_interval, pool, pooled_line
from livingevidence.synthesis.sides import FORMULATIONS, MAIN

ESTIMATORS = {
    "strata, Newcombe's limits": "stratified",
    "Mantel–Haenszel": "Mantel-Haenszel",
    "exact": "exact",
    "random effects, modified Knapp–Hartung": "random effects",
    "Bayesian, half-normal(0.5) prior on tau": "Bayesian",
}
SOURCE_POOLS = ("counted", "left out", "in place of single trials")
READINGS = {"first": False, "second where it has another count": True}
EMPTY = ("kept", "left out")
CHOICES = ("arms", "tables pooled by their source", "reading", "left out", "tables with an empty cell")


class Specification(NamedTuple):
    """One way of computing a result."""

    choices: dict[str, str]
    """What was chosen, by the names of :data:`CHOICES`, ``measure`` and ``estimator``."""
    result: Estimate
    main: bool
    """Whether it is the analysis shown first."""


class Curve(NamedTuple):
    """All specifications of one result, by their estimates, and what they say together."""

    event: str
    diseases: tuple[str, ...]
    """One, or several for the second line across diseases."""
    specifications: tuple[Specification, ...]
    sentence: str
    """Whether direction and interval depend on the choice."""

    @property
    def one_direction(self) -> bool:
        """Whether every difference points to fewer, or every one to more."""
        return {_side(result) for result in differences(self.specifications)} in ({-1}, {1})

    @property
    def one_sureness(self) -> bool:
        """Whether every interval leaves out that there is no difference, or every one holds it."""
        return len({result.holds_null for result in differences(self.specifications)}) == 1


def curves(evidence: Evidence, each: Callable[..., Iterable] = map) -> tuple[Curve, ...]:
    """Return a curve for each harm of which two results or more are pooled, in a disease or across diseases.

    Parameters
    ----------
    each : callable, optional
        What computes them: ``map``, or :func:`livingevidence.synthesis.many.many` for all processors and clusters.
    """
    scopes = []
    for event in events(evidence):
        of = Counter(item.disease for item in select(evidence, event).comparisons)
        wide = [tuple(sorted(of))] * (len(of) > 1)
        scopes += [(event, scope) for scope in [(d,) for d in sorted(of) if of[d] > 1] + wide]
    return tuple(filter(None, each(partial(_curve, evidence), scopes)))


def _curve(evidence: Evidence, scope: tuple[str, tuple[str, ...]]) -> Curve | None:
    specs = specifications(evidence, *scope)
    return Curve(*scope, specs, sentence(specs, evidence.topic)) if any(spec.main for spec in specs) else None


def differences(specs: Sequence[Specification]) -> list[Estimate]:
    """Return the risk differences, each estimand once, with the interval of the estimator that stands first.

    Ratios of the same tables tell the same once more, on another scale; so does another interval of the same estimate.
    """
    names, held = [*ESTIMATORS, "own interval"], {}
    shown = [spec for spec in specs if spec.result.measure == "risk-difference"]
    for spec in sorted(shown, key=lambda spec: names.index(spec.choices["estimator"])):
        held.setdefault((spec.result.rows, f"{spec.result.estimate:.9f}"), spec.result)
    return list(held.values())


def specifications(evidence: Evidence, event: str, diseases: Sequence[str]) -> tuple[Specification, ...]:
    """Return every specification of an adverse event in these diseases, by measure and estimate.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    label = evidence.vocabulary.label_of(event)
    found: dict[str, Specification] = {}
    main, seen = "", set()
    for choices, comparisons in _sets(evidence, event, diseases):
        same = frozenset((item.trials, item.table, item.cells) for item in comparisons)
        if same in seen:
            continue  # other choices led to these numbers before
        seen.add(same)
        main = main or pool(label, comparisons).lines[0].digest
        for measure, name, result in _results(label, comparisons):
            if isinstance(result, Estimate) and result.digest not in found:
                chosen = {**choices, "measure": measure, "estimator": name}
                found[result.digest] = Specification(chosen, result, result.digest == main)
    order = list(NULL)
    return tuple(sorted(found.values(), key=lambda s: (order.index(s.result.measure), s.result.estimate)))


def _sets(evidence: Evidence, event: str, diseases: Sequence[str]) -> Iterator[tuple[dict, list[Comparison]]]:
    """Yield the choices of comparisons, those of the main analysis first, with what they select."""
    regimen = evidence.topic.treatment.regimen
    for arms, pools, (reading, second) in product(FORMULATIONS, SOURCE_POOLS, READINGS.items()):
        taken = select(evidence, event, arms, source_pools=pools, second=second).comparisons
        taken = [item for item in taken if item.disease in diseases]
        for left, empty in product([None, *taken], EMPTY):
            kept = [i for i in taken if i is not left and (empty == "kept" or 0 not in i.cells)]
            if len(kept) > 1 or (kept and len(taken) == 2 and empty == "kept"):
                chosen = regimen if arms == MAIN else arms, pools, reading, ", ".join(left.trials) if left else "none"
                yield dict(zip(CHOICES, (*chosen, empty), strict=True)), kept


def _results(label: str, comparisons: Sequence[Comparison]) -> Iterator[tuple[str, str, Analysis]]:
    if len(comparisons) == 1:
        yield "risk-difference", "own interval", own_interval(label, comparisons[0], "risk-difference")
        return
    for measure, (words, name) in product(NULL, ESTIMATORS.items()):
        if name in MODELS or (measure, name) in STRATA:
            yield measure, words, pooled_line(name, label, comparisons, measure)


def _side(result: Estimate) -> int:
    """Return -1 for fewer with the treatment, 1 for more, 0 where nothing differs but by the rounding of a sum."""
    return (result.estimate > 1e-12) - (result.estimate < -1e-12)


def sentence(specs: Sequence[Specification], topic: Topic) -> str:
    """Return in a sentence whether direction and interval depend on the choice; empty without a risk difference."""
    results = differences(specs)
    if not results:
        return ""
    total, against = len(results), f"with the event with the {topic.treatment.short} than with {topic.control.label}"
    fewer, more = (sum(_side(result) == side for result in results) for side in (-1, 1))
    apart = sum(not result.holds_null for result in results)
    if total in (fewer, more):
        side = "fewer" if fewer else "more"
        told = f"Of {count(total, 'way')} to compute the difference, all point to {side} people {against}"
    else:
        neither = f" and {total - fewer - more} to neither" if fewer + more < total else ""
        told = (
            f"Of {count(total, 'way')} to compute the difference, {fewer} point to fewer people {against}, {more} to "
            f"more{neither}: the direction depends on the choice"
        )
    if apart == 0:
        return f"{told}; no interval leaves out that there is no difference."
    if apart == total:
        return f"{told}; every interval leaves out that there is no difference."
    leave = "1 interval leaves" if apart == 1 else f"{apart} intervals leave"
    return f"{told}; {leave} out that there is no difference, so how sure it is depends on the choice."
