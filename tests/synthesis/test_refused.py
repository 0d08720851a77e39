"""Every rule of the synthesis, with a plan that it refuses and its neighbour that it lets pass."""

from dataclasses import replace

import pytest

from invented import both, item, rung, table
from livingevidence.synthesis import rules
from livingevidence.synthesis.plans import Plan
from livingevidence.synthesis.rules import RULES

OPEN_PART = item(1, period="open-label", comparator=None, comparator_arms=())
SHARED = both(study="invented-1", trials=("T1",), comparator_arms=("invented-1/placebo@T1",))
SERIES, REPORT = rung("none", "chosen"), rung("none", "single")
WITHIN = rung("same-people")
SHORT = [item(i, about="benefit", n=8, arm_n=12) for i in (1, 2, 3)]
EMPTY = [table(1, 0, 20, 2, 20), table(2, 2, 30, 1, 30), table(3, 2, 30, 1, 30)]
SHARES = [item(i, comparator=None, rung=rung("none")) for i in (1, 2)]
RATIOS = {"method": "random effects", "measure": "risk-ratio"}


def _shares(*events: int) -> list:
    """Return as many results alike without a comparator, each of twenty people."""
    return [item(i, comparator=None, rung=rung("none"), events=e, n=20) for i, e in enumerate(events, 1)]


