"""From records of searches to studies in the review, as PRISMA 2020 draws it: in all, and for each version apart."""

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from livingevidence.record.candidates import STEPS
from livingevidence.site.site import Page


def flow(page: Page) -> Markup:
    """Return the flow diagram of the review, with the table of its versions below."""
    library, site = page.site.evidence.library, page.site
    search, identities = library.search, library.study_by_identity
    fates = search.fates(identities)
    taken = [search.candidates[name] for name, (fate, _) in fates.items() if fate == "include"]
    identities_taken = set().union(*(candidate.identities for candidate in taken))
    entered = {identities[identity] for identity in identities_taken & identities.keys()}
    reasons: dict[str, Counter[str]] = {step: Counter() for step in STEPS}
    for name, (fate, step) in fates.items():
        if fate == "exclude":
            reasons_given = (decision.reason for decision in search.candidates[name].standing_decisions(step).values())
            reason = next(filter(None, reasons_given), None)
            reasons[step][site.label("exclusions", reason) if reason else "reason not given"] += 1
    return page.fill(
        "search-flow.html",
        library=library,
        records={strategy.title: search.record_count(name) for name, strategy in search.strategies.items()},
        fates=Counter(fates.values()),
        reasons=reasons,
        waiting=sum(not candidate.identities & identities.keys() for candidate in taken),
        by_search=len(entered),
        versions=list(_versions(page)),
    )


def _versions(page: Page) -> Iterator[dict]:
    """Yield what each version added to the one before, and what came since the last one; records found by source."""
    search, before, last = page.site.evidence.library.search, set(), ""
    excluded = (candidate for candidate in search.candidates.values() if candidate.verdict == "exclude")
    exclusion_dates = [candidate.decisions[-1].date for candidate in excluded]
    states = [(f"Version {version}", state.day, state.studies) for version, state in page.site.release_states.items()]
    states.append(("Since then" if states else "So far", page.site.day, {*page.site.evidence.library.analysed_studies}))
    for place, (words, day, studies) in enumerate(states, 1):
        until = day if place < len(states) else "9"  # after all days: of the last state, all that was found since
        strategies = search.strategies.items()
        records = {strategy.title: search.record_count(name, last, until) for name, strategy in strategies}
        moved = {"left_out": sum(last < date <= until for date in exclusion_dates)}
        moved |= {"added": len(studies - before), "gone": len(before - studies)}
        if place < len(states) or any(moved.values()) or any(records.values()):
            yield {"version": words, "day": day, "found": records, **moved, "total": len(studies)}
        before, last = studies, day
