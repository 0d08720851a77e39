"""Adverse events by arm: blinded time against the control, other periods apart, nothing counted twice."""

from __future__ import annotations

import pytest

from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from shown import drawn, rows, words


def test_each_side_tells_its_arms_by_strength(small_evidence):
    """Arms with nothing but the treatment stand by strength on one side, the control on the other."""
    first = rows(show.against_control(small_evidence))[0]
    assert first["Study"].startswith("FIRST; week 8 [Doe 2021]")
    assert first["Tablet"] == "10 mg tablet: 12 of 40, up to 46.5 %; 20 mg tablet: 16 of 39, up to 57.9 %"
    assert first["Placebo"] == "10 of 40, up to 41.2 %"


def test_a_row_over_trials_gives_way_to_rows_by_trial(small_evidence):
    """Where a trial has its own row, the row over several trials is not shown beside it."""
    found = rows(show.against_control(small_evidence, ("any",)))
    assert [row["Study"].split(";")[0] for row in found] == ["FIRST", "SECOND", "THIRD"]


def test_classes_choose_events(small_evidence):
    """Only the events of the classes that are asked for stand there."""
    assert {row["Event"] for row in rows(show.against_control(small_evidence, ("serious",)))} == {
        "serious adverse event"
    }


def test_a_percentage_without_its_count_is_shown_as_it_is(small_evidence):
    """Without a count there is no bound, and an arm without a row was not read."""
    (itch,) = (row for row in rows(show.against_control(small_evidence)) if row["Event"] == "sample itch")
    assert itch["Tablet"] == "10 mg tablet: 7.5 % of 40" and itch["Placebo"] == "not read"


@pytest.mark.parametrize(("period", "studies"), [("open-label", ["Loe 2018", "Poe 2017"]), ("extension", [])])
def test_periods_never_meet(small_evidence, period, studies):
    """A table of another period has its own rows alone, by group, and no series or report."""
    table = show.apart(small_evidence, period)
    told = words(table)
    assert "Placebo" not in table.head
    assert all((name in told) == (name == "Loe 2018") for name in studies) and "Doe" not in told


def test_an_unknown_class_of_arm_is_left_out(small_copy):
    """An arm that got something beside the treatment is on neither side."""
    small_copy.edit("doe-2021", "arms[1].interventions", ["examplinib", "sampletinib"])
    first = rows(show.against_control(Evidence.at(small_copy.review)))[0]
    assert first["Tablet"] == "10 mg tablet: 12 of 40, up to 46.5 %"


def test_the_figure_tells_each_arm(small_evidence):
    """Each arm has its line under its trial, in the drawing and in the words."""
    figure = show.harms_by_arm(small_evidence, "any-adverse-event")
    assert "example fever, FIRST, placebo: 10 of 40, exact interval 12.7 to 41.2 percent" in figure.alt
    assert drawn(figure).count("example fever, SECOND") == 1 and "placebo: 28 of 100" in drawn(figure)
    itch = show.harms_by_arm(small_evidence, "sample-itch")
    assert "7.5 % of 40, count not read" in itch.alt.replace("\N{NARROW NO-BREAK SPACE}", " ")
