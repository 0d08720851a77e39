"""What is taken together, and every rule of the synthesis with a plan that it refuses."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace

import pytest

from livingevidence.synthesis import rules, single_arm, within_person
from livingevidence.synthesis.comparisons import Comparison, select
from livingevidence.synthesis.estimate import NULL, Estimate, NotUsed, Refusal, digest_of
from livingevidence.synthesis.plans import Item, Plan
from livingevidence.synthesis.pooling import (
    bayesian_line,
    mantel_haenszel_line,
    own_interval,
    pool,
    random_effects_line,
)
from livingevidence.synthesis.stats import bayes, mantel_haenszel, proportions, random_effects, two_by_two
from ruxreview import Evidence

REFUSED: dict[object, list[str]] = {}


def refuses(rule):
    """Note that a test shows a plan that the rule refuses."""
    return lambda test: REFUSED.setdefault(rule, []).append(test.__name__) or test


def item(number: int, **other) -> Item:
    """Return an invented blinded harm of the cream against vehicle, in a trial of its own."""
    fields = {
        "study": f"invented-{number}", "trials": (f"T{number}",), "about": "harm", "term": "invented-itch",
        "disease": "invented-disease", "design": "randomised-trial", "ladder": "vehicle-controlled",
        "formulation": "cream, 1.5 % twice daily", "period": "blinded", "comparator": "vehicle",
        "comparator_study": f"invented-{number}", "comparator_arms": (f"invented-{number}/vehicle@T{number}",),
    }  # fmt: skip
    return Item(**{**fields, **other})


def table(number: int, a: int, n1: int, c: int, n2: int, **other) -> Comparison:
    """Return an invented comparison with this table."""
    base = vars(item(number))
    cells = {"cells": (a, n1 - a, c, n2 - c), "n": n1, "events": a, "vehicle_events": c, "vehicle_n": n2}
    return Comparison(
        **{**base, **cells, "weeks": 8.0, "rows": (f"invented-{number}/a", f"invented-{number}/c"), **other}
    )


def both(**of_second) -> list[Item]:
    """Return two invented items of which the second differs from the first in what is given."""
    return [item(1), item(2, **of_second)]


def told(rule, plan: Plan) -> str:
    """Return the sentence of a plan that breaks this rule before any other."""
    found = rules.broken(plan)
    assert found is not None and found.rule == rule.__name__.replace("_", "-"), found
    assert found.sentence.startswith(rule.__doc__)
    return found.sentence


# --- the tests themselves -----------------------------------------------------------------------


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_refuses_something(rule):
    """A rule without a test of a plan that it refuses is not accepted, nor a test of a rule that is not in force."""
    assert set(REFUSED) == set(rules.RULES)
    assert REFUSED.get(rule), f"write a test marked @refuses({rule.__name__})"


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_rule_is_a_sentence(rule):
    """What a reader is told is one line that ends with a full stop, and leads to one rule only."""
    assert rule.__doc__.endswith(".") and "\n" not in rule.__doc__
    assert sum(other.__name__ == rule.__name__ for other in rules.RULES) == 1


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_two_trials_alike_break_no_rule(rule):
    """Two trials alike with an empty cell may be summed: no rule has anything against it."""
    tables = [table(1, 1, 20, 0, 20), table(2, 2, 30, 1, 30)]
    assert rule(Plan(items=tables)) == ""


# --- what is never put together -----------------------------------------------------------------


@refuses(rules.one_disease_for_benefit)
def test_benefit_is_not_pooled_across_diseases():
    """Benefit in two diseases is refused, with their names."""
    items = [item(1, about="benefit"), item(2, about="benefit", disease="other-disease")]
    assert "invented disease, other disease" in told(rules.one_disease_for_benefit, Plan(items=items))


def test_harm_may_be_taken_across_diseases():
    """A harm of the same cream may have its second line across diseases."""
    assert rules.one_disease_for_benefit(Plan(items=both(disease="other-disease"))) == ""


@refuses(rules.one_design)
def test_designs_do_not_meet():
    """A trial and a cohort are refused."""
    told(rules.one_design, Plan(items=both(design="cohort")))


@refuses(rules.one_formulation)
def test_compounded_cream_does_not_meet_the_manufactured_one():
    """Another formulation is refused."""
    told(rules.one_formulation, Plan(items=both(formulation="compounded-cream, 0.6 % twice daily")))


@refuses(rules.one_comparator)
def test_comparators_do_not_meet():
    """Vehicle and an active comparator are refused."""
    told(rules.one_comparator, Plan(items=both(comparator="clobetasol")))


@refuses(rules.one_period)
def test_periods_do_not_meet():
    """Blinded time of one trial and a whole record of another are refused."""
    assert "whole record" in told(rules.one_period, Plan(items=both(period="whole-record")))


@refuses(rules.not_with_its_open_part)
def test_a_trial_does_not_meet_its_own_open_part():
    """The open-label part of the same trial is refused before anything else is said of it."""
    open_part = item(1, period="open-label", comparator=None, comparator_arms=())
    told(rules.not_with_its_open_part, Plan(items=[item(1), open_part]))


@refuses(rules.one_outcome)
def test_events_do_not_meet():
    """Two different events are refused, and so are a benefit and a harm of the same name."""
    told(rules.one_outcome, Plan(items=both(term="invented-fever")))
    told(rules.one_outcome, Plan(items=both(about="benefit")))


@refuses(rules.no_pooled_reports)
def test_case_reports_get_no_number():
    """A case report gets no percentage, not even one by itself."""
    plan = Plan(items=[item(1, ladder="report")], measure="proportion", method="own interval", shows=("percentage",))
    told(rules.no_pooled_reports, plan)


@refuses(rules.no_series_pooled)
def test_case_series_are_not_pooled():
    """A case series beside another one is refused."""
    told(rules.no_series_pooled, Plan(items=[item(1, ladder="series"), item(2, ladder="series")]))


@refuses(rules.one_vehicle_arm_once)
def test_a_shared_vehicle_arm_counts_once():
    """Two strengths against one vehicle arm are refused, with the arm's name."""
    shared = both(study="invented-1", trials=("T1",), comparator_arms=("invented-1/vehicle@T1",))
    assert "invented-1/vehicle@T1" in told(rules.one_vehicle_arm_once, Plan(items=shared))


