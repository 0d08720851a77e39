"""Figures of a group or condition: people, responses, directions, single patients, trials and the ladder."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.show.figures.calendar import dates_of, in_words
from livingevidence.show.figures.drawing import Figure
from shown import drawn, edited, links, words


def test_every_condition_of_a_group_is_told(small_evidence):
    """A condition with studies has a bar for each, one without says that none is recorded."""
    figure = show.who_was_studied(small_evidence, "rashes")
    assert "sample rash: 20 people, one-armed trial; sample rash: 1 person, case report;" in figure.alt
    assert "quiet rash: none recorded" in drawn(figure)
    assert "../studies/poe-2017.html#population" in links(figure)


def test_responses_have_their_exact_intervals(small_evidence):
    """Counts are told with their intervals under their study; series and reports are left out."""
    figure, told = show.responses(small_evidence, "sample-rash"), "examplinib: rash gone, week 12: 11 of 20"
    assert f"Loe 2018: 20 people. {told}, exact interval 31.5 to 76.9 percent;" in figure.alt
    assert "Poe" not in figure.alt and "their intervals can't be compared" in figure.caption
    assert "can't be compared" not in show.responses(small_evidence, "example-fever").caption


PERCENT = {"label": "mean percent change", "definition": "Invented.", "kind": "value"}


def test_a_change_is_no_share_of_people(small_copy):
    """A mean fall in percent is drawn on the same scale, and the scale says what it is."""
    measure = ("vocabulary/measures", "mean-percent-change", PERCENT)
    row = [("loe-2018", f"outcomes[1].{name}", given) for name, given in (("measure", measure[1]), ("value", -35.0))]
    figure = show.responses(edited(small_copy, measure, *row), "sample-rash")
    assert "mean percent change;" in figure.alt
    assert "percent of people, or fall, in percent of the start" in " ".join(drawn(figure))


def test_where_nothing_was_read_a_list_says_what_is_awaited(small_copy):
    """Without any result there is a list of what is awaited, with its arms; without that, a sentence."""
    evidence = edited(small_copy, ("example-nct00000009", "design", "single-arm-trial"))
    made = show.responses(evidence, "quiet-rash")
    assert words(made).endswith(
        "study page, examplinib (number not read): rash gone: awaited, the trial was still running when last seen"
    )
    assert "../studies/example-nct00000009.html#awaited-clearing" in links(made)


def test_each_comparison_points_as_its_values_do(small_evidence):
    """Of each comparison the direction, the people and the risk of bias are told, under its study."""
    alt = show.direction(small_evidence, "rashes").alt
    assert "Sample rash: Sample 2019, crossover trial. Better with examplinib: rash gone, week 4, examplinib" in alt
    assert "9 of 16 against 7 of 16. 16 people, on different areas. Risk of bias: high risk." in alt


def test_where_nothing_was_compared_a_sentence_says_so(small_copy):
    """Two arms at unlike times are not set side by side, so that nothing is left to draw."""
    evidence = edited(small_copy, *(("sample-2019", f"outcomes[{i}].timepoint_weeks", 9) for i in (1, 2)))
    assert words(show.direction(evidence, "rashes")).startswith("No comparison of oral examplinib with anything else")
    assert "9 of 16" in show.harvest(evidence, "rashes").alt.split("Without comparator")[1]


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
    told = words(show.single_patients(evidence, "rashes"))
    assert "Relapse: Woman [Moe 2016] study page: better within a month" in told


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
    assert "sample rash: 16 people in 1 crossover trial, 20 people in 1 one-armed trial, 4 people in" in figure.alt
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
