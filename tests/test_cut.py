"""The evidence as of a day: what had become public by then, and nothing else."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livingevidence.record.cut import undated
from livingevidence.record.dates import last_day
from ruxreview import Evidence

DAYS = st.dates(datetime.date(2008, 1, 1), datetime.date(2027, 12, 31))
LAST = datetime.date(2100, 1, 1)
TABLES = ("outcomes", "adverse_events", "cases")


def held(evidence: Evidence) -> set[tuple[str, ...]]:
    """Return everything that a cut can take away, by its address."""
    made = {(name,) for name in evidence.records}
    for name, study in evidence.records.items():
        made |= {(name, "report", report.key) for report in study.reports}
        made |= {(name, table, item.id) for table in TABLES for item in getattr(study, table)}
    return made


def changed(evidence: Evidence, name: str, **fields) -> Evidence:
    """Return the evidence with fields of one study changed."""
    studies = evidence.library.studies
    study = studies[name].model_copy(update=fields)
    return Evidence(dataclasses.replace(evidence.library, studies={**studies, name: study}))


def dated(evidence: Evidence, name: str, *dates: str) -> Evidence:
    """Return the evidence with other dates of the reports of a study."""
    reports = evidence.records[name].reports
    new = [report.model_copy(update={"first_public": day}) for report, day in zip(reports, dates, strict=True)]
    return changed(evidence, name, reports=new)


@settings(max_examples=30)
@given(DAYS, DAYS)
def test_a_later_day_never_has_less(evidence, one, other):
    """Studies, reports, rows and cases of an earlier day are in a later one."""
    early, late = sorted([one, other])
    assert held(evidence.as_of(early)) <= held(evidence.as_of(late)) <= held(evidence)


@settings(max_examples=20)
@given(DAYS)
def test_nothing_of_a_cut_is_younger_than_its_day(evidence, day):
    """Each report is public by then, and each row stands in one that is."""
    for study in evidence.as_of(day).records.values():
        assert all(last_day(report.first_public) <= day for report in study.reports)
        sources = {source for report in study.reports for source in report.sources}
        assert all(item.source in sources for table in TABLES for item in getattr(study, table))


@settings(max_examples=10)
@given(DAYS)
def test_a_cut_of_a_cut_is_the_cut(evidence, day):
    """A day is the same whether it is looked at from today or from another day between."""
    between = evidence.as_of(day + datetime.timedelta(days=400)).as_of(day)
    assert held(between) == held(evidence.as_of(day))


@pytest.mark.parametrize(
    ("known", "before", "day"),
    [
        ("2019", "2019-12-30", "2019-12-31"),
        ("2020-02", "2020-02-28", "2020-02-29"),
        ("2021-05-07", "2021-05-06", "2021-05-07"),
    ],
)
def test_a_report_enters_on_the_last_day_that_its_date_can_mean(evidence, known, before, day):
    """A year, a month and a day: not on the day before, and on that day."""
    known = dated(evidence, "gorham-2023", known)
    assert "gorham-2023" not in known.as_of(before).records
    assert "gorham-2023" in known.as_of(day).records


def test_a_report_without_a_date_never_enters(evidence):
    """Neither the study nor its rows are in any cut, and it is counted as undated."""
    unknown = dated(evidence, "gorham-2023", "unknown")
    assert "gorham-2023" not in unknown.as_of(LAST).records
    assert set(undated(unknown.library)) == {*undated(evidence.library), "gorham-2023"}


def test_what_was_read_in_a_report_without_a_date_is_in_no_cut(evidence):
    """A study enters with its dated report, without the rows that were read in the undated one alone."""
    assert [report.first_public for report in evidence.records["olsen-2020"].reports] == ["2020", "2020-12-16"]
    found = dated(evidence, "olsen-2020", "unknown", "2020-12-16").as_of(LAST).records["olsen-2020"]
    sources = evidence.records["olsen-2020"].reports[0].sources
    assert found.rows and not {row.source for row in found.rows} & set(sources)


def test_a_row_read_in_a_later_report_is_not_there_earlier(evidence):
    """Of the trial in alopecia areata the paper's sentence comes after the registry's participant flow."""
    early = evidence.as_of("2020-12-16").records["olsen-2020"]
    late = evidence.as_of("2020-12-31").records["olsen-2020"]
    sentence = "salt50-statement-part-b-rux-v-part-b-vehicle-w24"
    assert "completed-part-b-rux" in {row.id for row in early.rows}
    assert sentence not in {row.id for row in early.rows}
    assert sentence in {row.id for row in late.rows}


def test_a_row_read_through_two_reports_waits_for_the_later(evidence):
    """A text about two reports may hold a number of the later one, so its rows wait for that."""
    study = evidence.records["olsen-2020"]
    source = study.outcomes[0].source
    reports = [
        report.model_copy(update={"first_public": day, "sources": [source]})
        for report, day in zip(study.reports, ("2015", "2018-03"), strict=True)
    ]
    made = changed(evidence, "olsen-2020", reports=reports)
    assert made.as_of("2018-03-30").records["olsen-2020"].outcomes == []
    assert made.as_of("2018-03-31").records["olsen-2020"].outcomes[0].id == study.outcomes[0].id


def test_the_last_cut_and_the_undated_are_all_studies(evidence):
    """Each study is in the cut of a far day or has no date, and none is both."""
    cut, without = set(evidence.as_of(LAST).records), set(undated(evidence.library))
    assert cut | without == set(evidence.records)
    assert not cut & without


def test_only_reports_to_come_are_missing_from_today(evidence):
    """On the day of the evidence only studies known to a year or month that isn't over are missing besides."""
    today = datetime.date.fromisoformat(evidence.library.review.evidence_as_of)
    missing = set(evidence.records) - set(evidence.as_of(today).records) - set(undated(evidence.library))
    for name in missing:
        ends = [last_day(report.first_public) for report in evidence.records[name].reports]
        assert min(filter(None, ends)) > today


