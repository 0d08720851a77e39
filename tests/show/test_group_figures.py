"""Figures of a group or condition: people, responses, directions, single patients, trials and the ladder."""

import re

from bs4 import BeautifulSoup

from livingevidence import show
from livingevidence.show.figures.drawing import Figure
from shown import evidence_with, links, texts_in, tree, words


def test_a_strip_tells_design_people_direction_and_certainty(small_evidence):
    """Each study has a line under its disease, the strongest design first, and the title says what was found."""
    strip = show.strip(small_evidence, group="rashes")
    assert strip.title == "1 of 2 diseases has any study of oral examplinib; 1 has one with a comparator."
    assert "Sample rash. Sample 2019: crossover trial, 16 people; better; very low certainty. Loe 2018" in strip.alt
    assert "Loe 2018: one-armed trial, 20 people; not compared; very low certainty." in strip.alt
    assert "No study: quiet rash." in strip.caption and "../studies/poe-2017.html#population" in links(strip)
    assert tree(strip).svg["aria-label"].startswith(strip.title)


def test_bars_of_a_strip_are_as_long_as_the_roots_of_the_people(small_copy):
    """However many people a trial has: four times as many have a bar that is twice as long."""
    people = (("sample-2019", "population.n_enrolled", 16000), ("loe-2018", "population.n_enrolled", 4000))
    svg = show.strip(evidence_with(small_copy, *people), condition="sample-rash").svg
    form, fill = r'd="M ([\d.]+) [\d.]+\s+L ([\d.]+) [\d.]+\s+L [^"]*z\s*"', r"fill: var\(--color-brand-primary\)"
    bars = re.findall(f"{form}[^>]*{fill}", svg)
    first, second = (float(end) - float(start) for start, end in bars[:2])
    assert round(first / second, 2) == 2


def test_a_strip_of_a_disease_without_a_study_says_so(small_evidence):
    """Where nobody was treated the strip is a sentence."""
    assert show.strip(small_evidence, condition="quiet-rash").title == "No study of oral examplinib in quiet rash."


def test_a_strip_of_a_disease_has_what_was_found_for_a_title(small_copy):
    """The title tells how many studies compared, which way values point, and how sure that is; else that none did."""
    evidence = evidence_with(small_copy)
    title = "In sample rash 1 of 4 studies compared oral examplinib with something: better values in 1. Certainty is at"
    assert show.strip(evidence, condition="sample-rash").title.startswith(title)
    title = "The one study of oral examplinib in sample rash compared nothing, so it points neither way."
    assert show.strip(evidence.where(design="case-report"), condition="sample-rash").title == title


def test_a_direction_is_of_the_values_alone(small_copy):
    """Words without numbers are a hollow mark, and two arms at unlike times are not compared."""
    weeks = [("sample-2019", f"outcomes[{place}].timepoint_weeks", 9) for place in (1, 2)]
    evidence = evidence_with(small_copy, *weeks)
    assert "Sample 2019: crossover trial, 16 people; not compared;" in show.strip(evidence, condition="sample-rash").alt


def test_what_has_no_direction_is_said_in_its_place(small_copy):
    """A comparison in words alone stands in the strip as such, under no direction; one that was not made does not."""
    statement = {"id": "statement", "outcome": "clearing", "label": "rash gone", "measure": "statement"}
    statement |= {"kind": "qualitative", "period": "blinded", "text": "Alike.", "source": "S1", "locator": "abstract"}
    statement["contrast"] = {"treatment": "examplinib", "comparator": "placebo", "label": "both"}
    weeks = [("sample-2019", f"outcomes[{place}].timepoint_weeks", 9) for place in (1, 2)]
    for edits, count in ((weeks, 0), ([("sample-2019", "outcomes[3]", statement)], 1)):
        figure = show.strip(evidence_with(small_copy, *edits), condition="sample-rash")
        assert texts_in(figure).count("no numbers") == count


