"""Forest plots, trails and specification curves: the words hold every result, and refusals are told."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.results.harm_numbers import per_thousand
from livingevidence.show.figures import forest
from livingevidence.show.figures.drawing import Line
from livingevidence.show.figures.forest import Entry, differences, signed_difference
from livingevidence.show.figures.sensitivity import curve_table
from livingevidence.synthesis import harms, rules, sensitivity
from livingevidence.synthesis.comparisons import select
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.sensitivity import Curve, Specification
from livingevidence.synthesis.stats.mantel_haenszel import risk_difference
from shown import evidence_with, links, rows, texts_in, words

EVENT, FEVER = "any-adverse-event", "example-fever"


@pytest.fixture(scope="module")
def curve(small_evidence) -> Curve:
    """Return the curve of adverse events in fever."""
    return show.curve_of(small_evidence, EVENT, FEVER)


def test_words_hold_each_count_and_difference(small_evidence):
    """The alternative text has the counts of both sides and the difference that they make, of 1,000 people."""
    alt = show.forest(small_evidence, EVENT).alt
    for comparison in select(small_evidence, EVENT).comparisons:
        treated, control = (comparison.events, comparison.n), (comparison.control_events, comparison.control_n)
        counts = f"{treated[0]} of {treated[1]} with the tablet, {control[0]} of {control[1]} with placebo"
        difference = round(1000 * (treated[0] / treated[1] - control[0] / control[1]))
        assert f"{counts}, {abs(difference)} {'more' if difference > 0 else 'fewer'} (" in alt


def test_drawing_holds_counts_weight_and_risk_of_bias(small_evidence):
    """Counts, difference, weight and risk of bias by sign stand in the drawing, the word beside it, and lead on."""
    figure = show.forest(small_evidence, EVENT)
    assert re.search(r"· weight 16\.7\s% ", " ".join(texts_in(figure)))
    assert re.search(r"12/40 10/40 50\s\(−143\sto\s238\) \+ − − 30/100", " ".join(texts_in(figure)))
    assert "risk of bias some concerns" in figure.alt
    assert "Example fever, of 1,000 people: 50 more (" in figure.title
    assert "../studies/doe-2021.html#any-ten-w8" in links(figure)
    assert "../numbers.html#result-harm-any-adverse-event-example-fever-difference" in links(figure)


def judgements_of(evidence):
    """Return the judgements of risk of bias by name."""
    return evidence.library.appraisal.risks


def with_judgements(evidence, **changes):
    """Return the evidence with other judgements of risk of bias; without those that are None."""
    risks = {name: risk for name, risk in {**judgements_of(evidence), **changes}.items() if risk}
    appraisal = replace(evidence.library.appraisal, risks=risks)
    return type(evidence)(replace(evidence.library, appraisal=appraisal))


@pytest.mark.parametrize(("judgement", "sign_and_word"), [("low", ("+", "low risk")), ("high", ("×", "high risk"))])
def test_each_judgement_has_a_sign_and_a_word(small_evidence, judgement, sign_and_word):
    """A judgement is told by a sign and by a word, so that no colour is needed; without one it is not judged."""
    comparison, risk = select(small_evidence, EVENT).comparisons[0], judgements_of(small_evidence)["doe-2021-harms"]
    overall = risk.overall.model_copy(update={"judgement": judgement})
    evidence = with_judgements(small_evidence, **{"doe-2021-harms": risk.model_copy(update={"overall": overall})})
    assert forest.risk_of_bias(evidence, comparison) == sign_and_word
    unjudged = with_judgements(small_evidence, **{"doe-2021-harms": None})
    assert forest.risk_of_bias(unjudged, comparison) == ("", "not judged")


def test_the_worst_of_several_judgements_lights_up(small_evidence):
    """Each domain has the worst that was judged of a result; judged by no domain, the result has no lights."""
    comparison, risk = select(small_evidence, EVENT).comparisons[0], judgements_of(small_evidence)["doe-2021-harms"]
    assert forest.risk_lights(small_evidence, comparison) == (0, 1, 1)
    worse = risk.model_copy(update={"domains": dict.fromkeys(risk.domains, risk.overall)})
    assert forest.risk_lights(with_judgements(small_evidence, invented=worse), comparison) == (1, 1, 1)
    assert forest.risk_lights(with_judgements(small_evidence, **{"doe-2021-harms": None}), comparison) == ()


@pytest.mark.parametrize("level", ["low", "some-concerns", "high"])
def test_the_key_names_the_judgements_that_occur(small_evidence, monkeypatch, level):
    """Above the lights each judgement that lights up has its word, and no other has."""
    risks, tools = small_evidence.library.appraisal.risks, small_evidence.library.appraisal.tools
    for name, risk in risks.items():
        judgement = risk.overall.model_copy(update={"judgement": level}) if risk.overall else None
        domains = dict.fromkeys(risk.domains, judgement)
        monkeypatch.setitem(risks, name, risk.model_copy(update={"overall": judgement, "domains": domains}))
    words = tools[risks["doe-2021-harms"].tool].judgements
    assert set(texts_in(show.forest(small_evidence, EVENT))) & set(words.values()) == {words[level]}


def test_a_long_key_takes_more_lines(small_evidence, monkeypatch):
    """A judgement of many words stays within the figure."""
    tools = small_evidence.library.appraisal.tools
    tool = tools[small_evidence.library.appraisal.risks["doe-2021-harms"].tool]
    words = {name: f"{label}, told in many more words" for name, label in tool.judgements.items()}
    short = show.forest(small_evidence, EVENT)
    monkeypatch.setitem(tools, "rob2", tool.model_copy(update={"judgements": words}))
    long = show.forest(small_evidence, EVENT)
    heights = [float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)', figure.svg)[1]) for figure in (short, long)]
    assert heights[1] > heights[0] and words["low"] in texts_in(long)


def test_fewer_and_more_stand_on_their_own_sides_of_zero(small_evidence):
    """What lies on either side of no difference is said on that side, right below it."""
    for figure in (show.forest(small_evidence, EVENT), show.cumulative(small_evidence, EVENT)):
        texts = {tag.get_text(): tag for tag in BeautifulSoup(figure.svg, "html.parser").select("text")}
        fewer, zero, more = (texts[label] for label in ("← fewer", "0", "more →"))
        assert 0 < float(zero["x"]) - float(fewer["x"]) < 9 and "text-anchor: end" in fewer["style"]
        assert 0 < float(more["x"]) - float(zero["x"]) < 9 and "text-anchor: start" in more["style"]


def test_certainty_stands_beside_the_disease(small_evidence):
    """The drawing has the level that was rated of an event in its disease, and nothing where none was."""
    assert "Example fever, week 8, ⊕⊕◯◯ low certainty" in texts_in(show.forest(small_evidence, EVENT))
    assert "⊕" not in " ".join(texts_in(show.forest(small_evidence, "serious-adverse-event")))


def test_weights_are_those_of_the_pooled_difference(small_evidence):
    """Weights sum to 100 %, and the weighted mean of the trials' differences is the pooled one."""
    comparisons = select(small_evidence, EVENT).comparisons
    weights, mean = forest.weights(comparisons), 0.0
    assert sum(weights) == pytest.approx(100)
    for weight, trial in zip(weights, comparisons, strict=True):
        mean += weight / 100 * (trial.events / trial.n - trial.control_events / trial.control_n)
    assert mean == pytest.approx(risk_difference([trial.table for trial in comparisons]).estimate)


