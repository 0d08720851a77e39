"""Proportions and tables of two groups: published examples, edges, and what must hold of any counts."""

from fractions import Fraction
from itertools import accumulate
from math import comb, inf, nan

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import logit
from scipy.stats import nchypergeom_fisher

from livingevidence.synthesis.stats import (
    bayes,
    exact_odds,
    mantel_haenszel,
    paired,
    proportions,
    random_effects,
    two_by_two,
)

COUNTS = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TABLES = st.tuples(COUNTS, COUNTS).map(lambda pair: (*pair[0], *pair[1]))


def odds_ratio(*table, level=0.95):
    """Return the exact odds ratio of one table."""
    return exact_odds.odds_ratio([table], level)


BY_TWO = (two_by_two.risk_difference, two_by_two.risk_ratio, odds_ratio)

# R. G. Newcombe, Statistics in Medicine 1998, table II, method 10.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1)),
    ((10, 10, 0, 10), (0.6075, 1)),
]


DIFFERENCES = (mantel_haenszel.stratified_difference, mantel_haenszel.risk_difference)
SUMMED = (*DIFFERENCES, mantel_haenszel.risk_ratio, mantel_haenszel.odds_ratio, exact_odds.odds_ratio)


def swap(table):
    """Return a table with its groups the other way round."""
    return table[2:] + table[:2]


def inverse(ratio):
    """Return an interval of a ratio as that of its inverse."""
    return tuple(1 / end if end else inf for end in (ratio.estimate, ratio.high, ratio.low))


def test_none_of_twelve_is_up_to_a_quarter():
    """None of twelve is up to 26.5 %, and up to 24.2 % by Wilson."""
    assert proportions.exact(0, 12)[:2] == proportions.wilson(0, 12)[:2] == (0, 0)
    assert round(100 * proportions.exact(0, 12).high, 1) == 26.5
    assert round(100 * proportions.wilson(0, 12).high, 1) == 24.2


@pytest.mark.parametrize(("table", "interval"), NEWCOMBE, ids=str)
def test_the_published_differences(table, interval):
    """The interval of the difference is the one in Newcombe's table."""
    assert two_by_two.risk_difference(*table)[1:] == pytest.approx(interval, abs=5e-5)


def test_the_published_ratios():
    """The ratio's interval is that of Koopman 1984 (with the digits of Nam 1995), and of Fagerland and others 2015."""
    assert two_by_two.risk_ratio(36, 40, 16, 80)[1:] == pytest.approx((2.940, 7.152), abs=5e-4)
    assert two_by_two.risk_ratio(7, 34, 1, 34)[1:] == pytest.approx((1.2209, 42.5757), abs=5e-5)


def test_an_empty_arm_leaves_the_odds_ratio_open():
    """The exact conditional odds ratio of 5/32 against 0/32 is infinite, from 0.98."""
    estimate, low, high = odds_ratio(5, 32, 0, 32)
    assert (estimate, round(low, 2), high) == (inf, 0.98, inf)


def test_everyone_in_both_groups_has_a_ratio():
    """Where everyone has the event the ratio is 1, with the Wilson bounds of each group around it."""
    estimate, low, high = two_by_two.risk_ratio(12, 12, 10, 10)
    expected = proportions.wilson(12, 12).low, 1 / proportions.wilson(10, 10).low
    assert (estimate, low, high) == pytest.approx((1, *expected), rel=1e-9)


@pytest.mark.parametrize("compute", BY_TWO[1:])
def test_there_is_no_ratio_without_events(compute):
    """Nobody with the event in either group is refused in words."""
    with pytest.raises(ValueError, match="0 of 12 and 0 of 10"):
        compute(0, 12, 0, 10)


@pytest.mark.parametrize("table", [(0, 9, 3, 9), (3, 9, 9, 9)])
def test_nothing_is_added_to_an_empty_cell(table):
    """There is no log ratio with an empty cell."""
    assert two_by_two.log_risk_ratio_and_variance(*table) is None
    assert two_by_two.log_odds_ratio_and_variance(*table) is None


def test_the_large_sample_variance_of_a_difference_is_the_sum_of_both_groups():
    """Of a share p of n people it is p (1 − p) / n."""
    difference, variance = two_by_two.risk_difference_and_variance(3, 12, 4, 10)
    assert (difference, variance) == pytest.approx((0.25 - 0.4, 0.25 * 0.75 / 12 + 0.4 * 0.6 / 10))


