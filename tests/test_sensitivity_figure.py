"""Specification curves as figure and table, and the harms that have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from livingevidence.results.harm_numbers import per_thousand
from livingevidence.show.figures import sensitivity as sensitivity_figure
from livingevidence.synthesis import harms, sensitivity
from livingevidence.synthesis.comparisons import events
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.sensitivity import Curve, Specification

CHAPTER = (Path(__file__).parent.parent / "notebooks/sensitivity.md").read_text(encoding="utf-8")
STOPPED, BOTH = "discontinuation-due-to-adverse-event", ("atopic-dermatitis", "vitiligo")


@pytest.fixture(scope="module")
def curves(evidence):
    """Return all curves."""
    return sensitivity.curves(evidence)


@pytest.fixture(scope="module")
def across(curves):
    """Return the curve of withdrawals across diseases."""
    return next(curve for curve in curves if (curve.event, curve.diseases) == (STOPPED, BOTH))


def plain(text: str) -> str:
    """Return text without the backslashes that keep it from being markup."""
    return text.replace("\\", "")


def test_the_figure_tells_every_risk_difference(evidence, across):
    """Each risk difference stands in the alternative text with its interval; there are as many as are drawn."""
    figure = sensitivity_figure.curve(evidence, across)
    shown = [spec for spec in across.specifications if spec.result.measure == "risk-difference"]
    assert f"{len(shown)} risk differences" in figure.alt
    assert all(f": {per_thousand(spec.result)}" in figure.alt for spec in shown)
    assert figure.alt.count("main analysis, Mantel–Haenszel: ") == 1


def test_the_figure_labels_every_option(evidence, across):
    """Choices that are open stand in the drawing, each option in words, trials by name; the others in the caption."""
    figure = sensitivity_figure.curve(evidence, across)
    drawn = [tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text")]
    for words in ("Arms", "any strength", "Reading", "Left out", "none", "TRuE-AD1", "TRuE-V2", "Estimator", "kept"):
        assert words in drawn
    assert "tables pooled by their source: counted" in figure.caption


def test_the_main_analysis_is_marked_by_shape_and_word(evidence, across):
    """The word stands once in the drawing, and its mark is another shape than all others."""
    figure = sensitivity_figure.curve(evidence, across)
    drawn = [tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text")]
    assert drawn.count("main") == 1
    looks = {spec.main: sensitivity_figure._look(spec)["marker"] for spec in across.specifications}
    assert looks[True] != looks[False]


def test_the_figure_is_the_same_twice(evidence, across):
    """The same curve gives the same bytes."""
    assert sensitivity_figure.curve(evidence, across) == sensitivity_figure.curve(evidence, across)


def test_a_curve_without_a_risk_difference_is_an_error(evidence, across):
    """Where no risk difference exists, the error says of which event."""
    ratios = tuple(spec for spec in across.specifications if spec.result.measure != "risk-difference")
    with pytest.raises(ValueError, match=STOPPED):
        sensitivity_figure.curve(evidence, across._replace(specifications=ratios))


def test_the_table_has_every_specification_and_one_main(evidence, curves):
    """Each curve's table has a line a specification, in the order of the curve, and one of them is the main one."""
    for curve in curves:
        rows = sensitivity_figure.table(evidence, curve).rows
        assert [row[0] for row in rows] == [s.result.measure.replace("-", " ") for s in curve.specifications]
        assert [row[3] == "**main analysis**" for row in rows] == [s.main for s in curve.specifications]


def test_the_table_says_what_differs(evidence, across):
    """A line names the choices in which it differs from the main analysis, and only these."""
    rows = sensitivity_figure.table(evidence, across).rows
    found = next(
        row
        for row, spec in zip(rows, across.specifications, strict=True)
        if spec.choices["left out"] == "NCT03745638" and spec.choices["arms"] == sensitivity.FORMULATIONS[0]
    )
    assert "left out: TRuE-AD1" in plain(found[3]) and "arms" not in found[3]


def invented(estimate: float, low: float, high: float, measure: str = "risk-ratio") -> Specification:
    """Return an invented specification that is the main one."""
    line = Estimate(
        question="invented", measure=measure, method="invented", k=3, tables=3, participants=9, rows=(), digest="",
        estimate=estimate, low=low, high=high,
    )  # fmt: skip
    return Specification({"measure": measure, "estimator": "invented", "left out": "none"}, line, True)


def test_endless_ratios_are_told_in_words(evidence):
    """A bound beyond what can be printed is told in words, never as a row of digits or as zero."""
    curve = Curve("death", ("vitiligo",), (invented(1.5, 0.00001, 111762.7), invented(2, 1, float("inf"))), "")
    told = [plain(row[2]) for row in sensitivity_figure.table(evidence, curve).rows]
    assert told == ["1.50 (below 0.01 to above 100)", "2.00 (1.00 to unbounded)"]


def test_the_bottom_line_follows_the_sentences(evidence, curves):
    """Each curve is named once, in the sentence that its own sentence calls for; without digits."""
    told = plain(sensitivity_figure.bottom_line(evidence, curves).text)
    assert sum(told.count(label) for label in (" in atopic dermatitis", " in vitiligo")) == len(curves)
    firm = [Curve(STOPPED, BOTH, (), "all point to fewer; no interval leaves out that there is no difference.")]
    said = plain(sensitivity_figure.bottom_line(evidence, firm).text)
    assert "Neither the direction nor how sure it is depends" in said and "holds, but" not in said
    unsure = [firm[0]._replace(sentence="all point to fewer; so how sure it is depends on the choice.")]
    said = plain(sensitivity_figure.bottom_line(evidence, unsure).text)
    assert "The direction holds, but" in said and "There is no pooled harm" in said
    split = [firm[0]._replace(sentence="the direction depends on the choice; so how sure it is depends on the choice.")]
    assert "The direction holds" not in plain(sensitivity_figure.bottom_line(evidence, split).text)


def test_every_harm_without_a_pooled_difference_has_its_reason(evidence):
    """Each event of which a difference is not pooled stands in the table, with the rule's sentence or the reasons."""
    told = {plain(why): plain(names) for why, names in sensitivity_figure.not_pooled(evidence).rows}
    for event in events(evidence):
        found, label = harms.analysis(evidence, event), evidence.vocabulary.label("adverse-events", event)
        if found.none:
            assert any(why.startswith("No result") and label in names.split("; ") for why, names in told.items())
        for line in (*found.by_disease, *([found.across] if found.across else [])):
            why = line.difference.lines[0]
            if isinstance(why, Refusal):
                assert f"{label} (" in told[why.sentence.split(" Here:")[0]]


def test_the_chapter_shows_every_curve(curves):
    """Each curve has its sentence and its table in the chapter, and with three results or more its figure."""
    for curve in curves:
        name = "stopping" if curve.event == STOPPED else f'"{curve.event}"'
        keys = ", ".join([name, *(f'"{disease}"' for disease in curve.diseases)])
        assert f"tables.Prose(by_result[{keys}].sentence)" in CHAPTER
        assert f"sensitivity_figure.table(evidence, by_result[{keys}])" in CHAPTER
        several = max(spec.result.tables for spec in curve.specifications) > 2
        assert (f"sensitivity_figure.curve(evidence, by_result[{keys}])" in CHAPTER) == several
