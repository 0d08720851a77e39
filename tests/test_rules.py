"""Every rule: a real record that keeps it, and a spoilt copy that does not."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import test_appraisal_rules  # noqa: F401  (its tests count among those of all rules)
import test_comparators  # noqa: F401  (as do these)
from live import load_library
from livingevidence.record.dates import first_day, last_day
from livingevidence.record.library import trials_of
from livingevidence.record.models import Outcome
from livingevidence.record.reading import read
from livingevidence.record.rules import RULES, dates, links, numbers
from livingevidence.record.rules.base import rows
from rulebook import BROKEN, KEPT, breaks, findings, keeps, only, told

# --- the tests themselves -----------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_passing_and_a_failing_test(rule):
    """A rule without a passing or without a failing test is not accepted."""
    assert KEPT.get(rule), f"write a test marked @keeps({rule.__name__})"
    assert BROKEN.get(rule), f"write a test marked @breaks({rule.__name__})"


def test_only_rules_in_force_are_tested():
    """A rule that was removed leaves no tests behind."""
    assert {*KEPT, *BROKEN} == set(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_in_words_is_one_sentence(rule):
    """A rule's docstring is the message, so it is one whole line that ends with a full stop."""
    assert "\n" not in rule().allowed()
    assert rule().allowed().endswith(".")


def test_names_of_rules_are_unique():
    """No two rules have one name, so that a message leads to one class."""
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


def test_the_small_copy_is_whole(data_copy):
    """The copy that tests spoil has no problem before they do."""
    assert data_copy.problems() == []


# --- names that lead somewhere ------------------------------------------------------------------


@keeps(links.KnownTerm)
def test_real_terms_are_known(evidence):
    """Every term of a record of a trial stands in the vocabulary."""
    assert evidence.records["hwang-2024"].conditions == ["necrobiosis-lipoidica"]
    assert findings(links.KnownTerm, "hwang-2024", evidence) == []


@breaks(links.KnownTerm)
@pytest.mark.parametrize(
    ("study", "field", "word", "near", "vocabulary"),
    [
        ("hwang-2024", "design", "single-arm-trail", "single-arm-trial", "designs"),
        ("hwang-2024", "conditions[0]", "necrobiosis-lipodica", "necrobiosis-lipoidica", "conditions"),
        ("hwang-2024", "arms[0].route", "topicall", "topical", "routes"),
        ("hwang-2024", "arms[0].form", "creme", "cream", "forms"),
        ("hwang-2024", "arms[0].interventions[0]", "ruxolitinb", "ruxolitinib", "interventions"),
        ("hwang-2024", "outcomes[0].period", "open-lable", "open-label", "periods"),
        ("hwang-2024", "outcomes[0].measure", "mean-percent-chang", "mean-percent-change", "measures"),
        ("hwang-2024", "outcomes[0].outcome", "nl-lesion-scor", "nl-lesion-score", "outcomes"),
        ("hwang-2024", "adverse_events[0].event", "any-advers-event", "any-adverse-event", "adverse-events"),
        ("gorham-2023", "cases[0].condition", "lupus-miliaris-disseminatus-facei",
         "lupus-miliaris-disseminatus-faciei", "conditions"),
    ],
)  # fmt: skip
def test_a_misspelt_term_is_told_with_the_nearest(data_copy, study, field, word, near, vocabulary):
    """A misspelt term is told with the nearest right one and the list where it would be added."""
    data_copy.edit(study, field, word)
    problem = only(data_copy, links.KnownTerm, f"{study}.yaml", field)
    assert problem.found == f"the term '{word}'"
    assert f"did you mean `{near}`?" in problem.fix
    assert f"vocabulary/{vocabulary}.yaml" in problem.fix


def test_a_term_like_no_other_gets_no_guess(data_copy):
    """A term that resembles none is told without a guess, with the known ones."""
    data_copy.edit("hwang-2024", "arms[0].route", "zzz")
    problem = only(data_copy, links.KnownTerm, "hwang-2024.yaml", "arms[0].route")
    assert "did you mean" not in problem.fix
    assert "known: injected, light" in problem.fix


@keeps(links.KnownGroup)
def test_real_conditions_have_one_or_two_groups(evidence):
    """A condition may stand in two groups, as lichen planopilaris does."""
    assert evidence.vocabulary["conditions"]["lichen-planopilaris"].groups == ["lichenoid", "alopecia"]
    assert list(links.KnownGroup().library(evidence.library)) == []


@breaks(links.KnownGroup)
@pytest.mark.parametrize(
    ("groups", "found"),
    [(["granulomatos"], "the group 'granulomatos'"), ([], "0 groups"),
     (["lichenoid", "alopecia", "other"], "3 groups")],
)  # fmt: skip
def test_a_condition_in_a_wrong_group_is_told(data_copy, groups, found):
    """An unknown group, no group or three groups are told with the known groups."""
    data_copy.edit("vocabulary/conditions", "necrobiosis-lipoidica.groups", groups)
    problem = only(data_copy, links.KnownGroup, "conditions.yaml", "necrobiosis-lipoidica.groups")
    assert problem.found == found
    assert "alopecia, granulomatous, lichenoid, other" in problem.fix


@keeps(links.KnownArm)
def test_real_rows_name_declared_arms(evidence):
    """Rows name arms, and contrasts name two, that the study declares."""
    assert any(row.contrast for _, row in rows(evidence.records["mikhaylov-2023"]))
    assert findings(links.KnownArm, "mikhaylov-2023", evidence) == []


@breaks(links.KnownArm)
def test_a_misspelt_arm_is_told_with_the_nearest(data_copy):
    """A row of an arm that is not declared is told with the nearest arm."""
    data_copy.edit("mikhaylov-2023", "outcomes[0].arm", "degol")
    problem = only(data_copy, links.KnownArm, "mikhaylov-2023.yaml", "outcomes[0].arm")
    assert problem.found == "the arm 'degol'"
    assert "did you mean `delgo`?" in problem.fix


@breaks(links.KnownArm)
def test_a_misspelt_side_of_a_contrast_is_told(data_copy):
    """A side of a contrast that is not declared is told at that side."""
    data_copy.edit("mikhaylov-2023", "outcomes[2].contrast.comparator", "vehicel")
    field = "outcomes[2].contrast.comparator"
    problem = only(data_copy, links.KnownArm, "mikhaylov-2023.yaml", field)
    assert "did you mean `vehicle`?" in problem.fix


@breaks(links.KnownArm)
def test_an_arm_against_itself_is_told(data_copy):
    """A contrast of an arm with itself is told."""
    data_copy.edit("mikhaylov-2023", "outcomes[2].contrast.comparator", "delgo")
    problem = only(data_copy, links.KnownArm, "mikhaylov-2023.yaml", "outcomes[2].contrast")
    assert problem.found == "'delgo' against itself"


@breaks(links.KnownArm)
def test_an_arm_beside_a_contrast_is_told(data_copy):
    """A row can't be of an arm and of a contrast at once."""
    data_copy.edit("mikhaylov-2023", "outcomes[2].arm", "delgo")
    problem = only(data_copy, links.KnownArm, "mikhaylov-2023.yaml", "outcomes[2].arm")
    assert problem.found == "an arm and a contrast"


@keeps(links.KnownTrial)
def test_real_arms_name_declared_trials(evidence):
    """Arms and rows name trials that the study declares."""
    study = evidence.records["papp-2021"]
    assert any(arm.trials for arm in study.arms)
    assert any(row.trials for _, row in rows(study))
    assert findings(links.KnownTrial, "papp-2021", evidence) == []


