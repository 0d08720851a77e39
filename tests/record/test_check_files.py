"""`check` looks at every file that a person curates: whatever is broken in any of them is told, with file and line."""

import json
import shutil
from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.record.check import check_texts, look_at
from livingevidence.record.library import load_library
from livingevidence.record.reading import read_document
from livingevidence.record.text import slug

REVIEW = Path(__file__).parent.parent / "review/data"
# Every file that stands once, and of those that stand once a study or judgement one.
SINGLE_FILES = sorted(path.relative_to(REVIEW).as_posix() for path in REVIEW.glob("*.yaml"))
TERMS = sorted(path.relative_to(REVIEW).as_posix() for path in REVIEW.glob("vocabulary/*.yaml"))
STUDY_FILES = (
    "studies/doe-2021.yaml",
    "appraisal/risk-of-bias/doe-2021.yaml",
    "appraisal/certainty/example-fever-clearing.yaml",
)
TOOLS = "appraisal/tools.yaml"
FILES = [*SINGLE_FILES, *TERMS, TOOLS, *STUDY_FILES]
EXCLUSIONS = "vocabulary/exclusions.yaml"  # which a review without a search lacks
LISTS = ("comparators.yaml", "left-out.yaml", "retired.yaml", "sayings.yaml")


def run_check(copy, capsys, monkeypatch, *options) -> tuple[int, str]:
    """Run the check in a review, and return its exit code and what it prints."""
    monkeypatch.chdir(copy.review.folder)
    return main(["check", *options]), capsys.readouterr().out


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_yaml_is_told_alone(small_copy, name):
    """What can't be read is one problem, at the line that can't be, and hides behind no others."""
    lines = (small_copy.folder / name).read_text(encoding="utf-8").count("\n")
    with (small_copy.folder / name).open("a", encoding="utf-8") as file:
        file.write("invented: [never closed\n")
    (problem,) = small_copy.problems()
    assert (Path(problem.file), problem.rule) == (small_copy.folder / name, "NotYaml")
    assert problem.line >= lines


@pytest.mark.parametrize("name", FILES)
def test_a_field_that_the_model_does_not_have_is_told_alone(small_copy, name):
    """A misspelt field of any file is one problem on its own line."""
    data = read_document(small_copy.folder / name).data
    if name in (*LISTS, TOOLS, *TERMS):
        first_entry = data[0] if name in LISTS else next(iter(data.values()))
        first_entry["invented"] = "words"
    else:
        data["invented"] = "words"
    small_copy.dump(name, data)
    (problem,) = small_copy.problems()
    assert (Path(problem.file), problem.rule) == (small_copy.folder / name, "UnknownField")
    assert "invented: words" in small_copy.line(problem)


@pytest.mark.parametrize("name", [name for name in (*SINGLE_FILES, *TERMS, TOOLS) if name not in (*LISTS, EXCLUSIONS)])
def test_a_file_that_is_gone_is_told(small_copy, name):
    """A file that every review has is missed; one that a review can do without may go."""
    (small_copy.folder / name).unlink()
    problems = [problem for problem in small_copy.problems() if problem.rule == "MissingFile"]
    assert [Path(problem.file) for problem in problems] == [small_copy.folder / name]


@pytest.mark.parametrize("name", ["appraisal", "search", "releases"])
@pytest.mark.parametrize("make_file", [Path.write_text, Path.symlink_to], ids=["a-file", "a-link-to-nowhere"])
def test_what_stands_in_place_of_a_folder_is_told(small_copy, name, make_file):
    """All that should be in a folder is not passed over because its name is that of a file or of a broken link."""
    shutil.rmtree(small_copy.folder / name, ignore_errors=True)
    make_file(small_copy.folder / name, "../elsewhere")
    problems = [problem for problem in small_copy.problems() if problem.rule == "Unreadable"]
    assert [Path(problem.file).name for problem in problems] == [name]


