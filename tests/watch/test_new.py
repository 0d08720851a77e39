"""A new study begins with an identifier and a few answers, and ends as files that pass the check."""

import datetime

import pytest

from livingevidence.record.candidates import Publication
from livingevidence.record.check import check
from livingevidence.record.library import Library, load_library
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
    "response": "partial",
    "place": "abstract",
}
REGISTERED = {"design": "registry-entry", "conditions": "quiet-rash", "treatment": "examplinib", "regimen": "10 mg"}


def enter(copy, publication, answers) -> Library:
    """Enter a study into a copy of the review, and return what the copy then holds, which passes the check."""
    write_files(study_files(publication, load_library(copy.review, TODAY), Answerer(answers, None)))
    library = load_library(copy.review, TODAY)
    assert check(library) == []
    return library


@pytest.fixture
def lookup(sources, transport, answers):
    """Return what two sources tell of an invented report, and in words that a third is silent."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data(answers("pubmed.xml"))
    sources.expect_request("/europepmc/search").respond_with_json({"resultList": {"result": []}})
    sources.expect_request("/crossref/works/10.99999/invented.1").respond_with_data(answers("crossref.json"))
    return look_up("pmid", "99999901", transport)


@pytest.fixture
def publication(lookup):
    """Return the invented report."""
    return lookup[0]


def test_sources_fill_each_other_and_a_silent_one_is_named(lookup):
    """What PubMed and Crossref tell becomes one description, and the source that knew nothing is said."""
    publication, (silence,) = lookup
    assert (publication.pmcid, publication.doi) == ("PMC9999991", "10.99999/invented.1")
    assert "Europe PMC" in silence


def test_sources_that_all_are_silent_stop_it(sources, transport):
    """Where nobody knows the number, each source says so, and nothing goes on."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data("<PubmedArticleSet/>")
    sources.expect_request("/europepmc/search").respond_with_json({})
    with pytest.raises(SourceFailed, match=r"PubMed .*; Europe PMC"):
        look_up("pmid", "1", transport)


def test_a_case_report_enters_whole(publication, small_copy):
    """Record, reference, judgement still to be made, day of the evidence and a line for readers pass the check."""
    library = enter(small_copy, publication, REPORT)
    study = library.studies["angstrom-example-2020"]
    assert (study.domain, study.population.n_enrolled, study.cases[0].response) == ("rashes", 1, "partial")
    assert study.arms[0].frequency == "10 mg twice daily"
    assert study.reports[0].first_public == "2020-12-09"
    assert library.references[study.id].identifiers["pmid"] == "99999901"
    assert library.review.evidence_as_of == "2025-12-01"
    assert library.appraisal.risks[study.id].not_assessable
    assert len((small_copy.folder / "studies" / f"{study.id}.yaml").read_text(encoding="utf-8").splitlines()) < 45


def test_a_registered_trial_enters_from_its_number(sources, transport, answers, small_copy):
    """A registry's number becomes a record of the trial, public since it was first posted, not since its results."""
    sources.expect_request("/clinicaltrials/studies/NCT99999901").respond_with_data(answers("trial.json"))
    publication, _ = look_up("registration", "NCT99999901", transport)
    library = enter(small_copy, publication, REGISTERED)
    (trial,) = library.studies["nct99999901"].trials
    assert (trial.id, trial.status) == ("NCT99999901", "completed")
    assert trial.dates_from == "ClinicalTrials.gov, read on 2025-12-01"
    (report,) = library.studies["nct99999901"].reports
    assert (report.kind, report.first_public) == ("registry-record", "2017-11-12")


@pytest.mark.parametrize(
    ("status", "people"),
    [("recruiting", "n_planned"), ("withdrawn", "n_planned"), ("unknown", "n_planned"), ("completed", "n_enrolled")],
)
def test_a_registered_trial_says_how_far_it_is(small_copy, status, people):
    """Its state stands with where it was read; people are planned until the trial is over."""
    trial = Publication(source="its first reader", title="Sample lotion in a quiet rash", registration="NCT99999902")
    answers = REGISTERED | {"status": status, "status-from": "a copy of 2025-11-30", "people": "12"}
    study = enter(small_copy, trial, answers).studies["nct99999902"]
    expected = (None, None) if status == "unknown" else (status, "a copy of 2025-11-30")
    assert (study.trials[0].status, study.trials[0].dates_from) == expected
    assert study.population.model_dump(exclude_defaults=True) == {people: 12}


@pytest.mark.parametrize(
    "publication",
    [
        Publication(source="x", title="Another title", doi="10.1234/doe.2021"),
        Publication(source="x", title="An invented trial of Examplinib, in example fever"),
    ],
)
def test_a_study_that_is_there_is_not_entered_again(small, publication):
    """The same identifier, or a title that differs by a comma, leads to the record that is there."""
    with pytest.raises(UserError, match="doe-2021"):
        refuse_known(publication, load_library(small))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- One.\n", "- One.\n- A study.\n"),
        ("The evidence:\n\n- One.\n", "The evidence:\n\n- One.\n- A study.\n"),
        ("The evidence:\n\n- One.\n\nTools:\n\n- Two.\n", "The evidence:\n\n- One.\n- A study.\n\nTools:\n\n- Two.\n"),
    ],
)
def test_the_line_for_readers_stands_with_the_evidence(before, after):
    """Where the changes of a version are divided, a study is told under the evidence, and else at their end."""
    changelog = "# Changes\n\n## Unreleased\n\n{}\n## 1\n\nThe evidence:\n\n- Old.\n"
    assert with_line(changelog.format(before), "A study.") == changelog.format(after)