@breaks(links.KnownTrial)
def test_a_misspelt_trial_is_told_with_the_nearest(data_copy):
    """A trial that is not declared is told with the nearest one."""
    arms = load_library(data_copy.folder).studies["papp-2021"].arms
    place = next(i for i, arm in enumerate(arms) if arm.trials)
    data_copy.edit("papp-2021", f"arms[{place}].trials[0]", "NCT03745683")
    problem = told(data_copy, links.KnownTrial, "papp-2021.yaml", f"arms[{place}].trials[0]")
    assert problem.found == "the trial 'NCT03745683'"
    assert "did you mean `NCT03745638`?" in problem.fix


@breaks(links.KnownTrial)
def test_a_row_of_an_undeclared_trial_is_told(data_copy):
    """A row of a trial where the study declares another is told."""
    data_copy.edit("hwang-2024", "outcomes[0].trials", ["NCT00000000"])
    problem = only(data_copy, links.KnownTrial, "hwang-2024.yaml", "outcomes[0].trials[0]")
    assert "known: NCT04492618" in problem.fix


@keeps(links.KnownSource)
def test_real_rows_name_listed_sources(evidence):
    """Rows, second readings and reports name sources that the study lists."""
    assert any(row.second_readings for _, row in rows(evidence.records["hwang-2024"]))
    assert findings(links.KnownSource, "hwang-2024", evidence) == []


@breaks(links.KnownSource)
@pytest.mark.parametrize(
    ("study", "field"),
    [
        ("hwang-2024", "outcomes[0].source"),
        ("hwang-2024", "outcomes[0].second_readings[0].source"),
        ("hwang-2024", "reports[0].sources[0]"),
        ("gorham-2023", "cases[0].source"),
    ],
)
def test_a_source_that_is_not_listed_is_told(data_copy, study, field):
    """A source that the study does not list is told with those that it lists."""
    data_copy.edit(study, field, "S99")
    problem = told(data_copy, links.KnownSource, f"{study}.yaml", field)
    assert problem.line > 1
    assert problem.found == "the source 'S99'"
    assert "known: S1, S2, S3" in problem.fix


@keeps(links.FreeAddress)
def test_real_ids_leave_the_sites_addresses_free(evidence):
    """No study, row or case has an id that the site uses for itself."""
    assert [f for name in evidence.records for f in findings(links.FreeAddress, name, evidence)] == []


@breaks(links.FreeAddress)
@pytest.mark.parametrize("word", ["sources", "outcomes", "arm-rux"])
def test_an_id_that_the_site_uses_is_told(data_copy, word):
    """A row whose id is an anchor of the page is told."""
    data_copy.edit("hwang-2024", "outcomes[0].id", word)
    assert only(data_copy, links.FreeAddress, "hwang-2024.yaml", "outcomes[0].id").found == f"'{word}'"


@breaks(links.FreeAddress)
def test_a_study_called_index_is_told(data_copy):
    """A study must not take the place of the table of all studies."""
    data_copy.edit("hwang-2024", "id", "index")
    data_copy.file("hwang-2024").rename(data_copy.file("index"))
    assert told(data_copy, links.FreeAddress, "index.yaml", "id").found == "'index'"


@keeps(links.RealRegistryNumber)
def test_real_registry_numbers_have_their_form(evidence):
    """Every registered trial of ClinicalTrials.gov has eight digits."""
    assert [f for name in evidence.records for f in findings(links.RealRegistryNumber, name, evidence)] == []


@breaks(links.RealRegistryNumber)
def test_a_registry_number_with_seven_digits_is_told(data_copy):
    """A number that lacks a digit is told."""
    data_copy.edit("hwang-2024", "trials[0].id", "NCT0449261")
    assert only(data_copy, links.RealRegistryNumber, "hwang-2024.yaml", "trials[0].id").found == "'NCT0449261'"


@keeps(links.SoundEntry)
def test_real_entries_are_sound(evidence):
    """All entries of the bibliography have real identifiers and no LaTeX command."""
    assert list(links.SoundEntry().library(evidence.library)) == []
    assert sum("doi" in reference.identifiers for reference in evidence.references.values()) > 50


@breaks(links.SoundEntry)
@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("  title = ", "  url = {javascript:alert(1)},\n  title = ", "url"),
        ("  title = ", "  note = {\\url{javascript:alert(1)}},\n  title = ", "note"),
        ("  pmid = {", "  pmid = {x", "pmid"),
        ("  doi = {10.", "  doi = {11.", "doi"),
        ("  year = {2024}", "  year = {soon}", "year"),
        ("@article{hwang-2024", "@foobar{hwang-2024", "type"),
    ],
)
def test_an_unsound_entry_is_told(data_copy, old, new, field):
    """A script as an address, a LaTeX command, a wrong identifier, year or type is told with its line."""
    text = data_copy.file("references.bib").read_text(encoding="utf-8")
    head, found, rest = text.partition("@article{hwang-2024")
    data_copy.write("references.bib", head + (found + rest).replace(old, new, 1))
    problems = data_copy.problems()
    assert [(p.rule, p.field) for p in problems] == [("SoundEntry", f"hwang-2024.{field}")]
    assert problems[0].line == head.count("\n") + 1


@pytest.mark.parametrize("content", [None, b"\xff", b"", b"- 1\n", b"evidence_as_of: 2042\nlast_serched: null\n"])
def test_a_broken_file_of_the_review_is_told(data_copy, content):
    """The file with the review's own facts is checked: missing, binary, empty, no mapping, or a field misspelt."""
    path = data_copy.file("review.yaml")
    path.unlink() if content is None else path.write_bytes(content)
    problems = data_copy.problems()
    assert problems and {Path(problem.file).name for problem in problems} == {"review.yaml"}


def test_a_broken_list_of_what_was_left_out_is_told(data_copy):
    """An item without its reason is told with its line."""
    data_copy.write("left-out.yaml", "- study: hwang-2024\n  what: invented\n")
    assert [(p.rule, p.field) for p in data_copy.problems()] == [("MissingField", "[0].reason")]


def test_a_broken_vocabulary_is_told_alone(data_copy):
    """A vocabulary file that can't be read brings no false advice to add its terms."""
    data_copy.write("vocabulary/conditions.yaml", b"\xff")
    assert [problem.rule for problem in data_copy.problems()] == ["NotUtf8"]


