"""The evidence as of a day: what had become public by then, and nothing else."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copies import altered
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.dates import last_day, undated_studies
from livingevidence.record.reads import noting_reads

DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2026, 12, 31))
LAST = datetime.date(2100, 1, 1)
TABLES = ("outcomes", "adverse_events", "cases")


def addresses(evidence: Evidence) -> set[tuple[str, ...]]:
    """Return everything that a cut can take away, by its address."""
    addresses = {(name,) for name in evidence.records}
    for name, study in evidence.records.items():
        addresses |= {(name, "report", report.key) for report in study.reports}
        addresses |= {(name, table, part.id) for table in TABLES for part in getattr(study, table)}
    return addresses


def with_dates(evidence: Evidence, name: str, *dates: str, **fields) -> Evidence:
    """Return the evidence with other dates, and other fields, of the reports of a study."""
    reports = evidence.records[name].reports
    days = zip(reports, dates, strict=True)
    dated_reports = [report.model_copy(update={"first_public": day, **fields}) for report, day in days]
    return altered(evidence, name, reports=dated_reports)


@given(DAYS, DAYS)
def test_a_later_day_never_has_less(small_evidence, day, other_day):
    """Studies, reports, rows and cases of an earlier day are in a later one."""
    early, late = sorted([day, other_day])
    assert addresses(small_evidence.as_of(early)) <= addresses(small_evidence.as_of(late)) <= addresses(small_evidence)


@given(DAYS)
def test_nothing_of_a_cut_is_younger_than_its_day(small_evidence, day):
    """Each report is public by then, and each row stands in one that is."""
    for study in small_evidence.as_of(day).records.values():
        assert all(last_day(report.first_public) <= day for report in study.reports)
        sources = {source for report in study.reports for source in report.sources}
        assert all(part.source in sources for table in TABLES for part in getattr(study, table))


@given(DAYS)
def test_a_cut_of_a_cut_is_the_cut(small_evidence, day):
    """A day is the same whether it is looked at from today or from another day between."""
    between = small_evidence.as_of(day + datetime.timedelta(days=400)).as_of(day)
    assert addresses(between) == addresses(small_evidence.as_of(day))


@pytest.mark.parametrize(
    ("date", "eve", "day"),
    [
        ("2019", "2019-12-30", "2019-12-31"),
        ("2020-02", "2020-02-28", "2020-02-29"),
        ("2021-05-07", "2021-05-06", "2021-05-07"),
    ],
)
def test_a_report_enters_on_the_last_day_that_its_date_can_mean(small_evidence, date, eve, day):
    """A year, a month and a day: not on the day before, and on that day."""
    evidence = with_dates(small_evidence, "poe-2017", date)
    assert "poe-2017" not in evidence.as_of(eve).records
    assert "poe-2017" in evidence.as_of(day).records


def test_a_report_without_a_date_never_enters(small_evidence):
    """A study of which no date is known is in no cut, and is counted as undated; all others are in the last one."""
    assert undated_studies(small_evidence.library) == ("moe-2016",)
    assert {*small_evidence.as_of(LAST).records, "moe-2016"} == set(small_evidence.records)


def test_what_was_read_in_a_report_without_a_date_is_in_no_cut(small_evidence):
    """A study enters with its dated report, without the rows that were read in the undated one alone."""
    study = with_dates(small_evidence, "doe-2021", "unknown", "2019-01").as_of(LAST).records["doe-2021"]
    assert {row.source for row in study.rows} == {"S2"}


def test_a_row_read_in_a_later_report_is_not_there_earlier(small_evidence):
    """What the paper alone prints comes after what stood in the registry."""
    early, late = (small_evidence.as_of(day).records["doe-2021"] for day in ("2019-01-31", "2021-03-10"))
    assert {row.source for row in early.rows} == {"S2"}
    assert {row.source for row in late.rows} == {"S1", "S2"}


def test_a_row_read_through_two_reports_waits_for_the_later(small_evidence):
    """A text about two reports may hold a number of the later one, so its rows wait for that."""
    evidence = with_dates(small_evidence, "doe-2021", "2015", "2018-03", sources=["S1"])
    early, late = (evidence.as_of(day).records["doe-2021"] for day in ("2018-03-30", "2018-03-31"))
    assert early.outcomes == [] and late.outcomes != []


def test_a_part_of_the_evidence_stays_a_part(small_evidence):
    """The cut of one condition holds no study of another."""
    part = small_evidence.where(condition="sample-rash").as_of("2018-12-31")
    assert set(part.records) == {"poe-2017", "loe-2018"}


@settings(max_examples=30)
@given(DAYS)
def test_judgements_stand_where_their_values_do(small_evidence, day):
    """Whatever judgement is in a cut was signed on the values of the cut; a rating's rows are all there."""
    cut = small_evidence.as_of(day)
    appraisal = cut.library.appraisal
    assert appraisal.stale_names(cut.library.studies, cut.topic) == ()
    assert all(cut.row(address) for rating in appraisal.certainties.values() for address in rating.rows)


def test_a_judgement_of_a_dated_study_is_in_the_last_cut(small_evidence):
    """The cut of a far day keeps each judgement but that of the study without a date."""
    names = {name for name, _ in small_evidence.library.appraisal.judgements()}
    names_of_cut = {name for name, _ in small_evidence.as_of(LAST).library.appraisal.judgements()}
    assert names - names_of_cut == {"risk-of-bias/moe-2016"}


def test_a_study_in_a_cut_is_asked_for_its_own_judgements_alone(small_evidence):
    """What is judged of one study in the evidence of a day rests on no other study, however many are judged."""
    cut = small_evidence.as_of(LAST)
    with noting_reads() as reads:
        risks = cut.library.appraisal.risks_of("doe-2021")
    assert risks and {risk.study for risk in risks.values()} == {"doe-2021"}
    assert {name for name, _ in reads if not name.endswith(":")} <= {"doe-2021"}


def test_a_judgement_on_other_values_is_not_shown(small_evidence):
    """A changed row takes every rating that rests on it out of the cut, and leaves others."""
    study, row = small_evidence.row("poe-2017/clearing")
    evidence = altered(small_evidence, study.id, outcomes=[row.model_copy(update={"events": row.events + 1})])
    before, after = (set(state.as_of(LAST).library.appraisal.certainties) for state in (small_evidence, evidence))
    assert before - after == {"sample-rash-clearing"}


def test_no_date_is_refused(small_evidence):
    """A text that is no date says so."""
    with pytest.raises(ValueError, match="soon"):
        small_evidence.as_of("soon")
