"""The size of the evidence, so that nothing is lost in silence."""

from __future__ import annotations

import pytest

TOTALS = {
    "studies": 150,
    "outcomes": 551,
    "adverse_events": 572,
    "cases": 27,
    "sources": 378,
    "arms": 309,
    "left out": 69,
}


@pytest.mark.parametrize("name", TOTALS)
def test_nothing_is_lost_in_silence(evidence, name):
    """The evidence has as many studies, rows and sources as it had when this was last looked at.

    A change that adds or removes some on purpose changes `TOTALS` in the same commit, to the numbers that
    this test prints, and says in its description which records and why. A row that goes for good gets an
    entry in ``data/left-out.yaml`` with its reason, which counts under "left out". If the numbers moved and
    nobody meant it, a record was lost or cut: restore it instead.
    """
    found = len(evidence.library.left_out) if name == "left out" else len(getattr(evidence, name))
    assert found == TOTALS[name], f"{name}: {found} now, {TOTALS[name]} before; see the docstring of this test"


def test_left_out_entries_name_studies(evidence):
    """What was left out was left out of a study that is here, with a reason."""
    for item in evidence.library.left_out:
        assert item.study in evidence.records
        assert item.what.strip()
        assert item.reason.strip()


def test_nothing_is_left_out_twice(evidence):
    """An entry that stands twice would count twice."""
    items = [(item.study, item.what, item.reason) for item in evidence.library.left_out]
    assert len(items) == len(set(items))
