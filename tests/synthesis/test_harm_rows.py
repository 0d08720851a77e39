"""Adverse events as they were reported: periods apart, nobody twice, and zero never without its upper bound."""

import pytest

from copies import altered
from livingevidence.synthesis.harm_rows import exact_interval, reported_events

EVENT = "any-adverse-event"


def ids(evidence, period: str = "blinded", classes: tuple[str, ...] = ()) -> list[list[str]]:
    """Return the rows of each event and set of trials."""
    return [[row.id for row in line.rows] for line in reported_events(evidence, period, classes)]


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_periods_never_meet_and_no_pooled_row_stands_beside_its_trials(scope, request):
    """A period has its own rows, none repeats another study's, and no event is told both pooled and by trial."""
    evidence = request.getfixturevalue(scope)
    for period in evidence.vocabulary["periods"]:
        lines = reported_events(evidence, period)
        assert {(row.period, row.duplicate_of) for line in lines for row in line.rows} <= {(period, None)}
        single = {(line.event, *line.trials) for line in lines if len(line.trials) == 1}
        assert single.isdisjoint((line.event, trial) for line in lines if len(line.trials) > 1 for trial in line.trials)


def test_arms_of_a_trial_stand_together_and_the_trials_of_a_record_apart(small_evidence):
    """Doses share a line with the control; of two trials and a row over both, the trials are shown."""
    assert ids(small_evidence, classes=("any",)) == [
        ["any-ten-w8", "any-twenty-w8", "any-placebo-w8"],
        ["any-ten-second-w8", "any-placebo-second-w8"],
        ["any-ten-third-w8", "any-placebo-third-w8"],
    ]


def test_a_pooled_row_goes_as_soon_as_one_of_its_trials_has_its_own(small_evidence):
    """The row over both trials is no second telling of one of them."""
    record = small_evidence.records["roe-2022"]
    rows = [row for row in record.adverse_events if "third" not in row.id]
    evidence = altered(small_evidence, "roe-2022", adverse_events=rows)
    assert ids(evidence, classes=("any",))[1:] == [["any-ten-second-w8", "any-placebo-second-w8"]]


@pytest.mark.parametrize(
    "fields", [{"kind": "awaited"}, {"duplicate_of": "roe-2022"}, {"arm": None}, {"period": "extension"}]
)
def test_what_is_awaited_repeated_or_of_no_arm_is_left_out(small_evidence, fields):
    """A row without a result of its own people in an arm is no row of the table."""
    evidence = altered(small_evidence, "doe-2021/any-ten-w8", **fields)
    assert ids(evidence, classes=("any",))[0] == ["any-twenty-w8", "any-placebo-w8"]


def test_chosen_and_single_patients_have_no_place(small_evidence):
    """Of how many a series was chosen nobody knows; a trial on the same rows would be shown."""
    assert ids(small_evidence, "open-label") == [["stopping"]]
    assert ids(altered(small_evidence, "poe-2017", design="single-arm-trial"), "open-label") == [["stopping"], ["itch"]]


@pytest.mark.parametrize(
    ("fields", "upper"),
    [
        ({"events": 0, "n": 65}, 5.5),
        ({"kind": "percent", "events": None, "percent": 0.0, "n": 100}, 3.6),
        ({"kind": "percent", "events": None, "percent": 31.0}, None),
        ({"n": None}, None),
        ({"unit": "reports"}, None),
    ],
)
def test_only_counts_of_people_have_an_interval(small_evidence, fields, upper):
    """A bound needs people: no share that fits no one count, no zero of an unknown number, no reports."""
    bounds = exact_interval(small_evidence.row("doe-2021/any-ten-w8")[1].model_copy(update=fields))
    assert (bounds and round(bounds[1], 1)) == upper