def test_a_broken_bibliography_is_told_alone(data_copy):
    """A slip of BibTeX brings no false advice to add every entry."""
    data_copy.write("references.bib", "@article{hwang-2024,\n  title = {unclosed\n")
    assert [problem.rule for problem in data_copy.problems()] == ["NotBibtex"]


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x1b[2J"])
def test_text_that_hides_is_told(data_copy, hidden):
    """Characters that can't be seen, or that steer a terminal, are refused and written out in the message."""
    data_copy.edit("hwang-2024", "title", f"Invented {hidden} title")
    (problem,) = data_copy.problems()
    assert (problem.field, problem.line > 1) == ("title", True)
    assert hidden[0] not in str(problem)


@keeps(links.UsedSource)
def test_a_source_named_only_in_the_text_is_used(evidence):
    """A source may be used by its name in the text alone."""
    study = evidence.records["gorham-2023"]
    in_fields = {row.source for _, row in rows(study)} | {case.source for case in study.cases}
    in_fields |= {word for report in study.reports for word in report.sources}
    assert {source.id for source in study.sources} - in_fields
    assert findings(links.UsedSource, "gorham-2023", evidence) == []


@breaks(links.UsedSource)
def test_a_source_that_nothing_uses_is_told(data_copy):
    """A source that no row, case, report or text uses is told."""
    source = {"id": "S9", "url": "https://example.org/invented", "kind": "invented", "read": "none",
              "verification": "secondary"}  # fmt: skip
    data_copy.edit("hwang-2024", "sources[4]", source)
    problem = only(data_copy, links.UsedSource, "hwang-2024.yaml", "sources[4].id")
    assert problem.found == "S9, which nothing uses"
    assert "remove it" in problem.fix


@keeps(links.UniqueIds)
def test_real_ids_stand_once(evidence):
    """Rows of one outcome in several arms have ids of their own."""
    assert len(evidence.records["bayart-2017"].cases) > 1
    assert findings(links.UniqueIds, "bayart-2017", evidence) == []


@breaks(links.UniqueIds)
@pytest.mark.parametrize(
    ("study", "field", "other", "word"),
    [
        ("bayart-2017", "arms[1].id", "arms[0].id", "topical-jak"),
        ("bayart-2017", "cases[1].id", "cases[0].id", "case-responder-a"),
        ("hwang-2024", "sources[1].id", "sources[0].id", "S1"),
        ("papp-2021", "trials[1].id", "trials[0].id", "NCT03745638"),
        ("hwang-2024", "adverse_events[0].id", "outcomes[0].id", "nl-lesion-score-rux-w12"),
        ("gorham-2023", "outcomes[0].id", "cases[0].id", "case-1"),
        ("hwang-2024", "outcomes[0].id", "arms[0].id", "rux"),
    ],
)
def test_an_id_that_stands_twice_is_told_at_both_places(data_copy, study, field, other, word):
    """Two things of a study with one id, which is an address, are told at both places."""
    data_copy.edit(study, field, word)
    problems = data_copy.problems()
    for place in (field, other):
        problem = told(data_copy, links.UniqueIds, f"{study}.yaml", place, problems)
        assert problem.found == f"'{word}' 2 times"
        assert problem.line > 1


@keeps(links.IdIsFileName)
def test_real_files_are_named_by_their_ids(evidence):
    """A record's file has its id for a name."""
    assert evidence.library.documents["hwang-2024"].file.endswith("hwang-2024.yaml")
    assert list(links.IdIsFileName().library(evidence.library)) == []


@breaks(links.IdIsFileName)
def test_an_id_that_is_not_the_file_name_is_told(data_copy):
    """An id that differs from the name of its file is told with both ways to mend it."""
    data_copy.edit("hwang-2024", "id", "hwang-2042")
    (problem,) = data_copy.problems()
    assert problem == told(data_copy, links.IdIsFileName, "hwang-2024.yaml", "id", [problem])
    assert problem.found == "'hwang-2042' in the file hwang-2024"
    assert "hwang-2042.yaml" in problem.fix


@pytest.mark.parametrize("name", ["hwang-2024.yml", "hwang-2024.YAML", "notes.txt", "hwang-2024.yaml~"])
def test_a_file_that_is_no_record_is_told(data_copy, name):
    """A file with another ending beside the records is told, so that none is overlooked."""
    data_copy.folder.joinpath("studies", name).write_text("id: invented", encoding="utf-8")
    found = [p for p in data_copy.problems() if p.rule == "NotARecord"]
    assert [Path(problem.file).name for problem in found] == [name]
    assert "end in .yaml" in found[0].fix


def test_a_folder_named_like_a_record_is_told(data_copy):
    """A folder in place of a record is told and stops nothing else."""
    data_copy.folder.joinpath("studies", "invented-2042.yaml").mkdir()
    assert [p.rule for p in data_copy.problems()] == ["Unreadable"]


@keeps(links.OneFileAStudy)
def test_real_studies_have_one_file(evidence):
    """There are as many ids as files."""
    assert len({study.id for study in evidence.records.values()}) == len(evidence.library.documents)
    assert list(links.OneFileAStudy().library(evidence.library)) == []


@breaks(links.OneFileAStudy)
def test_a_study_in_two_files_is_told_in_both(data_copy):
    """Two files of one study are told, each with the name of the other."""
    data_copy.write("studies/hwang-2024-again.yaml", data_copy.file("hwang-2024").read_bytes())
    problems = data_copy.problems()
    first = told(data_copy, links.OneFileAStudy, "hwang-2024.yaml", "id", problems)
    second = told(data_copy, links.OneFileAStudy, "hwang-2024-again.yaml", "id", problems)
    assert "hwang-2024-again" in first.found
    assert "which hwang-2024 has too" in second.found
    assert "merge" in first.fix


@keeps(links.KnownStudy)
def test_real_overlaps_name_studies(evidence):
    """Overlaps and repeated rows name studies of the folder."""
    label = evidence.records["fda-opzelura-label"]
    assert label.overlaps
    assert any(row.duplicate_of for row in label.adverse_events)
    assert findings(links.KnownStudy, "fda-opzelura-label", evidence) == []


@breaks(links.KnownStudy)
@pytest.mark.parametrize(
    ("study", "field", "word", "near"),
    [
        ("abduelmula-2023", "overlaps[0].study", "brumfeil-2022", "brumfiel-2022"),
        ("hwang-2024", "adverse_events[0].duplicate_of", "papp-2012", "papp-2021"),
    ],
)
def test_an_unknown_study_is_told_with_the_nearest(data_copy, study, field, word, near):
    """An overlap or a repeated row of a study that is not there is told with the nearest study."""
    data_copy.edit(study, field, word)
    problem = only(data_copy, links.KnownStudy, f"{study}.yaml", field)
    assert problem.found == f"the study '{word}'"
    assert problem.fix == f"did you mean `{near}`?"


@breaks(links.KnownStudy)
def test_an_overlap_with_itself_is_told(data_copy):
    """A study does not overlap with itself."""
    data_copy.edit("abduelmula-2023", "overlaps[0].study", "abduelmula-2023")
    problem = only(data_copy, links.KnownStudy, "abduelmula-2023.yaml", "overlaps[0].study")
    assert problem.found == "the study itself"


@keeps(links.ReportInBibliography)
def test_real_reports_stand_in_the_bibliography(evidence):
    """Every report of a trial, its registry record too, has an entry."""
    assert len(evidence.records["hwang-2024"].reports) == 2
    assert findings(links.ReportInBibliography, "hwang-2024", evidence) == []


@breaks(links.ReportInBibliography)
def test_a_report_without_an_entry_is_told_with_the_nearest(data_copy):
    """A key that is not in the bibliography is told with the nearest key and the entry to add."""
    data_copy.edit("hwang-2024", "reports[0].key", "hwang-2042")
    problem = told(data_copy, links.ReportInBibliography, "hwang-2024.yaml", "reports[0].key")
    assert problem.line > 1
    assert problem.found == "the key 'hwang-2042'"
    assert "did you mean `hwang-2024`?" in problem.fix
    assert "@article{hwang-2042, …}" in problem.fix


@breaks(links.ReportInBibliography)
def test_a_study_without_a_report_is_told(data_copy):
    """A study that is known from no report is told."""
    data_copy.edit("hwang-2024", "reports", [])
    problem = told(data_copy, links.ReportInBibliography, "hwang-2024.yaml", "reports")
    assert problem.found == "no report"


@keeps(links.EntryIsReported)
def test_real_entries_are_reported_or_of_methods(evidence):
    """An entry that no study reports is kept by its keyword, and there is such an entry."""
    reported = {report.key for study in evidence.records.values() for report in study.reports}
    assert any(r.for_methods and r.key not in reported for r in evidence.references.values())
    assert list(links.EntryIsReported().library(evidence.library)) == []


@breaks(links.EntryIsReported)
def test_an_entry_that_no_study_reports_is_told_at_its_line(data_copy):
    """An entry of the bibliography that no study reports is told at the line where it begins."""
    text = data_copy.file("references.bib").read_text(encoding="utf-8")
    data_copy.write("references.bib", text + "\n@misc{invented-1900,\n  title = {{Invented}},\n}\n")
    (problem,) = data_copy.problems()
    assert (problem.rule, problem.field) == ("EntryIsReported", "invented-1900")
    assert Path(problem.file).name == "references.bib"
    assert data_copy.line(problem) == "@misc{invented-1900,"
    assert "methods" in problem.fix


def test_a_broken_record_hides_no_entry(data_copy):
    """While a record can't be read, its entries are not told to be superfluous."""
    data_copy.write("studies/hwang-2024.yaml", "id: [")
    assert {problem.rule for problem in data_copy.problems()} == {"NotYaml"}


# --- numbers ------------------------------------------------------------------------------------


@keeps(numbers.FieldsOfItsKind)
def test_real_rows_carry_the_numbers_of_their_kind(evidence):
    """Rows of every kind carry their numbers and no others."""
    kinds = {row.kind for study in evidence.records.values() for row in study.rows}
    assert kinds == {"count", "percent", "value", "contrast", "qualitative", "awaited"}
    assert [f for name in evidence.records for f in findings(numbers.FieldsOfItsKind, name, evidence)] == []


@breaks(numbers.FieldsOfItsKind)
def test_a_number_of_another_kind_is_told(data_copy):
    """A mean in a row of counts is told with the fields that such a row may have."""
    data_copy.edit("bayart-2017", "outcomes[0].value", 66.6)
    problem = only(data_copy, numbers.FieldsOfItsKind, "bayart-2017.yaml", "outcomes[0].value")
    assert problem.found == "`value` in a row of kind count"
    assert "events, n, unit, percent" in problem.fix


@breaks(numbers.FieldsOfItsKind)
@pytest.mark.parametrize(
    ("study", "row", "name", "kind"),
    [("bayart-2017", "outcomes[0]", "events", "count"),
     ("hwang-2024", "adverse_events[0]", "text", "awaited")],
)  # fmt: skip
def test_a_row_without_its_number_is_told(data_copy, study, row, name, kind):
    """A row that lacks what its kind needs is told with the field to add."""
    data_copy.remove(study, f"{row}.{name}")
    problem = only(data_copy, numbers.FieldsOfItsKind, f"{study}.yaml", row)
    assert problem.found == f"a row of kind {kind} without `{name}`"
    assert f"add `{name}`" in problem.fix


@breaks(numbers.FieldsOfItsKind)
def test_a_value_row_without_any_number_is_told(data_copy):
    """A row of values that holds no value is told to be words or awaited."""
    for name in ("value", "sd", "p_value"):
        data_copy.remove("hwang-2024", f"outcomes[0].{name}")
    problem = only(data_copy, numbers.FieldsOfItsKind, "hwang-2024.yaml", "outcomes[0]")
    assert problem.found == "a row of kind value without a number"
    assert "`awaited`" in problem.fix


@keeps(numbers.KindFitsMeasure)
def test_real_kinds_fit_their_measures(evidence):
    """A row's kind is that of its measure."""
    assert evidence.records["hwang-2024"].outcomes[0].measure == "mean-percent-change"
    assert findings(numbers.KindFitsMeasure, "hwang-2024", evidence) == []


@breaks(numbers.KindFitsMeasure)
def test_a_measure_of_another_kind_is_told(data_copy):
    """A mean called responders is told with the measures that fit and the kind that would."""
    data_copy.edit("hwang-2024", "outcomes[0].measure", "responders")
    problem = only(data_copy, numbers.KindFitsMeasure, "hwang-2024.yaml", "outcomes[0].measure")
    assert problem.found == "'responders' in a row of kind value"
    assert "mean-percent-change" in problem.fix
    assert problem.fix.endswith("or kind count")


@keeps(numbers.EventsWithinN)
def test_real_events_are_within_n(evidence):
    """Events are at most the people counted; none and all of them occur."""
    counted = [row for study in evidence.records.values() for row in study.rows if row.n and row.kind == "count"]
    assert any(row.events == 0 for row in counted)
    assert any(row.events == row.n for row in counted)
    assert findings(numbers.EventsWithinN, "bayart-2017", evidence) == []


@breaks(numbers.EventsWithinN)
def test_more_events_than_people_are_told(data_copy):
    """Seven events of six people are told with both numbers."""
    data_copy.edit("bayart-2017", "outcomes[0].events", 7)
    problem = only(data_copy, numbers.EventsWithinN, "bayart-2017.yaml", "outcomes[0].events")
    assert problem.found == "7 of 6"
    assert "source" in problem.fix


@keeps(numbers.PercentFitsCount)
def test_real_percentages_fit_their_counts(evidence):
    """Printed percentages are what events and n give, rounded as printed."""
    assert sum(row.percent is not None for _, row in rows(evidence.records["abduelmula-2023"])) > 5
    assert findings(numbers.PercentFitsCount, "abduelmula-2023", evidence) == []


@breaks(numbers.PercentFitsCount)
def test_a_percentage_with_exchanged_digits_is_told(data_copy):
    """17.6 % beside 2 of 12, which is 16.7 %, is told with the right percentage."""
    data_copy.edit("abduelmula-2023", "outcomes[0].percent", 17.6)
    problem = only(data_copy, numbers.PercentFitsCount, "abduelmula-2023.yaml", "outcomes[0].percent")
    assert problem.found == "17.6 % beside 2 of 12 (16.7 %)"
    assert "`conflicts`" in problem.fix


def test_a_percentage_without_its_events_is_told_once(data_copy):
    """A percentage whose events are missing is told as a missing field and stops no other rule."""
    data_copy.remove("abduelmula-2023", "outcomes[0].events")
    problem = only(data_copy, numbers.FieldsOfItsKind, "abduelmula-2023.yaml", "outcomes[0]")
    assert "without `events`" in problem.found


@keeps(numbers.IntervalHoldsEstimate)
def test_real_intervals_hold_their_estimates(evidence):
    """Intervals run from low to high and hold their estimates, in percent rows and contrasts alike."""
    found = [row for study in evidence.records.values() for row in study.rows if row.ci_low is not None]
    assert {"percent", "contrast"} <= {row.kind for row in found}
    assert [f for n in evidence.records for f in findings(numbers.IntervalHoldsEstimate, n, evidence)] == []


@breaks(numbers.IntervalHoldsEstimate)
def test_an_estimate_outside_its_interval_is_told(data_copy):
    """An estimate below its interval is told with all three numbers."""
    data_copy.edit("hwang-2024", "outcomes[0].ci_low", -55.5)
    data_copy.edit("hwang-2024", "outcomes[0].ci_high", -11.1)
    problem = only(data_copy, numbers.IntervalHoldsEstimate, "hwang-2024.yaml", "outcomes[0].ci_low")
    assert problem.found == "-58.2 outside -55.5 to -11.1"


@breaks(numbers.IntervalHoldsEstimate)
@pytest.mark.parametrize("end", ["ci_low", "ci_high", "value_low", "value_high"])
def test_an_interval_with_one_end_is_told(data_copy, end):
    """An interval or range with one end is told with both names."""
    data_copy.edit("hwang-2024", f"outcomes[0].{end}", -60)
    problem = only(data_copy, numbers.IntervalHoldsEstimate, "hwang-2024.yaml", "outcomes[0]")
    assert "with one end" in problem.found
    assert f"`{end}`" in problem.fix


@breaks(numbers.IntervalHoldsEstimate)
def test_an_interval_with_exchanged_ends_is_told(data_copy):
    """A range from high to low is told."""
    data_copy.edit("hwang-2024", "outcomes[0].value_low", 22.2)
    data_copy.edit("hwang-2024", "outcomes[0].value_high", 11.1)
    problem = only(data_copy, numbers.IntervalHoldsEstimate, "hwang-2024.yaml", "outcomes[0].value_low")
    assert (problem.found, problem.fix) == ("22.2 to 11.1", "exchange the two ends")


@keeps(numbers.AgreedReadingIsEqual)
def test_real_readings_agree_where_they_say_so(evidence):
    """Hundreds of second readings with numbers agree with the first, and those that differ say so."""
    readings = [r for s in evidence.records.values() for row in s.rows for r in row.second_readings if r.printed]
    assert len(readings) > 400
    assert [f for name in evidence.records for f in findings(numbers.AgreedReadingIsEqual, name, evidence)] == []
    assert not all(reading.agrees for reading in readings)


@breaks(numbers.AgreedReadingIsEqual)
def test_a_second_reading_with_another_number_is_told(data_copy):
    """A second reading that is said to agree but has another number is told with both."""
    data_copy.edit("hwang-2024", "outcomes[0].second_readings[0].printed", {"value": -11.1, "sd": 28.7})
    field = "outcomes[0].second_readings[0].printed.value"
    problem = only(data_copy, numbers.AgreedReadingIsEqual, "hwang-2024.yaml", field)
    assert problem.found == "-11.1 beside -58.2 in the first reading"
    assert "agrees: false" in problem.fix


def test_a_second_reading_that_differs_openly_is_kept(data_copy):
    """A second reading that says that it differs is no problem: conflicts stay open."""
    data_copy.edit("hwang-2024", "outcomes[0].second_readings[0].printed", {"value": -11.1})
    data_copy.edit("hwang-2024", "outcomes[0].second_readings[0].agrees", False)
    assert data_copy.problems() == []


@keeps(numbers.PlausibleStrength)
def test_real_strengths_are_plausible(evidence):
    """Strengths of topical products are small percentages."""
    assert {arm.strength_percent for arm in evidence.records["papp-2021"].arms} >= {0.75, 1.5}
    assert findings(numbers.PlausibleStrength, "papp-2021", evidence) == []


@breaks(numbers.PlausibleStrength)
@pytest.mark.parametrize("strength", [15, 0, -1.5])
def test_an_impossible_strength_is_told(data_copy, strength):
    """15 %, which is 15 mg/g misread, is told with the right notation."""
    data_copy.edit("brumfiel-2022", "arms[0].strength_percent", strength)
    problem = only(data_copy, numbers.PlausibleStrength, "brumfiel-2022.yaml", "arms[0].strength_percent")
    assert problem.found == f"{strength:g} %"
    assert "15 mg/g" in problem.fix


@breaks(numbers.PlausibleStrength)
def test_a_strength_of_a_tablet_is_told(data_copy):
    """A strength in percent of an oral drug is told to be a dose."""
    data_copy.edit("brumfiel-2022", "arms[0].route", "oral")
    problem = only(data_copy, numbers.PlausibleStrength, "brumfiel-2022.yaml", "arms[0].strength_percent")
    assert "route 'oral'" in problem.found
    assert "`dose`" in problem.fix


@keeps(numbers.PlausibleAge)
def test_real_ages_are_plausible(evidence):
    """Ages of patients are between 0 and 110 years."""
    assert evidence.records["gorham-2023"].cases[0].age_years is not None
    assert findings(numbers.PlausibleAge, "gorham-2023", evidence) == []


@breaks(numbers.PlausibleAge)
@pytest.mark.parametrize("age", [460, -1, 110.5])
def test_an_impossible_age_is_told(data_copy, age):
    """An age over 110 or below 0 years is told."""
    data_copy.edit("gorham-2023", "cases[0].age_years", age)
    problem = only(data_copy, numbers.PlausibleAge, "gorham-2023.yaml", "cases[0].age_years")
    assert problem.found == f"{age:g} years"
    assert "months" in problem.fix


PAPP = "papp-2021"


@pytest.fixture
def pooled_copy(data_copy):
    """Return a copy in which a pooled percentage of two trials is a count, as are those of each trial.

    The record prints 1 of 253 and 0 of 246 people in the two trials, and 0.2 % of 499 together.
    """
    study = load_library(data_copy.folder).studies[PAPP]
    ids = [row.id for row in study.adverse_events]
    place = ids.index("discontinuation-due-to-adverse-event-rux15-w8")
    data_copy.pooled = f"adverse_events[{place}]"
    data_copy.place_of_member = ids.index(f"{ids[place]}-2")
    data_copy.member = f"adverse_events[{data_copy.place_of_member}]"
    data_copy.remove(PAPP, f"{data_copy.pooled}.percent")
    for name, value in {"kind": "count", "measure": "participants", "events": 1}.items():
        data_copy.edit(PAPP, f"{data_copy.pooled}.{name}", value)
    return data_copy


@keeps(numbers.PooledFitsMembers)
def test_real_counts_of_single_trials_fit_the_pooled_row(evidence, pooled_copy):
    """The real counts of two trials add up to the pooled row of both, and the rule compares them."""
    study = load_library(pooled_copy.folder).studies[PAPP]
    (((_, pooled), members),) = numbers.PooledFitsMembers()._families(study)
    assert (pooled.events, pooled.n) == (1, 499)
    assert [(row.events, row.n) for _, row in members] == [(1, 253), (0, 246)]
    assert [row for _, row in members] == [
        row for row in evidence.records[PAPP].adverse_events if row.id in {r.id for _, r in members}
    ]
    assert pooled_copy.problems() == []
    assert [f for n in evidence.records for f in findings(numbers.PooledFitsMembers, n, evidence)] == []


@breaks(numbers.PooledFitsMembers)
def test_a_pooled_count_that_is_not_the_sum_is_told(pooled_copy):
    """Three pooled events of trials with one and none are told with the sum."""
    pooled_copy.edit(PAPP, f"{pooled_copy.pooled}.events", 3)
    problem = only(pooled_copy, numbers.PooledFitsMembers, "papp-2021.yaml", f"{pooled_copy.pooled}.events")
    assert problem.found == "3 pooled, but 1 + 0 in its trials"


@breaks(numbers.PooledFitsMembers)
def test_a_trial_with_more_than_the_pooled_count_is_told(pooled_copy):
    """A trial with more events than the pooled row is told by the name of its row."""
    pooled_copy.edit(PAPP, f"{pooled_copy.member}.events", 4)
    member = load_library(pooled_copy.folder).studies[PAPP].adverse_events[pooled_copy.place_of_member].id
    found = {p.found: p for p in pooled_copy.problems()}
    problem = found[f"1 pooled, but 4 in '{member}'"]
    assert (problem.rule, problem.field) == ("PooledFitsMembers", f"{pooled_copy.pooled}.events")
    assert "compare" in problem.fix


def test_a_pooled_count_of_trials_not_all_given_may_be_larger(pooled_copy):
    """Where a trial's row is not there, the pooled row may exceed the rest."""
    pooled_copy.remove(PAPP, pooled_copy.member)
    pooled_copy.edit(PAPP, f"{pooled_copy.pooled}.events", 3)
    assert pooled_copy.problems() == []


# --- dates --------------------------------------------------------------------------------------


@keeps(dates.RealDate)
def test_real_dates_are_of_the_calendar(evidence):
    """Dates to the day, to the year and unknown ones are all accepted."""
    found = {r.first_public for s in ("hwang-2024", "bayart-2017") for r in evidence.records[s].reports}
    assert found == {"2024-02-27", "unknown", "2017"}
    assert findings(dates.RealDate, "hwang-2024", evidence) == []
    assert findings(dates.RealDate, "bayart-2017", evidence) == []


@breaks(dates.RealDate)
@pytest.mark.parametrize("date", ["2024-02-30", "2024-13", "2024-00", "2024-02-00", "2023-02-29", "0000"])
def test_a_day_that_no_calendar_has_is_told(data_copy, date):
    """30 February, a thirteenth month and a month 0 are told."""
    data_copy.edit("hwang-2024", "reports[0].first_public", date)
    problem = only(data_copy, dates.RealDate, "hwang-2024.yaml", "reports[0].first_public")
    assert problem.found == f"'{date}', which no calendar has"
    assert "YYYY-MM-DD" in problem.fix


@breaks(dates.RealDate)
def test_a_date_in_the_future_is_told(data_copy):
    """A date after today is told with today's date."""
    data_copy.edit("hwang-2024", "reports[0].first_public", "2034-02-27")
    day = datetime.date(2033, 12, 31)
    (problem,) = data_copy.problems(day)
    told(data_copy, dates.RealDate, "hwang-2024.yaml", "reports[0].first_public", [problem])
    assert problem.found == "2034-02-27, after today (2033-12-31)"
    assert data_copy.problems(datetime.date(2034, 2, 27)) == []


@breaks(dates.RealDate)
def test_a_first_use_that_no_calendar_has_is_told(data_copy):
    """A wrong date in the vocabulary is told there and stops no other rule."""
    data_copy.edit("vocabulary/interventions", "ruxolitinib.first_in_people", "2007-13")
    problem = told(data_copy, dates.RealDate, "interventions.yaml", "ruxolitinib.first_in_people")
    assert problem.found == "'2007-13', which no calendar has"


@keeps(dates.RealDate)
def test_an_expected_completion_may_lie_ahead(evidence):
    """A trial that was recruiting when its record was read may be completed after today."""
    (trial,) = evidence.records["cleveland-nct06857240"].trials
    assert (trial.started, trial.completed, trial.completed_is) == ("2025-06-01", "2027-12-31", "expected")
    assert findings(dates.RealDate, "cleveland-nct06857240", evidence) == []


@breaks(dates.RealDate)
@pytest.mark.parametrize("name", ["started", "completed", "results_posted"])
def test_a_date_of_a_trial_that_no_calendar_has_is_told(data_copy, name):
    """Start, completion and posting of results are days of the calendar."""
    dated(data_copy, **{name: "2023-02-29"})
    problem = only(data_copy, dates.RealDate, "hwang-2024.yaml", f"trials[0].{name}")
    assert problem.found == "'2023-02-29', which no calendar has"


@breaks(dates.RealDate)
@pytest.mark.parametrize("name", ["started", "completed", "results_posted"])
def test_what_has_happened_to_a_trial_is_not_in_the_future(data_copy, name):
    """A start, an actual completion and a posting after today are told with today's date."""
    dated(data_copy, **{name: "2034-02"})
    (problem,) = data_copy.problems(datetime.date(2033, 12, 31))
    told(data_copy, dates.RealDate, "hwang-2024.yaml", f"trials[0].{name}", [problem])
    assert problem.found == "2034-02, after today (2033-12-31)"
    assert data_copy.problems(datetime.date(2034, 2, 1)) == []


@breaks(dates.RealDate)
def test_a_trial_that_ends_before_it_starts_is_told(data_copy):
    """A completion before the start is told with both dates; within one year known no closer it is accepted."""
    dated(data_copy, started="2022-03", completed="2022-02-01")
    problem = only(data_copy, dates.RealDate, "hwang-2024.yaml", "trials[0].completed")
    assert problem.found == "2022-02-01, but it started on 2022-03"
    data_copy.edit("hwang-2024", "trials[0].completed", "2022")
    assert data_copy.problems() == []


def dated(copy, **fields):
    """Give the trial of a copied study these dates and no others."""
    for name in ("started", "completed", "completed_is", "results_posted", "status"):
        if name in read(copy.file("hwang-2024")).data["trials"][0]:
            copy.remove("hwang-2024", f"trials[0].{name}")
    if "completed" in fields:
        fields.setdefault("completed_is", "actual")
    for name, value in fields.items():
        copy.edit("hwang-2024", f"trials[0].{name}", value)


@keeps(dates.ToldDates)
@pytest.mark.parametrize("study", ["hwang-2024", "olsen-2020", "zurich-nct06399029"])
def test_real_dates_of_trials_say_where_they_stand(evidence, study):
    """Each trial with a date names where it was read, and an end whether it was expected."""
    assert all(trial.dates_from for trial in evidence.records[study].trials)
    assert findings(dates.ToldDates, study, evidence) == []


@breaks(dates.ToldDates)
@pytest.mark.parametrize("name", ["started", "results_posted", "status"])
def test_a_date_or_status_without_its_place_is_told(data_copy, name):
    """A date or a status that does not say where it stands is told."""
    value = "completed" if name == "status" else "2021"
    dated(data_copy, **{name: value})
    data_copy.remove("hwang-2024", "trials[0].dates_from")
    problem = only(data_copy, dates.ToldDates, "hwang-2024.yaml", f"trials[0].{name}")
    assert problem.found == f"{value} without `dates_from`"


@breaks(dates.ToldDates)
@pytest.mark.parametrize(
    ("gone", "left"), [("completed_is", "completed"), ("completed", "completed_is")]
)  # fmt: skip
def test_half_a_completion_is_told(data_copy, gone, left):
    """A completion without the word actual or expected is told, and so is the word without the date."""
    data_copy.remove("hwang-2024", f"trials[0].{gone}")
    problem = only(data_copy, dates.ToldDates, "hwang-2024.yaml", f"trials[0].{left}")
    assert f"without `{gone}`" in problem.found


def test_an_unknown_date_of_a_trial_is_left_out(data_copy):
    """A date that is not known has no word of its own; the field is left out."""
    data_copy.edit("hwang-2024", "trials[0].completed", "unknown")
    (problem,) = data_copy.problems()
    assert (problem.rule, problem.field) == ("WrongForm", "trials[0].completed")


@keeps(dates.NotOlderThanDrug)
def test_real_reports_are_younger_than_their_drug(evidence):
    """No report of ruxolitinib is older than its first use in people."""
    assert evidence.vocabulary["interventions"]["ruxolitinib"].first_in_people == "2007"
    assert findings(dates.NotOlderThanDrug, "hwang-2024", evidence) == []


@breaks(dates.NotOlderThanDrug)
@pytest.mark.parametrize("date", ["1924-02-27", "2006-12", "2006"])
def test_a_report_older_than_its_drug_is_told(data_copy, date):
    """A report of ruxolitinib from before its first use is told with that year."""
    data_copy.edit("hwang-2024", "reports[0].first_public", date)
    problem = only(data_copy, dates.NotOlderThanDrug, "hwang-2024.yaml", "reports[0].first_public")
    assert problem.found == f"{date}, but ruxolitinib was first given to people in 2007"


def test_a_report_in_the_year_of_first_use_is_accepted(data_copy):
    """A date known to the year of first use is no contradiction."""
    data_copy.edit("hwang-2024", "reports[0].first_public", "2007")
    assert data_copy.problems() == []


# --- what a value is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "word", "near"),
    [
        ("titel", "x", "title"),
        ("arms[0].strength_percnt", 1.5, "strength_percent"),
        ("outcomes[0].p_valeu", "0.01", "p_value"),
        ("outcomes[0].second_readings[0].agree", True, "agrees"),
        ("population.n_enroled", 3, "n_enrolled"),
        ("reports[0].first_publc", "2024", "first_public"),
    ],
)
def test_an_unknown_field_is_told_with_the_nearest(data_copy, field, word, near):
    """A misspelt field is told at its line with the nearest field of the same level."""
    data_copy.edit("hwang-2024", field, word)
    problem = only(data_copy, "UnknownField", "hwang-2024.yaml", field)
    assert problem.found == f"the field '{field.rpartition('.')[2]}'"
    assert near in problem.allowed.split(", ")
    assert problem.fix == f"did you mean `{near}`?"


