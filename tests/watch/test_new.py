"""A new study begins with an identifier and a few answers, and ends as files that pass the check."""

import datetime

import pytest

from livingevidence.record.candidates import Publication
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.problems import UserError
from livingevidence.record.writing import write_files
from livingevidence.watch.ask import Answerer, Question
from livingevidence.watch.new import NO_PUBLICATION, look_up, refuse_known, study_files, with_line
from livingevidence.watch.publication import author_name, bare
from livingevidence.watch.transport import SourceFailed

TODAY = datetime.date(2025, 12, 1)
REPORT = {
    "design": "case-report",
    "conditions": "sample-rash",
    "treatment": "examplinib",
    "regimen": "10 mg twice daily",
}
REPORT |= {"response": "partial", "place": "abstract"}


@pytest.fixture
def found(sources, transport, answers):
    """Return what two sources tell of an invented report; a third is silent."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data(answers("pubmed.xml"))
    sources.expect_request("/europepmc/search").respond_with_json({"resultList": {"result": []}})
    sources.expect_request("/crossref/works/10.99999/invented.1").respond_with_data(answers("crossref.json"))
    return look_up("pmid", "99999901", transport)


def test_sources_fill_each_other_and_a_silent_one_is_named(found):
    """What PubMed and Crossref tell becomes one description, and the source that knew nothing is said."""
    told, silent = found
    assert (told.pmcid, told.doi) == ("PMC9999991", "10.99999/invented.1")
    assert len(silent) == 1
    assert "Europe PMC" in silent[0]


def test_sources_that_all_are_silent_stop_it(sources, transport):
    """Where nobody knows the number, each source says so, and nothing goes on."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data("<PubmedArticleSet/>")
    sources.expect_request("/europepmc/search").respond_with_json({})
    with pytest.raises(SourceFailed, match=r"PubMed .*; Europe PMC"):
        look_up("pmid", "1", transport)


def test_a_case_report_enters_whole(found, small_copy):
    """Record, reference, judgement still to be made, day of the evidence and a line for readers pass the check."""
    library = load_library(small_copy.review, TODAY)
    write_files(study_files(found[0], library, Answerer(REPORT, None)))
    after = load_library(small_copy.review, TODAY)
    assert check(after) == []
    study = after.studies["angstrom-example-2020"]
    assert (study.domain, study.population.n_enrolled, study.cases[0].response) == ("rashes", 1, "partial")
    assert study.arms[0].frequency == "10 mg twice daily"
    assert study.reports[0].first_public == "2020-12-09"
    assert after.references[study.id].identifiers["pmid"] == "99999901"
    assert after.review.evidence_as_of == "2025-12-01"
    assert after.appraisal.risks[study.id].not_assessable
    assert len((small_copy.folder / "studies" / f"{study.id}.yaml").read_text(encoding="utf-8").splitlines()) < 45


def test_a_registered_trial_enters_from_its_number(sources, transport, answers, small_copy):
    """A registry's number becomes a record of the trial, public since it was first posted, not since its results."""
    sources.expect_request("/clinicaltrials/studies/NCT99999901").respond_with_data(answers("trial.json"))
    told, _ = look_up("registration", "NCT99999901", transport)
    given = {"design": "registry-entry", "conditions": "quiet-rash", "treatment": "examplinib", "regimen": "10 mg"}
    library = load_library(small_copy.review, TODAY)
    write_files(study_files(told, library, Answerer(given, None)))
    after = load_library(small_copy.review, TODAY)
    assert check(after) == []
    (trial,) = after.studies["nct99999901"].trials
    assert (trial.id, trial.status) == ("NCT99999901", "completed")
    assert trial.dates_from == "ClinicalTrials.gov, read on 2025-12-01"
    (report,) = after.studies["nct99999901"].reports
    assert (report.kind, report.first_public) == ("registry-record", "2017-11-12")


