"""Which rows meet in a comparison of the cream with vehicle: real ones, and spoilt copies."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from livingevidence.record.models import SecondReading
from livingevidence.synthesis.comparisons import events, select
from livingevidence.synthesis.plans import share_people
from livingevidence.synthesis.sides import ANY, FORMULATIONS, MAIN
from ruxreview import Evidence

STOPPED = "discontinuation-due-to-adverse-event"
AD1, AD2, V1, V2 = ("NCT03745638",), ("NCT03745651",), ("NCT04052425",), ("NCT04057573",)


def changed(evidence: Evidence, study: str, row: str = "", add: tuple = (), **fields) -> Evidence:
    """Return the evidence with other fields in a row of a study, or with rows added to it."""
    record = evidence.records[study]
    rows = [r.model_copy(update=fields) if r.id == row else r for r in record.adverse_events]
    assert not row or rows != record.adverse_events
    studies = {**evidence.records, study: record.model_copy(update={"adverse_events": [*rows, *add]})}
    return Evidence(replace(evidence.library, studies=studies))


def of(evidence: Evidence, event: str, formulation: str = MAIN, **choices) -> dict[tuple, tuple]:
    """Return the tables of an event by the trials that they cover."""
    return {item.trials: item.table for item in select(evidence, event, formulation, **choices).comparisons}


def reasons(evidence: Evidence, event: str, formulation: str = MAIN, **choices) -> dict[str, str]:
    """Return the reason of each row of an event that is in no comparison."""
    left = select(evidence, event, formulation, **choices).not_used
    return {address: item.reason for item in left for address in item.rows}


def counts(evidence: Evidence, *addresses: str) -> tuple[int, ...]:
    """Return events and people of rows, as they stand in the evidence."""
    rows = [evidence.row(address.replace("/", "#", 1))[1] for address in addresses]
    return tuple(number for row in rows for number in (row.events or 0, row.n))


@pytest.fixture(scope="module")
def every(evidence):
    """Return what is selected of every event and formulation."""
    return {(e, f): select(evidence, e, f) for e in events(evidence) for f in FORMULATIONS}


# --- what holds of all --------------------------------------------------------------------------


def test_there_are_comparisons_of_two_diseases(every):
    """The real evidence has comparisons, in more than one disease."""
    found = [item for (_, formulation), s in every.items() if formulation == MAIN for item in s.comparisons]
    assert len(found) > 10 and len({item.disease for item in found}) > 1


def test_every_row_of_an_event_is_used_or_left_out_once(evidence, every):
    """No row is used twice, none is used and left out, and none is lost."""
    for (event, _), selected in every.items():
        used = [row for item in selected.comparisons for row in item.rows]
        left = [row for item in selected.not_used for row in item.rows]
        studies = {row.split("/")[0] for row in (*used, *left)}
        rows = [f"{s}/{r.id}" for s in studies for r in evidence.records[s].adverse_events if r.event == event]
        assert sorted(used + left) == sorted(rows)


def test_only_blinded_rows_meet(evidence, every):
    """Every row behind a comparison is of the blinded period and no repeat of another study's."""
    rows = [evidence.row(a.replace("/", "#", 1))[1] for s in every.values() for c in s.comparisons for a in c.rows]
    assert {(row.period, row.duplicate_of) for row in rows} == {("blinded", None)}


def test_nobody_is_in_two_comparisons_of_an_event(every):
    """No two comparisons of an event share people, nor a vehicle arm."""
    for selected in every.values():
        assert not any(share_people(a, b) for a, b in combinations(selected.comparisons, 2))
        arms = [arm for item in selected.comparisons for arm in item.comparator_arms]
        assert len(arms) == len(set(arms))


def test_no_more_people_than_in_the_arms(evidence, every):
    """Of no side are more people counted than its arms have, and the arms are the cream alone and vehicle alone."""
    for item in (item for selected in every.values() for item in selected.comparisons):
        study = evidence.records[item.study]
        arms = [next(a for a in study.arms if a.id == evidence.row(r.replace("/", "#", 1))[1].arm) for r in item.rows]
        assert [arm.interventions for arm in arms] == [["ruxolitinib"]] * (len(arms) - 1) + [["vehicle"]]
        for row, arm in zip(item.rows, arms, strict=True):
            assert arm.n is None or counts(evidence, row)[1] <= arm.n


def test_the_main_analysis_has_one_strength(evidence, every):
    """The main analysis takes arms of 1.5 % twice daily only."""
    for item in (c for (_, formulation), s in every.items() if formulation == MAIN for c in s.comparisons):
        cream = evidence.row(item.rows[0].replace("/", "#", 1))[1].arm
        arm = next(arm for arm in evidence.records[item.study].arms if arm.id == cream)
        assert (arm.strength_percent, arm.frequency, len(item.rows)) == (1.5, "twice daily", 2)


# --- real rows ----------------------------------------------------------------------------------


