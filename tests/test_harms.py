"""Harms: blinded time apart from the rest, nobody counted twice, and zero never without its upper bound."""

from __future__ import annotations

import re

import pytest

from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.show.tables import harms
from livingevidence.synthesis.harm_rows import exact, reported

PERIODS = ["blinded", "extension", "whole-record", "not-stated", "open-label", "not-applicable"]


def row_of(evidence, study, name):
    """Return a row of a study by its id."""
    return evidence.row(f"{study}/{name}")[1]


def cells(table):
    """Return all cells of a table as one text."""
    return " ".join(cell for row in table.rows for cell in row)


def test_none_of_65_is_up_to_five_percent(evidence):
    """A count of zero stands with the upper end of its exact interval, and leads to its row."""
    told = cells(harms.against_vehicle(evidence))
    assert re.search(r"\{number\}`eichenfield-2025/pyrexia-vehicle-w8`, up to 5\.5\s%", told)


@pytest.mark.parametrize("period", PERIODS)
def test_periods_never_meet(evidence, period):
    """A table of one period holds rows of that period only."""
    assert {row.period for item in reported(evidence, period) for row in item.rows} == {period}


@pytest.mark.parametrize("period", PERIODS)
def test_no_duplicate_and_nothing_pooled_beside_its_trials(evidence, period):
    """Rows that repeat another study's are left out, and no event has a pooled row beside one of its trials."""
    items = reported(evidence, period)
    assert all(row.duplicate_of is None for item in items for row in item.rows)
    single = {(item.event, *item.trials) for item in items if len(item.trials) == 1}
    pooled = {(item.event, trial) for item in items if len(item.trials) > 1 for trial in item.trials}
    assert not single & pooled


def test_withdrawals_are_shown_by_trial(evidence):
    """Where both kinds of rows exist, the trials are shown and the row over both is left out."""
    told = cells(harms.against_vehicle(evidence, ("discontinuation",)))
    assert "papp-2021/discontinuation-due-to-adverse-event-vehicle-w8-2`" in told
    assert "papp-2021/discontinuation-due-to-adverse-event-vehicle-w8`" not in told


def test_two_strengths_stand_against_one_vehicle_arm(evidence):
    """Strengths that share a vehicle arm share a line, so the arm is shown once."""
    rows = [row for row in harms.against_vehicle(evidence, ("discontinuation",)).rows if "AD1" in row[2]]
    assert [row[3].count("cream") for row in rows] == [2] and [row[4].count("{number}") for row in rows] == [1]


def test_a_label_has_the_disease_of_its_trials(evidence):
    """A row of the US label, which covers two diseases, is told under the disease of the trials it reports."""
    rows = harms.against_vehicle(evidence, ("skin",)).rows
    assert {row[1] for row in rows if "fda-opzelura-label" in row[2]} == {r"atopic dermatitis"}


@pytest.mark.parametrize(
    ("study", "row", "upper"),
    [
        ("eichenfield-2025", "discontinuation-due-to-adverse-event-vehicle-w8", 5.5),  # 0 % of 65: nobody
        ("papp-2021", "treatment-related-application-site-pruritus-rux15-w8", None),  # 0 % of 499: who knows
        ("fda-opzelura-label", "class-warning-event-ped-rux15-w8", None),  # 0, of how many is not said
        ("hu-2024", "serious-adverse-event-rux", None),  # reports, not people
    ],
)
def test_only_counts_of_people_have_an_interval(evidence, study, row, upper):
    """A bound needs people: no rounded zero, no zero without a denominator, no reports."""
    bounds = exact(row_of(evidence, study, row))
    assert (bounds and round(bounds[1], 1)) == upper


def test_zero_of_nobody_knows_how_many_says_so(evidence):
    """A zero without a number of people says that the number was not read."""
    assert "class-warning-event-ped-rux15-w8`, of how many not read" in cells(harms.against_vehicle(evidence))


def test_case_series_have_no_place(evidence):
    """A case series has neither a share nor an interval, so it is in no table of harms."""
    assert "bayart-2017" not in cells(harms.apart(evidence, "open-label"))


@pytest.mark.parametrize("period", PERIODS)
def test_every_number_leads_to_its_row(evidence, period):
    """Each address in the tables is known."""
    made = harms.against_vehicle(evidence) if period == "blinded" else harms.apart(evidence, period)
    addresses = re.findall(r"\{number\}`([^`]*)`", cells(made))
    results = compute(evidence)
    assert addresses and all(look_up(address, evidence, results).anchor for address in addresses)


def test_the_figure_tells_its_numbers(evidence):
    """The words of the figure hold counts with intervals, and say where a count was not read."""
    told = harms.by_arm(evidence, "treatment-related-application-site-acne").alt
    assert "vitiligo, TRuE-V1, vehicle: 0 of 109, exact interval 0.0 to 3.3 percent" in told
    assert harms.by_arm(evidence, "application-site-acne").alt.count("count not read") == 2


def test_the_figure_is_the_same_twice(evidence):
    """The same evidence gives the same bytes."""
    assert harms.by_arm(evidence, "any-adverse-event") == harms.by_arm(evidence, "any-adverse-event")