# Rule, the plan that it refuses, a word of what it tells, and what lets the plan pass.
REFUSED = [
    ("sound-method", Plan(items=both(), method="plain Knapp-Hartung"), "far too short", {"method": "paired"}),
    (
        "no-pooled-reports",
        Plan(items=[item(1, rung=REPORT)], measure="proportion", method="own interval"),
        "invented-1",
        {"items": [item(1, rung=SERIES)]},
    ),
    (
        "no-series-pooled",
        Plan(items=[item(1, rung=SERIES), item(2, rung=SERIES)]),
        "invented-1, invented-2",
        {"items": [item(1, rung=SERIES)]},
    ),
    ("not-with-its-open-part", Plan(items=[item(1), OPEN_PART]), "invented-1", {"items": [item(1), item(2)]}),
    (
        "one-control-arm-once",
        Plan(items=SHARED),
        "invented-1/placebo@T1",
        {"items": both(study="invented-1", comparator_arms=("invented-1/placebo@T2",))},
    ),
    ("people-once", Plan(items=both(trials=("T1", "T2"))), "invented-1 and invented-2", {"items": both()}),
    ("people-once", Plan(items=both(trials=(), study="invented-1")), "invented-1", {"items": both(trials=())}),
    (
        "people-once",
        Plan(items=both(trials=(), overlaps=("invented-1",))),
        "invented-1",
        {"items": both(overlaps=("invented-1",))},
    ),  # where both name their trials, these decide
    (
        "one-disease-for-benefit",
        Plan(items=[item(1, about="benefit"), item(2, about="benefit", disease="other")]),
        "invented disease, other",
        {"items": both(disease="other")},
    ),
    ("one-outcome", Plan(items=both(term="invented-fever")), "invented fever (harm)", {"items": both()}),
    ("one-outcome", Plan(items=both(about="benefit")), "(benefit)", {"items": both()}),
    ("one-design", Plan(items=both(design="cohort")), "cohort", {"items": both()}),
    ("one-formulation", Plan(items=both(formulation="syrup")), "syrup", {"items": both()}),
    ("one-comparator", Plan(items=both(comparator="sampletinib")), "sampletinib", {"items": both()}),
    ("one-period", Plan(items=both(period="whole-record")), "whole record", {"items": both()}),
    (
        "blinded-against-control",
        Plan(items=[item(1, period="extension"), item(2, period="extension")]),
        "extension",
        {"items": [replace(OPEN_PART, rung=rung("none")), OPEN_PART]},
    ),
    (
        "no-borrowed-comparator",
        Plan(items=both(comparator_study="invented-9")),
        "invented-2 against invented-9",
        {"items": both(comparator_study=None)},
    ),
    (
        "paired-stays-paired",
        Plan(items=[item(1, rung=WITHIN), item(2, rung=WITHIN)]),
        "invented-1, invented-2",
        {"method": "paired"},
    ),
    (
        "people-not-lesions",
        Plan(items=[item(1, unit="lesions")], method="own interval"),
        "lesions in invented-1",
        {"items": [item(1, unit="points", statistic="mean")]},
    ),
    ("everybody-counts", Plan(items=SHORT), "8 of 12 in invented-1", {"observed_cases": True}),
    ("everybody-counts", Plan(items=SHORT), "8 of 12", {"items": [replace(result, n=12) for result in SHORT]}),
    ("medians-stay", Plan(items=both(statistic="median")), "invented-2", {"items": both(statistic="mean")}),
    (
        "one-scale",
        Plan(items=both(term="other-scale"), measure="standardised-mean-difference"),
        "invented itch, other scale",
        {"items": both()},
    ),
    ("prior-for-log-ratios", Plan(items=both(), method="Bayesian"), "risk difference", {"measure": "odds-ratio"}),
    ("two-to-pool", Plan(items=[]), "no results", {"items": both()}),
    ("two-to-pool", Plan(items=[item(1)]), "1 result", {"method": "own interval"}),
    ("two-as-strata", Plan(items=both(), method="random effects"), "2 results", {"measure": "risk-ratio"}),
    ("two-as-strata", Plan(items=both(), method="random effects"), "2 results", {"method": "stratified"}),
    (
        "alike-enough",
        Plan(items=_shares(0, 20, 19), measure="proportion", method="binomial-normal"),
        "0 of 20 in invented-1, 19 of 20 in invented-3, 20 of 20 in invented-2",
        {"items": _shares(3, 10, 16)},
    ),
    ("one-window", Plan(items=both(weeks=24.0)), "week 24, week 8", {"items": both(weeks=12.0)}),
    ("one-window", Plan(items=both(weeks=None)), "no week in invented-2", {"items": both(weeks=None, planned=4.0)}),
    ("one-window", Plan(items=[item(i, weeks=14.0) for i in (1, 2)]), "week 14", {"items": both(weeks=4.0)}),
    ("no-empty-cells", Plan(items=EMPTY, method="random effects"), "T1 in invented-1", {"items": EMPTY[1:]}),
    (
        "three-alike",
        Plan(items=SHARES, measure="proportion", method="binomial-normal"),
        "2 results",
        {"method": "own interval"},
    ),
    *(
        (
            rule,
            Plan(items=[item(i) for i in range(least - 1)], shows=(display,), **RATIOS),
            f"{display} of {least - 1}",
            {"items": [item(i) for i in range(least)]},
        )
        for rule, display, least in (
            ("prediction-from-three", "prediction interval", 3),
            ("no-i-squared-below-ten", "I²", 10),
            ("no-funnel-below-ten", "funnel plot", 10),
            ("no-funnel-below-ten", "Egger test", 10),
        )
    ),
]


@pytest.mark.parametrize(("rule", "plan", "words", "change"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_plan_is_refused_and_its_neighbour_passes(rule, plan, words, change):
    """The rule is the first that the plan breaks, its sentence is told with what breaks it, and a change lets it by."""
    breach = rules.broken_rule(plan)
    assert breach.rule == rule
    assert breach.sentence.startswith(f"{RULES[rule].sentence} Here: ") and words in breach.sentence
    assert not RULES[rule].breaches(replace(plan, **change))


def test_every_rule_refuses_something():
    """No rule is in force without a plan that it refuses."""
    assert {case[0] for case in REFUSED} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_one_sentence_and_lets_two_sparse_trials_by(rule):
    """What a reader is told is one line with a full stop; two trials alike with an empty cell break no rule."""
    assert RULES[rule].sentence.endswith(".") and "\n" not in RULES[rule].sentence
    assert not RULES[rule].breaches(Plan(items=[table(1, 1, 20, 0, 20), table(2, 2, 30, 1, 30)]))


@pytest.mark.parametrize("method", rules.UNSOUND)
def test_unsound_methods_are_refused_with_their_reason(method):
    """Each method that misleads with few trials says why."""
    assert rules.UNSOUND[method] in rules.broken_rule(Plan(items=both(), method=method)).sentence
