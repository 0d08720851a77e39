"""The evidence as it was on a day: what had become public by then."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable

from livingevidence.record.appraisal import Appraisal
from livingevidence.record.dates import last_day
from livingevidence.record.library import Library
from livingevidence.record.models import Case, Report, Row, Study


def cut(library: Library, date: datetime.date) -> Library:
    """Return a library with the reports that were public on a day, and with what was read in them.

    A report enters on the last day of the time to which its first publication is known: one known to the year enters
    on that year's last day, and one without a date never does. A row or case enters when each dated report that was
    read through its source is public; so a number that a later text repeats isn't taken for an older one. Judgements
    are kept where they were made on the values of the cut.

    Parameters
    ----------
    library : Library
        As read.
    date : datetime.date
        The last day that counts.
    """
    studies = {name: part for name, study in library.studies.items() if (part := _of_study(study, date))}
    risks = {name: judged for name, judged in library.appraisal.risks.items() if judged.study in studies}
    appraisal = dataclasses.replace(library.appraisal, risks=risks)
    return dataclasses.replace(library, studies=studies, appraisal=_standing(appraisal, studies))


def _of_study(study: Study, date: datetime.date) -> Study | None:
    reports = [report for report in study.reports if _public(report, date)]
    if not reports:
        return None
    tables = {
        name: [item for item in getattr(study, name) if _read_by(study, item, date)]
        for name in ("outcomes", "adverse_events", "cases")
    }
    return study.model_copy(update={"reports": reports, **tables})


def _public(report: Report, date: datetime.date) -> bool:
    day = last_day(report.first_public)
    return day is not None and day <= date


def _read_by(study: Study, item: Row | Case, date: datetime.date) -> bool:
    days = [day for day in _days(report for report in study.reports if item.source in report.sources) if day]
    return bool(days) and max(days) <= date


def _days(reports: Iterable[Report]) -> Iterable[datetime.date | None]:
    return (last_day(report.first_public) for report in reports)


def _standing(appraisal: Appraisal, studies: dict[str, Study]) -> Appraisal:
    """Return the judgements whose values are, in the cut, those on which they were signed."""
    stale = appraisal.stale(studies)
    risks = {n: j for n, j in appraisal.risks.items() if f"risk-of-bias/{n}" not in stale}
    kept = dataclasses.replace(appraisal, risks=risks)
    stale = kept.stale(studies)  # once more: a rating rests on judgements of risk of bias, too
    sure = {n: c for n, c in kept.certainties.items() if f"certainty/{n}" not in stale}
    return dataclasses.replace(kept, certainties=sure)


def undated(library: Library) -> tuple[str, ...]:
    """Return the studies of which no report has a date, so that no cut holds them."""
    return tuple(n for n, study in library.studies.items() if not any(_days(study.reports)))
