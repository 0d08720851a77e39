"""Harms against vehicle as numbers of pages: counted again here by hand from the rows of the records."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
from scipy.stats import beta

from livingevidence.results import harm_numbers
from livingevidence.results.compute import compute
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.harms import analyses

COLD = ("papp-2021/nasopharyngitis-rux15-w8", "papp-2021/nasopharyngitis-vehicle-w8")
ACNE = tuple(f"rosmarin-2022/treatment-related-application-site-acne-v1-{arm}-w24" for arm in ("rux15", "vehicle"))
STOPPED = [
    tuple(f"papp-2021/discontinuation-due-to-adverse-event-{arm}-w8-{trial}" for arm in ("rux15", "vehicle"))
    for trial in (2, 3)
]
TOLD = {"question": "invented", "measure": "risk-ratio", "method": "an invented method", "rows": (), "digest": ""}


@pytest.fixture(scope="module")
def results(evidence):
    """Return the computed results."""
    return compute(evidence)


def counts(evidence, rows):
    """Return events and people of two rows, cream first."""
    found = [evidence.row(address)[1] for address in rows]
    return [(row.events, row.n) for row in found]


def estimate(**fields) -> Estimate:
    """Return an invented estimate."""
    return Estimate(**{**TOLD, "k": 1, "tables": 1, "participants": 1200, **fields})


def refusal() -> Refusal:
    """Return an invented refusal."""
    return Refusal(**TOLD, k=0, tables=0, participants=0, rule="Invented", sentence="Invented counts say nothing.")


def wilson(events: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval, written out."""
    z, share = 1.959963984540054, events / n
    middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def newcombe(a: int, m: int, b: int, n: int) -> tuple[float, float]:
    """Return Newcombe's 95 % interval of a risk difference, written out."""
    (low1, high1), (low2, high2), p, q = wilson(a, m), wilson(b, n), a / m, b / n
    return p - q - math.hypot(p - low1, high2 - q), p - q + math.hypot(high1 - p, q - low2)


def of_thousand(events: int, n: int) -> str:
    """Return people of 1,000 with the exact interval of C. J. Clopper and E. S. Pearson, Biometrika 1934."""
    low = float(beta.ppf(0.025, events, n - events + 1)) if events else 0.0
    high = float(beta.ppf(0.975, events + 1, n - events)) if events < n else 1.0
    return "{} ({} to {})".format(*(round(1000 * share) for share in (events / n, low, high)))


@pytest.mark.parametrize(
    ("rows", "key"),
    [(COLD, "harm.nasopharyngitis.atopic-dermatitis"), (ACNE, "harm.treatment-related-application-site-acne.vitiligo")],
    ids=["cold", "acne"],
)
def test_one_table_is_counted_by_hand(evidence, results, rows, key):
    """Both sides and their difference, with intervals, and people are those of the two rows, of 1,000."""
    (a, m), (b, n) = counts(evidence, rows)
    signed = [round(1000 * value) for value in (a / m - b / n, *newcombe(a, m, b, n))]
    said = [f"{abs(value)} {'more' if value > 0 else 'fewer'}" for value in signed]
    assert results[f"{key}.people"].value == m + n
    assert results[f"{key}.cream"].value == of_thousand(a, m)
    assert results[f"{key}.vehicle"].value == of_thousand(b, n)
    assert results[f"{key}.difference"].value == f"{said[0]} ({said[1]} to {said[2]})"


def test_a_ratio_is_that_of_the_two_shares(evidence, results):
    """The ratio is the share on the cream over that on vehicle, between its bounds."""
    (a, m), (b, n) = counts(evidence, COLD)
    said = results["harm.nasopharyngitis.atopic-dermatitis.ratio"].value
    found, low, high = re.fullmatch(r"(\S+) \((\S+) to (\S+)\)", said).groups()
    assert found == f"{(a / m) / (b / n):.2f}" and float(low) < float(found) < float(high)


def test_several_trials_are_weighted_as_strata(evidence, results):
    """Two trials give the Mantel-Haenszel difference and ratio of their four rows."""
    tables = [counts(evidence, pair) for pair in STOPPED]
    weights = [Fraction(m * n, m + n) for (_, m), (_, n) in tables]
    differences = [Fraction(a, m) - Fraction(b, n) for (a, m), (b, n) in tables]
    pooled = sum(w * d for w, d in zip(weights, differences, strict=True)) / sum(weights)
    ratio = sum(Fraction(a * n, m + n) for (a, m), (_, n) in tables) / sum(
        Fraction(b * m, m + n) for (_, m), (b, n) in tables
    )
    key = "harm.discontinuation-due-to-adverse-event.atopic-dermatitis"
    assert pooled < 0 and results[f"{key}.difference"].value.startswith(f"{abs(round(1000 * pooled))} fewer (")
    assert results[f"{key}.ratio"].value.startswith(f"{float(ratio):.2f} (")
    assert results[f"{key}.people"].value == sum(m + n for (_, m), (_, n) in tables)
    for place, side in enumerate(("cream", "vehicle")):
        summed = (sum(table[place][field] for table in tables) for field in (0, 1))
        assert results[f"{key}.{side}"].value == of_thousand(*summed)


