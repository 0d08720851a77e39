"""The evidence synthesis computes what R computes; tests/reference/README.md says of what, and how closely."""

import hashlib
import json
from math import hypot, inf
from pathlib import Path

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import norm, t

from livingevidence.synthesis.stats import (
    bayes,
    exact_odds,
    mantel_haenszel,
    paired,
    proportions,
    random_effects,
    two_by_two,
)

FOLDER = Path(__file__).parent.parent / "reference"
REFERENCE = json.loads((FOLDER / "metafor.json").read_text(encoding="utf-8"))

# Everything that is compared, so that none goes missing unnoticed: names, or how many.
CASES = {
    "mantel_haenszel": {
        "bcg",
        "one",
        "two",
        "sparse",
        "zero_arm",
        "double_zero",
        "nothing_in_second",
        "everyone_in_one",
        "unlike_sizes",
        "nothing_at_all",
    },
    "random_effects": {
        "bcg",
        "two_close",
        "two_apart",
        "two_equal",
        "three_alike",
        "three_unlike",
        "unequal_variances",
        "six_sparse",
        "mean_differences",
        "pairs_r0",
        "pairs_r05",
        "pairs_r08",
    },
    "glmm": {
        "alike",
        "moderate",
        "two_without",
        "unlike",
        "large",
        "ten_sparse",
        "nearly_all",
        "none_of_3_4_5",
        "all_of_3_4_5",
    },
    "bayes": {"two_close", "two_apart", "three_unlike", "six_sparse"},
    "proportions": 9,
    "two_by_two": 9,
    "pairs": 8,
}


def cases(kind):
    """Parametrise a test with the cases of a kind."""
    of_kind = REFERENCE[kind]
    names = [case.get("name") or str(case.get("table") or case.get("input") or case.get("events")) for case in of_kind]
    return pytest.mark.parametrize("case", of_kind, ids=names)


def same(numbers, expected, rel=1e-12, abs=1e-12):
    """Whether numbers agree; R's infinity is a word in JSON."""
    expected = [inf if value == "Inf" else value for value in np.ravel(np.array(expected, dtype=object))]
    return list(np.ravel(numbers)) == pytest.approx(expected, rel=rel, abs=abs)


def ends(summary):
    """Return the estimate and the bounds of R's estimate, standard error and bounds."""
    return [summary[i] for i in (0, 2, 3)]


def effects_case(name):
    """Return the case of this name with random effects."""
    return next(case for case in REFERENCE["random_effects"] if case["name"] == name)


def test_the_grid_is_whole_and_says_what_made_it():
    """No case and no version is missing, and the file was written by the script as it stands."""
    for kind, expected in CASES.items():
        of_kind = REFERENCE[kind]
        assert (len(of_kind) if isinstance(expected, int) else {case["name"] for case in of_kind}) == expected, kind
    assert set(REFERENCE["versions"]) == {"R", "metafor", "lme4"} and all(REFERENCE["versions"].values())
    script = (FOLDER / "metafor.R").read_bytes()
    assert REFERENCE["script_md5"] == hashlib.md5(script, usedforsecurity=False).hexdigest(), "run metafor.R again"


@cases("proportions")
def test_one_proportion(case):
    """Exact and Wilson intervals are those of binom.test and prop.test."""
    counts = case["events"], case["n"]
    assert same(proportions.exact(*counts)[1:], case["exact"])
    assert same(proportions.wilson(*counts)[1:], case["wilson"])


@cases("two_by_two")
def test_two_groups(case):
    """Differences, ratios and odds ratios of one table, with the log ratios where no cell is empty."""
    table = case["table"]
    assert same(exact_odds.odds_ratio([table]), case["odds_ratio"], rel=1e-9)
    assert same(two_by_two.risk_difference(*table)[1:], case["risk_difference"])
    assert same(two_by_two.risk_ratio(*table)[1:], case["risk_ratio"], rel=1e-7)
    for result, expected in (
        (two_by_two.log_risk_ratio_and_variance(*table), case["log_rr"]),
        (two_by_two.log_odds_ratio_and_variance(*table), case["log_or"]),
    ):
        assert result is expected is None or same(result, expected)


@cases("mantel_haenszel")
@pytest.mark.parametrize("measure", ["rd", "log_rr", "log_or"])
def test_mantel_haenszel(case, measure):
    """Nothing is added to a cell; where metafor has no number or an interval without width, there is a refusal."""
    name = {"rd": "risk_difference", "log_rr": "risk_ratio", "log_or": "odds_ratio"}[measure]
    compute, (_, error, low, high) = getattr(mantel_haenszel, name), case[measure]
    if error == "NA" or low == high:
        with pytest.raises(ValueError, match=r"no common ratio|nothing varies"):
            compute(case["tables"])
        return
    summary = np.array(compute(case["tables"]))
    assert same(summary if measure == "rd" else np.log(summary), ends(case[measure]))


@cases("random_effects")
def test_random_effects(case):
    """REML with modified Knapp–Hartung and Wald intervals, tau with its Q-profile, and weights."""
    summary = random_effects.reml(case["estimates"], case["variances"])
    assert same([summary.estimate, summary.se, summary.low, summary.high], case["modified"], rel=1e-7, abs=1e-7)
    assert same(summary.wald, ends(case["wald"]), rel=1e-7, abs=1e-7)
    assert same(summary.tau**2, case["tau2"], rel=1e-7, abs=1e-7)
    assert same([summary.tau_low, summary.tau_high], case["profile"], rel=1e-9)
    assert same(summary.weights, case["weights"], rel=1e-7, abs=1e-7)


