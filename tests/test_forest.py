"""Forest plots: the words hold every result, weights and marks are right, and refusals are told."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from livingevidence.show.figures import forest
from livingevidence.show.figures.differences import Entry, draw, signed
from livingevidence.show.figures.drawing import Line
from livingevidence.synthesis import harms
from livingevidence.synthesis.comparisons import events, select
from livingevidence.synthesis.estimate import Estimate
from livingevidence.synthesis.stats.mantel_haenszel import risk_difference

STOPPED, ANY_EVENT = "discontinuation-due-to-adverse-event", "any-adverse-event"


def drawn_words(figure) -> str:
    """Return the words of a drawing, as one line."""
    return " ".join(tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text"))


@pytest.mark.parametrize("event", [STOPPED, ANY_EVENT, "serious-adverse-event", "skin-atrophy-or-striae"])
def test_words_hold_each_count_and_difference(evidence, event):
    """The alternative text has the counts of both rows and the difference that they make, of 1,000 people."""
    told = forest.forest(evidence, event).alt
    found = select(evidence, event).comparisons
    assert found
    for item in found:
        (_, cream), (_, vehicle) = (evidence.row(address.replace("/", "#")) for address in item.rows)
        assert f"{cream.events} of {cream.n} with the cream, {vehicle.events} of {vehicle.n} with vehicle, " in told
        more = round(1000 * (cream.events / cream.n - vehicle.events / vehicle.n))
        words = "no difference" if more == 0 else f"{abs(more)} {'more' if more > 0 else 'fewer'}"
        assert f"with vehicle, {words} (" in told


def test_drawing_holds_counts_and_risk_of_bias(evidence):
    """Counts, weights and risk of bias, sign and word, stand in the drawing itself, above each interval."""
    drawn = drawn_words(forest.forest(evidence, STOPPED))
    for item in select(evidence, STOPPED).comparisons:
        counts = f"{item.events}/{item.n} v {item.vehicle_events}/{item.vehicle_n}"
        assert re.search(rf"{counts} · weight \d+\.\d\s% · \? some concerns", drawn)


def test_the_judgement_of_a_result_is_the_one_on_its_rows(evidence):
    """A result has the overall judgement that names its rows; a row that no judgement names is not judged."""
    (atrophy,) = select(evidence, "skin-atrophy-or-striae").comparisons
    assert forest.risk_of_bias(evidence, atrophy) == "not judged"
    for item in select(evidence, STOPPED).comparisons:
        judged = evidence.library.appraisal.risks[f"{item.study}-harms"]
        assert {address.partition("/")[2] for address in item.rows} & set(judged.rows)
        word = evidence.library.appraisal.tools[judged.tool].judgements[judged.overall.judgement]
        assert forest.risk_of_bias(evidence, item)[2:] == word


@pytest.mark.parametrize(("judgement", "words"), [("low", "+ low risk"), ("high", "− high risk")])
def test_each_judgement_has_a_sign_and_a_word(evidence, monkeypatch, judgement, words):
    """A judgement is told by a sign and by a word, so that no colour is needed."""
    risks = evidence.library.appraisal.risks
    judged = risks["papp-2021-harms"]
    overall = judged.overall.model_copy(update={"judgement": judgement})
    monkeypatch.setitem(risks, "papp-2021-harms", judged.model_copy(update={"overall": overall}))
    assert forest.risk_of_bias(evidence, select(evidence, STOPPED).comparisons[0]) == words


def test_weights_are_those_of_the_pooled_difference(evidence):
    """Weights sum to 100 %, and the weighted mean of the trials' differences is the pooled one."""
    found = select(evidence, STOPPED).comparisons
    weights = forest.weights(found)
    assert sum(weights) == pytest.approx(100)
    differences = [i.events / i.n - i.vehicle_events / i.vehicle_n for i in found]
    mean = sum(w * d for w, d in zip(weights, differences, strict=True)) / 100
    assert mean == pytest.approx(risk_difference([i.table for i in found]).estimate)


def test_shown_weights_sum_to_a_hundred_in_each_part(evidence):
    """The weights that are printed sum to 100 % in each disease and in the second line, but for rounding."""
    parts = re.split(r"Pooled, [^.]*\.", forest.forest(evidence, STOPPED).alt)
    sums = [sum(map(float, re.findall(r"(\d+\.\d)\s%", part))) for part in parts]
    assert sums[:-1] == [pytest.approx(100, abs=0.2)] * 3