@pytest.mark.parametrize(
    ("status", "people"),
    [("recruiting", "n_planned"), ("withdrawn", "n_planned"), ("unknown", "n_planned"), ("completed", "n_enrolled")],
)
def test_a_registered_trial_says_how_far_it_is(small_copy, status, people):
    """Its state stands with where it was read; people are planned until the trial is over."""
    told = Publication(source="its first reader", title="Sample lotion in a quiet rash", registration="NCT99999902")
    given = {"design": "registry-entry", "conditions": "quiet-rash", "treatment": "examplinib", "regimen": "10 mg"}
    given |= {"status": status, "status-from": "a copy of 2025-11-30", "people": "12"}
    write_files(study_files(told, load_library(small_copy.review, TODAY), Answerer(given, None)))
    after = load_library(small_copy.review, TODAY)
    assert check(after) == []
    study = after.studies["nct99999902"]
    stands = (None, None) if status == "unknown" else (status, "a copy of 2025-11-30")
    assert (study.trials[0].status, study.trials[0].dates_from) == stands
    assert study.population.model_dump(exclude_defaults=True) == {people: 12}


@pytest.mark.parametrize(
    "told",
    [
        Publication(source="x", title="Another title", doi="10.1234/doe.2021"),
        Publication(source="x", title="An invented trial of Examplinib, in example fever"),
    ],
)
def test_a_study_that_is_there_is_not_entered_again(small, told):
    """The same identifier, or a title that differs by a comma, leads to the record that is there."""
    with pytest.raises(UserError, match="doe-2021"):
        refuse_known(told, load_library(small))


@pytest.mark.parametrize(
    ("held", "made"),
    [
        ("- One.\n", "- One.\n- A study.\n"),
        ("The evidence:\n\n- One.\n", "The evidence:\n\n- One.\n- A study.\n"),
        ("The evidence:\n\n- One.\n\nTools:\n\n- Two.\n", "The evidence:\n\n- One.\n- A study.\n\nTools:\n\n- Two.\n"),
    ],
)
def test_the_line_for_readers_stands_with_the_evidence(held, made):
    """Where the changes of a version are divided, a study is told under the evidence, and else at their end."""
    around = "# Changes\n\n## Unreleased\n\n{}\n## 1\n\nThe evidence:\n\n- Old.\n"
    assert with_line(around.format(held), "A study.") == around.format(made)


def test_twin_trials_are_two(small_copy):
    """A registration whose title differs by a digit from that of another enters, and one of a known paper does not."""
    for number, title in (
        ("1", "Sample lotion in a quiet rash, study 1"),
        ("2", "Sample lotion in a quiet rash, study 2"),
    ):
        told = Publication(source="x", title=title, registration=f"NCT9999991{number}")
        given = {"design": "registry-entry", "conditions": "quiet-rash", "treatment": "examplinib"}
        write_files(study_files(told, load_library(small_copy.review, TODAY), Answerer(given, None)))
    assert {"nct99999911", "nct99999912"} < load_library(small_copy.review, TODAY).ids
    paper = "An invented trial of Examplinib, in example fever"
    with pytest.raises(UserError, match="doe-2021"):
        refuse_known(Publication(source="x", title=paper, registration="NCT99999913"), load_library(small_copy.review))


def test_a_new_study_is_no_known_one(small, found):
    """Another title and other numbers may enter."""
    refuse_known(found[0], load_library(small))


def test_a_second_report_of_the_same_author_and_year_gets_an_id_of_its_own(found, small_copy):
    """Ids are addresses: a taken one is never given again."""
    library = load_library(small_copy.review, TODAY)
    write_files(study_files(found[0], library, Answerer(REPORT, None)))
    again = study_files(found[0], load_library(small_copy.review, TODAY), Answerer(REPORT, None))
    assert any(path.stem == "angstrom-example-2020-b" for path in again)


def test_the_reference_stands_in_its_place(found, small_copy):
    """The bibliography stays sorted around the new entry, and every other line is as it was."""
    library, path = load_library(small_copy.review, TODAY), small_copy.file("references.bib")
    before = path.read_text(encoding="utf-8")
    made = study_files(found[0], library, Answerer(REPORT, None))[path]
    assert made.replace(made[made.index("@article{angstrom") : made.index("@article{doe-2021")], "") == before