def test_responses_have_their_exact_intervals(small_evidence):
    """Counts are told with their intervals under their study; series and reports are left out."""
    figure, response = show.responses(small_evidence, "sample-rash"), "examplinib: rash gone, week 12: 11 of 20"
    assert f"Loe 2018: 20 people. {response}, exact interval 31.5 to 76.9 percent;" in figure.alt
    assert "Poe" not in figure.alt and "their intervals can't be compared" in figure.caption
    assert "can't be compared" not in show.responses(small_evidence, "example-fever").caption


PERCENT = {"label": "mean percent change", "definition": "Invented.", "kind": "value"}


def test_a_change_is_no_share_of_people(small_copy):
    """A mean fall in percent is drawn on the same scale, and the scale says what it is."""
    measure = ("vocabulary/measures", "mean-percent-change", PERCENT)
    row = [("loe-2018", f"outcomes[1].{name}", value) for name, value in (("measure", measure[1]), ("value", -35.0))]
    figure = show.responses(evidence_with(small_copy, measure, *row), "sample-rash")
    assert "mean percent change;" in figure.alt
    assert "percent of people, or fall, in percent of the start" in " ".join(texts_in(figure))


def test_where_nothing_was_read_a_list_says_what_is_awaited(small_copy):
    """Without any result there is a list of what is awaited, with its arms; without that, a sentence."""
    evidence = evidence_with(small_copy, ("example-nct00000009", "design", "single-arm-trial"))
    outline = show.responses(evidence, "quiet-rash")
    start = "study page, examplinib (number not available)"
    assert words(outline).endswith(f"{start}: rash gone: awaited, the trial was still running when last seen")
    assert "../studies/example-nct00000009.html#awaited-clearing" in links(outline)


def test_everyone_told_one_by_one_is_there(small_evidence):
    """Each patient has a line with treatment, response and times, and no time is made up."""
    figure = show.swimmer(small_evidence, "rashes")
    assert figure.alt.count("Tried before: ") == 4 and "Response at week 4, followed until week 20." in figure.alt
    assert "better within a month. Rechallenge: came back and went again. Time not available." in figure.alt
    assert len(BeautifulSoup(figure.svg, "html.parser").select('path[style*="opacity: 0.45"]')) == 3
    assert "likelier to be published" in figure.caption
    assert words(show.swimmer(small_evidence, "fevers")) == "No single patient is described."


def test_what_lifts_a_report_is_told_or_said_to_be_unrecorded(small_copy):
    """Each item stands with its patient, and what is recorded of nobody is one line."""
    evidence = evidence_with(small_copy, ("moe-2016", "cases[0].washout", "nothing for 99 weeks"))
    text = words(show.single_patients(evidence, "rashes"))
    assert text.startswith("Washout: Woman [Moe 2016] study page: nothing for 99 weeks; of nobody else.")
    assert "Not recorded of anybody here: untreated side." in text


def test_a_relapse_told_with_the_response_is_a_relapse(small_copy):
    """Where the degree says that the response was lost, the line of relapse has the record's words."""
    evidence = evidence_with(small_copy, ("moe-2016", "cases[0].response", "relapse-after-stop"))
    text = words(show.single_patients(evidence, "rashes"))
    assert "Relapse: Woman [Moe 2016] study page: better within a month" in text


def test_concentrations_stand_beside_their_reference(small_copy):
    """Each mean is drawn on a scale with the reference, and the words count those above it."""
    fields = {"measure": "mean", "kind": "value", "period": "open-label", "source": "S1", "locator": "x"}
    fields |= {"outcome": "completion", "unit": "nM", "arm": "examplinib"}
    level = {**fields, "id": "level", "label": "mean level", "value": 300.0}
    limit = {**fields, "id": "limit", "label": "limit", "outcome": "studies-found", "value": 200.0}
    evidence = evidence_with(small_copy, ("loe-2018", "outcomes[3]", level), ("loe-2018", "outcomes[4]", limit))
    figure = show.exposure(evidence, ["completion"], "studies-found", "an invented limit")
    assert isinstance(figure, Figure) and "1 of 1 lie above it. Loe 2018: sample rash, age not available" in figure.alt
    drawing = " ".join(texts_in(figure))
    assert "Upright stroke, 200 nM: an invented limit" in drawing and "mean examplinib in plasma" in drawing
