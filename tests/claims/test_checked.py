"""All that the check tells in one round: what is wrong, and what a person should look at."""

import json
from functools import partial
from pathlib import Path

import pytest

from livingevidence.appraisal import standing
from livingevidence.claims.standing import check_review
from livingevidence.cli import main
from livingevidence.record.problems import Problem
from livingevidence.record.reading import read_document
from livingevidence.record.writing import checked_files, saved_files
from livingevidence.results import compute


def looks(small_copy) -> dict[str, Problem]:
    """Return what should be looked at of a copy without a problem, by the rule."""
    check = check_review(small_copy.review, texts=True, results=False)
    assert check.problems == []
    return {problem.rule: problem for problem in check.looks if "nobody-stopped" not in problem.field}


def another_report(small_copy, **fields: object) -> None:
    """Add a report of another patient of the team of poe-2017, with its entry and its place in a chapter."""
    values = read_document(small_copy.file("poe-2017")).data | {"id": "poe-2018", **fields}
    values["reports"] = [values["reports"][0] | {"key": "poe-2018"}]
    values["overlaps"] = fields.get("overlaps", [])
    small_copy.dump("studies/poe-2018.yaml", values)
    with small_copy.review.bibliography.open("a", encoding="utf-8") as bibliography:
        bibliography.write("\n@misc{poe-2018,\n  title = {{Invented, again}},\n}\n")
    small_copy.replace("rashes.md", "{cite:p}`poe-2017`", "{cite:p}`poe-2017,poe-2018`")


def test_a_study_of_the_same_team_asks_whether_it_shares_people(small_copy):
    """Two authors, a disease and near years are told until an overlap is declared, or denied in the notes."""
    small_copy.edit("poe-2017", "authors", ["Poe P", "Sample A"])
    another_report(small_copy, authors=["Poe P", "Sample A"], trials=[])
    assert "poe-2017" in looks(small_copy)["OverlapIsDeclared"].found
    small_copy.edit("poe-2018", "notes", ["Other people than those of poe-2017."])
    assert "OverlapIsDeclared" not in looks(small_copy)
    small_copy.edit("poe-2018", "notes", [])
    small_copy.edit("poe-2018", "overlaps", [{"study": "poe-2017", "why": "Invented."}])
    assert "OverlapIsDeclared" not in looks(small_copy)


def test_a_study_that_nobody_judged_is_told_with_what_to_write(small_copy):
    """What the remedy says, written, is accepted."""
    another_report(small_copy, authors=["Roe R"], trials=[])
    problem = looks(small_copy)["RiskOfBiasOfEachStudy"]
    assert "appraisal/risk-of-bias/poe-2018.yaml" in problem.fix
    tool = problem.fix.partition("`tool: ")[2].partition("`")[0]
    judgement = {"study": "poe-2018", "tool": tool, "made_from": "abstract", "not_assessable": "Invented."}
    small_copy.dump("appraisal/risk-of-bias/poe-2018.yaml", judgement)
    assert "RiskOfBiasOfEachStudy" not in looks(small_copy)


def test_a_sentence_whose_count_moved_is_told_at_the_line_that_fails(small_copy):
    """Where a chapter counts studies and one comes, check names chapter, line, what was needed and what is found."""
    chapter = small_copy.review.chapters / "rashes.md"
    claim = (
        '```{claim} rashes-one-series\n---\nneeds: |\n  studies("rashes", rung="several") == 1\n---\nOne series.\n```\n'
    )
    chapter.write_text(f"{chapter.read_text(encoding='utf-8')}\n{claim}", encoding="utf-8")
    assert "SentenceHolds" not in looks(small_copy)
    another_report(small_copy, trials=[], authors=["Roe R"])
    check = check_review(small_copy.review, texts=True, results=False)
    count = next(p for p in check.looks if (p.rule, p.field) == ("SentenceHolds", "claim rashes-one-series"))
    line = chapter.read_text(encoding="utf-8").splitlines()[count.line - 1]
    assert "2" in count.found and line.strip() == 'studies("rashes", rung="several") == 1'


def test_a_disease_without_words_of_its_own_is_told(small_copy):
    """A disease with a treated patient and without a verdict stands in the list, at its term."""
    small_copy.replace("rashes.md", "says: verdict", "says: warning")
    problem = looks(small_copy)["VerdictOfEachCondition"]
    assert problem.file.endswith("conditions.yaml") and "says: verdict" in problem.fix


