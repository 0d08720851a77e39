"""A filled form, as an issue or a message holds it, becomes a change of the review or one sentence on why not."""

import shutil
from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.record.forms import forms
from livingevidence.record.library import load_library

FORMS = Path(__file__).parents[2] / ".github" / "ISSUE_TEMPLATE"


@pytest.fixture
def copy(inside):
    """Return a copy of the invented review with the forms, in whose folder the commands run."""
    shutil.copytree(FORMS, inside.review.folder / ".github" / "ISSUE_TEMPLATE")
    return inside


@pytest.fixture
def suggest(copy, capsys):
    """Return a function that fills in a form, hands it to the command, and returns exit code and words."""

    def suggest(name: str, mark: str = "", **answers: str) -> tuple[int, str]:
        form = forms(copy.review)[name]
        assert answers.keys() <= {field.id for field in form.questions}
        entries = [(field.label, answers.get(field.id, "_No response_")) for field in form.questions]
        sections = [f"{mark}### {label}\n{mark}\n{mark}{words}\n" for label, words in entries]
        path = copy.review.folder / "issue.md"
        path.write_text("\r\n".join("\n".join(sections).splitlines()), encoding="utf-8")
        code = main(["new", "--from-issue", str(path)])
        output = capsys.readouterr()
        return code, output.out + output.err

    return suggest


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_suggested_study_becomes_a_record(copy, suggest, paper, mark):
    """From the form alone, or from a message that quotes it; what the vocabulary lacks is told, and not entered."""
    code, output = suggest(
        "study",
        mark,
        number="PMID 99999901",
        design="case report",
        conditions="Sample rash",
        treatment="examplinib",
        regimen="10 mg",
        response="it went away",
        words="$(touch spoilt) `touch spoilt`",
    )
    assert code == 0 and "'it went away' is none of the choices" in output
    assert copy.problems() == []
    record = copy.file("angstrom-example-2020").read_text(encoding="utf-8")
    assert "sample-rash" in record and "spoilt" not in record
    assert not (copy.review.folder / "spoilt").exists()
    assert suggest("study", number="PMID 99999901")[0] == 1


def test_a_disease_that_is_none_of_the_reviews_is_told_with_those_that_are(copy, suggest, paper):
    """Whoever filled in the form reads their own word, the one that comes near, and what the form takes."""
    code, output = suggest("study", number="PMID 99999901", design="case report", conditions="sampel rash")
    assert code == 1 and "'sampel rash' is none of the choices; did you mean 'sample-rash'?" in output
    assert "The form takes: " in output and "quiet rash" in output and "--set" not in output


@pytest.mark.parametrize(
    "address",
    [
        "doe-2021/clearing-ten-w8",
        "doe-2021/clearing-ten-w8.events",
        "https://example.org/review/latest/studies/doe-2021.html#clearing-ten-w8",
    ],
)
def test_a_number_is_corrected_where_it_stands(copy, suggest, address):
    """By name or link, with the place; a second reading stays as a conflict, and the check tells the rest."""
    code, output = suggest("number", address=address, stands="20", should="21", place="abstract, line 9")
    assert code == 0
    row = load_library(copy.review).studies["doe-2021"].outcomes[0]
    assert (row.id, row.events, row.locator) == ("clearing-ten-w8", 21, "abstract, line 9")
    assert "[PercentFitsCount]" in output and "[AgreedReadingIsEqual]" not in output
    (reading,) = row.second_readings
    assert (reading.agrees, reading.printed.events) == (False, 20)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"address": "doe-2012/clearing-ten-w8"}, "did you mean 'doe-2021'?"),
        ({"address": "doe-2021/clearing-tn-w8"}, "did you mean 'clearing-ten-w8'?"),
        ({"address": "somewhere"}, "names no study"),
        ({"address": "doe-2021/clearing-ten-w8", "stands": "7"}, "7 does not stand there"),
        ({"address": "doe-2021/clearing-ten-w8", "should": "many"}, "'many' is no number"),
        ({"address": "doe-2021/clearing-ten-w8", "should": "nan"}, "'nan' is no number"),
        ({"address": "doe-2021/clearing-ten-w8", "should": "21,5"}, "a point before decimals"),
    ],
)
def test_a_correction_of_nothing_is_one_sentence(copy, suggest, answers, message):
    """No such study, row or number, or none to put in its place: nothing is written."""
    before = copy.file("doe-2021").read_bytes()
    code, output = suggest("number", **{"stands": "20", "should": "21", "place": "abstract", **answers})
    assert code == 1 and message in output
    assert copy.file("doe-2021").read_bytes() == before


def test_a_publication_of_an_awaited_trial_is_one_more_report(copy, suggest, paper):
    """The publication stands in the record of the trial, unread; what the registry alone has is left to a person."""
    code, output = suggest("result", trial="nct 00000001", number="PMID 99999901")
    assert code == 0 and copy.problems() == []
    assert "it names NCT99999901, and not NCT00000001" in output
    assert "read: none" in copy.file("doe-2021").read_text(encoding="utf-8")
    code, output = suggest("result", trial="NCT00000001", number="10.99999/invented.1")
    assert code == 1 and "the review has it in the record doe-2021" in output
    code, output = suggest("result", trial="NCT00000001")
    assert code == 1 and "pull NCT00000001 --into doe-2021" in output


def test_a_new_report_has_a_key_that_no_reference_has(copy, suggest, paper):
    """Nor one that belongs to no study, as a reference on methods does."""
    entry = (
        "@misc{doe-2021-2,\n  title = {{Invented methods}},\n  doi = {10.99999/methods},\n  keywords = {methods},\n}\n"
    )
    bibliography = copy.review.bibliography
    bibliography.write_text(bibliography.read_text(encoding="utf-8") + f"\n{entry}", encoding="utf-8")
    assert suggest("result", trial="NCT00000001", number="PMID 99999901")[0] == 0
    assert "key: doe-2021-3" in copy.file("doe-2021").read_text(encoding="utf-8") and copy.problems() == []


def test_a_trial_of_any_registry_is_found_in_capitals_or_not(copy, suggest):
    """Some registries write their numbers in small letters, too."""
    text = copy.file("doe-2021").read_text(encoding="utf-8").replace("NCT00000001", "jRCT0000000001")
    copy.write("doe-2021", text.replace("registry: ClinicalTrials.gov", "registry: jRCT"))
    code, output = suggest("result", trial="JRCT0000000001")
    assert code == 1 and "pull jRCT0000000001 --into doe-2021" in output


def test_what_is_no_form_is_told(copy, suggest, capsys):
    """Free words, and a form without what must be there, are answered with what is lacking."""
    path = copy.review.folder / "issue.md"
    path.write_text("Please add the new paper!", encoding="utf-8")
    assert main(["new", "--from-issue", str(path)]) == 1
    assert "no filled form" in capsys.readouterr().err
    code, output = suggest("number", address="doe-2021/clearing-ten-w8", stands="20", should="21")
    assert code == 1 and "Where in the source" in output
