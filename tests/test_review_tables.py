"""The tables on the review itself: earlier reviews, and whom a group takes in."""

from __future__ import annotations

import re

import pytest

from live import PROTOCOL
from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.show.tables.reviews import eligibility, reviews

REVIEWS = ("spadafora-2025", "shen-2025", "abduelmula-2023", "liu-2023", "hwang-e-2023")


def test_a_review_shows_its_search(evidence):
    """The search that a record notes stands among what the review covers."""
    assert "MEDLINE" in reviews(evidence, ["spadafora-2025"]).rows[0][3]


def test_what_is_awaited_is_left_out(evidence):
    """A result that was not read is neither covered nor said."""
    assert "awaited" not in " ".join(reviews(evidence, ["shen-2025"]).rows[0])


def test_the_drug_is_named_beside_its_count(evidence):
    """Counts of several drugs in one review are told apart by their arms."""
    said = reviews(evidence, ["abduelmula-2023"]).rows[0][4]
    assert "complete resolution\\, ruxolitinib: {number}`abduelmula-2023/complete-response-rux`" in said


def test_a_ratio_names_its_measure(evidence):
    """A ratio is never a bare number."""
    assert "odds ratio: {number}`liu-2023/salt50" in reviews(evidence, ["liu-2023"]).rows[0][4]


def test_what_is_not_recorded_is_said(evidence):
    """A review of which the record holds nothing but its question says so."""
    assert reviews(evidence, ["hwang-e-2023"]).rows[0][3:] == ("not recorded", "not recorded")


def test_every_address_leads_somewhere(evidence):
    """Each number of the table stands in the evidence."""
    results = compute(evidence)
    cells = " ".join(cell for row in reviews(evidence, REVIEWS).rows for cell in row)
    found = re.findall(r"\{number\}`([^`]*)`", cells)
    assert found and all(look_up(address, evidence, results).text for address in found)


def test_an_unknown_review_is_refused(evidence):
    """A name that is no record is an error, not an empty line."""
    with pytest.raises(KeyError, match="nobody-1999"):
        reviews(evidence, ["nobody-1999"])


@pytest.mark.parametrize("group", ["lichenoid", "granulomatous", "alopecia"])
def test_a_group_shows_whom_the_protocol_takes_in(evidence, group):
    """The criterion of the group stands first, word by word, and that of no other group stands there."""
    rows = [[cell.replace("\\", "") for cell in row] for row in eligibility(group).rows]
    people = {c.group: [f"People: {c.what}", c.taken_in, c.out] for c in PROTOCOL.eligibility if c.group}
    assert rows[0] == people[group]
    assert all(row not in rows for other, row in people.items() if other != group)
    assert any("ruxolitinib on the skin" in row[0] for row in rows)
