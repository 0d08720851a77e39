"""Which rows meet in a comparison of the treatment with its control: real ones, and spoilt copies."""

from itertools import combinations

import pytest

from copies import altered, with_rows
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Printed, SecondReading
from livingevidence.synthesis.comparisons import events, select
from livingevidence.synthesis.plans import share_people
from livingevidence.synthesis.sides import ANY, FORMULATIONS, MAIN, regimen

EVENT, SERIOUS = "any-adverse-event", "serious-adverse-event"
FIRST, SECOND, THIRD = ("NCT00000001",), ("NCT00000002",), ("NCT00000003",)
DOE = ("doe-2021/any-ten-w8", "doe-2021/any-placebo-w8")


def tables(evidence: Evidence, event: str, formulation: str = MAIN, **choices) -> dict[tuple, tuple]:
    """Return the tables of an event by the trials that they cover."""
    return {c.trials: c.table for c in select(evidence, event, formulation, **choices).comparisons}


def reasons(evidence: Evidence, event: str, formulation: str = MAIN, **choices) -> dict[str, str]:
    """Return the reason of each row of an event that is in no comparison."""
    not_used = select(evidence, event, formulation, **choices).not_used
    return {address: group.reason for group in not_used for address in group.rows}


@pytest.fixture(scope="module", params=["small_evidence", "evidence"])
def selections_by_scope(request):
    """Return an evidence, and what is selected of it of every event and formulation."""
    evidence = request.getfixturevalue(request.param)
    return evidence, {(e, f): select(evidence, e, f) for e in events(evidence) for f in FORMULATIONS}


def test_every_row_of_an_event_is_used_or_left_out_once(selections_by_scope):
    """No row is used twice, none is used and left out, and none of a study of the treatment is lost."""
    evidence, selections = selections_by_scope
    treated = evidence.where(treated=True).records.values()
    for (event, _), selection in selections.items():
        addresses = [row for group in (*selection.comparisons, *selection.not_used) for row in group.rows]
        expected = [f"{s.id}/{r.id}" for s in treated for r in s.adverse_events if r.event == event]
        assert sorted(addresses) == sorted(expected)


def test_nobody_is_in_two_comparisons_of_an_event(selections_by_scope):
    """No two comparisons of an event share people, nor an arm with the control."""
    for selection in selections_by_scope[1].values():
        assert not any(share_people(a, b) for a, b in combinations(selection.comparisons, 2))
        arms = [arm for c in selection.comparisons for arm in c.comparator_arms]
        assert len(arms) == len(set(arms))


def test_only_blinded_counts_of_the_treatment_and_the_control_meet(selections_by_scope):
    """Behind a comparison stand blinded rows that repeat no other, the control's last, within their arms' people."""
    evidence, selections = selections_by_scope
    topic = evidence.topic
    for (_, formulation), selection in selections.items():
        for comparison in selection.comparisons:
            rows = [evidence.row(address)[1] for address in comparison.rows]
            arms = {arm.id: arm for arm in evidence.records[comparison.study].arms}
            *treated, control = (arms[row.arm] for row in rows)
            assert all(topic.as_made(arm) for arm in treated) and topic.controls(control)
            assert {(row.period, row.duplicate_of) for row in rows} == {("blinded", None)}
            assert all(arms[row.arm].n is None or row.n <= arms[row.arm].n for row in rows)
            assert formulation != MAIN or [regimen(arm) for arm in treated] == [topic.treatment.regimen]


def test_each_trial_has_its_own_table(small_evidence):
    """Where each trial has its counts, the row over both is their alternative and left out."""
    assert tables(small_evidence, EVENT) == {
        FIRST: (12, 40, 10, 40),
        SECOND: (30, 100, 28, 100),
        THIRD: (33, 100, 25, 100),
    }
    assert "alternatives" in reasons(small_evidence, EVENT)["roe-2022/any-ten-both-w8"]


def test_a_row_over_two_trials_is_one_table_with_a_note(small_evidence):
    """Trials that a source took together are one table, which says so, and may be left out."""
    (both,) = (comparison for comparison in select(small_evidence, SERIOUS).comparisons if len(comparison.trials) > 1)
    assert (both.trials, both.table) == ((*SECOND, *THIRD), (2, 200, 3, 200))
    assert both.note == "counts pooled by the source over 2 trials"
    assert list(tables(small_evidence, SERIOUS, source_pools="left out")) == [FIRST]
    left_out = reasons(small_evidence, SERIOUS, source_pools="left out")
    assert "one by one" in left_out["roe-2022/serious-ten-both-w8"] and "doe-2021/serious-ten-w8" not in left_out


