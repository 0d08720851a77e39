"""The verdict of a condition: chosen by the data, by a written rule, and never surer than the certainty."""

import pytest

from copies import altered
from livingevidence.appraisal.certainty import grading_of
from livingevidence.appraisal.verdict import KINDS, excludes_no_difference, verdict
from livingevidence.record.judgements import LEVELS
from livingevidence.site.condition import conditions_with_pages
from shown import evidence_with

FEVER = "appraisal/certainty/example-fever-clearing"
TEN, PLACEBO = "doe-2021/clearing-ten-w8", "doe-2021/clearing-placebo-w8"
NEEDS = {"shown": "high", "probable": "moderate", "possible": "low", "no-benefit": "low"}


def with_signed_rating(copy):
    """Return the evidence of a copy whose ratings are made on the values of today."""
    evidence = copy.evidence()
    appraisal = evidence.library.appraisal
    name = "certainty/example-fever-clearing"
    digest = appraisal.digest(name, evidence.library.studies, evidence.topic)
    return evidence_with(copy, (FEVER, "signed[0].digest", digest))


@pytest.mark.parametrize(("down", "kind"), [(0, "shown"), (1, "probable"), (2, "possible"), (3, "unclear")])
def test_a_benefit_is_told_as_sure_as_it_is(small_copy, down, kind):
    """A difference that its interval sets apart from none is told by the level of its rating."""
    evidence = evidence_with(small_copy, (FEVER, "down.imprecision.by", down))
    conclusion = verdict(evidence, "example-fever")
    assert conclusion.kind == kind and conclusion.level == LEVELS[3 - down]
    assert conclusion.best.rows == ("clearing-ten-w8", "clearing-placebo-w8")


def test_a_difference_that_may_be_none_is_unclear(small_copy):
    """However high its rating, a result whose interval holds no difference shows nothing."""
    small_copy.edit("doe-2021", "outcomes[2].events", 19)
    assert verdict(with_signed_rating(small_copy), "example-fever").kind == "unclear"


def test_a_worse_result_is_no_benefit(small_copy):
    """A clear difference for the other side says so, if certainty is low or higher."""
    small_copy.edit("vocabulary/outcomes", "clearing.direction", "lower-is-better")
    assert verdict(small_copy.evidence(), "example-fever").kind == "no-benefit"
    assert verdict(evidence_with(small_copy, (FEVER, "down.imprecision.by", 3)), "example-fever").kind == "unclear"


def test_a_rating_of_other_values_counts_as_none(small_copy):
    """A rating that nobody signed on the values of today makes nothing sure."""
    evidence = evidence_with(small_copy, (FEVER, "signed[0].digest", "0" * 16))
    conclusion = verdict(evidence, "example-fever")
    assert (conclusion.kind, conclusion.level) == ("unclear", None)


@pytest.mark.parametrize(
    ("study", "part", "kind"),
    [("sample-2019", {}, "unavailable"), ("loe-2018", {"design": "single-arm-trial"}, "unseen")],
)
def test_people_treated_without_any_result_are_told_as_such(small_evidence, study, part, kind):
    """With a comparator they are tested, without a result; where everybody was treated no report is claimed."""
    evidence = small_evidence
    for row in small_evidence.records[study].outcomes:
        evidence = altered(evidence, f"{study}/{row.id}", outcome="completion")
    assert verdict(evidence.where(**part), "sample-rash").kind == kind


def test_without_a_comparator_there_are_uncontrolled_reports_or_none(small_evidence):
    """People treated with nobody beside them are reports without a comparator; without people there is no report."""
    assert verdict(small_evidence, "quiet-rash").kind == "nothing"
    part = small_evidence.where(design="single-arm-trial")
    assert verdict(part, "sample-rash").kind == "uncontrolled"


def test_the_interval_is_of_groups_or_printed_never_of_the_same_people(small_evidence):
    """Counts of two groups and a printed interval set a difference apart from none; counts of one group do not."""
    fever, rash = (verdict(small_evidence, condition).best for condition in ("example-fever", "sample-rash"))
    assert excludes_no_difference(small_evidence, fever) and not excludes_no_difference(small_evidence, rash)
    near = altered(small_evidence, PLACEBO, events=19)
    assert not excludes_no_difference(near, verdict(near, "example-fever").best)


def test_the_first_kind_that_fits_has_words_of_its_own():
    """No two kinds read alike, and each says when it stands."""
    assert len({words for words, _ in KINDS.values()}) == len(KINDS)
    assert all(when.endswith(".") for _, when in KINDS.values())


# --- the live review ------------------------------------------------------------------------------------------------


def test_no_verdict_is_surer_than_its_certainty(evidence):
    """On every page the words of a benefit need a rating that is at least so high."""
    appraisal = evidence.library.appraisal
    for condition in conditions_with_pages(evidence):
        conclusion = verdict(evidence, condition)
        if lowest := NEEDS.get(conclusion.kind):
            rows = {f"{conclusion.best.study.id}/{row}" for row in conclusion.best.rows}
            ratings = [r for r in appraisal.certainties.values() if rows & set(r.rows) and r.condition == condition]
            levels = [grading_of(r, appraisal).level for r in ratings]
            assert LEVELS.index(lowest) <= max(map(LEVELS.index, filter(None, levels)))
