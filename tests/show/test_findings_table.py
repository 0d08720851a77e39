"""Tables of benefit and harm: every rating, absolute numbers first, arms apart, and nothing counted twice."""

import re

import pytest

from copies import altered
from live import REVIEW
from livingevidence import show
from livingevidence.evidence.evidence import Evidence
from livingevidence.results.compute import compute
from livingevidence.show.findings import certainty_in_signs
from shown import evidence_with, links, rows, texts_in, tree, words


def ratings_of(table) -> list[str]:
    """Return the ratings of a table, row by row."""
    column = table.head.index("Certainty")
    return [links(row[column])[0].removeprefix("../certainty.html#certainty-") for row in table.rows]


@pytest.mark.parametrize("kind", ["benefit", "harm"])
def test_every_rating_stands_once(small_evidence, kind):
    """The table of all groups has each rating of its kind once; those of the groups have their own."""
    ratings = small_evidence.library.appraisal.certainties
    names = sorted(name for name, rating in ratings.items() if rating.kind == kind)
    assert sorted(ratings_of(show.summary(small_evidence, kind=kind))) == names
    groups = [show.summary(small_evidence, group=group, kind=kind) for group in small_evidence.topic.groups]
    assert sorted(name for table in groups for name in ratings_of(table)) == names


def test_the_chapters_show_every_rating(evidence):
    """Each rating of the live review stands in the table of a chapter, whose calls are read from the chapters."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(REVIEW.chapters.glob("*.md")))
    calls = set(re.findall(r'^show\.summary\(evidence, group="(\w+)"(?:, kind="(\w+)")?\)', text, re.MULTILINE))
    tables = [show.summary(evidence, group=group, kind=kind or "benefit") for group, kind in calls]
    assert {name for table in tables for name in ratings_of(table)} == set(evidence.library.appraisal.certainties)


def test_absolute_numbers_stand_first(small_evidence):
    """A computed harm is told as people of a thousand before its ratio and before the rows as they were read."""
    (row,) = show.summary(small_evidence, group="fevers", kind="harm").rows
    cell = words(row[2])
    assert cell.startswith("any adverse event: of a thousand people 312 (254 to 375) with the tablet and 262 (")
    assert cell.index("difference 50 more") < cell.index("risk ratio 1.19") < cell.index("12 of 40")
    assert next(link for link in links(row[2]) if "numbers.html" in link).endswith("example-fever-tablet")


def test_a_harm_without_a_comparator_is_not_computed(small_evidence):
    """Beside a rating without a comparator stand its rows alone."""
    (row,) = show.summary(small_evidence, group="rashes", kind="harm").rows
    assert "of a thousand people" not in words(row[2]) and "1 of 20" in words(row[2])


def test_no_event_stands_with_its_upper_bound(small_copy):
    """A count of nobody with an event is followed by the upper end of its exact interval."""
    evidence = evidence_with(small_copy, ("loe-2018", "adverse_events[0].events", 0))
    (row,) = show.summary(evidence, group="rashes", kind="harm").rows
    assert "0 of 20, up to 16.8 %" in words(row[2])


def test_a_change_stands_with_its_average_and_the_level_at_the_start(small_copy):
    """A value says which average it is, and a change of what level, or that this is not available."""
    score = "doe-2021/fever-score-ten-w8"
    small_copy.edit("appraisal/certainty/example-fever-clearing", "question.outcomes", ["fever-score"])
    small_copy.edit("appraisal/certainty/example-fever-clearing", "rows", [score])
    (row,) = show.summary(Evidence.at(small_copy.review), group="fevers").rows
    assert "mean change −4.2 points (SD 2.1; n = 40), level at the start not available" in words(row[2])
    start = {"id": "fever-score-ten-w0", "timepoint_weeks": 0, "measure": "mean", "value": 7.5, "n": 40}
    _, rows, _ = small_copy.at("doe-2021", "outcomes[0]")
    row_at_end = next(outcome for outcome in rows if outcome["id"] == "fever-score-ten-w8")
    fields = {name: row_at_end[name] for name in row_at_end if name not in ("sd", "second_readings")}
    small_copy.edit("doe-2021", f"outcomes[{len(rows)}]", fields | start)
    cell = words(show.summary(Evidence.at(small_copy.review), group="fevers").rows[0][2])
    assert "level at the start 7.5 points" in cell


def test_what_lowers_certainty_is_named(small_evidence):
    """Each reason that lowers certainty stands beside the level, and none that doesn't."""
    certainties = {row["Outcome"]: row["Certainty"] for row in rows(show.summary(small_evidence))}
    assert certainties["fever gone at week 8, against placebo"] == "⊕⊕⊕◯ moderate certainty; lowered for imprecision"
    certainty = certainties["rash gone without a comparator, without a comparator"]
    assert certainty.startswith("⊕◯◯◯ very low") and certainty.endswith("it starts at this level, with no comparator")
    assert [certainty_in_signs(level) for level in ("high", None)] == ["⊕⊕⊕⊕ high certainty", "Not rated"]