NO_COUNTS = [(6, 5), (-1, 5), (0, 0), (2.5, 5), (2, 5.5), (nan, 5), (2, nan), (inf, inf), (2, inf)]
OF_COUNTS = [
    *BY_TWO,
    two_by_two.risk_difference_and_variance,
    two_by_two.log_risk_ratio_and_variance,
    two_by_two.log_odds_ratio_and_variance,
    *(lambda *table, compute=compute: compute([table, (2, 9, 3, 9)]) for compute in SUMMED),
    lambda a, n, *rest: proportions.exact(a, n),
    lambda a, n, *rest: proportions.wilson(a, n),
    lambda a, n, *rest: proportions.pooled([(1, 5), (2, 5), (a, n)]),
    lambda a, n, *rest: paired.discordant(a, 0, n),
    lambda a, n, *rest: paired.margins(a, 0, n),
]


@pytest.mark.parametrize("counts", NO_COUNTS, ids=str)
@pytest.mark.parametrize("compute", OF_COUNTS)
def test_counts_that_are_none_are_refused(compute, counts):
    """More events than people, parts of people, none, and what is no number are refused by every estimator."""
    with pytest.raises(ValueError, match=r"no count of people|no proportion"):
        compute(*counts, 1, 5)


@pytest.mark.parametrize("variance", [nan, inf, -inf, -1.0, 0.0])
@pytest.mark.parametrize("model", [random_effects.reml, bayes.normal_normal])
def test_a_variance_that_is_none_is_refused(model, variance):
    """Each estimate needs a finite variance above zero, and each prior a finite scale."""
    with pytest.raises(ValueError, match="variance above zero"):
        model([0.1, 0.2], [0.3, variance])
    for prior in ("tau_scale", "mean_sd"):
        with pytest.raises(ValueError, match="scale of a prior"):
            bayes.normal_normal([0.1, 0.2], [0.3, 0.3], **{prior: variance})


def test_a_new_set_may_lie_farther_off_than_the_mean():
    """The prediction interval reaches as far to both sides of the log odds, and farther than the mean's interval."""
    summary = proportions.pooled([(3, 60), (12, 60), (20, 50), (5, 70)])
    low, high = summary.prediction
    assert low < summary.low < summary.estimate < summary.high < high
    assert logit(low) + logit(high) == pytest.approx(2 * logit(summary.estimate))


def test_a_common_difference_never_hangs_on_an_empty_cell():
    """One event more moves the estimate by a small step, and the interval holds where nobody has the event."""
    tables = [[(1, 253, 4, 126), (events, 246, 1, 124)] for events in (0, 1)]
    no_event, one_event = map(mantel_haenszel.stratified_difference, tables)
    assert one_event.estimate - no_event.estimate == pytest.approx(82.44 / (82.44 + 84.11) / 246, rel=1e-3)
    assert 0 < one_event.low - no_event.low < 0.01 and 0 < one_event.high - no_event.high < 0.02
    nobody = mantel_haenszel.stratified_difference([(0, 40, 0, 40), (0, 60, 0, 30)])
    assert nobody.estimate == 0 and nobody.low < 0 < nobody.high


@pytest.mark.parametrize("table", [(900, 1000, 100, 1000), (100, 1000, 900, 1000), (1900, 2000, 100, 2000)])
def test_an_exact_odds_ratio_of_groups_far_apart_leaves_out_what_it_says(table):
    """Given the margins, a count at least as far lies beyond each bound with one in forty, however far it lies."""
    events, n, control_events, control_n = table
    odds = odds_ratio(*table)
    low, high = (nchypergeom_fisher(n + control_n, events + control_events, n, bound) for bound in odds[1:])
    assert (low.sf(events - 1), high.cdf(events)) == pytest.approx((0.025, 0.025), rel=1e-9)
    assert nchypergeom_fisher(n + control_n, events + control_events, n, odds.estimate).mean() == pytest.approx(events)


def test_the_exact_odds_ratio_of_many_tables_leaves_out_what_whole_numbers_leave_out():
    """Counted in whole numbers, sums as far off as the one found have one chance in forty at either bound."""
    tables = [(3 + index % 5, 20 + index % 7, 2 + index % 3, 18 + index % 4) for index in range(60)]
    interval = exact_odds.odds_ratio(tables)
    ways = [1]
    for a, n1, c, n2 in tables:
        products = [0] * (len(ways) + a + c)
        for index, count in enumerate(ways):
            for events in range(a + c + 1):
                products[index + events] += count * comb(n1, events) * comb(n2, a + c - events)
        ways = products
    observed = sum(table[0] for table in tables)
    for bound, is_low in ((interval.low, True), (interval.high, False)):
        powers = [*accumulate([Fraction(bound).limit_denominator(10**4)] * len(ways), lambda x, y: x * y)]
        terms = [count * power for count, power in zip(ways, powers, strict=True)]
        tail = terms[observed:] if is_low else terms[: observed + 1]
        assert float(sum(tail) / sum(terms)) == pytest.approx(0.025, rel=1e-5)


