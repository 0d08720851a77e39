"""What each question finds in the invented review, and that what can't be told is left open."""

import inspect
from pathlib import Path

import pytest
import yaml

from copies import DataCopy, altered
from livingevidence.claims.check import WORDS, ClaimNames
from livingevidence.claims.expression import parse
from livingevidence.claims.questions import QUESTIONS, Questions
from livingevidence.claims.questions.choice import AnyOf
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.library import load_library

TABLE = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
STATES = {"holds": True, "fails": False, "open": None}
LINES = [(line, STATES[state]) for state, lines in TABLE.items() for line in lines]
ABSENT = ("no-such", "no_such")  # lines that ask of what isn't there
PLACEBO = {"id": "placebo", "label": "placebo", "interventions": ["placebo"], "route": "oral", "form": "tablet"}
PLACEBO |= {"role": "comparator"}


@pytest.fixture(scope="module")
def questions(small_evidence) -> Questions:
    """Return the questions, asked of the invented review."""
    return Questions(small_evidence)


@pytest.mark.parametrize(("line", "holds"), LINES)
def test_a_line_finds(questions, line, holds):
    """Each line holds, fails or is open as the table says, with needs and finding in words."""
    finding = questions.find(parse(line))
    assert finding.holds is holds, finding
    assert finding.needs.lstrip() == finding.needs != "" != finding.answer


def test_each_question_is_asked_in_the_table():
    """No question is without an example but those whose answer the invented review never has."""
    names = {call.name for line, _ in LINES for call in parse(line).calls}
    assert set(QUESTIONS) - names == {"pooled"}


@pytest.mark.parametrize("line", [line for line, _ in LINES if not any(name in line for name in ABSENT)])
def test_every_line_of_the_table_is_known(small_evidence, line):
    """The check finds nothing wrong with what can be asked."""
    assert list(ClaimNames(small_evidence).faults(parse(line))) == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_name_that_nothing_has_is_told_for_each_argument(small_evidence, name):
    """The check knows the names that each argument of a question may have, but for those that hold any words."""
    _, *parameters = inspect.signature(QUESTIONS[name]).parameters.values()
    checked = [p.name for p in parameters if p.annotation in (str, AnyOf) and p.name not in WORDS]
    values = {float: "1", bool: "True"}
    keys = ["" if p.kind is p.VAR_POSITIONAL else f"{p.name}=" for p in parameters]
    arguments = [key + values.get(p.annotation, '"no-such"') for key, p in zip(keys, parameters, strict=True)]
    faults = ClaimNames(small_evidence).faults(parse(f"{name}({', '.join(arguments)})"))
    messages = "\n".join(message for message, _ in faults)
    assert all(f"no {argument} 'no-such'" in messages for argument in checked)


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_says_what_it_answers(name):
    """Its docstring is what editors read."""
    assert QUESTIONS[name].__doc__[0].isupper()


@pytest.mark.parametrize("line", [line for line in TABLE["holds"] if " in " not in line])
def test_what_would_change_it_is_told_of_what_holds(questions, line):
    """The smallest change stands beside a count, a value, an interval and a direction."""
    finding = questions.find(parse(line))
    assert finding.flip or line.split("(")[0] in ("read", "says") or "not " in line


def test_the_nearest_count_that_would_not_do(questions):
    """Of a count of people the flip is a number of people."""
    line = 'value("doe-2021/clearing-ten-w8") > value("doe-2021/clearing-placebo-w8")'
    assert questions.find(parse(line)).flip == "8 of 40 in doe-2021/clearing-ten-w8, where now it is 20"
    assert questions.find(parse('studies("rashes") <= 5')).flip.startswith("2 more studies")


def test_the_nearest_count_of_very_many_is_told_at_once(small_evidence):
    """Of a thousand million people not each count is tried."""
    evidence = altered(small_evidence, "doe-2021/clearing-ten-w8", events=10**9 // 2, n=10**9)
    flip = Questions(evidence).find(parse('value("doe-2021/clearing-ten-w8") > 20')).flip
    assert flip.startswith("200000000 of 1000000000")


EDITS = [
    (
        "rungs(\"sample-rash\") <= ['crossover', 'one-armed', 'several', 'single']",
        "poe-2017",
        "design",
        "randomised-trial",
    ),
    ('studies("quiet-rash", compared=True) == 0', "doe-2021", "conditions[0]", "quiet-rash"),
    ('given("loe-2018/clearing-w12") == ["examplinib"]', "loe-2018", "arms[0].interventions[1]", "sampletinib"),
    (
        'results(of="quiet-rash", kind="benefit", words=True, primary=True) == 0',
        "poe-2017",
        "conditions[0]",
        "quiet-rash",
    ),
    ('value("loe-2018/clearing-w12") >= 50', "loe-2018", "outcomes[0].events", 9),
    ('events("doe-2021/serious-ten-w8") == 0', "doe-2021", "adverse_events[3].events", 1),
    ('says("loe-2018", "nobody without treatment")', "loe-2018", "limitations[0]", "another limit"),
    ('direction("example-fever") == "better"', "doe-2021", "outcomes[0].events", 3),
]


@pytest.mark.parametrize(("line", "study", "field", "value"), EDITS)
def test_a_change_of_the_data_overturns(small_copy: DataCopy, questions, line, study, field, value):
    """What held of the review no longer holds of a copy in which the evidence says otherwise."""
    assert questions.find(parse(line)).holds is True
    small_copy.edit(study, field, value)
    changed = Evidence(load_library(small_copy.review))  # unchecked: signatures, for one, do not fit the change
    assert Questions(changed).find(parse(line)).holds is False


def test_a_planned_comparison_counts_only_where_planned_ones_do(small_copy):
    """An entry of a registry with a comparator, and without a result, is no comparison that was made."""
    small_copy.edit("example-nct00000009", "arms[1]", PLACEBO)
    questions = Questions(Evidence.at(small_copy.review))
    assert questions.find(parse('records("quiet-rash", compared=True) == 0')).holds
    assert questions.find(parse('records("quiet-rash", compared=True, planned=True) == ["example-nct00000009"]')).holds


def test_what_a_patient_got_is_open_where_several_arms_could_be_theirs(small_copy):
    """A record with two arms does not tell in which a patient was."""
    small_copy.edit("poe-2017", "arms[1]", PLACEBO)
    line = parse('given("poe-2017/patient-1") == ["examplinib"]')
    assert Questions(Evidence.at(small_copy.review)).find(line).holds is None
