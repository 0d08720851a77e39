"""Differences between areas of the same people, as a table."""

from __future__ import annotations

import re

from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.results.paired_numbers import paired_numbers
from livingevidence.show.tables import paired


def test_the_table_shows_the_numbers_of_the_page(evidence):
    """Each line leads to a computed number, each number has a line, and what to know stands beside it."""
    found = {result.key: result for result in paired_numbers(evidence)}
    rows, results = paired.table(evidence).rows, compute(evidence)
    shown = [re.fullmatch(r"\{number\}`(.+)`", cells[1])[1] for cells in rows]
    assert shown == list(found)
    assert [look_up(key, evidence, results).text for key in shown] == [result.value for result in found.values()]
    assert all("reach the other" in cells[2] for cells in rows)


def test_a_group_without_such_a_trial_says_so(evidence):
    """Where nothing was compared on the same people, a sentence stands in place of the table."""
    made = paired.table(evidence.where(group="granulomatous"))
    assert made._repr_markdown_() == "Nothing was compared on the same people."
