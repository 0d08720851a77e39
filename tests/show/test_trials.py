"""The board of trials: how far each is, where its results are, and what it could change."""

import pytest

from copies import altered
from livingevidence.show import trials
from shown import evidence_with, links, rows, words
from views import judged

CLAIMS = {
    "about-quiet-rash": judged("about-quiet-rash", about=("quiet-rash",), main=True).claim,
    "about-fever": judged("about-fever", about=("example-fever",), main=True).claim,
    "minor": judged("minor", about=("quiet-rash",)).claim,
}
TRIAL = "example-nct00000009"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"status": "recruiting"}, "running"),
        ({"status": "completed"}, "silent"),
        ({"status": "completed", "results_posted": "2025-01-31"}, "elsewhere"),
        ({"status": "unknown", "completed": "2025-01", "completed_is": "actual"}, "silent"),
        ({"status": "withdrawn"}, "withdrawn"),
        ({"status": "unknown"}, "unknown"),
    ],
)
def test_a_trial_is_in_one_state(small_copy, fields, state):
    """A trial runs, is over and silent, has results elsewhere, was withdrawn, or nobody knows; a disease tells it."""
    for name in ("completed", "completed_is"):
        small_copy.remove(TRIAL, f"trials[0].{name}")
    evidence = evidence_with(small_copy, *((TRIAL, f"trials[0].{name}", value) for name, value in fields.items()))
    (entry,) = trials.trial_entries(evidence, "quiet-rash")
    assert entry.state == state
    trial, sentence = trials.next_result(evidence, "quiet-rash", "2026-11-28")
    missing = state in ("silent", "elsewhere")
    assert (sentence == trials.STATES[state], trial is None) == (missing, state in ("unknown", "withdrawn"))


def test_a_trial_whose_numbers_are_here_says_so(small_evidence):
    """A number on benefit that was read is in this review, whatever the registry shows."""
    assert {entry.state for entry in trials.trial_entries(small_evidence, "example-fever")} == {"here"}


def test_a_trial_that_several_tell_of_stands_with_its_results(small_evidence):
    """The study that has its numbers stands for it, also behind one that only names it."""
    units = small_evidence.records["roe-2022"].trials
    entries = trials.trial_entries(altered(small_evidence, TRIAL, trials=units))
    (entry,) = (entry for entry in entries if entry.trial.id == units[0].id)
    assert (entry.study.id, entry.state) == ("roe-2022", "here")


def test_each_trial_stands_once_with_what_it_could_change(small_evidence):
    """The board has a line a trial, with a link to its registry and to main claims about its disease."""
    board = trials.board(small_evidence, CLAIMS)
    lines = rows(board)
    assert len(lines) == len({line["Trial"] for line in lines}) and "Disease" in board.by
    (line,) = (line for line in lines if "NCT00000009" in line["Trial"])
    assert line["State"].startswith("running") and "2026-12 (expected)" in line["End"]
    assert line["Could change"] == "Invented sentence of about-quiet-rash."
    assert "https://clinicaltrials.gov/study/NCT00000009" in links(board)
    assert "../claims.html#claim-about-quiet-rash" in links(board)


def test_the_next_result_is_of_the_running_trial_that_is_due_first(small_evidence):
    """Where a trial runs it is next, and where none does nothing is."""
    assert trials.next_result(small_evidence, "quiet-rash", "2026-11-28")[0].trial.id == "NCT00000009"
    assert trials.next_result(small_evidence, "example-fever", "2026-11-28")[0] is None
    assert words(trials.board(small_evidence.where(condition="sample-rash"), {})).startswith("Trial")


@pytest.mark.parametrize(("today", "words"), [("2027-12-30", "due 2027-12-31"), ("2027-12-31", "was due 2027-12-31")])
def test_a_day_that_is_over_was_due(small_evidence, today, words):
    """Results are due on the day that the board of trials has, and were due from that day on."""
    assert trials.next_result(small_evidence, "quiet-rash", today)[1] == words


@pytest.mark.parametrize(
    ("fields", "overdue"),
    [
        ({"status": "completed", "completed": "2024-02-29", "completed_is": "actual"}, True),
        ({"status": "completed", "completed": "2024-03-02", "completed_is": "actual"}, False),
        ({"status": "recruiting", "completed": "2023", "completed_is": "expected"}, True),
        ({"status": "active", "primary_completed": "2024-02", "primary_completed_is": "actual"}, True),
        (
            {"status": "completed", "completed": "2023-05", "completed_is": "actual", "results_posted": "2025-01-31"},
            False,
        ),
    ],
)
def test_results_are_due_a_year_after_the_end(small_copy, fields, overdue):
    """By the day of the evidence a trial is late whose results stand nowhere a year after it ended, or should have.

    Its primary completion counts, where it was read; the board says which of both does.
    """
    small_copy.remove(TRIAL, "trials[0].started")
    evidence = evidence_with(small_copy, *((TRIAL, f"trials[0].{name}", value) for name, value in fields.items()))
    assert evidence.library.review.evidence_as_of == "2025-03-01"
    overdue_ids = [entry.trial.id for entry in trials.silent_trials(evidence)["overdue"]]
    assert overdue_ids == (["NCT00000009"] if overdue else [])
    (line,) = (line for line in rows(trials.board(evidence, CLAIMS)) if "NCT00000009" in line["Trial"])
    assert ("overdue" in line["Results due"]) == overdue
    assert ("whole trial" in line["Results due"]) == ("primary_completed" not in fields)


def test_a_withdrawn_trial_owes_nothing(small_copy):
    """A trial that was given up before anyone took part has nobody, and is not late on the day it was to end."""
    small_copy.remove(TRIAL, "population.n_planned")
    fields = {"status": "withdrawn", "started": "2021", "completed": "2022", "completed_is": "expected"}
    evidence = evidence_with(small_copy, *((TRIAL, f"trials[0].{name}", value) for name, value in fields.items()))
    assert trials.silent_trials(evidence) == {"overdue": [], "undated": []}
    (line,) = (line for line in rows(trials.board(evidence, CLAIMS)) if "NCT00000009" in line["Trial"])
    assert line["Results due"] == "–" and line["Design and people"].endswith(", nobody")


def test_a_silent_trial_without_a_day_is_named(small_copy):
    """A trial that is over, and of which nobody read when it ended, can't be told to be late, and is listed apart."""
    for name in ("completed", "completed_is"):
        small_copy.remove(TRIAL, f"trials[0].{name}")
    silent = trials.silent_trials(evidence_with(small_copy, (TRIAL, "trials[0].status", "completed")))
    assert ([entry.trial.id for entry in silent["undated"]], silent["overdue"]) == (["NCT00000009"], [])


def test_a_trial_whose_numbers_are_here_is_not_late(small_evidence):
    """What stands in this review is no silence, however long ago the trial ended."""
    assert all(entry.state not in ("here", "elsewhere") for entry in trials.silent_trials(small_evidence)["overdue"])
