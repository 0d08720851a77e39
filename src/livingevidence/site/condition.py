"""The page of a condition: what decides on the first screen, what to know before prescribing, and the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from livingevidence.appraisal.verdict import verdict
from livingevidence.claims import selection
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import counts, treated_studies
from livingevidence.record.addresses import Address
from livingevidence.record.ages import ADULT, children_alone
from livingevidence.record.models import Case, Study
from livingevidence.record.review import Question
from livingevidence.record.vocabulary import Condition
from livingevidence.show import arrays, listings, trials
from livingevidence.show.context import alternatives, instead
from livingevidence.show.findings import grave, in_signs, summary, weighed
from livingevidence.show.table import Table
from livingevidence.show.words import beside, patient
from livingevidence.site.html import joined
from livingevidence.site.site import Page, Site
from livingevidence.synthesis.benefit import Comparison, comparisons

if TYPE_CHECKING:
    from livingevidence.show.figures.drawing import Figure

ALTERNATIVES = 2  # other treatments that stand unfolded


def condition_page(page: Page, condition: str) -> Markup:
    """Return the page of a condition; a part without content is left out."""
    site, evidence = page.site, page.site.evidence
    claims, first = selection.claims_on(site.claims, condition), selection.leading(site.claims, condition)
    harms, warnings = selection.says(site.claims, claims, "harm"), selection.warnings(site.claims)
    part, cases = treated(evidence, condition), cases_of(evidence, condition)
    drug, studied = evidence.topic.treatment.drug, bool(treated_studies(evidence, condition))
    plain = [name for name in [*first, *harms, *warnings] if site.claims[name].claim.plain]
    children, found = _children(evidence, condition), verdict(evidence, condition)
    return page.fill(
        "condition.html",
        condition=condition,
        topic=evidence.topic,
        term=evidence.vocabulary["conditions"][condition],
        studied=studied,
        found=found,
        sure=in_signs(found.level),
        best=_best(page, found.best) if found.best else None,
        verdict=next(iter(selection.says(site.claims, first, "verdict")), None),
        nobody=selection.of_nobody(site.claims, condition),
        due=trials.next_due(evidence, condition),
        missing=next((one for one in trials.listed(evidence, condition) if one.state == "elsewhere"), None),
        states=trials.STATES,
        when_due=trials.when_due,
        instead=instead(evidence, condition),
        head_to_head=_head_to_head(evidence, part),
        benefit=arrays.benefit(evidence, condition),
        harm=arrays.harm(evidence, condition),
        lines_of_dots=arrays.rows_of_dots,
        whole=lambda table: replace(table, most=len(table.rows)),
        rungs={rung: step for rung, step in counts(evidence, condition).items() if step.studies},
        seen=[name for name in first if site.claims[name].claim.says != "verdict"],
        warnings=warnings,
        plain=plain,
        near=joined(map(page.condition, related(evidence, condition))),
        summary=partial(summary, evidence, condition=condition),
        strip=_strip(evidence, condition) if studied else None,
        beside=_beside(site, condition) if studied else None,
        licensed=[label for label in evidence.topic.labels.values() if condition in _of(evidence, label)],
        prescribing=evidence.library.prescribing,
        answers=partial(_answers, page),
        alternatives=_split(alternatives(evidence, condition), ALTERNATIVES),
        harms=harms,
        harmed=[(study, case) for study, case in cases if case.adverse_events],
        weighed=weighed(evidence),
        grave=grave(evidence),
        pinned=[name for name in evidence.topic.pinned if name in site.claims],
        elsewhere=joined(page.link(f"chapters/{name}", name) for name in _chapters_of(site, evidence.topic.pinned)),
        patients=[patient(page.inline, study, case) for study, case in cases if drug in case.regimen],
        mixed=[patient(page.inline, study, case) for study, case in cases if drug not in case.regimen],
        children=children,
        regimens=listings.regimens(evidence, condition),
        who=listings.who_took_part(evidence, condition),
        awaited=listings.awaited(part),
        trials=trials.board(evidence, site.claims, condition),
        said=[name for name in claims if name not in [*harms, *first]],
        chapters=joined(page.inline.page(*place) for place in _of_others(site, condition)),
        others=listings.others(evidence, condition),
    )


def _strip(evidence: Evidence, condition: str) -> Figure:
    from livingevidence.show.figures.strip import strip  # imports matplotlib, and a build may need no page

    return strip(evidence, condition=condition)


def other_names(site: Site, condition: str) -> list[tuple[str, str]]:
    """Return the names by which the search finds a condition, too."""
    return [(name, "") for name in site.evidence.vocabulary["conditions"][condition].synonyms]


def _best(page: Page, best: Comparison) -> dict[str, Markup | str]:
    """Return outcome and time, the result as links to its rows, and what it was held against."""
    rows = [row for name in best.rows for row in best.study.outcomes if row.id == name]
    words = "" if best.way != "stated" else "in words, without numbers"
    shown = joined((page.inline.number(Address.of(best.study.id, row.id), words) for row in rows), " against ")
    what = ", ".join(filter(None, [page.site.label("outcomes", rows[0].outcome), describe.when(rows[0])]))
    return {"what": what, "result": shown, "against": f"(against {best.against})"}


def _split(table: Table, most: int) -> tuple[Table, Table]:
    """Return the first lines of a table, and the others in a fold."""
    return replace(table, rows=table.rows[:most], most=most), replace(table, rows=table.rows[most:], most=0)


def _head_to_head(evidence: Evidence, part: Evidence) -> list[Study]:
    """Return the studies that set the treatment beside another active one."""
    kinds, found = evidence.vocabulary["interventions"], {}
    for made in comparisons(part):
        others = [arm for arm in made.study.arms if not evidence.topic.treats(arm)]
        if any(kinds[term].class_ not in ("control", "none") for arm in others for term in arm.interventions):
            found[made.study.id] = made.study
    return list(found.values())


def _of(evidence: Evidence, label: str) -> list[str]:
    """Return the conditions that a label is for."""
    return evidence.records[label].conditions if label in evidence.records else []


def _answers(page: Page, asked: Question, label: str) -> Markup:
    """Return what a label answers, each answer a link to its row; nothing where it was not read to say anything."""
    rows = [row for row in asked.rows if Address(row).study == label and label in page.site.evidence.records]
    told = [page.inline.number(row) for row in rows]
    if told and asked.note and Address(asked.note.row).study == label:
        told.append(Markup("{} ({})").format(asked.note.text, page.inline.number(asked.note.row, "details")))
    return joined(told, "; ")


def _children(evidence: Evidence, condition: str) -> list[tuple[Study, list, list[Case]]]:
    """Return the studies that tell of treated children, with results of these alone, and the children themselves."""
    found, treats = [], evidence.topic.treats
    for study in treated(evidence, condition).records.values():
        young = [c for c in study.cases if c.condition == condition and c.age_years is not None and c.age_years < ADULT]
        arms = {arm.id for arm in study.arms if treats(arm)}
        rows = [row for row in study.outcomes if row.arm in arms] if children_alone(study) else []
        if young or rows:
            found.append((study, rows, young))
    return found


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
