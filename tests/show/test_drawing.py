"""How figures are drawn: words whole, links over what they are of, the same bytes each time."""

import re

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from livingevidence import show
from livingevidence.show.figures.drawing import BRAND, INK, WIDTH, Figure, Line, figure, lines_under_heads, mark
from livingevidence.show.figures.shares import share_marks
from shown import texts_in, tree

ROW = "doe-2021/clearing-ten-w8"


def invented_figure(small_evidence, *lines: Line) -> Figure:
    """Return a figure with invented lines."""
    return figure(small_evidence, "harms", "any-adverse-event", lines, intervals=False)


def test_the_figure_says_what_it_shows():
    """The drawing has a role and its words, its caption opens below it, and all of it is text."""
    soup = tree(Figure("figure-x", "<svg ></svg>", Markup(), 'It shows "<b>".', "A & B."))
    assert soup.select_one("figure.review-figure")["id"] == "figure-x"
    svg = soup.select_one(".drawing > svg")
    assert (svg["role"], svg["aria-label"]) == ("img", 'It shows "<b>".')
    assert soup.figcaption.details.get_text() == "How to read itA & B."


def test_long_words_take_more_lines_and_are_whole(small_evidence):
    """Words that are wider than a phone go on in the next line; a dollar sign is a dollar sign."""
    words = "costs $5 and $6, " * 12
    assert words.strip() in " ".join(texts_in(invented_figure(small_evidence, Line(words))))


def test_a_part_of_a_drawing_leads_to_its_number(small_evidence):
    """A link lies over each number of a line, from left to right, with the number as its words."""
    soup = tree(invented_figure(small_evidence, Line("two", addresses=(ROW, ROW))))
    first, second = soup.select(".drawing > a.number")
    assert first["href"] == "../studies/doe-2021.html#clearing-ten-w8" and first.get_text().startswith("20 of 40")
    sides = [[float(side[:-1]) for side in link["style"].removeprefix("inset:").split()] for link in (first, second)]
    assert sides[0][1] > 45 and sides[1][3] > 45 and soup.select_one(".drawing-hint")
    assert not tree(invented_figure(small_evidence, Line("one"))).select("a, .drawing-hint")


def test_an_unknown_number_behind_a_line_is_an_error(small_evidence):
    """A figure never leads to nothing."""
    with pytest.raises(KeyError, match="no row, arm or case 'nothing'"):
        invented_figure(small_evidence, Line("one", addresses=("doe-2021/nothing",)))


def test_colours_are_those_of_the_page(small_evidence):
    """Neither of the two colours is fixed: they follow the page, dark or light."""
    svg = invented_figure(small_evidence, Line("x", marks=[mark(0, 1)])).svg
    assert BRAND not in svg and INK not in svg and "currentColor" in svg and "var(--color-brand-primary)" in svg


def test_ids_are_the_figures_own(small_evidence):
    """Two figures on one page share no id."""
    figures = [show.forest(small_evidence, "any-adverse-event"), show.cumulative(small_evidence, "any-adverse-event")]
    ids = [tag["id"] for drawing in figures for tag in tree(drawing).select("[id]")]
    assert len(ids) == len(set(ids)) > 4


def test_a_head_stands_where_it_changes():
    """Lines under one head show and tell it once."""
    lines = lines_under_heads([Line("a", "One", "a."), Line("b", "One", "b."), Line("c", "Two", "c.")])
    assert [(line.head, line.alt) for line in lines] == [("One", "One. a."), ("", "b."), ("Two", "Two. c.")]


def test_marks_differ_without_colour(small_evidence):
    """Treatment and anything else, with and without an interval, are four different marks."""
    kinds = [(treated, bounds) for treated in (True, False) for bounds in ((10, 30), None)]
    marks = [share_marks(20, bounds, treated=treated) for treated, bounds in kinds]
    drawings = [invented_figure(small_evidence, Line("x", marks=mark)) for mark in marks]
    assert len({re.sub(r"currentColor|var\(--[\w-]+\)", "colour", drawing.svg) for drawing in drawings}) == 4


def test_a_figure_is_as_wide_as_a_phone(small_evidence):
    """Every figure has the same width, whatever its height."""
    drawings = [invented_figure(small_evidence, *[Line("x")] * count).svg for count in (1, 9)]
    boxes = [re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups() for svg in drawings]
    assert {float(width) for width, _ in boxes} == {WIDTH * 72} and boxes[0][1] != boxes[1][1]


@pytest.mark.parametrize("name", ["swimmer", "ladder_by_year"])
def test_a_figure_is_the_same_twice(small_evidence, name):
    """The same evidence gives the same bytes."""
    assert getattr(show, name)(small_evidence, "rashes") == getattr(show, name)(small_evidence, "rashes")


def test_a_figure_carries_what_its_lines_say(small_evidence):
    """For a file of its numbers each line stands in words beside the address behind it."""
    figure = show.swimmer(small_evidence, "rashes")
    lines = BeautifulSoup(figure.__html__(), "html.parser").find("template").find_all("p")
    assert len(lines) == len(figure.rows) > 3
    assert {row["data-behind"].partition("/")[0] for row in lines} <= set(small_evidence.records) | {""}
