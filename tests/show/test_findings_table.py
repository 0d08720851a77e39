"""Summary-of-findings tables: every rating, absolute numbers first, and the same numbers as everywhere else."""

from __future__ import annotations

import re

import pytest

from live import REVIEW
from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.show.findings import in_signs
from shown import links, rows, words

CHAPTERS = sorted(REVIEW.chapters.glob("*.md"))
HARM = "example-fever-any-adverse-event"


def named(table) -> list[str]:
    """Return the ratings of a table, row by row."""
    column = table.head.index("Certainty")
    return [links(row[column])[0].removeprefix("../certainty.html#certainty-") for row in table.rows]


@pytest.mark.parametrize("kind", ["benefit", "harm"])
def test_every_rating_stands_once(small_evidence, kind):
    """The table of all groups has each rating of its kind once; those of the groups have their own."""
    ratings = small_evidence.library.appraisal.certainties
    wanted = sorted(name for name, rated in ratings.items() if rated.kind == kind)
    assert sorted(named(show.summary(small_evidence, kind=kind))) == wanted
    groups = [show.summary(small_evidence, group=group, kind=kind) for group in small_evidence.topic.groups]
    assert sorted(name for table in groups for name in named(table)) == wanted


def test_better_compared_outcomes_stand_first(small_evidence):
    """Within a condition, results against the control stand before those without a comparator."""
    outcomes = [row["Outcome"] for row in rows(show.summary(small_evidence, group="rashes"))]
    assert outcomes == ["rash gone at week 4, against placebo", "rash gone without a comparator, without a comparator"]


def test_absolute_numbers_stand_first(small_evidence):
    """A computed harm is told as people of a thousand before its ratio and before the rows as they were read."""
    (row,) = show.summary(small_evidence, group="fevers", kind="harm").rows
    told = words(row[2])
    assert told.startswith("any adverse event: of a thousand people 312 (254 to 375) with the tablet and 262 (")
    assert told.index("difference 50 more") < told.index("risk ratio 1.19") < told.index("12 of 40")
    assert next(link for link in links(row[2]) if "numbers.html" in link).endswith("example-fever-tablet")


@pytest.mark.parametrize(
    ("named", "computed"), [("roe-2022/any-ten-third-w8", True), ("doe-2021/any-twenty-w8", False)]
)
def test_a_harm_is_computed_of_all_that_answers_the_rating(small_copy, named, computed):
    """One row of a comparison is enough for its whole number to stand; a rating of other rows has none."""
    small_copy.edit("appraisal/certainty/" + HARM, "rows", [named])
    (row,) = show.summary(Evidence.at(small_copy.review), group="fevers", kind="harm").rows
    assert ("of a thousand people 312 " in words(row[2])) is computed


def test_no_event_stands_with_its_upper_bound(small_copy):
    """A count of nobody with an event is followed by the upper end of its exact interval."""
    small_copy.edit("loe-2018", "adverse_events[0].events", 0)
    (row,) = show.summary(Evidence.at(small_copy.review), group="rashes", kind="harm").rows
    assert "0 of 20, up to 16.8 %" in words(row[2])


def test_what_lowers_certainty_is_named(small_evidence):
    """Each reason that lowers certainty stands beside the level, and none that doesn't."""
    told = {row["Outcome"]: row["Certainty"] for row in rows(show.summary(small_evidence))}
    assert told["fever gone at week 8, against placebo"] == "⊕⊕⊕◯ moderate certainty; lowered for imprecision"
    alone = told["rash gone without a comparator, without a comparator"]
    assert alone.startswith("⊕◯◯◯ very low") and alone.endswith("it starts at this level, with no comparator")
    assert rows(show.summary(small_evidence, kind="harm"))[1]["Certainty"] == "Not rated"


def test_a_conditions_own_table_leaves_its_name_out(small_evidence):
    """On the page of a condition the table has its ratings alone, without a column for its name."""
    table = show.summary(small_evidence, condition="sample-rash")
    assert table.head[0] == "Outcome" and len(table.rows) == 2


def test_a_conditions_own_page_tells_what_is_awaited_elsewhere(small_copy):
    """Awaited rows lead to their own part of that page, once; a spread that can't be read as one leads to its row."""
    path = "appraisal/certainty/sample-rash-clearing"
    small_copy.edit(path, "rows", [*small_copy.at(path, "rows")[0]["rows"], "loe-2018/well-being-w12"])
    small_copy.edit(path, "question.outcomes", ["clearing", "well-being"])
    small_copy.edit("loe-2018", "outcomes[1].iqr_printed", "3 and 4")
    awaited = {"kind": "awaited", "measure": "awaited", "text": "Not read.", "where": "the paper"}
    for field, value in awaited.items():
        small_copy.edit("loe-2018", f"outcomes[0].{field}", value)
    for field in ("events", "n"):
        small_copy.remove("loe-2018", f"outcomes[0].{field}")
    evidence = Evidence.at(small_copy.review)
    told = [words(row[1]) for row in show.summary(evidence, condition="sample-rash").rows][1]
    assert "71.5 (how it spreads is unclear: details)" in told and told.count("awaited: see below") == 1
    assert "awaited: Not read." in words(show.summary(evidence, group="rashes"))


def test_nothing_rated_is_a_sentence(small_evidence):
    """A group without a rating of a kind says so."""
    assert words(show.summary(small_evidence, condition="quiet-rash")) == "No outcome has been rated."


def test_signs_and_words_agree():
    """One sign filled for each level, four in all."""
    assert in_signs("very-low") == "⊕◯◯◯ very low certainty" and in_signs("high") == "⊕⊕⊕⊕ high certainty"
    assert in_signs(None) == "Not rated"


def test_the_chapters_show_every_rating(evidence):
    """Each rating of the live review stands in the table of a chapter, whose calls are read from the chapters."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in CHAPTERS)
    calls = set(re.findall(r'^show\.summary\(evidence, group="(\w+)"(?:, kind="(\w+)")?\)', text, re.MULTILINE))
    shown = {
        name for group, kind in calls for name in named(show.summary(evidence, group=group, kind=kind or "benefit"))
    }
    assert shown == set(evidence.library.appraisal.certainties)