def test_an_unknown_field_like_no_other_gets_no_guess(data_copy):
    """A field that resembles none is told where its words may go."""
    data_copy.edit("hwang-2024", "zzz", 1)
    assert "`notes`" in only(data_copy, "UnknownField", "hwang-2024.yaml", "zzz").fix


@pytest.mark.parametrize(
    ("field", "value", "found", "allowed"),
    [
        ("title", 12, "the number 12", "text"),
        ("population.n_enrolled", "twelve", "the text 'twelve'", "a whole number"),
        ("population.n_enrolled", 12.5, "the number 12.5", "a whole number"),
        ("outcomes[0].value", "-58.2", "the text '-58.2'", "a number"),
        ("outcomes[0].value", True, "true (YAML reads a bare yes, no, on or off as true or false)", "a number"),
        ("outcomes[0].primary", "yes", "the text 'yes'", "true or false"),
        ("authors", "Hwang AS", "the text 'Hwang AS'", "a list"),
        ("population", "12 people", "the text '12 people'", "a mapping"),
        ("arms[0]", "rux", "the text 'rux'", "a mapping"),
        ("title", "", "the text ''", "at least one character"),
    ],
)
def test_a_value_of_a_wrong_type_is_told(data_copy, field, value, found, allowed):
    """A value of a wrong type is told as what it is, with what may stand there."""
    data_copy.edit("hwang-2024", field, value)
    problem = only(data_copy, "WrongType", "hwang-2024.yaml", field)
    assert (problem.found, problem.allowed) == (found, allowed)


