"""What is taken together, and what each line of it is."""

import hashlib
import json
import math
from dataclasses import replace

import pytest

from invented import FULL, NOBODY, SPARSE, table
from livingevidence.synthesis.estimate import NULL, Estimate, NotUsed, Refusal
from livingevidence.synthesis.pooling import MAIN, MODELS, STRATA, own_interval, pool, pooled_line
from livingevidence.synthesis.stats import bayes, random_effects, two_by_two


@pytest.mark.parametrize("measure", NULL)
def test_nothing_is_a_refusal(measure):
    """Without a comparison there is a refusal of no people, which carries what was left out."""
    not_used = NotUsed(("invented-1/a",), "invented reason")
    pooled = pool("invented", [], measure, [not_used])
    (line,) = pooled.lines
    assert isinstance(line, Refusal) and pooled.main is line
    assert (line.k, line.participants, line.not_used) == (0, 0, (not_used,))


def test_one_trial_stands_alone():
    """One trial has its own interval, and the pooled row is refused."""
    pooled = pool("invented", FULL[:1])
    assert pooled.main is pooled.single[0] and isinstance(pooled.main, Estimate)
    assert [line.rule for line in pooled.lines] == ["two-to-pool"]
    assert pooled.main.low == two_by_two.risk_difference(4, 40, 8, 40).low


@pytest.mark.parametrize("measure", NULL)
@pytest.mark.parametrize("tables", [FULL, SPARSE, FULL[:2], SPARSE[:2]])
def test_the_main_line_is_of_one_method_whatever_the_cells(measure, tables):
    """Empty cells or none, two trials or three: the same function of the tables as they are gives the main line."""
    line = pool("invented", tables, measure).main
    expected = STRATA[measure, MAIN[measure]][0]([t.table for t in tables])
    assert (line.estimate, line.low, line.high) == tuple(expected)
    assert line.method == STRATA[measure, MAIN[measure]][1].words and "trials as strata" in line.note
    assert line.note.startswith(f"{sum(t.events + t.control_events for t in tables)} people with the event in all")


def test_two_ratios_have_a_bayesian_line_beneath():
    """Of two ratios the line that lets trials differ is the Bayesian one, on the log scale, with its prior."""
    line = pool("invented", FULL[:2], "risk-ratio").lines[1]
    logs = list(zip(*(two_by_two.log_risk_ratio_and_variance(*t.table) for t in FULL[:2]), strict=True))
    posterior = bayes.normal_normal(*logs)
    assert (line.low, line.high) == pytest.approx((math.exp(posterior.low), math.exp(posterior.high)))
    assert (line.tau, line.prediction) == (pytest.approx(posterior.tau), None)
    assert posterior.prior in line.note and "tau on the log scale" in line.note


def test_three_trials_have_random_effects_with_prediction():
    """From three trials on there is tau with its interval, and a prediction interval that is told to be rough."""
    line = pool("invented", FULL, "odds-ratio").lines[1]
    logs = list(zip(*(two_by_two.log_odds_ratio_and_variance(*t.table) for t in FULL), strict=True))
    summary = random_effects.reml(*logs)
    assert (line.tau_low, line.tau_high) == (summary.tau_low, summary.tau_high)
    assert line.prediction == pytest.approx(tuple(map(math.exp, summary.prediction)))
    assert line.prediction_is_rough


def test_a_prediction_over_five_trials_is_not_flagged():
    """From five trials on a prediction interval has no flag."""
    five = [*FULL, table(5, 5, 50, 8, 50), table(6, 9, 50, 8, 50)]
    assert not pool("invented", five, "risk-ratio").lines[1].prediction_is_rough


@pytest.mark.parametrize(("events", "is_rough"), [(19, True), (20, False)])
def test_few_events_are_told_to_give_a_rough_interval(events, is_rough):
    """From twenty people with the event on nothing is said of the interval, of fewer it is."""
    tables = [table(1, 9, 90, 1, 90), table(2, events - 11, 90, 1, 90)]
    line = pooled_line("Mantel-Haenszel", "invented", tables, "risk-ratio")
    assert ("rough" in line.note) is is_rough


@pytest.mark.parametrize("measure", NULL)
def test_a_model_takes_no_empty_cell(measure):
    """With an empty cell random effects are refused with the trials' names, and the main line stands."""
    estimate, refusal = pool("invented", SPARSE, measure).lines
    assert isinstance(estimate, Estimate)
    assert refusal.rule == "no-empty-cells" and "T2" in refusal.sentence and "T1" not in refusal.sentence


def test_a_trial_without_any_event_is_kept():
    """A trial with nobody affected is shown and changes the common difference; as a ratio it is refused by itself."""
    with_nobody, without = pool("invented", [*SPARSE, NOBODY]), pool("invented", SPARSE)
    assert with_nobody.single[-1].estimate == 0 and with_nobody.main.k == 4
    assert abs(with_nobody.main.estimate) < abs(without.main.estimate)
    assert isinstance(pool("invented", [*SPARSE, NOBODY], "risk-ratio").single[-1], Refusal)


