"""Tables of records: studies, rows, patients, reviews, labels and what stands beside a response."""

from __future__ import annotations

import pytest

from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.show.listings import reading
from shown import links, rows, words


def edited(copy, *edits) -> Evidence:
    """Return the evidence of a copy with some fields set."""
    for name, path, value in edits:
        copy.edit(name, path, value)
    return Evidence.at(copy.review)


def test_studies_stand_by_the_strength_of_their_design(small_evidence):
    """Each study with people who had the treatment stands there once, strongest design first."""
    found = rows(show.studies(small_evidence))
    order = [row["Study"].split("]")[0].removeprefix("[") for row in found]
    assert order == ["Doe 2021", "Roe 2022", "Sample 2019", "Loe 2018", "Poe 2017", "Moe 2016"]
    assert found[0]["People"] == "120 people" and found[-1]["People"] == "1 person"
    assert found[3]["Regimen"] == "strength not read, twice daily, 12 weeks"


def test_a_number_that_was_not_read_is_said(small_copy):
    """A study whose people were not read says so, without a link."""
    small_copy.remove("loe-2018", "population.n_enrolled")
    table = show.studies(Evidence.at(small_copy.review))
    assert next(row["People"] for row in rows(table) if "Loe" in row["Study"]) == "number not read"


def test_sources_that_disagree_on_the_frequency_are_a_link(small_copy):
    """Words that point to the conflicts of a record lead there."""
    table = show.studies(edited(small_copy, ("doe-2021", "arms[0].frequency", "once, see conflicts")))
    assert "../studies/doe-2021.html#conflicts" in links(table)
    assert "once, sources disagree" in words(table)


@pytest.mark.parametrize(
    ("study", "told"),
    [("doe-2021", "its abstract"), ("roe-2022", "the whole report"), ("moe-2016", "only texts about it")],
)
def test_how_close_the_reading_came_is_told(small_evidence, study, told):
    """The best text that was read counts; of texts about a study only that they are such."""
    assert reading(small_evidence.records[study]) == told


def test_outcomes_lead_to_their_rows(small_evidence):
    """Each row that was read stands there with its result, which leads to it."""
    table = show.outcomes(small_evidence.where(condition="sample-rash", design="crossover-trial"))
    assert [row["Result"] for row in rows(table)] == ["9 of 16", "2 of 16", "7 of 16"]
    assert links(table.rows[0][-1]) == ["../studies/sample-2019.html#clearing-examplinib-w4"]


def test_what_is_awaited_is_no_outcome(small_evidence):
    """An awaited result stands in the table of these alone, with its place and registration."""
    quiet = small_evidence.where(condition="quiet-rash")
    assert not show.outcomes(quiet).rows and not show.every_outcome(quiet).rows
    assert [row["Where"] for row in rows(show.awaited(quiet))] == ["NCT00000009"] * 2
    assert rows(show.every_awaited_result(small_evidence))[0]["Registration"] == "NCT00000009"


def test_every_row_can_be_sorted_but_by_its_result(small_evidence):
    """The long listings sort by each column but the result, whose order would be read as a ranking."""
    table = show.every_outcome(small_evidence)
    assert set(table.head) - set(table.by) == {"Result"}
    assert len(table.rows) == sum(r.kind != "awaited" for s in small_evidence.records.values() for r in s.outcomes)
    found = next(row for row in rows(table) if row["When"] == "week 24, open extension")
    assert (found["What"], found["Readers"]) == ("clearing: fever gone", "one reader")


def test_an_event_that_repeats_another_leads_to_it(small_copy):
    """A row that repeats a result of another study says so, with a link."""
    evidence = edited(small_copy, ("doe-2021", "adverse_events[0].duplicate_of", "roe-2022"))
    cell = next(row for row in show.every_adverse_event(evidence).rows if "../studies/roe-2022.html" in links(row[5]))[
        5
    ]
    assert words(cell) == "12 of 40, repeats a result of another study"


