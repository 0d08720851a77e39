"""How ranking would have served this review: where later studies stand, with what was known at a date.

The pool is what the review has of later reports; those on its treatment are to stand first. They are harder to tell
apart than what a search brings, which nobody has decided on yet.
"""

from __future__ import annotations

import datetime

from livingevidence.claims.ledger import judge_all
from livingevidence.record.dates import last_day
from livingevidence.record.search import Candidate, Hit
from livingevidence.watch.rank import rank
from ruxreview import Evidence

PARTS = (10, 20, 50)


def pool(evidence: Evidence, after: datetime.date) -> tuple[list[Candidate], set[str]]:
    """Return the reports that appeared after a day as candidates, and which are on the treatment."""
    made, wanted = {}, set()
    for name, study in evidence.records.items():
        for report in study.reports:
            day, reference = last_day(report.first_public), evidence.references.get(report.key)
            if day and day > after and reference and reference.title:
                hit = Hit(source="bib", number=report.key, title=reference.title, found="2026-11-28", strategy=1)
                made[hit.key] = Candidate(id=hit.key, hits=[hit])
                wanted |= {hit.key} if name in evidence.about else set()
    return list(made.values()), wanted


def main() -> None:
    """Print, for the end of each year, the share of later reports on the treatment in the first parts of the order."""
    whole = Evidence.load()
    for year in range(2020, 2026):
        day = datetime.date(year, 12, 31)
        evidence, (candidates, wanted) = whole.as_of(day), pool(whole, day)
        ranked = [candidate.id for candidate in rank(candidates, evidence, judge_all(evidence))]
        told = []
        for part in PARTS:
            first = ranked[: round(len(ranked) * part / 100)]
            told.append(f"{len(wanted & {*first})} of {len(wanted)} in the first {part} %")
        print(f"{day}: {len(candidates)} later reports; {', '.join(told)}")


if __name__ == "__main__":
    main()