def test_withdrawals_are_compared_by_trial(evidence):
    """Each of four trials has its own table, with the counts of its own rows."""
    papp, rosmarin = f"papp-2021/{STOPPED}", f"rosmarin-2022/{STOPPED}"
    assert of(evidence, STOPPED) == {
        AD1: counts(evidence, f"{papp}-rux15-w8-2", f"{papp}-vehicle-w8-2"),
        AD2: counts(evidence, f"{papp}-rux15-w8-3", f"{papp}-vehicle-w8-3"),
        V1: counts(evidence, f"{rosmarin}-v1-rux15-w24", f"{rosmarin}-v1-vehicle-w24"),
        V2: counts(evidence, f"{rosmarin}-v2-rux15", f"{rosmarin}-v2-vehicle"),
    }


def test_two_strengths_are_summed_against_one_vehicle_arm(evidence):
    """With any strength, events and people of both arms are summed and the vehicle arm is counted once."""
    papp = f"papp-2021/{STOPPED}"
    low, main = counts(evidence, f"{papp}-rux075-w8", f"{papp}-rux15-w8-2")[::2], of(evidence, STOPPED)[AD1]
    people = sum(counts(evidence, f"{papp}-rux075-w8", f"{papp}-rux15-w8-2")[1::2])
    assert of(evidence, STOPPED, ANY)[AD1] == (sum(low), people, *main[2:])


def test_an_unread_strength_keeps_its_trial_out_of_any_strength(evidence):
    """Where one of the strengths beside a vehicle arm was not read, nothing is summed, and its name is told."""
    assert not of(evidence, "application-site-reaction", ANY)
    told = reasons(evidence, "application-site-reaction", ANY)
    assert "0.75 % twice daily" in told["eichenfield-2025/application-site-reaction-rux15-w8"]


def test_application_site_reactions_are_of_one_trial(evidence):
    """Application site reactions against vehicle have one count: the trial in children."""
    found = select(evidence, "application-site-reaction").comparisons
    assert [(item.study, item.disease) for item in found] == [("eichenfield-2025", "atopic-dermatitis")]


def test_a_row_over_two_trials_is_one_table_with_a_note(evidence):
    """The two trials that a source took together are one table of both, which says so."""
    first = select(evidence, "any-adverse-event").comparisons[0]
    assert first.trials == (*AD1, *AD2) and first.note == "counts pooled by the source over 2 trials"
    assert (*AD1, *AD2) not in of(evidence, "any-adverse-event", source_pools=False)


def test_a_label_knows_its_trials_disease_and_design(evidence):
    """A row that only the label has is told under the disease and design of its trials."""
    (found,) = select(evidence, "skin-atrophy-or-striae").comparisons
    assert (found.study, found.disease, found.design) == ("fda-opzelura-label", "atopic-dermatitis", "randomised-trial")


def test_the_second_reading_can_be_taken(evidence):
    """Where the second reader found another count, it can be taken, and the note tells it either way."""
    row = evidence.row(f"rosmarin-2022/{STOPPED}-v1-rux15-w24")[1]
    printed = row.second_readings[0].printed
    assert of(evidence, STOPPED)[V1][:2] == (row.events, row.n)
    assert of(evidence, STOPPED, second=True)[V1][:2] == (printed.events, printed.n) != (row.events, row.n)
    note = next(item.note for item in select(evidence, STOPPED).comparisons if item.trials == V1)
    assert note == f"a second reading has {printed.events} of {printed.n}"


@pytest.mark.parametrize(
    ("event", "row", "reason"),
    [
        (STOPPED, f"eichenfield-2025/{STOPPED}-rux15-w8",
         "a percentage without its count, which a second reading has"),
        (STOPPED, f"eichenfield-2025/{STOPPED}-vehicle-w8", "no count of the cream arm to compare with"),
        (STOPPED, f"papp-2021/{STOPPED}-rux075-w8", "another strength or frequency, which would share the vehicle arm"),
        (STOPPED, f"rosmarin-2022/{STOPPED}-v1-ext-rux-w52", "open extension, not the blinded period"),
        (STOPPED, f"bissonnette-2022/{STOPPED}-rux15", "no parallel arm with vehicle"),
        ("covid-19", "rosmarin-2022/covid-19-v2-whole-rux15", "whole record, not the blinded period"),
        ("covid-19", "fda-opzelura-label/covid-19-ped-rux15-w8", "the same result stands in eichenfield-2025"),
        ("any-adverse-event", "olsen-2020/awaited-adverse-events", "awaited"),
        ("serious-adverse-event", "bayart-2017/serious-adverse-event-topical-jak", "no parallel arm with vehicle"),
        ("class-warning-event", "fda-opzelura-label/class-warning-event-ped-rux15-w8",
         "of how many people was not read"),
        ("safety-summary", "markova-2023/safety-summary-rux", "areas of the same people, not parallel arms"),
        ("application-site-reaction", "papp-2021/application-site-reaction-rux15-w8", "no count"),
    ],
)  # fmt: skip
def test_real_rows_are_left_out_with_their_reason(evidence, event, row, reason):
    """What is no side of a comparison says why."""
    assert reasons(evidence, event)[row] == reason