def test_one_arm_of_two_trials_is_two_arms():
    """Rows by trial of an arm that a record holds for two trials are no double counting."""
    arms = both(study="invented-1", comparator_arms=("invented-1/vehicle@T2",))
    assert rules.one_vehicle_arm_once(Plan(items=arms)) == ""


@refuses(rules.people_once)
@pytest.mark.parametrize(
    "second",
    [
        {"trials": ("T1", "T2")},  # a row over two trials beside one of them
        {"trials": (), "study": "invented-1"},  # the same record
        {"trials": (), "overlaps": ("invented-1",)},  # declared
    ],
)
def test_nobody_is_counted_twice(second):
    """Results with people in common are refused, by trial, by record or as declared."""
    told(rules.people_once, Plan(items=both(**second)))


def test_a_declared_overlap_does_not_part_different_trials():
    """Where both results name their trials, a declared overlap of the records does not make them the same people."""
    assert rules.people_once(Plan(items=both(overlaps=("invented-1",)))) == ""


@refuses(rules.blinded_against_vehicle)
def test_open_time_is_not_compared_with_vehicle():
    """An extension of the cream against vehicle is refused."""
    items = [item(1, period="extension"), item(2, period="extension")]
    told(rules.blinded_against_vehicle, Plan(items=items))


@refuses(rules.no_borrowed_comparator)
def test_a_comparator_of_another_study_is_context():
    """A comparator from elsewhere is refused."""
    told(rules.no_borrowed_comparator, Plan(items=both(comparator_study="invented-9")))