def test_events_on_one_side_alone_leave_one_bound_open():
    """In many tables with events in the first group alone the ratio is infinite, whatever the arms, and has a bound."""
    for tables in ([(1, 200, 0, 200)] * 300, [(100_000, 100_000, 0, 100_000)], [(200, 200, 0, 200)] * 3):
        interval = exact_odds.odds_ratio(tables)
        assert interval.estimate == interval.high == inf and interval.low > 1


@pytest.mark.parametrize("compute", [proportions.exact, proportions.wilson])
@given(counts=COUNTS)
def test_more_events_never_lower_the_interval(compute, counts):
    """One event more lowers neither bound; the interval holds the proportion; absence mirrors it."""
    events, n = counts
    interval = compute(events, n)
    assert 0 <= interval.low <= interval.estimate <= interval.high <= 1
    absence = compute(n - events, n)
    assert (1 - absence.high, 1 - absence.low) == pytest.approx((interval.low, interval.high), abs=1e-12)
    if events < n:
        more = compute(events + 1, n)
        assert interval.low <= more.low and interval.high <= more.high


@given(TABLES)
def test_swapping_groups_turns_the_difference(table):
    """The other group first negates the difference, which stays within −1 and 1."""
    difference, other = two_by_two.risk_difference(*table), two_by_two.risk_difference(*swap(table))
    assert -1 <= difference.low <= difference.estimate <= difference.high <= 1
    assert (-other.estimate, -other.high, -other.low) == pytest.approx(tuple(difference), abs=1e-12)


@pytest.mark.parametrize("compute", BY_TWO[1:])
@settings(max_examples=50)
@given(table=TABLES)
def test_swapping_groups_inverts_the_ratio(compute, table):
    """The other group first inverts the ratio, also where a bound is 0 or infinite; the interval holds the estimate."""
    assume(0 < table[0] + table[2] < table[1] + table[3])
    ratio = compute(*table)
    assert 0 <= ratio.low <= ratio.estimate <= ratio.high
    assert inverse(compute(*swap(table))) == pytest.approx(tuple(ratio), rel=1e-6)


@pytest.mark.parametrize("compute", BY_TWO)
@pytest.mark.parametrize("counts", [(3, 12, 1, 10), (5, 32, 0, 32)])
def test_a_higher_level_is_a_wider_interval(compute, counts):
    """An interval of 99 % lies around that of 90 %, and a level in percent, or of all or nothing, is refused."""
    narrow, wide = compute(*counts, level=0.9), compute(*counts, level=0.99)
    assert wide.low < narrow.low and narrow.high <= wide.high
    for level in (95, 1, 0):
        with pytest.raises(ValueError, match=r"such as 0\.95"):
            compute(*counts, level=level)


@settings(max_examples=50)
@given(st.lists(TABLES, min_size=1, max_size=5))
def test_mantel_haenszel_is_symmetric(tables):
    """Swapped groups negate the difference and invert the ratios, or are refused alike; order is nothing."""
    for compute in SUMMED:
        try:
            interval = compute(tables)
        except ValueError:
            with pytest.raises(ValueError, match=r"common|alike"):
                compute([swap(table) for table in tables])
            continue
        other = compute([swap(table) for table in reversed(tables)])
        if compute in DIFFERENCES:
            assert (-other.estimate, -other.high, -other.low) == pytest.approx(tuple(interval), abs=1e-9)
            assert -1 <= interval.low <= interval.estimate <= interval.high <= 1
        else:
            assert inverse(other) == pytest.approx(tuple(interval), rel=1e-6)


def test_a_trial_without_events_counts_in_the_difference_alone():
    """A double-zero trial draws the common difference to zero, and adds nothing to the ratios."""
    tables, double_zero = [(3, 40, 1, 38), (2, 60, 1, 30)], (0, 25, 0, 12)
    with_double_zero, without = (mantel_haenszel.risk_difference(t).estimate for t in ([*tables, double_zero], tables))
    assert 0 < with_double_zero < without
    for compute in (mantel_haenszel.risk_ratio, mantel_haenszel.odds_ratio, exact_odds.odds_ratio):
        assert compute([*tables, double_zero]) == pytest.approx(compute(tables))


def test_one_table_has_its_own_difference():
    """The common difference of one table is that table's."""
    table = (5, 32, 2, 30)
    estimate = mantel_haenszel.risk_difference([table]).estimate
    assert estimate == pytest.approx(two_by_two.risk_difference(*table).estimate)
    assert mantel_haenszel.stratified_difference([table]) == pytest.approx(two_by_two.risk_difference(*table))
    for compute in SUMMED:
        with pytest.raises(ValueError, match="no table"):
            compute([])