def test_nobody_affected_has_a_difference_and_no_ratio():
    """Where nobody is affected in any trial the difference has its interval, and a ratio is refused with the reason."""
    tables = [NOBODY, table(5, 0, 9, 0, 9)]
    main = pool("invented", tables).main
    assert main.low < main.estimate == 0 < main.high
    for measure in ("risk-ratio", "odds-ratio"):
        line = pool("invented", tables, measure).main
        assert line.rule == "no-such-result" and line.sentence.startswith("The counts give no such result: ")


def test_the_exact_odds_ratio_checks_a_sparse_table():
    """A single table's odds ratio is the exact conditional one: of 5 of 32 against 0 of 32 infinite, from 0.98 on."""
    line = own_interval("invented", table(1, 5, 32, 0, 32), "odds-ratio")
    assert line.estimate == math.inf == line.high and round(line.low, 2) == 0.98


def test_unlike_comparisons_are_not_pooled():
    """The pooling function itself refuses unlike comparisons in every line."""
    unlike = [FULL[0], FULL[1], table(3, 5, 50, 5, 50, period="extension")]
    for measure in NULL:
        lines = pool("invented", unlike, measure).lines
        assert {(type(line), line.rule) for line in lines} == {(Refusal, "one-period")}


def test_an_unknown_measure_is_told():
    """A measure that nobody knows is an error with the known ones."""
    with pytest.raises(ValueError, match="risk-difference"):
        pool("invented", FULL, "hazard-ratio")


def test_a_table_over_two_trials_is_one_result_of_two_trials():
    """Trials that a source took together count two trials and one table, and its note goes with the result."""
    summed = table(1, 4, 40, 8, 40, trials=("T1", "T9"), note="counts pooled by the source over 2 trials")
    line = pool("invented", [summed, FULL[1], FULL[2]], "risk-ratio").main
    assert (line.k, line.tables) == (4, 3) and "pooled by the source" in line.note


def test_an_estimate_is_a_number():
    """Something that is not a number can't be an estimate, nor can one outside its interval."""
    fields = vars(pool("invented", FULL[:1]).main)
    for changes in ({"estimate": math.nan}, {"tau": math.nan}, {"low": 0.9}):
        with pytest.raises(ValueError, match="invented"):
            Estimate(**{**fields, **changes})


def test_the_digest_follows_numbers_and_nothing_else():
    """Other words, rows and orders leave the digest as it is; another count, trial, measure or method does not."""
    first, *rest = FULL
    digest = pool("invented", FULL, "risk-ratio").main.digest
    same = [*rest, replace(first, note="other words", rows=("elsewhere/a",), disease="renamed")]
    assert pool("other words", same, "risk-ratio").main.digest == digest
    events = [replace(first, events=5), *rest]
    trial = [replace(first, trials=("T7",)), *rest]
    others = [pool("invented", changed, "risk-ratio").main.digest for changed in (events, trial)]
    others += [pool("invented", FULL, "odds-ratio").main.digest, pool("invented", FULL).main.digest]
    others.append(pooled_line("random effects", "invented", FULL, "risk-ratio").digest)
    assert len({digest, *others}) == len(others) + 1


def test_the_digest_is_a_sha256_of_json():
    """The digest can be computed by anybody: SHA-256 of measure, method and numbers in JSON."""
    first = FULL[0]
    numbers = ["risk-difference", "own interval", [[list(first.trials), list(first.table), list(first.cells)]]]
    assert pool("invented", [first]).main.digest == hashlib.sha256(json.dumps(numbers).encode()).hexdigest()


@pytest.mark.parametrize(("measure", "method"), [*STRATA, *(("risk-ratio", model) for model in MODELS)])
def test_every_line_names_its_literature(evidence, measure, method):
    """Each method carries the keys of its literature, which the references have."""
    assert set(pooled_line(method, "invented", FULL, measure).sources) <= set(evidence.references)


@pytest.mark.parametrize(
    ("measure", "low", "high", "holds"),
    [
        ("risk-difference", -0.1, 0.1, True),
        ("risk-difference", 0.0, 0.1, True),
        ("risk-difference", 0.01, 0.1, False),
        ("risk-ratio", 0.5, 1.0, True),
        ("risk-ratio", 1.01, 2.0, False),
        ("odds-ratio", 1.0, 2.0, True),
        ("odds-ratio", 0.1, 0.99, False),
    ],
)
def test_an_interval_that_ends_at_no_difference_holds_it(measure, low, high, holds):
    """A difference is none at zero and a ratio at one, the ends of the interval included."""
    fields = vars(pool("invented", FULL[:1]).main)
    line = Estimate(**{**fields, "measure": measure, "estimate": low, "low": low, "high": high})
    assert line.holds_null is holds
