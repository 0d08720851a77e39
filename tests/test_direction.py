"""Effect-direction and harvest plots: the direction is that of the values, and no design claims more than it can."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from live import GROUPS
from livingevidence.show.figures import direction
from livingevidence.show.figures.drawing import Figure
from livingevidence.show.tables import Prose
from livingevidence.synthesis.benefit import comparisons, way, without_comparator
from ruxreview import Evidence

# By hand from the records: the rows of each comparison, which way they point, and of how many people.
KNOWN = {
    "lichenoid": [
        ("mangold-2024", ("disease-severity-statement-rux-v-vehicle-w16",), "stated", 64),
        ("mangold-2024", ("awaited-iga-ts-at-week-16",), "awaited", 64),
        ("mangold-2024", ("awaited-itch-nrs4",), "awaited", 64),
        ("mangold-2024", ("awaited-itch-nrs-skin-pain-affected-area",), "awaited", 64),
        # A score of severity fell by 7.6 more on the treated lesion.
        ("brumfiel-2022", ("mcails-mean-difference-rux-v-control-lesion-w4",), "better", 12),
        ("incyte-nct05593445", ("awaited-results-of-the-trial",), "awaited", 61),
        # The area shrank by 57 % and by 28 %.
        ("markova-2023", ("bsa-reduction-rux-w4", "bsa-reduction-vehicle-w4"), "better", 24),
        ("markova-2023", ("bsa-reduction-statement-rux-v-vehicle",), "stated", 11),
        ("markova-2023", ("pga-statement-rux-v-vehicle",), "stated", 11),
        ("markova-2023", ("cails-statement-rux-v-vehicle",), "stated", 11),
        ("markova-2023", ("awaited-registry-results",), "awaited", 24),
        ("niams-nct03395340", ("awaited-lesion-area",), "awaited", 1),
    ],
    "granulomatous": [],
    "alopecia": [
        ("olsen-2020", ("salt50-statement-part-b-rux-v-part-b-vehicle-w24",), "stated", 78),
        ("olsen-2020", ("awaited-salt50-at-week-24",), "awaited", 78),
        ("olsen-2020", ("awaited-salt50-in-50-100-loss-salt90",), "awaited", 78),
        # Regrowth in 5 areas on ruxolitinib, 0 on vehicle, 6 on tofacitinib and 10 on clobetasol.
        ("bokhari-2018", ("partial-hair-regrowth-rux-w28", "partial-hair-regrowth-vehicle-w28"), "better", 16),
        ("bokhari-2018", ("partial-hair-regrowth-rux-w28", "partial-hair-regrowth-tofa-w28"), "worse", 16),
        ("bokhari-2018", ("partial-hair-regrowth-rux-w28", "partial-hair-regrowth-clobetasol-w28"), "worse", 16),
    ],
}


@pytest.mark.parametrize("group", GROUPS)
def test_every_comparison_points_as_its_record_does(evidence, group):
    """The comparisons of a group, their directions and their people are those found by hand."""
    found = [(made.study.id, made.rows, made.way, made.people) for made in comparisons(evidence, group)]
    assert found == KNOWN[group]


@pytest.mark.parametrize("p_value", ["0.9", "<0.0001", None])
def test_the_direction_is_not_of_significance(evidence, p_value):
    """Whatever the P value and however wide the interval, the direction is that of the value."""
    _, row = evidence.row("brumfiel-2022/mcails-mean-difference-rux-v-control-lesion-w4")
    changed = row.model_copy(update={"p_value": p_value, "ci_low": -99.0, "ci_high": 84.0})
    assert way(evidence, changed) == "better"


@pytest.mark.parametrize(("value", "expected"), [(0.1, "worse"), (0.0, "unclear"), (None, "unclear")])
def test_a_contrast_points_by_its_value_and_the_outcome(evidence, value, expected):
    """A severity score that is higher on ruxolitinib is worse; no difference, or no value, is no direction."""
    _, row = evidence.row("brumfiel-2022/mcails-mean-difference-rux-v-control-lesion-w4")
    assert way(evidence, row.model_copy(update={"value": value})) == expected


def test_a_ratio_points_from_one(evidence):
    """A ratio of responders below one is worse, though it is above zero."""
    _, row = evidence.row("bokhari-2018/partial-hair-regrowth-rux-w28")
    ratio = row.model_copy(update={"kind": "contrast", "measure": "risk-ratio", "value": 0.5})
    assert way(evidence, ratio) == "worse"
    assert way(evidence, ratio.model_copy(update={"value": 2.0})) == "better"


def test_an_outcome_without_a_direction_has_none(evidence):
    """Where the vocabulary knows no better and the row does not say, values point nowhere."""
    _, row = evidence.row("markova-2023/pga-statement-rux-v-vehicle")
    changed = row.model_copy(update={"kind": "contrast", "measure": "mean-difference", "value": -1.0})
    assert way(evidence, changed) == "unclear"


def test_words_are_never_turned_into_a_direction(evidence):
    """A statement of a significant difference in favour stays a statement."""
    said = [made for group in GROUPS for made in comparisons(evidence, group) if "significant" in made.result]
    assert len(said) == 4 and {made.way for made in said} == {"stated"}


def test_counts_of_unlike_groups_are_compared_as_shares(evidence):
    """More responders among many more people are not better."""
    _, row = evidence.row("bokhari-2018/partial-hair-regrowth-rux-w28")
    other = row.model_copy(update={"events": 4, "n": 8})
    assert way(evidence, row, other) == "worse"


def test_two_arms_at_unlike_times_are_not_set_side_by_side(full_copy):
    """A vehicle's value at another week is no comparator; the value is then told without one."""
    full_copy.edit("markova-2023", "outcomes[1].timepoint_weeks", 99)
    evidence = Evidence.load(full_copy.folder)
    rows = [row for made in comparisons(evidence, "lichenoid") for row in made.rows]
    assert "bsa-reduction-rux-w4" not in rows
    assert any("57" in words and "Markova" in words for words, _ in without_comparator(evidence, "lichenoid"))