def test_a_file_that_nothing_reads_is_told(small_copy):
    """A misspelt name hides no file."""
    (small_copy.folder / "topic.yaml").rename(small_copy.folder / "topics.yaml")
    assert [(p.rule, Path(p.file).name) for p in small_copy.problems()] == [
        ("MissingFile", "topic.yaml"),
        ("NotARecord", "topics.yaml"),
    ]


@pytest.mark.parametrize("folder", ["certainty", "risk-of-bias"])
def test_a_judgement_in_a_file_of_another_ending_is_told(small_copy, folder):
    """Nobody takes a judgement for one that counts because its file looks like the others."""
    file = next(small_copy.folder.joinpath("appraisal", folder).glob("*.yaml"))
    shutil.copy(file, file.with_name("another.yml"))
    (problem,) = small_copy.problems()
    assert (problem.rule, Path(problem.file).name) == ("NotARecord", "another.yml") and "another.yaml" in problem.fix


@pytest.mark.parametrize("name", ["Sample Rash", "rash_stopping", "räsh"])
def test_a_name_that_is_no_address_is_told(small_copy, name):
    """A judgement and a term are named as pages and commands can name them, and the message says how."""
    file = small_copy.folder / "appraisal/certainty/sample-rash-stopping.yaml"
    shutil.copy(file, file.with_name(f"{name}.yaml"))
    small_copy.edit("vocabulary/forms", name, {"label": "invented", "definition": "Invented."})
    problems = [problem for problem in small_copy.problems() if problem.rule == "WrongForm"]
    assert [Path(problem.file).name for problem in problems] == [f"{name}.yaml", "forms.yaml"]
    assert all(slug(name) in problem.fix for problem in problems)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("2001.1.0.json", '{"version": "2001.1.0",\n "records"', 2),
        ("2001.1.0.json", '{"version": "2001.2.0", "records": {}}', 1),
        ("2001.1.0.json", "[]", 1),
        ("first.json", "{}", 1),
        ("2001.1.0.txt", "{}", 1),
    ],
)
def test_a_snapshot_that_is_none_is_told(small_copy, name, text, line):
    """What stands among the snapshots of releases is JSON of the version that its name tells."""
    folder = small_copy.folder / "releases"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    (problem,) = small_copy.problems()
    assert (Path(problem.file), problem.rule, problem.line) == (folder / name, "SnapshotOfARelease", line)


def test_what_stands_in_a_chapter_is_looked_at(small_copy, capsys, monkeypatch):
    """A typed number, an unknown citation and a study that no chapter tells of are told with file and line."""
    chapter = small_copy.review.chapters / "rashes.md"
    text = chapter.read_text(encoding="utf-8").replace("`poe-2017`", "`poe-2071`")
    chapter.write_text(text + "\nIn 12 people it helped.\n", encoding="utf-8")
    code, output = run_check(small_copy, capsys, monkeypatch)
    headings = [line for line in output.splitlines() if line.endswith("]")]
    lines = text.splitlines()
    citation_line = next(number for number, line in enumerate(lines, 1) if "poe-2071" in line)
    assert code == 1
    assert f"notebooks/rashes.md:{citation_line}:1: the whole file [KnownCitation]" in headings
    assert f"notebooks/rashes.md:{len(lines) + 2}:1: the whole file [NumberFromTheData]" in headings
    assert "data/studies/poe-2017.yaml:2:1: id [StudyIsDiscussed]" in headings


@pytest.mark.parametrize(
    ("chapter", "study", "words"),
    [
        ("fevrs", "review-2020", "the chapter 'fevrs'"),
        ("rashes", "review-2020", "which lists nothing"),
        ("fevers", "doe-2021", "which a chapter tells of"),
    ],
)
def test_a_study_is_left_out_of_a_chapter_that_says_so(small_copy, chapter, study, words):
    """The chapter is one that is there and lists what it leaves out, and no chapter tells of the study after all."""
    entry = {"study": study, "chapter": chapter, "what": "the study as a whole", "reason": "Invented."}
    small_copy.dump("left-out.yaml", [entry])
    problems = [p for p in check_texts(load_library(small_copy.review)) if p.rule == "LeftOutByItsChapter"]
    assert [p.field for p in problems] == ["[0].chapter"] and words in problems[0].found