def test_the_second_line_is_labelled_and_stands_last(small_copy):
    """The line across diseases says in drawing and words that it is no answer for a disease."""
    small_copy.edit("roe-2022", "conditions", ["sample-rash"])
    for rating, row in (("any-adverse-event", "doe-2021/any-ten-w8"), ("clearing", "doe-2021/clearing-ten-w8")):
        small_copy.edit(f"appraisal/certainty/example-fever-{rating}", "rows", [row])
    figure = show.forest(Evidence.at(small_copy.review), EVENT)
    label = harms.SECOND_LINE[1:]
    assert label in " ".join(texts_in(figure)) and figure.alt.index(label) > figure.alt.rindex("with the tablet,")
    assert "Example fever and sample rash" in texts_in(figure)


def test_a_refusal_is_told(small_copy):
    """Where the rules pool nothing, their sentence stands in the caption; without any result, in the figure's place."""
    rows = small_copy.at("roe-2022", "adverse_events")[0]["adverse_events"]
    small_copy.edit("roe-2022", "adverse_events", [row for row in rows if not row["id"].startswith("any-")])
    small_copy.edit("appraisal/risk-of-bias/roe-2022-harms", "rows", ["serious-ten-both-w8"])
    small_copy.edit("appraisal/certainty/example-fever-any-adverse-event", "rows", ["doe-2021/any-ten-w8"])
    evidence = Evidence.at(small_copy.review)
    figure, line = show.forest(evidence, EVENT), harms.analysis(evidence, EVENT).by_disease[0]
    assert figure.caption.count(line.difference.lines[0].sentence) == 1
    assert "weight" not in figure.alt and "Pooled" not in figure.alt and show.cumulative(evidence, EVENT) is None
    text = words(show.forest(evidence, "death"))
    assert text == f"Death: {harms.analysis(evidence, 'death').refusal.sentence}"


