"""How the picture moved: each year's numbers are those of its cut, and what can't be told is not told."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest
from bs4 import BeautifulSoup

from live import GROUPS, TOPIC
from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.treated import ladder
from livingevidence.record.cut import undated
from livingevidence.record.dates import last_day
from livingevidence.record.text import capital
from livingevidence.results.compute import compute
from livingevidence.show import could_know, timeline
from livingevidence.show.figures import timeline as timeline_figure
from ruxreview import Evidence


@pytest.fixture(scope="module")
def by_year(evidence):
    """Return the evidence at the end of each year."""
    return timeline.cuts(evidence)


def with_dates(evidence: Evidence, name: str, *dates: str) -> Evidence:
    """Return the evidence with other dates of the reports of a study."""
    study = evidence.records[name]
    reports = [r.model_copy(update={"first_public": day}) for r, day in zip(study.reports, dates, strict=True)]
    studies = {**evidence.library.studies, name: study.model_copy(update={"reports": reports})}
    return Evidence(dataclasses.replace(evidence.library, studies=studies))


def test_years_run_from_the_first_treated_patient_to_the_last_report(evidence, by_year):
    """In the year before the first one nobody was treated, and after the last one nothing becomes public."""
    first, last = min(by_year), max(by_year)
    assert list(by_year) == list(range(first, last + 1))
    assert timeline.treated(by_year[first])
    assert not timeline.treated(evidence.as_of(f"{first - 1}-12-31"))
    assert set(evidence.as_of("2100-01-01").records) == set(by_year[last].records)


@pytest.mark.parametrize("group", GROUPS)
def test_the_rungs_of_a_year_add_up_to_the_people_of_its_cut(by_year, group):
    """People over all rungs are the people of the group, each counted once, as they are computed elsewhere."""
    for cut in by_year.values():
        results, made = compute(cut), timeline.counts(cut, group)
        assert sum(rung.people for rung in made.values()) == results[f"{group}.people"].value
        assert sum(len(rung.studies) for rung in made.values()) == results[f"{group}.studies"].value


@pytest.mark.parametrize("group", GROUPS)
def test_each_dated_study_is_new_in_one_year(evidence, by_year, group):
    """The lines of a group's table name each study that a cut holds once, in the year of its first report."""
    lines = {row[0]: row[1] for row in timeline.rungs(by_year, group).rows}
    for study in timeline.treated(evidence, group):
        there = [year for year, told in lines.items() if f"/studies/{study.id}>" in told]
        report = timeline.earliest(study)
        assert there == ([str(last_day(report.first_public).year)] if report else [])


def test_a_rung_without_a_study_is_a_dash(by_year):
    """Before its vehicle-controlled trial alopecia has none, and since then it has its people."""
    table = timeline.rungs(by_year, "alopecia")
    column = table.head.index("Vehicle-controlled trials")
    before, after = table.rows[0][column], table.rows[-1][column]
    assert before == "–"
    people = by_year[max(by_year)].records["olsen-2020"].population.n_enrolled
    assert after.startswith(f"{people} people, ")


@pytest.mark.parametrize("group", GROUPS)
def test_the_figure_draws_the_numbers_of_the_years(by_year, group):
    """Where the people of a rung change, the new number stands in the drawing and in the words."""
    figure = timeline_figure.figure(by_year, group)
    drawn = [tag.get_text() for tag in BeautifulSoup(figure.svg, "html.parser").select("text")]
    changes = []
    for rung, found in timeline.years(by_year, group):
        name = capital(TOPIC.ladder[rung].many)
        people = [item.people for item in found]
        steps = [(y, n) for y, n, before in zip(by_year, people, [0, *people], strict=False) if n != before]
        told = ", ".join(f"{n} from {year} on" for year, n in steps) or "no study in any year"
        assert f"{name}: {told}" in figure.alt
        changes += [str(n) for _, n in steps]
    assert changes
    assert [words for words in drawn if re.fullmatch(r"\d{1,3}\+?", words)] == changes


def test_panels_share_a_scale(by_year):
    """A bar of ninety people is ninety times as high as one of a single person."""
    found = dict(timeline.years(by_year, "alopecia"))
    most = max(item.people for items in found.values() for item in items)
    heights = {}
    for rung in ("vehicle-controlled", "report"):
        with timeline_figure.canvas([timeline_figure.Line("")]) as (axes, _):
            timeline_figure._bars(axes, list(by_year), found[rung], 0, 1, most)
            heights[rung] = max(abs(patch.get_height()) for patch in axes.patches if patch.get_visible())
    people = {rung: found[rung][-1].people for rung in heights}
    assert heights["vehicle-controlled"] / heights["report"] == pytest.approx(
        people["vehicle-controlled"] / people["report"]
    )


