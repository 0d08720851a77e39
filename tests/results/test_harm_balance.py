"""Which harms stand on every condition's page: the worst and the best of each class, and every grave one."""

import pytest

from copies import DataCopy, altered, with_rows
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import percent_of_people
from livingevidence.results.harm_balance import grave_harms, weighed_harms
from livingevidence.results.harm_numbers import more_or_fewer
from livingevidence.show.findings import grave_harms as grave_table
from livingevidence.show.findings import weighed_harms as weighed_table
from livingevidence.synthesis.stats.two_by_two import risk_difference
from ruxreview import Evidence as Live
from shown import words

SERIOUS = ("roe-2022/serious-ten-both-w8", "roe-2022/serious-placebo-both-w8")


@pytest.fixture
def evidence(small_copy: DataCopy) -> Evidence:
    """Return the invented review with serious events weighed, and deaths told wherever there was one."""
    small_copy.edit("topic.yaml", "harms", {"compared": ["serious"], "grave": "grave"})
    small_copy.edit("topic.yaml", "together", {"grave": ["death"]})
    return small_copy.evidence()


def differences(evidence: Evidence) -> list[tuple[str, float]]:
    """Return the treated rows that stand, with the rounded differences."""
    return [(f"{pair.study.id}/{pair.treated.id}", round(pair.difference, 1)) for pair in weighed_harms(evidence)]


def test_where_the_treatment_only_did_better_one_result_stands(evidence):
    """Of two differences for the treatment the larger one stands, and nothing else."""
    assert differences(evidence) == [(SERIOUS[0], -0.5), ("doe-2021/serious-ten-w8", -2.5)]


def test_the_longest_and_largest_trial_with_adults_stands_first(small_copy, evidence):
    """Of two trials the larger stands first, before it the longer one, and last that of children alone."""
    assert [name.partition("/")[0] for name, _ in differences(evidence)] == ["roe-2022", "doe-2021"]
    longer = altered(evidence, "doe-2021/serious-ten-w8", timepoint_weeks=12.0)
    longer = altered(longer, "doe-2021/serious-placebo-w8", timepoint_weeks=12.0)
    assert [name.partition("/")[0] for name, _ in differences(longer)] == ["doe-2021", "roe-2022"]
    small_copy.edit("roe-2022", "population.age", "2-11 years")
    assert [name.partition("/")[0] for name, _ in differences(small_copy.evidence())] == ["doe-2021", "roe-2022"]


def test_what_speaks_against_the_treatment_stands_beside_what_speaks_for_it(evidence):
    """One event more often with the treatment is shown first, the one less often after it."""
    worse = altered(evidence, SERIOUS[0], events=9)
    worse = with_rows(worse, *SERIOUS, add="again", timepoint_weeks=12.0)
    worse = altered(worse, f"{SERIOUS[0]}-again", events=0)
    assert differences(worse)[:2] == [(SERIOUS[0], 3.0), (f"{SERIOUS[0]}-again", -1.5)]


def test_a_difference_of_less_than_one_percent_stands(evidence):
    """However small it is, a difference has a side."""
    worse = with_rows(altered(evidence, SERIOUS[0], events=4), *SERIOUS, add="again", timepoint_weeks=12.0)
    worse = altered(worse, f"{SERIOUS[0]}-again", events=2)
    assert differences(worse)[:2] == [(SERIOUS[0], 0.5), (f"{SERIOUS[0]}-again", -0.5)]


def test_no_difference_is_nothing_that_speaks_for_the_treatment(evidence):
    """Where one event was more often with the treatment and another as often, the first stands alone."""
    worse = with_rows(altered(evidence, SERIOUS[0], events=9), *SERIOUS, add="again", timepoint_weeks=12.0)
    alike = altered(worse, f"{SERIOUS[0]}-again", events=3)
    assert differences(alike)[:-1] == [(SERIOUS[0], 3.0)]


def test_a_percentage_is_weighed_like_a_count(evidence):
    """A printed percentage stands where its difference is the largest."""
    larger = altered(evidence, SERIOUS[0], kind="percent", events=None, percent=30.0)
    assert (SERIOUS[0], 28.5) in differences(larger)
    reports = altered(evidence, SERIOUS[0], unit="events")
    assert percent_of_people(reports.row(SERIOUS[0])[1]) is None and len(weighed_harms(reports)) == 1


