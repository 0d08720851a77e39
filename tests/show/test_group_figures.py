"""Figures of a group or condition: people, responses, directions, single patients, trials and the ladder."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.show.figures.calendar import dates_of, in_words
from livingevidence.show.figures.drawing import Figure
from livingevidence.synthesis.benefit import comparisons, way, without_comparator
from shown import drawn, links, words


def edited(copy, *edits) -> Evidence:
    """Return the evidence of a copy with some fields set."""
    for name, path, value in edits:
        copy.edit(name, path, value)
    return Evidence.at(copy.review)


def test_every_condition_of_a_group_is_told(small_evidence):
    """A condition with studies has a bar for each, one without says that none is recorded."""
    figure = show.who_was_studied(small_evidence, "rashes")
    assert "sample rash: 20 people, one-armed trial; sample rash: 1 person, case report;" in figure.alt
    assert "quiet rash: none recorded" in drawn(figure)
    assert "../studies/poe-2017.html#population" in links(figure)


def test_responses_have_their_exact_intervals(small_evidence):
    """Counts are told with their intervals under their study; series and reports are left out."""
    figure = show.responses(small_evidence, "sample-rash")
    assert (
        "Loe 2018: 20 people. examplinib: rash gone, week 12: 11 of 20, exact interval 31.5 to 76.9 percent;"
        in figure.alt
    )
    assert "Poe" not in figure.alt and "their intervals can't be compared" in figure.caption
    assert "can't be compared" not in show.responses(small_evidence, "example-fever").caption


PERCENT = {"label": "mean percent change", "definition": "Invented.", "kind": "value"}


def test_a_change_is_no_share_of_people(small_copy):
    """A mean fall in percent is drawn on the same scale, and the scale says what it is."""
    small_copy.edit("vocabulary/measures", "mean-percent-change", PERCENT)
    evidence = edited(
        small_copy, ("loe-2018", "outcomes[1].measure", "mean-percent-change"), ("loe-2018", "outcomes[1].value", -35.0)
    )
    figure = show.responses(evidence, "sample-rash")
    assert "mean percent change;" in figure.alt
    assert "percent of people, or fall, in percent of the start" in " ".join(drawn(figure))


def test_where_nothing_was_read_a_list_says_what_is_awaited(small_copy):
    """Without any result there is a list of what is awaited, with its arms; without that, a sentence."""
    evidence = edited(small_copy, ("example-nct00000009", "design", "single-arm-trial"))
    made = show.responses(evidence, "quiet-rash")
    assert words(made).endswith("study page, examplinib (number not read): rash gone: awaited")
    assert "../studies/example-nct00000009.html#awaited-clearing" in links(made)


def test_each_comparison_points_as_its_values_do(small_evidence):
    """Of each comparison the direction, the people and the risk of bias are told, under its study."""
    alt = show.direction(small_evidence, "rashes").alt
    assert "Sample rash: Sample 2019, crossover trial. Better with examplinib: rash gone, week 4, examplinib" in alt
    assert "9 of 16 against 7 of 16. 16 people, on different areas. Risk of bias: high risk." in alt
    found = {(made.study.id, made.rows, made.way) for made in comparisons(small_evidence, "rashes")}
    assert ("sample-2019", ("clearing-examplinib-w4", "clearing-placebo-w4"), "better") in found


CONTRAST = "doe-2021/fever-score-ten-v-placebo-w8"


@pytest.mark.parametrize(
    ("row", "changed", "expected"),
    [
        (CONTRAST, {"p_value": "0.9", "ci_low": -99.0, "ci_high": 84.0}, "better"),  # not of significance
        (CONTRAST, {"value": 0.1}, "worse"),
        (CONTRAST, {"value": 0.0}, "unclear"),
        (CONTRAST, {"value": None}, "unclear"),
        ("doe-2021/clearing-ten-w8", {"kind": "contrast", "measure": "odds-ratio", "value": 0.5}, "worse"),
        ("doe-2021/clearing-ten-w8", {"kind": "contrast", "measure": "odds-ratio", "value": 2.0}, "better"),
        ("loe-2018/completed", {"kind": "contrast", "measure": "mean-difference", "value": -1.0}, "unclear"),
    ],
)
def test_the_direction_is_that_of_the_value(small_evidence, row, changed, expected):
    """A contrast points by its value and the outcome's own direction, and by nothing else."""
    _, found = small_evidence.row(row)
    assert way(small_evidence, found.model_copy(update=changed)) == expected


def test_counts_of_unlike_groups_are_compared_as_shares(small_evidence):
    """More responders among many more people are not better."""
    _, row = small_evidence.row("doe-2021/clearing-ten-w8")
    assert way(small_evidence, row, row.model_copy(update={"events": 10, "n": 12})) == "worse"


def test_two_arms_at_unlike_times_are_not_set_side_by_side(small_copy):
    """A control's value at another week is no comparator; the value is then told without one."""
    edits = (("sample-2019", f"outcomes[{i}].timepoint_weeks", 9) for i in (1, 2))
    evidence = edited(small_copy, *edits)
    assert not comparisons(evidence, "rashes")
    assert any("9 of 16" in told for told, _ in without_comparator(evidence, "rashes"))
    assert words(show.direction(evidence, "rashes")).startswith("No comparison of oral examplinib with anything else")