def test_other_treatments_are_told_in_a_chapter_that_is_there(small_copy):
    """A chapter that was renamed is missed where the topic leads to it, before a page is made that would."""
    (small_copy.review.chapters / "fevers.md").rename(small_copy.review.chapters / "fever.md")
    problems = [p for p in check_texts(load_library(small_copy.review)) if p.rule == "ToldInAChapter"]
    assert [p.field for p in problems] == ["other_treatments.fevers"] and "`chapters/fever`" in problems[0].fix


def test_a_study_that_is_left_out_with_its_reason_need_not_be_told_of(small_copy):
    """A study of the treatment that no chapter names is in order where the list of a chapter has it."""
    small_copy.replace("rashes.md", "poe-2017", "roe-2022")
    assert [p.rule for p in check_texts(load_library(small_copy.review))] == ["StudyIsDiscussed"]
    entry = {"study": "poe-2017", "chapter": "fevers", "what": "the study as a whole", "reason": "Invented."}
    small_copy.dump("left-out.yaml", [*read_document(small_copy.folder / "left-out.yaml").data, entry])
    assert check_texts(load_library(small_copy.review)) == []


def test_what_should_be_looked_at_is_no_problem(small_copy, capsys, monkeypatch):
    """A judgement on values that changed is listed apart; a release alone is kept from being made."""
    small_copy.edit("appraisal/risk-of-bias/doe-2021", "signed[0].digest", "0123456789abcdef")
    code, output = run_check(small_copy, capsys, monkeypatch)
    assert code == 0 and "To look at:" in output and "[JudgedOnTheValuesOfToday]" in output
    assert "no problem" in output.splitlines()[-1] and "to look at" in output.splitlines()[-1]


def losses(small_copy) -> list:
    """Return what should be looked at of what the last release held."""
    return [problem for problem in look_at(load_library(small_copy.review)) if problem.rule == "NothingLost"]


@pytest.fixture
def released_copy(small_copy):
    """Return a copy whose last release held all that is here, and one row and one study more."""
    library = load_library(small_copy.review)
    kinds = dict.fromkeys(library.studies, "study")
    kinds |= {f"{name}#{row.id}": "row" for name, study in library.studies.items() for row in study.rows}
    kinds |= {"doe-2021#invented-row": "row", "gone-2001": "study", "gone-2001#its-row": "row"}
    digests = dict.fromkeys(("data_digest", "source_digest"), "0" * 64)
    small_copy.dump("release.yaml", {"version": "2001.1.0", "evidence_as_of": "2001-01-01", **digests})
    (small_copy.folder / "releases").mkdir(exist_ok=True)
    records = {key: [kind, "invented", [], {}] for key, kind in kinds.items()}
    text = json.dumps({"version": "2001.1.0", "records": records})
    (small_copy.folder / "releases/2001.1.0.json").write_text(text, encoding="utf-8")
    return small_copy


def test_what_vanished_since_the_last_release_is_looked_at(released_copy):
    """A row and a study that the last release had are missed, each once."""
    words = [problem.found for problem in losses(released_copy)]
    assert len(words) == 2 and "'invented-row'" in words[0] + words[1] and "'gone-2001'" in words[0] + words[1]


def test_what_was_taken_out_with_a_reason_is_not_lost(released_copy):
    """An item of left-out.yaml that names the id is the reason."""
    items = read_document(released_copy.folder / "left-out.yaml").data
    words = "the row invented-row and the study gone-2001"
    released_copy.dump("left-out.yaml", [*items, {"study": "doe-2021", "what": words, "reason": "Invented."}])
    assert losses(released_copy) == []


