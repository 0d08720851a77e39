"""The command ``ruxreview check``, as people and machines run it."""

from __future__ import annotations

import copy
import dataclasses
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from live import load_library
from livingevidence.cli import main
from livingevidence.evidence.columns import TABLES
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.check import check
from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.problems import Problem, nearest, shown
from livingevidence.record.reading import Document
from livingevidence.record.validate import from_pydantic
from livingevidence.results.compute import compute


def run(*arguments: object, **options) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "livingevidence.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, **options)


def spoil(data_copy) -> list[tuple[str, str, str]]:
    """Break several files of a copy in several ways; return file, field and rule of each break."""
    data_copy.edit("abduelmula-2023", "outcomes[0].percent", 17.6)
    data_copy.edit("abduelmula-2023", "outcomes[2].events", -3)
    data_copy.edit("bayart-2017", "outcomes[0].events", 7)
    data_copy.edit("bayart-2017", "cases[0].condition", "alopecia-aerata")
    data_copy.edit("brumfiel-2022", "arms[0].strength_percent", 15)
    data_copy.edit("gorham-2023", "titel", "x")
    data_copy.edit("gorham-2023", "cases[0].age_years", "old")
    data_copy.replace("hwang-2024", "population:", "population: [")
    data_copy.edit("vocabulary/conditions", "granuloma-annulare.groups", ["granulomatos"])
    return [
        ("abduelmula-2023", "outcomes[0].percent", "PercentFitsCount"),
        ("bayart-2017", "outcomes[0].events", "EventsWithinN"),
        ("bayart-2017", "cases[0].condition", "KnownTerm"),
        ("brumfiel-2022", "arms[0].strength_percent", "PlausibleStrength"),
        ("abduelmula-2023", "outcomes[2].events", "OutOfRange"),
        ("gorham-2023", "titel", "UnknownField"),
        ("gorham-2023", "cases[0].age_years", "WrongType"),
        ("hwang-2024", "", "NotYaml"),
        ("conditions", "granuloma-annulare.groups", "KnownGroup"),
    ]


HEAD = re.compile(r"^(?P<file>\S.*?):(?P<line>\d+):(?P<column>\d+): (?P<field>.*) \[(?P<rule>\w+)\]$", re.M)


def test_the_data_of_the_project_are_accepted(evidence):
    """The project's own data give exit code 0 and one line."""
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"\d+ studies, \d+ rows: no problem\n", done.stdout)
    assert done.stdout.startswith(f"{len(evidence.records)} studies")


def test_every_problem_of_every_file_is_listed(data_copy):
    """Several broken files at once give exit code 1 and every problem, by file and line."""
    wanted = spoil(data_copy)
    done = run("check", "--data", data_copy.folder)
    assert (done.returncode, done.stderr) == (1, "")
    found = [match.groupdict() for match in HEAD.finditer(done.stdout)]
    names = [(os.path.basename(f["file"]).removesuffix(".yaml"), f["field"].replace("the whole file", ""), f["rule"])
             for f in found]  # fmt: skip
    assert sorted(names) == sorted(wanted)
    places = [(f["file"], int(f["line"]), int(f["column"])) for f in found]
    assert places == sorted(places)
    assert done.stdout.endswith("9 problems in 6 of 7 files\n")


def test_a_shape_error_hides_no_rule_of_the_same_record(data_copy):
    """An unknown field and a wrong type in one row leave the rules at work on the rest of the record."""
    data_copy.edit("papp-2021", "titel", "invented")
    data_copy.edit("papp-2021", "outcomes[0].timepoint_weeks", "soon")
    data_copy.edit("papp-2021", "outcomes[1].arm", "invented")
    data_copy.edit("papp-2021", "design", "randomised-trail")
    assert [(p.rule, p.field) for p in data_copy.problems()] == [
        ("KnownTerm", "design"),
        ("WrongType", "outcomes[0].timepoint_weeks"),
        ("KnownArm", "outcomes[1].arm"),
        ("UnknownField", "titel"),
    ]


def test_a_broken_file_hides_no_problem_of_another(data_copy):
    """A rule's finding in one study is told though another file can't be read."""
    data_copy.write("studies/hwang-2024.yaml", b"\xff\xfe")
    data_copy.edit("bayart-2017", "outcomes[0].events", 7)
    assert [p.rule for p in data_copy.problems()] == ["EventsWithinN", "NotUtf8"]


def test_a_problem_tells_what_was_found_allowed_and_how_to_mend_it(data_copy):
    """The output has the place, then what was found, what is allowed and how to mend it."""
    data_copy.edit("hwang-2024", "conditions[0]", "necrobiosis-lipodica")
    path = data_copy.file("hwang-2024")
    line = next(i for i, t in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "lipodica" in t)
    done = run("check", "--data", data_copy.folder)
    lines = done.stdout.splitlines()
    assert lines[0] == f"{path}:{line}:5: conditions[0] [KnownTerm]"
    assert lines[1] == "  found:   the term 'necrobiosis-lipodica'"
    assert lines[2].startswith("  allowed: Every term stands in the controlled vocabulary")
    assert lines[3].startswith("  to mend: did you mean `necrobiosis-lipoidica`?")
    assert lines[5:] == ["1 problem in 1 of 7 files"]


