"""The check of a review: every problem of every file at once, each with its place and how to mend it."""

import copy
import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from livingevidence.claims.standing import check_review
from livingevidence.cli import main
from livingevidence.evidence.columns import TABLES
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.check import check
from livingevidence.record.library import Library, load_library
from livingevidence.record.load import model_problems
from livingevidence.record.models import Study
from livingevidence.record.problems import excerpt, nearest
from livingevidence.record.reading import Document, scalar_value
from livingevidence.record.release import data_digest
from livingevidence.results.compute import compute


def run(*arguments: object, **options) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "livingevidence.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, **options)


def test_a_review_in_order_is_one_line(small, capsys, monkeypatch):
    """Exit code 0 and how much was looked at."""
    monkeypatch.chdir(small.folder)
    assert main(["check", "--data", "data"]) == 0
    assert re.fullmatch(r"\d+ studies, \d+ rows, .*: no problem\n", capsys.readouterr().out)


def test_every_problem_of_every_file_is_listed(small_copy):
    """Several broken files give exit code 1 and all that is wrong, in the order in which one mends it."""
    small_copy.edit("doe-2021", "outcomes[3].ci_low", 66.6)
    small_copy.edit("doe-2021", "outcomes[1].events", -3)
    small_copy.edit("doe-2021", "titel", "x")
    small_copy.edit("poe-2017", "cases[0].age_years", "old")
    small_copy.replace("loe-2018", "population:", "population: [")
    small_copy.edit("vocabulary/conditions", "quiet-rash.groups", ["rashs"])
    process = run("check", cwd=small_copy.review.folder)
    output = process.stdout.partition("To look at:")[0]
    headings = re.findall(r"^(\S+):(\d+):(\d+): (.*) \[(\w+)\]$", output, re.M)
    assert (process.returncode, process.stderr) == (1, "")
    assert {(Path(file).stem, field, rule) for file, _, _, field, rule in headings} == {
        ("doe-2021", "outcomes[3].ci_low", "IntervalHoldsEstimate"),
        ("doe-2021", "outcomes[1].events", "OutOfRange"),
        ("doe-2021", "titel", "UnknownField"),
        ("poe-2017", "cases[0].age_years", "WrongType"),
        ("loe-2018", "the whole file", "NotYaml"),
        ("conditions", "quiet-rash.groups[0]", "KnownName"),
    }
    lines = [(file, int(line)) for file, line, *_ in headings]
    assert lines == sorted(lines)
    assert process.stdout.endswith(f"{len(headings)} problems in 4 files\n")


def test_a_shape_error_hides_no_rule_of_the_same_record(small_copy):
    """An unknown field, and wrong types, words and ids in a row, leave the rules at work on the rest of the record."""
    mistakes = {
        "titel": ("invented", "UnknownField"),
        "title": (None, "WrongType"),
        "outcomes[0].timepoint_weeks": ("soon", "WrongType"),
        "outcomes[0].kind": ("cuont", "WrongValue"),
        "outcomes[0].source": ("s1", "WrongForm"),
        "outcomes[1].arm": ("invented", "KnownName"),
    }
    small_copy.edit_all("loe-2018", {field: value for field, (value, _) in mistakes.items()})
    expected = {(rule, field) for field, (_, rule) in mistakes.items()}
    assert {(problem.rule, problem.field) for problem in small_copy.problems()} == expected