@refuses(rules.paired_stays_paired)
def test_areas_of_one_person_are_no_parallel_arms():
    """A within-patient result in a parallel analysis is refused."""
    items = [item(1, ladder="within-patient"), item(2, ladder="within-patient")]
    told(rules.paired_stays_paired, Plan(items=items))


@refuses(rules.people_not_lesions)
def test_lesions_are_not_people():
    """A count of lesions is refused, even by itself."""
    told(rules.people_not_lesions, Plan(items=[item(1, unit="lesions")], method="own interval"))


@refuses(rules.everybody_counts)
def test_observed_cases_need_a_word():
    """A benefit of 8 of 12 people is refused, unless observed cases are asked for."""
    items = [item(i, about="benefit", n=8, arm_n=12) for i in (1, 2, 3)]
    assert "8 of 12" in told(rules.everybody_counts, Plan(items=items))
    assert rules.everybody_counts(Plan(items=items, observed_cases=True)) == ""


@refuses(rules.medians_stay)
def test_medians_are_not_converted():
    """A median is refused."""
    told(rules.medians_stay, Plan(items=both(statistic="median")))


@refuses(rules.one_scale)
def test_no_standardised_difference_across_scales():
    """A standardised difference over two scales is refused, in its own words."""
    plan = Plan(items=both(term="other-scale"), measure="standardised-mean-difference")
    assert "invented itch, other scale" in told(rules.one_scale, plan)


@refuses(rules.sound_method)
@pytest.mark.parametrize("method", rules.UNSOUND)
def test_unsound_methods_are_refused(method):
    """Each method that misleads with few trials is refused with its reason."""
    assert rules.UNSOUND[method] in told(rules.sound_method, Plan(items=both(), method=method))


@refuses(rules.prior_for_log_ratios)
def test_the_prior_is_for_log_ratios():
    """The Bayesian line of a risk difference is refused."""
    told(rules.prior_for_log_ratios, Plan(items=both(), method="Bayesian"))
    assert rules.prior_for_log_ratios(Plan(items=both(), method="Bayesian", measure="risk-ratio")) == ""


@refuses(rules.two_to_pool)
@pytest.mark.parametrize("items", [[], [item(1)]])
def test_one_result_is_not_pooled(items):
    """Nothing, or one result, has no pooled line."""
    told(rules.two_to_pool, Plan(items=items))


@refuses(rules.two_side_by_side)
@pytest.mark.parametrize(
    ("method", "measure"), [("Mantel-Haenszel", "risk-ratio"), ("random effects", "risk-difference")]
)
def test_two_results_get_no_common_effect(method, measure):
    """Two results without an empty cell get no common effect, and no random-effects difference."""
    told(rules.two_side_by_side, Plan(items=both(), method=method, measure=measure))


@refuses(rules.no_empty_cells)
@pytest.mark.parametrize("measure", ["risk-ratio", "risk-difference"])
def test_empty_cells_stay_empty(measure):
    """A random-effects model of a table with an empty cell is refused."""
    tables = [table(1, 0, 20, 2, 20), table(2, 2, 30, 1, 30), table(3, 2, 30, 1, 30)]
    assert "T1 in invented-1" in told(
        rules.no_empty_cells, Plan(items=tables, method="random effects", measure=measure)
    )


@refuses(rules.three_alike)
def test_two_shares_are_not_pooled():
    """Shares of two studies without a comparator are refused, and one by itself is not."""
    alone = [item(i, comparator=None, ladder="single-arm") for i in (1, 2)]
    told(rules.three_alike, Plan(items=alone, measure="proportion", method="binomial-normal"))
    assert rules.three_alike(Plan(items=alone[:1], measure="proportion", method="own interval")) == ""