def test_keys_name_every_comparison_and_nothing_else(evidence, results):
    """Each event and disease with a comparison has its keys; the second line has no absolute number of its own."""
    wanted = set()
    for found in analyses(evidence):
        for line in found.by_disease:
            parts = ("people", "cream", "vehicle", "difference", "ratio")
            wanted |= {f"harm.{found.event}.{line.diseases[0]}.{part}" for part in parts}
        wanted |= {f"harm.{found.event}.all.{part}" for part in ("difference", "ratio") if found.across}
    assert {key for key in results if key.startswith("harm.")} == wanted
    assert any(".all." in key for key in wanted)


def test_the_second_line_says_that_it_answers_for_no_disease(results):
    """What stands across diseases is labelled as such, and names the diseases."""
    found = results["harm.discontinuation-due-to-adverse-event.all.difference"]
    assert "no answer for any one of them" in found.meaning
    assert "atopic dermatitis and vitiligo" in found.meaning


def test_a_refused_ratio_says_why(results):
    """Nobody has the event: no ratio is shown, the note says why, and the difference stands."""
    key = "harm.skin-atrophy-or-striae.atopic-dermatitis"
    assert results[f"{key}.ratio"].value == "not computed"
    assert "no one has the event, 0 of 499 and 0 of 250" in results[f"{key}.ratio"].note
    assert results[f"{key}.difference"].value.startswith("no difference (")


@pytest.mark.parametrize("said", [harm_numbers.per_thousand, harm_numbers.ratio])
def test_a_refusal_has_no_number(said):
    """A refused analysis is told in words, whichever number was asked for."""
    assert said(refusal()) == "not computed"


def test_a_refusal_is_told_in_its_own_sentence():
    """How a refused result came about is the sentence of the refusal."""
    assert harm_numbers.how(refusal()) == "Invented counts say nothing."


@pytest.mark.parametrize(
    ("difference", "of", "said"),
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
def test_a_difference_in_words(difference, of, said):
    """A difference has a direction and no sign; one below 1 is never shown as none."""
    assert harm_numbers.more(difference, of) == said


def test_an_empty_cell_leaves_a_ratio_unbounded(results):
    """Nobody on vehicle had it: the ratio and its upper end are unbounded, the lower end is a number."""
    said = results["harm.treatment-related-application-site-acne.vitiligo.ratio"].value
    assert re.fullmatch(r"unbounded \(\d+\.\d\d to unbounded\)", said)


def test_how_counts_one_trial_and_several():
    """One trial is no plural, and people and level of the interval are told."""
    alone = harm_numbers.how(estimate(estimate=1.0, low=0.5, high=2.0))
    assert alone == "an invented method; 1 trial, 1 result; 1\N{NARROW NO-BREAK SPACE}200 people; 95 % interval"
    assert "; 3 trials, 2 results; " in harm_numbers.how(estimate(k=3, tables=2, estimate=1.0, low=0.5, high=2.0))


def test_how_tells_the_spread_and_that_a_prediction_is_rough():
    """Tau and prediction interval stand with what is to be known of them, a negative end with a real minus."""
    spread = {"tau": 0.2, "tau_low": 0.1, "tau_high": 0.4, "prediction": (-0.25, 3.0)}
    spread |= {"estimate": 1.0, "low": 0.5, "high": 2.0}
    rough = harm_numbers.how(estimate(k=3, tables=3, note="an invented note", **spread))
    assert "tau 0.200 (0.100 to 0.400)" in rough
    assert rough.endswith("prediction interval −0.250 to 3.000, rough with so few; an invented note")
    assert "rough" not in harm_numbers.how(estimate(k=5, tables=5, **spread))


def test_every_estimate_tells_how_it_was_made(results):
    """Each difference and ratio of harms has a note; a disputed count is told with its other reading."""
    made = [
        found for key, found in results.items() if key.startswith("harm.") and key.endswith(("difference", "ratio"))
    ]
    assert made and all(found.note for found in made)
    key = "harm.discontinuation-due-to-adverse-event.vitiligo.difference"
    assert "a second reading has 0 of 221" in results[key].note
