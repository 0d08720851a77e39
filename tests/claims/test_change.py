"""What would change our mind: the change that is told really overturns the claim, and one step less doesn't."""

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import table
from livingevidence.claims import change
from livingevidence.claims.base import Claim, Finding, JudgedClaim, judge
from livingevidence.claims.change import SIZES, added_trial, changes, counts_by_nearness, search, side_of
from livingevidence.claims.expression import parse
from livingevidence.claims.ledger import judge_all
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.harms import analyses
from livingevidence.synthesis.pooling import pool

SHARES = 'value("sample-2019/clearing-examplinib-w4", arm="treated") > value("sample-2019/clearing-placebo-w4")'


def side_with(comparisons: list[Comparison], size: int, events: int) -> str | None:
    """Return on which side the result lies with one more trial."""
    return side_of(pool("invented", [*comparisons, added_trial(comparisons, size, events)]).main)


def assert_first_of_grid(comparisons: list[Comparison]) -> None:
    """Assert that what is told is the first trial of the grid that does it."""
    side = side_of(pool("invented", comparisons).main)
    overturns, opens = search(comparisons, side)
    last = overturns and (overturns.trial.n, overturns.trial.events)
    grid = ((size, events) for size in SIZES for events in counts_by_nearness(comparisons, size))
    sides = {step: side_with(comparisons, *step) for step in itertools.takewhile(lambda step: step != last, grid)}
    assert last is None or side_with(comparisons, *last) not in (side, None)
    assert set(sides.values()) <= {side, None}
    first = next((step for step, new_side in sides.items() if new_side is None), None)
    assert (opens and (opens.trial.n, opens.trial.events)) == first


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(30, 90), st.integers(0, 30), st.integers(30, 90)),
        min_size=3,
        max_size=3,
    )
)
def test_the_trial_told_is_the_first_that_overturns(tables):
    """On invented comparisons it overturns the side, and no smaller trial nor a nearer count does."""
    comparisons = [table(number, *counts) for number, counts in enumerate(tables, 1)]
    if side_of(pool("invented", comparisons).main):
        assert_first_of_grid(comparisons)


def test_the_trial_told_is_the_first_in_the_invented_review(small_evidence):
    """The trial that is told is the first that overturns each difference of harms of the invented review."""
    lines = [line for analysis in analyses(small_evidence) for line in analysis.by_disease]
    groups = [line.comparisons for line in lines if side_of(line.difference.main)]
    assert groups
    for comparisons in groups:
        assert_first_of_grid(comparisons)


def test_the_control_group_has_the_pooled_rate():
    """Ten and two of a hundred each are six of a hundred: two of forty, in whole people."""
    trial = added_trial([table(1, 1, 100, 10, 100), table(2, 1, 100, 2, 100)], 40, 7)
    assert trial.table == (7, 40, 2, 40)


def test_counts_go_from_the_present_estimate_outwards():
    """Thirty of a hundred on the treatment is six of twenty."""
    assert counts_by_nearness([table(1, 30, 100, 10, 100)], 20)[:3] == [6, 5, 7]
    assert sorted(counts_by_nearness([table(1, 30, 100, 10, 100)], 20)) == list(range(21))


def test_a_trial_that_may_not_be_pooled_leaves_it_untold():
    """Where trials counted at a time at which none are pooled, a second one leaves no number, and overturns nothing."""
    overturns, opens = search([table(1, 20, 100, 20, 100, weeks=14.0)], "unclear")
    assert (opens.trial.n, opens.trial.events, opens.analysis.rule) == (20, 4, "one-window")
    assert overturns is None