def test_claims_of_a_year_are_those_of_its_cut(evidence, by_year):
    """The count of a year is what the ledger says of its cut; what began and ceased leads from one to the next."""
    rows = timeline.claims(evidence, by_year).rows
    for row, cut in zip(rows, [*by_year.values(), evidence], strict=True):
        main = [item for item in judge_all(cut).values() if item.claim.main]
        assert row[1] == f"{sum(item.verdict == 'holds' for item in main)} of {len(main)}"
    standing: set[str] = set()
    for row in rows:
        began, ceased = (set(re.findall(r"#claim-([^\"]+)", cell)) for cell in row[2:])
        assert began.isdisjoint(standing) and ceased <= standing
        standing = (standing | began) - ceased
        assert len(standing) == int(row[1].split(" of ")[0])


def test_the_claim_on_alopecia_areata_begins_with_its_trial(evidence):
    """It holds from the day of the paper on, not on the day before its first report."""
    table = timeline.around(evidence, "olsen-2020", "alopecia-areata")
    began = [row[-1] for row in table.rows]
    assert [row[0] for row in table.rows] == ["2020-12-15", "2020-12-16", "2020-12-31"]
    assert ["claim-alopecia-areata-vehicle" in cell for cell in began] == [False, False, True]


def test_the_days_around_a_trial_move_with_its_dates(evidence):
    """With the paper a year earlier, the days are others and its blinded row comes first."""
    moved = with_dates(evidence, "olsen-2020", "2019", "2020-12-16")
    table = timeline.around(moved, "olsen-2020", "alopecia-areata")
    column = table.head.index("Of blinded time")
    assert [row[0] for row in table.rows] == ["2019-12-30", "2019-12-31", "2020-12-16"]
    assert table.rows[0][column] == "0" != table.rows[1][column]
    unknown = with_dates(evidence, "olsen-2020", "unknown", "unknown")
    assert timeline.around(unknown, "olsen-2020", "alopecia-areata").rows == ()


def test_the_first_controlled_trial_of_each_group(evidence):
    """Granulomatous disease has none; alopecia has one within patients years before one against vehicle."""
    rows = {row[0]: row[1:] for row in timeline.firsts(evidence).rows}
    assert rows["granulomatous disease"][1:] == ("none", "none")
    assert "/studies/bokhari-2018>" in rows["alopecia"][1]
    assert rows["alopecia"][2].startswith("2020-12-16") and "/studies/olsen-2020>" in rows["alopecia"][2]


def test_a_study_known_to_the_year_may_have_been_first(evidence):
    """Beside the one that is first for sure stand those of which it can't be told, and no later one."""
    first = {row[0]: row[1] for row in timeline.firsts(evidence).rows}["lichenoid disease"]
    assert "perhaps before it: " in first and "Brumfiel 2022, known as 2022" in first
    later = with_dates(evidence, "brumfiel-2022", "2022-07-13", "unknown")
    assert "Brumfiel" not in {row[0]: row[1] for row in timeline.firsts(later).rows}["lichenoid disease"]


def test_studies_without_a_date_are_counted(evidence):
    """The number is that of the cut, and treated patients' studies are named."""
    told = timeline.without_date(evidence).text
    gone = undated(evidence.library)
    assert told.startswith(f"{len(gone)} studies are in no cut")
    for study in timeline.treated(evidence):
        assert (f"/studies/{study.id}>" in told) is (study.id in gone)


def test_the_day_of_the_search_is_that_of_the_record():
    """The month that the record notes is the month whose last day is taken."""
    evidence = Evidence.load()
    record = evidence.records["spadafora-2025"]
    day = could_know.searched(evidence)
    assert f"to {day:%B %Y}," in record.population.details["note"]
    assert (day + datetime.timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("date", "key"),
    [
        ("2024-09-30", "public"),
        ("2024-09", "public"),
        ("2024-10-01", "later"),
        ("2025", "later"),
        ("2024", "unsure"),
        ("unknown", "undated"),
    ],
)
def test_what_a_search_could_find_goes_by_the_date(evidence, date, key):
    """Public on the last day, after it, perhaps before it, or of no date."""
    found = could_know.knowable(with_dates(evidence, "gorham-2023", date))
    assert [name for name, studies in found.items() if "gorham-2023" in {s.id for s in studies}] == [key]


def test_every_treated_study_is_told_once(evidence):
    """The table has a line for each study of the three groups with treated patients, and the words count them."""
    rows = could_know.could_know(evidence).rows
    studies = timeline.treated(evidence)
    assert all(ladder(evidence, study) != "none" for study in studies)
    assert sorted(re.search(r"/studies/([^>]+)>", row[1])[1] for row in rows) == sorted(s.id for s in studies)
    told = could_know.at_the_search(evidence).text
    assert f"Of the {len(studies)} studies" in told
    for words in could_know.KNOWN.values():
        assert f"{words}: {sum(row[0] == words for row in rows)}" in told


def test_conclusions_since_the_search_are_told(evidence):
    """A conclusion that holds now and not on the evidence of that day is among them; no other is."""
    told = could_know.at_the_search(evidence).text
    then = judge_all(evidence.as_of(could_know.searched(evidence)))
    for name, item in judge_all(evidence).items():
        new = item.claim.main and item.verdict == "holds" and then[name].verdict != "holds"
        assert (f'#claim-{name}"' in told.split("They held then")[0]) is new