@pytest.mark.parametrize("value", ["four", "4", 4.5, True])
def test_events_are_a_whole_number(data_copy, value):
    """Events written as text, as a fraction or as yes are told to be a whole number."""
    data_copy.edit("bayart-2017", "outcomes[0].events", value)
    problem = only(data_copy, "WrongType", "bayart-2017.yaml", "outcomes[0].events")
    assert problem.allowed == "a whole number"
    assert problem.fix == "write digits without quotes"


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("outcomes[0].events", -4, "at least 0"),
        ("outcomes[0].n", -6, "at least 0"),
        ("population.n_enrolled", 10**30, "at most 1,000,000,000"),
        ("outcomes[0].percent", 100.5, "at most 100"),
        ("outcomes[0].percent", -0.5, "at least 0"),
        ("outcomes[0].timepoint_weeks", -12, "at least 0"),
        ("cases[0].people", 0, "at least 1"),
    ],
)
def test_a_number_out_of_range_is_told(data_copy, field, value, allowed):
    """A negative count, an absurd one and a share over 100 % are told with the bound."""
    data_copy.edit("bayart-2017", field, value)
    problem = only(data_copy, "OutOfRange", "bayart-2017.yaml", field)
    assert problem.found == f"the number {value}"
    assert problem.allowed == allowed


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("field", ["value", "sd"])
def test_a_number_that_is_not_finite_is_told(data_copy, field, value):
    """NaN and infinity are no results."""
    data_copy.edit("hwang-2024", f"outcomes[0].{field}", float(value))
    problem = only(data_copy, "NotFinite", "hwang-2024.yaml", f"outcomes[0].{field}")
    assert problem.found == f"the number {value}"
    assert "leave the field out" in problem.fix


