"""What the synthesis refuses to do: a table of rules, each with the sentence that a reader sees and what breaks it.

A rule looks at a :class:`livingevidence.synthesis.plans.Plan`, which says what would be put together and how.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from livingevidence.record.text import count
from livingevidence.synthesis.plans import Item, Plan, related_pairs, share_people
from livingevidence.synthesis.stats import proportions

UNSOUND = {
    "Wald interval of DerSimonian and Laird": "it is too short with few trials",
    "plain Knapp-Hartung": "with few trials its interval can be far too short",
    "Freeman-Tukey": "transformed back, it can turn a set with events into none",
    "logits with 0.5 added": "they turn sets without any event into a share of people",
    "continuity correction": "with sparse data the added halves decide the result",
    "vote counting by significance": "it takes missing precision for missing effect",
    "trial sequential analysis": "updates show the trail of estimates instead",
}
"""Methods that no plan may name, and why."""
LETS_DIFFER = ("random effects", "Bayesian")
STANDARDISED = "standardised-mean-difference"


class BrokenRule(NamedTuple):
    """A rule that a plan breaks, with the sentence for the reader."""

    rule: str
    sentence: str


class Rule(NamedTuple):
    """A rule: what a reader is told, and what in a plan breaks it, in words; nothing where the plan keeps it."""

    sentence: str
    breaches: Callable[[Plan], Iterable[str]]


def broken_rule(plan: Plan) -> BrokenRule | None:
    """Return the first rule that a plan breaks, with the sentence for the reader; None if it keeps all."""
    for name, rule in RULES.items():
        if breaches := set(rule.breaches(plan)):
            return BrokenRule(name, f"{rule.sentence} Here: {', '.join(sorted(breaches))}.")
    return None


def _plain(term: str) -> str:
    return term.replace("-", " ")


def _unlike(values: Iterable[str]) -> set[str]:
    kinds = set(values)
    return set(map(_plain, kinds)) if len(kinds) > 1 else set()


def _studies(plan: Plan, breaks_it: Callable[[Item], bool]) -> list[str]:
    return [item.study for item in plan.items if breaks_it(item)]


def _results(plan: Plan, is_broken: bool) -> list[str]:
    """Return how many results there are, if that breaks the rule."""
    return [count(len(plan.items), "result", "results") if plan.items else "no results"] if is_broken else []


def _same_trial(first: Item, second: Item) -> bool:
    if first.trials and second.trials:
        return not set(first.trials).isdisjoint(second.trials)
    return first.study == second.study


def _arms_used_again(plan: Plan) -> list[str]:
    used = Counter(arm for item in plan.items for arm in set(item.comparator_arms))
    return [arm for arm, times in used.items() if times > 1]


def _outcomes(plan: Plan) -> set[str]:
    # The rule on one scale has the plainer words for a standardised difference.
    return set() if plan.measure == STANDARDISED else _unlike(f"{item.term} ({item.about})" for item in plan.items)


def _left_out(plan: Plan) -> list[str]:
    if plan.observed_cases:
        return []
    benefits = [item for item in plan.items if item.about == "benefit" and None not in (item.n, item.arm_n)]
    return [f"{item.n} of {item.arm_n} in {item.study}" for item in benefits if item.n < item.arm_n]


def _window(item: Item) -> float | None:
    """Return the middle of the window of weeks in which a result lies; None outside of all, 0 where time is free."""
    if not item.windows:
        return 0
    weeks = item.planned if item.weeks is None else item.weeks
    middles = (window.week for window in item.windows if weeks and abs(weeks - window.week) <= window.around)
    return next(middles, None)


def _other_windows(plan: Plan) -> list[str]:
    windows = {_window(item) for item in plan.items}
    if len(plan.items) < 2 or (len(windows) == 1 and None not in windows):
        return []
    return [f"no week in {item.study}" if item.weeks is None else f"week {item.weeks:g}" for item in plan.items]


def _far_apart(plan: Plan) -> list[str]:
    """Return the shares that a binomial–normal model finds too unlike."""
    if plan.measure == "proportion" and plan.method == "binomial-normal" and len(plan.items) > 2:
        try:
            proportions.pooled([item.table for item in plan.items])
        except proportions.Unlike:
            return [f"{item.events} of {item.n} in {item.study}" for item in plan.items]
    return []


def _unlike_in(field: str) -> Callable[[Plan], set[str]]:
    """Return what finds results that differ in a field."""
    return lambda plan: _unlike(getattr(item, field) or "none" for item in plan.items)


def _below(least: int, *names: str) -> Callable[[Plan], list[str]]:
    """Return what finds something shown beside fewer results than it needs."""

    def breaches(plan: Plan) -> list[str]:
        named = ", ".join(name for name in names if name in plan.shows)
        return [f"{named} of {len(plan.items)}"] if named and len(plan.items) < least else []

    return breaches


RULES = {
    "sound-method": Rule(
        "A method that is known to mislead with few or sparse data is not used.",
        lambda plan: [f"{plan.method}, {UNSOUND[plan.method]}"] if plan.method in UNSOUND else [],
    ),
    "no-pooled-reports": Rule(
        "Case reports get no percentage, no interval and no pooled result: who responds is likelier to be published.",
        lambda plan: _studies(plan, lambda item: item.rung.people == "single"),
    ),
    "no-series-pooled": Rule(
        "A case series stands on its own: nobody knows of how many its patients were chosen.",
        lambda plan: _studies(plan, lambda item: item.rung.people == "chosen" and len(plan.items) > 1),
    ),
    "not-with-its-open-part": Rule(
        "The controlled part of a trial is never averaged with its own open-label part.",
        lambda plan: [a.study for a, b in related_pairs(plan.items) if _same_trial(a, b) and a.period != b.period],
    ),
    "one-control-arm-once": Rule(
        "A control arm that strengths share is counted once: they are combined, or one of them is taken.",
        _arms_used_again,
    ),
    "people-once": Rule(
        "Nobody is counted twice: of results with people in common, one is taken.",
        lambda plan: [f"{a.study} and {b.study}" for a, b in related_pairs(plan.items) if share_people(a, b)],
    ),
    "one-disease-for-benefit": Rule(
        "Benefit is never pooled across diseases.",
        lambda plan: _unlike(item.disease for item in plan.items if item.about == "benefit"),
    ),
    "one-outcome": Rule(
        "Only one outcome or adverse event at a time is pooled, and benefit never with harm.", _outcomes
    ),
    "one-design": Rule("Results are never pooled across designs.", _unlike_in("design")),
    "one-formulation": Rule(
        "Results are never pooled across formulations: the product as manufactured and compounded ones differ.",
        _unlike_in("formulation"),
    ),
    "one-comparator": Rule("Results are never pooled across comparators.", _unlike_in("comparator")),
    "one-period": Rule(
        "Blinded time is never pooled with open time, nor with a whole record that holds both.", _unlike_in("period")
    ),
    "one-window": Rule(
        "Results are pooled only where they were counted at about the same time, as the protocol has it.",
        _other_windows,
    ),
    "blinded-against-control": Rule(
        "Only results of the period in which arms are compared are held against a control arm.",
        lambda plan: [
            _plain(item.period)
            for item in plan.items
            if item.comparator and item.rung.comparator == "control" and item.period != item.compared_in
        ],
    ),
    "no-borrowed-comparator": Rule(
        "A comparator from another study is context: no difference to it is computed.",
        lambda plan: [
            f"{item.study} against {item.comparator_study}"
            for item in plan.items
            if item.comparator_study not in (None, item.study)
        ],
    ),
    "paired-stays-paired": Rule(
        "Areas of the same person are analysed as pairs, never as if they were parallel arms.",
        lambda plan: _studies(
            plan, lambda item: item.rung.comparator == "same-people" and item.comparator and plan.method != "paired"
        ),
    ),
    "people-not-lesions": Rule(
        "People are counted, not lesions, areas, events or reports.",
        lambda plan: [f"{item.unit} in {item.study}" for item in plan.items if item.unit and item.statistic == "count"],
    ),
    "everybody-counts": Rule(
        "A benefit is counted of everybody treated or randomised; observed cases alone are a choice that is named.",
        _left_out,
    ),
    "medians-stay": Rule(
        "Medians and quartiles are reported as they are, not converted into means.",
        lambda plan: _studies(plan, lambda item: item.statistic == "median"),
    ),
    "one-scale": Rule(
        "No standardised difference is computed across scales that measure different things.",
        lambda plan: _unlike(item.term for item in plan.items) if plan.measure == STANDARDISED else [],
    ),
    "prior-for-log-ratios": Rule(
        "The Bayesian line has its prior for log ratios only; another scale would need a prior of its own.",
        lambda plan: [_plain(plan.measure)] if plan.method == "Bayesian" and "-ratio" not in plan.measure else [],
    ),
    "two-to-pool": Rule(
        "Fewer than two results make no pooled line; one stands with its own interval.",
        lambda plan: _results(
            plan, len(plan.items) < 2 and plan.measure != "proportion" and plan.method not in ("own interval", "paired")
        ),
    ),
    "two-as-strata": Rule(
        "Two differences are taken with their trials as strata, never by a model of how far apart trials lie.",
        lambda plan: _results(
            plan, len(plan.items) == 2 and plan.method in LETS_DIFFER and plan.measure == "risk-difference"
        ),
    ),
    "no-empty-cells": Rule(
        "A random-effects model takes no table with an empty cell, since its variance is unknown, and nothing is "
        "added.",
        lambda plan: [
            f"{', '.join(item.trials)} in {item.study}"
            for item in plan.items
            if 0 in item.cells and plan.method in LETS_DIFFER
        ],
    ),
    "three-alike": Rule(
        "Shares of people in studies without a comparator are pooled from three alike studies on.",
        lambda plan: _results(
            plan, len(plan.items) < 3 and plan.measure == "proportion" and plan.method != "own interval"
        ),
    ),
    "alike-enough": Rule(
        "Shares of people that lie so far apart that their middle says nothing are not pooled: tau above "
        f"{proportions.UNLIKE} on the logit scale, near everyone in one study and near nobody in another.",
        _far_apart,
    ),
    "prediction-from-three": Rule(
        "A prediction interval needs at least three trials.", _below(3, "prediction interval")
    ),
    "no-i-squared-below-ten": Rule(
        "Below ten trials I² says next to nothing, so heterogeneity is given as tau with its interval.",
        _below(10, "I²"),
    ),
    "no-funnel-below-ten": Rule(
        "Below ten trials neither a funnel plot nor Egger's test can show small-study effects.",
        _below(10, "funnel plot", "Egger test"),
    ),
}
"""All rules by name; the first one broken is told."""