def test_none_on_the_grid_is_said(small_evidence, monkeypatch):
    """A result that no such trial can overturn says so, in words."""
    large = [table(1, 400, 1000, 0, 1000), table(2, 420, 1000, 0, 1000), table(3, 410, 1000, 0, 1000)]
    assert search(large, "more") == (None, None)
    analysis = change.analysis(small_evidence, "any-adverse-event")
    with_large = analysis._replace(by_disease=(analysis.by_disease[0]._replace(comparisons=large),))
    monkeypatch.setattr(change, "analysis", lambda evidence, event: with_large)
    finding = Finding("", "", True, search=("any-adverse-event", "example-fever", "more"))
    claim = JudgedClaim(Claim("invented", "Invented."), "holds", (finding,))
    assert change._what_changes(small_evidence, claim).endswith(", no trial of the grid overturns what is found.")
    with_flip = dataclasses.replace(claim, findings=(finding, Finding("", "", True, flip="one more")))
    assert change._what_changes(small_evidence, with_flip).startswith("one more. On any adverse event")


def sentence(evidence: Evidence, *lines: str, main: bool = True) -> str | None:
    """Return what would change a claim with these needs; None where nothing is told of it."""
    claim = Claim("invented", "Invented.", tuple(map(parse, lines)), main=main)
    return changes(evidence, {"invented": judge(claim, Questions(evidence).find)}).get("invented")


def holds(evidence: Evidence, line: str) -> bool | None:
    """Return whether a line holds."""
    return Questions(evidence).find(parse(line)).holds


def with_studies(evidence: Evidence, *studies) -> Evidence:
    """Return the evidence with further studies, or others in place of its own."""
    added = {study.id: study for study in studies}
    return Evidence(dataclasses.replace(evidence.library, studies={**evidence.library.studies, **added}))


@pytest.mark.parametrize("spare", [0, 1])
def test_so_many_more_studies_overturn_a_bound(small_evidence, spare):
    """Where no more than so many are allowed, one study more than are to spare overturns, and as many don't."""
    line = f'studies("sample-rash") <= {4 + spare}'
    study = small_evidence.records["poe-2017"]
    new = [study.model_copy(update={"id": f"invented-{i}", "overlaps": []}) for i in range(spare + 1)]
    assert sentence(small_evidence, line).startswith(f"{spare + 1} more stud")
    assert holds(with_studies(small_evidence, *new[:spare]), line) is True
    assert holds(with_studies(small_evidence, *new), line) is False


@pytest.mark.parametrize("line", [SHARES, 'value("sample-2019/clearing-examplinib-w4") <= 70'])
def test_the_count_told_of_a_row_overturns(small_evidence, line):
    """The count that is told does it, and the one between it and the present one doesn't."""
    study = small_evidence.records["sample-2019"]
    overturning, present = int(sentence(small_evidence, line).split(" of ")[0]), study.outcomes[0].events

    def with_events(events: int) -> Evidence:
        first = study.outcomes[0].model_copy(update={"events": events})
        return with_studies(small_evidence, study.model_copy(update={"outcomes": [first, *study.outcomes[1:]]}))

    assert holds(with_events(overturning), line) is False
    assert holds(with_events(overturning + (1 if overturning < present else -1)), line) is True


def test_what_is_told_of_each_verdict(small_evidence):
    """An open claim says what it waits for, an overturned one that it is; one that is not main has no entry."""
    awaited = 'read("example-nct00000009/awaited-clearing")'
    assert sentence(small_evidence, awaited).startswith("it is open, and waits for a")
    assert sentence(small_evidence, 'studies("sample-rash") == 0') == "it is overturned already."
    assert sentence(small_evidence, 'says("doe-2021/no-death", "Nobody")').startswith("a result that it rests on")
    assert sentence(small_evidence, 'studies("sample-rash") == 0', main=False) is None


def test_every_main_claim_has_its_change(small_evidence):
    """Each main claim has a sentence, with the trial where one is searched, in the review's own words."""
    judged_claims = judge_all(small_evidence)
    sentences = changes(small_evidence, judged_claims)
    assert set(sentences) == {name for name, judged in judged_claims.items() if judged.claim.main}
    assert all(text.endswith(".") and text[0] != " " for text in sentences.values())
    assert "with the event on the tablet and" in sentences["example-fever-any-event"]
    assert "Its placebo group" in change.grid(small_evidence.topic)
