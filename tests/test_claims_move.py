"""A change of the evidence moves the claims that speak of it, and no other.

Each change is made on a copy of the real data. A claim moves where its verdict or a number in its sentence changes.
The sets below are what a reader of the claims expects; where one differs, look at the claim that moved or stayed: it
needs too much, or too little, of the evidence.
"""

from __future__ import annotations

import pytest

from copies import DataCopy
from livingevidence.claims.ledger import judge_all
from livingevidence.cli import main
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.reading import read
from livingevidence.results.compute import compute
from livingevidence.results.numbers import GONE, filled
from ruxreview import Evidence

TABLES = ("outcomes", "adverse_events")
BOKHARI, ROSMARIN, PAPP = "bokhari-2018", "rosmarin-2022", "papp-2021"
AREA = "partial-hair-regrowth-{}-w28"
ACNE = "application-site-acne-{}-w24"
ACNE_V1 = "treatment-related-application-site-acne-v1-{}-w24"
BURNING = "treatment-related-application-site-burning-{}-w8"
ARM = """
  - id: {arm}
    label: {drug}
    role: {role}
    interventions: [{drug}]
    route: topical
    form: cream
    strength_percent: {strength}
    frequency: twice daily
    duration_weeks: 24
    n: 50"""
ROW = """
  - id: response-{arm}-w24
    arm: {arm}
    outcome: {outcome}
    label: invented response
    measure: participants
    kind: count
    timepoint_weeks: 24
    period: blinded
    events: {events}
    n: 50
    source: S1
    locator: invented"""
TRIAL = """
id: invented-2042
title: An invented trial in which the cream is no better than its vehicle
title_is: described
domain: {domain}
conditions: [{condition}]
condition_label: invented
design: randomised-trial
design_label: invented randomised trial
population:
  n_enrolled: 100
trials:
  - id: NCT99999999
    registry: ClinicalTrials.gov
    registered: true
arms:{arms}
reports:
  - key: invented-2042
    kind: journal-article
    read: abstract
    first_public: 2026-01
    sources: [S1]
outcomes:{rows}
sources:
  - id: S1
    url: https://invented.example/
    kind: invented text
    read: abstract
    verification: primary
"""
ENTRY = "\n@article{invented-2042,\n  author = {Invented, A.},\n  title = {An invented trial},\n  year = {2042},\n}\n"


