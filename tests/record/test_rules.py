"""Every rule: the invented review keeps all of them, and a spoilt copy of it breaks each in each of its ways."""

import datetime
from pathlib import Path

import pytest
import yaml

from livingevidence.record.check import RULES

CASES = [
    {"rule": rule, "at": list(case["edits"])[-1], "fix": "", "allowed": "", "more": False, **case}
    for rule, cases in yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8")).items()
    for case in cases
]


def spoil(copy, file: str, edits: dict[str, object]) -> None:
    """Write values into fields of a file, or delete those that get none."""
    for field, value in edits.items():
        copy.remove(file, field) if value is None else copy.edit(file, field, value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['at']}")
def test_what_breaks_a_rule_is_told_in_its_place(small_copy, case):
    """The message names file, line and field, what was found and how to mend it, and no other rule is troubled."""
    field, edits = case["at"], case["edits"]
    spoil(small_copy, case["file"], edits)
    problems = small_copy.problems()
    matches = [p for p in problems if (p.rule, p.field) == (case["rule"], field) and case["found"] in p.found]
    assert len(matches) == 1, "\n\n".join(map(str, problems)) or "no problem at all"
    assert Path(matches[0].file) == small_copy.file(case["file"])
    assert case["fix"] in matches[0].fix and case["allowed"] in matches[0].allowed
    key = field.rpartition(".")[2]
    if key and not key.endswith("]") and edits.get(field, "kept") is not None:
        assert key in small_copy.line(matches[0])
    assert case["more"] or problems == matches, "\n\n".join(map(str, problems))


RULES_OF_OTHER_TESTS = {"SoundEntry", "UniqueIds", "EntryIsReported", "SnapshotOfARelease"}
"""Rules that are broken further down or in another file, since they are told at other places than what was edited."""


def test_every_rule_is_broken_here():
    """No rule is without a test that breaks it; each says in one sentence what is allowed, under a name of its own."""
    names = [rule.name for rule in RULES]
    assert {case["rule"] for case in CASES} | RULES_OF_OTHER_TESTS >= set(names)
    assert len(set(names)) == len(names)
    assert all(rule.allowed.endswith(".") and "\n" not in rule.allowed for rule in RULES)


def test_a_word_like_no_other_gets_no_guess(small_copy):
    """A term that resembles none is told without a guess, with the known ones."""
    small_copy.edit("roe-2022", "arms[0].route", "zzz")
    (problem,) = small_copy.problems()
    assert "did you mean" not in problem.fix and "known: mixed, none, oral, topical" in problem.fix


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("  title = ", "  url = {javascript:alert(1)},\n  title = ", "url"),
        ("  title = ", "  note = {\\url{javascript:alert(1)}},\n  title = ", "note"),
        ("  pmid = {", "  pmid = {x", "pmid"),
        ("  doi = {10.", "  doi = {11.", "doi"),
        ("  year = {2021}", "  year = {soon}", "year"),
        ("@article{doe-2021", "@foobar{doe-2021", "type"),
        ("  title = ", "  date = {2021-05-23},\n  title = ", "date"),
        ("  title = ", "  journaltitle = {Journal},\n  title = ", "journaltitle"),
        ("  title = ", "  note = {A pa\u00adper},\n  title = ", "note"),
        ("  doi = {10.", "  doi = {\u200b10.", "doi"),
        ("  pmid = {", '  editor = {M{\\"u}ller, J.},\n  pmid = {', "editor"),
        ("  pmid = {", "  editor = {Sample A, Example B, Third C},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Sample A, Example B},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Sample, Ann; Example, Bea},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Müller B},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {B. Loe, A. Sample},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Loe, B. and},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Loe, B. et al.},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Loe, B. and {others}},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {Loe¹, B.},\n  pmid = {", "editor"),
        ("  pmid = {", "  editor = {World Example Organization},\n  pmid = {", "editor"),
        ("  doi = {10.1234/doe.2021}", "  DOI = {https://doi.org/10.1234/doe.2021}", "doi"),
        ("  doi = {10.1234/doe.2021}", "  doi = {10.1234/doe.2021;}", "doi"),
        ("  doi = {10.1234/doe", "  doi = {10.1234/dое", "doi"),
        ("  title = ", "  registration = {nct00000001},\n  title = ", "registration"),
        ("  pages = {3--4}", "  pages = {--}", "pages"),
        ("  year = {2021}", "  year = {0000}", "year"),
        ("  title = ", "  eid = {e12},\n  title = ", "eid"),
        ("  title = ", "  titel = {B},\n  title = ", "titel"),
        ("  title = ", "  note = {CO$_2$},\n  title = ", "note"),
        ("  title = ", "  note = {``A''},\n  title = ", "note"),
        ("  title = ", "  note = {<i>A</i> &amp; B},\n  title = ", "note"),
        ("  title = ", "  note = {A\u3164B},\n  title = ", "note"),
        ("  title = ", "  note = {A\ue000B},\n  title = ", "note"),
        ("  title = ", "  crossref = {roe-2022},\n  title = ", "crossref"),
        ("  author = {Doe, J. and Sample, A.}", "  author = {others}", "author"),
    ],
)
def test_an_unsound_entry_is_told(small_copy, old, new, field):
    """A script, command, markup, hidden character, wrong identifier, type, name of a field or of a person is told."""
    before, marker, after = small_copy.file("references.bib").read_text(encoding="utf-8").partition("@article{doe-2021")
    small_copy.write("references.bib", before + (marker + after).replace(old, new, 1))
    (problem,) = small_copy.problems()
    assert (problem.rule, problem.field) == ("SoundEntry", f"doe-2021.{field}")
    assert problem.line == before.count("\n") + 1


