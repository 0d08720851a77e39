"""What other choices would have given."""

import pytest

from copies import altered
from livingevidence.record.models import Printed, SecondReading
from livingevidence.synthesis import sensitivity
from livingevidence.synthesis.comparisons import select
from livingevidence.synthesis.estimate import NULL, Estimate
from livingevidence.synthesis.pooling import pool, pooled_line

EVENT, FEVER = "any-adverse-event", ("example-fever",)


@pytest.fixture(scope="module", params=["small_evidence", "evidence"])
def curves_by_scope(request):
    """Return an evidence and its curves by event and diseases."""
    evidence = request.getfixturevalue(request.param)
    return evidence, {(curve.event, curve.diseases): curve for curve in sensitivity.curves(evidence)}


@pytest.fixture(scope="module")
def fever(small_evidence):
    """Return the specifications of three trials of one disease, of which one row has another reading."""
    reading = SecondReading(agrees=False, source="S1", printed=Printed(events=15, n=40))
    evidence = altered(small_evidence, "doe-2021/any-ten-w8", second_readings=[reading])
    return sensitivity.specifications(evidence, EVENT, FEVER)


def specification(
    measure: str, estimate: float, low: float, high: float, rows: tuple = (), estimator: str = "exact"
) -> sensitivity.Specification:
    """Return an invented specification."""
    fields = {"question": "invented", "method": "invented", "k": 3, "tables": 3, "participants": 9, "rows": rows}
    line = Estimate(**fields, digest="", measure=measure, estimate=estimate, low=low, high=high)
    return sensitivity.Specification({"estimator": estimator}, line, False)


def test_every_pooled_harm_has_a_curve(curves_by_scope):
    """Each event with two results in a disease, or over diseases, has a curve, and no other has."""
    evidence, curves = curves_by_scope
    expected = set()
    for event in sensitivity.events(evidence):
        comparisons = select(evidence, event).comparisons
        diseases = sorted({c.disease for c in comparisons})
        scopes = {(d,) for d in diseases} | ({tuple(diseases)} if diseases else set())
        pooled = {s: [c for c in comparisons if c.disease in s] for s in scopes}
        expected |= {(event, s) for s, group in pooled.items() if isinstance(pool("", group).lines[0], Estimate)}
    assert set(curves) == expected and expected


def test_each_curve_has_one_main_result_and_no_specification_twice(curves_by_scope):
    """One specification of each is the analysis that the pages show first, and no two have the same digest."""
    evidence, curves = curves_by_scope
    for (event, diseases), curve in curves.items():
        (main,) = [s for s in curve.specifications if s.main]
        comparisons = [c for c in select(evidence, event).comparisons if c.disease in diseases]
        assert main.result.digest == pool("", comparisons).main.digest
        digests = [s.result.digest for s in curve.specifications]
        assert len(digests) == len(set(digests)) > 1


def test_every_choice_is_made(fever):
    """Every choice that is open appears with each of its options."""
    options = {name: {s.choices[name] for s in fever} for name in fever[0].choices}
    assert options["arms"] == {"10 mg twice daily", "any strength"}
    assert options["measure"] == set(NULL) and options["reading"] == set(sensitivity.READINGS)
    assert options["estimator"] == {*sensitivity.ESTIMATORS, "own interval"}
    one_trial, one_record = {"NCT00000001", "NCT00000002", "NCT00000003"}, "NCT00000002, NCT00000003"
    assert options["left out"] == {"none", *one_trial, one_record}
    assert options["tables pooled by their source"] == {"counted", "in place of single trials"}


def test_leaving_a_trial_out_is_the_rest_pooled(small_evidence):
    """Each specification without a trial is a pooled line of the others."""
    first, *rest = select(small_evidence, EVENT).comparisons
    lines = [pooled_line(name, "", rest, "risk-ratio") for name in ("Mantel-Haenszel", "random effects", "Bayesian")]
    specs = sensitivity.specifications(small_evidence, EVENT, FEVER)
    left_out = [s for s in specs if s.choices["left out"] == first.trials[0] and s.result.measure == "risk-ratio"]
    assert {s.result.digest for s in left_out} == {line.digest for line in lines}


def test_a_refused_combination_is_no_specification(small_evidence):
    """Random effects of tables with an empty cell, and a Bayesian difference, are not among them."""
    specs = sensitivity.specifications(small_evidence, "serious-adverse-event", FEVER)
    estimators = {s.choices["estimator"] for s in specs if s.choices["tables with an empty cell"] == "kept"}
    assert estimators == {"strata, Newcombe's limits", "Mantel–Haenszel", "exact", "own interval"}


def test_of_two_results_each_by_itself_is_a_choice(small_evidence):
    """Where there are two results, the difference of each by itself is among the specifications."""
    specs = sensitivity.specifications(small_evidence, "serious-adverse-event", FEVER)
    assert sum(s.choices["estimator"] == "own interval" for s in specs) == 2


@pytest.mark.parametrize(
    ("intervals", "words"),
    [
        (
            [("risk-difference", -0.3, -0.4, -0.1), ("risk-difference", -0.1, -0.2, -0.01), ("risk-ratio", 2, 0.2, 9)],
            ["Of 2 ways", "all point to fewer", "every interval"],
        ),
        (
            [("risk-difference", 0.2, 0.1, 0.3, ("a/b",)), ("risk-difference", 0.2, -0.1, 0.4, ("c/d",))],
            ["all point to more", "1 interval leaves", "depends"],
        ),
        (
            [("risk-difference", 0.2, -0.5, 0.9), ("risk-difference", -0.1, -0.2, 0.2)],
            ["1 point to fewer", "1 to more", "no interval"],
        ),
        ([("risk-difference", 0.0, -0.1, 0.1)], ["0 point to fewer", "0 to more"]),
        (
            [
                ("risk-difference", 0.2, -0.5, 0.9),
                ("risk-difference", -0.1, -0.2, 0.2),
                ("risk-difference", 0.0, -1, 1),
            ],
            ["1 point to fewer", "1 to more and 1 to neither"],
        ),
        # Less than one of 100,000 people is a side still; two intervals of one estimate are one way, by the first.
        ([("risk-difference", -0.00001, -0.1, 0.1)], ["all point to fewer"]),
        (
            [
                ("risk-difference", 0.2, -0.1, 0.4, (), "Mantel–Haenszel"),
                ("risk-difference", 0.2, 0.1, 0.3, (), "strata, Newcombe's limits"),
            ],
            ["Of 1 way to", "every interval leaves"],
        ),
    ],
)
def test_the_sentence_follows_the_numbers(small_evidence, intervals, words):
    """Direction and intervals are told as they are, each measure against its own null."""
    sentence = sensitivity.sentence([specification(*numbers) for numbers in intervals], small_evidence.topic)
    assert all(word in sentence for word in words), sentence


@pytest.mark.parametrize(("lows", "alike"), [((-0.4, -0.2), True), ((0.1, -0.1), False), ((0.1, 0.05), True)])
def test_a_curve_is_as_sure_as_its_intervals_agree(lows, alike):
    """Whether it leaves out that nothing differs is for each interval the same, or depends on the choice."""
    specs = tuple(specification("risk-difference", 0.2, low, 0.9, (f"x/{low}",)) for low in lows)
    assert sensitivity.Curve("x", ("y",), specs, "").one_sureness is alike


def test_nothing_has_no_sentence(small_evidence):
    """Without a specification there is nothing to say."""
    assert sensitivity.sentence([], small_evidence.topic) == ""
