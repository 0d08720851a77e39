"""What other choices would have given."""

from __future__ import annotations

import pytest

from livingevidence.synthesis import sensitivity
from livingevidence.synthesis.comparisons import select
from livingevidence.synthesis.estimate import NULL, Estimate
from livingevidence.synthesis.pooling import mantel_haenszel_line, pool

STOPPED = "discontinuation-due-to-adverse-event"


@pytest.fixture(scope="module")
def curves(evidence):
    """Return all curves by event and diseases."""
    return {(curve.event, curve.diseases): curve for curve in sensitivity.curves(evidence)}


@pytest.fixture(scope="module")
def across(curves):
    """Return the curve of withdrawals across diseases."""
    return curves[STOPPED, ("atopic-dermatitis", "vitiligo")]


def spec(measure: str, estimate: float, low: float, high: float):
    """Return an invented specification."""
    line = Estimate(
        question="invented", measure=measure, method="invented", k=3, tables=3, participants=9, rows=(), digest="",
        estimate=estimate, low=low, high=high,
    )  # fmt: skip
    return sensitivity.Specification({}, line, False)


def test_every_pooled_harm_has_a_curve(evidence, curves):
    """Each event with two results in a disease, or over diseases, has a curve, and no other has."""
    expected = set()
    for event in sensitivity.events(evidence):
        found = select(evidence, event).comparisons
        diseases = sorted({item.disease for item in found})
        scopes = {(d,) for d in diseases} | ({tuple(diseases)} if diseases else set())
        expected |= {(event, s) for s in scopes if sum(item.disease in s for item in found) > 1}
    assert set(curves) == expected and expected


def test_each_curve_has_one_main_result(evidence, curves):
    """One specification of each is the analysis that the pages show first."""
    for (event, diseases), curve in curves.items():
        (main,) = [s for s in curve.specifications if s.main]
        found = [c for c in select(evidence, event).comparisons if c.disease in diseases]
        shown = [pool("", found, measure).lines[0] for measure in NULL]
        assert main.result.digest == next(line.digest for line in shown if isinstance(line, Estimate))


def test_no_specification_is_there_twice(curves):
    """No two specifications have the same numbers to work on and the same method."""
    for curve in curves.values():
        digests = [s.result.digest for s in curve.specifications]
        assert len(digests) == len(set(digests)) > 1


def test_every_choice_is_made(across):
    """With four trials and more every choice that is open appears with each of its options."""
    options = {name: {s.choices[name] for s in across.specifications} for name in across.specifications[0].choices}
    assert options["arms"] == set(sensitivity.FORMULATIONS)
    assert options["measure"] == set(NULL)
    assert options["estimator"] == set(sensitivity.ESTIMATORS)
    assert options["reading"] == set(sensitivity.READINGS)
    assert options["tables with an empty cell"] == set(sensitivity.EMPTY)
    assert len(options["left out"]) == 1 + 5  # the four, and the trial of which only the second reading has a count


def test_leaving_a_trial_out_is_the_rest_pooled(evidence, across):
    """The specification without a trial is the pooled line of the three others."""
    found = select(evidence, STOPPED).comparisons
    rest = mantel_haenszel_line("", found[1:], "risk-difference")
    made = next(s for s in across.specifications if s.result.digest == rest.digest)
    assert (made.result.estimate, made.choices["left out"]) == (rest.estimate, found[0].trials[0])


def test_a_refused_combination_is_no_specification(across):
    """A Bayesian risk difference, and random effects of tables with an empty cell, are not among them."""
    made = {(s.choices["measure"], s.choices["estimator"]) for s in across.specifications}
    assert ("risk-difference", "Bayesian") not in made
    kept = [s for s in across.specifications if s.choices["tables with an empty cell"] == "kept"]
    assert {s.choices["estimator"] for s in kept if s.choices["arms"] == sensitivity.FORMULATIONS[0]} == {
        "Mantel–Haenszel"
    }


def test_of_two_results_each_by_itself_is_a_choice(curves):
    """Where there are two results, the difference of each by itself is among the specifications."""
    curve = curves["any-adverse-event", ("atopic-dermatitis", "vitiligo")]
    alone = [s.result for s in curve.specifications if s.choices["estimator"] == "own interval"]
    assert len(alone) == 2 and alone[0].estimate < 0 < alone[1].estimate
    assert "the direction depends on the choice" in curve.sentence


@pytest.mark.parametrize(
    ("specs", "words"),
    [
        (
            [("risk-ratio", 0.5, 0.2, 0.9), ("risk-difference", -0.1, -0.2, -0.01)],
            ["all point to fewer", "every interval"],
        ),
        ([("risk-ratio", 2, 1.2, 3), ("odds-ratio", 2, 0.9, 4)], ["all point to more", "1 interval leaves", "depends"]),
        ([("risk-ratio", 2, 0.5, 9), ("risk-ratio", 0.9, 0.2, 2)], ["1 point to fewer", "1 to more", "no interval"]),
        ([("risk-difference", 0.0, -0.1, 0.1)], ["0 point to fewer", "0 to more"]),
    ],
)
def test_the_sentence_follows_the_numbers(specs, words):
    """Direction and intervals are told as they are, each measure against its own null."""
    told = sensitivity.sentence([spec(*numbers) for numbers in specs])
    assert all(word in told for word in words), told


def test_nothing_has_no_sentence():
    """Without a specification there is nothing to say."""
    assert sensitivity.sentence([]) == ""
