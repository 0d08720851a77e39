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
    results = joined((page.inline.number(Address.of(best.study.id, row.id), words) for row in rows), " against ")
    what = ", ".join(filter(None, [page.site.label("outcomes", rows[0].outcome), describe.when(rows[0])]))
    other = rows[-1].contrast.comparator if rows[-1].contrast else rows[-1].arm
    return {"what": what, "result": results, "against": describe.arm_names(best.study)[other]}


def head_to_head_studies(evidence: Evidence, condition: str) -> list[Study]:
    """Return the studies that set the treatment beside another active one."""
    kinds, studies = evidence.vocabulary["interventions"], {}
    for comparison in comparisons(evidence.where(condition=condition, treated=True)):
        others = [arm for arm in comparison.study.arms if not evidence.topic.treats(arm)]
        if any(kinds[term].class_ not in ("control", "none") for arm in others for term in arm.interventions):
            studies[comparison.study.id] = comparison.study
    return list(studies.values())


def labels_for(evidence: Evidence, condition: str) -> list[str]:
    """Return the labels that are for a condition."""
    labels = (label for label in evidence.topic.labels.values() if label in evidence.records)
    return [label for label in labels if condition in evidence.records[label].conditions]


def label_answers(page: Page, question: Question, label: str) -> Markup:
    """Return what a label answers, each answer a link to its row; nothing where it was not read to say anything."""
    rows = [row for row in question.rows if Address(row).study == label and label in page.site.evidence.records]
    answers = [page.inline.number(row) for row in rows]
    if answers and question.note and Address(question.note.row).study == label:
        answers.append(Markup("{} ({})").format(question.note.text, page.inline.number(question.note.row, "details")))
    return joined(answers, "; ")


def children_of(evidence: Evidence, condition: str) -> list[tuple[Study, list, list[Case]]]:
    """Return the studies that tell of treated children, with results of these alone, and the children themselves."""
    children, treats = [], evidence.topic.treats
    for study in studies_about(evidence, condition):
        of_condition = (case for case in study.cases if case.condition == condition)
        young = [case for case in of_condition if case.age_years is not None and case.age_years < ADULT]
        arms = {arm.id for arm in study.arms if treats(arm)}
        rows = [row for row in study.outcomes if row.arm in arms] if children_alone(study) else []
        if young or rows:
            children.append((study, rows, young))
    return children


def context_of(evidence: Evidence, condition: str) -> Prose | None:
    """Return what stands beside uncontrolled results; None where nothing does."""
    has_entry = any(entry.condition == condition for entry in evidence.library.comparators.values())
    return beside(evidence, condition, awaited=False) if has_entry else None


def other_treatment_links(page: Page, condition: str) -> Markup:
    """Return links to the places where chapters of its groups tell of other treatments."""
    evidence, label = page.site.evidence, page.site.label
    groups = evidence.vocabulary["conditions"][condition].groups
    links = []
    for group in groups:
        if place := evidence.topic.other_treatments.get(group):
            name, _, anchor = place.partition("#")
            links.append(page.inline.page(name, label("groups", group), anchor))
    return joined(links)


def chapters_of(site: Site, names: list[str]) -> dict[str, str]:
    """Return the chapters in which some claims stand, with their titles."""
    stems = dict.fromkeys(Path(site.claim_texts[name].file).stem for name in names if name in site.claim_texts)
    files = {name: site.root.chapters / f"{name}.md" for name in stems}
    return {name: first_heading(file) for name, file in files.items() if file.is_file()}


def first_heading(file: Path) -> str:
    """Return the title of a chapter or page, that of its file where it has none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((line[2:] for line in lines if line.startswith("# ")), file.stem)


def conditions_with_pages(evidence: Evidence) -> dict[str, Condition]:
    """Return the conditions that have a page: those of the review's groups, but for headings over several."""
    terms = evidence.vocabulary["conditions"].items()
    return {name: term for name, term in terms if set(term.groups) & set(evidence.topic.groups) and not term.collective}


def patient_accounts(page: Page, condition: str) -> tuple[list[Markup], list[Markup]]:
    """Return what is told of single patients, those apart whose own treatment is not given as the review's drug."""
    patients, drug = cases(page.site.evidence, condition), page.site.evidence.topic.treatment.drug
    accounts: dict[bool, list[Markup]] = {True: [], False: []}
    for study, case in patients:
        accounts[drug in case.regimen].append(patient(page.inline, study, case))
    return accounts[True], accounts[False]


def related_conditions(evidence: Evidence, condition: str) -> list[str]:
    """Return the conditions with a page whose definition names this one, or that this one's definition names."""
    pages = conditions_with_pages(evidence)

    def names(term: str, other: str) -> bool:
        return bool(re.search(rf"\b{re.escape(pages[other].label)}\b", pages[term].definition, re.IGNORECASE))

    return [term for term in pages if term != condition and (names(term, condition) or names(condition, term))]