@refuses(rules.prediction_from_three)
@refuses(rules.no_i_squared_below_ten)
@refuses(rules.no_funnel_below_ten)
@pytest.mark.parametrize(
    ("rule", "shown", "least"),
    [
        (rules.prediction_from_three, "prediction interval", 3),
        (rules.no_i_squared_below_ten, "I²", 10),
        (rules.no_funnel_below_ten, "funnel plot", 10),
        (rules.no_funnel_below_ten, "Egger test", 10),
    ],
)
def test_too_few_trials_to_show_it(rule, shown, least):
    """What needs many trials is refused with one too few, and passes with enough."""
    few, enough = ([item(i) for i in range(k)] for k in (least - 1, least))
    plan = Plan(items=few, method="random effects", measure="risk-ratio", shows=(shown,))
    told(rule, plan)
    assert rule(replace(plan, items=enough)) == ""


# --- how many there are -------------------------------------------------------------------------

FULL = [table(1, 4, 40, 8, 40), table(2, 6, 60, 9, 30), table(3, 5, 50, 5, 50)]
SPARSE = [table(1, 1, 40, 4, 40), table(2, 0, 60, 1, 30), table(3, 2, 50, 0, 50)]
NOBODY = table(4, 0, 25, 0, 25)


@pytest.mark.parametrize("measure", NULL)
def test_nothing_is_a_refusal(measure):
    """Without a comparison there is a refusal of no people, which carries what was left out."""
    left = NotUsed(("invented-1/a",), "invented reason")
    found = pool("invented", [], measure, [left])
    (line,) = found.lines
    assert isinstance(line, Refusal) and found.main is line
    assert (line.k, line.participants, line.not_used) == (0, 0, (left,))


def test_one_trial_stands_alone():
    """One trial has its own interval, and the pooled row is refused."""
    found = pool("invented", FULL[:1])
    assert found.main is found.own[0] and isinstance(found.main, Estimate)
    assert [line.rule for line in found.lines] == ["two-to-pool"]
    assert found.main.low == two_by_two.risk_difference(4, 40, 8, 40).low


def test_two_trials_as_ratio_have_the_bayesian_line_first():
    """Of two trials the Bayesian line stands first and the modified Knapp-Hartung line beside it, on the log scale."""
    found = pool("invented", FULL[:2], "risk-ratio")
    logs = list(zip(*(two_by_two.log_risk_ratio_and_variance(*t.table) for t in FULL[:2]), strict=True))
    expected = bayes.normal_normal(*logs), random_effects.reml(*logs)
    for line, summary in zip(found.lines, expected, strict=True):
        assert (line.low, line.high) == pytest.approx((math.exp(summary.low), math.exp(summary.high)))
        assert (line.tau, line.prediction) == (pytest.approx(summary.tau), None)
    assert expected[0].prior in found.lines[0].note


def test_two_full_trials_have_no_common_difference():
    """The difference of two trials without an empty cell is shown by trial only."""
    found = pool("invented", FULL[:2])
    assert [line.rule for line in found.lines] == ["two-side-by-side"] and len(found.own) == 2


def test_three_trials_have_random_effects_with_prediction():
    """From three trials on there is tau with its interval, and a prediction interval that is told to be rough."""
    (line,) = pool("invented", FULL, "odds-ratio").lines
    logs = list(zip(*(two_by_two.log_odds_ratio_and_variance(*t.table) for t in FULL), strict=True))
    summary = random_effects.reml(*logs)
    assert (line.tau_low, line.tau_high) == (summary.tau_low, summary.tau_high)
    assert line.prediction == pytest.approx(tuple(map(math.exp, summary.prediction)))
    assert line.prediction_is_rough


def test_a_prediction_over_five_trials_is_not_flagged():
    """From five trials on a prediction interval has no flag."""
    five = [*FULL, table(5, 5, 50, 8, 50), table(6, 9, 50, 8, 50)]
    assert not pool("invented", five, "risk-ratio").lines[0].prediction_is_rough