def test_a_study_that_is_taken_away_is_lost(released_copy):
    """The file of a study that is deleted is told, though nothing else names it."""
    shutil.move(released_copy.folder / "studies/moe-2016.yaml", released_copy.folder / "studies/moe-2016.yaml~")
    assert any("'moe-2016'" in problem.found for problem in losses(released_copy))


def test_a_text_that_no_spreadsheet_could_hold_is_told(small_copy):
    """A text has an end before that of a cell, so that what passes the check can be exported."""
    small_copy.edit("doe-2021", "title", "word " * 5_000)
    (problem,) = small_copy.problems()
    assert problem.field == "title" and problem.allowed.startswith("at most 20,000 characters")


def test_two_long_numbers_are_told_apart(small_copy):
    """A message shows as many digits as two numbers need to be seen as unequal."""
    reading = {"agrees": True, "source": "S2", "printed": {"value": 1234567.5}}
    small_copy.edit("doe-2021", "outcomes[4].second_readings", [reading])
    small_copy.edit("doe-2021", "outcomes[4].value", 1234568.5)
    (problem,) = small_copy.problems()
    assert problem.found.startswith("1234567.5 beside 1234568.5")


def test_a_review_without_a_chapter_owes_each_study_one(small_copy):
    """Where no chapter is written yet, or all are gone, the studies are told as those that none tells of."""
    for path in small_copy.review.chapters.glob("*.md"):
        path.unlink()
    problems = check_texts(load_library(small_copy.review))
    assert "doe-2021.yaml" in {Path(problem.file).name for problem in problems if problem.rule == "StudyIsDiscussed"}


@pytest.mark.parametrize("name", [".#rashes.md", "._rashes.md", "rashes.md~"])
def test_what_an_editor_leaves_beside_a_chapter_is_no_chapter(small_copy, name, capsys, monkeypatch):
    """A lock that leads nowhere, and bytes of a system, are passed over while a chapter is open."""
    path = small_copy.review.chapters / name
    path.symlink_to("nobody@nowhere.1:2") if "#" in name else path.write_bytes(b"\0\5\xff")
    code, output = run_check(small_copy, capsys, monkeypatch)
    assert code == 0 and "no problem" in output.splitlines()[-1]


@pytest.mark.parametrize("name", ["notebooks/rashes.md", "docs/about.md", "CHANGELOG.md"])
def test_a_text_that_is_not_utf8_is_told_at_its_byte(small_copy, name, capsys, monkeypatch):
    """A chapter or page in another encoding is a problem with a place, and nothing breaks on it."""
    path = small_copy.review.folder / name
    path.write_bytes((path.read_bytes() if path.is_file() else b"") + b"\ncaf\xe9\n")
    code, output = run_check(small_copy, capsys, monkeypatch)
    line = path.read_bytes().count(b"\n")
    assert code == 1 and f"{name}:{line}:4: the whole file [NotUtf8]" in output


@pytest.mark.parametrize(
    ("rule", "words", "lines"),
    [
        ("VisibleText", "\ufeff", [1]),
        ("VisibleText", "\u202e", [1]),
        ("VisibleText", "\nx\u200b", [2]),
        ("RoleWithItsWords", "{number}``", [1]),
        ("RoleWithItsWords", "{cite:p} `doe`", [1]),
        ("RoleWithItsWords", "\nSee {claim}.", [2]),
        ("RoleWithItsWords", "`{number}` is a role", []),
        ("RoleWithItsWords", "{doc}`about`", []),
    ],
)
def test_what_nobody_should_see_in_a_chapter_is_told_at_its_line(small_copy, rule, words, lines):
    """A byte order mark, what steers or hides letters, and a role with nothing behind it, but for one that is code."""
    chapter = small_copy.review.chapters / "rashes.md"
    chapter.write_text(f"{words}\n\n{chapter.read_text(encoding='utf-8')}", encoding="utf-8")
    assert [p.line for p in check_texts(load_library(small_copy.review)) if p.rule == rule] == lines