def test_a_conditions_own_page_tells_what_is_awaited_elsewhere(small_copy):
    """Awaited rows lead to their own part of that page, once; a spread that can't be read as one leads to its row."""
    path = "appraisal/certainty/sample-rash-clearing"
    small_copy.edit(path, "rows", [*small_copy.at(path, "rows")[0]["rows"], "loe-2018/well-being-w12"])
    small_copy.edit(path, "question.outcomes", ["clearing", "well-being"])
    small_copy.edit("loe-2018", "outcomes[1].iqr_printed", "3 and 4")
    fields = {"kind": "awaited", "measure": "awaited", "text": "Not read.", "where": "the paper"}
    for field, value in fields.items():
        small_copy.edit("loe-2018", f"outcomes[0].{field}", value)
    for field in ("events", "n"):
        small_copy.remove("loe-2018", f"outcomes[0].{field}")
    evidence = Evidence.at(small_copy.review)
    table = show.summary(evidence, condition="sample-rash")
    cell = [words(row[1]) for row in table.rows][1]
    assert table.head[0] == "Outcome" and len(table.rows) == 2
    assert "71.5 (how it spreads is unclear: details)" in cell and cell.count("awaited: see below") == 1
    assert "awaited: Not read." in words(show.summary(evidence, group="rashes"))
    assert words(show.summary(evidence, condition="quiet-rash")) == "No outcome has been rated."


def test_each_side_tells_its_arms_by_strength(small_evidence):
    """Arms with nothing but the treatment stand by strength on one side, the control on the other."""
    row = rows(show.against_control(small_evidence))[0]
    assert row["Study"].startswith("FIRST; week 8 [Doe 2021]")
    assert row["Tablet"] == "10 mg tablet: 12 of 40, up to 46.5 %; 20 mg tablet: 16 of 39, up to 57.9 %"
    assert row["Placebo"] == "10 of 40, up to 41.2 %"


def test_classes_choose_events_and_a_row_over_trials_gives_way(small_evidence):
    """Only events of the classes asked for stand there; where a trial has its own row, that over several does not."""
    lines = rows(show.against_control(small_evidence, ("any",)))
    assert [row["Study"].split(";")[0] for row in lines] == ["FIRST", "SECOND", "THIRD"]
    events = {row["Event"] for row in rows(show.against_control(small_evidence, ("serious",)))}
    assert events == {"serious adverse event"}


def test_a_percentage_without_its_count_is_shown_as_it_is(small_evidence):
    """Without a count there is no bound, and an arm without a row was not read; a recovered count is told as such."""
    (itch,) = (row for row in rows(show.against_control(small_evidence)) if row["Event"] == "sample itch")
    cell = "10 mg tablet: 7.5 % of 40, count recovered: 3, up to 20.4 %"
    assert itch["Tablet"] == cell and itch["Placebo"] == "not available"
    evidence = altered(small_evidence, "doe-2021/itch-ten-w8", percent=7.7)
    (itch,) = (row for row in rows(show.against_control(evidence)) if row["Event"] == "sample itch")
    assert itch["Tablet"] == "10 mg tablet: 7.7 % of 40"


def test_periods_never_meet(small_evidence):
    """A table of another period has its own rows alone, by group, and no series or report."""
    table = show.apart(small_evidence, "open-label")
    text = words(table)
    assert "Placebo" not in table.head and "Loe 2018" in text and "Doe" not in text and "Poe 2017" not in text
    assert "Loe 2018" not in words(show.apart(small_evidence, "extension"))


def test_an_arm_with_more_than_the_treatment_is_left_out(small_copy):
    """An arm that got something beside the treatment is on neither side."""
    evidence = evidence_with(small_copy, ("doe-2021", "arms[1].interventions", ["examplinib", "sampletinib"]))
    assert rows(show.against_control(evidence))[0]["Tablet"] == "10 mg tablet: 12 of 40, up to 46.5 %"


def test_the_figure_tells_each_arm(small_evidence):
    """Each arm has its line under its trial, in the drawing and in the words."""
    figure = show.harms_by_arm(small_evidence, "any-adverse-event")
    assert "Example fever, FIRST, placebo: 10 of 40, exact interval 12.7 to 41.2 percent" in figure.alt
    assert texts_in(figure).count("Example fever, SECOND") == 1 and "placebo: 28 of 100" in texts_in(figure)
    itch = show.harms_by_arm(small_evidence, "sample-itch")
    line = "7.5 % of 40, count recovered: 3, exact interval 1.6 to 20.4 percent"
    assert line in itch.alt.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_beneath_a_table_of_harms_stands_what_it_would_take_to_rule_one_out(small_evidence):
    """The largest group with the treatment, and the people without a harm who rule it out; nothing without a group."""
    *_, note = tree(show.against_control(small_evidence)).find_all("p")
    text = note.get_text().replace("\u202f", "")
    assert note.find_previous_sibling().table and all(part in text for part in ("200 people", "299", "2995", "29956"))
    assert show.apart(small_evidence, "not-applicable").note == ""


def test_a_computed_difference_tells_on_how_many_people_it_hangs(small_evidence):
    """Fragility and the optimal information size stand beside the number of people compared."""
    results = compute(small_evidence)
    key = "harm.any-adverse-event.example-fever"
    row = rows(show.summary(small_evidence, group="fevers", kind="harm"))[0]
    numbers = [results[f"{key}.{part}"].value for part in ("fragility", "people", "information")]
    assert all(str(number) in row["What was found"].replace("\u202f", "").replace(" ", "") for number in numbers)
    assert "would move the difference's interval off zero" in row["What was found"]