def test_a_key_that_no_record_can_name_is_told_with_one_that_can(small_copy):
    """A key with capitals is an entry's own fault, since a record that named it would be refused."""
    small_copy.replace("references.bib", "@article{doe-2021,", "@article{Doe_2021,")
    (fix,) = [problem.fix for problem in small_copy.problems() if problem.rule == "SoundEntry"]
    assert fix.startswith("write it as `doe-2021`")


@pytest.mark.parametrize(
    ("study", "field", "other_field"),
    [
        ("doe-2021", "arms[1].id", "arms[0].id"),
        ("poe-2017", "cases[1].id", "cases[0].id"),
        ("doe-2021", "sources[1].id", "sources[0].id"),
        ("roe-2022", "trials[1].id", "trials[0].id"),
        ("roe-2022", "adverse_events[0].id", "outcomes[0].id"),
        ("poe-2017", "outcomes[0].id", "cases[0].id"),
        ("poe-2017", "outcomes[0].id", "arms[0].id"),
    ],
)
def test_an_id_that_stands_twice_is_told_at_both_places(small_copy, study, field, other_field):
    """Two things of a study with one id, which is an address, are told at both places."""
    _, holder, key = small_copy.at(study, other_field)
    small_copy.edit(study, field, holder[key])
    problems = {p.field: p for p in small_copy.problems() if p.rule == "UniqueIds"}
    assert set(problems) == {field, other_field}
    assert all(problem.found == f"'{holder[key]}' 2 times" for problem in problems.values())


def test_a_study_in_two_files_is_told(small_copy):
    """Of two files of one study, the one is told that has not its name."""
    small_copy.write("studies/roe-2022-again.yaml", small_copy.file("roe-2022").read_bytes())
    studies = [Path(p.file).stem for p in small_copy.problems() if p.rule == "IdIsFileName"]
    assert studies == ["roe-2022-again"]


def test_an_entry_that_no_study_reports_is_told_at_its_line(small_copy):
    """An entry of the bibliography that no study reports is told at the line where it begins."""
    text = small_copy.file("references.bib").read_text(encoding="utf-8")
    small_copy.write("references.bib", text + "\n@misc{invented-1900,\n  title = {{Invented}},\n}\n")
    (problem,) = small_copy.problems()
    assert (problem.rule, problem.field) == ("EntryIsReported", "invented-1900")
    assert small_copy.line(problem) == "@misc{invented-1900,"


@pytest.mark.parametrize(
    ("file", "edits"),
    [
        ("doe-2021", {"reports[0].first_public": "2034-02"}),
        *(("doe-2021", {f"trials[0].{name}": "2034-02"}) for name in ("started", "completed", "results_posted")),
        ("appraisal/certainty/sample-rash-clearing", {"signed[0].date": "2034-02-01"}),
    ],
)
def test_what_has_happened_is_not_in_the_future(small_copy, file, edits):
    """A publication, a start, an actual end, a posting or a signature after today is told, and on its day accepted."""
    if "trials[0].started" in edits:
        edits = {"trials[0].completed": None, "trials[0].completed_is": None, **edits}
    spoil(small_copy, file, edits)
    (problem,) = small_copy.problems(datetime.date(2034, 1, 31))
    assert problem.field == list(edits)[-1]
    assert small_copy.problems(datetime.date(2034, 2, 1)) == []


@pytest.mark.parametrize(
    ("file", "edits"),
    [
        ("doe-2021", {"outcomes[0].second_readings[0]": {"agrees": False, "source": "S2", "printed": {"events": 21}}}),
        ("poe-2017", {"reports[0].first_public": "2010"}),
        ("doe-2021", {"trials[0].started": "2020", "trials[0].completed": "2020"}),
        ("roe-2022", {"outcomes[4].events": 99, "outcomes[2]": None}),
        ("example-nct00000009", {"trials[0].completed": "2042-01"}),
        ("doe-2021", {"outcomes[0].p_value": "< .05"}),
    ],
    ids=["open-conflict", "year-of-first-use", "one-year", "not-all-trials", "expected-end", "p-value"],
)
def test_what_is_only_unusual_is_accepted(small_copy, file, edits):
    """A conflict told openly, a date no closer known, a sum of which a part is missing: none of them is a problem."""
    spoil(small_copy, file, edits)
    assert small_copy.problems() == []


def test_an_awaited_contrast_with_the_control_is_a_comparator(small_copy):
    """A result that is awaited stands for the arm on the control until it is read."""
    row = {"kind": "awaited", "measure": "awaited", "text": "not read"}
    absent = dict.fromkeys(("value", "ci_low", "ci_high", "p_value", "second_readings"))
    spoil(small_copy, "doe-2021", {f"outcomes[6].{name}": value for name, value in {**absent, **row}.items()})
    small_copy.edit("comparators.yaml", "[0].control[1]", "doe-2021/fever-score-ten-v-placebo-w8")
    assert small_copy.problems() == []


def test_a_quotation_mark_in_words_of_a_record_is_told(small_copy):
    """What is shown of a record is itself the quotation."""
    small_copy.edit("poe-2017", "notes[0]", 'S1: "stayed" as he was')
    small_copy.edit("comparators.yaml", "[1].told[0].text", '"stayed" as he was')
    (problem,) = small_copy.problems()
    assert (problem.rule, problem.found) == ("ToldInRecord", "a quotation mark")


def test_a_first_patient_of_a_condition_asks_for_its_comparators(small_copy):
    """A condition of the groups that was not treated before needs an entry as soon as somebody is."""
    small_copy.remove("comparators.yaml", "[2]")
    assert small_copy.problems() == []
    small_copy.edit("loe-2018", "conditions[1]", "quiet-rash")
    assert [(p.rule, p.found) for p in small_copy.problems()] == [("ComparatorOfEachCondition", "no 'quiet-rash'")]
