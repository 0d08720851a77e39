"""Treatments compared on the same people, of whom only each side's count is printed."""

import pytest

from copies import altered
from livingevidence.synthesis.estimate import Estimate
from livingevidence.synthesis.stats.paired import margins
from livingevidence.synthesis.within_person import differences


def test_each_other_treatment_of_the_same_people_has_a_difference(small_evidence):
    """Of 16 people 9 cleared on the treatment, 2 on placebo and 7 on another: two differences within their margins."""
    counts = {"sample-2019/clearing-placebo-w4": (9, 2, 16), "sample-2019/clearing-sampletinib-w4": (9, 7, 16)}
    analyses = differences(small_evidence)
    assert [analysis.rows for analysis in analyses] == [("sample-2019/clearing-examplinib-w4", row) for row in counts]
    for analysis in analyses:
        expected = margins(*counts[analysis.rows[1]])
        assert isinstance(analysis, Estimate) and analysis.participants == 16
        assert (analysis.estimate, analysis.low, analysis.high) == expected[:3]
        assert f"between {expected.fewest} and {expected.most} of 16 people answered differently" in analysis.note
        assert "may reach the other" in analysis.note


def test_a_study_whose_trial_has_no_number_is_one_trial(small_copy):
    """Nobody who reads how many trials are behind a result finds none because it was never registered."""
    small_copy.edit("sample-2019", "trials", [])
    assert {analysis.k for analysis in differences(small_copy.evidence())} == {1}


def test_margins_that_settle_the_table_are_told_as_one_number(small_evidence):
    """With nobody on the other side nothing is left open."""
    evidence = altered(small_evidence, "sample-2019/clearing-placebo-w4", events=0)
    assert "so 9 of 16 people answered differently on the two sides; " in differences(evidence)[0].note


@pytest.mark.parametrize(
    "fields", [{"timepoint_weeks": 8.0}, {"period": "open-label"}, {"n": 15}, {"unit": "areas"}, {"kind": "percent"}]
)
def test_only_alike_counts_of_people_are_paired(small_evidence, fields):
    """Another week, another period, other people or no count of people has no partner."""
    evidence = altered(small_evidence, "sample-2019/clearing-placebo-w4", **fields)
    assert len(differences(evidence)) == 1


def test_a_parallel_trial_has_no_pairs(small_evidence):
    """Only trials on the same people are taken."""
    assert differences(altered(small_evidence, "sample-2019", design="randomised-trial")) == ()