def test_the_quick_check_computes_no_result(small_copy, monkeypatch):
    """What takes a second is asked before a release alone."""

    def fail(*_: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr(compute, "compute", fail)
    monkeypatch.setattr(standing, "analysis", fail)
    assert check_review(small_copy.review, texts=True, results=False).problems == []
    with pytest.raises(AssertionError, match="computed"):
        check_review(small_copy.review, texts=True, results=True)


def test_problems_of_claims_are_told_beside_those_of_records(small_copy):
    """A wrong number in a record and a question that nobody knows are told in one round."""
    small_copy.edit("poe-2017", "arms[0].route", "orl")
    small_copy.replace("rashes.md", "  studies(", "  studeis(")
    rules = {problem.rule for problem in check_review(small_copy.review, texts=True, results=False).problems}
    assert {"KnownName", "Needs"} <= rules


def test_editors_read_the_same_as_json(inside, capsys):
    """Each problem and each look comes with its file, line and remedy, and the exit code is the same."""
    assert main(["check", "--json"]) == 0
    assert {entry["is"] for entry in json.loads(capsys.readouterr().out)} == {"to look at"}
    inside.edit("poe-2017", "arms[0].route", "orl")
    assert main(["check", "--json"]) == 1
    problems = [entry for entry in json.loads(capsys.readouterr().out) if entry["is"] == "problem"]
    assert [(Path(entry["file"]).name, entry["field"]) for entry in problems] == [("poe-2017.yaml", "arms[0].route")]
    assert problems[0]["line"] > 1 and "did you mean `oral`" in problems[0]["fix"]


def test_a_save_is_seen(small_copy):
    """Watching yields at once, and again which files were saved."""
    root = small_copy.review
    saves = saved_files(partial(checked_files, root), pause=0)
    next(saves)
    (root.chapters / "rashes.md").write_text("# Rashes\n", encoding="utf-8")
    assert next(saves) == {root.chapters / "rashes.md"}


def test_what_goes_away_while_it_is_looked_at_is_gone_at_the_next_look():
    """A folder that is renamed meanwhile, as a switch of branches does, ends no watching."""
    outcomes = iter([FileNotFoundError(2, "No such file or directory"), []])

    def list_files():
        if isinstance(outcome := next(outcomes, [Path(__file__)]), Exception):
            raise outcome
        return outcome

    assert next(saved_files(list_files, pause=0)) == {Path(__file__)}


def test_watching_goes_on_after_what_can_not_be_read(small_copy, capsys, monkeypatch):
    """A file that goes away while it is read is told, and the next save is checked."""
    errors = iter([FileNotFoundError(2, "No such file or directory", "notebooks/rashes.md")])

    def failing_check(*arguments, **options):
        if error := next(errors, None):
            raise error
        return check_review(*arguments, **options)

    monkeypatch.setattr("livingevidence.claims.standing.check_review", failing_check)
    monkeypatch.setattr("livingevidence.record.writing.saved_files", lambda files: [set(), set()])
    monkeypatch.chdir(small_copy.review.folder)
    assert main(["check", "--watch"]) == 0
    output = capsys.readouterr()
    assert "rashes.md" in output.err and "no problem" in output.out


def test_a_verdict_that_is_not_whole_is_a_problem(small_copy):
    """A verdict without plain words is told by the check, not by a test of the review."""
    small_copy.replace("rashes.md", "plain: What the tablet does in sample rash is uncertain.\n", "")
    rules = {problem.rule for problem in check_review(small_copy.review, texts=True, results=False).problems}
    assert rules == {"WholeVerdict"}


def test_a_number_that_is_not_there_is_told_beside_what_else_is_wrong(small_copy):
    """An address without a row stands in the same round as a broken record elsewhere; of that record none is asked."""
    chapter = small_copy.review.chapters / "rashes.md"
    addresses = ["loe-2018/clearing-w21.events", "poe-2017/patient-9.age_years", "nobody-2020/a.n"]
    with chapter.open("a", encoding="utf-8") as text:
        text.write("\n" + " and ".join(f"{{number}}`{address}`" for address in addresses) + "\n")
    small_copy.edit("poe-2017", "titel", "invented")
    problems = check_review(small_copy.review, texts=True, results=False).problems
    assert [p.rule for p in problems].count("UnknownField") == 1
    last_line = len(chapter.read_text("utf-8").splitlines())
    messages = {p.found for p in problems if p.rule == "NumberIsThere" and p.line == last_line}
    assert messages == {
        "loe-2018 has no row, arm or case 'clearing-w21'; did you mean 'clearing-w12'?",
        "no study 'nobody-2020'",
    }


def test_a_key_that_no_result_has_is_told_with_the_claims(inside, capsys):
    """Results are not computed for `check`; `claims`, which does, names the line before the site is built."""
    with (inside.review.chapters / "rashes.md").open("a", encoding="utf-8") as text:
        text.write("\n{number}`rashes.studeis`\n")
    assert check_review(inside.review, texts=True, results=False).problems == []
    assert main(["claims"]) == 1
    assert "did you mean 'rashes.studies'?" in capsys.readouterr().err
