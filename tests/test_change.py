"""What would change our mind: the change that is told really overturns the claim, and one step less doesn't."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from docutils import nodes
from hypothesis import given, settings
from hypothesis import strategies as st

from live import TOPIC
from livingevidence.claims import change
from livingevidence.claims.base import Claim, Finding, Judged, judge
from livingevidence.claims.change import SIZES, changes, counts, one_more, search
from livingevidence.claims.facts import SIDES, Facts, side_of
from livingevidence.claims.ledger import judge_all
from livingevidence.site import claims_page
from livingevidence.site.shared import shared
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.pooling import pool
from ruxreview import Evidence

STOPPED, ECZEMA = "discontinuation-due-to-adverse-event", "atopic-dermatitis"


def invented(*tables: tuple[int, int, int, int]) -> list[Comparison]:
    """Return invented comparisons of invented trials."""
    return [
        Comparison(
            study=f"invented-{i}", trials=(f"T{i}",), about="harm", term="invented rash", disease="invented disease",
            design="invented-trial", rung=TOPIC.ladder[TOPIC.controlled], formulation="cream", period="blinded",
            comparator="vehicle", comparator_study=f"invented-{i}", comparator_arms=(f"invented-{i}/vehicle@T{i}",),
            events=a, n=n, control_events=b, control_n=m, cells=(a, n - a, b, m - b), weeks=1.0, rows=(),
        )
        for i, (a, n, b, m) in enumerate(tables, 1)
    ]  # fmt: skip


def side_with(comparisons: list[Comparison], size: int, events: int) -> str | None:
    """Return on which side the result lies with one more trial."""
    return side_of(pool("invented", [*comparisons, one_more(comparisons, size, events)]).main)


def steps(comparisons: list[Comparison]):
    """Yield size and count of every trial of the grid, in the order in which they are tried."""
    for size in SIZES:
        yield from ((size, events) for events in counts(comparisons, size))


def holds_to(comparisons: list[Comparison]) -> None:
    """Assert that what is told is the first trial of the grid that does it."""
    side = side_of(pool("invented", comparisons).main)
    overturns, opens = search(comparisons, side)
    last = overturns and (overturns.trial.n, overturns.trial.events)
    before = list(itertools.takewhile(lambda step: step != last, steps(comparisons)))
    found = {step: side_with(comparisons, *step) for step in before}
    assert last is None or side_with(comparisons, *last) not in (side, None)
    assert set(found.values()) <= {side, None}
    first = next((step for step in before if found[step] is None), None)
    assert (opens and (opens.trial.n, opens.trial.events)) == first


table = st.tuples(st.integers(0, 30), st.integers(30, 90), st.integers(0, 30), st.integers(30, 90))


@settings(max_examples=12)
@given(st.lists(table, min_size=3, max_size=3))
def test_the_trial_told_is_the_first_that_overturns(tables):
    """On invented comparisons it overturns the side, and no smaller trial nor a nearer count does."""
    comparisons = invented(*tables)
    if side_of(pool("invented", comparisons).main):
        holds_to(comparisons)


def test_the_trial_told_is_the_first_in_the_real_data(evidence):
    """The same for every difference of harms that is computed now."""
    lines = [line for found in Facts(evidence).harms.values() for line in found.by_disease]
    asked = [line.comparisons for line in lines if side_of(line.difference.main)]
    assert len(asked) > 1
    for comparisons in asked:
        holds_to(comparisons)


def test_the_vehicle_group_has_the_pooled_rate():
    """Ten and two of a hundred each are six of a hundred: two of forty, in whole people."""
    trial = one_more(invented((1, 100, 10, 100), (1, 100, 2, 100)), 40, 7)
    assert trial.table == (7, 40, 2, 40)
    assert trial.cells == (7, 33, 2, 38)


def test_counts_go_from_the_present_estimate_outwards():
    """Thirty of a hundred on the cream is six of twenty."""
    assert counts(invented((30, 100, 10, 100)), 20)[:3] == [6, 5, 7]
    assert sorted(counts(invented((30, 100, 10, 100)), 20)) == list(range(21))


def test_none_on_the_grid_is_said(evidence):
    """A result that no such trial can overturn says so, in words."""
    large = invented((400, 1000, 0, 1000), (420, 1000, 0, 1000), (410, 1000, 0, 1000))
    assert search(large, "more") == (None, None)
    facts = Facts(evidence)
    found = facts.harms[STOPPED]
    line = found.by_disease[0]._replace(comparisons=tuple(large))
    facts.harms = {STOPPED: found._replace(by_disease=(line,))}
    finding = Finding("", "", True, search=(STOPPED, ECZEMA, "more"))
    judged = Judged(Claim("invented", "Invented.", list), "holds", (finding,))
    assert change._told(facts, judged).endswith(", no trial of the grid overturns what is found.")
    other = dataclasses.replace(judged, findings=(finding, Finding("", "", True, flip="one more")))
    assert change._told(facts, other).startswith("one more. On discontinuation")


def test_a_trial_that_may_not_be_pooled_leaves_it_untold():
    """A second trial without an empty cell stands beside the first: told before the one that overturns."""
    overturns, opens = search(invented((20, 100, 20, 100)), "unclear")
    assert (opens.trial.n, opens.trial.events) == (20, 4)
    assert opens.found.rule == "two-side-by-side"
    assert 0 in overturns.trial.cells


def asked(evidence: Evidence, needs) -> str:
    """Return what would change a main claim with these needs."""
    claim = Claim("invented", "Invented.", needs, main=True)
    return changes(evidence, {"invented": judge(claim, Facts(evidence))})["invented"]


def verdict(evidence: Evidence, needs) -> str:
    """Return whether a claim with these needs holds."""
    return judge(Claim("invented", "Invented.", needs), Facts(evidence)).verdict


def with_studies(evidence: Evidence, *studies) -> Evidence:
    """Return the evidence with further studies, or others in place of its own."""
    more = {study.id: study for study in studies}
    return Evidence(dataclasses.replace(evidence.library, studies={**evidence.library.studies, **more}))


def like(evidence: Evidence, name: str, new: str, **changed):
    """Return a study as another one, of other people."""
    study = evidence.records[name]
    trials = [trial.model_copy(update={"id": f"{new} {trial.id}"}) for trial in study.trials]
    return study.model_copy(update={"id": new, "trials": trials, "overlaps": [], **changed})


def one_more_study(evidence: Evidence, trial: Comparison):
    """Return the record of a trial of the grid, made from the record of the first comparison it resembles."""
    study = evidence.records["papp-2021"]
    counted = {"rux15": (trial.events, trial.n), "vehicle": (trial.control_events, trial.control_n)}
    rows = [row for row in study.adverse_events if row.event == STOPPED and row.trials == [study.trials[0].id]]
    rows = [
        row.model_copy(
            update=dict(zip(("events", "n"), counted[row.arm], strict=True), trials=["T"], second_readings=[])
        )
        for row in rows
        if row.arm in counted
    ]
    assert len(rows) == 2
    arms = [arm.model_copy(update={"n": counted[arm.id][1], "trials": None}) for arm in study.arms if arm.id in counted]
    tables = {"arms": arms, "adverse_events": rows, "outcomes": []}
    return like(evidence, study.id, "invented-trial", trials=[study.trials[0].model_copy(update={"id": "T"})], **tables)


def test_the_trial_told_overturns_the_claim_when_it_is_entered(evidence):
    """Entered as a record among the real ones it overturns the claim; with the count one nearer it doesn't."""

    def needs(facts):
        return [facts.difference(STOPPED, ECZEMA, "fewer")]

    comparisons = Facts(evidence).harms[STOPPED].by_disease[0].comparisons
    step, _ = search(comparisons, "fewer")
    nearer = counts(comparisons, step.trial.n)
    nearer = nearer[nearer.index(step.trial.events) - 1]
    less = one_more(comparisons, step.trial.n, nearer)
    assert verdict(evidence, needs) == "holds"
    assert verdict(with_studies(evidence, one_more_study(evidence, step.trial)), needs) == "overturned"
    assert verdict(with_studies(evidence, one_more_study(evidence, less)), needs) == "holds"
    told = asked(evidence, needs)
    assert f"{step.trial.n} people a side, {step.trial.events} with the event on the cream" in told
    assert "overturns it (then of 1,000 " in told