def test_words_are_never_turned_into_a_direction(small_copy):
    """A statement in favour of the treatment stays a statement, drawn hollow."""
    contrast = {"treatment": "ten", "comparator": "placebo", "label": "10 mg against placebo"}
    row = {"id": "said", "contrast": contrast, "outcome": "well-being", "label": "well-being", "measure": "statement"}
    row |= {"kind": "qualitative", "period": "blinded", "text": "significantly better", "source": "S1", "locator": "x"}
    evidence = edited(small_copy, ("doe-2021", "outcomes[8]", row))
    (said,) = [made for made in comparisons(evidence, "fevers") if made.rows == ("said",)]
    assert said.way == "stated"
    assert "Stated in words, without numbers: well-being" in show.direction(evidence, "fevers").alt


def test_a_harvest_has_one_bar_a_study_and_direction(small_evidence):
    """A study with several results that point one way counts once; what nobody stood beside is told apart."""
    figure = show.harvest(small_evidence, "fevers")
    compared, happened = figure.alt.split("Without comparator, what happened:")
    assert compared.count("Doe 2021") == 1 and "Doe 2021 (80 people), Roe 2022 (400 people)." in compared
    assert "25 of 36" in happened and "placebo-controlled trial" in figure.caption


def test_everyone_told_one_by_one_is_there(small_evidence):
    """Each patient has a line with treatment, response and times, and no time is made up."""
    figure = show.swimmer(small_evidence, "rashes")
    assert figure.alt.count("Tried before: ") == 4 and "Response at week 4, followed until week 20." in figure.alt
    assert "better within a month. Rechallenge: came back and went again. Time not read." in figure.alt
    bars = [p for p in BeautifulSoup(figure.svg, "html.parser").select("path") if "opacity: 0.45" in p.get("style", "")]
    assert len(bars) == 3
    assert "likelier to be published" in figure.caption
    assert words(show.swimmer(small_evidence, "fevers")) == "No single patient is described."


def test_what_lifts_a_report_is_told_or_said_to_be_unrecorded(small_copy):
    """Each item stands with its patient, and what is recorded of nobody is one line."""
    evidence = edited(small_copy, ("moe-2016", "cases[0].washout", "nothing for 99 weeks"))
    told = words(show.single_patients(evidence, "rashes"))
    assert told.startswith("Washout: Woman [Moe 2016] study page: nothing for 99 weeks; of nobody else.")
    assert "Not recorded of anybody here: untreated side." in told


def test_a_relapse_told_with_the_response_is_a_relapse(small_copy):
    """Where the degree says that the response was lost, the line of relapse has the record's words."""
    evidence = edited(small_copy, ("moe-2016", "cases[0].response", "relapse-after-stop"))
    assert "Relapse: Woman [Moe 2016] study page: better within a month" in words(
        show.single_patients(evidence, "rashes")
    )


def test_every_trial_stands_in_the_calendar_once(small_evidence):
    """Trials stand by date with their words, undated ones last."""
    alt = show.calendar(small_evidence).alt
    assert "in the two groups. Doe 2021 (NCT00000001): started 2019-01-15, completed 2020-12, results posted" in alt
    assert alt.index("completion expected 2026-12, status recruiting") < alt.index("Loe 2018 (NCT00000004): undated")


def test_an_expected_completion_is_hollow(small_copy):
    """The same day drawn as expected and as actual gives two drawings and two words."""
    expected = show.calendar(edited(small_copy, ("example-nct00000009", "trials[0].completed", "2026-06")))
    evidence = edited(small_copy, ("example-nct00000009", "trials[0].completed_is", "actual"))
    (trial,) = evidence.records["example-nct00000009"].trials
    assert show.calendar(evidence).svg != expected.svg
    assert dates_of(trial) == {"started": "2024-05", "completed": "2026-06"}
    assert in_words(trial) == "started 2024-05, completed 2026-06, status recruiting"


def test_the_ladder_tells_each_rung(small_copy, small_evidence):
    """Words hold each filled rung, an empty one is a dash, and an unread number is said."""
    figure = show.ladder(small_evidence, "rashes")
    assert (
        "sample rash: 16 people in 1 crossover trial, 20 people in 1 one-armed trial, 4 people in 1 case" in figure.alt
    )
    assert drawn(figure).count("–") == 1 and "Nobody with quiet rash is recorded." in figure.caption
    assert "the placebo group and any open part included" in figure.caption
    assert "../numbers.html#result-sample-rash-one-armed-people" in links(figure)
    small_copy.remove("loe-2018", "population.n_enrolled")
    assert "an unknown number of people in 1 one-armed" in show.ladder(Evidence.at(small_copy.review), "rashes").alt


def test_concentrations_stand_beside_their_reference(small_copy):
    """Each mean is drawn on a scale with the reference, and the words count those above it."""
    shown = {"measure": "mean", "kind": "value", "period": "open-label", "source": "S1", "locator": "x"}
    shown |= {"outcome": "completion", "unit": "nM", "arm": "examplinib"}
    level = {**shown, "id": "level", "label": "mean level", "value": 300.0}
    limit = {**shown, "id": "limit", "label": "limit", "outcome": "studies-found", "value": 200.0}
    evidence = edited(small_copy, ("loe-2018", "outcomes[3]", level), ("loe-2018", "outcomes[4]", limit))
    figure = show.exposure(evidence, ["completion"], "studies-found", "an invented limit")
    assert isinstance(figure, Figure) and "1 of 1 lie above it. Loe 2018: sample rash, age not read" in figure.alt
    assert "Upright stroke: an invented limit, 200 nM." in figure.caption
    assert re.search("mean examplinib in plasma", " ".join(drawn(figure)))
