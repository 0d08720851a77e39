"""Computed numbers: whom they count, and whom they count once."""

from __future__ import annotations

import pytest

from live import GROUPS
from livingevidence.evidence.treated import ladder, people_once
from livingevidence.results.compute import compute
from ruxreview import Evidence


def results_of(copy):
    """Return the results of a copy, which must be whole."""
    return compute(Evidence.load(copy.folder))


def test_people_of_separate_studies_are_added(data_copy):
    """A trial of twelve and a report of one make thirteen people."""
    result = results_of(data_copy)["granulomatous.people"]
    assert result.value == 13
    assert set(result.studies) == {"hwang-2024", "gorham-2023"}


@pytest.mark.parametrize(("one", "other"), [("hwang-2024", "gorham-2023"), ("gorham-2023", "hwang-2024")])
def test_people_of_overlapping_studies_are_counted_once(data_copy, one, other):
    """Where one study names the other as having the same people, the larger alone is counted."""
    data_copy.edit(one, "overlaps", [{"study": other, "why": "invented for this test"}])
    result = results_of(data_copy)["granulomatous.people"]
    assert (result.value, result.studies) == (12, ("hwang-2024",))


def test_people_of_studies_with_one_trial_are_counted_once(data_copy):
    """Two studies of one registered trial share its people."""
    trials = [{"id": "NCT04492618", "registered": True}]
    data_copy.edit("gorham-2023", "trials", trials)
    assert results_of(data_copy)["granulomatous.people"].value == 12


def test_overlapping_studies_are_both_counted_as_studies(data_copy):
    """An overlap changes the number of people and not that of studies."""
    data_copy.edit("gorham-2023", "overlaps", [{"study": "hwang-2024", "why": "invented for this test"}])
    assert results_of(data_copy)["granulomatous.studies"].value == 2


def test_a_number_that_was_not_read_is_noted(data_copy):
    """A study whose people were not read adds none, and is named in the note."""
    data_copy.remove("hwang-2024", "population.n_enrolled")
    result = results_of(data_copy)["granulomatous.people"]
    assert (result.value, result.note) == (1, "number not read: hwang-2024")


def test_a_whole_number_has_no_note(data_copy):
    """Where every number was read, there is nothing to note."""
    assert results_of(data_copy)["granulomatous.people"].note == ""


def test_reviews_are_not_counted_as_patients(data_copy):
    """The people of a review of topical ruxolitinib belong to other studies and are not counted."""
    before = results_of(data_copy)
    data_copy.edit("abduelmula-2023", "arms[0].route", "topical")
    data_copy.edit("abduelmula-2023", "population.n_enrolled", 6000)
    after = results_of(data_copy)
    for key in ("lichen-planus.people", "lichen-planus.studies", "lichenoid.people"):
        assert after[key] == before[key]
    assert after["lichen-planus.people"].value == 12


def test_other_treatments_are_not_counted(data_copy):
    """The people of a trial of another topical drug are not counted."""
    result = results_of(data_copy)["alopecia-areata.people"]
    assert (result.value, result.studies) == (6, ("bayart-2017",))


def test_comparators_are_counted(data_copy):
    """A study with an untreated lesion in the same patient has a comparator, a series has none."""
    found = results_of(data_copy)
    assert found["lichen-planus.controlled"].studies == ("brumfiel-2022",)
    assert found["alopecia-areata.controlled"].value == 0


def test_conditions_without_a_patient_are_named(data_copy):
    """A condition loses its place among those without patients when a study of it has them."""
    empty = results_of(data_copy)["granulomatous.names-without"]
    data_copy.edit("gorham-2023", "conditions[0]", "granuloma-annulare")
    fewer = results_of(data_copy)["granulomatous.names-without"]
    assert "granuloma annulare" in empty.value
    assert "granuloma annulare" not in fewer.value
    assert "necrobiosis lipoidica" not in empty.value


def test_a_condition_in_two_groups_is_counted_in_both(data_copy):
    """Lichen planopilaris counts among lichenoid disease and among alopecias, with the same people."""
    before = results_of(data_copy)
    data_copy.edit("gorham-2023", "conditions[0]", "lichen-planopilaris")
    after = results_of(data_copy)
    for group, more in (("lichenoid", 1), ("alopecia", 1), ("granulomatous", -1)):
        assert after[f"{group}.people"].value == before[f"{group}.people"].value + more


def test_a_reading_that_disagrees_is_a_row_in_conflict(data_copy):
    """A row whose second reading disagrees is counted as read twice and as in conflict."""
    before = results_of(data_copy)
    data_copy.edit("hwang-2024", "outcomes[0].second_readings[0].agrees", False)
    after = results_of(data_copy)
    assert after["all.rows-read-twice"] == before["all.rows-read-twice"]
    assert after["all.rows-in-conflict"].value == before["all.rows-in-conflict"].value + 1
    assert "hwang-2024" in after["all.rows-in-conflict"].studies


def test_totals_are_those_of_the_tables(evidence):
    """The totals are the lengths of the tables."""
    found = compute(evidence)
    for name in ("studies", "trials", "arms", "outcomes", "adverse_events", "cases", "sources"):
        assert found[f"all.{name.replace('_', '-')}"].value == len(getattr(evidence, name))


def test_undated_studies_have_no_year(evidence):
    """The studies without a first public date are those without a year in the table."""
    studies = evidence.studies
    assert set(compute(evidence)["all.undated"].studies) == set(studies.loc[studies["year"].isna(), "study"])


def test_every_result_names_known_studies(evidence):
    """Every result is a count or names, has words, and the studies behind it exist and add up to it."""
    for key, result in compute(evidence).items():
        assert key == result.key
        assert result.value if isinstance(result.value, str) else result.value >= 0
        assert not result.parts or sum(result.parts) == result.value
        assert result.meaning
        assert set(result.studies) <= set(evidence.records)


@pytest.mark.parametrize("group", GROUPS)
def test_people_are_at_most_the_sum_of_all_studies(evidence, group):
    """Counting once never gives more than adding all up, and no two counted studies overlap."""
    part = evidence.where(group=group, treated=True)
    patients = [study for study in part.records.values() if ladder(part, study) != "none"]
    counted = list(people_once(patients))
    names = {study.id for study in counted}
    assert not any(item.study in names for study in counted for item in study.overlaps)
    assert compute(evidence)[f"{group}.people"].value == sum(s.population.n_enrolled for s in counted)
    assert {s.id for s in counted} <= {s.id for s in patients}


def test_results_do_not_depend_on_the_order_of_studies(evidence):
    """People are counted the same whichever study is read first."""
    studies = [study for study in evidence.records.values() if ladder(evidence, study) != "none"]
    assert {s.id for s in people_once(studies)} == {s.id for s in people_once(reversed(studies))}
