"""Figures: what they show is in their words, nothing is cut, and they are the same bytes each time."""

from __future__ import annotations

import re
from itertools import combinations
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.show import ladder, timeline
from livingevidence.show.figures import direction, forest, sensitivity, swimmer
from livingevidence.show.figures import responses as figures
from livingevidence.show.figures import timeline as timeline_figure
from livingevidence.show.figures.calendar import calendar
from livingevidence.show.figures.drawing import Line, canvas
from livingevidence.show.figures.exposure import exposure
from livingevidence.site import number_role
from livingevidence.site.shared import shared
from livingevidence.synthesis.sensitivity import curves
from ruxreview import Evidence

POOLED = "discontinuation-due-to-adverse-event"


def test_zero_of_sixteen_has_an_upper_bound(evidence):
    """An arm in which nobody responded is told with its upper bound, never as nothing."""
    assert "0 of 16, exact interval 0.0 to 20.6 percent" in figures.responses(evidence, "alopecia-universalis").alt


def test_awaited_results_stand_in_their_place(evidence):
    """A result that was not read beside ones that were is told to be awaited, with its arms."""
    told = figures.responses(evidence, "cutaneous-gvhd").alt
    assert "ruxolitinib on one site against vehicle on another site: lesion area: awaited" in told


def test_where_all_is_awaited_the_arms_are_listed(evidence):
    """Without a number there is no drawing but a list of arms with their people, each a link to its row."""
    told = figures.responses(evidence, "alopecia-areata")._repr_markdown_().replace("\\", "")
    assert "ruxolitinib (39 people) against vehicle cream (39 people): SALT50 at week 24: {number}`awaited <" in told


def test_areas_of_the_same_people_are_told_to_be(evidence):
    """A within-patient trial says in words and legend that its lines are of the same people."""
    figure = figures.responses(evidence, "alopecia-universalis")
    assert "Bokhari 2018: 16 people, the same in every line" in figure.alt
    assert "same people are no independent groups" in figure.caption


def test_people_enrolled_are_not_given_as_analysed(evidence):
    """A mean whose number analysed was not read stands without a number of its own."""
    figure = figures.responses(evidence, "cutaneous-gvhd")
    assert "Markova 2023: 24 people" in figure.alt and "n = 24" not in figure.alt
    assert "People are those enrolled" in figure.caption


def test_reports_and_series_of_cases_have_no_interval(evidence):
    """A case report and a case series are in no figure of responses."""
    told = figures.responses(evidence, "alopecia-areata")._repr_markdown_()
    assert "bayart-2017" not in told and "jdd-2024" not in told


def test_the_reference_concentration_is_that_of_the_sources(evidence):
    """The line that exposure is held against is the concentration that the sources print."""
    assert "reference concentration of 281 nM" in exposure(evidence).alt


def test_two_arms_of_one_study_are_told_apart(evidence):
    """The two strengths of one trial have words of their own, with the unit."""
    told = exposure(evidence).alt
    assert re.search(r"0\.75\s%, [^;]*: 23\.8 nM", told) and re.search(r"1\.5\s%, TRuE[^;]*: 35\.7 nM", told)


