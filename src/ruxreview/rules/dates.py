"""Rules on dates."""

from __future__ import annotations

from ruxreview.dates import first_day, last_day
from ruxreview.rules.base import Rule


class RealDate(Rule):
    """A date is a day, month or year of the calendar, and not in the future."""

    def study(self, study, library):
        for i, report in enumerate(study.reports):
            path = ("reports", i, "first_public")
            if report.first_public == "unknown":
                continue
            start = first_day(report.first_public)
            if start is None:
                yield (path, f"'{report.first_public}', which no calendar has", "write it as YYYY-MM-DD")
            elif start > library.today:
                yield (path, f"{report.first_public}, after today ({library.today})", "compare with the source")

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


RULES = [RealDate, NotOlderThanDrug]
