"""Dates that are known to the day, the month, the year, or not at all; and the evidence as it was on a day."""

import calendar
import dataclasses
import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from livingevidence.record.library import Library
from livingevidence.record.models import Case, Report, Row, Study
from livingevidence.record.reads import ignoring_reads, remembered


def first_day(text: str) -> datetime.date | None:
    """Return the first day that a partial date can mean; None as for :func:`last_day`."""
    return _span(text)[0]


def last_day(text: str) -> datetime.date | None:
    """Return the last day that a partial date can mean; None for ``unknown`` and what no calendar has."""
    return _span(text)[1]


def earliest_report(study: Study) -> Report | None:
    """Return the report of a study that is public first for sure; None where none has a date."""
    dated = [report for report in study.reports if last_day(report.first_public)]
    return min(dated, key=lambda report: last_day(report.first_public), default=None)


@cache
def _span(text: str) -> tuple[datetime.date, datetime.date] | tuple[None, None]:
    try:
        year, *month_and_day = map(int, text.split("-"))
        month, day = [*month_and_day, None, None][:2]
        last_month = 12 if month is None else month
        last = calendar.monthrange(year, last_month)[1] if day is None else day
        first = datetime.date(year, 1 if month is None else month, 1 if day is None else day)
        return first, datetime.date(year, last_month, last)
    except ValueError:
        return None, None


def library_on(library: Library, date: datetime.date) -> Library:
    """Return a library with the reports that were public on a day, which counts itself, and what was read in them.

    A report enters on the last day of the time to which its first publication is known: one known to the year enters on
    that year's last day, and one without a date never does. A row or case enters when each dated report that was read
    through its source is public; so a number that a later text repeats isn't taken for an older one. Judgements are
    kept where they were made on the values of the cut.
    """
    parts = {name: _public_part(library, study, date) for name, study in library.studies.items()}
    studies = {name: part for name, part in parts.items() if part}
    past, appraisal = dataclasses.replace(library, studies=studies, day=date), library.appraisal

    def risk_stands(name: str) -> bool:
        has_study = appraisal.risks[name].study in past.analysed_studies
        return has_study and not appraisal.is_stale(f"risk-of-bias/{name}", past.analysed_studies, past.topic)

    with_risks = dataclasses.replace(appraisal, risks=StandingJudgements(appraisal.risks, risk_stands))

    def rating_stands(name: str) -> bool:
        return not with_risks.is_stale(f"certainty/{name}", past.analysed_studies, past.topic)

    certainties = StandingJudgements(appraisal.certainties, rating_stands)
    past.appraisal = dataclasses.replace(with_risks, certainties=certainties)
    return past


class StandingJudgements(Mapping[str, Any]):
    """The judgements that stand on a day, by name; each is looked at only when it is asked for, which takes long."""

    def __init__(self, untested: Mapping[str, Any], stands: Callable[[str], bool]):
        self.untested, self.stands = untested, remembered(None)(stands)

    def __getitem__(self, name: str) -> Any:
        if name not in self.untested or not self.stands(name):
            raise KeyError(name)
        return self.untested[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.untested if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _public_part(library: Library, study: Study, date: datetime.date) -> Study | None:
    """Return what was public of a study; the same object for all days between two reports, so that nothing is twice."""
    days = [day for report in study.reports if (day := last_day(report.first_public)) and day <= date]
    if not days:
        return None
    key = study.id, max(days)
    if key not in library.parts:
        with ignoring_reads():  # a read of the part is noted when somebody reads it
            library.parts[key] = _part_until(study, max(days))
    return library.parts[key]


def _part_until(study: Study, date: datetime.date) -> Study:
    public = [report for report in study.reports if (day := last_day(report.first_public)) and day <= date]
    parts: dict[str, list] = {"reports": public}
    for table in ("outcomes", "adverse_events", "cases"):
        entries = getattr(study, table)
        parts[table] = [entry for entry in entries if (day := _public_day(study, entry)) and day <= date]
    is_whole = all(len(part) == len(getattr(study, name)) for name, part in parts.items())
    return study if is_whole else study.model_copy(update=parts)


def _public_day(study: Study, entry: Row | Case) -> datetime.date | None:
    """Return the day on which all dated reports that were read through the source of a row or case were public."""
    days = [last_day(report.first_public) for report in study.reports if entry.source in report.sources]
    return max(filter(None, days), default=None)


def undated_studies(library: Library) -> tuple[str, ...]:
    """Return the studies of which no report has a date, so that no cut holds them."""
    return tuple(name for name, study in library.studies.items() if not earliest_report(study))
