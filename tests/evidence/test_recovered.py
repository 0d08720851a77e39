"""Counts of people that a printed percentage admits."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.evidence.recovered import events_and_people, possible_counts, recovered_count

PRINTED = {"kind": "percent", "events": None}


def row_of(evidence, **fields):
    """Return an invented row of an adverse event with other fields."""
    return evidence.row("doe-2021/any-ten-w8")[1].model_copy(update=PRINTED | fields)


@given(st.integers(1, 2000), st.data(), st.integers(0, 3), st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_the_true_count_is_always_among_those_admitted(n, data, decimals, rounding):
    """Whoever printed a share to some decimals, and whichever way a half was rounded, its count is admitted."""
    events = data.draw(st.integers(0, n))
    share = (Decimal(100) * events / n).quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
    assert events in possible_counts(float(share), n)


@given(st.integers(1, 2000), st.floats(0, 100).map(lambda share: round(share, 1)))
def test_what_is_admitted_rounds_to_what_is_printed(n, percent):
    """Every admitted number of people has a share within half of the last printed digit, and no other has."""
    step = Decimal("0.5") if percent == int(percent) else Decimal("0.05")
    fits = {k for k in range(n + 1) if abs(Decimal(100) * k / n - Decimal(repr(percent))) <= step}
    assert set(possible_counts(percent, n)) == fits


@given(st.integers(1, 99), st.data())
def test_of_fewer_than_a_hundred_people_a_whole_percentage_is_one_count(n, data):
    """No two counts of so few people share a whole percentage, so every one is recovered."""
    events = data.draw(st.integers(0, n))
    assert list(possible_counts(float(round(Decimal(100) * events / n)), n)) == [events]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"percent": 5.8, "n": 449}, (26, 449)),
        ({"percent": 0.0, "n": 199}, (0, 199)),
        ({"percent": 0.0, "n": 200}, None),  # one of 200 may have been rounded to none
        ({"percent": 2.0, "n": 342}, None),  # 6, 7 or 8
        ({"percent": 51.2, "n": 221}, None),  # no whole number: a model's share
        ({"percent": 5.8, "n": None}, None),
        ({"percent": 5.8, "n": 449, "unit": "reports"}, None),
        ({"kind": "count", "events": 3, "n": 40}, (3, 40)),
    ],
)
def test_one_number_is_recovered_and_several_or_none_are_not(small_evidence, fields, count):
    """A count stands where it is printed, or where one whole number of people alone gives what is printed."""
    assert events_and_people(row_of(small_evidence, **fields)) == count


def test_a_share_of_responders_is_no_count(small_evidence):
    """A share of benefit may be a model's that fills in who was lost, so nothing is recovered of it."""
    row = small_evidence.row("doe-2021/clearing-ten-w8")[1].model_copy(update=PRINTED | {"percent": 30.0, "n": 40})
    assert recovered_count(row) is None and events_and_people(row) is None


def test_tables_hold_the_recovered_count_apart_from_the_printed_one(small_evidence):
    """The table of adverse events has it in a column of its own, so that nobody takes it for printed."""
    row = small_evidence.adverse_events.query("kind == 'percent'").iloc[0]
    assert (row["recovered"], row["n"]) == (3, 40)
    assert small_evidence.adverse_events.query("kind == 'count'")["recovered"].isna().all()
