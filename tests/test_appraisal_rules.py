"""Rules on judgements: the real judgements keep them, and an invented one is spoilt in each way."""

from __future__ import annotations

import datetime

import pytest

from livingevidence.record.rules import appraisals
from rulebook import RATING, RISK, breaks, keeps, only


def test_the_judged_copy_is_whole(judged):
    """The invented judgements have no problem before a test spoils them."""
    assert judged.problems() == []


def kept(rule, evidence) -> bool:
    """Return whether all real judgements keep a rule, of which there must be some to hold against it."""
    assert evidence.library.appraisal.risks
    assert evidence.library.appraisal.certainties
    return not list(rule().library(evidence.library))


@keeps(appraisals.KnownJudged)
@keeps(appraisals.ToolFits)
@keeps(appraisals.WholeJudgement)
@keeps(appraisals.OverallNotBetter)
@keeps(appraisals.PlaceOfJudgement)
@keeps(appraisals.ReadEnough)
@keeps(appraisals.WholeRating)
@keeps(appraisals.SignedInTime)
@pytest.mark.parametrize("rule", appraisals.RULES, ids=lambda rule: rule.__name__)
def test_real_judgements_keep_the_rule(rule, evidence):
    """Every judgement of the review keeps the rule."""
    assert kept(rule, evidence)


@breaks(appraisals.KnownJudged)
@pytest.mark.parametrize(
    ("file", "field", "word", "near"),
    [
        (RISK, "study", "brumfiel-2202", "brumfiel-2022"),
        (RISK, "tool", "rob-2", "rob2"),
        (RISK, "rows[0]", "no-such-row", ""),
        (RATING, "condition", "lichen-plans", "lichen-planus"),
        (RATING, "rows[0]", "brumfiel-2022/no-such-row", ""),
    ],
)
def test_a_name_that_does_not_exist_is_told(judged, file, field, word, near):
    """An unknown study, tool, row or condition is named with the nearest one."""
    judged.edit(file, field, word)
    name = file.rpartition("/")[2] + ".yaml"
    found = [p for p in judged.problems() if (p.rule, p.field) == ("KnownJudged", field)]
    assert len(found) == 1
    assert found[0].file.endswith(name)
    assert word in found[0].found
    assert near in found[0].fix


@breaks(appraisals.KnownJudged)
def test_a_rating_that_rests_on_no_judgement_is_told(judged):
    """A judgement of risk of bias that a rating names must exist."""
    judged.edit(RATING, "risk_of_bias[1]", "brumfiel-2023")
    assert "brumfiel-2022" in only(judged, appraisals.KnownJudged, "lichen-planus-itch.yaml", "risk_of_bias[1]").fix


@breaks(appraisals.ToolFits)
def test_a_tool_for_another_design_is_told(judged):
    """RoB 2 for parallel arms doesn't fit a comparison of areas of one person."""
    judged.edit(RISK, "tool", "rob2")
    judged.remove(RISK, "domains.carry-over")
    only(judged, appraisals.ToolFits, "brumfiel-2022.yaml", "tool")


@breaks(appraisals.ToolFits)
def test_a_result_tool_without_rows_is_told(judged):
    """A tool that judges results needs the rows that it judged."""
    judged.edit(RISK, "rows", [])
    problem = [p for p in judged.problems() if p.rule == "ToolFits"]
    assert [p.field for p in problem] == ["rows"]


@breaks(appraisals.WholeJudgement)
def test_a_missing_domain_is_told(judged):
    """A judgement that leaves a domain out is refused."""
    judged.remove(RISK, "domains.selection")
    assert "selection" in only(judged, appraisals.WholeJudgement, "brumfiel-2022.yaml", "domains").found


@breaks(appraisals.WholeJudgement)
def test_a_word_of_another_tool_is_told(judged):
    """A judgement is made in the tool's own terms."""
    judged.edit(RISK, "domains.selection.judgement", "moderate")
    problem = only(judged, appraisals.WholeJudgement, "brumfiel-2022.yaml", "domains.selection.judgement")
    assert "low, some-concerns, high" in problem.fix


@breaks(appraisals.WholeJudgement)
def test_domains_beside_not_assessable_are_told(judged):
    """What is not assessable has no domains."""
    judged.edit(RISK, "not_assessable", "Invented.")
    only(judged, appraisals.WholeJudgement, "brumfiel-2022.yaml", "domains")


@breaks(appraisals.OverallNotBetter)
def test_an_overall_judgement_better_than_a_domain_is_told(judged):
    """Low risk overall can't follow from some concerns in a domain."""
    judged.edit(RISK, "overall.judgement", "low")
    only(judged, appraisals.OverallNotBetter, "brumfiel-2022.yaml", "overall.judgement")


@breaks(appraisals.PlaceOfJudgement)
def test_a_source_that_the_study_lacks_is_told(judged):
    """A judgement rests on a source of its own study."""
    judged.edit(RISK, "domains.selection.source", "S99")
    only(judged, appraisals.PlaceOfJudgement, "brumfiel-2022.yaml", "domains.selection.source")


@breaks(appraisals.PlaceOfJudgement)
def test_a_best_judgement_without_a_place_is_told(judged):
    """Nobody judges low risk without saying where that stands."""
    judged.edit(RISK, "domains.selection", {"judgement": "low", "reason": "Invented."})
    only(judged, appraisals.PlaceOfJudgement, "brumfiel-2022.yaml", "domains.selection")


@breaks(appraisals.ReadEnough)
def test_a_judgement_from_texts_about_the_study_is_told(judged):
    """What is known from texts about a study alone can't be judged."""
    judged.edit(RISK, "made_from", "texts about the study")
    only(judged, appraisals.ReadEnough, "brumfiel-2022.yaml", "domains")


@breaks(appraisals.WholeRating)
def test_a_rating_without_reasons_up_is_told(judged):
    """A rating gives its reasons in both directions."""
    judged.remove(RATING, "up")
    only(judged, appraisals.WholeRating, "lichen-planus-itch.yaml", "down")


@breaks(appraisals.WholeRating)
def test_a_rating_on_a_study_that_nobody_judged_is_told(judged):
    """Every study of a rating has a judgement of its risk of bias."""
    judged.edit(RATING, "risk_of_bias", [])
    only(judged, appraisals.WholeRating, "lichen-planus-itch.yaml", "rows[0]")


@breaks(appraisals.SignedInTime)
def test_a_signature_of_tomorrow_is_told(judged):
    """Nobody signs in the future."""
    judged.edit(RATING, "signed[0].date", "2001-01-02")
    problems = judged.problems(datetime.date(2001, 1, 1))
    assert [p.field for p in problems if p.rule == "SignedInTime"] == ["signed[0].date"]
