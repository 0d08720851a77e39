"""Harms against the control as numbers of pages: counted again here by hand from the rows of the records."""

import math
import re
from fractions import Fraction

import pytest
from scipy.stats import beta

from copies import altered
from livingevidence.record.addresses import Address
from livingevidence.results import harm_numbers
from livingevidence.results.compute import compute
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.stats.paired import discordant
from livingevidence.synthesis.stats.proportions import exact

EVENT, KEY = "any-adverse-event", "harm.any-adverse-event.example-fever"
ROWS = {trial: (f"roe-2022/any-ten-{trial}-w8", f"roe-2022/any-placebo-{trial}-w8") for trial in ("second", "third")}
FIELDS = {"question": "invented", "measure": "risk-ratio", "method": "an invented method", "rows": (), "digest": ""}


def counts(evidence, addresses) -> tuple[int, int, int, int]:
    """Return events and people of two rows, the treatment's first."""
    rows = [evidence.row(address)[1] for address in addresses]
    return tuple(number for row in rows for number in (row.events, row.n))


def estimate(**fields) -> Estimate:
    """Return an invented estimate."""
    return Estimate(**{**FIELDS, "k": 1, "tables": 1, "participants": 1200, **fields})


def refusal(**fields) -> Refusal:
    """Return an invented refusal."""
    invented = {**FIELDS, "k": 0, "tables": 0, "participants": 0, "rule": "invented", "sentence": "Invented reason."}
    return Refusal(**{**invented, **fields})


def newcombe(a: int, m: int, b: int, n: int) -> tuple[float, float]:
    """Return Newcombe's 95 % interval of a risk difference, written out."""

    def wilson(events: int, n: int) -> tuple[float, float]:
        z, share = 1.959963984540054, events / n
        middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)

    (low1, high1), (low2, high2), p, q = wilson(a, m), wilson(b, n), a / m, b / n
    return p - q - math.hypot(p - low1, high2 - q), p - q + math.hypot(high1 - p, q - low2)


def per_thousand(events: int, n: int) -> str:
    """Return people of 1,000 with the exact interval of C. J. Clopper and E. S. Pearson, Biometrika 1934."""
    low = float(beta.ppf(0.025, events, n - events + 1)) if events else 0.0
    high = float(beta.ppf(0.975, events + 1, n - events)) if events < n else 1.0
    return "{} ({} to {})".format(*(round(1000 * share) for share in (events / n, low, high)))


def test_one_table_is_counted_by_hand(small_evidence):
    """Both sides and their difference, with intervals, ratio and people are those of the two rows."""
    results = compute(altered(small_evidence, "roe-2022", adverse_events=[]))
    a, m, b, n = counts(small_evidence, ("doe-2021/any-ten-w8", "doe-2021/any-placebo-w8"))
    differences = [round(1000 * value) for value in (a / m - b / n, *newcombe(a, m, b, n))]
    words = [f"{abs(value)} {'more' if value > 0 else 'fewer'}" for value in differences]
    assert results[f"{KEY}.people"].value == m + n
    assert results[f"{KEY}.tablet"].value == per_thousand(a, m)
    assert results[f"{KEY}.placebo"].value == per_thousand(b, n)
    assert results[f"{KEY}.difference"].value == f"{words[0]} ({words[1]} to {words[2]})"
    ratio, low, high = re.fullmatch(r"(\S+) \((\S+) to (\S+)\)", results[f"{KEY}.ratio"].value).groups()
    assert ratio == f"{(a / m) / (b / n):.2f}" and float(low) < float(ratio) < float(high)


def test_numbers_of_a_study_alone_name_it(small_evidence):
    """Whoever finds two numbers of one event and disease reads which one is of a single study."""
    results = compute(small_evidence)
    meanings = {name: results[f"harm.{EVENT}.{name}.people"].meaning for name in ("doe-2021", "roe-2022")}
    assert all(name in meaning for name, meaning in meanings.items())
    assert not any(name in results[f"{KEY}.people"].meaning for name in meanings)