@pytest.mark.parametrize(
    ("field", "holder"),
    [("title", "id"), ("outcomes[0].source", "id"), ("sources[1].url", "id"), ("arms[0].role", "id")],
)
def test_a_missing_field_is_told_where_it_should_stand(data_copy, field, holder):
    """A missing field is told at the line where its holder begins."""
    data_copy.remove("hwang-2024", field)
    (problem,) = data_copy.problems()
    name = field.rpartition(".")[2]
    assert (problem.rule, problem.field, problem.found) == ("MissingField", field, "nothing")
    assert problem.fix == f"add `{name}:` with its value"
    assert holder in data_copy.line(problem)


@pytest.mark.parametrize(
    ("field", "value", "near"),
    [
        ("domain", "granulomatos", "granulomatous"),
        ("title_is", "exactly", "exact"),
        ("outcomes[0].kind", "valu", "value"),
        ("reports[0].kind", "journal-artcle", "journal-article"),
        ("sources[0].verification", "primry", "primary"),
        ("arms[0].role", "treatmnt", "treatment"),
    ],
)
def test_a_wrong_word_is_told_with_the_nearest(data_copy, field, value, near):
    """A word that is none of the allowed ones is told with them and the nearest."""
    data_copy.edit("hwang-2024", field, value)
    problem = only(data_copy, "WrongValue", "hwang-2024.yaml", field)
    assert problem.found == f"the text '{value}'"
    assert near in problem.allowed.split(", ")
    assert problem.fix == f"did you mean `{near}`?"