def state(evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Return verdict and sentence of each claim."""
    results = compute(evidence)
    return {n: (j.verdict, filled(j.claim.text, evidence, results, GONE)) for n, j in judge_all(evidence).items()}


@pytest.fixture(scope="module")
def before(evidence):
    """Return the claims as they are."""
    return state(evidence)


@pytest.fixture
def moved(before, full_copy):
    """Return a function that tells which claims a changed copy moves, with their verdicts then."""

    def tell() -> dict[str, str]:
        after = state(Evidence.load(full_copy.folder))
        return {name: after[name][0] for name in before if after[name] != before[name]}

    return tell


def place(copy: DataCopy, study: str, row: str) -> tuple[str, dict]:
    """Return where a row stands in the file of its study, and its fields."""
    data = read(copy.file(study)).data
    return next(
        (f"{table}[{i}]", fields)
        for table in TABLES
        for i, fields in enumerate(data.get(table, []))
        if fields["id"] == row
    )


def change(copy: DataCopy, study: str, row: str, field: str, value: object) -> None:
    """Change a field of a row, as one who misread it would, second reading included."""
    path, fields = place(copy, study, row)
    copy.edit(study, f"{path}.{field}", value)
    for i, reading in enumerate(fields.get("second_readings", [])):
        if "printed" in reading:
            copy.remove(study, f"{path}.second_readings[{i}].printed")


def delete(copy: DataCopy, study: str, row: str, *, ratings: bool = True) -> None:
    """Delete a row, with the ratings that rest on it."""
    copy.remove(study, place(copy, study, row)[0])
    for path in (copy.folder / "appraisal/certainty").glob("*.yaml"):
        if ratings and f"{study}/{row}" in read(path).data["rows"]:
            path.unlink()


def swap(copy: DataCopy, study: str, rows: str, *arms: str) -> None:
    """Give the rows of two arms to each other's arm."""
    first, second = (rows.format(arm) for arm in arms)
    of_first, of_second = (place(copy, study, row)[1]["arm"] for row in (first, second))
    change(copy, study, first, "arm", of_second)
    change(copy, study, second, "arm", of_first)


def add_negative_trial(copy: DataCopy, domain: str, condition: str, outcome: str) -> None:
    """Add an invented trial of the cream against vehicle: 5 of 50 answered on the cream, 10 of 50 on vehicle."""
    sides = (("rux", "ruxolitinib", "treatment", 1.5, 5), ("vehicle", "vehicle", "comparator", None, 10))
    arms, rows = "", ""
    for arm, drug, role, strength, events in sides:
        made = ARM.format(arm=arm, drug=drug, role=role, strength=strength)
        arms += made.replace("\n    strength_percent: None", "")
        rows += ROW.format(arm=arm, outcome=outcome, events=events)
    copy.write("invented-2042", TRIAL.format(domain=domain, condition=condition, arms=arms, rows=rows))
    with copy.file("references.bib").open("a", encoding="utf-8") as file:
        file.write(ENTRY)


def test_a_copy_without_a_change_moves_nothing(moved):
    """What moves below is moved by the change."""
    assert moved() == {}


def test_a_negative_trial_in_alopecia_areata(full_copy, moved):
    """A second trial against vehicle, with counts: what rests on there being one without counts is overturned."""
    add_negative_trial(full_copy, "alopecia", "alopecia-areata", "salt50")
    assert moved() == dict.fromkeys(
        (
            "alopecia-areata-vehicle",
            "alopecia-areata-verdict",
            "alopecia-areata-review",
            "alopecia-controlled-children",  # its record doesn't say whom it took in, so it must be looked at
            "alopecia-else-uncontrolled",
            "home-not-known",
            "reviews-alopecia-areata-trial",
            "sensitivity-no-benefit-pooled",
            "timeline-no-number-in-any-year",
        ),
        "overturned",
    )


def test_a_negative_trial_outside_the_three_groups(full_copy, moved):
    """A trial of benefit in vitiligo says nothing of the three groups, nor of harms."""
    add_negative_trial(full_copy, "safety", "vitiligo", "f-vasi75")
    assert moved() == {}


def test_a_deleted_area(full_copy, moved):
    """Without the areas under the corticosteroid, what compares with them falls, and what is rated can't be told."""
    delete(full_copy, BOKHARI, AREA.format("clobetasol"))
    assert moved() == {
        "alopecia-universalis-areas": "overturned",
        "alopecia-universalis-clobetasol-most": "overturned",
        "alopecia-universalis-active": "open",
        "alopecia-certainty": "overturned",
        "alopecia-other-drugs": "overturned",
    }


def test_a_deleted_lesion_score(full_copy, moved):
    """Without the one result in necrobiosis lipoidica, all that speaks of it falls."""
    delete(full_copy, "hwang-2024", "nl-lesion-score-rux-w12")
    assert set(moved()) == {
        "granulomatous-one-uncontrolled-study",
        "granulomatous-certainty",
        "granulomatous-capped",
        "necrobiosis-lipoidica-no-comparator",
        "necrobiosis-lipoidica-p-value",
        "necrobiosis-lipoidica-verdict",
    }


def test_a_deleted_row_with_a_rating_stops_the_check(full_copy):
    """A row that a judgement rests on can't go in silence."""
    delete(full_copy, BOKHARI, AREA.format("clobetasol"), ratings=False)
    with pytest.raises(BrokenEvidence, match="KnownJudged"):
        Evidence.load(full_copy.folder)


def test_swapped_areas(full_copy, moved):
    """With ruxolitinib and corticosteroid swapped, what orders them falls, and what is rated on them is stale."""
    swap(full_copy, BOKHARI, AREA, "rux", "clobetasol")
    found = moved()
    assert {name for name, verdict in found.items() if verdict == "overturned"} == {
        "alopecia-universalis-areas",
        "alopecia-universalis-clobetasol-most",
        "alopecia-universalis-few",
        "alopecia-universalis-verdict",
        "alopecia-other-drugs",
        "reviews-alopecia-universalis-trial",
    }
    assert {name for name, verdict in found.items() if verdict == "open"} == {
        "alopecia-certainty",
        "alopecia-else-uncontrolled",
        "alopecia-universalis-active",
        "home-not-known",
    }
    assert set(found.values()) == {"overturned", "open"}


def test_swapped_ruxolitinib_and_vehicle_stop_the_check(full_copy):
    """Vehicle's results that are suddenly ruxolitinib's are no comparator, which the check tells."""
    swap(full_copy, BOKHARI, AREA, "rux", "vehicle")
    with pytest.raises(BrokenEvidence, match="FitsAsComparator"):
        Evidence.load(full_copy.folder)


@pytest.mark.parametrize(
    ("study", "rows", "arms", "wanted"),
    [
        (ROSMARIN, ACNE, ("rux15", "vehicle"), {"safety-vitiligo-acne", "safety-acne-widest-gap"}),
        (ROSMARIN, ACNE_V1, ("rux15", "vehicle"), {"safety-vitiligo-acne", "safety-sure-of-little"}),
        (PAPP, "nasopharyngitis-{}-w8", ("rux15", "vehicle"), {"safety-colds"}),
        (PAPP, BURNING, ("rux15", "vehicle"), {"safety-atopic-burning", "safety-atopic-burning-and-itch"}),
    ],
    ids=["acne", "acne-of-one-trial", "colds", "burning"],
)
def test_swapped_arms_of_a_harm(full_copy, moved, study, rows, arms, wanted):
    """A harm whose arms are swapped overturns what says on which side it is more common; ratings on it are stale."""
    swap(full_copy, study, rows, *arms)
    found = moved()
    assert {name for name, verdict in found.items() if verdict == "overturned"} == wanted
    stale = {"home-safety-certainty", "safety-sure-of-little"}
    assert {name for name, verdict in found.items() if verdict == "open"} <= stale
    assert "holds" not in found.values()


def test_swapped_sides_of_a_ratio(full_copy, moved):
    """An odds ratio whose sides are swapped overturns what says which of them does better."""
    study = "paediatric-jak-meta-2022"
    path, _ = place(full_copy, study, "response-odds-ratio-oral-v-topical")
    full_copy.edit(study, f"{path}.contrast.treatment", "topical")
    full_copy.edit(study, f"{path}.contrast.comparator", "oral")
    wanted = ("reviews-alopecia-areata-routes", "reviews-children-wide", "systemic-reviews-no-estimate-for-cream")
    assert moved() == dict.fromkeys(wanted, "overturned")


@pytest.mark.parametrize(
    ("study", "row", "n", "wanted"),
    [
        (
            BOKHARI,
            AREA.format("clobetasol"),
            15,
            {
                "alopecia-universalis-areas": "holds",  # with another number
                "alopecia-certainty": "open",
                "alopecia-else-uncontrolled": "open",
                "alopecia-universalis-active": "open",
                "home-not-known": "open",
            },
        ),
        (
            ROSMARIN,
            ACNE.format("vehicle"),
            324,
            {"safety-vitiligo-acne": "holds", "safety-sure-of-little": "open", "home-safety-certainty": "open"},
        ),
        (
            ROSMARIN,
            ACNE_V1.format("vehicle"),
            60,  # so few that the interval holds no difference
            {
                "safety-vitiligo-acne": "overturned",
                "safety-sure-of-little": "overturned",
                "home-safety-certainty": "open",
            },
        ),
        (PAPP, "nasopharyngitis-vehicle-w8", 150, {"safety-colds": "holds", "home-safety-certainty": "open"}),
    ],
    ids=["area", "acne", "acne-of-one-trial", "colds"],
)
def test_a_changed_denominator(full_copy, moved, study, row, n, wanted):
    """Another number of people shows in the sentences that tell it, and opens what was rated on the old one."""
    change(full_copy, study, row, "n", n)
    assert moved() == wanted


def test_more_people_show_in_the_sentence_alone(full_copy, moved):
    """A number that a sentence only tells moves its words, not its verdict."""
    full_copy.edit("hwang-2024", "population.n_enrolled", 13)
    assert moved() == {"granulomatous-one-uncontrolled-study": "holds", "mechanism-under-the-cream": "holds"}


def test_the_command_tells_what_was_overturned_where_a_number_is_gone(full_copy, capsys):
    """A sentence with a number of a deleted row is told with a gap, and not with a failure of the command."""
    delete(full_copy, BOKHARI, AREA.format("clobetasol"))
    assert main(["claims", "--data", str(full_copy.folder)]) == 1
    told = capsys.readouterr().out.split("alopecia-universalis-areas\n")[1].split("\n\n")[0]
    assert GONE in told and f"{BOKHARI}#{AREA.format('clobetasol')}" in told
