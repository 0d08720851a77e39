"""Single patients: all of them stand there, no time is made up, and the words tell what the drawing shows."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from live import GROUPS
from livingevidence.show.figures import swimmer
from livingevidence.show.figures.drawing import BRAND, Figure, Line, canvas
from livingevidence.show.tables import Prose
from ruxreview import Evidence

# By hand from the records: study and case of everyone told one by one, and the weeks that were read.
KNOWN = {
    "lichenoid": {"jeadv-lpp-rux-nd/case-1": (None, None)},
    "granulomatous": {
        "del-rosso-lecture/case-1": (None, None),
        "gorham-2023/case-1": (None, None),
        "nxg-scalp-letter-2025/case-1": (None, 7),
    },
    "alopecia": {
        "jeadv-lpp-rux-nd/case-1": (None, None),
        "bayart-2017/case-responder-a": (None, None),
        "bayart-2017/case-responder-b": (None, None),
        "bayart-2017/case-responder-c": (None, None),
        "bayart-2017/case-responder-d": (None, None),
        "jdd-2024-paediatric-aa/case-1": (None, None),
        "bokhari-2018/case-generalised-1": (24, None),
        "bokhari-2018/case-generalised-2": (None, None),
        "craiglow-2016/case-1": (12, 12),
    },
}


@pytest.mark.parametrize("group", GROUPS)
def test_everyone_told_one_by_one_is_there(evidence, group):
    """Every case of topical ruxolitinib whose condition is of the group has a row, with the weeks of its record."""
    found = swimmer.cases(evidence, group)
    weeks = {f"{study.id}/{case.id}": (case.weeks_to_response, case.weeks_followed) for study, case in found}
    assert weeks == KNOWN[group]


def test_cases_of_other_treatments_are_not_there(evidence):
    """A patient on an oral drug is no patient on topical ruxolitinib."""
    others = {study.id for study in evidence.where(treated=False).records.values() if study.cases}
    assert others and not others & {study.id for group in GROUPS for study, _ in swimmer.cases(evidence, group)}


def marks(evidence, group: str) -> list[tuple[float | None, float | None]]:
    """Return the end of the bar and the place of the mark of each row, as they are drawn."""
    drawn = []
    for _, case in swimmer.cases(evidence, group):
        with canvas([Line("x")]) as (axes, (place,)):
            swimmer._draw(axes, place, case)
        bar = axes.patches[0].get_width() if axes.patches else None
        drawn.append((axes.lines[0].get_xdata()[0] if axes.lines else None, bar))
    return drawn


@pytest.mark.parametrize("group", GROUPS)
def test_no_bar_or_mark_without_a_time_that_was_read(evidence, group):
    """Bar and mark stand exactly where the record has weeks, and nowhere else."""
    assert marks(evidence, group) == list(KNOWN[group].values())


def test_the_figure_draws_one_bar_for_one_time_followed(evidence):
    """In the whole drawing of a group with one time followed there is one bar in colour."""
    drawing = BeautifulSoup(swimmer.swimmer(evidence, "granulomatous").svg, "html.parser")
    bars = [path for path in drawing.select("path") if "var(--color-brand-primary)" in path.get("style", "")]
    assert len(bars) == 1 and BRAND not in str(drawing)


def test_a_group_without_any_time_has_no_axis(evidence):
    """Where no time was read there is no axis of weeks to read one from."""
    figure = swimmer.swimmer(evidence, "lichenoid")
    assert "weeks since the start" not in figure.svg and "Time not read" in figure.alt


@pytest.mark.parametrize("group", GROUPS)
def test_the_words_tell_every_case(evidence, group):
    """The alternative text has treatment, what was tried before, what was reported and the times of everyone."""
    alt = swimmer.swimmer(evidence, group).alt
    for _, case in swimmer.cases(evidence, group):
        told = [case.regimen, case.response_detail, *case.prior_treatments, *case.concomitant]
        assert all(words in alt for words in told)
        if case.weeks_to_response is not None:
            assert f"Response at week {case.weeks_to_response:g}" in alt
    assert alt.count("Tried before: ") == len(KNOWN[group])


def test_a_degree_that_was_not_read_is_not_made_one(evidence):
    """What a news text calls successful stays a patient whose degree of response was not read."""
    alt = swimmer.swimmer(evidence, "lichenoid").alt
    assert "Degree not read: successful" in alt and "omplete response" not in alt


def test_other_treatment_at_the_same_time_is_told(evidence):
    """A patient who got a steroid as well is not told as one on ruxolitinib alone."""
    told = re.sub(r"\s+", " ", swimmer.swimmer(evidence, "granulomatous").alt)
    assert "with intralesional triamcinolone" in told


def test_nothing_reads_like_a_rate(evidence):
    """A legend warns that the rows are no sample; no share of responders and no interval is given."""
    for group in GROUPS:
        figure = swimmer.swimmer(evidence, group)
        assert "likelier to be published" in figure.caption and "interval" not in figure.alt + figure.caption
    assert "of the 6 people in the study" in swimmer.swimmer(evidence, "alopecia").alt


@pytest.mark.parametrize("group", GROUPS)
def test_no_words_are_cut(evidence, group):
    """Every row's words stand whole in the drawing."""
    figure = swimmer.swimmer(evidence, group)
    drawn = " ".join(tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text"))
    for _, case in swimmer.cases(evidence, group):
        assert case.response_detail in drawn and case.regimen in drawn


def test_what_lifts_a_report_is_told_or_said_to_be_unrecorded(data_copy, evidence):
    """A washout that was recorded stands with its patient; what is recorded of nobody is one line."""
    data_copy.edit("gorham-2023", "cases[0].washout", "nothing for 99 weeks, invented")
    told, *rest = swimmer.table(Evidence.load(data_copy.folder), "granulomatous").text.split("\n")
    assert told.startswith("- Washout: Woman ") and "/studies/gorham-2023>" in told
    assert told.endswith("nothing for 99 weeks\\, invented.")
    assert rest[0] == "- Not recorded of anybody here: relapse, rechallenge, untreated side, stable disease before."
    before = swimmer.table(evidence, "granulomatous").text
    assert before.startswith("- Not recorded of anybody here: washout, relapse, ")


def test_a_relapse_told_with_the_response_is_a_relapse(evidence):
    """Where the degree says that the response was lost, the line of relapse has the record's words, of nobody else."""
    (line,) = (line for line in swimmer.table(evidence, "alopecia").text.split("\n") if line.startswith("- Relapse"))
    told = "100\\% regrowth of scalp and eyebrows by week 24\\, relapsed after 12 weeks; of nobody else."
    assert line.startswith("- Relapse: Man ") and line.endswith(told)


def test_nobody_is_said_in_a_sentence(evidence):
    """A group without a single patient has a sentence instead of an empty drawing."""
    assert swimmer.swimmer(evidence, "other") == Prose(swimmer.NOBODY)


@pytest.mark.parametrize("group", GROUPS)
def test_a_figure_is_the_same_twice(evidence, group):
    """The same evidence gives the same bytes."""
    assert isinstance(swimmer.swimmer(evidence, group), Figure)
    assert swimmer.swimmer(evidence, group) == swimmer.swimmer(evidence, group)
