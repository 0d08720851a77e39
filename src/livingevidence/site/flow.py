"""How records became studies, as PRISMA 2020 draws it: in all, and what each version of the living review added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from livingevidence.site.site import Page


class Step(NamedTuple):
    """What a version, or what came after the last one, did to the records of studies."""

    version: str
    day: str
    added: int
    gone: int
    total: int


def flow(page: Page) -> Markup:
    """Return the boxes from the records of searches, and from what was found otherwise, to the studies that count."""
    library, site = page.site.evidence.library, page.site
    search, held = library.search, library.identities
    taken = [candidate for candidate in search.candidates.values() if candidate.verdict == "include"]
    entered = {held[identity] for candidate in taken for identity in candidate.identities if identity in held}
    excluded = (c for c in search.candidates.values() if c.verdict == "exclude")
    reasons = Counter(
        next((d.reason for d in c.latest().values() if d.verdict == "exclude" and d.reason), None) for c in excluded
    )
    return page.fill(
        "search-flow.html",
        library=library,
        records={strategy.title: search.held(name) for name, strategy in search.strategies.items()},
        fates=search.flow(held),
        reasons={site.label("exclusions", one) if one else "reason not given": n for one, n in reasons.items()},
        waiting=sum(not candidate.identities & held.keys() for candidate in taken),
        by_search=len(entered),
        steps=list(_steps(page)),
    )


def _steps(page: Page) -> Iterator[Step]:
    before: set[str] = set()
    for version, (day, said) in page.site.left.items():
        studies = {name for name, record in said.records.items() if record.kind == "study"}
        yield Step(f"Version {version}", day, len(studies - before), len(before - studies), len(studies))
        before = studies
    now = {*page.site.evidence.library.analysed}
    if now != before:
        yield Step("Since then" if before else "So far", page.site.day, len(now - before), len(before - now), len(now))