def test_two_strengths_of_the_cream_are_no_comparison(evidence):
    """Where both arms got topical ruxolitinib nothing is compared with anything else."""
    assert "innovaderm-nct06261021" not in {made.study.id for made in comparisons(evidence, "lichenoid")}


def test_uncontrolled_studies_have_no_direction(evidence):
    """Single-arm trials, series and reports stand among what happened, never under a direction."""
    for group, names in (("granulomatous", ("Hwang 2024", "Gorham 2023")), ("alopecia", ("Bayart 2017", "Craiglow"))):
        told = direction.harvest(evidence, group).alt
        compared, happened = told.split("Without comparator, what happened:")
        assert all(name in happened and name not in compared for name in names)
    assert isinstance(direction.direction(evidence, "granulomatous"), Prose)


def test_an_open_part_is_told_with_its_own_people(evidence):
    """The open-label part of a controlled trial stands apart, with its own number of people."""
    (told,) = (words for words, _ in without_comparator(evidence, "alopecia") if "Olsen 2020" in words)
    assert "(open-label), SALT50, week 24, 12 people: “suggested potential efficacy" in told


def test_the_words_tell_direction_people_and_risk_of_bias(evidence):
    """The alternative text says for each result where it points, of how many people, and its risk of bias."""
    alt = re.sub(r"\s+", " ", direction.direction(evidence, "alopecia").alt)
    assert "5 of 16 against 0 of 16. 16 people, on different areas. Risk of bias: judged item by item only." in alt
    assert "78 people. Risk of bias: some concerns." in alt
    assert "Worse with ruxolitinib: partial hair regrowth in the treated area, week 28, ruxolitinib against clob" in alt
    assert "Awaited: SALT50 at week 24, ruxolitinib against vehicle cream. 78 people. Alopecia" not in alt


def test_no_p_value_is_in_the_drawings(evidence):
    """Printed P values stay in the tables."""
    for group in GROUPS:
        drawn = [direction.direction(evidence, group), direction.harvest(evidence, group)]
        assert not any(re.search(r"P [<>=]", figure.svg) for figure in drawn if isinstance(figure, Figure))


def test_no_study_weighs_more_for_more_outcomes(evidence):
    """Three statements of one trial are three rows of the one plot and one bar of the other."""
    alt = direction.harvest(evidence, "lichenoid").alt
    assert alt.count("stated in words, without numbers: Markova 2023 (11 people)") == 1
    assert direction.direction(evidence, "lichenoid").alt.count("11 people") == 3


def test_the_vehicle_controlled_bar_is_the_tallest(evidence):
    """The stronger the design, the taller the bar."""
    heights = list(direction.HEIGHTS.values())
    assert list(direction.HEIGHTS) == ["vehicle-controlled", "within-patient", "none"]
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == len(heights)


def test_marks_differ_in_shape():
    """Directions are told apart by shape, not by place or colour alone."""
    assert len({mark for *_, mark in direction.WAYS.values()}) == len(direction.WAYS)


def test_each_result_has_its_own_mark(evidence):
    """As many marks are drawn as there are results, in both plots beside what is in words."""
    drawing = BeautifulSoup(direction.direction(evidence, "alopecia").svg, "html.parser")
    uses = [use for use in drawing.select("use") if "var(--color-brand-primary)" in use.get("style", "")]
    assert len(uses) == len(KNOWN["alopecia"])


@pytest.mark.parametrize("group", [*GROUPS, "other"])
def test_figures_are_the_same_twice(evidence, group):
    """The same evidence gives the same bytes."""
    assert direction.direction(evidence, group) == direction.direction(evidence, group)
    assert direction.harvest(evidence, group) == direction.harvest(evidence, group)
