"""Tables and words of records: studies, rows, patients, reviews, labels and what stands beside a response."""

import pytest

from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.show import listings
from shown import evidence_with, links, rows, words

CROSSOVER = {"condition": "sample-rash", "design": "crossover-trial"}

ORDERED = [
    (show.studies, "Study", "[Doe 2021] study page | [Roe 2022] study page | [Sample 2019] study page | [Loe 2018]"),
    (show.studies, "People", "120 people | 400 people | 16 people | 20 people | 4 people | 1 person"),
    (lambda e: show.outcomes(e.where(**CROSSOVER)), "Result", "9 of 16 | 2 of 16 | 7 of 16"),
    (lambda e: show.awaited(e.where(condition="quiet-rash")), "Where", "NCT00000009 | NCT00000009"),
    (show.every_awaited_result, "Registration", "NCT00000009 | NCT00000009"),
    (show.every_case, "Patient", "Woman, 40 years | Woman, 52 years | 2 people described together, age not available"),
    (lambda e: show.reviews(e, ["review-2020"]), "What it covers", "3 studies"),
    # the criterion of the group, and that of no other group
    (lambda e: show.eligibility(e, "rashes"), "What", "People: any rash | Treatment: examplinib by mouth | Comparator"),
    (lambda e: show.not_discussed(e, "fevers"), "Why it is not discussed", "It holds no number of its own."),
    (show.paired, "Of a hundred people", "44 more (3 more to 71 more) | 12 more (34 fewer to 54 more)"),
    (lambda e: show.around(e, "doe-2021", "example-fever"), "Outcomes", "0 | 2 | 8"),
    (lambda e: show.summary(e, group="rashes"), "Outcome", "rash gone at week 4, against placebo | rash gone without"),
]


@pytest.mark.parametrize(("table_of", "column", "cells"), ORDERED)
def test_a_table_has_its_lines_in_order(small_evidence, table_of, column, cells):
    """Each table tells its lines in the words of the records, the strongest design or the condition asked for first."""
    assert " | ".join(row[column] for row in rows(table_of(small_evidence))).startswith(cells)


POINTERS = [
    ("doe-2021", "arms[0].frequency", "once, see conflicts", "once, sources disagree", "doe-2021.html#conflicts"),
    ("doe-2021", "adverse_events[0].duplicate_of", "roe-2022", "12 of 40, repeats a result of", "roe-2022.html"),
    ("poe-2017", "notes[1]", "S1 of roe-2022 says so, pre-roe-2022 not", "Roe 2022 says so, pre-roe", "roe-2022.html"),
]


@pytest.mark.parametrize(("study", "field", "text", "label", "link"), POINTERS)
def test_words_that_point_elsewhere_are_links(small_copy, study, field, text, label, link):
    """Words for another place lead there: conflicts, a row told twice, a record by the name that readers know."""
    evidence = evidence_with(small_copy, (study, field, text))
    outputs = show.studies(evidence), show.every_adverse_event(evidence), show.texts(evidence, "poe-2017", "notes")
    assert any(label in words(output) and f"../studies/{link}" in links(output) for output in outputs)


def test_what_was_not_read_is_said(small_copy):
    """A strength or a number of people that was not read is told to be so, without a link; a dose stands for one."""

    def row_of_loe() -> dict[str, str]:
        (row,) = (row for row in rows(show.studies(Evidence.at(small_copy.review))) if "Loe" in row["Study"])
        return row

    small_copy.remove("loe-2018", "population.n_enrolled")
    assert (row_of_loe()["People"], row_of_loe()["Regimen"]) == ("number not available", "10 mg, twice daily, 12 weeks")
    small_copy.remove("loe-2018", "arms[0].dose")
    assert row_of_loe()["Regimen"] == "strength not available, twice daily, 12 weeks"


def test_how_close_the_reading_came_is_told(small_evidence):
    """The best text that was read counts; of texts about a study only that they are such."""
    closeness = {row["Study"][1:4]: row["How much we had"] for row in rows(show.studies(small_evidence))}
    expected = {"Doe": "its abstract", "Roe": "the whole report", "Moe": "only texts about it"}
    assert expected.items() <= closeness.items()


