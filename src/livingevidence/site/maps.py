"""All conditions: the map of the evidence by design and by outcome, and the box of the first page that leads to one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from markupsafe import Markup

from livingevidence.appraisal.verdict import verdict
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, counts, ladder
from livingevidence.record.awaited import WORDS, state_of
from livingevidence.record.models import Study
from livingevidence.record.text import capital, count
from livingevidence.record.vocabulary import Form
from livingevidence.show import listings
from livingevidence.show.findings import in_signs
from livingevidence.show.table import Cell
from livingevidence.show.trials import next_due, when_due
from livingevidence.site.condition import treated, with_pages
from livingevidence.site.html import below, heading, joined, small, table
from livingevidence.site.site import Page, Site

CASES, HARM, RELAPSE = "cases", "harm", "relapse"
OF_A_STUDY = {CASES: "Patients described one by one", HARM: "Harms"}
"""Heads of the columns that every review has; a relapse has one too, before the last of its families."""


def _groups(site: Site) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each group with its label and its conditions that have a page."""
    pages = with_pages(site.evidence)
    for group in site.evidence.topic.groups:
        yield group, site.label("groups", group), [term for term, c in pages.items() if group in c.groups]


def _by_group(page: Page, kind: str, head: Iterable[str], line: Callable[[str], list[Cell]], prefix: str) -> Markup:
    """Return a table for each group, one row a condition, those of which nothing is recorded too."""
    made = Markup("")
    for group, label, terms in _groups(page.site):
        about, anchor = f"Evidence by {kind}, {label}", f"by-{kind}-{group}"
        made += heading(3, f"{prefix}-{group}", capital(label))
        made += table(("Condition", *head), map(line, terms), "map", caption=about, anchor=anchor)
    return made


def condition_map(page: Page) -> Markup:
    """Return a table for each group, one row a condition and one cell a design, empty ones too."""
    rungs = [capital(rung.one) for rung in page.site.evidence.topic.ladder.values()]
    return _by_group(page, "design", [*rungs, "All people", "Results awaited"], partial(_line, page), "group")


def _line(page: Page, condition: str) -> list[Cell]:
    site, rungs = page.site, counts(page.site.evidence, condition)

    def cell(words: str, anchor: str, empty: str = "none") -> Markup:
        return page.link(f"conditions/{condition}", words, anchor) if words else _none(empty)

    cells = [
        below(cell(people, "people"), people and count(len(step.studies), "study", "studies"))
        for step in rungs.values()
        for people in [_people(step)]
    ]
    least = "at least " if any(step.unread for step in rungs.values()) else ""
    everyone = least + count(site.results[f"{condition}.people"].value, "person", "people")
    everyone = everyone if site.results[f"{condition}.studies"].value else ""
    found = listings.awaited_rows(treated(site.evidence, condition))
    states = Counter(state_of(*pair) for pair in found)
    told = [f"{words} ({states[state]})" for state, words in WORDS.items() if states[state]]
    apart = {study.id: study for study, _ in found if ladder(site.evidence, study) not in rungs}
    enrolled = sum(study.population.n_enrolled or 0 for study in apart.values())
    told += [f"{count(enrolled, 'person', 'people')} enrolled in trials without a result"] if enrolled else []
    coming = below(cell(count(len(found), "result") if found else "", "awaited"), ", ".join(told))
    return [page.condition(condition), *cells, cell(everyone, "people", "none recorded"), coming]


def _none(words: str = "none") -> Markup:
    return Markup('<span class="none">{}</span>').format(words)


def _people(step: Counted) -> str:
    """Return the people on a rung; empty where it has no study."""
    if not step.studies:
        return ""
    return "number not available" if step.unread and not step.people else count(step.people, "person", "people")


def columns(evidence: Evidence) -> dict[str, str]:
    """Return the kinds of outcome that the map tells apart, with their heads."""
    *first, last = evidence.topic.families.items()
    return {**dict(first), RELAPSE: "Relapse", **dict([last]), **OF_A_STUDY}