def test_twin_trials_are_two(small_copy):
    """A registration whose title differs by a digit from that of another enters, and one of a known paper does not."""
    for number in (1, 2):
        title = f"Sample lotion in a quiet rash, study {number}"
        trial = Publication(source="x", title=title, registration=f"NCT9999991{number}")
        library = enter(small_copy, trial, REGISTERED)
    assert {"nct99999911", "nct99999912"} < library.ids
    paper = "An invented trial of Examplinib, in example fever"
    with pytest.raises(UserError, match="doe-2021"):
        refuse_known(Publication(source="x", title=paper, registration="NCT99999913"), library)


def test_a_new_study_is_no_known_one(small, publication):
    """Another title and other numbers may enter."""
    refuse_known(publication, load_library(small))


def test_a_second_report_of_the_same_author_and_year_gets_an_id_of_its_own(publication, small_copy):
    """Ids are addresses: a taken one is never given again."""
    files = study_files(publication, enter(small_copy, publication, REPORT), Answerer(REPORT, None))
    assert any(path.stem == "angstrom-example-2020-b" for path in files)


def test_the_reference_stands_in_its_place(publication, small_copy):
    """The bibliography stays sorted around the new entry, and every other line is as it was."""
    path = small_copy.file("references.bib")
    before = path.read_text(encoding="utf-8")
    enter(small_copy, publication, REPORT)
    text = path.read_text(encoding="utf-8")
    assert text.replace(text[text.index("@article{angstrom") : text.index("@article{doe-2021")], "") == before


@pytest.mark.parametrize(
    "fields",
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
def test_what_sources_print_oddly_makes_a_sound_entry(small_copy, fields):
    """Markup, characters that can't be seen, signs of LaTeX, a name in capitals and pages that are none do no harm.

    Without authors, journal or year an entry is of the type that needs none of them.
    """
    defaults = {"title": "A thing", "authors": ("Zoe, J.",), "journal": "J", "published": "2021", "doi": "10.9999/y"}
    enter(small_copy, Publication(source="x", **{**defaults, **fields}), REPORT)


NUMBER = Question("n", "How many?", {}, "x", form=r"\d+", meant="a number")
CHOICE = Question("colour", "Which colour?", {"red": "as a rose", "blue": "as the sky"}, "red", several=True)


def test_an_answer_is_asked_for_until_it_will_do():
    """A misspelt choice is asked again with the nearest one; labels are taken as well as names."""
    prompts, lines = [], iter(["bleu", "As the sky, RED"])
    ask = Answerer({}, lambda text: prompts.append(text) or next(lines))
    assert ask(CHOICE) == "blue, red"
    assert "did you mean 'blue'" in prompts[1]
    assert all("as the sky" in text for text in prompts)


def test_nothing_typed_is_the_default():
    """An empty line takes what stands in brackets."""
    assert Answerer({}, lambda text: "")(CHOICE) == "red"


@pytest.mark.parametrize(
    "question, answers, words",
    [
        (CHOICE, {"colour": "green"}, r"Which colour\?.*green.*"),
        (CHOICE._replace(default=""), {}, r"Which colour\?.*red.*blue.*"),  # nothing else would show the choices
        (NUMBER, {}, r"How many\?.*"),
    ],
)
def test_where_nobody_can_be_asked_the_question_is_told(question, answers, words):
    """Without a terminal, an answer that won't do names its question, what may be chosen and how to answer it."""
    with pytest.raises(UserError, match=f"{words}--set {question.name}="):
        Answerer(answers, None)(question)


@pytest.mark.parametrize(("design", "is_asked"), [("randomised-trial", True), ("case-series", False)])
def test_a_new_trial_is_asked_the_first_checks_of_trustworthiness(small_copy, design, is_asked):
    """Answers stand in the notes of a trial with a comparator, those that nobody gave as not known."""
    answers = REPORT | {"design": design, "title": "An invented title", "id": "invented-2031", "people": "12"}
    answers |= {"prospective": "no"} if is_asked else {}
    ask = Answerer(answers, None)
    files = study_files(NO_PUBLICATION, load_library(small_copy.review, TODAY), ask)
    record = files[small_copy.folder / "studies" / "invented-2031.yaml"]
    assert ("INSPECT-SR" in record) == is_asked and ("entered? no." in " ".join(record.split())) == is_asked


def test_a_study_of_which_only_the_title_is_known_is_named_by_it(small_copy):
    """Without an author and a number the id that is proposed says what the study is about."""
    answers = REPORT | {"design": "case-series", "title": "An invented title", "people": "12"}
    files = study_files(NO_PUBLICATION, load_library(small_copy.review, TODAY), Answerer(answers, None))
    assert small_copy.folder / "studies" / "an-invented-title.yaml" in files


def test_an_answer_that_nothing_asks_for_is_refused(small_copy):
    """A misspelt question is told with the nearest one, and nothing is written."""
    ask = Answerer(REPORT | {"peopel": "12", "title": "An invented title"}, None)
    study_files(NO_PUBLICATION, load_library(small_copy.review, TODAY), ask)
    with pytest.raises(UserError, match="did you mean `people`"):
        ask.refuse_unasked()
