"""Rules on dates."""

from __future__ import annotations

from collections.abc import Iterator

from livingevidence.record.dates import first_day, last_day
from livingevidence.record.library import Library
from livingevidence.record.rules.base import Part, each, rule


def _dates(library: Library) -> Iterator[Part]:
    """Yield each date, and whether it may lie ahead."""
    for document, at, report, _ in each("reports")(library):
        if report.first_public != "unknown":
            yield document, (*at, "first_public"), report.first_public, False
    for document, at, trial, _ in each("trials")(library):
        for name in ("started", "completed", "results_posted"):
            if date := getattr(trial, name):
                yield document, (*at, name), date, name == "completed" and trial.completed_is == "expected"
    for name, judged in library.appraisal.judgements():
        for i, signature in enumerate(judged.signed):
            yield library.files[f"appraisal/{name}"], ("signed", i, "date"), signature.date, False
    for name, term in library.vocabulary["interventions"].items():
        if term.first_in_people:
            document = library.files["vocabulary/interventions"]
            yield document, (name, "first_in_people"), term.first_in_people, False


@rule(_dates)
def real_date(date, expected, library):
    """A date, also that of a signature, is of the calendar and not in the future unless it is expected."""
    start = first_day(date)
    if start is None:
        yield (), f"'{date}', which no calendar has", "write it as YYYY-MM-DD"
    elif start > library.today and not expected:
        yield (), f"{date}, after today ({library.today})", "compare with the source"


@rule(each("trials"))
def start_before_end(trial, *_):
    """No trial ends before it starts."""
    start, end = first_day(trial.started or "unknown"), last_day(trial.completed or "unknown")
    if start and end and end < start:
        found = f"{trial.completed}, but it started on {trial.started}"
        yield "completed", found, "compare both dates with the source"


@rule(each("trials"))
def told_dates(trial, *_):
    """Dates and status of a trial say where they stand, and a completion whether it is actual or expected."""
    for name in ("started", "completed", "results_posted", "status"):
        if (held := getattr(trial, name)) and not trial.dates_from:
            yield name, f"{held} without `dates_from`", "add where it stands"
    if trial.completed and not trial.completed_is:
        yield "completed", f"{trial.completed} without `completed_is`", "add actual or expected"
    if trial.completed_is and not trial.completed:
        yield "completed_is", f"{trial.completed_is} without `completed`", "add the date or remove it"


@rule(each("reports"))
def not_older_than_drug(report, study, library):
    """No report of a drug in people is older than its first use in people (vocabulary/interventions.yaml)."""
    known, end = library.vocabulary["interventions"], last_day(report.first_public)
    for term in dict.fromkeys(term for arm in study.arms for term in arm.interventions if term in known):
        first = known[term].first_in_people
        if first and end and end < (first_day(first) or end):
            found = f"{report.first_public}, but {term} was first given to people in {first}"
            yield "first_public", found, "compare the date and the drug with the source"
