"""The map of the evidence by outcome: what the studies of the cream looked at, condition by condition."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import Study
from livingevidence.record.text import count
from livingevidence.site.conditions import cream_only, with_pages
from livingevidence.site.nodes import Cell, section, small, table
from livingevidence.site.shared import shared

FAMILIES = {
    "signs": "Signs of the disease",
    "hair": "Hair",
    "symptoms": "Itch and pain",
    "patient": "Quality of life, satisfaction",
    "relapse": "Relapse",
    "other": "Other, or not named",
    "cases": "Patients told one by one",
    "harm": "Harms",
}


class OutcomeMapDirective(SphinxDirective):
    """The map of the evidence: every condition by what was looked at."""

    def run(self) -> list[nodes.Node]:
        """Return a section with a table for each group."""
        return outcome_map(shared.evidence)


def outcome_map(evidence: Evidence) -> list[nodes.Node]:
    """Return a table for each group, one row a condition and one cell a kind of outcome, empty ones too.

    A cell counts the studies with a result that was read, by design, and those of which only results that are awaited
    are known; it names those of which more is awaited, and links each study to its rows.
    """
    made = []
    for group in evidence.topic.groups:
        label = evidence.vocabulary.label("groups", group)
        head = ("Condition", *FAMILIES.values())
        rows = [(None, _line(evidence, term)) for term, c in with_pages(evidence).items() if group in c.groups]
        found = table(head, rows, "map", label=f"Evidence by outcome, {label}")
        made.append(section(label[0].upper() + label[1:], f"outcomes-{group}", found))
    return made


def _line(evidence: Evidence, condition: str) -> list[Cell]:
    read: dict[str, dict[str, str]] = {}
    awaited: dict[str, dict[str, str]] = {}
    for study in cream_only(evidence, condition).records.values():
        for family, anchor, known in families(evidence, study, condition):
            (read if known else awaited).setdefault(family, {}).setdefault(study.id, anchor)
    name = evidence.vocabulary.label("conditions", condition)
    first = nodes.reference("", name, refuri=f"{condition}.html", internal=True)
    return [first, *(_cell(evidence, read.get(name, {}), awaited.get(name, {})) for name in FAMILIES)]


def families(evidence: Evidence, study: Study, condition: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each kind of outcome of a study, where it stands on the study's page, and whether it was read."""
    for row in study.outcomes:
        term = evidence.vocabulary["outcomes"][row.outcome]
        family = term.family if term.kind == "efficacy" else term.kind
        if family in FAMILIES:
            yield family, "outcomes", row.kind != "awaited"
    yield from (("harm", "adverse-events", row.kind != "awaited") for row in study.adverse_events)
    for case in (case for case in study.cases if case.condition == condition):
        yield "cases", case.id, True
        if case.adverse_events:
            yield "harm", case.id, True


def _cell(evidence: Evidence, read: dict[str, str], awaited: dict[str, str]) -> list[nodes.Node]:
    """Return the count of studies, and below it the studies by design; then those of which more, or all, is awaited."""
    more = {name: anchor for name, anchor in awaited.items() if name in read}
    awaited = {name: anchor for name, anchor in awaited.items() if name not in read}
    if not read and not awaited:
        return [nodes.inline("", "none", classes=["none"])]
    told: list[nodes.Node] = [nodes.Text(count(len(read), "study", "studies"))] if read else []
    designs: dict[str, dict[str, str]] = {}
    for name, anchor in read.items():
        designs.setdefault(ladder(evidence, evidence.records[name]), {})[name] = anchor
    words = {name: (rung.one, rung.many) for name, rung in evidence.topic.ladder.items()}
    for rung, (one, many) in {**words, "none": ("other study", "other studies")}.items():
        if found := designs.get(rung):
            told += _names(evidence, count(len(found), one, many), found)
    told += _names(evidence, "more results awaited", more) if more else []
    return told + (_names(evidence, f"{count(len(awaited), 'study', 'studies')} awaited", awaited) if awaited else [])


def _names(evidence: Evidence, words: str, found: dict[str, str]) -> list[nodes.Node]:
    names, made = short_names(evidence), small(f"{words}: ")
    for name, anchor in found.items():
        made[-1] += [nodes.Text(", ")] if name != next(iter(found)) else []
        made[-1] += nodes.reference("", names[name], refuri=f"../studies/{name}.html#{anchor}", internal=True)
    return made


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("outcome-map", OutcomeMapDirective)
