"""Who got the treatment: which studies, on which rung, and each person once."""

import pytest

from copies import altered
from livingevidence.evidence.treated import (
    at_least_on_treatment,
    conditions,
    on_treatment,
    rungs_of,
    studies_counted_once,
    treated_studies,
    uncounted_texts,
)
from livingevidence.record.models import Overlap


def ids(studies) -> list[str]:
    """Return the ids of studies."""
    return [study.id for study in studies]


@pytest.mark.parametrize(
    ("group", "studies"),
    [
        (None, ["doe-2021", "loe-2018", "moe-2016", "poe-2017", "roe-2022", "sample-2019"]),
        ("fevers", ["doe-2021", "roe-2022"]),
        ("sample-rash", ["loe-2018", "moe-2016", "poe-2017", "sample-2019"]),
        ("quiet-rash", []),
    ],
)
def test_reviews_and_registered_plans_are_no_treated_people(small_evidence, group, studies):
    """Of all studies that name the treatment, those without people are left out."""
    assert ids(treated_studies(small_evidence, group)) == studies


def test_an_unknown_condition_is_told(small_evidence):
    """What is neither a group nor a condition is an error."""
    with pytest.raises(KeyError, match="no-fever"):
        treated_studies(small_evidence, "no-fever")


@pytest.mark.parametrize(("treated", "expected"), [(True, ["sample-rash"]), (False, ["quiet-rash"])])
def test_a_group_is_parted_into_conditions_with_and_without(small_evidence, treated, expected):
    """Each condition of a group is in one of the two."""
    assert conditions(small_evidence, "rashes", treated=treated) == expected


def test_people_on_the_treatment_are_those_of_its_arms(small_evidence):
    """Of groups the arms that had it, of the same people all."""
    records = small_evidence.records
    people = {name: on_treatment(small_evidence, records[name]) for name in ("doe-2021", "sample-2019", "loe-2018")}
    assert people == {"doe-2021": 80, "sample-2019": 16, "loe-2018": 20}


@pytest.mark.parametrize("fields", [{"n": None}, {"either": True}])
def test_people_of_whom_nobody_knows_how_many_had_the_treatment_are_not_counted(small_evidence, fields):
    """Of an arm that was not read, or of which each had the treatment or another, only the others' people are told."""
    ten, *others = small_evidence.records["doe-2021"].arms
    evidence = altered(small_evidence, "doe-2021", arms=[ten.model_copy(update={"n": 50} | fields), *others])
    assert on_treatment(evidence, evidence.records["doe-2021"]) is None
    assert at_least_on_treatment(evidence, evidence.records["doe-2021"]) == 40


def test_a_text_that_tells_of_a_benefit_in_nobody_counted_is_named(small_copy, small_evidence):
    """Without a design of people it has no number to add, so that the sum is what is known at least."""
    assert uncounted_texts(small_evidence, "rashes") == []
    small_copy.edit("review-2020", "arms[0].role", "treatment")
    small_copy.edit("review-2020", "arms[0].route", "oral")
    assert uncounted_texts(small_copy.evidence(), "rashes") == ["review-2020"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_larger_of_two_studies_with_the_same_people_is_counted(small_evidence, order):
    """Whoever declares the overlap, and whichever is read first, people are counted with the larger study."""
    studies = treated_studies(small_evidence)[::order]
    assert ids(studies_counted_once(studies)) == ["roe-2022", "loe-2018", "sample-2019", "poe-2017"]


def test_two_studies_of_one_trial_share_its_people(small_evidence):
    """A registered trial has its people once, though no overlap is declared."""
    trials = small_evidence.records["loe-2018"].trials
    evidence = altered(altered(small_evidence, "doe-2021", overlaps=[], trials=trials), "roe-2022", overlaps=[])
    assert ids(studies_counted_once(treated_studies(evidence))) == ["roe-2022", "doe-2021", "sample-2019", "poe-2017"]


def test_every_rung_is_counted_and_people_stand_on_one(small_evidence):
    """Empty rungs stay; a report whose patient is in a series stands on its rung without people."""
    rungs = rungs_of(small_evidence, "sample-rash")
    assert list(rungs) == list(small_evidence.topic.ladder)
    assert {name: (rung.people, len(rung.studies)) for name, rung in rungs.items()} == {
        "placebo-controlled": (0, 0),
        "crossover": (16, 1),
        "one-armed": (20, 1),
        "several": (4, 1),
        "single": (0, 1),
    }


def test_a_number_that_was_not_read_is_kept_in_mind(small_evidence):
    """A study whose people were not read adds none, and is named."""
    population = small_evidence.records["loe-2018"].population.model_copy(update={"n_enrolled": None})
    rung = rungs_of(altered(small_evidence, "loe-2018", population=population), "sample-rash")["one-armed"]
    assert (rung.people, rung.studies, rung.unread) == (0, ("loe-2018",), ("loe-2018",))


def test_an_overlap_that_one_side_declares_is_enough(small_evidence):
    """Where only the smaller study names the larger one, they share people all the same."""
    overlap = [Overlap(study="loe-2018", why="invented")]
    rungs = rungs_of(altered(small_evidence, "sample-2019", overlaps=overlap), "sample-rash")
    assert (rungs["one-armed"].people, rungs["crossover"].people) == (20, 0)