@pytest.mark.parametrize("measure", NULL)
def test_empty_cells_are_summed_without_correction(measure):
    """With empty cells the tables as they are give the line, and random effects are refused with the trials' names."""
    main, refused = pool("invented", SPARSE, measure).lines
    summed = getattr(mantel_haenszel, measure.replace("-", "_"))([t.table for t in SPARSE])
    assert (main.estimate, main.low, main.high) == tuple(summed)
    assert refused.rule == "no-empty-cells" and "T2" in refused.sentence and "T1" not in refused.sentence


def test_a_trial_without_any_event_is_kept():
    """A trial with nobody affected is shown and changes the common difference; as a ratio it is refused by itself."""
    with_it, without = pool("invented", [*SPARSE, NOBODY]), pool("invented", SPARSE)
    assert with_it.own[-1].estimate == 0 and with_it.main.k == 4
    assert abs(with_it.main.estimate) < abs(without.main.estimate)
    assert isinstance(pool("invented", [*SPARSE, NOBODY], "risk-ratio").own[-1], Refusal)


def test_counts_that_give_no_interval_are_refused():
    """Where nobody is affected in any trial there is no pooled line, and the reader is told why."""
    (line,) = pool("invented", [NOBODY, table(5, 0, 9, 0, 9)]).lines
    assert line.rule == "no-such-result" and line.sentence.startswith("The counts give no such result: ")


def test_the_exact_odds_ratio_checks_a_sparse_table():
    """A single table's odds ratio is the exact conditional one: 5 of 32 against 0 of 32 is infinite, from 0.98."""
    found = own_interval("invented", table(1, 5, 32, 0, 32), "odds-ratio")
    assert found.estimate == math.inf == found.high and round(found.low, 2) == 0.98


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
    together = table(1, 4, 40, 8, 40, trials=("T1", "T9"), note="counts pooled by the source over 2 trials")
    (line,) = pool("invented", [together, FULL[1], FULL[2]], "risk-ratio").lines
    assert (line.k, line.tables) == (4, 3) and "pooled by the source" in line.note


# --- the object ---------------------------------------------------------------------------------


def test_an_estimate_is_a_number():
    """Something that is not a number can't be an estimate, nor can one outside its interval."""
    fields = vars(pool("invented", FULL[:1]).main)
    for wrong in ({"estimate": math.nan}, {"tau": math.nan}, {"low": 0.9}):
        with pytest.raises(ValueError, match="invented"):
            Estimate(**{**fields, **wrong})


def test_the_digest_follows_numbers_and_nothing_else():
    """Other words, rows and orders leave the digest as it is; another count, trial, measure or method does not."""
    first, *rest = FULL
    digest = pool("invented", FULL, "risk-ratio").main.digest
    same = [*rest, replace(first, note="other words", rows=("elsewhere/a",), disease="renamed")]
    assert pool("other words", same, "risk-ratio").main.digest == digest
    events = [replace(first, events=5, cells=(5, 35, 8, 32)), *rest]
    trial = [replace(first, trials=("T7",)), *rest]
    others = [pool("invented", changed, "risk-ratio").main.digest for changed in (events, trial)]
    others += [pool("invented", FULL, "odds-ratio").main.digest, pool("invented", FULL).main.digest]
    others.append(mantel_haenszel_line("invented", FULL, "risk-ratio").digest)
    assert len({digest, *others}) == len(others) + 1


def test_the_digest_is_a_sha256_of_json():
    """The digest can be computed by anybody: SHA-256 of the values in JSON."""
    assert digest_of("a", [1, 2]) == hashlib.sha256(b'["a", [1, 2]]').hexdigest()


@pytest.mark.parametrize("line", [mantel_haenszel_line, random_effects_line, bayesian_line])
def test_every_line_names_its_literature(line):
    """Each method carries the keys of its literature."""
    assert line("invented", FULL, "risk-ratio").sources


# --- without a comparator, and within people ----------------------------------------------------


def test_real_shares_are_not_pooled(evidence):
    """No outcome of single-arm studies has three alike results, so each stands by itself and is no effect."""
    sets = single_arm.shares(evidence)
    assert sets and max(len(found.own) for found in sets) < 3
    assert {line.rule for found in sets for line in found.lines} == {"three-alike"}
    assert all("not an effect" in own.note for found in sets for own in found.own)


