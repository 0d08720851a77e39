"""The schema by which an editor helps is as strict as the data model, and no stricter."""

import json

import pytest
from jsonschema import Draft7Validator

from livingevidence.record.library import load_library
from livingevidence.record.reading import read_document
from livingevidence.record.writing import schema


@pytest.fixture(scope="module")
def json_schema(small) -> dict:
    """Return the schema of the invented review."""
    library = load_library(small)
    return json.loads(schema(library.vocabulary, library.topic))


@pytest.fixture(scope="module")
def validator(json_schema) -> Draft7Validator:
    """Return what holds a record against the schema, itself held against draft 7."""
    Draft7Validator.check_schema(json_schema)
    return Draft7Validator(json_schema)


@pytest.fixture
def record(small) -> dict:
    """Return the values of a record that may be spoilt."""
    return read_document(small.data / "studies" / "doe-2021.yaml").data


def test_what_the_review_has_fits(small, validator):
    """Each record of the review fits, those too that leave out what follows."""
    for path in (small.data / "studies").glob("*.yaml"):
        assert [error.message for error in validator.iter_errors(read_document(path).data)] == [], path.name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["design"], "no-such-design"),
        (["domain"], "no-such-shelf"),
        (["conditions", 0], "no-such-disease"),
        (["outcomes", 0, "period"], "no-such-period"),
        (["outcomes", 0, "evnts"], 3),
        (["outcomes", 0, "n"], -1),
        (["outcomes", 0, "n"], "12"),
        (["arms", 0, "role"], "vehicle"),
    ],
)
def test_a_mistake_is_underlined(validator, record, path, value):
    """A wrong term, field, kind of value or range is an error at its place."""
    holder = record
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    places = [list(error.absolute_path) for error in validator.iter_errors(record)]
    assert any(place and path[: len(place)] == place for place in places)


def test_terms_come_with_what_they_mean(json_schema):
    """Each term of a list has its own words beside it."""
    designs = json_schema["definitions"]["designs"]
    assert len(designs["enum"]) == len(designs["enumDescriptions"])
    assert all(": " in words for words in designs["enumDescriptions"])


def test_a_number_may_stand_for_a_date_or_a_p_value(validator, record):
    """What the model takes without quotes is not underlined."""
    record["reports"][0]["first_public"] = 2031
    record["outcomes"][0]["p_value"] = 0.03
    assert not list(validator.iter_errors(record))
