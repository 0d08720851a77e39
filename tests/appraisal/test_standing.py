"""A rating stands for what answers its question: every row of today, and the result that is computed of them."""

from dataclasses import replace

import pytest

from copies import altered
from livingevidence import show
from livingevidence.appraisal.signing import sign
from livingevidence.appraisal.standing import harm_line, is_stale, look_at, result_in_words, stale_judgements
from livingevidence.cli import main
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.check import look_at as look_at_values
from livingevidence.record.judgements import answering_rows
from livingevidence.synthesis.harms import analyses

HARM = "example-fever-any-adverse-event"


def with_another_trial(evidence: Evidence, **fields: object) -> Evidence:
    """Return the evidence with a further trial in fever, of the first one's arms: 3 of 40 against 30 of 40 people."""
    first = evidence.records["doe-2021"]
    trial = first.trials[0].model_copy(update={"id": "NCT00000077"})
    counts = {"any-ten-w8": 3, "any-placebo-w8": 30}
    rows = [
        row.model_copy(update={"events": counts[row.id], **fields}) for row in first.adverse_events if row.id in counts
    ]
    new = {"id": "new-2031", "trials": [trial], "overlaps": [], "outcomes": [], "adverse_events": rows}
    studies = {**evidence.library.studies, "new-2031": first.model_copy(update=new)}
    files = {**evidence.library.files, "studies/new-2031": evidence.library.files["studies/doe-2021"]}
    return Evidence(replace(evidence.library, studies=studies, files=files))


def rating(evidence: Evidence):
    """Return the rating of adverse events in fever."""
    return evidence.library.appraisal.certainties[HARM]


def test_a_trial_that_a_rating_does_not_name_makes_it_stale(small_evidence):
    """A trial that answers a rating's question makes it alone stale, listed and shown so, with the numbers of today."""
    evidence = with_another_trial(small_evidence)
    assert stale_judgements(small_evidence) == frozenset() and stale_judgements(evidence) == {f"certainty/{HARM}"}
    by_rule = {problem.rule: problem for problem in look_at_values(evidence.library)}
    assert by_rule.keys() == {"JudgedOnTheValuesOfToday", "RiskOfBiasOfEachStudy"}
    problem = by_rule["JudgedOnTheValuesOfToday"]
    assert "new-2031/any-ten-w8" in problem.found and f"certainty/{HARM}" in problem.fix
    result, signed_result = result_in_words(evidence, rating(evidence)), rating(evidence).signed[-1].result
    assert signed_result == result_in_words(small_evidence, rating(small_evidence)) != result
    (row,) = show.summary(evidence, group="fevers", kind="harm").rows
    assert result in str(row[2]) and "not up to date" in str(row[3])


@pytest.mark.parametrize(
    "fields",
    [
        {"period": "extension"},
        {"event": "sample-itch"},
        {"kind": "awaited", "events": None},
        {"duplicate_of": "doe-2021"},
    ],
)
def test_what_answers_another_question_leaves_a_rating_as_it_is(small_evidence, fields):
    """Another period or event, what is awaited, and what another study has already, answer nothing anew."""
    assert stale_judgements(with_another_trial(small_evidence, **fields)) == frozenset()


def test_another_condition_or_no_control_is_another_question(small_evidence):
    """A trial of another disease, and one without an arm of what the rating compares with, leave it as it is."""
    evidence = with_another_trial(small_evidence)
    new = evidence.records["new-2031"]
    for fields in ({"conditions": ["sample-rash"]}, {"arms": [arm for arm in new.arms if arm.id != "placebo"]}):
        studies = {**evidence.library.studies, "new-2031": new.model_copy(update=fields)}
        assert stale_judgements(Evidence(replace(evidence.library, studies=studies))) == frozenset()


def test_a_result_that_is_computed_otherwise_is_to_be_looked_at(inside, capsys):
    """Where the values stand and the result does not, the rating is stale, with both; signing it again mends that."""
    path = f"appraisal/certainty/{HARM}"
    signed_result = inside.at(path, "signed[0].result")[0]["signed"][0]["result"]
    inside.replace(path, signed_result, "5 more (1 fewer to 11 more)")
    (problem,) = look_at(inside.evidence())
    assert "5 more (1 fewer to 11 more)" in problem.found and signed_result in problem.found
    assert stale_judgements(inside.evidence()) == {f"certainty/{HARM}"}
    for command in (["claims"], ["check", "--release"]):
        assert main(command) == 1 and f"certainty/{HARM}" in capsys.readouterr().out
    sign(inside.evidence().library, [f"certainty/{HARM}"], "editor")
    assert look_at(inside.evidence()) == [] and stale_judgements(inside.evidence()) == frozenset()