def test_a_bare_no_as_a_word_is_explained(data_copy):
    """A bare no, where a word is wanted, is told as what YAML makes of it."""
    data_copy.replace("bayart-2017", "    response: partial\n", "    response: no\n")
    problems = data_copy.problems()
    assert {problem.rule for problem in problems} == {"WrongValue"}
    assert all("YAML reads a bare yes, no" in problem.found for problem in problems)


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("outcomes[0].id", "NL_score", "lower-case letters, digits and single hyphens"),
        ("outcomes[0].source", "source-1", "S and a number"),
        ("reports[0].first_public", "27 Feb 2024", "YYYY-MM-DD, YYYY-MM, YYYY or unknown"),
        ("reports[0].first_public", "2024-2-27", "YYYY-MM-DD, YYYY-MM, YYYY or unknown"),
    ],
)
def test_a_text_of_a_wrong_form_is_told(data_copy, field, value, allowed):
    """An id, source or date of a wrong form is told with the right form."""
    data_copy.edit("hwang-2024", field, value)
    problem = only(data_copy, "WrongForm", "hwang-2024.yaml", field)
    assert problem.found == f"the text '{value}'"
    assert problem.allowed == allowed


@pytest.mark.parametrize("value", ["0.03", "<0.001", "< .05", "0", "1", 0.05, "≤0.01"])
def test_printed_p_values_are_accepted(data_copy, value):
    """P values are accepted as they are printed."""
    data_copy.edit("hwang-2024", "outcomes[0].p_value", value)
    assert data_copy.problems() == []