def outcome_map(page: Page) -> Markup:
    """Return a table for each group, one row a condition and one cell a kind of outcome, empty ones too.

    A cell counts the studies with a result that was read, by design, and those of which only results that are awaited
    are known; it names those of which more is awaited, and links each study to its rows.
    """
    kinds = columns(page.site.evidence)
    return _by_group(page, "outcome", kinds.values(), partial(_by_outcome, page, kinds), "outcomes")


def _by_outcome(page: Page, kinds: Iterable[str], condition: str) -> list[Cell]:
    evidence = page.site.evidence
    places: dict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
    for study in treated(evidence, condition).records.values():
        for kind, anchor, known in kinds_of(evidence, study, condition):
            places[kind, known].setdefault(study.id, anchor)
    return [page.condition(condition), *(_cell(page, places[kind, True], places[kind, False]) for kind in kinds)]


def kinds_of(evidence: Evidence, study: Study, condition: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each kind of outcome of a study, where it stands on the study's page, and whether it was read."""
    for row in study.outcomes:
        term = evidence.vocabulary["outcomes"][row.outcome]
        yield term.family if term.kind == "efficacy" else term.kind, "outcomes", row.kind != "awaited"
    yield from ((HARM, "adverse-events", row.kind != "awaited") for row in study.adverse_events)
    for case in (case for case in study.cases if case.condition == condition):
        yield CASES, case.id, True
        if case.adverse_events:
            yield HARM, case.id, True


def _cell(page: Page, read: dict[str, str], awaited: dict[str, str]) -> Markup:
    """Return the count of studies, the studies by design, and those of which more, or all, is awaited."""
    evidence = page.site.evidence
    words = {rung: (told.one, told.many) for rung, told in evidence.topic.ladder.items()}
    words["none"] = "other study", "other studies"
    more, alone = read.keys() & awaited.keys(), awaited.keys() - read.keys()
    named = []
    for rung, (one, many) in words.items():
        own = [name for name in read if ladder(evidence, evidence.records[name]) == rung]
        named.append((count(len(own), one, many), read, own))
    named.append(("more results awaited", awaited, more))
    named.append((f"{count(len(alone), 'study', 'studies')} awaited", awaited, alone))
    lines = [
        small(Markup("{}: {}").format(what, joined(page.study(name, places[name]) for name in places if name in own)))
        for what, places, own in named
        if own
    ]
    studies = count(len(read), "study", "studies") if read else ""
    return joined([studies, *lines], "") if lines else _none()


def disease_rows(page: Page, group: str) -> Markup:
    """Return a line for each condition of a group: what is known, the best evidence, people, certainty, what is due."""
    (terms,) = (terms for name, _, terms in _groups(page.site) if name == group)
    return page.fill("disease-rows.html", rows=[_row(page, term) for term in terms], group=group)


def _row(page: Page, condition: str) -> dict[str, object]:
    site, evidence = page.site, page.site.evidence
    rungs, found = list(evidence.topic.ladder), verdict(evidence, condition)
    filled = [rung for rung, step in counts(evidence, condition).items() if step.studies]
    due = next_due(evidence, condition)
    return {
        "condition": condition,
        "found": found,
        "rung": evidence.topic.ladder[filled[0]].one if filled else "",
        "steps": len(rungs) - rungs.index(filled[0]) if filled else 0,
        "of": len(rungs),
        "people": site.results[f"{condition}.on-{evidence.topic.treatment.short}"],
        "sure": in_signs(found.level),
        "due": due and when_due(due, site.day),
    }


def condition_box(page: Page) -> Markup:
    """Return what the box of the first page looks through: every condition by its names, forms, sites and groups.

    A condition without a page leads to its studies.
    """
    evidence = page.site.evidence
    pages, terms = with_pages(evidence), evidence.vocabulary["conditions"].items()
    others = {name: term for name, term in terms if name not in pages and evidence.where(condition=name).records}
    shown = pages | {name: term for name, term in others.items() if not term.collective}
    return page.fill(
        "condition-box.html",
        terms=shown,
        pages=pages,
        product=evidence.topic.treatment.short,
        groups=evidence.vocabulary["groups"],
        told=_told,
    )


def _told(page: Page, form: Form) -> str:
    """Return what is told of a form, its number as the record of a study has it."""
    number = page.site.evidence.records[form.study].population.details[form.detail]
    return form.words.format(number)
