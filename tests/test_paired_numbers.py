"""Differences between areas of the same people, as numbers and as a table."""

from __future__ import annotations

import re

import pytest

from livingevidence.results import paired_numbers
from livingevidence.results.compute import compute
from livingevidence.results.harm_numbers import more
from livingevidence.results.numbers import look_up
from livingevidence.show.tables import paired
from livingevidence.synthesis.estimate import Refusal
from livingevidence.synthesis.stats.paired import discordant
from ruxreview import Evidence

STUDY = "bokhari-2018"
OTHERS = ("tofa", "clobetasol", "vehicle")


def row(evidence, arm):
    """Return the count of an area."""
    return evidence.row(f"{STUDY}#partial-hair-regrowth-{arm}-w28")[1]


@pytest.fixture(scope="module")
def found(evidence):
    """Return the differences by key."""
    return {result.key: result for result in paired_numbers.paired_numbers(evidence)}


@pytest.mark.parametrize("other", OTHERS)
def test_a_difference_is_counted_by_hand(evidence, found, other):
    """The difference is that of the two counts, and its ends are the widest that any table with these counts has."""
    rux, against = row(evidence, "rux"), row(evidence, other)
    tables = [(rux.events - both, against.events - both) for both in range(rux.n + 1)]
    whole = [(b, c) for b, c in tables if b >= 0 and c >= 0 and rux.events + c <= rux.n]
    ends = [discordant(b, c, rux.n) for b, c in whole]
    wanted = (rux.events - against.events) / rux.n, min(e.low for e in ends), max(e.high for e in ends)
    told = [more(value, 100) for value in wanted]
    said = found[f"paired.{STUDY}.partial-hair-regrowth-{other}-w28"].value
    assert said == f"{told[0]} ({told[1]} to {told[2]})"


def test_the_direction_is_that_of_the_rows(evidence, found):
    """Fewer regrew hair with ruxolitinib than with the corticosteroid, more than with vehicle."""
    events = {arm: row(evidence, arm).events for arm in ("rux", *OTHERS)}
    for other in OTHERS:
        said = found[f"paired.{STUDY}.partial-hair-regrowth-{other}-w28"].value.split(" (")[0]
        assert said.endswith("more" if events["rux"] > events[other] else "fewer")


def test_every_other_treatment_of_the_same_people_has_a_key(found):
    """There is one difference for each other area, and none of ruxolitinib with itself."""
    assert {key for key in found if STUDY in key} == {
        f"paired.{STUDY}.partial-hair-regrowth-{other}-w28" for other in OTHERS
    }


def test_what_the_margins_leave_open_is_told(found):
    """How many answered differently on the two sides is a range where the counts leave it open, else one number."""
    assert "between 5 and 15 of 16 people" in found[f"paired.{STUDY}.partial-hair-regrowth-clobetasol-w28"].note
    assert "so 5 of 16 people answered" in found[f"paired.{STUDY}.partial-hair-regrowth-vehicle-w28"].note


def test_the_table_shows_the_numbers_of_the_page(evidence, found):
    """Each line leads to a computed number, each number has a line, and what to know stands beside it."""
    rows, results = paired.table(evidence).rows, compute(evidence)
    shown = [re.fullmatch(r"\{number\}`(.+)`", cells[1])[1] for cells in rows]
    assert shown == list(found)
    assert [look_up(key, evidence, results).text for key in shown] == [result.value for result in found.values()]
    assert all("reach the other" in cells[2] for cells in rows)


def test_a_group_without_such_a_trial_says_so(evidence):
    """Where nothing was compared on the same people, a sentence stands in place of the table."""
    made = paired.table(evidence.where(group="granulomatous"))
    assert made._repr_markdown_() == "Nothing was compared on the same people."


def test_a_refusal_is_not_computed_and_says_why(evidence, monkeypatch):
    """A refused difference is told in words, with its sentence."""
    refused = Refusal(
        question="invented", measure="risk-difference", method="paired", k=1, tables=1, participants=0,
        rows=("invented-2042/a", "invented-2042/b"), digest="", rule="Invented", sentence="Invented reason.",
    )  # fmt: skip
    monkeypatch.setattr(paired_numbers, "differences", lambda evidence: (refused,))
    (result,) = paired_numbers.paired_numbers(evidence)
    assert (result.key, result.value, result.note) == ("paired.invented-2042.b", "not computed", "Invented reason.")


def test_swapped_arms_turn_the_difference(full_copy, found):
    """With the rows of ruxolitinib and the corticosteroid swapped, more is fewer."""
    for table, arms in (("outcomes[0]", "clobetasol"), ("outcomes[2]", "rux")):
        full_copy.edit(STUDY, f"{table}.arm", arms)
    swapped = {result.value for result in paired_numbers.paired_numbers(Evidence.load(full_copy.folder))}
    was = found[f"paired.{STUDY}.partial-hair-regrowth-clobetasol-w28"].value
    assert was not in swapped
    assert any(value.split(" (")[0] == was.split(" (")[0].replace("fewer", "more") for value in swapped)
