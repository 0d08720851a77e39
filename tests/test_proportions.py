"""Exact intervals of one proportion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from ruxreview.proportions import clopper_pearson

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_none_of_twelve_is_up_to_a_quarter():
    """Zero of twelve is up to 26.5 %, as the published table has it."""
    low, high = clopper_pearson(0, 12)
    assert (low, round(high, 1)) == (0, 26.5)


@given(COUNTS)
def test_it_is_the_exact_interval_of_scipy(counts):
    """The interval is that of scipy's exact binomial test."""
    events, n = counts
    exact = binomtest(events, n).proportion_ci(method="exact")
    assert clopper_pearson(events, n) == pytest.approx((100 * exact.low, 100 * exact.high), abs=1e-9)


@given(COUNTS)
def test_it_holds_the_proportion_and_mirrors(counts):
    """The interval holds the proportion, and events and their absence mirror each other."""
    events, n = counts
    low, high = clopper_pearson(events, n)
    assert low <= 100 * events / n <= high
    other = clopper_pearson(n - events, n)
    assert (100 - other[1], 100 - other[0]) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("events", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_proportion_is_refused(events, n):
    """Counts that make no proportion are refused with both numbers."""
    with pytest.raises(ValueError, match=f"{events} of {n}"):
        clopper_pearson(events, n)
