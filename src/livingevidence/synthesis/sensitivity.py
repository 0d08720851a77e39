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
        results = Counter(item.disease for item in select(evidence, event).comparisons)
        scopes += [(event, (disease,)) for disease in sorted(results) if results[disease] > 1]
        if len(results) > 1:
            scopes.append((event, tuple(sorted(results))))
    return tuple(filter(None, each(partial(_curve, evidence), scopes)))


def _curve(evidence: Evidence, scope: tuple[str, tuple[str, ...]]) -> Curve | None:
    specs = specifications(evidence, *scope)
    return Curve(*scope, specs, sentence(specs, evidence.topic)) if any(spec.main for spec in specs) else None


def differences(specs: Sequence[Specification]) -> list[Estimate]:
    """Return the risk differences, each estimand once, with the interval of the estimator that stands first.

    Ratios of the same tables tell the same once more, on another scale; so does another interval of the same estimate.
    """
    estimators, by_estimand = [*ESTIMATORS, "own interval"], {}
    of_differences = [spec for spec in specs if spec.result.measure == "risk-difference"]
    for spec in sorted(of_differences, key=lambda spec: estimators.index(spec.choices["estimator"])):
        by_estimand.setdefault((spec.result.rows, f"{spec.result.estimate:.9f}"), spec.result)
    return list(by_estimand.values())


def specifications(evidence: Evidence, event: str, diseases: Sequence[str]) -> tuple[Specification, ...]:
    """Return every specification of an adverse event in these diseases, by measure and estimate.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    label = evidence.vocabulary.label_of(event)
    by_digest: dict[str, Specification] = {}
    main, earlier = "", set()
    for choices, comparisons in _sets(evidence, event, diseases):
        numbers = frozenset((item.trials, item.table, item.cells) for item in comparisons)
        if numbers in earlier:
            continue  # other choices led to these numbers before
        earlier.add(numbers)
        main = main or pool(label, comparisons).lines[0].digest
        for measure, estimator, result in _results(label, comparisons):
            if isinstance(result, Estimate) and result.digest not in by_digest:
                every_choice = {**choices, "measure": measure, "estimator": estimator}
                by_digest[result.digest] = Specification(every_choice, result, result.digest == main)
    order = list(NULL)
    return tuple(sorted(by_digest.values(), key=lambda spec: (order.index(spec.result.measure), spec.result.estimate)))


def _sets(evidence: Evidence, event: str, diseases: Sequence[str]) -> Iterator[tuple[dict, list[Comparison]]]:
    """Yield the choices of comparisons, those of the main analysis first, with what they select."""
    regimen = evidence.topic.treatment.regimen
    for arms, pools, (reading, second) in product(FORMULATIONS, SOURCE_POOLS, READINGS.items()):
        selected = select(evidence, event, arms, source_pools=pools, second=second).comparisons
        selected = [item for item in selected if item.disease in diseases]
        for left_out, empty in product([None, *selected], EMPTY):
            rest = [item for item in selected if item is not left_out and (empty == "kept" or 0 not in item.cells)]
            if len(rest) > 1 or (rest and len(selected) == 2 and empty == "kept"):
                trials = ", ".join(left_out.trials) if left_out else "none"
                choices = (regimen if arms == MAIN else arms, pools, reading, trials, empty)
                yield dict(zip(CHOICES, choices, strict=True)), rest


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
    total, sides = len(results), f"with the event with the {topic.treatment.short} than with {topic.control.label}"
    fewer, more = (sum(_side(result) == side for result in results) for side in (-1, 1))
    excluding = sum(not result.holds_null for result in results)
    if total in (fewer, more):
        direction = f"all point to {'fewer' if fewer else 'more'} people {sides}"
    else:
        neither = f" and {total - fewer - more} to neither" if fewer + more < total else ""
        direction = (
            f"{fewer} point to fewer people {sides}, {more} to more{neither}: the direction depends on the choice"
        )
    start = f"Of {count(total, 'way')} to compute the difference, {direction}"
    if excluding == 0:
        return f"{start}; no interval leaves out that there is no difference."
    if excluding == total:
        return f"{start}; every interval leaves out that there is no difference."
    leave = "1 interval leaves" if excluding == 1 else f"{excluding} intervals leave"
    return f"{start}; {leave} out that there is no difference, so how sure it is depends on the choice."
