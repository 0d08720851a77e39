"""How figures are drawn: words whole, links over what they are of, the same bytes each time."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from livingevidence import show
from livingevidence.show.figures.drawing import BRAND, INK, WIDTH, Line, figure, headed, share, told
from shown import drawn

ROW = "doe-2021/clearing-ten-w8"


def made(small_evidence, *lines: Line, **more):
    """Return an invented figure."""
    return figure(small_evidence, "x", lines, alt='It shows "<b>".', caption="A & B.", **more)


def test_the_figure_says_what_it_shows(small_evidence):
    """The drawing has a role and its words, the caption stands below it, and all of it is text."""
    tree = BeautifulSoup(made(small_evidence, Line("one"))._repr_html_(), "html.parser")
    assert tree.select_one("figure.review-figure")["id"] == "figure-x"
    svg = tree.select_one(".drawing > svg")
    assert (svg["role"], svg["aria-label"]) == ("img", 'It shows "<b>".')
    assert tree.figcaption.get_text() == "A & B."


def test_long_words_take_more_lines_and_are_whole(small_evidence):
    """Words that are wider than a phone go on in the next line; a dollar sign is a dollar sign."""
    words = "costs $5 and $6, " * 12
    assert " ".join(drawn(made(small_evidence, Line(words)))) == words.strip()


def test_a_part_of_a_drawing_leads_to_its_number(small_evidence):
    """A link lies over each number of a line, from left to right, with the number as its words."""
    tree = BeautifulSoup(made(small_evidence, Line("two", behind=(ROW, ROW)))._repr_html_(), "html.parser")
    first, second = tree.select(".drawing > a.number")
    assert first["href"] == "../studies/doe-2021.html#clearing-ten-w8" and first.get_text().startswith("20 of 40")
    sides = [[float(side[:-1]) for side in link["style"].removeprefix("inset:").split()] for link in (first, second)]
    assert sides[0][1] > 45 and sides[1][3] > 45 and tree.select_one(".drawing-hint")
    plain = BeautifulSoup(made(small_evidence, Line("one"))._repr_html_(), "html.parser")
    assert not plain.select("a, .drawing-hint")


def test_an_unknown_number_behind_a_line_is_an_error(small_evidence):
    """A figure never leads to nothing."""
    with pytest.raises(KeyError, match="no row, arm or case 'nothing'"):
        made(small_evidence, Line("one", behind=("doe-2021/nothing",)))


def test_colours_are_those_of_the_page(small_evidence):
    """Neither of the two colours is fixed: they follow the page, dark or light."""
    line = Line("x", draw=lambda axes, place: axes.plot([0, 1], [place] * 2, color=BRAND))
    svg = made(small_evidence, line, axis="share").svg
    assert BRAND not in svg and INK not in svg and "currentColor" in svg and "var(--color-brand-primary)" in svg


def test_ids_are_the_figures_own(small_evidence):
    """Two figures on one page share no id."""
    figures = [show.forest(small_evidence, "any-adverse-event"), show.cumulative(small_evidence, "any-adverse-event")]
    ids = [tag["id"] for f in figures for tag in BeautifulSoup(f._repr_html_(), "html.parser").select("[id]")]
    assert len(ids) == len(set(ids)) > 4


def test_a_head_stands_where_it_changes():
    """Lines under one head show and tell it once."""
    lines = headed([Line("a", "One", "a."), Line("b", "One", "b."), Line("c", "Two", "c.")])
    assert [line.head for line in lines] == ["One", "", "Two"]
    assert told(lines) == "One. a. b. Two. c."


def test_marks_differ_without_colour(small_evidence):
    """Treatment and anything else, with and without an interval, are four different marks."""
    looks = set()
    for treated in (True, False):
        for bounds in ((10, 30), None):
            line = Line("x", draw=lambda a, p, t=treated, b=bounds: share(a, p, percent=20, bounds=b, treated=t))
            svg = made(small_evidence, line).svg
            looks.add(re.sub(r"currentColor|var\(--[\w-]+\)", "colour", svg))
    assert len(looks) == 4


def test_a_figure_is_as_wide_as_a_phone(small_evidence):
    """Every figure has the same width, whatever its height."""
    boxes = [re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', made(small_evidence, *lines).svg).groups()
             for lines in ([Line("x")], [Line("x")] * 9)]  # fmt: skip
    assert {float(width) for width, _ in boxes} == {WIDTH * 72} and boxes[0][1] != boxes[1][1]


@pytest.mark.parametrize("name", ["who_was_studied", "ladder", "direction", "harvest", "swimmer", "ladder_by_year"])
def test_a_figure_is_the_same_twice(small_evidence, name):
    """The same evidence gives the same bytes."""
    assert getattr(show, name)(small_evidence, "rashes") == getattr(show, name)(small_evidence, "rashes")
