"""How ranking would have served this review: where later studies stand, with what was known at a date.

The pool is what the review has of later reports; those on its treatment are to stand first. They are harder to tell
apart than what a search brings, which nobody has decided on yet. What it had by then is what was decided: reports on
its treatment were taken in, others left out. Where living-review-updater is installed, it ranks the same pool after
learning from the same decisions.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec

from livingevidence.claims.ledger import judge_all
from livingevidence.record.candidates import Candidate, Decision, Hit
from livingevidence.record.dates import last_day
from livingevidence.record.search import Search
from livingevidence.watch.rank import rank
from ruxreview import Evidence

PARTS = (10, 20, 50)


def pool(evidence: Evidence) -> dict[str, tuple[Candidate, datetime.date, bool]]:
    """Return the reports as candidates, each with the day on which it appeared and whether it is on the treatment."""
    candidates = {}
    for name, study in evidence.records.items():
        for report in study.reports:
            day, reference = last_day(report.first_public), evidence.references.get(report.key)
            if day and reference and reference.title:
                hit = Hit(source="bib", number=report.key, title=reference.title, found="2026-11-28", strategy=1)
                about = name in evidence.about or candidates.get(hit.key, (0, 0, False))[2]
                candidates[hit.key] = Candidate(id=hit.key, hits=[hit]), day, about
    return candidates


def shares(ranked: Sequence[str], relevant: set[str]) -> str:
    """Return how many of the relevant reports stand in the first parts of an order."""
    firsts = ((part, ranked[: round(len(ranked) * part / 100)]) for part in PARTS)
    return ", ".join(f"{len(relevant & {*first})} in the first {part} %" for part, first in firsts)


def main() -> None:
    """Print, for the end of each year, where later reports on the treatment stand among all later ones."""
    complete = Evidence.load()
    for year in range(2020, 2025):
        day = datetime.date(year, 12, 31)
        parts = pool(complete).values()
        later, relevant = [c for c, d, _ in parts if d > day], {c.id for c, d, about in parts if d > day and about}
        excluded = [c for c, d, about in parts if d <= day and not about]
        decision = Decision(by="first", date=day.isoformat(), verdict="exclude")
        decided = {c.id: c.model_copy(update={"decisions": [decision]}) for c in excluded}
        search = Search(complete.library.search.strategies, candidates=decided)
        evidence = Evidence(replace(complete.library, search=search)).as_of(day)
        ranked = [candidate.id for candidate in rank(later, evidence, judge_all(evidence))]
        print(f"{day}: of {len(later)} later reports {len(relevant)} are on the treatment: {shares(ranked, relevant)}")
        if find_spec("livingreview"):
            from livingreview.classifier import RelevanceRanker

            titles = [(c.title, about) for c, d, about in parts if d <= day]
            ranker = RelevanceRanker().fit([t for t, _ in titles], [""] * len(titles), [int(a) for _, a in titles])
            order = ranker.rank([c.title for c in later], [""] * len(later))
            print(f"  living-review-updater: {shares([later[place.index].id for place in order], relevant)}")


if __name__ == "__main__":
    main()
