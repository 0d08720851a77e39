"""All conditions: the map of the evidence by design and by outcome, and the box of the first page that leads to one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sphinx.application import Sphinx

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, counts, ladder
from livingevidence.record.models import Study
from livingevidence.record.text import capital, count
from livingevidence.show.listings import awaited as awaited_results
from livingevidence.site.conditions import treated, with_pages
from livingevidence.site.site import Site

CASES, HARM, RELAPSE = "cases", "harm", "relapse"
OF_A_STUDY = {CASES: "Patients told one by one", HARM: "Harms"}
"""Heads of the columns that every review has; a relapse has one too, before the last of its families."""


def condition_map(site: Site) -> Mapping[str, object]:
    """Return a table for each group, one row a condition and one cell a design, empty ones too."""
    rungs = site.evidence.topic.ladder.values()
    return {
        "head": ["Condition", *(capital(rung.one) for rung in rungs), "All people", "Results awaited"],
        "groups": [(group, label, [_line(site, term) for term in terms]) for group, label, terms in _groups(site)],
    }


def _groups(site: Site) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each group with its label and its conditions that have a page."""
    pages = with_pages(site.evidence)
    for group in site.evidence.topic.groups:
        yield group, site.label("groups", group), [term for term, c in pages.items() if group in c.groups]


def _line(site: Site, condition: str) -> Mapping[str, object]:
    rungs = counts(site.evidence, condition)
    awaited = len(awaited_results(treated(site.evidence, condition)).rows)
    people = count(site.results[f"{condition}.people"].value, "person", "people")
    least = "at least " if any(step.unread for step in rungs.values()) else ""
    return {
        "condition": condition,
        "rungs": [(_people(step), count(len(step.studies), "study", "studies")) for step in rungs.values()],
        "people": least + people if site.results[f"{condition}.studies"].value else "",
        "awaited": count(awaited, "result") if awaited else "",
    }


def _people(step: Counted) -> str:
    """Return the people on a rung; empty where it has no study."""
    if not step.studies:
        return ""
    return "number not read" if step.unread and not step.people else count(step.people, "person", "people")


def columns(evidence: Evidence) -> dict[str, str]:
    """Return the kinds of outcome that the map tells apart, with their heads."""
    *first, last = evidence.topic.families.items()
    return {**dict(first), RELAPSE: "Relapse", **dict([last]), **OF_A_STUDY}


def outcome_map(site: Site) -> Mapping[str, object]:
    """Return a table for each group, one row a condition and one cell a kind of outcome, empty ones too.

    A cell counts the studies with a result that was read, by design, and those of which only results that are awaited
    are known; it names those of which more is awaited, and links each study to its rows.
    """
    kinds = columns(site.evidence)
    groups = [
        (group, label, [(term, _cells(site.evidence, term, kinds)) for term in terms])
        for group, label, terms in _groups(site)
    ]
    return {"head": ["Condition", *kinds.values()], "groups": groups}


Named = tuple[str, dict[str, str]]
"""Words, and the studies behind them with the place of each on its page."""


def _cells(evidence: Evidence, condition: str, kinds: Mapping[str, str]) -> list[tuple[str, list[Named]]]:
    read: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    awaited: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    for study in treated(evidence, condition).records.values():
        for kind, anchor, known in kinds_of(evidence, study, condition):
            if kind in kinds:
                (read if known else awaited)[kind].setdefault(study.id, anchor)
    return [_cell(evidence, read[kind], awaited[kind]) for kind in kinds]


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


def _cell(evidence: Evidence, read: dict[str, str], awaited: dict[str, str]) -> tuple[str, list[Named]]:
    """Return the count of studies, the studies by design, and those of which more, or all, is awaited."""
    designs: dict[str, dict[str, str]] = {}
    for name, anchor in read.items():
        designs.setdefault(ladder(evidence, evidence.records[name]), {})[name] = anchor
    words = {rung: (told.one, told.many) for rung, told in evidence.topic.ladder.items()}
    words["none"] = "other study", "other studies"
    named = [(count(len(designs[rung]), *told), designs[rung]) for rung, told in words.items() if rung in designs]
    more = {name: anchor for name, anchor in awaited.items() if name in read}
    alone = {name: anchor for name, anchor in awaited.items() if name not in read}
    named += [("more results awaited", more)] if more else []
    named += [(f"{count(len(alone), 'study', 'studies')} awaited", alone)] if alone else []
    return count(len(read), "study", "studies") if read else "", named


def condition_box(site: Site) -> Mapping[str, object]:
    """Return the conditions by group, each with the glossary's short name of it and its other names."""
    glossary = site.root.pages / "glossary.md"
    return box(site, short_forms(glossary.read_text(encoding="utf-8")) if glossary.is_file() else {})


def short_forms(glossary: str) -> dict[str, str]:
    """Return the short names of the glossary by what they stand for, in small letters."""
    found = re.findall(r"^((?:\w[^\n]*\n)+)  ([^\n]+)\.$", glossary, re.MULTILINE)
    return {meaning.lower(): names.split("\n")[0] for names, meaning in found}


def box(site: Site, short: Mapping[str, str]) -> Mapping[str, object]:
    """Return what the box shows, with the short names of some conditions."""
    pages, groups = with_pages(site.evidence), []
    for group, label, terms in _groups(site):
        links = []
        for term in terms:
            name = pages[term].label
            known = [abbreviation for meaning, abbreviation in short.items() if meaning in name]
            others = ", ".join(other for other in pages[term].synonyms if other not in known)
            links.append((term, f"{name} ({', '.join(known)})" if known else name, others))
        groups.append((label, ", ".join(site.evidence.vocabulary["groups"][group].synonyms), links))
    return {"groups": groups}


def setup(app: Sphinx) -> None:
    """Load the script of the box on the page that has one, and on no other."""

    def add_script(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        if 'class="condition-box' in context.get("body", ""):
            app.add_js_file("condition-box.js", loading_method="defer")

    app.connect("html-page-context", add_script)