def test_none_of_29_has_an_upper_bound(evidence):
    """An event in none of the treated people is told with its exact upper end."""
    found = [
        own for s in single_arm.shares(evidence) for own in s.own if own.rows[0].startswith("steingold-2025/thromb")
    ]
    assert [(own.estimate, own.low) for own in found] == [(0, 0)]
    assert found[0].high == pytest.approx(1 - 0.025 ** (1 / 29))


def test_no_share_is_of_a_series_or_report(evidence):
    """Shares come from single-arm studies and open-label parts of trials only."""
    studies = {row.split("/")[0] for s in single_arm.shares(evidence) for own in s.own for row in own.rows}
    rungs = {evidence.vocabulary["designs"][evidence.records[study].design].ladder for study in studies}
    assert rungs <= {"single-arm", "vehicle-controlled"}


def test_treated_areas_of_the_same_people_are_bounded_by_their_margins(evidence):
    """Of 16 people 5, 6, 10 and 0 regrew hair by area: three differences, each with what the margins leave open."""
    found = [a for a in within_person.differences(evidence) if a.rows[0].startswith("bokhari-2018/")]
    assert sorted(a.estimate for a in found) == [(5 - 10) / 16, (5 - 6) / 16, (5 - 0) / 16]
    assert {a.participants for a in found} == {16}
    vehicle = max(found, key=lambda a: a.estimate)
    assert "5 of 16 people answered differently" in vehicle.note and "may reach the other" in vehicle.note
    active = min(found, key=lambda a: a.estimate)
    assert "between 5 and 15 of 16" in active.note and active.low < -5 / 16 < active.high


def test_real_comparisons_can_be_pooled_or_are_refused(evidence):
    """Every measure of a real event gives lines, each a number or a sentence."""
    found = select(evidence, "discontinuation-due-to-adverse-event")
    for measure in NULL:
        for line in pool("withdrawal", found.comparisons, measure, found.not_used).lines:
            assert isinstance(line, Estimate) or line.sentence.endswith(".")
            assert line.not_used == found.not_used


def test_another_week_is_not_alike():
    """Shares of different weeks, diseases or periods are not alike, and those that differ in their numbers are."""
    share = single_arm.Share(**{**vars(item(1)), "n": 9, "events": 1, "weeks": 12.0, "rows": ()})
    unlike = [replace(share, weeks=24.0), replace(share, disease="other-disease"), replace(share, period="extension")]
    assert all(other.alike != share.alike for other in unlike)
    assert replace(share, events=2, n=10, study="invented-2").alike == share.alike


def test_three_alike_shares_are_pooled(evidence):
    """Three alike shares get the pooled line, with tau and a prediction interval."""
    events, people = (1, 3, 2), (12, 20, 15)
    alike = [
        single_arm.Share(**{**vars(item(i)), "n": n, "events": e, "weeks": 12.0, "rows": (f"invented-{i}/a",)})
        for i, (e, n) in enumerate(zip(events, people, strict=True))
    ]
    (line,) = single_arm.pool_shares(evidence, alike).lines
    model = proportions.pooled(list(zip(events, people, strict=True)))
    assert (line.estimate, line.tau, line.prediction) == (model.estimate, model.tau, model.prediction)
    assert (line.k, line.participants, line.prediction_is_rough) == (3, 47, True)


def test_only_areas_at_the_same_week_are_paired(evidence):
    """A count of another week has no partner among the treated areas."""
    study = evidence.records["bokhari-2018"]
    late = [row.model_copy(update={"timepoint_weeks": 40.0}) if row.arm == "vehicle" else row for row in study.outcomes]
    studies = {"bokhari-2018": study.model_copy(update={"outcomes": late})}
    found = within_person.differences(Evidence(replace(evidence.library, studies=studies)))
    assert len(found) == 2 and not any("vehicle" in a.question for a in found)
