"""What the synthesis refuses to do: one function a rule, whose docstring is the sentence that a reader sees.

A rule looks at a :class:`livingevidence.synthesis.plans.Plan`, which says what would be put together and how. It
computes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import NamedTuple

from livingevidence.record.text import count
from livingevidence.synthesis.plans import Item, Plan, share_people

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


class Broken(NamedTuple):
    """A rule that a plan breaks, with the sentence for the reader."""

    rule: str
    sentence: str


RULES: list[Callable[[Plan], str]] = []
"""All rules, each a function from a plan to what breaks it, in words, or nothing; the first one broken is told."""


def _rule(function: Callable[[Plan], str]) -> Callable[[Plan], str]:
    RULES.append(function)
    return function


@_rule
def sound_method(plan: Plan) -> str:
    """A method that is known to mislead with few or sparse data is not used."""
    return f"{plan.method}, {UNSOUND[plan.method]}" if plan.method in UNSOUND else ""


@_rule
def no_pooled_reports(plan: Plan) -> str:
    """Case reports get no percentage, no interval and no pooled result: who responds is likelier to be published."""
    return _list({item.study for item in plan.items if item.rung.people == "single"})


@_rule
def no_series_pooled(plan: Plan) -> str:
    """A case series is told on its own: nobody knows of how many its patients were chosen."""
    return _list({item.study for item in plan.items if item.rung.people == "chosen"}) if len(plan.items) > 1 else ""


@_rule
def not_with_its_open_part(plan: Plan) -> str:
    """The controlled part of a trial is never averaged with its own open-label part."""
    mixed = [a for a, b in _pairs(plan) if _same_trial(a, b) and a.period != b.period]
    return _list({item.study for item in mixed})


@_rule
def one_control_arm_once(plan: Plan) -> str:
    """A control arm that strengths share is counted once: they are combined, or one of them is taken."""
    used = Counter(arm for item in plan.items for arm in set(item.comparator_arms))
    return _list({arm for arm, times in used.items() if times > 1})


@_rule
def people_once(plan: Plan) -> str:
    """Nobody is counted twice: of results with people in common, one is taken."""
    shared = [(a, b) for a, b in _pairs(plan) if share_people(a, b)]
    return "; ".join(dict.fromkeys(f"{a.study} and {b.study}" for a, b in shared))


@_rule
def one_disease_for_benefit(plan: Plan) -> str:
    """Benefit is never pooled across diseases."""
    return _unlike(item.disease for item in plan.items if item.about == "benefit")


@_rule
def one_outcome(plan: Plan) -> str:
    """Only one outcome or adverse event at a time is pooled, and benefit never with harm."""
    if plan.measure == "standardised-mean-difference":  # OneScale has the plainer words for it
        return ""
    return _unlike(f"{item.term} ({item.about})" for item in plan.items)


@_rule
def one_design(plan: Plan) -> str:
    """Results are never pooled across designs."""
    return _unlike(item.design for item in plan.items)


@_rule
def one_formulation(plan: Plan) -> str:
    """Results are never pooled across formulations: the product as manufactured and compounded ones differ."""
    return _unlike(item.formulation for item in plan.items)


@_rule
def one_comparator(plan: Plan) -> str:
    """Results are never pooled across comparators."""
    return _unlike(item.comparator or "none" for item in plan.items)


@_rule
def one_period(plan: Plan) -> str:
    """Blinded time is never pooled with open time, nor with a whole record that holds both."""
    return _unlike(item.period for item in plan.items)


@_rule
def blinded_against_control(plan: Plan) -> str:
    """Only results of the blinded period are compared with a control arm."""
    against = [i for i in plan.items if i.comparator and i.rung.comparator == "control"]
    return _list({_plain(i.period) for i in against if i.period != "blinded"})


@_rule
def no_borrowed_comparator(plan: Plan) -> str:
    """A comparator from another study is context: no difference to it is computed."""
    borrowed = [i for i in plan.items if i.comparator_study not in (None, i.study)]
    return "; ".join(f"{i.study} against {i.comparator_study}" for i in borrowed)


@_rule
def paired_stays_paired(plan: Plan) -> str:
    """Areas of the same person are analysed as pairs, never as if they were parallel arms."""
    compared = [
        i for i in plan.items if i.rung.comparator == "same-people" and i.comparator and plan.method != "paired"
    ]
    return _list({item.study for item in compared})


@_rule
def people_not_lesions(plan: Plan) -> str:
    """People are counted, not lesions, areas, events or reports."""
    return _list({f"{i.unit} in {i.study}" for i in plan.items if i.unit and i.statistic == "count"})


@_rule
def everybody_counts(plan: Plan) -> str:
    """A benefit is counted of everybody treated or randomised; observed cases alone are a choice that is named."""
    short = [i for i in plan.items if i.about == "benefit" and None not in (i.n, i.arm_n) and i.n < i.arm_n]
    return "" if plan.observed_cases else "; ".join(f"{i.n} of {i.arm_n} in {i.study}" for i in short)


@_rule
def medians_stay(plan: Plan) -> str:
    """Medians and quartiles are reported as they are, not converted into means."""
    return _list({item.study for item in plan.items if item.statistic == "median"})


@_rule
def one_scale(plan: Plan) -> str:
    """No standardised difference is computed across scales that measure different things."""
    return _unlike(i.term for i in plan.items) if plan.measure == "standardised-mean-difference" else ""


@_rule
def prior_for_log_ratios(plan: Plan) -> str:
    """The Bayesian line has its prior for log ratios only; another scale would need a prior of its own."""
    return _plain(plan.measure) if plan.method == "Bayesian" and not plan.measure.endswith("-ratio") else ""


@_rule
def two_to_pool(plan: Plan) -> str:
    """Fewer than two results make no pooled line; one stands with its own interval."""
    single = plan.measure == "proportion" or plan.method in ("own interval", "paired")
    return "" if single or len(plan.items) > 1 else _results(plan)


@_rule
def two_side_by_side(plan: Plan) -> str:
    """Two results stand side by side; a pooled line is a ratio that lets trials differ, or has an empty cell."""
    lets_differ = plan.method in ("random effects", "Bayesian") and plan.measure.endswith("-ratio")
    sparse = plan.method == "Mantel-Haenszel" and any(0 in item.cells for item in plan.items)
    compared = plan.measure in ("risk-difference", "risk-ratio", "odds-ratio")
    return _results(plan) if compared and len(plan.items) == 2 and not (lets_differ or sparse) else ""


@_rule
def no_empty_cells(plan: Plan) -> str:
    """A random-effects model takes no table with an empty cell, since its variance is unknown, and nothing is added."""
    empty = [i for i in plan.items if 0 in i.cells and plan.method in ("random effects", "Bayesian")]
    return _list({f"{', '.join(i.trials)} in {i.study}" for i in empty})


@_rule
def three_alike(plan: Plan) -> str:
    """Shares of people in studies without a comparator are pooled from three alike studies on."""
    pooled = plan.measure == "proportion" and plan.method != "own interval"
    return _results(plan) if pooled and len(plan.items) < 3 else ""


@_rule
def prediction_from_three(plan: Plan) -> str:
    """A prediction interval needs at least three trials."""
    return _too_few(plan, 3, "prediction interval")


@_rule
def no_i_squared_below_ten(plan: Plan) -> str:
    """Below ten trials I² says next to nothing, so heterogeneity is told as tau with its interval."""
    return _too_few(plan, 10, "I²")


@_rule
def no_funnel_below_ten(plan: Plan) -> str:
    """Below ten trials neither a funnel plot nor Egger's test can show small-study effects."""
    return _too_few(plan, 10, "funnel plot", "Egger test")