def test_a_part_of_the_evidence_stays_a_part(evidence):
    """The cut of one condition holds no study of another."""
    part = evidence.where(condition="alopecia-areata").as_of("2020-12-31")
    assert set(part.records) <= set(evidence.where(condition="alopecia-areata").records)
    assert "olsen-2020" in part.records


@settings(max_examples=15)
@given(DAYS)
def test_judgements_stand_where_their_values_do(evidence, day):
    """Whatever judgement is in a cut was signed on the values of the cut; a rating's rows are all there."""
    cut = evidence.as_of(day)
    appraisal = cut.library.appraisal
    assert appraisal.stale(cut.library.studies) == ()
    for rated in appraisal.certainties.values():
        for address in rated.rows:
            cut.row(address)


def test_a_judgement_of_a_dated_study_is_in_the_last_cut(evidence):
    """The cut of a far day keeps each fresh judgement whose values it holds, and some are there."""
    cut = evidence.as_of(LAST)
    now, then = evidence.library.appraisal, cut.library.appraisal
    stale = {*now.stale(evidence.library.studies), *now.stale(cut.library.studies)}
    kept = {name for name, _ in now.judgements() if name not in stale}
    assert kept and {name for name, _ in then.judgements()} <= kept
    assert {f"risk-of-bias/{name}" for name in then.risks} == {n for n in kept if n.startswith("risk-of-bias/")}


def test_a_judgement_on_other_values_is_not_shown(evidence):
    """A changed row takes every rating that rests on it out of the cut, and leaves others."""
    kept = evidence.as_of(LAST).library.appraisal.certainties
    address = next(
        address for rated in kept.values() for address in rated.rows if evidence.row(address)[1].kind == "count"
    )
    study, row = evidence.row(address)
    table = "outcomes" if row in study.outcomes else "adverse_events"
    rows = [r.model_copy(update={"events": r.events + 1}) if r.id == row.id else r for r in getattr(study, table)]
    found = changed(evidence, study.id, **{table: rows}).as_of(LAST).library.appraisal.certainties
    resting = {name for name, rated in kept.items() if address in rated.rows}
    assert resting and not resting & set(found)
    assert set(found) and set(found) < set(kept)


def test_no_date_is_refused(evidence):
    """A text that is no date says so."""
    with pytest.raises(ValueError, match="soon"):
        evidence.as_of("soon")
