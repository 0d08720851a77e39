"""Two sides or times of the same people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.synthesis.stats import paired, proportions

PAIRS = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).flatmap(lambda b: st.tuples(st.just(b), st.integers(0, n - b), st.just(n)))
)
MARGINS = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n)))


def test_the_published_example_of_the_method():
    """One of 44 pairs discordant: the lower limit of 90 % is −0.096 (T. Tango, Statistics in Medicine 1998, 6.1)."""
    assert round(paired.discordant(0, 1, 44, level=0.9).low, 3) == -0.096


def test_a_published_example_of_others():
    """6 and 16 discordant of 161 (Cavo 2012), as the R package contingencytables of Fagerland and others has it."""
    assert paired.discordant(6, 16, 161) == pytest.approx((-0.0621, -0.1240, -0.0054), abs=5e-5)


def test_nobody_discordant_still_leaves_doubt():
    """Without anyone discordant the interval goes to both sides, by z² / (n + z²)."""
    z2 = 1.959963984540054**2
    assert paired.discordant(0, 0, 16) == pytest.approx((0, -z2 / (16 + z2), z2 / (16 + z2)))


@given(PAIRS)
def test_swapping_sides_turns_the_difference(pairs):
    """The other side first negates the difference; the interval holds it, within −1 and 1."""
    b, c, n = pairs
    interval, swapped = paired.discordant(b, c, n), paired.discordant(c, b, n)
    assert -1 <= interval.low <= interval.estimate <= interval.high <= 1
    assert interval.low < interval.high
    assert (-swapped.estimate, -swapped.high, -swapped.low) == pytest.approx(tuple(interval), abs=1e-9)


@given(MARGINS)
def test_margins_bound_every_table_that_has_them(margins):
    """No table with these margins has an interval beyond the bounds, and both bounds are some table's."""
    events1, events2, n = margins
    bounds = paired.margins(*margins)
    tables = []
    for both in range(n + 1):
        b, c = events1 - both, events2 - both
        if b >= 0 and c >= 0 and both + b + c <= n:
            tables.append((b + c, paired.discordant(b, c, n)))
    assert bounds.estimate == pytest.approx((events1 - events2) / n)
    assert (bounds.low, bounds.high) == (min(i.low for _, i in tables), max(i.high for _, i in tables))
    assert (bounds.fewest, bounds.most) == (min(d for d, _ in tables), max(d for d, _ in tables))


@pytest.mark.parametrize("events", [(0, 10**9 - 1), (1, 10**9), (10**9 // 2, 10**9 // 2), (0, 0), (10**9, 10**9)])
def test_margins_of_any_number_of_people_end(events):
    """A thousand million people take no longer than sixteen, and the bounds hold the difference."""
    bounds = paired.margins(*events, 10**9)
    assert -1 <= bounds.low <= bounds.estimate <= bounds.high <= 1
    assert bounds.fewest <= bounds.most <= 10**9


def test_margins_can_settle_the_table():
    """With nobody on one side there is one table only, and the interval is its own."""
    bounds = paired.margins(10, 0, 16)
    assert (bounds.fewest, bounds.most) == (10, 10)
    assert bounds[:3] == paired.discordant(10, 0, 16)


@pytest.mark.parametrize(("b", "c", "n"), [(-1, 2, 9), (5, 5, 9), (0, 0, 0)])
def test_what_is_no_paired_table_is_refused(b, c, n):
    """More discordant people than people are refused."""
    with pytest.raises(ValueError, match=r"no paired table|no proportion"):
        paired.discordant(b, c, n)


def test_margins_beyond_the_people_are_refused():
    """A margin above the number of people is refused as any proportion."""
    with pytest.raises(ValueError, match="17 of 16"):
        paired.margins(17, 2, 16)
    assert paired.margins(16, 16, 16).high == pytest.approx(1 - 16 / (16 + 1.959963984540054**2))
    assert proportions.wilson(0, 16).high == pytest.approx(paired.margins(0, 0, 16).high)
