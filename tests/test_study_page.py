"""The page of a study: when its trials ran, and who shares its people."""

from __future__ import annotations

import pytest
from docutils import nodes

from livingevidence.evidence.names import short_names
from livingevidence.site.study_page import page


def part(evidence, study, anchor: str) -> nodes.section | None:
    """Return the section of a study's page with an address."""
    return next((made for made in page(study, evidence) if made["ids"] == [anchor]), None)


def with_trial(study, **fields):
    """Return a study whose first trial has other dates."""
    return study.model_copy(update={"trials": [study.trials[0].model_copy(update=fields)]})


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"started": "2042-05"}, "Started: 2042-05"),
        ({"completed": "2042", "completed_is": "expected"}, "Completed: 2042 (expected)"),
        ({"completed": "2042", "completed_is": "actual"}, "Completed: 2042 (actual)"),
        ({"completed": None}, "Completed: not read"),
        ({"results_posted": "2042-05-17"}, "Results posted: 2042-05-17"),
        ({"status": "not-yet-recruiting"}, "Status in what was read: not yet recruiting"),
        ({"status": "unknown"}, "Status in what was read: not read"),
    ],
)
def test_the_dates_of_a_trial_are_told(evidence, fields, told):
    """Start, completion with whether it was only expected, posting, status and their source stand in one line."""
    study = with_trial(evidence.records["hwang-2024"], **fields, dates_from="an invented note")
    (line,) = part(evidence, study, "trial-dates").findall(nodes.tbody)
    assert told in [entry.astext() for entry in line.findall(nodes.entry)]
    assert "an invented note" in line.astext()


def test_every_date_that_was_read_is_on_its_page(evidence):
    """Whatever dates and status a record has, its page has; without any there is no such section."""
    for study in evidence.records.values():
        dated = [t for t in study.trials if t.started or t.completed or t.results_posted or t.status or t.dates_from]
        made = part(evidence, study, "trial-dates")
        assert (made is not None) == bool(dated)
        for trial in dated:
            assert all(date in made.astext() for date in (trial.started, trial.completed, trial.results_posted) if date)


def test_those_with_the_same_people_are_named(evidence):
    """A study that shares people is a link by its name, with the reason."""
    study = next(study for study in evidence.records.values() if study.overlaps)
    made, other = part(evidence, study, "overlaps"), study.overlaps[0]
    assert made.next_node(nodes.reference).astext() == short_names(evidence)[other.study]
    assert other.why in made.astext()