def test_paths_are_relative_to_where_one_stands(data_copy):
    """A file below the current folder is named from there, so that an editor can open it."""
    data_copy.edit("bayart-2017", "outcomes[0].events", 7)
    done = run("check", "--data", "data", cwd=data_copy.folder.parent)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{os.path.join('data', 'studies', 'bayart-2017.yaml')}:")


@pytest.mark.parametrize("arguments", [["chek"], [], ["check", "--dta", "x"], ["check", "x"]])
def test_a_wrong_command_line_is_exit_2(arguments, capsys):
    """An unknown command, none at all, or an unknown option is exit code 2 with the usage."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: ruxreview" in capsys.readouterr().err


def test_an_unknown_command_is_exit_2_of_the_process():
    """The process itself ends with 2 and names the commands that there are."""
    done = run("chek")
    assert (done.returncode, done.stdout) == (2, "")
    assert "check" in done.stderr


def test_a_missing_folder_is_exit_2(tmp_path):
    """A folder that is not there is a wrong command line and no broken data."""
    done = run("check", "--data", tmp_path / "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"no such folder: {tmp_path / 'nothing'}" in done.stderr


def test_a_file_as_folder_is_exit_2(data_copy, capsys):
    """A file in place of a folder is a wrong command line."""
    with pytest.raises(SystemExit) as caught:
        main(["check", "--data", str(data_copy.file("hwang-2024"))])
    assert caught.value.code == 2
    assert "no such folder" in capsys.readouterr().err


def test_an_empty_folder_is_a_problem(tmp_path, capsys):
    """A folder without studies is told as such and never found to be in order."""
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "NoStudies" in capsys.readouterr().out


def test_the_whole_copy_is_in_order(full_copy):
    """A copy of all data in another place has no problem either."""
    assert full_copy.problems() == []


def test_problems_are_sorted_by_file_and_line():
    """Problems stand in the order in which one mends them."""

    def at(file, line):
        return Problem(file, line, 1, "", "Rule", "", "", "")

    wanted = [at("a", 9), at("a", 10), at("b", 1), at("b", 2)]
    assert sorted([wanted[2], wanted[0], wanted[3], wanted[1]]) == wanted


@pytest.mark.parametrize(
    ("word", "near"), [("tpoical", "topical"), ("orall", "oral"), ("zzz", None), ("", None), (12, None)]
)
def test_the_nearest_spelling_is_near(word, near):
    """A misspelt word has its right spelling near, another word has none."""
    assert nearest(word, ["topical", "oral", "light"]) == near


@given(st.text() | st.integers() | st.lists(st.text()))
def test_what_was_found_is_shown_in_one_short_line(value):
    """Whatever was found is shown in one line that is not too long."""
    assert len(shown(value)) <= 80
    assert len(shown(value).splitlines()) == 1


# Whatever stands in place of a value: nothing, wrong types, absurd numbers, other words of the model.
ANYTHING = st.sampled_from(
    [None, True, False, 0, -1, 1, 10**30, 10**400, -0.0, 1e-9, 1e300, float("nan"), float("inf"), "", "x", "S1",
     "2024-00", "2024-02-00", "0001", "1500-01-01", "9999-12-31", "unknown", [], {}, ["x"], [None], {"a": 1}, [[]],
     [{}], "count", "percent", "value", "contrast", "qualitative", "awaited"]
)  # fmt: skip


@pytest.fixture(scope="module")
def sound(small_data) -> Library:
    """Return the small data as read, without the long record of the pooled trials."""
    library = load_library(small_data)
    del library.studies["papp-2021"], library.documents["papp-2021"]
    assert {problem.rule for problem in check(library)} == {"EntryIsReported"}
    return library


def places(value, path=()):
    """Yield the path of every value inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from places(inner, (*path, step))


@settings(max_examples=250)
@given(st.data())
def test_no_record_can_stop_the_check(sound, data):
    """Whatever is put in place of any values of a record, all problems are told, or the tables can be made."""
    name = data.draw(st.sampled_from(sorted(sound.studies)))
    record = copy.deepcopy(sound.documents[name].data)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(list(places(record)) or [("id",)]))
        holder = record
        for step in path:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[last] = copy.deepcopy(data.draw(ANYTHING))
        else:
            holder.pop(last, None) if isinstance(holder, dict) else holder.pop(last)
    library = spoilt(sound, name, record)
    problems = [problem for problem in check(library) if problem.rule != "EntryIsReported"]
    assert all(problem.line >= 1 and str(problem) for problem in problems)
    if not problems:
        evidence = Evidence(library)
        assert all(len(getattr(evidence, table).columns) for table in TABLES)
        assert compute(evidence)


def spoilt(sound: Library, name: str, record: dict) -> Library:
    """Return a library in which one record is another."""
    document = Document(sound.documents[name].file, record, sound.documents[name].positions)
    studies, problems = dict(sound.studies), []
    try:
        studies[name] = Study.model_validate(record)
    except ValidationError as error:
        del studies[name]
        problems = from_pydantic(error, document, Study)
    documents = {**sound.documents, name: document}
    return dataclasses.replace(sound, studies=studies, documents=documents, problems=problems)