def test_another_way_of_computing_is_told(evidence):
    """Where the present result is a lone trial's own, its method is named beside that of the two together."""
    told = asked(evidence, lambda facts: [facts.difference("folliculitis", ECZEMA, "unclear")])
    assert "by Mantel–Haenszel, trials as strata, where now it is Newcombe's interval" in told


@pytest.mark.parametrize("spare", [0, 1])
def test_so_many_more_studies_overturn_a_bound(evidence, spare):
    """Where no more than so many are allowed, one study more than are to spare overturns, and as many don't."""
    now = len(Facts(evidence)._treated("necrobiosis-lipoidica"))

    def needs(facts):
        return [facts.studies("necrobiosis-lipoidica", at_most=now + spare)]

    new = [like(evidence, "hwang-2024", f"invented-{i}") for i in range(spare + 1)]
    assert asked(evidence, needs).startswith(f"{spare + 1} more of the studies in ")
    assert verdict(with_studies(evidence, *new[:spare]), needs) == "holds"
    assert verdict(with_studies(evidence, *new), needs) == "overturned"


def test_so_many_fewer_studies_overturn_a_bound(evidence):
    """Where at least all present ones are needed, one fewer is told; without a bound nothing is."""
    now = len(Facts(evidence)._treated("necrobiosis-lipoidica"))
    assert asked(evidence, lambda facts: [facts.studies("necrobiosis-lipoidica", at_least=now)]).startswith("1 fewer")
    told = asked(evidence, lambda facts: [facts.studies("necrobiosis-lipoidica")])
    assert told == "a result that it rests on is corrected or withdrawn."