def test_the_second_line_is_labelled(evidence):
    """The line across diseases says in drawing and words that it is no answer for a disease, and stands last."""
    figure = forest.forest(evidence, STOPPED)
    label = harms.SECOND_LINE[1:]
    assert label in figure.alt and label in drawn_words(figure)
    assert figure.alt.index(label) > figure.alt.rindex("with the cream,")


def test_a_refusal_is_told_in_the_caption(evidence):
    """Where the rules pool nothing, their sentence stands in the caption once, and no weight is shown."""
    figure = forest.forest(evidence, ANY_EVENT)
    for line in harms.analysis(evidence, ANY_EVENT).by_disease:
        assert figure.caption.count(line.difference.lines[0].sentence) == 1
    assert harms.analysis(evidence, ANY_EVENT).across.difference.lines[0].sentence in figure.caption
    assert "weight" not in figure.alt and "Pooled" not in figure.alt


def test_an_event_without_a_comparison_is_a_sentence(evidence):
    """Without any result against vehicle the refusal stands in place of the figure."""
    told = forest.forest(evidence, "death")._repr_markdown_().replace("\\", "")
    assert told == f"Death: {harms.analysis(evidence, 'death').none.sentence}"


def test_notes_of_results_are_in_the_caption(evidence):
    """What a reader must know of a result, such as another second reading, stands below the figure."""
    noted = [item.note for item in select(evidence, STOPPED).comparisons if item.note]
    assert noted and all(note in forest.forest(evidence, STOPPED).caption for note in noted)


def test_marks_differ_in_shape():
    """One result, a pooled one and the second line are different shapes: remove all colour and they still differ."""
    found = Estimate(
        question="invented", measure="risk-difference", method="invented", k=1, tables=1, participants=9, rows=(),
        digest="", estimate=0.1, low=-0.1, high=0.3,
    )  # fmt: skip
    drawings = set()
    for shape in ("square", "filled", "hollow"):
        svg = draw([Entry(Line("invented"), "", found, shape)], "x")
        drawings.add(re.sub(r"(?:currentColor|var\(--[\w-]+\)|#[0-9a-f]{6})", "colour", svg))
    assert len(drawings) == 3


@pytest.mark.parametrize("make", [forest.forest, forest.cumulative])
def test_a_figure_is_the_same_twice(evidence, make):
    """The same evidence gives the same bytes."""
    assert make(evidence, STOPPED) == make(evidence, STOPPED)


def test_two_figures_share_no_id(evidence):
    """Forest plot and trail of one event can stand on one page."""
    drawn = [forest.forest(evidence, STOPPED), forest.cumulative(evidence, STOPPED)]
    ids = [tag["id"] for f in drawn for tag in BeautifulSoup(f._repr_html_(), "html.parser").select("[id]")]
    assert len(ids) == len(set(ids))


def test_the_trail_ends_with_the_pooled_result(evidence):
    """The last step of the trail has the numbers of the second line, and later years come later."""
    told = forest.cumulative(evidence, STOPPED).alt
    assert told.endswith(forest.forest(evidence, STOPPED).alt.split("Haenszel: ")[-1])
    years = [int(year) for year in re.findall(r"(\d{4}), (?:and )?\w+ \d{4}, ", told.rpartition("diseases.")[2])]
    assert len(years) == len(select(evidence, STOPPED).comparisons) and years == sorted(years)


def test_the_trail_says_what_it_is(evidence):
    """The trail calls itself one, and says that results of one year have no order and that nothing is tested."""
    caption = forest.cumulative(evidence, STOPPED).caption
    assert all(words in caption for words in ("trail of estimates", "no order among them", "No test is made"))


def test_there_is_a_trail_only_where_something_is_pooled(evidence):
    """An event whose difference is nowhere pooled has no trail."""
    for event in events(evidence):
        found = harms.analysis(evidence, event)
        lines = [*found.by_disease, *([found.across] if found.across else [])]
        pooled = any(isinstance(line.difference.lines[0], Estimate) for line in lines)
        assert (forest.cumulative(evidence, event) is not None) == pooled


@pytest.mark.parametrize(
    ("difference", "words"), [(-0.0279, "−28"), (-0.0002, "−0.2"), (0.0, "0"), (-1e-6, "0"), (0.0718, "72")]
)
def test_a_difference_keeps_its_side_of_zero(difference, words):
    """A difference is a whole number of 1,000 people; one that would round to zero keeps one place."""
    assert signed(difference) == words


def test_an_unknown_event_is_told(evidence):
    """An event that nobody knows is an error with its name."""
    with pytest.raises(KeyError, match="no-event"):
        forest.forest(evidence, "no-event")
