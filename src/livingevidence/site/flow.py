"""From records of searches to studies in the review, as PRISMA 2020 draws it: in all, and for each version apart."""

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from livingevidence.record.candidates import STEPS
from livingevidence.site.site import Page


def flow(page: Page) -> Markup:
    """Return the flow diagram of the review, with the table of its versions below."""
    library, site = page.site.evidence.library, page.site
    search, held = library.search, library.study_by_identity
    fates = search.fates(held)
    taken = [search.candidates[name] for name, (fate, _) in fates.items() if fate == "include"]
    entered = {held[identity] for candidate in taken for identity in candidate.identities if identity in held}
    reasons: dict[str, Counter[str]] = {step: Counter() for step in STEPS}
    for name, (fate, step) in fates.items():
        if fate == "exclude":
            given = (decision.reason for decision in search.candidates[name].latest(step).values())
            reason = next(filter(None, given), None)
            reasons[step][site.label("exclusions", reason) if reason else "reason not given"] += 1
    return page.fill(
        "search-flow.html",
        library=library,
        records={strategy.title: search.record_count(name) for name, strategy in search.strategies.items()},
        fates=Counter(fates.values()),
        reasons=reasons,
        waiting=sum(not candidate.identities & held.keys() for candidate in taken),
        by_search=len(entered),
        versions=list(_versions(page)),
    )


def _versions(page: Page) -> Iterator[dict]:
    """Yield what each version added to the one before, and what came since the last one; records found by source."""
    search, before, last = page.site.evidence.library.search, set(), ""
    out = [c.decisions[-1].date for c in search.candidates.values() if c.verdict == "exclude"]
    states = [(f"Version {version}", left.day, left.studies) for version, left in page.site.left.items()]
    states.append(("Since then" if states else "So far", page.site.day, {*page.site.evidence.library.analysed_studies}))
    for place, (words, day, studies) in enumerate(states, 1):
        until = day if place < len(states) else "9"  # after all days: of the last state, all that was found since
        found = {strategy.title: search.record_count(name, last, until) for name, strategy in search.strategies.items()}
        moved = {"left_out": sum(last < date <= until for date in out)}
        moved |= {"added": len(studies - before), "gone": len(before - studies)}
        if place < len(states) or any(moved.values()) or any(found.values()):
            yield {"version": words, "day": day, "found": found, **moved, "total": len(studies)}
        before, last = studies, day