def test_a_rating_has_the_line_of_its_own_rows(small_evidence):
    """Rows that are no part of the pooled line have that of their study; children never that of adults with them."""
    line = f"harm.any-adverse-event.{rating(small_evidence).condition}"
    summed = rating(small_evidence).model_copy(update={"rows": ["roe-2022/any-ten-both-w8"]})
    assert harm_line(small_evidence, rating(small_evidence))[0] == line
    assert harm_line(small_evidence, summed)[0] == "harm.any-adverse-event.roe-2022"
    evidence = small_evidence
    for study, age in (("doe-2021", "2-11 years"), ("roe-2022", "adults")):
        people = evidence.records[study].population.model_copy(update={"age": age, "inclusion": None})
        evidence = altered(evidence, study, population=people)
    children = rating(evidence).question.model_copy(update={"children": True})
    key, _ = harm_line(evidence, rating(evidence).model_copy(update={"question": children}))
    assert key == "harm.any-adverse-event.doe-2021"


@pytest.mark.parametrize(("age", "answers"), [("adults", False), ("2-11 years", True), (None, False)])
def test_a_question_about_children_is_not_answered_by_adults(small_evidence, age, answers):
    """A further trial makes a rating of children stale only where its record tells that nobody was an adult."""
    question = rating(small_evidence).question.model_copy(update={"children": True})
    certainty = rating(small_evidence).model_copy(update={"question": question})
    evidence = with_another_trial(small_evidence)
    new = evidence.records["new-2031"]
    population = new.population.model_copy(update={"age": age, "inclusion": None})
    new = new.model_copy(update={"population": population, "title": "A trial"})
    topic, studies = evidence.topic, {**evidence.library.studies, "new-2031": new}
    answering = {study.id for study, _ in answering_rows(certainty, studies, topic)}
    assert ("new-2031" in answering) is answers
    assert {address.split("/")[0] for address in certainty.rows} <= answering


def test_imprecision_is_rated_by_its_rule_or_by_a_signed_exception(small_copy):
    """An interval from one in a hundred fewer to twice as many lowers by two levels; an exception needs its reason."""
    path = f"appraisal/certainty/{HARM}"
    for row, events in {"ten-w8": 1, "ten-second-w8": 1, "ten-third-w8": 2, "ten-both-w8": 3}.items():
        small_copy.edit(*_events_edit(small_copy, f"any-{row}", events))
    for row, events in {"placebo-w8": 1, "placebo-second-w8": 1, "placebo-third-w8": 1, "placebo-both-w8": 2}.items():
        small_copy.edit(*_events_edit(small_copy, f"any-{row}", events))
    small_copy.edit(path, "down.imprecision.by", 1)
    problems = [problem for problem in look_at(small_copy.evidence()) if problem.rule == "ImprecisionByItsRule"]
    assert [problem.field for problem in problems] == ["down.imprecision.by"] and "exception" in problems[0].fix
    small_copy.edit(path, "exception", {"role": "statistician", "reason": "Invented."})
    assert "ImprecisionByItsRule" not in {problem.rule for problem in look_at(small_copy.evidence())}
    small_copy.edit(path, "exception", None)
    small_copy.edit(path, "down.imprecision.by", 2)
    assert "ImprecisionByItsRule" not in {problem.rule for problem in look_at(small_copy.evidence())}


def _events_edit(copy, row: str, events: int) -> tuple[str, str, int]:
    """Return record and place of a row's events, and another number."""
    study = "doe-2021" if row in ("any-ten-w8", "any-placebo-w8") else "roe-2022"
    rows = copy.at(study, "adverse_events")[0]["adverse_events"]
    return study, f"adverse_events[{[r['id'] for r in rows].index(row)}].events", events


def test_an_optimal_information_size_is_named_only_where_it_is_computed(evidence):
    """A rating that speaks of it has it beside its number, and more people than were compared."""
    lines = {key: line for analysis in analyses(evidence) for key, line in analysis.keyed.items()}
    for name, certainty in evidence.library.appraisal.certainties.items():
        if certainty.down and "information size" in certainty.down.imprecision.reason:
            line = lines[harm_line(evidence, certainty)[0]]
            assert line.optimal_size > sum(c.participants for c in line.comparisons), name


def test_a_rating_that_a_tried_change_brings_counts_as_signed(small_evidence):
    """The evidence on which judgements count as made has none of that name, so none that is old."""
    assert not is_stale(small_evidence, "certainty/brought-by-a-change")
