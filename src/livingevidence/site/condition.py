"""The page of a condition: what is known, what to expect, what to warn of, and what nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.claims import selection
from livingevidence.claims.expression import parse
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import counts, treated_studies
from livingevidence.record.judgements import LEVELS, Level
from livingevidence.record.models import Case, Study
from livingevidence.record.vocabulary import Condition
from livingevidence.show import listings
from livingevidence.show.findings import grave, in_signs, summary, weighed
from livingevidence.show.words import before_prescribing, beside, patient
from livingevidence.site.html import joined
from livingevidence.site.site import Page, Site

OPEN = 1  # question to the labels that is shown unfolded: where not to use it
KINDS = {"benefit": "of a benefit", "harm": "of harms"}


def condition_page(page: Page, condition: str) -> Markup:
    """Return the page of a condition; a part without content is left out."""
    site, evidence = page.site, page.site.evidence
    claims, first = selection.claims_on(site.claims, condition), selection.leading(site.claims, condition)
    harms, warnings = selection.says(site.claims, claims, "harm"), selection.warnings(site.claims)
    part, cases = treated(evidence, condition), cases_of(evidence, condition)
    drug, studied = evidence.topic.treatment.drug, bool(treated_studies(evidence, condition))
    rungs, plain = counts(evidence, condition), [n for n in [*first, *harms] if site.claims[n].claim.plain]
    return page.fill(
        "condition.html",
        condition=condition,
        topic=evidence.topic,
        term=evidence.vocabulary["conditions"][condition],
        studied=studied,
        verdict=next(iter(selection.says(site.claims, first, "verdict")), None),
        nobody=selection.of_nobody(site.claims, condition),
        tried=bool(part.records),
        sure=[(words, *_certainty(site, condition, kind)) for kind, words in KINDS.items()],
        rungs={rung: step for rung, step in rungs.items() if step.studies},
        seen=[name for name in first if site.claims[name].claim.says != "verdict"],
        warnings=warnings,
        plain=[*plain, *(name for name in warnings if plain and site.claims[name].claim.plain)],
        registered=listings.registered(evidence, condition),
        status=listings.status,
        near=joined(map(page.condition, related(evidence, condition))),
        benefits=summary(evidence, condition=condition) if studied else None,
        beside=_beside(site, condition) if studied else None,
        off_label=Questions(evidence).find(parse(f'not labelled("{condition}")')).holds,
        labels=before_prescribing(evidence, OPEN),
        harms=harms,
        harm_ratings=summary(evidence, condition=condition, kind="harm"),
        harmed=[(study, case) for study, case in cases if case.adverse_events],
        weighed=weighed(evidence),
        grave=grave(evidence),
        pinned=[name for name in evidence.topic.pinned if name in site.claims],
        elsewhere=joined(page.link(f"chapters/{name}", name) for name in _chapters_of(site, evidence.topic.pinned)),
        patients=[patient(page.inline, study, case) for study, case in cases if drug in case.regimen],
        mixed=[patient(page.inline, study, case) for study, case in cases if drug not in case.regimen],
        regimens=listings.regimens(evidence, condition),
        who=listings.who_took_part(evidence, condition),
        awaited=listings.awaited(part),
        trials=listings.trials(evidence, condition),
        said=[name for name in claims if name not in [*harms, *first]],
        chapters=joined(page.inline.page(*place) for place in _of_others(site, condition)),
        others=listings.others(evidence, condition),
    )


def other_names(site: Site, condition: str) -> list[tuple[str, str]]:
    """Return the names by which the search finds a condition, too."""
    return [(name, "") for name in site.evidence.vocabulary["conditions"][condition].synonyms]


def _certainty(site: Site, condition: str, kind: str) -> tuple[str, bool]:
    """Return how sure one can be in words, and whether there is a rating to lead to."""
    ratings = site.evidence.library.appraisal.certainties.values()
    if not any(rating.condition == condition and rating.kind == kind for rating in ratings):
        return "not rated", False
    level = best_certainty(site.evidence, condition, kind)
    return f"{in_signs(level)} at best" if level else "could not be rated", True


def _beside(site: Site, condition: str) -> object:
    """Return what stands beside uncontrolled results; None where nothing does."""
    entries = site.evidence.library.comparators.values()
    known = any(entry.condition == condition for entry in entries)
    return beside(site.evidence, condition, awaited=False) if known else None


def _of_others(site: Site, condition: str) -> Iterator[tuple[str, str, str]]:
    """Yield the page, words and anchor of each place where a chapter of its groups tells of other treatments."""
    for group in site.evidence.vocabulary["conditions"][condition].groups:
        if place := site.evidence.topic.other_treatments.get(group):
            page, _, anchor = place.partition("#")
            yield page, site.label("groups", group), anchor


def _chapters_of(site: Site, names: list[str]) -> list[str]:
    """Return the chapters in which some claims stand."""
    found = dict.fromkeys(Path(site.claims[name].claim.file).stem for name in names if name in site.claims)
    return [name for name in found if (site.root.chapters / f"{name}.md").is_file()]


def with_pages(evidence: Evidence) -> dict[str, Condition]:
    """Return the conditions that have a page: those of the review's groups, but for headings over several."""
    terms = evidence.vocabulary["conditions"].items()
    return {name: term for name, term in terms if set(term.groups) & set(evidence.topic.groups) and not term.collective}


def best_certainty(evidence: Evidence, condition: str, kind: str) -> Level | None:
    """Return the highest certainty of a benefit or harm in a condition; None where none is rated."""
    appraisal = evidence.library.appraisal
    ratings = [r for r in appraisal.certainties.values() if r.condition == condition and r.kind == kind]
    levels = [rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level for rated in ratings]
    return max(filter(None, levels), key=LEVELS.index, default=None)


def treated(evidence: Evidence, condition: str) -> Evidence:
    """Return the evidence on the treatment in a condition, planned trials and reviews included."""
    return evidence.where(condition=condition, treated=True)


def cases_of(evidence: Evidence, condition: str) -> list[tuple[Study, Case]]:
    """Return the patients with a condition who are told one by one, with their studies of the treatment."""
    found = treated(evidence, condition).records.values()
    return [(study, case) for study in found for case in study.cases if case.condition == condition]


def related(evidence: Evidence, condition: str) -> list[str]:
    """Return the conditions with a page whose definition names this one, or that this one's definition names."""
    pages = with_pages(evidence)

    def names(one: str, other: str) -> bool:
        return bool(re.search(rf"\b{re.escape(pages[other].label)}\b", pages[one].definition, re.IGNORECASE))

    return [term for term in pages if term != condition and (names(term, condition) or names(condition, term))]