def test_several_trials_are_weighted_as_strata(small_evidence):
    """Three trials give the Mantel-Haenszel difference of their six rows, and each side is summed."""
    pairs = [("doe-2021/any-ten-w8", "doe-2021/any-placebo-w8"), *ROWS.values()]
    tables, results = [counts(small_evidence, pair) for pair in pairs], compute(small_evidence)
    weights = [Fraction(m * n, m + n) for _, m, _, n in tables]
    differences = [Fraction(a, m) - Fraction(b, n) for a, m, b, n in tables]
    pooled = sum(w * d for w, d in zip(weights, differences, strict=True)) / sum(weights)
    assert results[f"{KEY}.difference"].value.startswith(f"{round(1000 * pooled)} more (")
    assert results[f"{KEY}.people"].value == sum(m + n for _, m, _, n in tables)
    a, m, b, n = map(sum, zip(*tables, strict=True))
    assert (results[f"{KEY}.tablet"].value, results[f"{KEY}.placebo"].value) == (per_thousand(a, m), per_thousand(b, n))


@pytest.mark.parametrize(("events", "move"), [(12, "off no difference"), (40, "over no difference")])
def test_fragility_says_which_way_the_interval_would_move(small_evidence, events, move):
    """An interval that holds no difference would be moved off it, and one that leaves it out over it."""
    results = compute(altered(small_evidence, "doe-2021/any-ten-w8", events=events))
    assert f" {move}," in results["harm.any-adverse-event.doe-2021.fragility"].meaning


def test_the_second_line_has_no_absolute_number_and_answers_for_no_disease(small_evidence):
    """Across diseases there are a difference and a ratio, labelled with the diseases, and nothing else."""
    results = compute(altered(small_evidence, "roe-2022", conditions=["sample-rash"]))
    keys = {key for key in results if key.startswith(f"harm.{EVENT}.")}
    parts = ("people", "tablet", "placebo", "difference", "ratio", "fragility", "information")
    of_diseases = {f"harm.{EVENT}.{disease}.{part}" for disease in ("example-fever", "sample-rash") for part in parts}
    of_study = {f"harm.{EVENT}.roe-2022.{part}" for part in parts}  # what its source summed, in place of its trials
    assert keys == of_diseases | of_study | {f"harm.{EVENT}.all.{part}" for part in ("difference", "ratio")}
    meaning = results[f"harm.{EVENT}.all.difference"].meaning
    assert "across example fever and sample rash, no answer for any one of them" in meaning


def test_a_refused_ratio_says_why(small_evidence):
    """Nobody has the event: no ratio is shown, the note says why, and the difference stands."""
    evidence = altered(altered(small_evidence, "roe-2022", adverse_events=[]), "doe-2021/serious-placebo-w8", events=0)
    results, key = compute(evidence), "harm.serious-adverse-event.example-fever"
    assert results[f"{key}.ratio"].value == "not computed"
    assert "no one has the event, 0 of 40 and 0 of 40" in results[f"{key}.ratio"].note
    assert results[f"{key}.difference"].value.startswith("no difference (")


def test_an_empty_cell_leaves_a_ratio_unbounded(small_evidence):
    """Nobody with the control had it: the ratio and its upper end are unbounded, the lower end is a number."""
    evidence = altered(altered(small_evidence, "roe-2022", adverse_events=[]), "doe-2021/any-placebo-w8", events=0)
    assert re.fullmatch(r"unbounded \(\d+\.\d\d to unbounded\)", compute(evidence)[f"{KEY}.ratio"].value)


@pytest.mark.parametrize("in_words", [harm_numbers.per_thousand, harm_numbers.ratio])
def test_a_refusal_has_no_number_and_its_own_sentence(in_words):
    """A refused analysis is told in words, whichever number was asked for."""
    assert in_words(refusal()) == "not computed"
    assert harm_numbers.method_in_words(refusal()) == "Invented reason."


@pytest.mark.parametrize(
    ("difference", "people", "words"),
    [
        (0.018, 1000, "18 more"),
        (-0.018, 1000, "18 fewer"),
        (0.0004, 1000, "less than 1 more"),
        (-0.0004, 1000, "less than 1 fewer"),
        (0.0, 1000, "no difference"),
        (-0.3125, 100, "31 fewer"),
        (1.0, 1000, "1\N{NARROW NO-BREAK SPACE}000 more"),
    ],
)
def test_a_difference_in_words(difference, people, words):
    """A difference has a direction and no sign; one below 1 is never shown as none."""
    assert harm_numbers.more_or_fewer(difference, people) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.5, "1.50"), (0.9953, "0.995"), (1.004, "1.004"), (1.0, "1.00"), (0.001, "below 0.01"), (math.inf, "unbounded")],
)
def test_a_ratio_in_words(value, words):
    """A ratio near one keeps the digits that part it from one, and one above zero is never none."""
    assert harm_numbers.ratio_in_words(value) == words


