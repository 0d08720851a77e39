"""Which way benefit points: by the values alone, and never further than the design allows."""

import pytest

from copies import altered
from livingevidence.synthesis.benefit import comparisons, way

CONTRAST, CLEARING = "doe-2021/fever-score-ten-v-placebo-w8", "sample-2019/clearing-examplinib-w4"


def row(evidence, address: str, **fields):
    """Return a row with other fields."""
    return evidence.row(address)[1].model_copy(update=fields)


def summaries(evidence, group: str) -> list[tuple]:
    """Return rows, direction and people of each comparison of a group."""
    return [(c.rows, c.against, c.way, c.people) for c in comparisons(evidence, group)]


def test_arms_are_set_side_by_side_and_contrasts_stand_for_themselves(small_evidence):
    """Each dose is compared with placebo, within its trial alone, and a printed difference beside the arms' values."""
    fevers = summaries(small_evidence, "fevers")
    assert fevers[0] == (("clearing-ten-w8", "clearing-placebo-w8"), "placebo", "better", 80)
    assert (("fever-score-ten-v-placebo-w8",), "placebo", "better", 80) in fevers
    roe = [rows for rows, *_ in fevers[4:]]
    assert roe == [(f"clearing-ten-{part}-w8", f"clearing-placebo-{part}-w8") for part in ("second", "third", "both")]


def test_within_people_the_control_comes_first_and_people_are_counted_once(small_evidence):
    """Both sides are of the same 16 people, and the comparison with the control precedes that with another drug."""
    assert summaries(small_evidence, "rashes") == [
        (("clearing-examplinib-w4", "clearing-placebo-w4"), "placebo", "better", 16),
        (("clearing-examplinib-w4", "clearing-sampletinib-w4"), "sampletinib", "better", 16),
    ]


def test_of_studies_without_people_only_what_is_awaited_is_compared(small_evidence):
    """A registered trial has an awaited comparison; the conclusion of a review has none."""
    (arm,) = small_evidence.records["example-nct00000009"].arms
    placebo = arm.model_copy(update={"id": "placebo", "interventions": ["placebo"], "role": "comparator"})
    contrast = row(small_evidence, CONTRAST).contrast
    contrast = contrast.model_copy(update={"treatment": "examplinib", "comparator": "placebo"})
    evidence = altered(small_evidence, "example-nct00000009", arms=[arm, placebo])
    address = "example-nct00000009/awaited-clearing"
    evidence = altered(evidence, address, arm=None, contrast=contrast)
    assert summaries(evidence, "rashes")[-1][:3] == (("awaited-clearing",), "placebo", "awaited")
    stated = altered(evidence, address, kind="qualitative", text="It works.")
    assert summaries(stated, "rashes") == summaries(small_evidence, "rashes")


def test_a_label_that_tells_the_week_is_not_told_it_again(small_evidence):
    """What is compared says once when it was measured."""
    what = comparisons(small_evidence, "rashes")[0].what
    label, _, people = what.rpartition(", ")
    labelled = altered(small_evidence, CLEARING, label=label)
    labelled = altered(labelled, "sample-2019/clearing-placebo-w4", label=label)
    assert label.endswith("week 4") and people
    assert comparisons(labelled, "rashes")[0].what == what


def test_both_results_are_told_without_a_p_value(small_evidence):
    """A reader sees what each side had: counts with their people, a printed difference, and printed words as such."""
    contrast = (CONTRAST.partition("/")[2],)
    results = {c.rows: c.result for c in comparisons(small_evidence, "fevers")}
    assert results["clearing-ten-w8", "clearing-placebo-w8"].count("of 40") == 2
    assert "0.001" not in results[contrast]
    stated = altered(small_evidence, CONTRAST, kind="qualitative", text="It went.", value=None)
    assert {c.rows: c.result for c in comparisons(stated, "fevers")}[contrast] == "“It went.”"