def test_a_refusal_says_a_name_once(small_copy, monkeypatch):
    """Trials and studies go by their names; a study that is named by its trial by that alone."""
    rows = [row["id"] for row in small_copy.at("doe-2021", "adverse_events")[0]["adverse_events"]]
    evidence = evidence_with(small_copy, ("doe-2021", f"adverse_events[{rows.index('any-ten-w8')}].events", 0))
    assert "Here: FIRST in Doe 2021." in show.forest(evidence, EVENT).caption
    monkeypatch.setitem(short_names(evidence), "doe-2021", "NCT00000001, FIRST")
    assert "Here: FIRST." in show.forest(evidence, EVENT).caption


def test_an_unknown_event_is_told(small_evidence):
    """An event that nobody knows is an error with its name."""
    with pytest.raises(KeyError, match="no-event"):
        show.forest(small_evidence, "no-event")


def estimate_of(point: float, low: float, high: float, measure: str = "risk-difference") -> Estimate:
    """Return an invented estimate."""
    fields = {"question": "invented", "method": "invented", "k": 1, "tables": 1, "participants": 9}
    bounds = {"estimate": point, "low": low, "high": high}
    return Estimate(measure=measure, rows=(), digest="", **fields, **bounds)


def test_marks_differ_in_shape(small_evidence):
    """One result, a pooled one and the second line are different shapes: remove all colour and they still differ."""
    entries = [Entry(Line("invented"), estimate_of(0.1, -0.1, 0.3), shape) for shape in ("square", "filled", "hollow")]
    drawings = [differences(small_evidence, "cumulative", EVENT, [entry], trails=[]).svg for entry in entries]
    assert len({re.sub(r"(?:currentColor|var\(--[\w-]+\)|#[0-9a-f]{6})", "colour", svg) for svg in drawings}) == 3


def test_the_trail_goes_by_year_to_the_pooled_result(small_evidence):
    """The last step has the numbers of the pooled line, later years come later, and nothing is tested."""
    trail = show.cumulative(small_evidence, EVENT)
    assert trail.alt.endswith(f"{per_thousand(harms.analysis(small_evidence, EVENT).by_disease[0].difference.main)}.")
    years = [int(year) for year in re.findall(r"(\d{4}), (?:and )?\w+ \d{4}, ", trail.alt)]
    assert len(years) == 3 and years == sorted(years)
    match = re.search(r"(\d+ \w+) at first and (\d+ \w+) now in example fever\.$", trail.title)
    first, last = match.groups()
    assert f": {first} (" in trail.alt and f": {last} (" in trail.alt[-60:]
    assert "no order among them" in trail.caption and "No test is made" in trail.caption


@pytest.mark.parametrize(
    ("difference", "expected"), [(-0.0279, "−28"), (-0.0002, "−0.2"), (0.0, "0"), (-1e-6, "−0.001"), (0.0718, "72")]
)
def test_a_difference_keeps_its_side_of_zero(difference, expected):
    """A difference is a whole number of 1,000 people; one that would round to zero keeps decimals."""
    assert signed_difference(difference) == expected


def test_the_curve_tells_every_risk_difference(small_evidence, curve):
    """Each risk difference stands in the words; open choices in the drawing, the others in the caption."""
    figure = show.curve(small_evidence, curve)
    specs = [spec for spec in curve.specifications if spec.result.measure == "risk-difference"]
    assert f"{len(specs)} risk differences" in figure.alt
    assert all(f": {per_thousand(spec.result)}" in figure.alt for spec in specs)
    assert {"Arms", "any strength", "Estimator"} <= set(texts_in(figure)) and texts_in(figure).count("main") == 1
    assert "reading: first" in figure.caption and "Reading" not in texts_in(figure)


def test_the_title_of_a_curve_says_whether_the_direction_holds(small_evidence, curve):
    """Ways on both sides of no difference say that it depends, and ways on one side which it is."""
    results = sensitivity.differences(curve.specifications)
    title = show.curve(small_evidence, curve).title
    assert title.startswith("Any adverse event in example fever is commoner with the tablet than with placebo by each")
    assert curve.one_direction and f"by each of {len(results)} ways" in title
    first, *others = curve.specifications
    opposite = first._replace(result=replace(first.result, estimate=-0.01))
    title = show.curve(small_evidence, curve._replace(specifications=(opposite, *others))).title
    assert title.startswith("Whether any adverse event in example fever is rarer or commoner") and "depends" in title


