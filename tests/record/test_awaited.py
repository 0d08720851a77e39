"""Why a result is awaited, and where it is to be had."""

import pytest

from copies import altered
from livingevidence.evidence.describe import why_awaited
from livingevidence.record.awaited import number_and_address, state_of
from livingevidence.show import every_awaited_result
from shown import links, rows

STUDY, ROW = "example-nct00000009", "example-nct00000009/awaited-events"
NOTHING = {"results_posted": None, "status": None}


def state_and_place(evidence, trial=NOTHING, kind="registry-record", **fields) -> tuple[str, tuple[str, str] | None]:
    """Return state and place of the awaited row when its trial, report and row are as given."""
    study, _ = evidence.row(ROW)
    trials = [study.trials[0].model_copy(update=NOTHING | trial)]
    reports = [study.reports[0].model_copy(update={"kind": kind})]
    study, row = altered(altered(evidence, STUDY, trials=trials, reports=reports), ROW, **fields).row(ROW)
    return state_of(study, row), number_and_address(study, row)


@pytest.mark.parametrize(
    ("trial", "kind", "state"),
    [
        ({"status": "recruiting"}, "registry-record", "running"),
        ({"status": "not-yet-recruiting"}, "journal-article", "running"),
        ({"status": "completed"}, "registry-record", "unreported"),
        ({"status": "terminated"}, "registry-record", "unreported"),
        ({"status": "completed", "results_posted": "2031-01"}, "registry-record", "not-obtained"),
        ({"status": "completed"}, "conference-abstract", "not-obtained"),
        ({"status": "unknown"}, "registry-record", "unknown"),
        (NOTHING, "web", "unknown"),
    ],
)
def test_trial_and_reports_say_why(small_evidence, trial, kind, state):
    """Posted results come first, then that a trial runs, then a publication; an unread status says nothing."""
    assert state_and_place(small_evidence, trial, kind)[0] == state


def test_what_the_row_says_comes_first(small_evidence):
    """Results that a text calls posted are posted, whatever the record of the trial holds."""
    assert state_and_place(small_evidence, {"status": "completed"}, awaits="not-obtained")[0] == "not-obtained"


@pytest.mark.parametrize(
    ("where", "number", "address"),
    [
        ("NCT00000009", "NCT00000009", "https://clinicaltrials.gov/study/NCT00000009?tab=results"),
        (
            "EudraCT 2031-000001-32",
            "2031-000001-32",
            "https://www.clinicaltrialsregister.eu/ctr-search/search?query=2031-000001-32",
        ),
        (
            "EU trial 2031-500001-32-00",
            "2031-500001-32-00",
            "https://euclinicaltrials.eu/ctis-public/view/2031-500001-32-00",
        ),
        ("the paper, 10.9999/example.", "10.9999/example", "https://doi.org/10.9999/example"),
        ("PMC0000001", "PMC0000001", "https://pmc.ncbi.nlm.nih.gov/articles/PMC0000001/"),
    ],
)
def test_a_number_leads_to_where_the_result_is(small_evidence, where, number, address):
    """Registers, papers and archives are known by the form of their numbers."""
    assert state_and_place(small_evidence, where=where, awaits="not-obtained")[1] == (number, address)
    assert state_and_place(small_evidence, where="the letter itself")[1] is None


def test_a_running_trial_has_no_results_to_lead_to(small_evidence):
    """The link of a trial that runs leads to its plan."""
    _, (_, address) = state_and_place(small_evidence, {"status": "active"}, where="NCT00000009")
    assert address.endswith("/study/NCT00000009")


def test_the_list_of_what_is_awaited_says_why_and_where(small_evidence):
    """Each line has its state in words, and a link to the registry."""
    table = every_awaited_result(small_evidence)
    row = next(row for row in rows(table) if "trial is not finished" in row["Awaited"])
    assert row["State"] == why_awaited(*small_evidence.row(ROW))
    cells = next(cells for cells in table.rows if "trial is not finished" in str(cells))
    assert any(link.startswith("https://clinicaltrials.gov/study/NCT00000009") for link in links(cells[-1]))


def test_only_an_awaited_row_awaits(small_copy):
    """A row with a result can't say why it is awaited."""
    small_copy.edit("doe-2021", "adverse_events[0].awaits", "running")
    assert any("`awaits`" in problem.found for problem in small_copy.problems())


def test_the_table_of_rows_has_the_state(small_evidence):
    """The column tells it for awaited rows, and nothing for others."""
    table = small_evidence.adverse_events.set_index("row")["awaits"]
    assert table["awaited-events"] == state_of(*small_evidence.row(ROW))
    assert table.dropna().size == (small_evidence.adverse_events["kind"] == "awaited").sum()