CONTRASTS = [
    # whatever the P value and however wide the interval
    *(({"p_value": p, "ci_low": -99.0, "ci_high": 84.0}, "better") for p in ("0.9", "<0.0001", None)),
    # a fever score that is higher with the treatment is worse
    *(({"value": value}, way) for value, way in ((0.1, "worse"), (0.0, "unclear"), (None, "unclear"))),
    # what a row says outranks the vocabulary, and is no news where it agrees
    *(({"higher_is_better": up}, way) for up, way in ((None, "better"), (False, "better"), (True, "worse"))),
    # where the vocabulary knows no better, values point nowhere unless the row says which way is up
    *(
        ({"outcome": "completion", "higher_is_better": up}, way)
        for up, way in ((None, "unclear"), (True, "worse"), (False, "better"))
    ),
    # a statement stays a statement, whatever stands beside it
    ({"kind": "qualitative", "text": "far better"}, "stated"),
    ({"kind": "awaited", "text": "far better"}, "awaited"),
]


@pytest.mark.parametrize(("fields", "expected"), CONTRASTS, ids=str)
def test_a_contrast_points_by_its_value_and_the_outcome(small_evidence, fields, expected):
    """The direction is that of the value, never of words or of significance; without a value there is none."""
    assert way(small_evidence, row(small_evidence, CONTRAST, **fields)) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.5, "worse"), (1.0, "unclear"), (2.0, "better")])
def test_a_ratio_points_from_one(small_evidence, value, expected):
    """A ratio of responders below one is worse, though it is above zero."""
    ratio = {"kind": "contrast", "measure": "odds-ratio", "value": value}
    assert way(small_evidence, row(small_evidence, CLEARING, **ratio)) == expected


def test_counts_of_unlike_groups_are_compared_as_shares(small_evidence):
    """More responders among many more people are not better, and of nobody there is no share."""
    treated = row(small_evidence, CLEARING)
    for events, n, expected in ((5, 8, "worse"), (3, 8, "better"), (9, 16, "unclear"), (0, None, "unclear")):
        assert way(small_evidence, treated, row(small_evidence, CLEARING, events=events, n=n)) == expected


@pytest.mark.parametrize("fields", [{"timepoint_weeks": 24.0}, {"period": "extension"}, {"label": "in some"}])
def test_unlike_values_are_not_set_side_by_side(small_evidence, fields):
    """A value of another week, period or part of the people is no comparator; it is then told without one."""
    evidence = altered(small_evidence, "sample-2019/clearing-placebo-w4", **fields)
    assert [against for _, against, *_ in summaries(evidence, "rashes")] == ["sampletinib"]


def test_a_p_value_alone_adds_nothing_to_the_values_of_the_arms(small_evidence):
    """A contrast without a value is left out where the arms have theirs."""
    evidence = altered(small_evidence, CONTRAST, value=None)
    rows = [rows for rows, *_ in summaries(evidence, "fevers")]
    assert ("fever-score-ten-v-placebo-w8",) not in rows
    assert ("fever-score-ten-w8", "fever-score-placebo-w8") in rows


def test_a_p_value_alone_stands_where_the_arms_have_only_words(small_evidence):
    """A contrast without a value is told where no arm has one of that outcome."""
    evidence = altered(small_evidence, CONTRAST, value=None)
    for arm in ("ten", "placebo"):
        evidence = altered(evidence, f"doe-2021/fever-score-{arm}-w8", kind="qualitative", value=None, text="Told.")
    assert ("fever-score-ten-v-placebo-w8",) in [rows for rows, *_ in summaries(evidence, "fevers")]


def test_two_doses_are_no_comparison(small_evidence):
    """Where both arms got the treatment nothing is compared with anything else."""
    doe = [c for c in comparisons(small_evidence, "fevers") if c.study.id == "doe-2021"]
    assert doe and {c.against for c in doe} == {"placebo"}
