"""Harms of the treatment against the control: by disease, then the second line across diseases."""

import math

import pytest

from copies import altered
from livingevidence.synthesis import harms
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.stats import mantel_haenszel, two_by_two

EVENT, SERIOUS = "any-adverse-event", "serious-adverse-event"


@pytest.fixture
def two_diseases(small_evidence):
    """Return the evidence with the two trials of one record in another disease."""
    return altered(small_evidence, "roe-2022", conditions=["sample-rash"])


@pytest.mark.parametrize("scope", ["small_evidence", "two_diseases", "evidence"])
def test_every_event_has_an_answer_by_disease(scope, request):
    """A line holds one disease, the second line all of them once and labelled; without a line there is a refusal."""
    for analysis in harms.analyses(request.getfixturevalue(scope)):
        assert bool(analysis.by_disease) != isinstance(analysis.refusal, Refusal)
        assert all({c.disease for c in line.comparisons} == set(line.diseases) for line in analysis.by_disease)
        assert all(len(line.diseases) == 1 for line in analysis.by_disease)
        assert bool(analysis.across) == (len(analysis.by_disease) > 1)
        if analysis.across:
            rows = [row for line in analysis.by_disease for c in line.comparisons for row in c.rows]
            assert sorted(row for c in analysis.across.comparisons for row in c.rows) == sorted(rows)
            parts = (analysis.across.difference, analysis.across.ratio, analysis.across.odds)
            assert all(harms.SECOND_LINE in line.question for pooled in parts for line in pooled.lines)
            assert analysis.across.per_thousand is None


@pytest.mark.parametrize("scope", ["small_evidence", "two_diseases", "evidence"])
def test_every_number_is_one_and_names_what_was_left_out(scope, request):
    """No line uses a row twice, none is not a number, and the rows in no comparison go with each."""
    for analysis in harms.analyses(request.getfixturevalue(scope)):
        for line in analysis.lines:
            for pooled in (line.difference, line.ratio, line.odds):
                assert pooled.lines[0].not_used == analysis.not_used
                for result in (*pooled.single, *pooled.lines):
                    assert len(result.rows) == len(set(result.rows))
                    if isinstance(result, Estimate):
                        assert not any(math.isnan(number) for number in (result.estimate, result.low, result.high))


def test_a_disease_is_told_of_a_thousand_people(small_evidence):
    """Three trials are strata of one difference; the control's risk is that of its people together."""
    (line,) = harms.analysis(small_evidence, EVENT).by_disease
    expected = mantel_haenszel.stratified_difference([(12, 40, 10, 40), (30, 100, 28, 100), (33, 100, 25, 100)])
    assert line.difference.main.estimate == expected.estimate
    assert line.per_thousand == pytest.approx((1000 * 63 / 240, *(1000 * value for value in expected)))


def test_diseases_are_strata_of_the_second_line(two_diseases):
    """Across diseases each trial keeps its table."""
    analysis = harms.analysis(two_diseases, EVENT)
    assert [line.diseases for line in analysis.by_disease] == [("example-fever",), ("sample-rash",)]
    assert (analysis.across.difference.main.k, analysis.across.diseases) == (3, ("example-fever", "sample-rash"))


def test_one_trial_has_its_own_interval(two_diseases):
    """An event of one trial has Newcombe's interval of its own counts and no pooled row."""
    line = harms.analysis(two_diseases, EVENT).by_disease[0]
    expected = two_by_two.risk_difference(12, 40, 10, 40)
    assert (line.difference.main.low, line.difference.main.high) == (expected.low, expected.high)
    assert [refusal.rule for refusal in line.difference.lines] == ["two-to-pool"]


def test_nobody_affected_is_shown_with_a_bound(small_evidence):
    """Where nobody is affected in either arm the difference has its interval, and the ratio is refused."""
    evidence = altered(small_evidence, "doe-2021/serious-placebo-w8", events=0)
    evidence = altered(evidence, "roe-2022", adverse_events=[])
    (line,) = harms.analysis(evidence, SERIOUS).by_disease
    assert line.per_thousand.difference == 0 and line.per_thousand.low < 0 < line.per_thousand.high
    assert isinstance(line.ratio.main, Refusal)


def test_questions_have_the_words_of_the_review(small_evidence):
    """What is compared with what is told in the words of topic.yaml."""
    (line,) = harms.analysis(small_evidence, EVENT).by_disease
    assert line.difference.lines[0].question == "any adverse event with the tablet against placebo, example fever"


def test_unknown_events_are_told(small_evidence):
    """An event that nobody knows is an error with its name."""
    with pytest.raises(KeyError, match="no-event"):
        harms.analysis(small_evidence, "no-event")
