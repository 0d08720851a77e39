"""Rows in words: each arm of a study is told apart."""

from __future__ import annotations

import pytest

from livingevidence.evidence import describe
from livingevidence.record.text import THIN
from ruxreview import Evidence

STUDIES = sorted(Evidence.load().records)


@pytest.mark.parametrize("name", STUDIES)
def test_no_two_arms_read_alike(evidence, name):
    """Arms that the source calls the same are told apart by strength, trial, weeks or id."""
    names = list(describe.arm_names(evidence.records[name]).values())
    assert len(set(names)) == len(names)


def test_a_lone_arm_keeps_its_own_words(evidence):
    """An arm that no other is like keeps the words of its source."""
    assert describe.arm_names(evidence.records["hwang-2024"]) == {"rux": "ruxolitinib"}


def test_strengths_are_told_apart(evidence):
    """Two strengths of one cream are told by their strength."""
    names = describe.arm_names(evidence.records["eichenfield-2025"])
    assert names["rux15"] == f"ruxolitinib, 1.5{THIN}%"
    assert names["rux075"] == f"ruxolitinib, 0.75{THIN}%"


def test_a_row_of_one_trial_names_it(evidence):
    """A row that covers one of two trials says which."""
    study = evidence.records["papp-2021"]
    row = next(row for row in study.outcomes if row.trials and len(row.trials) == 1)
    assert describe.of_whom(study, row).endswith(("TRuE-AD1", "TRuE-AD2"))


def test_a_contrast_names_both_arms(evidence):
    """A contrast is told by the names of its arms, not by their ids."""
    study = evidence.records["mangold-2024"]
    row = next(row for row in study.outcomes if row.contrast)
    assert describe.of_whom(study, row) == "ruxolitinib against vehicle cream"
