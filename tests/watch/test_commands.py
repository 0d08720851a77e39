"""``new``, ``pull`` and ``fmt`` as a contributor types them."""

import pytest

from livingevidence.cli import main
from livingevidence.record.release import source_digest
from livingevidence.record.writing import commented_values, yaml_text

ANSWERS = ["design=case-report", "conditions=sample-rash", "treatment=examplinib", "regimen=10 mg", "response=none"]
OPTIONS = [part for answer in ANSWERS for part in ("--set", answer)]


def test_a_pmid_becomes_a_record_that_passes(inside, sources, paper, capsys):
    """From an identifier and answers to files that the check accepts; what is here already is found without asking."""
    assert main(["new", "--pmid", "99999901", *OPTIONS]) == 0
    assert "studies/angstrom-example-2020.yaml" in capsys.readouterr().out
    assert inside.problems() == []
    requests = len(sources.log)
    assert main(["new", "https://doi.org/10.99999/Invented.1"]) == 1
    assert "angstrom-example-2020" in capsys.readouterr().err and len(sources.log) == requests


def test_a_registration_that_nobody_could_ask_for_enters_by_hand(inside, capsys):
    """Offline and without an earlier answer a number still begins a record, under the id and title that are typed."""
    answers = ["id=sample-trial", "title=An invented plan", *ANSWERS[1:4], "people=", "design=randomised-trial"]
    options = [part for answer in answers for part in ("--set", answer)]
    assert main(["new", "NCT99999999", "--offline", *options]) == 0
    assert "studies/sample-trial.yaml" in capsys.readouterr().out
    assert inside.problems() == []
    assert main(["new", "NCT99999999", "--offline", *options]) == 1
    assert "sample-trial" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--pmid", "abc"], ["--nct", "10.1000/x"], ["--set", "people"]])
def test_a_wrong_command_line_is_exit_two(inside, arguments, capsys):
    """A number of another kind, or no answer, is told before anybody is asked."""
    with pytest.raises(SystemExit) as error:
        main(["new", *arguments])
    assert error.value.code == 2
    assert arguments[1] in capsys.readouterr().err


def test_a_title_that_is_there_already_is_refused_however_it_came(inside, capsys):
    """Begun from nothing, a study whose typed title is nearly that of a record is not written a second time."""
    title = inside.evidence().records["doe-2021"].title
    assert main(["new", "--set", f"title={title.upper()}.", *OPTIONS]) == 1
    assert "in the record doe-2021, under nearly the same title" in capsys.readouterr().err
    reference = ["--set", "title=Another thing", "--set", "authors=Koe, Jo; Loe, N", "--set", "year=2019"]
    assert main(["new", *reference, *OPTIONS]) == 0
    assert "studies/koe-2019.yaml" in capsys.readouterr().out and inside.problems() == []
    assert "author = {Koe, Jo and Loe, N}" in inside.review.bibliography.read_text(encoding="utf-8")


def test_a_misspelt_question_is_told_before_anybody_is_asked(inside, sources, capsys):
    """No source is asked, and no other answer is found wanting first."""
    assert main(["new", "case-report", "--pmid", "99999901", "--set", "peopel=3"]) == 1
    assert "did you mean `people`?" in capsys.readouterr().err and len(sources.log) == 0


@pytest.mark.parametrize(
    ("design", "message"), [("case-raport", "did you mean 'case-report'?"), ("Case Report", "disease")]
)
def test_a_design_is_known_by_its_label_and_a_slip_has_the_nearest(inside, design, message, capsys):
    """A word that is neither design nor identifier says both; a label goes on to the next question."""
    assert main(["new", design, "--set", "title=Another thing"]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", [["compare", "data/studies/doe-2021.yaml"], ["pull", "--take"], ["fmt"]])
@pytest.mark.parametrize("text", ["a: [", "- a", "words"])
def test_a_file_that_is_no_record_is_told_with_its_line(inside, command, text, capsys):
    """What somebody names by mistake, or spoilt while editing, is left as it is, and stops with words alone."""
    file = inside.review.folder / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    assert main([*command, "wrong.yaml"]) == 1
    assert "wrong.yaml:" in capsys.readouterr().err and file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["study: ../../x\narms: {}\nrows: []\n", "study: doe-2021\n"])
def test_a_proposal_is_for_a_study_of_the_review(inside, text, capsys):
    """No file outside the records is opened, whatever a proposal names; one without rows is none."""
    inside.review.folder.joinpath("wrong.yaml").write_text(text, encoding="utf-8")
    assert main(["pull", "--take", "wrong.yaml"]) == 1
    assert "wrong.yaml is no proposal for a study" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["new", "nonsense"], ["new", "--doi", "10.1000/x", "--pmid", "1"], ["pull"]])
def test_what_cannot_be_done_is_one_sentence(inside, arguments, capsys):
    """A word that is neither design nor number, two numbers, or no trial: nothing is written."""
    before = source_digest(inside.review)
    assert main(arguments) == 1
    assert capsys.readouterr().err.count("\n") == 1 and source_digest(inside.review) == before


def test_posted_results_are_proposed_and_taken(inside, sources, answers, capsys):
    """The registry's numbers stand in a file beside the review; the chosen one enters the record."""
    sources.expect_request("/clinicaltrials/studies/NCT99999901").respond_with_data(answers("trial.json"))
    assert main(["pull", "NCT99999901", "--into", "example-nct00000009"]) == 0
    assert "example-nct00000009 names no trial NCT99999901" in capsys.readouterr().out
    path = inside.review.folder / "build" / "pull" / "NCT99999901.yaml"
    proposal = commented_values(path.read_text(encoding="utf-8"))
    proposal["arms"]["Cream"] = "examplinib"
    row = next(row for row in proposal["rows"] if row["posted"].startswith("Clear skin; Cream; "))
    row.update(take="yes", outcome="clearing")
    path.write_text(yaml_text(proposal), encoding="utf-8")
    assert main(["pull", "--take", str(path)]) == 1
    assert "`take` is 'yes'" in capsys.readouterr().err
    row["take"] = True
    path.write_text(yaml_text(proposal), encoding="utf-8")
    assert main(["pull", "NCT99999901", "--into", "example-nct00000009"]) == 1  # what was chosen is not lost
    assert main(["pull", "--take", str(path)]) == 0
    assert inside.problems() == []
    rows = {row.id: row for row in inside.evidence().records["example-nct00000009"].outcomes}
    assert rows["clear-skin-cream-week-8"].events == 17
    assert inside.evidence().library.review.evidence_as_of != "2025-03-01"


def test_layout_changes_nothing_but_the_layout(inside, capsys):
    """All records laid out anew say the same, and a second time there is nothing to do."""
    records = inside.evidence().records
    assert main(["fmt", "--check"]) == 1
    assert main(["fmt"]) == 0
    assert inside.evidence().records == records
    assert main(["fmt", "--check"]) == 0


def test_a_new_term_makes_the_schema_stale(inside, capsys):
    """A term that the schema beside the records lacks is told with the command that mends it."""
    main(["fmt"])
    with (inside.folder / "vocabulary" / "forms.yaml").open("a", encoding="utf-8") as file:
        file.write("invented-foam:\n  label: invented foam\n  definition: A foam that nobody makes.\n")
    capsys.readouterr()
    assert main(["fmt", "--check"]) == 1
    output = capsys.readouterr().out
    assert "study.schema.json" in output and "run `livingevidence fmt`" in output
    assert main(["fmt"]) == 0
    assert "invented-foam" in (inside.folder / "study.schema.json").read_text(encoding="utf-8")
