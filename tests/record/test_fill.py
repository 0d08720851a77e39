"""A record need not say what follows from its other fields, and no result ever follows."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.record.fill import full_record
from livingevidence.record.library import load_library
from livingevidence.record.vocabulary import Vocabulary

RECORD = """
id: short-2031
title: A short report
domain: rashes
conditions: [sample-rash]
design: case-report
arms:
  - {id: tablet, interventions: [examplinib], dose: 10 mg, frequency: twice daily}
reports:
  - {key: short-2031, read: abstract, first_public: "2031"}
cases:
  - {response: partial}
sources:
  - {url: "https://example.org/short-2031"}
"""
ENTRY = "\n@misc{short-2031,\n  title = {{A short report}},\n  year = {2031},\n  doi = {10.1234/short},\n}\n"


@pytest.fixture
def library(small):
    """Return the records of the invented review."""
    return load_library(small)


def test_a_report_of_one_patient_is_fifteen_lines(small_copy):
    """Names of disease, design and source, form, route and regimen follow from the rest; a number never does."""
    small_copy.write("short-2031", RECORD)
    bibliography = small_copy.file("references.bib")
    bibliography.write_text(bibliography.read_text(encoding="utf-8") + ENTRY, encoding="utf-8")
    study = load_library(small_copy.review).studies["short-2031"]
    assert (study.condition_label, study.design_label) == ("sample rash", "case report")
    assert study.population.n_enrolled is None
    assert (study.arms[0].form, study.arms[0].route, study.arms[0].role) == ("tablet", "oral", "treatment")
    case = study.cases[0]
    assert (case.id, case.condition, case.source, case.regimen) == (
        "case-1",
        "sample-rash",
        "S1",
        "examplinib 10 mg twice daily",
    )
    assert (study.sources[0].kind, study.sources[0].read) == ("journal article", "abstract")


def test_what_a_record_says_stands(library):
    """A field that is written is never replaced, nor is the record as read."""
    values = yaml.safe_load(RECORD) | {"condition_label": "a rash in the source's words"}
    before = yaml.dump(values)
    assert full_record(values, library.vocabulary, library.topic)["condition_label"] == "a rash in the source's words"
    assert yaml.dump(values) == before


def test_whole_records_are_left_as_they_are(library):
    """Nothing is added to a record that says everything itself."""
    for document in (d for name, d in library.files.items() if name.startswith("studies/")):
        record = full_record(document.data, library.vocabulary, library.topic)
        assert {name: record[name] for name in document.data} == document.data


def test_two_sources_or_arms_leave_the_choice_to_the_record(library):
    """Where several sources or arms stand, a case names its own, and the data model asks for what is missing."""
    values = yaml.safe_load(RECORD)
    values["sources"].append({"url": "https://example.org/2"})
    values["arms"].append({"id": "other", "interventions": ["examplinib"]})
    record = full_record(values, library.vocabulary, library.topic)
    assert not {"source", "regimen"} & set(record["cases"][0])
    assert "role" not in record["arms"][0]


ODD_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("conditions", "design", "arms", "reports", "cases", "sources", "outcomes", "adverse_events", "population")


@given(st.dictionaries(st.sampled_from(FIELDS), ODD_VALUES))
def test_whatever_a_file_holds_is_left_for_the_model_to_judge(values):
    """Fields of a wrong shape are passed on as they are, and nothing fails on them."""
    record = full_record(values, Vocabulary(), None)
    for name, value in values.items():
        assert isinstance(record[name], type(value))
        assert isinstance(value, list | dict) or record[name] == value


def test_a_term_that_is_missing_is_told_as_that(small_copy):
    """Of a record that leaves its words out, an unknown disease is told with how to add it, not as missing words."""
    for path in ("conditions[0]", "cases[0].condition"):
        small_copy.edit("poe-2017", path, "nodules-of-nobody")
    for path in ("condition_label", "cases[0].diagnosis"):
        small_copy.remove("poe-2017", path)
    problems = {problem.field: problem for problem in small_copy.problems()}
    assert {problem.rule for problem in problems.values()} <= {"KnownName", "FitsAsComparator"}
    assert "`nodules-of-nobody:` with `label` and `definition` and `groups`" in problems["conditions[0]"].fix
