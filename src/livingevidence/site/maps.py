"""All conditions: the map of the evidence by design and by outcome, and the box of the first page that leads to one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Rung, rung_of, rungs_of, studies_about
from livingevidence.record.awaited import STATE_WORDS, state_of
from livingevidence.record.models import Study
from livingevidence.record.text import capital, count
from livingevidence.record.vocabulary import Condition, Form
from livingevidence.show import listings
from livingevidence.show.table import Cell
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.html import below, heading, joined, small, table
from livingevidence.site.site import Page

CASES, HARM, RELAPSE = "cases", "harm", "relapse"
OF_A_STUDY = {CASES: "Patients described one by one", HARM: "Harms"}
"""Heads of the columns that every review has; a relapse has one too, before the last of its families."""


def conditions_of(evidence: Evidence, group: str) -> list[str]:
    """Return the conditions of a group that have a page."""
    return [name for name, term in conditions_with_pages(evidence).items() if group in term.groups]


def _group_tables(page: Page, kind: str, head: Iterable[str], line: Callable[[str], list[Cell]], prefix: str) -> Markup:
    """Return a table for each group, one row a condition, those of which nothing is recorded too."""
    markup = Markup("")
    for group in page.site.evidence.topic.groups:
        label, terms = page.site.label("groups", group), conditions_of(page.site.evidence, group)
        about, anchor = f"Evidence by {kind}, {label}", f"by-{kind}-{group}"
        markup += heading(3, f"{prefix}-{group}", capital(label))
        markup += table(("Condition", *head), map(line, terms), "map", caption=about, anchor=anchor)
    return markup


def condition_map(page: Page) -> Markup:
    """Return a table for each group, one row a condition and one cell a design, empty ones too."""
    rungs = [capital(rung.one) for rung in page.site.evidence.topic.ladder.values()]
    heads = [*rungs, "All people", "Results awaited"]
    return _group_tables(page, "design", heads, partial(_design_line, page), "group")


def _design_line(page: Page, condition: str) -> list[Cell]:
    site, rungs = page.site, rungs_of(page.site.evidence, condition)

    def cell(words: str, anchor: str, empty: str = "none") -> Markup:
        return page.link(f"conditions/{condition}", words, anchor) if words else _none(empty)

    cells = []
    for step in rungs.values():
        people = _people(step)
        cells.append(below(cell(people, "people"), people and count(len(step.studies), "study", "studies")))
    least = "at least " if any(step.unread for step in rungs.values()) else ""
    everyone = least + count(site.results[f"{condition}.people"].value, "person", "people")
    everyone = everyone if site.results[f"{condition}.studies"].value else ""
    awaited = listings.awaited_rows(site.evidence.where(condition=condition, treated=True))
    states = Counter(state_of(*pair) for pair in awaited)
    details = [f"{words} ({states[state]})" for state, words in STATE_WORDS.items() if states[state]]
    unrecruited = {study.id: study for study, _ in awaited if rung_of(site.evidence, study) not in rungs}
    enrolled = sum(study.population.n_enrolled or 0 for study in unrecruited.values())
    details += [f"{count(enrolled, 'person', 'people')} enrolled in trials without a result"] if enrolled else []
    coming = below(cell(count(len(awaited), "result") if awaited else "", "awaited"), ", ".join(details))
    return [page.condition(condition), *cells, cell(everyone, "people", "none recorded"), coming]


def _none(words: str = "none") -> Markup:
    return Markup('<span class="none">{}</span>').format(words)


def _people(step: Rung) -> str:
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
    return _group_tables(page, "outcome", kinds.values(), partial(_outcome_line, page, kinds), "outcomes")


def _outcome_line(page: Page, kinds: Iterable[str], condition: str) -> list[Cell]:
    evidence = page.site.evidence
    places: dict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
    for study in studies_about(evidence, condition):
        for kind, anchor, was_read in kinds_of(evidence, study, condition):
            places[kind, was_read].setdefault(study.id, anchor)
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


def _cell(page: Page, places_read: dict[str, str], awaited: dict[str, str]) -> Markup:
    """Return the count of studies, the studies by design, and those of which more, or all, is awaited."""
    evidence = page.site.evidence
    nouns = {rung: (words.one, words.many) for rung, words in evidence.topic.ladder.items()}
    nouns["none"] = "other study", "other studies"
    partly = [name for name in awaited if name in places_read]
    alone = [name for name in awaited if name not in places_read]
    counted = []
    for rung, (singular, plural) in nouns.items():
        names = [name for name in places_read if rung_of(evidence, evidence.records[name]) == rung]
        counted.append((count(len(names), singular, plural), places_read, names))
    counted.append(("more results awaited", awaited, partly))
    counted.append((f"{count(len(alone), 'study', 'studies')} awaited", awaited, alone))
    lines = []
    for words, places, names in counted:
        if names:
            studies = joined(page.study(name, places[name]) for name in names)
            lines.append(small(Markup("{}: {}").format(words, studies)))
    studies = count(len(places_read), "study", "studies") if places_read else ""
    return joined([studies, *lines], "") if lines else _none()


def searchable_conditions(evidence: Evidence) -> dict[str, Condition]:
    """Return what the box of the first page looks through: conditions with a page, and others that have studies."""
    pages, terms = conditions_with_pages(evidence), evidence.vocabulary["conditions"].items()
    others = {name: term for name, term in terms if name not in pages and evidence.where(condition=name).records}
    return pages | {name: term for name, term in others.items() if not term.collective}


def form_words(evidence: Evidence, form: Form) -> str:
    """Return what is told of a form, its number as the record of a study has it."""
    return form.words.format(evidence.records[form.study].population.details[form.detail])
