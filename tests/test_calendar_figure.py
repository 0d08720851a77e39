"""The calendar of trials: what it draws stands in its words."""

from __future__ import annotations

import pytest

from live import GROUPS, TOPIC
from livingevidence.evidence.names import short_names
from livingevidence.show.figures.calendar import calendar, dates_of, in_words
from ruxreview import Evidence


def test_every_trial_of_the_three_groups_is_told_once(evidence):
    """A trial of lichenoid disease, granulomatous disease or alopecia has its words; one of eczema has none."""
    told, names = calendar(evidence).alt, short_names(evidence)
    for study in evidence.records.values():
        if TOPIC.is_about(study) and set(GROUPS) & set(evidence.groups_of(study)):
            assert told.count(f" {names[study.id]}") == bool(study.trials), study.id
    assert names["papp-2021"] not in told


def test_dates_are_told_as_precisely_as_they_are_known(evidence):
    """A month stays a month, a year a year, and an expected completion is called expected."""
    told = calendar(evidence).alt
    assert "NCT06399029, TRUX-LST: started 2024-05, completion expected 2025-12, status recruiting" in told
    assert "Olsen 2020 (NCT02553330): started 2015, results posted 2020-12-16, status terminated" in told
    assert "NCT05593445: undated, status completed" in told


def test_undated_trials_stand_last_and_are_drawn_as_undated(evidence):
    """A trial without a date is in the drawing with the word, after those with one."""
    figure = calendar(evidence)
    assert figure.alt.index("NCT06857240") < figure.alt.index("Bokhari 2018: undated")
    assert "Bokhari 2018: undated" in figure.svg


@pytest.mark.parametrize("group", ["lichenoid", "granulomatous", "alopecia"])
def test_a_group_has_a_calendar_of_its_own(evidence, group):
    """A group's calendar holds no trial of another, and is the same twice."""
    figure = calendar(evidence, group)
    assert figure == calendar(evidence, group)
    assert ("Hwang 2024" in figure.alt) is (group == "granulomatous")
    assert figure.name == f"figure-calendar-{group}"


def test_an_expected_completion_is_hollow(data_copy):
    """The same day drawn as expected and as actual gives two drawings and two words."""
    expected = Evidence.load(data_copy.folder)
    data_copy.edit("hwang-2024", "trials[0].completed_is", "actual")
    actual = Evidence.load(data_copy.folder)
    assert calendar(expected, "granulomatous").svg != calendar(actual, "granulomatous").svg
    (trial,) = actual.records["hwang-2024"].trials
    assert dates_of(trial) == {"completed": "2022-02-01"} and in_words(trial) == "completed 2022-02-01"


def test_every_trial_table_has_the_dates(evidence):
    """The table of trials carries the dates with the word on how certain a completion is."""
    row = evidence.trials.set_index("study").loc["cleveland-nct06857240"]
    assert (row["started"], row["completed"], row["completed_is"]) == ("2025-06-01", "2027-12-31", "expected")
    assert evidence.trials.set_index("study").loc["bokhari-2018"].isna()["started"]
