"""Computed numbers: whom they count, whom they count once, and the studies behind each."""

import datetime

import pytest

from copies import altered
from livingevidence.record.models import Report
from livingevidence.record.reads import noting_reads
from livingevidence.results.compute import compute

PLAN = "example-nct00000009"


@pytest.fixture(scope="module")
def results(small_evidence):
    """Return the results of the invented review."""
    return compute(small_evidence)


@pytest.mark.parametrize(
    ("key", "value", "studies"),
    [
        ("rashes.people", 40, {"loe-2018", "sample-2019", "poe-2017"}),  # the report's patient is in the series
        ("rashes.studies", 4, {"loe-2018", "sample-2019", "poe-2017", "moe-2016"}),
        ("rashes.controlled", 1, {"sample-2019"}),
        ("fevers.people", 400, {"roe-2022"}),  # some went on from one study into the other
        ("fevers.controlled", 2, {"doe-2021", "roe-2022"}),
        ("quiet-rash.people", 0, set()),
        ("rashes.conditions", 2, set()),
        ("rashes.conditions-without", 1, set()),
        ("rashes.names-without", "quiet rash", set()),
        ("rashes.all-records", 6, {"loe-2018", "sample-2019", "poe-2017", "moe-2016", "review-2020", PLAN}),
        ("all.awaited", 2, {PLAN}),
        ("all.rows-read-twice", 2, {"doe-2021"}),
        ("all.rows-in-conflict", 1, {"doe-2021"}),
        ("all.undated", 1, {"moe-2016"}),
    ],
)
def test_a_number_counts_what_it_says(results, key, value, studies):
    """Reviews and plans are no people, an overlap is counted once, and each number has its studies."""
    assert (results[key].value, set(results[key].studies)) == (value, studies)


def test_a_second_reading_that_agrees_is_no_conflict(small_evidence):
    """Where no second reading disagrees, no row is in conflict, however many were read twice."""
    address = "doe-2021/fever-score-ten-v-placebo-w8"
    readings = [r.model_copy(update={"agrees": True}) for r in small_evidence.row(address)[1].second_readings]
    results = compute(altered(small_evidence, address, second_readings=readings))
    assert (results["all.rows-read-twice"].value, results["all.rows-in-conflict"].value) == (2, 0)


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_every_result_has_words_and_adds_up(scope, request):
    """Each is a count or names, its studies exist, what they add is its value, and totals are those of the tables."""
    evidence = request.getfixturevalue(scope)
    results = compute(evidence)
    for key, result in results.items():
        assert key == result.key and result.meaning
        assert isinstance(result.value, str) or result.value >= 0
        assert not result.parts or sum(result.parts) == result.value
        assert set(result.studies) <= set(evidence.records)
    for name in ("studies", "trials", "arms", "outcomes", "adverse_events", "cases", "sources"):
        assert results[f"all.{name.replace('_', '-')}"].value == len(getattr(evidence, name))


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_rungs_add_up_to_their_condition(scope, request):
    """The rungs of a condition hold its people and studies, no more and no fewer, for treated conditions alone."""
    evidence = request.getfixturevalue(scope)
    results, ladder = compute(evidence), evidence.topic.ladder
    for condition in evidence.vocabulary["conditions"]:
        for part in ("people", "studies"):
            rungs = [results.get(f"{condition}.{rung}.{part}") for rung in ladder]
            if None in rungs:
                assert set(rungs) == {None}
            else:
                assert sum(rung.value for rung in rungs) == results[f"{condition}.{part}"].value


def test_a_number_that_was_not_read_is_noted(small_evidence):
    """A study whose people were not read adds none, and is named beside the whole and beside its rung."""
    population = small_evidence.records["loe-2018"].population.model_copy(update={"n_enrolled": None})
    results = compute(altered(small_evidence, "loe-2018", population=population))
    for key in ("sample-rash.people", "sample-rash.one-armed.people"):
        assert results[key].note == "number not available: loe-2018"
    assert results["sample-rash.people"].value == 20


def test_a_rung_says_whom_it_counts(results):
    """People of trials against the control are told with the control's, and a report with the larger study."""
    note = results["example-fever.placebo-controlled.people"].note
    assert "the placebo group" in note and note.endswith("counted with a larger study: doe-2021")
    assert results["sample-rash.single.people"].note == "counted with a larger study: moe-2016"
    assert results["sample-rash.several.people"].note == ""


def test_words_are_those_of_the_review(results):
    """What was counted is told in the words of topic.yaml."""
    assert "studies of oral examplinib, rashes" in results["rashes.people"].meaning


def test_a_condition_in_two_groups_is_counted_in_both(small_evidence, results):
    """The same people count in each group of their condition."""
    two_groups = compute(altered(small_evidence, "loe-2018", conditions=["quiet-rash"]))
    assert two_groups["fevers.people"].value == results["fevers.people"].value + 20
    assert two_groups["rashes.people"].value == results["rashes.people"].value


def test_a_study_is_undated_while_no_report_has_a_date(small_evidence):
    """One dated report is enough for a date."""
    reports = [
        *small_evidence.records["moe-2016"].reports,
        Report(key="moe", kind="web", read="none", first_public="2016"),
    ]
    assert compute(altered(small_evidence, "moe-2016", reports=reports))["all.undated"].value == 0


def test_what_a_past_day_was_computed_from_is_noted(small_evidence):
    """Of today the results that are asked for are noted, of a past day the records, which alone tell when it moved."""
    for evidence, from_records in ((small_evidence, False), (small_evidence.as_of(datetime.date(2030, 1, 1)), True)):
        with noting_reads() as reads:
            assert compute(evidence)["all.studies"].value
        assert ("result:", "all.studies") in reads
        assert any(name == "doe-2021" for name, _ in reads) is from_records
