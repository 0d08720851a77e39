"""All conditions: the map of the evidence, and the box of the first page that leads straight to one."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, counts
from livingevidence.record.text import capital, count
from livingevidence.results.result import Results
from livingevidence.show import tables
from livingevidence.site.conditions import cream_only, with_pages
from livingevidence.site.nodes import Cell, bullets, paragraph, section, small, table
from livingevidence.site.shared import shared


class MapDirective(SphinxDirective):
    """The map of the evidence: every condition by every design."""

    def run(self) -> list[nodes.Node]:
        """Return a section with a table for each group."""
        return evidence_map(shared.evidence, shared.results)


def evidence_map(evidence: Evidence, results: Results) -> list[nodes.Node]:
    """Return a table for each group, one row a condition and one cell a design, empty ones too."""
    designs = (capital(rung.one) for rung in evidence.topic.ladder.values())
    head = ("Condition", *designs, "All people", "Results awaited")
    made = []
    for group in evidence.topic.groups:
        label = evidence.vocabulary.label("groups", group)
        rows = [(None, _line(evidence, results, term)) for term, c in with_pages(evidence).items() if group in c.groups]
        title = label[0].upper() + label[1:]
        made.append(section(title, f"group-{group}", table(head, rows, "map", label=f"Evidence by design, {label}")))
    return made


def _line(evidence: Evidence, results: Results, condition: str) -> list[Cell]:
    rungs = counts(evidence, condition)
    awaited = len(tables.awaited(cream_only(evidence, condition)).rows)
    people = count(results[f"{condition}.people"].value, "person", "people")
    if any(step.unread for step in rungs.values()):
        people = f"at least {people}"
    everyone = people if results[f"{condition}.studies"].value else "none recorded"
    return [
        _link(evidence.vocabulary.label("conditions", condition), condition),
        *(_cell(step, condition) for step in rungs.values()),
        _link(everyone, condition, "people") if everyone != "none recorded" else _empty(everyone),
        _link(count(awaited, "result"), condition, "awaited") if awaited else _empty("none"),
    ]


def _cell(step: Counted, condition: str) -> Cell:
    if not step.studies:
        return _empty("none")
    people = "number not read" if step.unread and not step.people else count(step.people, "person", "people")
    return [_link(people, condition, "people"), *small(count(len(step.studies), "study", "studies"))]


def _empty(words: str) -> nodes.inline:
    return nodes.inline("", words, classes=["none"])


def _link(words: str, condition: str, anchor: str = "") -> nodes.reference:
    return nodes.reference("", words, refuri=f"{condition}.html" + f"#{anchor}" * bool(anchor), internal=True)


class BoxDirective(SphinxDirective):
    """A fold with a link to each condition, by group; a script adds a field that filters it."""

    def run(self) -> list[nodes.Node]:
        """Return the box."""
        path = Path(self.env.doc2path("glossary"))
        self.env.note_dependency(str(path))
        return [box(shared.evidence, short_forms(path.read_text(encoding="utf-8")))]


def short_forms(glossary: str) -> dict[str, str]:
    """Return the short names of the glossary by what they stand for, in small letters."""
    found = re.findall(r"^((?:\w[^\n]*\n)+)  ([^\n]+)\.$", glossary, re.MULTILINE)
    return {meaning.lower(): names.split("\n")[0] for names, meaning in found}


def box(evidence: Evidence, short: dict[str, str]) -> nodes.container:
    """Return the fold of links, each with the glossary's short name of its condition and its other names."""
    pages = with_pages(evidence)
    made = nodes.container("", classes=["condition-box"])
    made += nodes.raw("", '<details class="fold"><summary>My patient has …</summary>', format="html")
    for group in evidence.topic.groups:
        label = evidence.vocabulary.label("groups", group)
        links = []
        for term in (term for term, condition in pages.items() if group in condition.groups):
            name = pages[term].label
            known = [abbreviation for meaning, abbreviation in short.items() if meaning in name]
            words = f"{name} ({', '.join(known)})" if known else name
            others = ", ".join(other for other in pages[term].synonyms if other not in known)
            links.append([nodes.reference("", words, refuri=f"conditions/{term}.html", internal=True), *small(others)])
        others = ", ".join(evidence.vocabulary["groups"][group].synonyms)
        title = paragraph([nodes.strong("", label[0].upper() + label[1:]), *small(others)])
        made += nodes.container("", title, bullets(links), classes=["condition-group"])
    made += nodes.raw("", "</details>", format="html")
    return made


def add_script(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Load the script of the box on the page that has one, and on no other."""
    if doctree is not None and any("condition-box" in node["classes"] for node in doctree.findall(nodes.container)):
        app.add_js_file("condition-box.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directives and the script."""
    app.add_directive("condition-map", MapDirective)
    app.add_directive("condition-box", BoxDirective)
    app.connect("html-page-context", add_script)
