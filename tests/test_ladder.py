"""The ladder of evidence: whom it counts, on which rung, and that empty rungs stay."""

from __future__ import annotations

import re

import pytest

from live import GROUPS, TOPIC
from livingevidence.evidence.treated import conditions
from livingevidence.results.compute import compute
from livingevidence.show import ladder
from ruxreview import Evidence

ORDER = ["vehicle-controlled", "within-patient", "single-arm", "cohort", "series", "report"]
TREATED = ["lichen-planus", "cutaneous-gvhd", "necrobiosis-lipoidica", "alopecia-areata", "alopecia-universalis"]


def by_hand(evidence, condition: str) -> dict[str, list[tuple[str, int]]]:
    """Return study and people by rung, from nothing but records and vocabulary; no study here shares people."""
    found = {rung: [] for rung in ORDER}
    for name, study in evidence.library.studies.items():
        rung = evidence.vocabulary["designs"][study.design].ladder
        if condition in study.conditions and rung in found and any(map(TOPIC.treats, study.arms)):
            found[rung].append((name, study.population.n_enrolled))
    return found


@pytest.mark.parametrize("condition", TREATED)
def test_counts_are_those_of_the_records(evidence, condition):
    """People and studies of each rung are the sums of the records' own numbers."""
    found, expected = ladder.counts(evidence, condition), by_hand(evidence, condition)
    assert list(found) == ORDER
    for rung in ORDER:
        assert sorted(found[rung].studies) == sorted(name for name, _ in expected[rung])
        assert found[rung].people == sum(n for _, n in expected[rung])


def test_a_known_ladder_is_as_the_sources_print_it(evidence):
    """Alopecia areata: a trial against vehicle of 90 enrolled, a series of 6 and one report, nothing between."""
    found = ladder.counts(evidence, "alopecia-areata")
    people = {rung: (item.people, len(item.studies)) for rung, item in found.items() if item.studies}
    assert people == {"vehicle-controlled": (90, 1), "series": (6, 1), "report": (1, 1)}


def test_people_of_two_studies_are_counted_on_one_rung(data_copy):
    """Where a report declares people of a trial, they stand on the trial's rung alone, and the note says so."""
    data_copy.edit("gorham-2023", "conditions[0]", "necrobiosis-lipoidica")
    data_copy.edit("gorham-2023", "cases[0].condition", "necrobiosis-lipoidica")
    before = ladder.counts(Evidence.load(data_copy.folder), "necrobiosis-lipoidica")
    assert (before["single-arm"].people, before["report"].people) == (12, 1)
    data_copy.edit("gorham-2023", "overlaps", [{"study": "hwang-2024", "why": "invented for this test"}])
    evidence = Evidence.load(data_copy.folder)
    after = ladder.counts(evidence, "necrobiosis-lipoidica")
    assert (after["single-arm"].people, after["report"].people) == (12, 0)
    assert after["report"].studies == ("gorham-2023",)
    notes = {result.key: result.note for result in ladder.rungs(evidence)}
    assert notes["necrobiosis-lipoidica.report.people"] == "counted with a larger study: gorham-2023"


def test_a_number_that_was_not_read_is_said(data_copy):
    """A study whose people were not read stands on its rung, and words and note say that its number is missing."""
    data_copy.remove("hwang-2024", "population.n_enrolled")
    evidence = Evidence.load(data_copy.folder)
    notes = {result.key: result.note for result in ladder.rungs(evidence)}
    assert notes["necrobiosis-lipoidica.single-arm.people"] == "number not read: hwang-2024"
    assert "the number of some not read" in ladder.table(evidence, "granulomatous").rows[0][3]
    assert "unknown number of people in 1 single-arm trial" in ladder.figure(evidence, "granulomatous").alt


def test_rungs_add_up_to_the_people_of_the_condition(evidence):
    """The rungs of a condition hold its people, no more and no fewer."""
    results = compute(evidence)
    for condition in {key.split(".")[0] for key in (result.key for result in ladder.rungs(evidence))}:
        rungs = ladder.counts(evidence, condition).values()
        assert sum(rung.people for rung in rungs) == results[f"{condition}.people"].value
        assert sum(len(rung.studies) for rung in rungs) == results[f"{condition}.studies"].value


def test_results_are_of_treated_conditions_alone(evidence):
    """There are two results a rung for each condition with a patient, and none for any other."""
    keys = [result.key for result in ladder.rungs(evidence)]
    treated = {term for group in GROUPS for term in conditions(evidence, group, treated=True)}
    expected = {f"{term}.{rung}.{what}" for term in treated for rung in ORDER for what in ("people", "studies")}
    assert sorted(keys) == sorted(expected)


def test_the_vehicle_group_is_said_to_be_counted(evidence):
    """Nobody reads the people of a trial against vehicle as people on the cream."""
    notes = {result.key: result.note for result in ladder.rungs(evidence)}
    assert "vehicle group" in notes["lichen-planus.vehicle-controlled.people"]
    assert "vehicle group" in ladder.table(evidence, "lichenoid").head[1]
    assert "vehicle group" in ladder.figure(evidence, "lichenoid").caption


@pytest.mark.parametrize("group", GROUPS)
def test_every_cell_is_a_computed_number_or_empty(evidence, group):
    """Each of six rungs has its cell, with numbers that come from the results, or is told to be empty."""
    results, table = compute(evidence), ladder.table(evidence, group)
    assert len(table.rows) == len(conditions(evidence, group, treated=True)) > 0
    for row in table.rows:
        assert len(row) == len(table.head) == 7
        for cell in row[1:]:
            keys = re.findall(r"\{number\}`([^`]+)`", cell)
            assert (cell == "empty") == (keys == [])
            assert all(results[key].value > 0 for key in keys)


def test_one_person_is_not_people(evidence):
    """Nouns agree with their numbers."""
    (row,) = [row for row in ladder.table(evidence, "granulomatous").rows if row[0] == "granuloma annulare"]
    assert row[6].endswith(".report.people` person, {number}`granuloma-annulare.report.studies` study")


def test_the_figure_tells_its_result(evidence):
    """The words of the figure hold each filled rung, and each empty one is drawn with a dash."""
    figure = ladder.figure(evidence, "granulomatous")
    assert "necrobiosis lipoidica: 12 people in 1 single-arm trial;" in figure.alt
    assert "cutaneous sarcoidosis" in figure.caption
    assert figure.svg.count(">–<") == 6 * 4 - 4


@pytest.mark.parametrize("group", GROUPS)
def test_the_figure_is_the_same_twice(evidence, group):
    """The same evidence gives the same bytes."""
    assert ladder.figure(evidence, group) == ladder.figure(evidence, group)