@pytest.mark.parametrize(
    "odd",
    [
        {"title": bare("Examplinib &amp; <i>two</i> at p &lt; 0.05")},
        {"title": bare("Examplinib in\u3164 \ue000rash")},
        {"title": r"Examplinib ~5 `mg'' of $x$ \alpha {y}"},
        {"authors": (author_name("LI", "Wei"), "Example Group")},
        {"pages": "-"},
        {"pages": "pp. 2-3"},
        {"authors": ()},
        {"journal": ""},
        {"published": ""},
    ],
    ids=str,
)
def test_what_sources_print_oddly_makes_a_sound_entry(small_copy, odd):
    """Markup, characters that can't be seen, signs of LaTeX, a name in capitals and pages that are none do no harm.

    Without authors, journal or year an entry is of the type that needs none of them.
    """
    told = Publication(
        source="x", title="A thing", authors=("Zoe, J.",), journal="J", published="2021", doi="10.9999/y"
    )
    write_files(
        study_files(told.model_copy(update=odd), load_library(small_copy.review, TODAY), Answerer(REPORT, None))
    )
    assert check(load_library(small_copy.review, TODAY)) == []


def test_all_files_are_written_or_none(tmp_path):
    """Where one file can't be written, those before it are as they were, and nothing is left beside them."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("before", encoding="utf-8")
    with pytest.raises(UserError):
        write_files({old: "after", new: "after", tmp_path / "none" / "x": "after"})
    assert old.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


NUMBER = Question("n", "How many?", {}, "x", form=r"\d+", meant="a number")
CHOICE = Question("colour", "Which colour?", {"red": "as a rose", "blue": "as the sky"}, "red", several=True)


def test_an_answer_is_asked_for_until_it_will_do():
    """A misspelt choice is asked again with the nearest one; labels are taken as well as names."""
    shown, typed = [], iter(["bleu", "As the sky, RED"])
    ask = Answerer({}, lambda text: shown.append(text) or next(typed))
    assert ask(CHOICE) == "blue, red"
    assert "did you mean 'blue'" in shown[1]
    assert all("as the sky" in text for text in shown)


def test_nothing_typed_is_the_default():
    """An empty line takes what stands in brackets."""
    assert Answerer({}, lambda text: "")(CHOICE) == "red"


@pytest.mark.parametrize(
    "question, given", [(CHOICE, {"colour": "green"}), (CHOICE._replace(default=""), {}), (NUMBER, {})]
)
def test_where_nobody_can_be_asked_the_question_is_told(question, given):
    """Without a terminal, an answer that won't do names its question and how to answer it."""
    with pytest.raises(UserError, match=f"--set {question.name}="):
        Answerer(given, None)(question)


def test_a_choice_that_nobody_made_is_told_with_what_may_be_chosen():
    """Without a terminal nothing else would show the choices."""
    with pytest.raises(UserError, match=r"Which colour\?.*red.*blue"):
        Answerer({}, None)(CHOICE._replace(default=""))


@pytest.mark.parametrize(("design", "asked"), [("randomised-trial", True), ("case-series", False)])
def test_a_new_trial_is_asked_the_first_checks_of_trustworthiness(small_copy, design, asked):
    """Answers stand in the notes of a trial with a comparator, those that nobody gave as not known."""
    given = REPORT | {"design": design, "title": "An invented title", "id": "invented-2031", "people": "12"}
    given |= {"prospective": "no"} if asked else {}
    ask = Answerer(given, None)
    made = study_files(NO_PUBLICATION, load_library(small_copy.review, TODAY), ask)
    record = made[small_copy.folder / "studies" / "invented-2031.yaml"]
    assert ("INSPECT-SR" in record) == asked and ("entered? no." in " ".join(record.split())) == asked


def test_a_study_of_which_only_the_title_is_known_is_named_by_it(small_copy):
    """Without an author and a number the id that is proposed says what the study is about."""
    given = REPORT | {"design": "case-series", "title": "An invented title", "people": "12"}
    made = study_files(NO_PUBLICATION, load_library(small_copy.review, TODAY), Answerer(given, None))
    assert small_copy.folder / "studies" / "an-invented-title.yaml" in made


def test_an_answer_that_nothing_asks_for_is_refused(small_copy):
    """A misspelt question is told with the nearest one, and nothing is written."""
    ask = Answerer(REPORT | {"peopel": "12", "title": "An invented title"}, None)
    study_files(NO_PUBLICATION, load_library(small_copy.review, TODAY), ask)
    with pytest.raises(UserError, match="did you mean `people`"):
        ask.refuse_unasked()
