"""The page of a condition: what decides on the first screen, what to know before prescribing, and the evidence."""

import re
from pathlib import Path

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import cases, studies_about
from livingevidence.record.addresses import Address
from livingevidence.record.ages import ADULT, children_alone
from livingevidence.record.models import Case, Study
from livingevidence.record.review import Question
from livingevidence.record.vocabulary import Condition
from livingevidence.show.table import Prose
from livingevidence.show.words import beside, patient
from livingevidence.site.html import joined
from livingevidence.site.site import Page, Site
from livingevidence.synthesis.benefit import Benefit, comparisons


def other_names(site: Site, condition: str) -> list[tuple[str, str]]:
    """Return the names by which the search finds a condition, too."""
    return [(name, "") for name in site.evidence.vocabulary["conditions"][condition].synonyms]


def best_of(page: Page, best: Benefit) -> dict[str, Markup | str]:
    """Return outcome and time, the result as links to its rows, and what the other arm got, as its record tells it."""
    rows, words = best.outcomes, "" if best.way != "stated" else "reported in words only"
    shown = joined((page.inline.number(Address.of(best.study.id, row.id), words) for row in rows), " against ")
    what = ", ".join(filter(None, [page.site.label("outcomes", rows[0].outcome), describe.when(rows[0])]))
    other = rows[-1].contrast.comparator if rows[-1].contrast else rows[-1].arm
    return {"what": what, "result": shown, "against": describe.arm_names(best.study)[other]}


def head_to_head(evidence: Evidence, condition: str) -> list[Study]:
    """Return the studies that set the treatment beside another active one."""
    kinds, found = evidence.vocabulary["interventions"], {}
    for made in comparisons(evidence.where(condition=condition, treated=True)):
        others = [arm for arm in made.study.arms if not evidence.topic.treats(arm)]
        if any(kinds[term].class_ not in ("control", "none") for arm in others for term in arm.interventions):
            found[made.study.id] = made.study
    return list(found.values())


def licensed(evidence: Evidence, condition: str) -> list[str]:
    """Return the labels that are for a condition."""
    there = (label for label in evidence.topic.labels.values() if label in evidence.records)
    return [label for label in there if condition in evidence.records[label].conditions]


def answers(page: Page, asked: Question, label: str) -> Markup:
    """Return what a label answers, each answer a link to its row; nothing where it was not read to say anything."""
    rows = [row for row in asked.rows if Address(row).study == label and label in page.site.evidence.records]
    told = [page.inline.number(row) for row in rows]
    if told and asked.note and Address(asked.note.row).study == label:
        told.append(Markup("{} ({})").format(asked.note.text, page.inline.number(asked.note.row, "details")))
    return joined(told, "; ")


def children_of(evidence: Evidence, condition: str) -> list[tuple[Study, list, list[Case]]]:
    """Return the studies that tell of treated children, with results of these alone, and the children themselves."""
    found, treats = [], evidence.topic.treats
    for study in studies_about(evidence, condition):
        young = [c for c in study.cases if c.condition == condition and c.age_years is not None and c.age_years < ADULT]
        arms = {arm.id for arm in study.arms if treats(arm)}
        rows = [row for row in study.outcomes if row.arm in arms] if children_alone(study) else []
        if young or rows:
            found.append((study, rows, young))
    return found


def beside_it(evidence: Evidence, condition: str) -> Prose | None:
    """Return what stands beside uncontrolled results; None where nothing does."""
    known = any(entry.condition == condition for entry in evidence.library.comparators.values())
    return beside(evidence, condition, awaited=False) if known else None


def of_others(page: Page, condition: str) -> Markup:
    """Return links to the places where chapters of its groups tell of other treatments."""
    evidence, label = page.site.evidence, page.site.label
    groups = evidence.vocabulary["conditions"][condition].groups
    told = {group: place.partition("#") for group, place in evidence.topic.other_treatments.items() if group in groups}
    named = (group for group in groups if group in told)
    return joined(page.inline.page(told[group][0], label("groups", group), told[group][2]) for group in named)


def chapters_of(site: Site, names: list[str]) -> dict[str, str]:
    """Return the chapters in which some claims stand, with their titles."""
    found = dict.fromkeys(Path(site.told[name].file).stem for name in names if name in site.told)
    files = {name: site.root.chapters / f"{name}.md" for name in found}
    return {name: heading(file) for name, file in files.items() if file.is_file()}


def heading(file: Path) -> str:
    """Return the title of a chapter or page, that of its file where it has none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((line[2:] for line in lines if line.startswith("# ")), file.stem)


def with_pages(evidence: Evidence) -> dict[str, Condition]:
    """Return the conditions that have a page: those of the review's groups, but for headings over several."""
    terms = evidence.vocabulary["conditions"].items()
    return {name: term for name, term in terms if set(term.groups) & set(evidence.topic.groups) and not term.collective}


def accounts(page: Page, condition: str) -> tuple[list[Markup], list[Markup]]:
    """Return what is told of single patients, those apart whose own treatment is not given as the review's drug."""
    told, drug = cases(page.site.evidence, condition), page.site.evidence.topic.treatment.drug
    ours, others = ([item for item in told if (drug in item[1].regimen) is own] for own in (True, False))
    return [patient(page.inline, *item) for item in ours], [patient(page.inline, *item) for item in others]


def related(evidence: Evidence, condition: str) -> list[str]:
    """Return the conditions with a page whose definition names this one, or that this one's definition names."""
    pages = with_pages(evidence)

    def names(one: str, other: str) -> bool:
        return bool(re.search(rf"\b{re.escape(pages[other].label)}\b", pages[one].definition, re.IGNORECASE))

    return [term for term in pages if term != condition and (names(term, condition) or names(condition, term))]
