"""Rules on dates."""

from __future__ import annotations

from livingevidence.record.dates import first_day, last_day
from livingevidence.record.rules.base import Rule


class RealDate(Rule):
    """A date is of the calendar and not in the future unless it is expected, and no trial ends before it starts."""

    def study(self, study, library):
        for path, date, expected in _dates(study):
            start = first_day(date)
            if start is None:
                yield (path, f"'{date}', which no calendar has", "write it as YYYY-MM-DD")
            elif start > library.today and not expected:
                yield (path, f"{date}, after today ({library.today})", "compare with the source")
        for i, trial in enumerate(study.trials):
            start, end = first_day(trial.started or "unknown"), last_day(trial.completed or "unknown")
            if start and end and end < start:
                yield (
                    ("trials", i, "completed"),
                    f"{trial.completed}, but it started on {trial.started}",
                    "compare both dates with the source",
                )

    def library(self, library):
        for name, term in library.vocabulary["interventions"].items():
            if term.first_in_people and first_day(term.first_in_people) is None:
                yield self.problem(
                    library.vocabulary.documents["interventions"],
                    (
                        (name, "first_in_people"),
                        f"'{term.first_in_people}', which no calendar has",
                        "write it as YYYY-MM-DD, YYYY-MM or YYYY",
                    ),
                )


def _dates(study):
    """Yield each date of a study with its path, and whether it may lie ahead."""
    for i, report in enumerate(study.reports):
        if report.first_public != "unknown":
            yield ("reports", i, "first_public"), report.first_public, False
    for i, trial in enumerate(study.trials):
        for name in ("started", "completed", "results_posted"):
            if date := getattr(trial, name):
                yield ("trials", i, name), date, name == "completed" and trial.completed_is == "expected"


class ToldDates(Rule):
    """Dates and status of a trial say where they stand, and a completion whether it is actual or expected."""

    def study(self, study, library):
        for i, trial in enumerate(study.trials):
            path = ("trials", i)
            for name in ("started", "completed", "results_posted", "status"):
                if getattr(trial, name) and not trial.dates_from:
                    yield (*path, name), f"{getattr(trial, name)} without `dates_from`", "add where it stands"
            if trial.completed and not trial.completed_is:
                yield (*path, "completed"), f"{trial.completed} without `completed_is`", "add actual or expected"
            if trial.completed_is and not trial.completed:
                yield (*path, "completed_is"), f"{trial.completed_is} without `completed`", "add the date or remove it"


class NotOlderThanDrug(Rule):
    """No report of a drug in people is older than its first use in people (vocabulary/interventions.yaml)."""

    def study(self, study, library):
        known = library.vocabulary["interventions"]
        for arm in study.arms:
            for term in arm.interventions:
                start = known[term].first_in_people if term in known else None
                if not start or first_day(start) is None:
                    continue
                for i, report in enumerate(study.reports):
                    end = last_day(report.first_public)
                    if end and end < first_day(start):
                        yield (
                            ("reports", i, "first_public"),
                            f"{report.first_public}, but {term} was first given to people in {start}",
                            "compare the date and the drug with the source",
                        )


RULES = [RealDate, ToldDates, NotOlderThanDrug]