@cases("random_effects")
def test_prediction_intervals(case):
    """The t quantile has k − 2 degrees of freedom, and nothing is predicted from two trials."""
    summary = random_effects.reml(case["estimates"], case["variances"])
    if summary.k < 3:
        assert summary.prediction is case["prediction_k_minus_2"] is None
    else:
        assert same(summary.prediction, case["prediction_k_minus_2"], rel=1e-7, abs=1e-7)
        low, high = case["prediction_k_minus_1"]  # metafor's own, with one degree of freedom more
        assert summary.prediction[0] < low and high < summary.prediction[1]


def test_the_published_numbers_of_bcg():
    """The BCG trials give what the literature has: mean, Wald standard error, tau² and I²."""
    case = effects_case("bcg")
    summary = random_effects.reml(case["estimates"], case["variances"])
    assert summary.estimate == pytest.approx(-0.7145, abs=5e-5)
    assert (summary.wald.high - summary.wald.low) / 2 / 1.959964 == pytest.approx(0.1798, abs=5e-5)
    assert summary.tau**2 == pytest.approx(0.3132, abs=5e-5)
    assert (case["i2"], *case["prediction_normal"]) == pytest.approx((92.22, -1.8667, 0.4376), abs=5e-3)


def test_plain_knapp_hartung_is_never_what_we_give():
    """Two close effects make plain Knapp–Hartung 0.88 to 1.13; the modified is −3.98 to 5.99 although tau is 0."""
    case = effects_case("two_close")
    assert [round(value, 2) for value in ends(case["knapp_hartung"])[1:]] == [0.88, 1.13]
    summary = random_effects.reml(case["estimates"], case["variances"])
    assert (round(summary.low, 2), round(summary.high, 2), summary.tau) == (-3.98, 5.99, 0)


@cases("glmm")
def test_pooled_proportions(case):
    """The GLMM is lme4's up to where lme4 stops; equal rates are a logistic regression; all or none is summed."""
    sets = list(zip(case["events"], case["n"], strict=True))
    summary = proportions.pooled(sets)
    if summary.method == proportions.SUMMED:
        assert case["refused"] and summary.tau is summary.prediction is None
        exact = proportions.exact(sum(case["events"]), sum(case["n"]))
        assert (summary.estimate, summary.low, summary.high) == exact
        return
    mu, low, high = logit([summary.estimate, summary.low, summary.high])
    if case["refused"]:
        assert same([mu, (high - low) / 2 / 1.959963984540054], case["plain"], rel=1e-6)
        assert summary.tau == 0
    else:
        assert same([mu, summary.tau, low, high], [case["mu"], case["tau"], *case["ci"]], rel=0, abs=2e-5)


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_a_new_share_is_expected_where_t_quantiles_have_it(level):
    """On the logit scale tau and the standard error lie in it together, with two degrees of freedom less than sets."""
    summary = proportions.pooled([(3, 40), (9, 50), (20, 60), (5, 30), (2, 45)], level)
    mu, low, high, prediction_low, prediction_high = logit([*summary[3:6], *summary.prediction])
    error = (high - low) / 2 / norm.ppf((1 + level) / 2)
    reach = t.ppf((1 + level) / 2, 3) * hypot(summary.tau, error)
    assert summary.tau > 0 and (prediction_low, prediction_high) == pytest.approx((mu - reach, mu + reach), rel=1e-9)


@pytest.mark.parametrize("n", [10_000, 100_000, 1_000_000, 10**9])
def test_large_unlike_sets_are_summed_about_their_modes(n):
    """The same shares of more people give the same estimate and tau, however narrow each set's likelihood is."""
    summary = proportions.pooled([(round(share * n), n) for share in (0.03, 0.09, 0.45, 0.001)])
    assert (summary.estimate, summary.tau) == (pytest.approx(0.0383, abs=3e-4), pytest.approx(2.43, abs=0.01))
    assert summary.low == pytest.approx(0.0037, abs=1e-4) and summary.high == pytest.approx(0.301, abs=2e-3)


def test_half_an_event_is_never_added():
    """None of 3, 4 and 5 is 0 %, up to the exact bound of none of 12, where half an event each makes it 10 %."""
    assert round(100 * REFERENCE["half_corrected"]) == 10
    summary = proportions.pooled([(0, 3), (0, 4), (0, 5)])
    assert (summary.estimate, summary.high) == (0, proportions.exact(0, 12).high)


FAR = [(1, 400), (399, 400), (200, 400)]  # tau is 5.1


@pytest.mark.parametrize("sets", [[(1, 5), (2, 5)], [(0, 5), (5, 5), (0, 5)], [(1, 5), (6, 5), (2, 5)], FAR])
def test_proportions_that_cannot_be_pooled_are_refused(sets):
    """Fewer than three sets, those with the event in all or in none, nearly so, and counts that are no proportion."""
    with pytest.raises(ValueError):
        proportions.pooled(sets)


def test_proportions_less_far_apart_are_pooled():
    """Sets with twice as many of the few are taken together: tau is just below what is too unlike."""
    assert 4 < proportions.pooled([(2, 400), (398, 400), (200, 400)]).tau < 5


@cases("pairs")
def test_discordant_pairs(case):
    """Tango's interval is that of the definition."""
    assert same(paired.discordant(*case["input"])[1:], case["ci"], abs=1e-7)


@cases("bayes")
def test_the_bayesian_model(case):
    """The grid gives what adaptive integration gives."""
    posterior = bayes.normal_normal(case["estimates"], case["variances"], case["scale"], mean_sd=case["mean_sd"])
    assert same([posterior.estimate, posterior.low, posterior.high], case["mu"], rel=1e-8)
    assert same([posterior.tau, posterior.tau_low, posterior.tau_high], case["tau"], rel=5e-5, abs=5e-5)
