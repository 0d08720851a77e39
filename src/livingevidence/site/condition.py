"""The page of a condition: what is known, what to expect, what to warn of, and what nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from livingevidence.claims import selection
from livingevidence.claims.expression import parse
from livingevidence.claims.questions import Questions
from livingevidence.evidence.treated import counts, treated_studies
from livingevidence.show import condition as tables
from livingevidence.show.findings import in_signs, summary
from livingevidence.show.listings import awaited
from livingevidence.show.words import before_prescribing, beside, patient
from livingevidence.site import conditions
from livingevidence.site.site import Site

OPEN = 1  # question to the labels that is shown unfolded: where not to use it
KINDS = {"benefit": "of a benefit", "harm": "of harms"}


def condition_page(site: Site, condition: str) -> Mapping[str, object]:
    """Return what the page of a condition shows; a part without content is left out."""
    evidence, claims = site.evidence, selection.claims_on(site.claims, condition)
    first, harms = selection.leading(site.claims, condition), selection.says(site.claims, claims, "harm")
    term, studied = evidence.vocabulary["conditions"][condition], bool(treated_studies(evidence, condition))
    return {
        "index": [(name, "") for name in term.synonyms],
        "condition": condition,
        "topic": evidence.topic,
        "term": term,
        "studied": studied,
        "searched": evidence.library.review.last_searched,
        "verdict": next(iter(selection.says(site.claims, first, "verdict")), None),
        "nobody": None if studied else _nobody(site, condition),
        "sure": [(words, *_certainty(site, condition, kind)) for kind, words in KINDS.items()],
        "rungs": {rung: step for rung, step in counts(evidence, condition).items() if step.studies},
        "least": any(step.unread for step in counts(evidence, condition).values()),
        "seen": [name for name in first if site.claims[name].claim.says != "verdict"],
        "warnings": selection.warnings(site.claims),
        "plain": _plain(site, [*first, *harms]),
        "registered": [(t.id, tables.status(study, t)) for study, t in tables.registered(evidence, condition)],
        "near": [(name, site.label("conditions", name)) for name in conditions.related(evidence, condition)],
        "benefits": summary(evidence, condition=condition) if studied else None,
        "controlled": site.results[f"{condition}.controlled"].value,
        "beside": _beside(site, condition) if studied else None,
        "off_label": Questions(evidence).find(parse(f'not labelled("{condition}")')).holds,
        "labels": before_prescribing(evidence, OPEN),
        "harms": harms,
        "harm_ratings": summary(evidence, condition=condition, kind="harm"),
        "harmed": [(study, case) for study, case in conditions.cases(evidence, condition) if case.adverse_events],
        "pinned": [name for name in evidence.topic.pinned if name in site.claims],
        "elsewhere": _chapters_of(site, evidence.topic.pinned),
        "patients": _patients(site, condition),
        "regimens": tables.regimens(evidence, condition),
        "who": tables.who_took_part(evidence, condition),
        "awaited": awaited(conditions.treated(evidence, condition)),
        "trials": tables.trials(evidence, condition),
        "said": [name for name in claims if name not in [*harms, *first]],
        "chapters": [(g, site.label("groups", g)) for g in term.groups if _is_chapter(site, g)],
        "others": tables.others(evidence, condition),
    }


def _nobody(site: Site, condition: str) -> Mapping[str, object]:
    """Return what is told where nobody treated is recorded: the claim that says so, and whether a trial is known."""
    return {
        "claim": selection.of_nobody(site.claims, condition),
        "tried": bool(conditions.treated(site.evidence, condition).records),
    }


def _certainty(site: Site, condition: str, kind: str) -> tuple[str, bool]:
    """Return how sure one can be in words, and whether there is a rating to lead to."""
    ratings = site.evidence.library.appraisal.certainties.values()
    if not any(rating.condition == condition and rating.kind == kind for rating in ratings):
        return "not rated", False
    level = conditions.best_certainty(site.evidence, condition, kind)
    return f"{in_signs(level)} at best" if level else "could not be rated", True


def _plain(site: Site, names: list[str]) -> list[str]:
    """Return the claims on a condition that have a plain wording, and the labels' warning; nothing without any."""
    found = [name for name in names if site.claims[name].claim.plain]
    return (
        [*found, *(name for name in selection.warnings(site.claims) if site.claims[name].claim.plain)] if found else []
    )


def _beside(site: Site, condition: str) -> object:
    """Return what stands beside uncontrolled results; None where nothing does."""
    entries = site.evidence.library.comparators.values()
    known = any(entry.condition == condition for entry in entries)
    return beside(site.evidence, condition, awaited=False) if known else None


def _patients(site: Site, condition: str) -> tuple[list[Markup], list[Markup]]:
    """Return the patients told one by one, then those whose own treatment is not given as the drug."""
    say, drug = site.inline("../"), site.evidence.topic.treatment.drug
    found = conditions.cases(site.evidence, condition)
    told = [patient(say, study, case) for study, case in found if drug in case.regimen]
    return told, [patient(say, study, case) for study, case in found if drug not in case.regimen]


def _is_chapter(site: Site, name: str) -> bool:
    return (site.root.chapters / f"{name}.md").is_file()


def _chapters_of(site: Site, names: list[str]) -> list[str]:
    """Return the chapters in which some claims stand."""
    found = dict.fromkeys(Path(site.claims[name].claim.file).stem for name in names if name in site.claims)
    return [name for name in found if _is_chapter(site, name)]