def test_a_result_leads_to_where_it_stands(small_evidence):
    """A printed result leads to its row, a computed one to the page of numbers."""
    printed, computed = show.outcomes(small_evidence.where(**CROSSOVER)), show.paired(small_evidence)
    assert links(printed.rows[0][-1]) == ["../studies/sample-2019.html#clearing-examplinib-w4"]
    assert links(computed.rows[0][1]) == ["../numbers.html#result-paired-sample-2019-clearing-placebo-w4"]


def test_what_is_awaited_is_no_outcome(small_evidence):
    """An awaited result stands in the tables of these alone."""
    quiet = small_evidence.where(condition="quiet-rash")
    assert not show.outcomes(quiet).rows and not show.every_outcome(quiet).rows


def test_every_row_can_be_sorted_but_by_its_result(small_evidence):
    """The long listings sort by each column but the result, whose order would be read as a ranking."""
    table = show.every_outcome(small_evidence)
    assert set(table.head) - set(table.by) == {"Result"}
    outcomes = [row for study in small_evidence.records.values() for row in study.outcomes]
    assert len(table.rows) == sum(row.kind != "awaited" for row in outcomes)
    line = next(row for row in rows(table) if row["When"] == "week 24, open extension")
    assert (line["What"], line["Readers"]) == ("clearing: fever gone", "one reader")


def test_patients_are_told_in_words(small_evidence):
    """Each patient has a block, in which what was not read says so; a list of a record is a sentence."""
    assert words(show.listed(small_evidence, "doe-2021", "missing")) == "the paper itself."
    text = words(show.cases(small_evidence))
    assert text.count("Treatment: ") == 4 and "Tried before: sampletinib" in text
    assert "At the same time: not stated in what is available" in text
    assert words(show.cases(small_evidence.where(condition="example-fever"))) == "No single patient is described."


def test_other_treatments_are_told_by_condition(small_copy):
    """Of a study that names primary outcomes only these are shown; a condition without a study says so."""
    evidence = evidence_with(small_copy, ("loe-2018", "arms[0].interventions", ["sampletinib"]))
    with_study, without_study = rows(show.other_treatments(evidence, ["sample-rash", "quiet-rash"]))
    assert with_study["Treatment and design"] == "sampletinib (oral); one-armed trial"
    assert with_study["What was reported"].startswith("rash gone, week 12: 11 of 20; well-being, mean, week 12: 71.5")
    assert without_study["Study"] == "no study found"


def test_a_review_tells_what_it_says(small_evidence):
    """What a review says stands apart from what it holds, and an unknown one is told."""
    (line,) = rows(show.reviews(small_evidence, ["review-2020"]))
    statement = "what the authors conclude, examplinib in any study: Examplinib may clear a rash."
    assert line["What it says"].endswith(statement)
    with pytest.raises(KeyError, match="nobody-1999"):
        show.reviews(small_evidence, ["nobody-1999"])


def test_what_stands_beside_a_response_is_no_contrast(small_evidence):
    """The wording is fixed, a count comes with its exact interval, and each line cites its study."""
    context = show.beside(small_evidence, "sample-rash")
    text = words(context)
    assert text.startswith("For context, not a contrast: Under placebo, in the same disease (trial of examplinib and ")
    assert "2 of 16, exact interval 1.6 to 38.3 %" in text and text.endswith("no difference may be taken.")
    assert "Without treatment: one patient without treatment stayed as he was (source: article)" in text
    assert "../studies/sample-2019.html#clearing-placebo-w4" in links(context)
    assert "none known. No study" in words(show.beside(small_evidence, "quiet-rash"))
    with pytest.raises(KeyError, match="no entry for 'no-rash'"):
        show.beside(small_evidence, "no-rash")


