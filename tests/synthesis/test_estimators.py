"""Every estimator: what it refuses, in whose words, and that it comes to an end."""

import time
from math import inf, isnan, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.synthesis.stats import bayes, exact_odds, information, mantel_haenszel, random_effects, two_by_two

PEOPLE = st.sampled_from([1, 2, 5, 40, 499, 10_000, 100_000, 10**9])
GROUP = PEOPLE.flatmap(lambda n: st.tuples(st.integers(0, n) | st.sampled_from([0, 1, n]), st.just(n)))
TABLE = st.tuples(GROUP, GROUP).map(lambda both: (*both[0], *both[1]))
OF_A_TABLE = [two_by_two.risk_difference, two_by_two.risk_ratio]
OF_TABLES = [
    mantel_haenszel.stratified_difference,
    mantel_haenszel.risk_difference,
    mantel_haenszel.risk_ratio,
    mantel_haenszel.odds_ratio,
]
SOLVERS = ("sign", "domain", "range", "singular", "converge", "overflow", "array", "bracket")

# Calls of each estimator of values, which put a number in place of one of them; of counts see test_two_by_two.
OF_VALUES = {
    "reml": lambda x: random_effects.reml([x, 0.1, 0.2], [0.1, 0.2, 0.3]),
    "bayes": lambda x: bayes.normal_normal([x, 0.1], [0.1, 0.2]),
    "optimal size": information.optimal_size,
}


def _hold_readable(error: ValueError) -> None:
    """Hold that the words are for a reader, not a solver's."""
    assert not any(word in str(error).lower() for word in SOLVERS), error


@pytest.mark.parametrize("number", [nan, inf, -inf], ids=str)
@pytest.mark.parametrize("estimator", OF_VALUES.values(), ids=list(OF_VALUES))
def test_what_is_no_value_is_refused(estimator, number):
    """An estimate or a risk that is no finite number is told in words."""
    with pytest.raises(ValueError, match=r"trial without one|no risk"):
        estimator(number)


@given(st.lists(TABLE, min_size=1, max_size=4), st.sampled_from(OF_TABLES))
def test_tables_of_any_size_give_an_interval_or_a_reason(tables, estimator):
    """From one person to a thousand million, the bounds stand around the estimate, or the refusal is in words."""
    try:
        estimate, low, high = estimator(tables)
    except ValueError as error:
        _hold_readable(error)
    else:
        assert low <= estimate <= high and not isnan(low + high - estimate if high < inf else 0)


@given(TABLE, st.sampled_from(OF_A_TABLE))
def test_a_table_of_any_size_gives_an_interval_or_a_reason(table, estimator):
    """One table, too, has its interval whatever its size."""
    try:
        estimate, low, high = estimator(*table)
    except ValueError as error:
        _hold_readable(error)
    else:
        assert low - 1e-12 <= estimate <= high * (1 + 1e-12) + 1e-12


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.floats(1e-12, 1e8)).map(lambda pair: (round(pair[0], 3), pair[1])),
        min_size=2,
        max_size=5,
    )
)
def test_models_of_estimates_far_apart_end(trials):
    """However far apart the estimates lie for their variances, both models have an interval around their mean."""
    for model in (random_effects.reml, bayes.normal_normal):
        summary = model(*zip(*trials, strict=True))
        assert summary.low <= summary.estimate <= summary.high and not isnan(summary.tau)


@pytest.mark.parametrize("value", [0.1, -7.6, 1e6, 1e12])
@pytest.mark.parametrize("variance", [1e-24, 1e-12, 1, 1e24])
def test_estimates_that_are_equal_have_no_heterogeneity(value, variance):
    """However precise each is, rounding is not taken for trials that differ."""
    fit = random_effects.reml([value] * 10, [variance] * 10)
    assert (fit.tau, fit.tau_low, fit.tau_high) == (0, 0, 0) and fit.estimate == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "tables",
    [
        [(50_000, 100_000, 49_000, 100_000)],
        [(99_999, 100_000, 50, 100_000)],
        [(20_000, 100_000, 300, 100_000), (500, 100_000, 400, 100_000)],
        [(50, 100_000, 40, 100_000)] * 10,
        [(40 + number % 30, 200, 30 + number % 20, 200) for number in range(300)],
    ],
)
def test_exact_odds_of_large_arms_or_many_tables_take_no_second(tables):
    """Arms of a hundred thousand people, and three hundred trials, take under a second of a processor."""
    start = time.process_time()
    interval = exact_odds.odds_ratio(tables)
    assert interval.low < interval.estimate < interval.high and time.process_time() - start < 1


@pytest.mark.parametrize("tables", [[(10**9 // 3, 10**9, 10**9 // 4, 10**9)], [(40_000, 100_000, 39_000, 100_000)] * 2])
def test_exact_odds_that_would_take_longer_are_refused(tables):
    """A thousand million people, or a sum of two large trials, are refused in words and at once."""
    start = time.process_time()
    with pytest.raises(ValueError, match=r"so many events .*: the differences tell"):
        exact_odds.odds_ratio(tables)
    assert time.process_time() - start < 1


def test_exact_odds_of_large_arms_come_near_those_of_large_samples():
    """With tens of thousands of events the exact bounds are nearly those of the normal approximation."""
    table = (50_000, 100_000, 49_000, 100_000)
    interval = exact_odds.odds_ratio([table])
    log_odds, variance = two_by_two.log_odds_ratio_and_variance(*table)
    reach = 1.96 * variance**0.5
    assert [log(x) for x in interval] == pytest.approx([log_odds, log_odds - reach, log_odds + reach], abs=1e-4)
