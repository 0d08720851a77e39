"""Comparisons taken together: each with its own interval first, then a pooled line, or a refusal that says why.

There is one rule, whatever the cells: one event more or less changes a number, never the method. Trials are strata,
nothing is added to a cell, and trials without any event are kept in the difference. Risk differences come first: harms
are rare, and a difference is an absolute number. Odds ratios check the risk ratios. Where no cell is empty, a line that
lets trials differ stands below: of two ratios a Bayesian one, from three tables on random effects with a prediction
interval. Lines count results ("tables"): one that a source summed over two trials tells nothing of what lies between.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import exp
from typing import NamedTuple

from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate, NotUsed, Refusal
from livingevidence.synthesis.plans import Plan
from livingevidence.synthesis.rules import BrokenRule, broken_rule
from livingevidence.synthesis.stats import bayes, exact_odds, mantel_haenszel, random_effects, two_by_two
from livingevidence.synthesis.stats.interval import Interval

FEW_EVENTS = 20  # simulated with six, a nominal 95 % interval of a ratio held the truth in about 90 %
COMMON = "trials as strata, one common effect in all trials is assumed, nothing is added to empty cells"


class Method(NamedTuple):
    """A method as a reader is told of it: in words, with keys of its literature and what to know of its estimate."""

    words: str
    sources: tuple[str, ...]
    note: str = ""


SINGLE = {
    "risk-difference": (two_by_two.risk_difference, Method("Newcombe's interval", ("newcombe-1998",))),
    "risk-ratio": (two_by_two.risk_ratio, Method("Koopman's score interval", ("koopman-1984",))),
    "odds-ratio": (
        lambda *table: exact_odds.odds_ratio([table]),
        Method("exact conditional odds ratio", ("cornfield-1956",)),
    ),
}
"""What is computed of one table, and how that is called."""
STRATA = {
    ("risk-difference", "stratified"): (
        mantel_haenszel.stratified_difference,
        Method("Mantel–Haenszel weights, Newcombe's limits", ("mantel-1959", "newcombe-1998", "zou-2008")),
    ),
    ("risk-difference", "Mantel-Haenszel"): (
        mantel_haenszel.risk_difference,
        Method("Mantel–Haenszel, Sato's variance", ("mantel-1959", "greenland-1985", "sato-1989")),
    ),
    ("risk-ratio", "Mantel-Haenszel"): (
        mantel_haenszel.risk_ratio,
        Method("Mantel–Haenszel", ("mantel-1959", "greenland-1985")),
    ),
    ("odds-ratio", "Mantel-Haenszel"): (
        mantel_haenszel.odds_ratio,
        Method("Mantel–Haenszel", ("mantel-1959", "robins-1986")),
    ),
    ("odds-ratio", "exact"): (
        exact_odds.odds_ratio,
        Method("exact common odds ratio", ("cornfield-1956", "gart-1970")),
    ),
}
"""What is computed of several tables as strata, by measure and the name that plans have for it."""
MAIN = {"risk-difference": "stratified", "risk-ratio": "Mantel-Haenszel", "odds-ratio": "exact"}
MODELS = {
    "random effects": (
        random_effects.reml,
        Method(
            "random effects, REML, modified Knapp–Hartung interval",
            ("viechtbauer-2005", "viechtbauer-2007", "rover-2015", "higgins-2009", "partlett-2017"),
        ),
    ),
    "Bayesian": (bayes.normal_normal, Method("Bayesian normal–normal", ("friede-2017",))),
}
LOGS = {"risk-ratio": two_by_two.log_risk_ratio_and_variance, "odds-ratio": two_by_two.log_odds_ratio_and_variance}


class Pooled(NamedTuple):
    """Comparisons taken together."""

    single: tuple[Analysis, ...]
    """Each comparison by itself, those without any event too."""
    lines: tuple[Analysis, ...]
    """The pooled lines, the main one first, or the refusal to pool."""

    @property
    def main(self) -> Analysis:
        """The result to show: the first pooled line; of one comparison its own result; else the refusal."""
        return self.single[0] if len(self.single) == 1 else self.lines[0]


def pool(
    question: str,
    comparisons: Sequence[Comparison],
    measure: str = "risk-difference",
    not_used: Sequence[NotUsed] = (),
    main: str = "strata",
) -> Pooled:
    """Return comparisons by themselves and together, as far as the rules let them.

    Parameters
    ----------
    comparisons : sequence of Comparison
        One a trial, or one for trials that a source took together.
    measure : str, optional
        ``risk-difference``, ``risk-ratio`` or ``odds-ratio``.
    not_used : sequence of NotUsed, optional
        What was left out before; handed on with each pooled line.
    main : str, optional
        ``random effects``, if from three comparisons on that line stands first.

    Raises
    ------
    ValueError
        If the measure is unknown.
    """
    if measure not in NULL:
        raise ValueError(f"'{measure}' is none of: {', '.join(NULL)}")
    names = [MAIN[measure]]
    if len(comparisons) > 2:
        names.append("random effects")
        names.sort(key=lambda name: name != main)
    elif len(comparisons) == 2 and measure in LOGS:
        names.append("Bayesian")
    single = [own_interval(f"{question}, {', '.join(item.trials)}", item, measure) for item in comparisons]
    return Pooled(tuple(single), tuple(pooled_line(name, question, comparisons, measure, not_used) for name in names))


def own_interval(question: str, comparison: Comparison, measure: str) -> Analysis:
    """Return one comparison by itself; a ratio of a table without any event is refused."""
    return replace(_single_result(comparison, measure), question=question)


@lru_cache(2**14)  # of its disease, across diseases and in most cuts of the evidence it stands by itself alike
def _single_result(comparison: Comparison, measure: str) -> Analysis:
    function, method = SINGLE[measure]
    plan = Plan(items=[comparison], measure=measure, method="own interval")
    return analyse("", plan, method, lambda: function(*comparison.table)._asdict())


def pooled_line(
    name: str, question: str, comparisons: Sequence[Comparison], measure: str, not_used: Sequence[NotUsed] = ()
) -> Analysis:
    """Return comparisons taken together, as strata or by a model. See :func:`pool` for the other parameters.

    Parameters
    ----------
    name : str
        ``stratified``, ``Mantel-Haenszel`` or ``exact``, as far as :data:`STRATA` has it for the measure; ``random
        effects`` or ``Bayesian``.
    """
    shows = ("prediction interval",) if name == "random effects" and len(comparisons) > 2 else ()
    plan = Plan(items=comparisons, measure=measure, method=name, shows=shows)
    tables = [item.table for item in comparisons]
    if name in MODELS:
        model, method = MODELS[name]
        note = "tau on the log scale" if measure in LOGS else "with few events the large-sample variances are rough"
        return analyse(question, plan, method._replace(note=note), lambda: _of_model(model, tables, measure), not_used)
    function, method = STRATA[measure, name]
    total = sum(table[0] + table[2] for table in tables)
    rough = ", so few that the interval is rough" if total < FEW_EVENTS and name == "Mantel-Haenszel" else ""
    method = method._replace(note=f"{total} people with the event in all{rough}; {COMMON}")
    return analyse(question, plan, method, lambda: function(tables)._asdict(), not_used)


def _of_model(model: Callable, tables: Sequence[tuple], measure: str) -> dict:
    """Return the fields of an estimate by a model, which works on the log scale for ratios."""
    effect_of = LOGS.get(measure, two_by_two.risk_difference_and_variance)
    from_scale = exp if measure in LOGS else float
    result = model(*zip(*(effect_of(*table) for table in tables), strict=True))
    prediction = getattr(result, "prediction", None)
    return {
        **{name: from_scale(getattr(result, name)) for name in Interval._fields},
        **{name: getattr(result, name) for name in ("tau", "tau_low", "tau_high")},
        "prediction": tuple(map(from_scale, prediction)) if prediction else None,
        "prior": getattr(result, "prior", ""),
    }


def analyse(
    question: str, plan: Plan, method: Method, compute: Callable[[], dict], not_used: Sequence[NotUsed] = ()
) -> Analysis:
    """Return what is computed, or the refusal of the rule that the plan breaks, or of the numbers themselves.

    Parameters
    ----------
    compute : callable
        Called without arguments if no rule is broken; returns the fields of an estimate, and the words of a prior where
        there is one. A ValueError becomes a refusal in its words.
    not_used : sequence of NotUsed, optional
        What was left out before.
    """
    items, fields, breach = plan.items, {}, broken_rule(plan)
    if not breach:
        try:
            fields = compute()
        except ValueError as error:
            breach = BrokenRule("no-such-result", f"The counts give no such result: {error}.")
    notes = () if breach else (fields.pop("prior", ""), method.note)
    # Of numbers alone, so that two analyses with the same digest have the same to work on, wherever it was read.
    numbers = plan.measure, plan.method, sorted([list(i.trials), list(i.table), list(i.cells)] for i in items)
    shared = {
        "question": question,
        "measure": plan.measure,
        "method": method.words,
        "k": sum(len(item.trials) or 1 for item in items),
        "tables": len(items),
        "participants": sum(item.participants for item in items),
        "rows": tuple(row for item in items for row in item.rows),
        "digest": hashlib.sha256(json.dumps(numbers).encode()).hexdigest(),
        "not_used": tuple(not_used),
        "sources": method.sources,
        "note": "; ".join(filter(None, [*notes, *dict.fromkeys(item.note for item in items)])),
    }
    return Refusal(**shared, **breach._asdict()) if breach else Estimate(**shared, **fields)