def test_a_row_over_two_trials_may_stand_in_their_place(small_evidence):
    """What a source summed may be other than the sum of its trials, so taking it is a choice, and both are never."""
    summed = tables(small_evidence, EVENT, source_pools="in place of single trials")
    assert list(summed) == [FIRST, (*SECOND, *THIRD)]


def test_a_row_over_both_trials_holds_more_people_than_one_of_them(small_evidence):
    """Where only one trial has its own count, the count over both is taken, since it has more of the people."""
    evidence = altered(small_evidence, "roe-2022/any-placebo-third-w8", unit="episodes")
    assert tables(evidence, EVENT) == {FIRST: (12, 40, 10, 40), (*SECOND, *THIRD): (63, 200, 53, 200)}
    assert "alternatives" in reasons(evidence, EVENT)["roe-2022/any-ten-second-w8"]


def test_of_two_rows_over_trials_without_a_table_the_one_over_more_is_taken(small_evidence):
    """Where a trial has no table of its own, a count over three trials stands before one over two of them."""
    trials = small_evidence.records["roe-2022"].trials
    fourth = trials[0].model_copy(update={"id": "NCT00000099"})
    evidence = altered(small_evidence, "roe-2022", trials=[*trials, fourth])
    both = ("roe-2022/serious-ten-both-w8", "roe-2022/serious-placebo-both-w8")
    evidence = with_rows(evidence, *both, trials=[*SECOND, *THIRD], n=150)
    assert tables(evidence, SERIOUS)[*SECOND, *THIRD, fourth.id] == (2, 200, 3, 200)
    assert "alternatives" in reasons(evidence, SERIOUS)["roe-2022/serious-ten-both-w8-more"]


def test_two_strengths_are_summed_against_one_control_arm(small_evidence):
    """With any strength, events and people of both arms are summed and the control is counted once."""
    assert tables(small_evidence, EVENT, ANY)[FIRST] == (12 + 16, 40 + 39, 10, 40)
    (comparison, *_) = select(small_evidence, EVENT, ANY).comparisons
    assert comparison.note == "arms with 10 mg twice daily and 20 mg twice daily summed"


def test_an_unread_strength_keeps_its_trial_out_of_any_strength(small_evidence):
    """Where one of the strengths beside a control arm was not read, nothing is summed, and its name is told."""
    assert FIRST in tables(small_evidence, SERIOUS) and FIRST not in tables(small_evidence, SERIOUS, ANY)
    assert "20 mg twice daily" in reasons(small_evidence, SERIOUS, ANY)["doe-2021/serious-ten-w8"]


def test_the_trials_own_row_is_taken_before_a_label_with_more_people(small_evidence):
    """A record without people that repeats a trial stands back behind the trial, however many it counts."""
    doe = small_evidence.records["doe-2021"]
    arms = [arm.model_copy(update={"trials": None}) for arm in doe.arms]
    evidence = altered(small_evidence, "review-2020", arms=arms, trials=doe.trials)
    rows = [evidence.row(address)[1].model_copy(update={"n": 400}) for address in DOE]
    evidence = altered(evidence, "review-2020", adverse_events=rows)
    assert tables(evidence, EVENT) == tables(small_evidence, EVENT)
    assert reasons(evidence, EVENT)["review-2020/any-ten-w8"] == "the same people are counted in doe-2021"
    label_alone = altered(evidence, "doe-2021", adverse_events=[])
    (label,) = (comparison for comparison in select(label_alone, EVENT).comparisons if comparison.trials == FIRST)
    expected = ("review-2020", 400, "example-fever", "randomised-trial")
    assert (label.study, label.n, label.disease, label.design) == expected


def test_the_larger_of_two_reports_of_a_trial_is_taken(small_evidence):
    """Of two records with people of one trial, the one that counts more of them is taken."""
    doe = small_evidence.records["doe-2021"]
    evidence = altered(small_evidence, "roe-2022", trials=doe.trials, arms=doe.arms)
    rows = [evidence.row(address)[1].model_copy(update={"n": 41}) for address in DOE]
    evidence = altered(evidence, "roe-2022", adverse_events=rows)
    assert [comparison.study for comparison in select(evidence, EVENT).comparisons] == ["roe-2022"]