@pytest.mark.parametrize("value", ["n.s.", "5", "0,03", "P=0.03", ""])
def test_other_p_values_are_told(data_copy, value):
    """What is no P value is told with examples of how to write one."""
    data_copy.edit("hwang-2024", "outcomes[0].p_value", value)
    problem = only(data_copy, "WrongForm", "hwang-2024.yaml", "outcomes[0].p_value")
    assert "`<0.001` or `0.03`" in problem.fix


@pytest.mark.parametrize("content", ["- id: hwang-2024\n", "hwang-2024\n"])
def test_a_record_that_is_no_mapping_is_told(data_copy, content):
    """A file that holds a list or a single value is told to begin with its id."""
    data_copy.write("studies/hwang-2024.yaml", content)
    problem = told(data_copy, "WrongType", "hwang-2024.yaml", "")
    assert "`id:`" in problem.fix


# --- vocabulary and bibliography ----------------------------------------------------------------


def test_an_unknown_field_of_a_term_is_told(data_copy):
    """A misspelt field of a term is told like one of a record."""
    data_copy.edit("vocabulary/interventions", "ruxolitinib.clas", "jak-inhibitor")
    problem = told(data_copy, "UnknownField", "interventions.yaml", "ruxolitinib.clas")
    assert problem.fix == "did you mean `class`?"


@pytest.mark.parametrize("value", ["about 2007", "unknown", "7"])
def test_a_first_use_of_a_wrong_form_is_told(data_copy, value):
    """A first use that is no date is told and stops no other rule."""
    data_copy.edit("vocabulary/interventions", "ruxolitinib.first_in_people", value)
    field = "ruxolitinib.first_in_people"
    assert told(data_copy, "WrongForm", "interventions.yaml", field).allowed == "YYYY-MM-DD, YYYY-MM or YYYY"


@pytest.mark.parametrize("content", ["- topical\n", "topical\n"])
def test_a_vocabulary_that_is_no_mapping_is_told(data_copy, content):
    """A list of terms without definitions is told itself, not only by the terms that are missed."""
    data_copy.write("vocabulary/routes.yaml", content)
    assert "mapping" in told(data_copy, "WrongType", "routes.yaml", "").allowed


def test_a_missing_vocabulary_is_told(data_copy):
    """A list of terms that is not there is told."""
    data_copy.file("vocabulary/routes").unlink()
    assert any((p.rule, Path(p.file).name) == ("MissingFile", "routes.yaml") for p in data_copy.problems())


def test_broken_bibtex_is_placed(data_copy):
    """An entry that is no BibTeX is told with its line."""
    data_copy.replace("references.bib", "  journal = {", "  journal {")
    (problem,) = [p for p in data_copy.problems() if p.rule == "NotBibtex"]
    assert "journal {" in data_copy.line(problem)


def test_a_key_that_stands_twice_is_told(data_copy):
    """A key that the bibliography holds twice is told by its name."""
    text = data_copy.file("references.bib").read_text(encoding="utf-8")
    data_copy.write("references.bib", text + "\n@misc{hwang-2024,\n  title = {{Again}},\n}\n")
    (problem,) = [p for p in data_copy.problems() if p.rule == "NotBibtex"]
    assert "hwang-2024" in problem.found


def test_a_bibliography_that_is_not_utf8_is_told(data_copy):
    """A bibliography in another encoding is told."""
    data_copy.write("references.bib", "@misc{a, title = {Köbner}}".encode("latin-1"))
    assert "NotUtf8" in {problem.rule for problem in data_copy.problems()}


# --- what holds in general ----------------------------------------------------------------------

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def row_with(evidence, **values):
    """Return a real study whose only row is a count with the given numbers."""
    study = evidence.records["bayart-2017"]
    row = study.outcomes[0].model_copy(update=values)
    return study.model_copy(update={"outcomes": [row], "adverse_events": []})


@given(COUNTS, st.integers(0, 3))
def test_a_rightly_rounded_percentage_always_fits(evidence, count, digits):
    """A percentage rounded to any number of digits fits its count."""
    events, n = count
    percent = float((Decimal(100 * events) / n).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    study = row_with(evidence, events=events, n=n, percent=percent)
    assert list(numbers.PercentFitsCount().study(study, evidence.library)) == []


@given(COUNTS, st.integers(0, 100))
def test_a_whole_percentage_off_by_more_than_rounding_never_fits(evidence, count, percent):
    """A whole percentage that is further off than rounding explains is always told."""
    events, n = count
    off = abs(Decimal(100 * events) / n - percent)
    study = row_with(evidence, events=events, n=n, percent=float(percent))
    told_of = bool(list(numbers.PercentFitsCount().study(study, evidence.library)))
    assert told_of == (off > Decimal("0.51"))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_events_are_told_exactly_when_they_exceed_n(evidence, events, n):
    """The rule on events and n tells every excess and nothing else."""
    study = row_with(evidence, events=events, n=n)
    assert bool(list(numbers.EventsWithinN().study(study, evidence.library))) == (events > n)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_a_sorted_triple_is_always_an_interval(evidence, three):
    """An estimate between its ends is accepted whatever the numbers are."""
    low, estimate, high = sorted(three)
    study = row_with(evidence, kind="value", value=estimate, ci_low=low, ci_high=high)
    assert list(numbers.IntervalHoldsEstimate().study(study, evidence.library)) == []


@given(st.decimals(-1000, 1000, places=3, allow_nan=False))
def test_half_a_step_is_half_of_the_last_printed_digit(number):
    """Half of the last digit's place is added at most when a number is rounded."""
    step = numbers.half_step(float(number)) * 2
    assert Decimal("0.001") <= step <= 1
    assert number % step == 0


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_partial_date_holds_the_days_that_it_may_mean(day, length):
    """A date cut to the month or year runs from a first to a last day around it."""
    text = day.isoformat()[:length]
    assert first_day(text) <= day <= last_day(text)
    assert first_day(text).isoformat()[:length] == last_day(text).isoformat()[:length] == text


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99), st.sampled_from([4, 7, 10]))
def test_a_date_has_both_ends_or_none(year, month, day, length):
    """A text in the form of a date has a first and a last day, or is of no calendar at all."""
    text = f"{year:04}-{month:02}-{day:02}"[:length]
    assert (first_day(text) is None) == (last_day(text) is None)


def test_a_row_covers_the_trials_of_its_arm(evidence):
    """A row without trials covers those of its arm, else all of its study."""
    study = evidence.records[PAPP]
    row = Outcome.model_validate({**study.outcomes[0].model_dump(), "arm": study.arms[0].id, "trials": None})
    assert trials_of(study, row) == ("NCT03745638", "NCT03745651")
    single = study.arms[0].model_copy(update={"trials": ["NCT03745638"]})
    assert trials_of(study.model_copy(update={"arms": [single]}), row) == ("NCT03745638",)