def test_patients_have_their_lines(small_evidence):
    """Each patient has a line in the listing and a block in words; what was not read says so."""
    listed = rows(show.every_case(small_evidence))
    told = ["Woman, 40 years", "Woman, 52 years", "2 people described together, age not read", "Woman, about forty"]
    assert [row["Patient"] for row in listed] == told
    told = words(show.cases(small_evidence))
    assert told.count("Treatment: ") == 4 and "Tried before: sampletinib" in told
    assert "At the same time: not stated in what was read" in told
    assert words(show.cases(small_evidence.where(condition="example-fever"))) == "No single patient is described."


def test_words_of_a_record_name_other_records_as_readers_do(small_copy):
    """Where a record names another by its id, a link with its name stands there; a source's number goes."""
    evidence = edited(small_copy, ("poe-2017", "notes[1]", "S1 of roe-2022 says so, pre-roe-2022 not"))
    made = show.texts(evidence, "poe-2017", "notes")
    assert words(made).partition(" stayed as he was ")[2] == "Roe 2022 says so, pre-roe-2022 not"
    assert links(made) == ["../studies/roe-2022.html"]
    assert words(show.listed(evidence, "doe-2021", "missing")) == "the paper itself."


def test_other_treatments_are_told_by_condition(small_copy):
    """Of a study that names primary outcomes only these are shown; a condition without a study says so."""
    small_copy.edit("loe-2018", "arms[0].interventions", ["sampletinib"])
    found = rows(show.other_treatments(Evidence.at(small_copy.review), ["sample-rash", "quiet-rash"]))
    assert found[0]["Treatment and design"] == "sampletinib (oral); one-armed trial"
    assert found[0]["What was reported"].startswith("rash gone, week 12: 11 of 20; well-being, week 12: 71.5")
    assert found[1]["Study"] == "no study found"


def test_a_review_tells_what_it_covers_and_says(small_evidence):
    """What a review holds stands apart from what it says, and each number leads to its row."""
    (found,) = rows(show.reviews(small_evidence, ["review-2020"]))
    assert found["What it covers"] == "3 studies"
    assert found["What it says"].endswith(
        "what the authors conclude, examplinib in any study: Examplinib may clear a rash."
    )
    with pytest.raises(KeyError, match="nobody-1999"):
        show.reviews(small_evidence, ["nobody-1999"])


def test_a_group_shows_whom_the_protocol_takes_in(small_evidence):
    """The criterion of the group stands there, and that of no other group."""
    told = ["People: any rash", "Treatment: examplinib by mouth", "Comparator: any or none"]
    assert [row["What"] for row in rows(show.eligibility(small_evidence, "rashes"))] == told


def test_what_no_chapter_discusses_has_its_reason(small_evidence):
    """A chapter lists the studies that it leaves out; another chapter doesn't."""
    (found,) = rows(show.not_discussed(small_evidence, "fevers"))
    assert found["Why it is not discussed"] == "It holds no number of its own."
    assert words(show.not_discussed(small_evidence, "rashes")) == "Nothing."


def test_what_stands_beside_a_response_is_no_contrast(small_evidence):
    """The wording is fixed, a count comes with its exact interval, and each line cites its study."""
    made = show.beside(small_evidence, "sample-rash")
    told = words(made)
    assert told.startswith("For context, not a contrast: Under placebo, in the same disease (trial of examplinib and ")
    assert "2 of 16, exact interval 1.6 to 38.3 %" in told and told.endswith("no difference may be taken.")
    assert "Without treatment: one patient without treatment stayed as he was (source: article)" in told
    assert "../studies/sample-2019.html#clearing-placebo-w4" in links(made)
    assert "none known. No study" in words(show.beside(small_evidence, "quiet-rash"))