def test_a_patient_overturns_that_nobody_was_treated(evidence):
    """The patient is told, and a study with one overturns it."""

    def needs(facts):
        return [facts.nobody("granulomatous-cheilitis")]

    told = "one patient treated with topical ruxolitinib in "
    assert asked(evidence, needs).startswith(told)
    new = like(evidence, "hwang-2024", "invented-1", conditions=["granulomatous-cheilitis"])
    assert verdict(with_studies(evidence, new), needs) == "overturned"


def row_with(evidence: Evidence, address: str, events: int) -> Evidence:
    """Return the evidence with another count in a row."""
    study, row = evidence.row(address)
    rows = [r.model_copy(update={"events": events}) if r.id == row.id else r for r in study.outcomes]
    return with_studies(evidence, study.model_copy(update={"outcomes": rows}))


AREAS = [f"bokhari-2018/partial-hair-regrowth-{arm}-w28" for arm in ("rux", "vehicle")]


@pytest.mark.parametrize(
    "needs", [lambda facts: [facts.greater(*AREAS)], lambda facts: [facts.share(AREAS[0], at_least=20, at_most=80)]]
)
def test_the_count_told_of_a_row_overturns(evidence, needs):
    """The count that is told does it, and the one between it and the present one doesn't."""
    told = int(asked(evidence, needs).split(" of ")[0])
    now = evidence.row(AREAS[0])[1].events
    toward = 1 if told < now else -1
    assert verdict(row_with(evidence, AREAS[0], told), needs) == "overturned"
    assert verdict(row_with(evidence, AREAS[0], told + toward), needs) == "holds"


def test_steps_that_differ_in_the_place_are_told_as_one():
    """Words before and after the places stand once; steps without a place stay by themselves."""
    flips = ["one row in rashes of the cream", "a search", "one row in itches of the cream", "one row in hives of it"]
    assert change._joined(flips[:3]) == ["one row in rashes or itches of the cream", "a search"]
    assert change._joined(flips) == [
        "one row in rashes of the cream or itches of the cream or hives of it", "a search"
    ]  # fmt: skip


def test_only_main_claims_are_told_of(evidence):
    """A claim that is not main has no entry; an open one says what it waits for, an overturned one that it is."""
    needs = {
        "open": lambda facts: [facts.read("olsen-2020/awaited-salt50-at-week-24")],
        "overturned": lambda facts: [facts.nobody("necrobiosis-lipoidica")],
    }
    facts = Facts(evidence)
    judged = {name: judge(Claim(name, "Invented.", need, main=True), facts) for name, need in needs.items()}
    judged["side"] = judge(Claim("side", "Invented.", needs["open"]), facts)
    found = changes(evidence, judged)
    assert set(found) == set(needs)
    assert found["open"].startswith("it is open, and waits for a result in olsen-2020")
    assert found["overturned"] == "it is overturned already."


def test_every_main_claim_has_its_change(evidence):
    """Each main claim of the site has a sentence, and no side is named that doesn't exist."""
    judged = judge_all(evidence)
    found = changes(evidence, judged)
    assert set(found) == {name for name, item in judged.items() if item.claim.main}
    assert all(text.endswith(".") and text[0] != " " for text in found.values())
    searched = {finding.search[2] for item in judged.values() for finding in item.findings if finding.search}
    assert searched <= set(SIDES)


def test_a_second_trial_in_alopecia_areata_overturns_that_there_is_one(evidence):
    """The chapter's claim falls with one more vehicle-controlled trial, as it says itself."""
    told = changes(evidence, judge_all(evidence))["alopecia-areata-vehicle"]
    assert "1 more or 1 fewer of the vehicle-controlled studies in alopecia areata" in told
    new = like(evidence, "olsen-2020", "invented-1")
    assert judge_all(with_studies(evidence, new))["alopecia-areata-vehicle"].verdict == "overturned"


def test_rows_are_links_in_the_ledger(evidence, monkeypatch):
    """An address in the words is a link to its row, by the row's own words and arm; what is no row stays words."""
    monkeypatch.setattr(shared, "evidence", evidence)
    words = claims_page._linked(f"0 of 16 in {AREAS[0]}, where now it is 5; nothing#there")
    (link,) = (part for part in words if isinstance(part, nodes.reference))
    assert link["refuri"] == f"studies/{AREAS[0].replace('#', '.html#')}"
    assert link.astext().startswith("Bokhari 2018: ") and "ruxolitinib" in link.astext()
    assert "".join(part.astext() for part in words).endswith(", where now it is 5; nothing#there")
