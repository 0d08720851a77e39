"""The whole path of a contributor: from a PMID to a change that passes, and whose difference tells what it does."""

import json
import subprocess

import pytest
from jsonschema import Draft7Validator

from livingevidence.cli import main
from livingevidence.record.reading import read_document

AUTHOR = {f"GIT_{who}_{what}": "invented" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ANSWERS = ["design=case-report", "conditions=sample-rash", "treatment=examplinib", "regimen=10 mg", "response=none"]
OPTIONS = [part for answer in ANSWERS for part in ("--set", answer)]
STUDY = "angstrom-example-2020"


@pytest.fixture
def clone(inside, monkeypatch, paper):
    """Return a repository of the invented review without an overturned claim, on a branch of its own."""
    inside.replace("rashes.md", 'events("loe-2018/stopping") == 0', 'events("loe-2018/stopping") >= 0')
    for name, value in AUTHOR.items():
        monkeypatch.setenv(name, value)
    main(["fmt"])
    git("init", "--quiet", "--initial-branch=main")
    commit("The review as it is")
    git("switch", "--quiet", "--create", "my-study")
    return inside


def git(*words: str) -> str:
    """Run git in the current folder."""
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


def commit(message: str) -> None:
    """Commit all that changed."""
    git("add", "--all")
    git("commit", "--quiet", "--message", message)


def test_from_a_pmid_to_a_change_that_passes(clone, capsys):
    """What `new` says is left to do is all there is; the checks of a pull request pass; the difference is true."""
    assert main(["new", "--pmid", "99999901", *OPTIONS]) == 0
    assert "[StudyIsDiscussed]" in capsys.readouterr().out
    chapter = clone.review.chapters / "rashes.md"
    with chapter.open("a", encoding="utf-8") as text:
        text.write(f"\nIn one more patient nothing changed {{cite:p}}`{STUDY}`.\n")
    assert main(["check"]) == 0
    assert main(["claims"]) == 0
    assert main(["fmt", "--check"]) == 0
    schema = json.loads((clone.folder / "study.schema.json").read_text(encoding="utf-8"))
    assert list(Draft7Validator(schema).iter_errors(read_document(clone.file(STUDY)).data)) == []
    commit("Enter a report")
    capsys.readouterr()
    assert main(["diff", "main", "--format", "json", "--fail-on", "claims"]) == 0
    diff = json.loads(capsys.readouterr().out)
    edits = [edit["address"] for edit in diff["records"] if edit["kind"] in ("study", "case", "arm")]
    assert {address.partition("/")[0] for address in edits} == {STUDY} and diff["overturned"] == []
    numbers = {number["key"]: (number["before"], number["after"]) for number in diff["numbers"]}
    before, after = numbers["rashes.studies"]
    assert int(after) == int(before) + 1
    assert f"studies/{STUDY}" in diff["pages"] and "chapters/rashes" in diff["pages"]
    assert main(["diff", "main", "--format", "summary"]) == 0
    output = capsys.readouterr().out
    assert "response: none" in output.replace("\\", "") and "- [ ] No patient is described closer" in output


def test_a_wrong_answer_on_the_way_is_told_before_the_checks(clone, capsys):
    """A number that the source contradicts stops the check with file and line, and the remedy makes it pass."""
    main(["new", "--pmid", "99999901", *OPTIONS])
    record = clone.file(STUDY)
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("response: none", "response: nona"), encoding="utf-8")
    capsys.readouterr()
    assert main(["check"]) == 1
    output = capsys.readouterr().out
    line = text.partition("response: none")[0].count("\n") + 1
    assert f"{STUDY}.yaml:{line}:" in output and "did you mean `none`?" in output
