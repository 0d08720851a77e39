"""Figures: what they show is in their words, and they are the same bytes each time."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from ruxreview import figures


def test_zero_of_sixteen_has_an_upper_bound(evidence):
    """An arm in which nobody responded is told with its upper bound, never as nothing."""
    assert "0 of 16, exact interval 0.0 to 20.6 percent" in figures.responses(evidence, "alopecia-universalis").alt


def test_awaited_results_stand_in_their_place(evidence):
    """Results of the vehicle-controlled part that were not read are told to be awaited."""
    assert re.search(r"olsen-2020, .*SALT50 at week 24: awaited", figures.responses(evidence, "alopecia-areata").alt)


def test_reports_and_series_of_cases_have_no_interval(evidence):
    """A case report and a case series are in no figure of responses."""
    told = figures.responses(evidence, "alopecia-areata").alt
    assert "bayart-2017" not in told and "jdd-2024" not in told


def test_the_reference_concentration_is_that_of_the_sources(evidence):
    """The line that exposure is held against is the concentration that the sources print."""
    assert "reference concentration of 281 nM" in figures.exposure(evidence).alt


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