def test_the_second_reading_can_be_taken(small_evidence):
    """Where the second reader found another count, it can be taken, and the note tells it either way."""
    reading = SecondReading(agrees=False, source="S1", printed=Printed(events=15, n=39))
    evidence = altered(small_evidence, DOE[0], second_readings=[reading])
    assert tables(evidence, EVENT)[FIRST] == (12, 40, 10, 40)
    assert tables(evidence, EVENT, second=True)[FIRST] == (15, 39, 10, 40)
    for second in (False, True):
        (comparison, *_) = select(evidence, EVENT, second=second).comparisons
        assert comparison.note == "a second reading has 15 of 39"


def test_a_second_reading_has_its_own_people_or_is_none(small_evidence):
    """A count whose people the second reading lacks is not joined with the people of the first."""
    reading = SecondReading(agrees=False, source="S1", printed=Printed(events=15))
    evidence = altered(small_evidence, DOE[0], second_readings=[reading])
    assert tables(evidence, EVENT, second=True)[FIRST] == (12, 40, 10, 40)
    assert all("second reading" not in comparison.note for comparison in select(evidence, EVENT).comparisons)


def test_an_agreeing_second_reading_changes_nothing(small_evidence):
    """A second reading that agrees is no alternative."""
    reading = SecondReading(agrees=True, source="S1", printed=Printed(events=15))
    evidence = altered(small_evidence, DOE[0], second_readings=[reading])
    assert tables(evidence, EVENT, second=True) == tables(small_evidence, EVENT)


def test_a_count_that_only_the_second_reader_has_stands_for_a_percentage(small_evidence):
    """A percentage that fits no one count is none; the second reader's count can be taken for it."""
    reading = SecondReading(agrees=True, source="S1", printed=Printed(events=12, n=40))
    percent = {"kind": "percent", "events": None, "percent": 31.0, "second_readings": [reading]}
    evidence = altered(small_evidence, DOE[0], **percent)
    assert reasons(evidence, EVENT)[DOE[0]] == "a percentage that fits no one count, which a second reading has"
    assert tables(evidence, EVENT, second=True)[FIRST] == (12, 40, 10, 40)


def test_a_percentage_that_one_count_gives_is_taken_and_says_so(small_evidence):
    """A recovered count makes a comparison that is marked, and a second reading with the same count is none apart."""
    reading = SecondReading(agrees=True, source="S1", printed=Printed(events=12, n=40))
    percent = {"kind": "percent", "events": None, "percent": 30.0, "second_readings": [reading]}
    (comparison, *others) = select(altered(small_evidence, DOE[0], **percent), EVENT).comparisons
    assert comparison.table == (12, 40, 10, 40) and comparison.note == "counts recovered from printed percentages"
    assert [comparison.recovered, *(other.recovered for other in others)] == [True, False, False]


def test_a_printed_count_stands_before_a_recovered_one(small_evidence):
    """Of the same arm and week the printed count is taken, and the percentage beside it says why it is not."""
    evidence = with_rows(small_evidence, *DOE, add="share", kind="percent", events=None, percent=20.0)
    assert tables(evidence, EVENT)[FIRST] == (12, 40, 10, 40)
    assert reasons(evidence, EVENT)[f"{DOE[0]}-share"] == "its count is printed in another row"


def test_a_later_week_takes_the_place_of_an_earlier_one(small_evidence):
    """Of two timepoints of the same people the later is taken; one without a week counts as the earliest."""
    evidence = with_rows(small_evidence, *DOE, add="early", timepoint_weeks=4.0, events=1)
    evidence = with_rows(evidence, *DOE, add="once", timepoint_weeks=None, events=2)
    (comparison,) = (comparison for comparison in select(evidence, EVENT).comparisons if comparison.trials == FIRST)
    assert (comparison.weeks, comparison.events) == (8.0, 12)
    for add in ("early", "once"):
        assert reasons(evidence, EVENT)[f"{DOE[0]}-{add}"] == "a later result of the same people is taken"


