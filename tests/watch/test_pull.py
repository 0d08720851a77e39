"""Posted results become rows of a record only by a person's choice."""

import json

import pytest

from livingevidence.record.library import load_library
from livingevidence.record.problems import UserError
from livingevidence.record.writing import commented_values, yaml_text
from livingevidence.watch.pull import proposal, record_with_rows

STUDY = "example-nct00000009"


@pytest.fixture
def library(small):
    """Return the records of the invented review."""
    return load_library(small)


@pytest.fixture
def record(small):
    """Return the text of the record of an invented trial."""
    return (small.data / "studies" / f"{STUDY}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def values(answers, library):
    """Return what the proposal from the posted results of an invented trial holds."""
    answer = json.loads(answers("trial.json"))
    text = proposal(answer, library.studies[STUDY], library.vocabulary, "2021-01-02", "livingevidence pull --take x")
    return commented_values(text)


def choose(values, *beginnings: str, **fields):
    """Return the text of a proposal with the rows chosen whose words begin so, and fields set in each."""
    for row in values["rows"]:
        if row["posted"].startswith(beginnings):
            row["take"] = True
            row.update(fields)
    values["arms"]["Cream"] = "examplinib"
    return yaml_text(values)


def test_every_posted_number_is_proposed_and_none_is_taken(values):
    """Numbers of flow, outcomes, comparisons and events are proposed with their places; none is chosen by itself."""
    numbers = {value for row in values["rows"] for value in row.values() if isinstance(value, int | float)}
    assert {38, 17, 5.1, -2.13, 42.5, 4} <= numbers
    assert not any(row["take"] for row in values["rows"])
    assert all(row["locator"] for row in values["rows"])


def test_a_term_is_proposed_only_where_the_registry_uses_its_words(values):
    """The vocabulary's own label is mapped; other words wait for a person."""
    terms = {row["posted"].split(";")[0]: row.get("event", row.get("outcome")) for row in values["rows"]}
    assert terms["any serious adverse event"] == "serious-adverse-event"
    assert terms["deaths from any cause"] == "death"
    assert terms["Acne"] == ""


def test_a_chosen_row_enters_the_record_whole(values, record, library, small_copy):
    """A row that is chosen and mapped stands in the record with its source and place, and the record passes."""
    text = record_with_rows(choose(values, "Clear skin; Cream; ", outcome="clearing"), record, library.vocabulary)
    (small_copy.folder / "studies" / f"{STUDY}.yaml").write_text(text, encoding="utf-8")
    study = load_library(small_copy.review).studies[STUDY]
    row = next(row for row in study.outcomes if row.kind == "count")
    assert (row.outcome, row.arm, row.events, row.n, row.timepoint_weeks) == ("clearing", "examplinib", 17, 40, 8)
    assert next(s.url for s in study.sources if s.id == row.source).startswith("https://clinicaltrials.gov/study/NCT")
    assert row.locator == "primary outcome, Clear skin"
    assert small_copy.problems() == []


def test_what_a_row_lacks_is_told_at_once(values, record, library):
    """Terms that are none, arms that are not named and ids that are taken are all listed, and nothing is taken."""
    text = choose(values, "Acne; Cream", "Pneumonia; Vehicle", id="awaited-clearing")
    with pytest.raises(UserError) as error:
        record_with_rows(text, record, library.vocabulary)
    message = str(error.value)
    assert message.count("`event` is no term") == 2
    assert "no arm stands beside 'Vehicle'" in message
    assert "a row 'awaited-clearing' is there already" in message


def test_nothing_chosen_is_nothing_taken(values, record, library):
    """A proposal in which nobody chose leaves the record alone."""
    with pytest.raises(UserError, match="nothing to take"):
        record_with_rows(yaml_text(values), record, library.vocabulary)


def test_a_row_without_a_number_enters_as_awaited(values, record, library):
    """What the registry names and does not give is awaited, never a zero."""
    text = record_with_rows(choose(values, "Later itch", outcome="well-being"), record, library.vocabulary)
    row = next(row for row in commented_values(text)["outcomes"] if row["outcome"] == "well-being")
    assert (row["kind"], row["text"]) == ("awaited", "not posted, expected 2021-01")
    assert "events" not in row