# --- spoilt copies ------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "taken"), [(100, True), (130, False)])
def test_a_printed_zero_percent_is_nobody_of_a_hundred_at_most(evidence, n, taken):
    """A printed 0 % counts as nobody of 100, and not of more, where it may be rounded."""
    spoilt = changed(evidence, "eichenfield-2025", f"{STOPPED}-rux15-w8", percent=0.0, n=n)
    assert of(spoilt, STOPPED).get(("NCT04921969",)) == ((0, n, 0, 65) if taken else None)


def test_a_row_over_both_trials_stands_back(evidence):
    """A count over both trials beside the counts of each is left out as their alternative."""
    pooled = [
        evidence.row(f"rosmarin-2022/{STOPPED}-v1-{side}-w24")[1].model_copy(
            update={"id": f"both-{side}", "arm": side, "trials": [*V1, *V2], "second_readings": []}
        )
        for side in ("rux15", "vehicle")
    ]
    spoilt = changed(evidence, "rosmarin-2022", add=tuple(pooled))
    assert of(spoilt, STOPPED) == of(evidence, STOPPED)
    assert "alternatives" in reasons(spoilt, STOPPED)["rosmarin-2022/both-rux15"]


def test_a_row_over_both_trials_holds_more_people_than_one_of_them(evidence):
    """Where only one trial has its own count, the count over both is taken, since it has more of the people."""
    pooled = [
        evidence.row(f"rosmarin-2022/any-adverse-event-v1-{side}-w24")[1].model_copy(
            update={"id": f"both-{side}", "arm": side, "trials": [*V1, *V2], "n": n}
        )
        for side, n in (("rux15", 449), ("vehicle", 224))
    ]
    spoilt = changed(evidence, "rosmarin-2022", add=tuple(pooled))
    assert (*V1, *V2) in of(spoilt, "any-adverse-event") and V1 not in of(spoilt, "any-adverse-event")
    told = reasons(spoilt, "any-adverse-event")["rosmarin-2022/any-adverse-event-v1-rux15-w24"]
    assert "alternatives" in told


def test_a_label_stands_back_behind_its_trial(evidence):
    """Without its mark as a repeat, a label's row is still not counted beside the trial's own."""
    spoilt = evidence
    for side in ("rux15", "vehicle"):
        spoilt = changed(spoilt, "fda-opzelura-label", f"covid-19-ped-{side}-w8", duplicate_of=None)
    found = select(spoilt, "covid-19").comparisons
    assert [item.study for item in found] == ["eichenfield-2025"]
    told = reasons(spoilt, "covid-19")["fda-opzelura-label/covid-19-ped-rux15-w8"]
    assert told == "the same people are counted in eichenfield-2025"


def test_a_later_week_takes_the_place_of_an_earlier_one(evidence):
    """Of two timepoints of the same people the later is taken."""
    early = [
        evidence.row(f"eichenfield-2025/covid-19-{side}-w8")[1].model_copy(
            update={"id": f"early-{side}", "timepoint_weeks": 4.0}
        )
        for side in ("rux15", "vehicle")
    ]
    spoilt = changed(evidence, "eichenfield-2025", add=tuple(early))
    assert [item.weeks for item in select(spoilt, "covid-19").comparisons] == [8.0]
    assert reasons(spoilt, "covid-19")["eichenfield-2025/early-rux15"] == "a later result of the same people is taken"


def test_two_rows_of_an_arm_are_no_table(evidence):
    """Two rows of the same arm, trials and week leave open which one counts, so neither does."""
    twin = evidence.row("eichenfield-2025/covid-19-rux15-w8")[1].model_copy(update={"id": "twin"})
    spoilt = changed(evidence, "eichenfield-2025", add=(twin,))
    assert not of(spoilt, "covid-19")
    assert reasons(spoilt, "covid-19")["eichenfield-2025/twin"] == "more than one row for the same arm"


def test_lesions_are_not_compared(evidence):
    """A count of something else than people is left out with its unit."""
    spoilt = changed(evidence, "eichenfield-2025", "covid-19-rux15-w8", unit="lesions")
    assert reasons(spoilt, "covid-19")["eichenfield-2025/covid-19-rux15-w8"] == "counts lesions, not people"


def test_an_agreeing_second_reading_changes_nothing(evidence):
    """A second reading that agrees is no alternative."""
    reading = SecondReading(agrees=True, source="S5")
    spoilt = changed(evidence, "eichenfield-2025", "covid-19-rux15-w8", second_readings=[reading])
    assert of(spoilt, "covid-19", second=True) == of(evidence, "covid-19")


@pytest.mark.parametrize(
    ("event", "formulation", "error"), [("no-event", MAIN, KeyError), (STOPPED, "2 %", ValueError)]
)
def test_unknown_choices_are_told(evidence, event, formulation, error):
    """An unknown event or formulation is an error that names it."""
    with pytest.raises(error, match=event if error is KeyError else formulation):
        select(evidence, event, formulation)
