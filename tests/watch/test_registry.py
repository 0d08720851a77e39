"""A registered trial and its posted results, as the registry gives them."""

import json

import pytest

from livingevidence.watch import registry
from livingevidence.watch.transport import SourceFailed


@pytest.fixture
def answer(sources, transport, answers):
    """Return what the registry tells of an invented trial."""
    sources.expect_request("/clinicaltrials/studies/NCT99999901").respond_with_data(answers("trial.json"))
    return registry.fetch("NCT99999901", transport)


@pytest.fixture
def numbers(answer):
    """Return the posted numbers by section, what and group."""
    return {(p.section, p.what, p.group): p for p in registry.posted_numbers(answer)}


def test_a_registration_is_read(answer):
    """What a trial is, and what its arms get, are told as of any report; its number is that of the registry."""
    trial = registry.publication_of(answer)
    assert trial.registration == "NCT99999901"
    assert {"COMPLETED", "RANDOMIZED, PARALLEL", "PHASE2, PHASE3"} < {*trial.kinds}
    assert trial.abstract.endswith("Cream (Drug: Examplinib). Vehicle ()")


def test_a_trial_without_results_posts_nothing(answer):
    """A withdrawn trial, or one that has posted nothing, has no number and no fault."""
    trial = {"protocolSection": {**answer["protocolSection"]}}
    assert registry.posted_numbers(trial) == []


@pytest.mark.parametrize(("word", "status"), [("WITHDRAWN", "withdrawn"), ("SUSPENDED", None)])
def test_a_status_is_told_where_a_record_has_a_word_for_it(answer, word, status):
    """A withdrawn trial says so; what a record has no word for is left out."""
    answer["protocolSection"]["statusModule"]["overallStatus"] = word
    assert registry.trial_state(answer).get("status") == status


def test_counts_of_the_flow_have_their_denominator(numbers):
    """Those who completed or left stand beside those who started, and a missing number is missing, not zero."""
    dropouts = numbers["flow", "left: Adverse Event", "Vehicle"]
    assert (dropouts.kind, dropouts.numbers) == ("count", {"events": 2, "n": 20})
    assert numbers["flow", "COMPLETED", "Vehicle"].kind == "awaited"


def test_an_outcome_is_a_count_a_value_or_a_percentage(numbers):
    """The kind of a number follows from what the registry calls it; lesions are no people."""
    clear = numbers["outcome", "Clear skin", "Cream"]
    assert (clear.kind, clear.numbers, clear.when) == ("count", {"events": 17, "n": 40}, "Week 8")
    itch = numbers["outcome", "Change of itch, Week 4", "Cream"]
    assert itch.kind == "value" and itch.numbers.items() >= {"value": -2.13, "se": 0.41, "n": 39}.items()
    response = numbers["outcome", "Response", "Cream"]
    assert (response.kind, response.numbers) == ("percent", {"percent": 42.5, "ci_low": 27, "ci_high": 59.1})


def test_what_has_no_number_is_named_as_missing(numbers):
    """NA, nobody analysed and results not posted are told in words, never as a zero."""
    words = {key: p.words for key, p in numbers.items() if p.kind == "awaited" and p.section == "outcome"}
    assert words["outcome", "Change of itch, Week 8", "Cream"] == "Too few people for an estimate"
    assert words["outcome", "Clear skin", "Vehicle"] == "nobody was analysed"
    assert words["outcome", "Later itch", ""] == "not posted, expected 2021-01"


def test_each_analysis_is_kept(answer):
    """Two analyses of one outcome are two contrasts, one of them a P value alone."""
    contrasts = [p for p in registry.posted_numbers(answer) if p.kind == "contrast"]
    assert [p.numbers for p in contrasts] == [
        {"value": 5.1, "ci_low": 1.4, "ci_high": 18.6, "p_value": "<0.001"},
        {"p_value": "0.02"},
    ]
    assert contrasts[0].group == "Cream against Vehicle"


def test_adverse_events_are_people_at_risk(numbers):
    """People affected of people at risk; events are not people, and a denominator of zero is missing."""
    pneumonia = numbers["serious", "Pneumonia", "Cream"]
    assert (pneumonia.numbers, pneumonia.when) == ({"events": 1, "n": 41}, "Up to week 12")
    assert numbers["serious", "Pneumonia", "Vehicle"].kind == "awaited"
    assert numbers["deaths", "deaths from any cause", "Cream"].numbers["events"] == 0
    assert ("deaths", "deaths from any cause", "Vehicle") not in numbers


def test_every_number_has_its_place(answer):
    """Each posted number names the headings under which a reader of the registry finds it."""
    assert all(p.place for p in registry.posted_numbers(answer))


def test_another_trial_than_the_asked_one_is_refused(sources, transport, answers):
    """An answer on another number is no answer."""
    trial = json.loads(answers("trial.json"))
    sources.expect_request("/clinicaltrials/studies/NCT99999902").respond_with_json(trial)
    with pytest.raises(SourceFailed, match="slip"):
        registry.fetch("NCT99999902", transport)
