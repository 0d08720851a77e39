"""``new``, ``pull`` and ``fmt`` as a contributor types them."""

import pytest

from livingevidence.cli import main
from livingevidence.record.layout import dumped, loaded

ANSWERS = ["design=case-report", "conditions=sample-rash", "treatment=examplinib", "regimen=10 mg", "response=none"]


@pytest.fixture
def here(small_copy, monkeypatch):
    """Return a copy of the invented review, in whose folder the commands run."""
    monkeypatch.chdir(small_copy.review.folder)
    return small_copy


def test_a_pmid_becomes_a_record_that_passes(here, sources, answers, capsys):
    """From an identifier and answers to files that the check accepts; what is here already is found without asking."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data(answers("pubmed.xml"))
    sources.expect_request("/europepmc/search").respond_with_data(answers("europepmc.json"))
    sources.expect_request("/crossref/works/10.99999/invented.1").respond_with_data(answers("crossref.json"))
    given = [part for answer in ANSWERS for part in ("--set", answer)]
    assert main(["new", "--pmid", "99999901", *given]) == 0
    told = capsys.readouterr().out
    assert "studies/angstrom-example-2020.yaml" in told
    assert here.problems() == []
    asked = len(sources.log)
    assert main(["new", "https://doi.org/10.99999/Invented.1"]) == 1
    assert "angstrom-example-2020" in capsys.readouterr().err and len(sources.log) == asked


def test_a_registration_that_nobody_could_ask_for_enters_by_hand(here, capsys):
    """Offline and without an earlier answer a number still begins a record, under the id and title that are typed."""
    given = ["id=sample-trial", "title=An invented plan", *ANSWERS[1:4], "people=", "design=randomised-trial"]
    typed = [part for answer in given for part in ("--set", answer)]
    assert main(["new", "NCT99999999", "--offline", *typed]) == 0
    assert "studies/sample-trial.yaml" in capsys.readouterr().out
    assert here.problems() == []
    assert main(["new", "NCT99999999", "--offline", *typed]) == 1
    assert "sample-trial" in capsys.readouterr().err


@pytest.mark.parametrize("typed", [["--pmid", "abc"], ["--nct", "10.1000/x"], ["--set", "people"]])
def test_a_wrong_command_line_is_exit_two(here, typed, capsys):
    """A number of another kind, or no answer, is told before anybody is asked."""
    with pytest.raises(SystemExit) as stopped:
        main(["new", *typed])
    assert stopped.value.code == 2
    assert typed[1] in capsys.readouterr().err


@pytest.mark.parametrize("typed", [["new", "nonsense"], ["new", "--doi", "10.1000/x", "--pmid", "1"], ["pull"]])
def test_what_cannot_be_done_is_one_sentence(here, typed, capsys):
    """A word that is neither design nor number, two numbers, or no trial: nothing is written."""
    assert main(typed) == 1
    assert capsys.readouterr().err.strip()


def test_posted_results_are_proposed_and_taken(here, sources, answers, capsys):
    """The registry's numbers stand in a file beside the review; the chosen one enters the record."""
    sources.expect_request("/clinicaltrials/studies/NCT99999901").respond_with_data(answers("trial.json"))
    assert main(["pull", "NCT99999901", "--into", "example-nct00000009"]) == 0
    path = here.review.folder / "build" / "pull" / "NCT99999901.yaml"
    proposed = loaded(path.read_text(encoding="utf-8"))
    proposed["arms"]["Cream"] = "examplinib"
    row = next(row for row in proposed["rows"] if row["posted"].startswith("Clear skin; Cream; "))
    row.update(take=True, outcome="clearing")
    path.write_text(dumped(proposed), encoding="utf-8")
    assert main(["pull", "NCT99999901", "--into", "example-nct00000009"]) == 1  # what was chosen is not lost
    assert main(["pull", "--take", str(path)]) == 0
    assert here.problems() == []
    rows = {row.id: row for row in here.evidence().records["example-nct00000009"].outcomes}
    assert rows["clear-skin-cream-week-8"].events == 17


def test_layout_changes_nothing_but_the_layout(here, capsys):
    """All records laid out anew say the same, and a second time there is nothing to do."""
    before = here.evidence().records
    assert main(["fmt", "--check"]) == 1
    assert main(["fmt"]) == 0
    assert here.evidence().records == before
    assert main(["fmt", "--check"]) == 0


def test_a_new_term_makes_the_schema_stale(here, capsys):
    """A term that the schema beside the records lacks is told with the command that mends it."""
    main(["fmt"])
    with (here.folder / "vocabulary" / "forms.yaml").open("a", encoding="utf-8") as forms:
        forms.write("invented-foam:\n  label: invented foam\n  definition: A foam that nobody makes.\n")
    capsys.readouterr()
    assert main(["fmt", "--check"]) == 1
    told = capsys.readouterr().out
    assert "study.schema.json" in told and "run `livingevidence fmt`" in told
    assert main(["fmt"]) == 0
    assert "invented-foam" in (here.folder / "study.schema.json").read_text(encoding="utf-8")