def broken(plan: Plan) -> Broken | None:
    """Return the first rule that a plan breaks, with the sentence for the reader; None if it keeps all."""
    for rule in RULES:
        if found := rule(plan):
            return Broken(rule.__name__.replace("_", "-"), f"{rule.__doc__} Here: {found}.")
    return None


def in_words(name: str) -> str:
    """Return the rule of a name as a reader sees it, without what broke it."""
    return next(rule.__doc__ for rule in RULES if rule.__name__.replace("_", "-") == name)


def _same_trial(a: Item, b: Item) -> bool:
    return not set(a.trials).isdisjoint(b.trials) or (a.study == b.study and not (a.trials and b.trials))


def _pairs(plan: Plan) -> Iterable[tuple[Item, Item]]:
    return combinations(plan.items, 2)


def _unlike(values: Iterable[str]) -> str:
    found = set(values)
    return _list(map(_plain, found)) if len(found) > 1 else ""


def _list(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _plain(term: str) -> str:
    return term.replace("-", " ")


def _results(plan: Plan) -> str:
    return count(len(plan.items), "result", "results") if plan.items else "no results"


def _too_few(plan: Plan, least: int, *shown: str) -> str:
    asked = [name for name in shown if name in plan.shows]
    return f"{', '.join(asked)} of {len(plan.items)}" if asked and len(plan.items) < least else ""