def test_a_higher_share_elsewhere_stands_beside_it(evidence):
    """What an open part saw more often is told, and what it saw as often or less often is not."""
    more = with_rows(evidence, SERIOUS[0], add="open", period="open-label", events=50)
    cell = words(weighed_table(more).rows[0][-1])
    assert cell.startswith("highest share: 50 of 200; example fever") and "open" in cell
    for events in (1, 2):
        less = with_rows(evidence, SERIOUS[0], add="open", period="open-label", events=events)
        assert words(weighed_table(less).rows[0][-1]) == "–"


def test_a_part_of_the_same_people_stands_beside_the_whole(evidence):
    """A result of one of the trials is told beside that of both, and never in its place."""
    part = with_rows(evidence, *SERIOUS, add="part", trials=["NCT00000002"])
    part = altered(part, f"{SERIOUS[0]}-part", events=9)
    assert [row for row, _ in differences(part)][:-1] == [SERIOUS[0]]
    assert "9 of 200 against 3 of 200" in words(weighed_table(part).rows[0][-1])


def test_a_grave_harm_stands_wherever_one_was_reported(evidence):
    """A report in words stands; so does the largest number of people of whom nobody had one, with its upper bound.

    What happened to people without the treatment is no harm of it.
    """
    no_death = with_rows(evidence, SERIOUS[0], add="death", event="death", events=0)
    no_death = with_rows(no_death, SERIOUS[1], add="death", event="death", events=2)
    no_death = with_rows(no_death, "doe-2021/serious-ten-w8", add="death", event="death", events=0)
    (death,) = grave_harms(no_death)
    assert [row.id for _, row in death.reported] == ["no-death"]
    assert "0 of 200, up to 1.8 %" in words(grave_table(no_death).rows[0][2])
    (death,) = grave_harms(evidence)
    assert death.nobody is None


def test_a_grave_harm_that_stands_in_two_records_is_told_once(evidence):
    """A row that repeats one of another record is no second death."""
    with_death = with_rows(evidence, SERIOUS[0], add="death", event="death", events=1)
    assert len(grave_harms(with_death)[0].reported) == 2
    with_death = altered(with_death, f"{SERIOUS[0]}-death", duplicate_of="doe-2021/no-death")
    assert [row.id for _, row in grave_harms(with_death)[0].reported] == ["no-death"]


@pytest.mark.parametrize("arm", ["examplinib", "placebo"])
def test_what_a_label_says_was_reported_stands_too(small_copy, evidence, arm):
    """A label tells of nobody's trial, may have no arm with the treatment, and its word on a grave harm counts."""
    row = evidence.row("doe-2021/no-death")[1].model_dump(exclude_unset=True)
    small_copy.edit("topic.yaml", "labels", {"x": "review-2020"})
    small_copy.edit("review-2020", "arms[0].interventions", [arm])
    small_copy.edit("review-2020", "adverse_events", [row | {"id": "death", "text": "Deaths were reported."}])
    (death,) = grave_harms(small_copy.evidence())
    assert [study.id for study, _ in death.reported] == ["doe-2021", "review-2020"]


def test_beside_the_shares_stands_the_difference_of_the_same_rows(evidence):
    """Each has its own interval, that of its two rows and of no pooled line; where a count is missing it says so."""
    table = weighed_table(evidence)
    column = table.head.index("Difference of 1,000 people")
    for row, pair in zip(table.rows, weighed_harms(evidence), strict=True):
        counts = (n for side in (pair.treated, pair.control) for n in (side.events, side.n))
        assert words(row[column]) == per_thousand_of(*counts)
    unread = altered(evidence, SERIOUS[1], kind="percent", events=None, percent=1.3)
    assert "not computed" in {words(row[column]) for row in weighed_table(unread).rows}


def per_thousand_of(*table: int) -> str:
    """Return Newcombe's interval of one table as pages tell it."""
    difference, low, high = map(more_or_fewer, risk_difference(*table))
    return f"{difference} ({low} to {high})"


# --- the live review ------------------------------------------------------------------------------------------------


def test_the_live_review_weighs_what_it_names():
    """Each class and each grave harm that the live review names is one of its vocabulary."""
    live = Live.load()
    harms, terms = live.topic.harms, live.vocabulary["adverse-events"]
    assert harms.compared and set(harms.compared) <= {term.class_ for term in terms.values()}
    assert set(live.topic.together[harms.grave]) <= set(terms)