AWAITED = """
- {condition: quiet-rash, control: [example-nct00000009/awaited-clearing]}
- {condition: example-fever, control: [doe-2021/clearing-placebo-w8]}
- {condition: sample-rash, control: [sample-2019/clearing-placebo-w4]}
"""


def test_a_comparator_that_is_awaited_is_said_to_be(small_copy):
    """An arm that was not read is neither left out nor filled in; a page with a part for it may leave it there."""
    small_copy.write("comparators.yaml", AWAITED)
    trial, arm = "example-nct00000009", {"id": "placebo", "label": "placebo", "interventions": ["placebo"]}
    small_copy.edit(trial, "arms[1]", {**arm, "route": "oral", "form": "tablet", "role": "comparator"})
    small_copy.edit(trial, "outcomes[0].arm", "placebo")
    evidence = Evidence.at(small_copy.review)
    told = words(show.beside(evidence, "quiet-rash"))
    assert "awaited: The trial is not finished (details)" in told and "no difference" not in told
    assert words(show.beside(evidence, "quiet-rash", awaited=False)) == ""


def test_a_condition_without_comparators_is_an_error(small_evidence):
    """Asking for a condition that has no entry says so."""
    with pytest.raises(KeyError, match="no entry for 'no-rash'"):
        show.beside(small_evidence, "no-rash")


LABELS = """
labels:
  - {study: review-2020, where: Nowhere}
  - {study: loe-2018, where: Elsewhere}
  - {study: example-nct00000009, where: Anywhere}
newer: example-nct00000009/awaited-clearing
questions:
  - question: Where not to use it
    rows: [review-2020/conclusion]
    note: {row: loe-2018/completed, text: by a second reading}
  - question: Stopping
    rows: [loe-2018/stopping]
"""


def test_labels_answer_question_by_question(small_copy):
    """Each answer leads to its row; the questions after the first may stand in a fold."""
    small_copy.write("prescribing.yaml", LABELS)
    evidence = Evidence.at(small_copy.review)
    told = words(show.before_prescribing(evidence))
    assert "Where not to use it Nowhere: Examplinib may clear a rash. Elsewhere: by a second reading (details)" in told
    assert "Newer in the Anywhere: The trial is not finished." in told and "Nowhere (year not known)" in told
    folded = words(show.before_prescribing(evidence, 1))
    assert "What else the labels ask for, 1 question Stopping Elsewhere: 1 of 20" in folded
    assert words(show.before_prescribing(evidence.where(condition="quiet-rash"))) == "No label was read."


def test_an_answer_that_is_no_row_is_a_problem(small_copy):
    """Labels and rows that do not exist are told with their place and the nearest spelling."""
    small_copy.write("prescribing.yaml", LABELS.replace("/stopping", "/stoping").replace("-clearing", "-clearng"))
    newer, row = sorted(small_copy.problems(), key=lambda problem: problem.line)
    assert newer.field == "newer" and "awaited-clearing`?" in newer.fix
    assert row.field == "questions[1].rows[0]" and "did you mean `loe-2018/stopping`?" in row.fix


def test_differences_on_the_same_people_lead_to_their_numbers(small_evidence):
    """Each difference of a trial on the same people stands there with its computed number."""
    table = show.paired(small_evidence)
    assert [row["Of a hundred people"] for row in rows(table)] == [
        "44 more (3 more to 71 more)",
        "12 more (34 fewer to 54 more)",
    ]
    assert links(table.rows[0][1]) == ["../numbers.html#result-paired-sample-2019-clearing-placebo-w4"]


def test_an_answer_of_no_label_is_a_problem(small_copy):
    """A row of a study that is not named as a label is told, since nothing says where it applies."""
    small_copy.write("prescribing.yaml", LABELS.replace("  - {study: loe-2018, where: Elsewhere}\n", ""))
    (problem,) = small_copy.problems()
    assert "of a study that stands under `labels`, which loe-2018 does not" in str(problem)