def test_a_problem_tells_what_was_found_allowed_and_how_to_mend_it(small_copy):
    """The place as an editor can open it from here, then what was found, what is allowed and how to mend it."""
    small_copy.edit("poe-2017", "cases[0].condition", "sample-rsh")
    (problem,) = small_copy.problems()
    lines = run("check", "--data", "data", cwd=small_copy.review.folder).stdout.splitlines()
    place = f"{problem.line}:{small_copy.line(problem).index('condition') + 1}"
    assert lines[0] == f"{Path('data', 'studies', 'poe-2017.yaml')}:{place}: cases[0].condition [KnownName]"
    assert lines[1] == "  found:   the term 'sample-rsh'"
    assert lines[2].startswith("  allowed: A name leads somewhere")
    assert lines[3].startswith("  to mend: did you mean `sample-rash`?")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "usage: livingevidence"),
        ([], "usage: livingevidence"),
        (["check", "--dta", "x"], "usage: livingevidence"),
        (["check", "--data", "nothing"], "no such folder: nothing"),
        (["check", "--data", __file__], "no such folder"),
    ],
)
def test_a_wrong_command_line_is_exit_2(arguments, message, tmp_path, monkeypatch, capsys):
    """An unknown command or option, or a folder that is none, is no broken data."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    assert message in capsys.readouterr().err


def test_a_folder_without_studies_is_a_problem(tmp_path, small_copy, capsys, monkeypatch):
    """A folder without studies is never found to be in order."""
    monkeypatch.chdir(small_copy.review.folder)
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "NoStudies" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        *((name, "id: invented", "NotARecord") for name in ("doe-2021.yml", "doe-2021.YAML", "notes.txt")),
        ("loe-2018.yaml", "- id: loe-2018\n", "WrongType"),
        ("loe-2018.yaml", "loe-2018\n", "WrongType"),
    ],
)
def test_a_file_that_is_no_record_is_told(small_copy, name, content, rule):
    """A file with another ending or shape than a record has is told, so that none is overlooked."""
    small_copy.folder.joinpath("studies", name).write_text(content, encoding="utf-8")
    (problem,) = small_copy.problems()
    assert (problem.rule, Path(problem.file).name) == (rule, name)
    assert rule == "NotARecord" or "`id:`" in problem.fix


def test_a_folder_named_like_a_record_is_told(small_copy):
    """A folder in place of a record is told and stops nothing else."""
    small_copy.folder.joinpath("studies", "invented-2042.yaml").mkdir()
    assert [p.rule for p in small_copy.problems()] == ["Unreadable"]


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "4913",
        "~$doe-2021.yaml",
        "doe-2021.yaml.bak",
        ".DS_Store",
        ".#doe-2021.yaml",
        "._doe-2021.yaml",
        ".doe-2021.yaml.swp",
        "doe-2021.yaml~",
        "#doe-2021.yaml#",
        "doe-2021.yaml.orig",
    ],
)
@pytest.mark.parametrize("folder", ["studies", "vocabulary", "."])
def test_what_an_editor_leaves_behind_is_passed_over(small_copy, folder, name):
    """Copies that editors and systems leave beside a file are no records and no fault."""
    before = data_digest(small_copy.review)
    small_copy.folder.joinpath(folder, name).write_text("id: [", encoding="utf-8")
    assert small_copy.problems() == [] and data_digest(small_copy.review) == before


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("@article{doe-2021,\n  title = {unclosed\n", "NotBibtex"),
        ("@misc{a, title = {x}}\n@misc{a, title = {y}}\n", "NotBibtex"),
        ("@misc{a, title = {Köbner}}".encode("latin-1"), "NotUtf8"),
    ],
)
def test_a_broken_bibliography_is_told_alone(small_copy, content, rule):
    """A slip of BibTeX, a key that stands twice or another encoding brings no advice to add every entry."""
    small_copy.write("references.bib", content)
    assert [problem.rule for problem in small_copy.problems()] == [rule]


@pytest.mark.parametrize(
    ("word", "spelling"), [("tpoical", "topical"), ("orall", "oral"), ("zzz", None), ("", None), (12, None)]
)
def test_the_nearest_spelling_is_near(word, spelling):
    """A misspelt word has its right spelling near, another word has none."""
    assert nearest(word, ["topical", "oral", "light"]) == spelling


@given(st.text() | st.integers() | st.lists(st.text()))
def test_what_was_found_is_shown_in_one_short_line(value):
    """Whatever was found is shown in one line that is not too long."""
    assert len(excerpt(value)) <= 80
    assert len(excerpt(value).splitlines()) == 1


ODD_NUMBERS = [0, -1, 1, 10**30, 10**400, -0.0, 1e-9, 1e300, float("nan"), float("inf")]
ODD_WORDS = ["", "x", "S1", "2024-00", "2024-02-00", "0001", "1500-01-01", "9999-12-31", "unknown"]
ODD_THINGS = [None, True, False, [], {}, ["x"], [None], {"a": 1}, [[]], [{}]]
KINDS = ["count", "percent", "value", "contrast", "qualitative", "awaited"]


def paths(value, path=()):
    """Yield the path of every value inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from paths(inner, (*path, step))


@pytest.fixture(scope="module")
def library(small) -> Library:
    """Return the invented review as read."""
    return load_library(small)


@given(st.data())
def test_no_record_can_stop_the_check(library, data):
    """Whatever is put in place of any values of a record, all problems are told, or the tables can be made."""
    name = data.draw(st.sampled_from(sorted(library.studies)))
    record = copy.deepcopy(library.files[f"studies/{name}"].data)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, key = data.draw(st.sampled_from(list(paths(record)) or [("id",)]))
        holder = record
        for step in path:
            holder = holder[step]
        if data.draw(st.booleans()):
            values = st.sampled_from([*ODD_NUMBERS, *ODD_WORDS, *ODD_THINGS, *KINDS])
            holder[key] = copy.deepcopy(data.draw(values))
        else:
            holder.pop(key, None) if isinstance(holder, dict) else holder.pop(key)
    spoilt_library = with_record(library, name, record)
    problems = check(spoilt_library)
    assert all(problem.line >= 1 and str(problem) for problem in problems)
    if not problems:
        evidence = Evidence(spoilt_library)
        assert all(len(getattr(evidence, table).columns) for table in TABLES)
        assert compute(evidence)


