"""Rows in words: each arm of a study is told apart, and each number with what it is."""

import pytest

from livingevidence.evidence import describe
from livingevidence.record.text import MINUS, THIN
from livingevidence.record.vocabulary import Vocabulary

SIZES = (1, 2.5, 3)


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_no_two_arms_read_alike(scope, request):
    """Arms that the source calls the same are told apart by strength, trial, frequency, weeks or id."""
    for study in request.getfixturevalue(scope).records.values():
        names = describe.arm_names(study)
        assert len(set(names.values())) == len(names) == len(study.arms)


def test_a_lone_arm_keeps_its_own_words(small_evidence):
    """An arm that no other is like keeps the words of its source; others get the trial."""
    assert describe.arm_names(small_evidence.records["loe-2018"]) == {"examplinib": "examplinib"}
    names = describe.arm_names(small_evidence.records["roe-2022"])
    assert names["ten-second"] == "10 mg twice daily, SECOND"


def test_a_strength_tells_arms_apart(small_evidence):
    """Where two labels are alike, the strength follows."""
    study = small_evidence.records["doe-2021"]
    arms = [
        arm.model_copy(update={"label": "a", "strength_percent": n}) for arm, n in zip(study.arms, SIZES, strict=True)
    ]
    names = describe.arm_names(study.model_copy(update={"arms": arms}))
    assert list(names.values()) == [f"a, 1{THIN}%", f"a, 2.5{THIN}%", f"a, 3{THIN}%"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("doe-2021/clearing-ten-w8", "10 mg twice daily"),
        ("doe-2021/fever-score-ten-v-placebo-w8", "10 mg twice daily against placebo"),
        ("doe-2021/no-death", "whole study"),
    ],
)
def test_a_row_is_of_its_arm_its_two_arms_or_the_study(small_evidence, address, words):
    """A row is told by the names of its arms, not by their ids."""
    assert describe.of_whom(*small_evidence.row(address)) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("doe-2021/clearing-ten-w8", f"20 of 40 (50{THIN}%)"),
        ("doe-2021/fever-score-ten-w8", f"{MINUS}4.2 points (SD 2.1; n = 40)"),
        ("doe-2021/well-being-ten-w8", f"62.5{THIN}% of 40 (95{THIN}% CI 46 to 77)"),
        ("doe-2021/no-death", "Nobody died."),
        ("review-2020/found", "3 studies"),
        ("example-nct00000009/awaited-clearing", "awaited: The trial is not finished."),
    ],
)
def test_a_result_is_told_in_words(small_evidence, address, words):
    """Each kind of row has its own words."""
    assert describe.result(small_evidence.row(address)[1], small_evidence.vocabulary) == words


@pytest.mark.parametrize(("printed", "words"), [("0.003", "P = 0.003"), ("<0.001", "P < 0.001"), ("≤ .05", "P ≤ .05")])
def test_a_p_value_keeps_its_sign(printed, words):
    """A printed P value reads as it was printed."""
    assert describe.p_value(printed) == words


def test_readers_are_told_with_whether_they_agreed(small_evidence):
    """One reader, two that agreed, and two that did not are told apart."""
    rows = [small_evidence.row(f"doe-2021/{name}")[1] for name in ("clearing-twenty-w8", "clearing-ten-w8")]
    rows.append(small_evidence.row("doe-2021/fever-score-ten-v-placebo-w8")[1])
    assert [describe.readers(row) for row in rows] == ["one reader", "two readers, agreed", "two readers, disagreed"]


@pytest.mark.parametrize(
    ("measure_unit", "row_unit", "suffix"),
    [
        (None, "points", " points"),
        (None, "percent", f"{THIN}%"),
        (None, None, ""),
        ("%", None, f"{THIN}%"),
        ("per 100 patient-years", "people", " per 100 patient-years"),
    ],
)
def test_the_unit_of_a_value_is_that_of_its_measure_else_of_its_row(small_evidence, measure_unit, row_unit, suffix):
    """What follows a value stands in the vocabulary where every value of the measure has it."""
    _, row = small_evidence.row("doe-2021/fever-score-ten-w8")
    measure = small_evidence.vocabulary["measures"][row.measure].model_copy(update={"unit": measure_unit})
    vocabulary = Vocabulary({**small_evidence.vocabulary, "measures": {row.measure: measure}})
    assert describe.unit_of(row.model_copy(update={"unit": row_unit}), vocabulary) == suffix