def test_a_curve_without_a_risk_difference_is_an_error(small_evidence, curve):
    """Where no risk difference exists, or no curve at all, the error says of which event."""
    with pytest.raises(ValueError, match=EVENT):
        show.curve(small_evidence, curve._replace(specifications=()))
    with pytest.raises(KeyError, match="no curve of death in example-fever; there are: any-adverse-event example-fev"):
        show.curve_of(small_evidence, "death", FEVER)


def test_the_table_has_every_specification_and_one_main(small_evidence, curve):
    """There is a line a specification, in the order of the curve; it names what differs from the main one."""
    lines = rows(show.curve_table(small_evidence, curve))
    assert [row["Measure"] for row in lines] == [spec.result.measure.replace("-", " ") for spec in curve.specifications]
    ways = [row["Otherwise than the main analysis"] for row in lines]
    assert ways.count("main analysis") == sum(spec.main for spec in curve.specifications) == 1
    assert "arms: any strength" in ways and any("left out: " in way for way in ways)


def test_endless_ratios_are_told_in_words(small_evidence):
    """A bound beyond what can be printed is told in words, never as a row of digits or as zero."""
    intervals = ((1.5, 0.00001, 111762.7), (2, 1, float("inf")))
    choices = {"measure": "risk-ratio", "estimator": "invented", "left out": "none"}
    specs = tuple(Specification(choices, estimate_of(*interval, "risk-ratio"), True) for interval in intervals)
    lines = rows(curve_table(small_evidence, Curve("death", (FEVER,), specs, "")))
    results = [row["Result, 95 % interval"] for row in lines]
    assert results == ["1.50 (below 0.01 to above 100)", "2.00 (1.00 to unbounded)"]


def test_a_random_effects_line_has_its_tau_and_prediction_interval(small_evidence):
    """Of three studies the spread of the effects and where that of a further one is expected stand beside the line."""
    line = re.search(r"Pooled, random effects; [^<]*", " ".join(texts_in(show.forest(small_evidence, EVENT))))[0]
    assert re.search(r"; tau 0 \(0 to \d+\) per 1,000; prediction interval 474 fewer to 574 more, rough", line)


def test_every_line_of_a_model_has_its_spread_in_the_table_too(small_evidence, curve):
    """A line that lets trials differ tells by how much, and from three results on where a further one is expected."""
    lines = rows(show.curve_table(small_evidence, curve))
    for row, spec in zip(lines, curve.specifications, strict=True):
        result = row["Result, 95 % interval"]
        assert ("tau " in result) == (spec.result.tau is not None)
        assert ("prediction interval" in result) == (spec.result.prediction is not None)
    assert any("random effects" in row["Estimator"] and "prediction" in row["Result, 95 % interval"] for row in lines)


BOTTOM_LINES = [
    ((0.1, 0.05, 0.2), (0.2, 0.1, 0.3), "Neither the direction nor how sure it is depends"),
    ((0.1, -0.05, 0.2), (0.2, 0.1, 0.3), "The direction holds, but how sure it is depends"),
    ((-0.1, -0.2, 0.2), (0.2, -0.1, 0.3), "Whether more people have the event with the tablet or with placebo"),
]


@pytest.mark.parametrize(("first", "second", "sentence"), BOTTOM_LINES)
def test_the_bottom_line_follows_the_specifications(small_evidence, monkeypatch, first, second, sentence):
    """Each curve is named once, in the sentence that its specifications call for."""
    specs = tuple(Specification({"estimator": "exact"}, estimate_of(*interval), False) for interval in (first, second))
    curves = (Curve("death", (FEVER,), specs, ""),)
    monkeypatch.setattr("livingevidence.show.figures.sensitivity._curves", lambda _: curves)
    text = words(show.bottom_line(small_evidence))
    assert sentence in text and text.count("death in example fever") == 1
    assert ("There is no pooled harm" in text) == ("Neither" not in sentence)
    assert sensitivity.sentence(specs, small_evidence.topic).count("direction depends") == ("Whether" in sentence)


def test_every_harm_without_a_pooled_difference_has_its_reason(small_evidence):
    """Each event of which a difference is not pooled stands in the table, with the rule's sentence or the reasons."""
    by_reason = {row["Why no difference is pooled"]: row["Harms"] for row in rows(show.not_pooled(small_evidence))}
    for analysis in harms.analyses(small_evidence):
        label = small_evidence.vocabulary.label("adverse-events", analysis.event)
        if analysis.refusal:
            names = "; ".join(names for reason, names in by_reason.items() if reason.startswith("No result"))
            assert label in names.split("; ")
        for line in analysis.lines:
            if isinstance(refusal := line.difference.lines[0], Refusal):
                assert f"{label} (" in by_reason[rules.RULES[refusal.rule].sentence]
                assert refusal.sentence.startswith(rules.RULES[refusal.rule].sentence)