def with_record(library: Library, name: str, record: dict) -> Library:
    """Return a library in which one record is another."""
    file = library.files[f"studies/{name}"]
    document = Document(file.file, record, file.positions)
    studies, problems = dict(library.studies), []
    try:
        studies[name] = Study.model_validate(record)
    except ValidationError as error:
        del studies[name]
        problems = model_problems(error, document, Study)
    files = {**library.files, f"studies/{name}": document}
    return dataclasses.replace(library, studies=studies, files=files, problems=problems)


@pytest.mark.parametrize(
    ("field", "value", "number"),
    [
        ("outcomes[4].value", "\u22124.2", "-4.2"),
        ("outcomes[4].value", "\u20134,2", "-4.2"),
        ("outcomes[4].value", "-4.2\u00a0%", "-4.2"),
        ("outcomes[4].n", "\uff14\uff10", "40"),
        ("outcomes[4].n", "4e1", "40"),
        ("population.n_enrolled", "1\u202f200", "1200"),
        ("outcomes[4].n", 40.0, "40"),
        ("outcomes[4].n", "4.5", ""),
        ("outcomes[4].value", "-4,200", ""),
        ("outcomes[4].value", "8-12", ""),
        ("outcomes[4].value", "1e400", ""),
        ("outcomes[4].n", True, ""),
    ],
)
def test_a_number_that_was_typed_otherwise_is_told_as_it_is_to_be_written(small_copy, field, value, number):
    """Where one number alone can be meant it is told, and taken once it is written; else what numbers are made of."""
    small_copy.edit("doe-2021", field, value)
    (problem,) = small_copy.problems()
    if number:
        assert problem.fix == f"write `{number}` without quotes"
        small_copy.edit("doe-2021", field, scalar_value(number))
        assert small_copy.problems() == []
    else:
        assert "write" in problem.fix and "`" not in problem.fix


@pytest.mark.parametrize(
    ("value", "rule", "fix"),
    [
        (True, "WrongType", "quotes"),
        ("a\u202eb", "WrongForm", "delete the hidden character U+202E"),
        (" ", "WrongForm", "write words"),
        ("x" * 30_000, "WrongForm", "shorten"),
        (None, "WrongType", "after the colon"),
        (float("nan"), "NotFinite", "leave the field out"),
    ],
    ids=lambda value: str(value)[:9],
)
def test_where_words_or_a_number_may_stand_a_mistake_is_told_once(small_copy, value, rule, fix):
    """One of another sort, or words that can't be shown, are told by what is wrong with them, with one remedy."""
    small_copy.edit("doe-2021", "population.details", {"invented": value})
    (problem,) = small_copy.problems()
    assert (problem.rule, problem.field) == (rule, "population.details.invented") and fix in problem.fix


def test_a_broken_topic_hides_no_mistake_of_a_record(small_copy):
    """Rules that don't ask what the review is about are held all the same, so that all is told at once."""
    small_copy.replace("topic.yaml", "\ntitle:", "\ntitel:")
    small_copy.edit("doe-2021", "outcomes[0].source", "S99")
    problems = {(Path(problem.file).name, problem.rule) for problem in small_copy.problems()}
    assert {("topic.yaml", "UnknownField"), ("doe-2021.yaml", "KnownName")} <= problems


def test_one_mistake_is_told_once(small_copy):
    """What follows from a field that is missing or misspelt, and what rests on a torn record, is not told beside it."""
    small_copy.edit("poe-2017", "design", "case-seires")
    small_copy.write("koe-2019", "id: koe-2019\ntitle: x\ndomain: rashes\nreports: []\nsources: []\n")
    text = small_copy.file("doe-2021").read_text(encoding="utf-8")
    small_copy.write("doe-2021", text.replace("\n  ", "\n\t", 1))
    report = check_review(small_copy.review, texts=False, results=False)
    problems = {(Path(p.file).stem, p.field, p.rule) for p in report.problems}
    assert {field for stem, field, _ in problems if stem == "koe-2019"} == {"conditions", "design", "reports"}
    assert problems - {problem for problem in problems if problem[0] == "koe-2019"} == {
        ("poe-2017", "design", "KnownName"),
        ("doe-2021", "", "NotYaml"),
    }
    assert [p for p in report.looks if "doe-2021" in p.file] == []