def test_a_bound_above_zero_is_never_nobody():
    """Of a thousand people a bound below one is told so; nobody is told of a count of nobody alone."""
    assert harm_numbers._of_thousand(exact(1, 499)).startswith("2 (less than 1 to ")
    assert harm_numbers._of_thousand(exact(0, 499)).startswith("0 (0 to ")


def test_a_share_with_the_event_has_both_intervals(small_evidence):
    """Beside the exact interval of each side stands Wilson's, which is narrower."""
    by_key = {result.key: result for result in harm_numbers.harm_numbers(small_evidence)}
    number, note = by_key[f"{KEY}.tablet"].value, by_key[f"{KEY}.tablet"].note
    ends, wilson = (tuple(map(int, re.findall(r"(\d+) to (\d+)", text)[0])) for text in (number, note))
    assert note.startswith("by Wilson's interval ") and ends[0] <= wilson[0] < wilson[1] <= ends[1] and ends != wilson


def test_how_counts_one_trial_and_several():
    """One trial is no plural, and people and level of the interval are told."""
    method = harm_numbers.method_in_words(estimate(estimate=1.0, low=0.5, high=2.0))
    assert method == "an invented method; 1 trial, 1 result; 1\N{NARROW NO-BREAK SPACE}200 people; 95 % interval"
    several = estimate(k=3, tables=2, estimate=1.0, low=0.5, high=2.0)
    assert "; 3 trials, 2 results; " in harm_numbers.method_in_words(several)


def test_how_tells_the_spread_and_that_a_prediction_is_rough():
    """Tau and prediction interval stand in the units of the estimate, with what is to be known of them."""
    spread = {"tau": 0.2, "tau_low": 0.1, "tau_high": 0.4, "prediction": (0.996, 3.0)}
    spread |= {"estimate": 1.0, "low": 0.5, "high": 2.0}
    method = harm_numbers.method_in_words(estimate(k=3, tables=3, note="an invented note", **spread))
    assert "tau 0.20 (0.10 to 0.40); prediction interval 0.996 to 3.00, rough with so few; an invented note" in method
    risks = spread | {"measure": "risk-difference", "estimate": 0.1, "low": 0, "high": 0.2, "prediction": (-0.3, 0.5)}
    method = harm_numbers.method_in_words(estimate(k=5, tables=5, **risks))
    assert "tau 200 (100 to 400) per 1,000; prediction interval 300 fewer to 500 more" in method
    assert "rough" not in harm_numbers.method_in_words(estimate(k=5, tables=5, **spread))


@pytest.mark.parametrize("treatment", ["placebo", "sampletinib"])
@pytest.mark.parametrize("against", [0, 2, 7, 14, 16])
def test_a_paired_difference_is_counted_by_hand(small_evidence, treatment, against):
    """The difference is that of the two counts, and its ends are the widest that any table with these counts has."""
    evidence = altered(small_evidence, f"sample-2019/clearing-{treatment}-w4", events=against)
    by_key = {result.key: result for result in harm_numbers.paired_numbers(evidence)}
    result = by_key[f"paired.sample-2019.clearing-{treatment}-w4"]
    tables = [(9 - both, against - both) for both in range(max(0, 9 + against - 16), min(9, against) + 1)]
    ends = [discordant(b, c, 16) for b, c in tables]
    expected = (9 - against) / 16, min(e.low for e in ends), max(e.high for e in ends)
    words = [harm_numbers.more_or_fewer(value, 100) for value in expected]
    assert (result.value, result.studies) == (f"{words[0]} ({words[1]} to {words[2]})", ("sample-2019",))


def test_a_refused_paired_difference_says_why(monkeypatch):
    """A refused difference is told in words, with its sentence, under the row of the other treatment."""
    rows = (Address("a-2042/a"), Address("a-2042/b"))
    monkeypatch.setattr(harm_numbers, "differences", lambda evidence: (refusal(rows=rows),))
    (result,) = harm_numbers.paired_numbers(None)
    assert (result.key, result.value, result.note) == ("paired.a-2042.b", "not computed", "Invented reason.")