def test_no_words_are_cut(evidence):
    """Every line of words stands whole in the drawing, on as many lines as it takes, and fits its width."""
    figure = exposure(evidence)
    drawn = " ".join(tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text"))
    assert "…" not in drawn and "geometric mean plasma concentration in the first 28 days:" in drawn
    with canvas([Line("a word " * 40, "A head " * 20)]) as (axes, _):
        axes.figure.draw_without_rendering()
        assert all(text.get_window_extent().x1 <= axes.figure.bbox.x1 for text in axes.texts)


def test_marks_differ_in_shape():
    """Ruxolitinib and its comparators are told apart by shape, not by colour alone."""
    drawn = {shape: [] for shape in "os"}
    with canvas([Line("x")]) as (axes, (place,)):
        for cream in (True, False):
            figures.share(axes, place, 5, (1, 9), cream=cream)
    for line in axes.lines:
        drawn.get(line.get_marker(), []).append(line.get_color())
    assert len(drawn["o"]) == len(drawn["s"]) == 1


def test_study_without_a_number_of_people_says_so(data_copy):
    """A bar of unknown length says that the number was not read."""
    data_copy.remove("hwang-2024", "population.n_enrolled")
    told = figures.who_was_studied(Evidence.load(data_copy.folder), "granulomatous").alt
    assert "necrobiosis lipoidica: number not read" in told


@pytest.mark.parametrize("group", ["lichenoid", "granulomatous", "alopecia"])
def test_a_figure_is_the_same_twice(evidence, group):
    """The same evidence gives the same bytes."""
    assert figures.who_was_studied(evidence, group) == figures.who_was_studied(evidence, group)


def test_two_figures_share_no_id(evidence):
    """Figures on one page have ids of their own, and each refers to its own."""
    drawn = [figures.who_was_studied(evidence, "alopecia"), figures.responses(evidence, "alopecia-universalis")]
    ids = [tag["id"] for f in drawn for tag in BeautifulSoup(f._repr_html_(), "html.parser").select("[id]")]
    assert len(ids) == len(set(ids))
    for figure in drawn:
        named = set(re.findall(r'(?:href="#|url\(#)([^")]+)', figure.svg))
        assert named <= set(re.findall(r'\bid="([^"]+)"', figure.svg))


@pytest.fixture(scope="module")
def drawn(evidence) -> list[figures.Figure]:
    """Return a figure of each kind that leads to numbers."""
    by_year, groups = timeline.cuts(evidence), ("lichenoid", "alopecia")
    made = [calendar(evidence), exposure(evidence), *(figures.who_was_studied(evidence, group) for group in groups)]
    made += [figures.responses(evidence, "alopecia-universalis"), forest.forest(evidence, POOLED)]
    made += [forest.cumulative(evidence, POOLED), timeline_figure.figure(by_year, "lichenoid")]
    for draw in (ladder.figure, direction.direction, direction.harvest, swimmer.swimmer):
        made += [draw(evidence, group) for group in groups]
    return [*made, sensitivity.curve(evidence, next(c for c in curves(evidence) if c.event == POOLED))]


def links(figure: figures.Figure) -> list[tuple[str, list[float]]]:
    """Return the address of each link over a drawing, and its distances from top, right, bottom and left in percent."""
    found = re.findall(r'data-number="([^"]+)" style="inset:([^"]+)"', figure.svg)
    return [(address, [float(side.rstrip("%")) for side in sides.split()]) for address, sides in found]


def test_every_figure_leads_to_its_numbers(evidence, drawn):
    """Each link over a drawing has a number behind it, so it opens the card that the number has in a sentence."""
    results = compute(evidence)
    for figure in drawn:
        assert links(figure), figure.name
        for address, _ in links(figure):
            assert look_up(address, evidence, results).anchor, (figure.name, address)


def test_links_lie_on_the_drawing_and_not_on_each_other(drawn):
    """A finger on a line of a figure meets one link."""
    for figure in drawn:
        boxes = [(left, 100 - right, top, 100 - bottom) for _, (top, right, bottom, left) in links(figure)]
        for a, b in combinations(boxes, 2):
            across, down = min(a[1], b[1]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[2], b[2])
            assert across < 0.02 or down < 0.02, (figure.name, a, b)
        assert all(0 <= edge <= 100 for box in boxes for edge in box), figure.name


def test_each_row_drawn_has_its_link(evidence):
    """A figure of responses leads to every row that it draws, in their order."""
    figure = figures.responses(evidence, "alopecia-universalis")
    rows = [row.id for row in evidence.records["bokhari-2018"].outcomes]
    found = [address.removeprefix("bokhari-2018/") for address, _ in links(figure)]
    assert len(found) == figure.svg.count('class="number"') == 5
    assert found == [row for row in rows if row in found]


def test_a_drawn_link_becomes_that_of_a_number(evidence, monkeypatch):
    """The site gives it the address, the words and the hint that the number has in a sentence."""
    monkeypatch.setattr(shared, "evidence", evidence)
    monkeypatch.setattr(shared, "results", compute(evidence))
    builder = SimpleNamespace(get_relative_uri=lambda page, to: f"../{to}.html")
    there = SimpleNamespace(app=SimpleNamespace(builder=builder), env=SimpleNamespace(docname="chapters/invented"))
    address = "hwang-2024/nl-lesion-score-rux-w12"
    drawn = number_role._DRAWN.search(f'<a class="number" data-number="{address}" style="inset:0"></a>')
    made = BeautifulSoup(number_role.SettleNumbers._drawn(there, drawn), "html.parser").a
    to = look_up(address, evidence, shared.results)
    assert made["href"] == f"../studies/hwang-2024.html#{to.anchor}"
    assert (made.get_text(), made["title"]) == (to.text, to.origin)