@pytest.mark.parametrize(
    ("address", "fields", "reason"),
    [
        (DOE[0], {"kind": "awaited", "events": None}, "awaited"),
        (DOE[0], {"duplicate_of": "roe-2022"}, "the same result stands in roe-2022"),
        (DOE[0], {"period": "whole-record"}, "whole record, not the blinded period"),
        (DOE[0], {"unit": "episodes"}, "counts episodes, not people"),
        (DOE[0], {"n": None}, "of how many people is not available"),
        (DOE[0], {"kind": "qualitative", "text": "few"}, "no count"),
        (DOE[0], {"kind": "percent", "percent": 31.0}, "a percentage that fits no one count"),
        (DOE[0], {"arm": None}, "not the result of one arm"),
        (DOE[1], {"period": "extension"}, "open extension, not the blinded period"),
    ],
)
def test_what_is_no_side_of_a_comparison_says_why(small_evidence, address, fields, reason):
    """A row that is left out has its reason, and the other side has nothing to be compared with."""
    reason_by_row = reasons(altered(small_evidence, address, **fields), EVENT)
    side, other_row = ("tablet", DOE[1]) if address == DOE[0] else ("placebo", DOE[0])
    assert reason_by_row[address] == reason
    assert reason_by_row[other_row] == f"no count of the {side} arm to compare with"


@pytest.mark.parametrize(
    ("event", "address", "reason"),
    [
        (EVENT, "doe-2021/any-twenty-w8", "another strength or frequency, which would share the placebo arm"),
        (EVENT, "sample-2019/safety-in-words", "areas of the same people, not parallel arms"),
        ("discontinuation-due-to-adverse-event", "loe-2018/stopping", "no parallel arm with placebo"),
        ("death", "doe-2021/no-death", "not the result of one arm"),
    ],
)
def test_rows_as_they_are_have_their_reason(small_evidence, event, address, reason):
    """Doses, designs and words that can't be compared are told as such."""
    assert reasons(small_evidence, event)[address] == reason


def test_an_arm_with_something_else_beside_it_is_no_side(small_evidence):
    """The treatment together with another drug is not the treatment as manufactured."""
    ten, *rest = small_evidence.records["doe-2021"].arms
    arms = [ten.model_copy(update={"interventions": ["examplinib", "sampletinib"]}), *rest]
    reason = reasons(altered(small_evidence, "doe-2021", arms=arms), EVENT)[DOE[0]]
    assert reason == "the arm got something else than only the tablet as manufactured, or only placebo"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("design", "single-arm-trial", "no parallel arm with placebo"),  # an arm on the control is no side then
        ("conditions", ["example-fever", "quiet-rash"], "no record of the trial itself"),  # whose disease is one
    ],
)
def test_what_a_study_is_may_leave_nothing_to_compare(small_evidence, field, value, reason):
    """A study that allotted nobody has no parallel arms, and one of two diseases is nobody's own record."""
    evidence = altered(small_evidence, "doe-2021", **{field: value})
    assert FIRST not in tables(evidence, EVENT)
    assert reasons(evidence, EVENT)[DOE[0]] == reason


def test_a_benefit_that_is_pooled_knows_how_many_were_allotted(small_copy):
    """Who was allotted stands beside who was counted, so that somebody left out is seen; unread where an arm's is."""
    small_copy.edit("protocol.yaml", "pooling", {"outcomes": ["clearing"]})
    evidence = small_copy.evidence()
    ten, *rest = evidence.records["doe-2021"].arms
    unread = altered(evidence, "doe-2021", arms=[ten.model_copy(update={"n": None}), *rest])
    for state, people in ((evidence, 40), (unread, None)):
        allotted = {comparison.trials: comparison.arm_n for comparison in select(state, "clearing").comparisons}
        assert allotted == {FIRST: people, SECOND: 100, THIRD: 100}


def test_two_rows_of_an_arm_are_no_table(small_evidence):
    """Two rows of the same arm, trials and week leave open which one counts, so neither does."""
    evidence = with_rows(small_evidence, DOE[0], add="twin")
    assert FIRST not in tables(evidence, EVENT)
    assert reasons(evidence, EVENT)[f"{DOE[0]}-twin"] == "more than one row for the same arm"


def test_what_counts_as_one_treatment_is_its_regimen_or_any(small_evidence):
    """The main comparison is of one regimen, and the other one says that it takes all."""
    main, any_strength = ({c.formulation for c in select(small_evidence, EVENT, f).comparisons} for f in (MAIN, ANY))
    assert all(small_evidence.topic.treatment.regimen in f for f in main)
    assert any_strength and all(ANY in f for f in any_strength)


@pytest.mark.parametrize(("event", "formulation", "error"), [("no-event", MAIN, KeyError), (EVENT, "2 %", ValueError)])
def test_unknown_choices_are_told(small_evidence, event, formulation, error):
    """An unknown event or formulation is an error that names it."""
    with pytest.raises(error, match=event if error is KeyError else formulation):
        select(small_evidence, event, formulation)