AWAITED = """
- {condition: quiet-rash, control: [example-nct00000009/awaited-clearing]}
- {condition: example-fever, control: [doe-2021/clearing-placebo-w8]}
- {condition: sample-rash, control: [sample-2019/clearing-placebo-w4]}
"""


def test_a_comparator_that_is_awaited_is_said_to_be(small_copy):
    """An arm that was not read is neither left out nor filled in; a page with a part for it may leave it there."""
    small_copy.write("comparators.yaml", AWAITED)
    trial, arm = "example-nct00000009", {"id": "placebo", "label": "placebo", "interventions": ["placebo"]}
    arm |= {"route": "oral", "form": "tablet", "role": "comparator"}
    evidence = evidence_with(small_copy, (trial, "arms[1]", arm), (trial, "outcomes[0].arm", "placebo"))
    text = words(show.beside(evidence, "quiet-rash"))
    assert "awaited: The trial is not finished (the trial was still running when last seen; details)" in text
    assert "no difference" not in text
    assert words(show.beside(evidence, "quiet-rash", awaited=False)) == ""


LABELS = """
labels:
  - {study: review-2020, where: Nowhere}
  - {study: loe-2018, where: Elsewhere}
  - {study: example-nct00000009, where: Anywhere}
newer: example-nct00000009/awaited-clearing
unread: [blood counts, "hepatitis, all kinds"]
questions:
  - question: Where not to use it
    rows: [review-2020/conclusion]
    note: {row: loe-2018/completed, text: by a second reading}
  - question: Stopping
    rows: [loe-2018/stopping]
"""


def test_labels_answer_question_by_question(small_copy):
    """Each answer leads to its row."""
    small_copy.write("prescribing.yaml", LABELS)
    evidence = Evidence.at(small_copy.review)
    text = words(show.before_prescribing(evidence))
    assert "Where not to use it Nowhere: Examplinib may clear a rash. Elsewhere: by a second reading (details)" in text
    assert "Newer in the Anywhere: The trial is not finished." in text and "Nowhere (year not known)" in text
    assert "look it up in the label itself: blood counts; hepatitis, all kinds." in text
    assert "Stopping Elsewhere: 1 of 20" in text
    assert words(show.before_prescribing(evidence.where(condition="quiet-rash"))) == "No label is available."


WRONG_LABELS = [
    ("/stopping", "/stoping", "did you mean `loe-2018/stopping`?"),
    ("-clearing", "-clearng", "awaited-clearing`?"),
    ("  - {study: loe-2018, where: Elsewhere}\n", "", "stands under `labels`, which loe-2018 does not"),
]


@pytest.mark.parametrize(("text", "replacement", "message"), WRONG_LABELS)
def test_an_answer_of_no_row_or_no_label_is_a_problem(small_copy, text, replacement, message):
    """A row that does not exist is told with the nearest spelling, and one of no label, of no known place."""
    small_copy.write("prescribing.yaml", LABELS.replace(text, replacement))
    (problem,) = small_copy.problems()
    assert message in str(problem)


def test_regimens_say_how_the_treatment_was_used(small_evidence):
    """Strength or dose, frequency and weeks of each regimen stand in a line; a column without any goes."""
    table = listings.regimens(small_evidence, "sample-rash")
    row = next(row for row in table.rows if "loe-2018" in row[0])
    assert row[1:4] == ("examplinib, tablet", "10 mg", "twice daily")
    assert "studies/loe-2018.html#arm-examplinib" in row[4] and ">12<" in row[4]
    assert len(row) == len(table.head) == 5 and "Body surface" not in table.head


def test_who_took_part_stands_by_study(small_evidence):
    """People and sex of each study stand in a line; a study of something else would be in another table."""
    lines = [(row["People"], row["Sex"]) for row in rows(listings.who_took_part(small_evidence, "sample-rash"))]
    assert lines[1:] == [("20 people", "not available"), ("4 people", "3 female, 1 male"), ("1 person", "1 female")]
    assert words(listings.other_studies(small_evidence, "sample-rash")) == "No other study."
