"""Generated parts of the fixed pages: all studies, all numbers, all terms, and what made the site."""

from __future__ import annotations

import platform
from importlib.metadata import version

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.columns import named
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.dates import last_day
from livingevidence.record.digest import data_digest
from livingevidence.record.models import Study
from livingevidence.record.rules import RULES
from livingevidence.record.text import number
from livingevidence.results.numbers import anchor_of
from livingevidence.results.result import Result, Results
from livingevidence.site.nodes import bullets, code, definitions, section, small, table
from livingevidence.site.shared import shared
from livingevidence.site.stamp import site_version

SHELVES = {
    "lichenoid": "Lichenoid disease",
    "granulomatous": "Granulomatous disease",
    "alopecia": "Alopecia",
    "safety": "Safety and exposure of the cream in other diseases",
    "systemic-comparator": "Oral JAK inhibitors",
    "context": "Context: reviews, other topical JAK inhibitors, mechanism, natural history",
}


class StudiesDirective(SphinxDirective):
    """The table of all studies, shelf by shelf."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the bar that sorts and filters, and one section a shelf, a label that pages refer to."""
        sections = all_studies(shared.evidence)
        for made in sections:
            anchor = made["ids"][0]
            self.env.domains.standard_domain.note_hyperlink_target(
                anchor, self.env.docname, anchor, made.children[0].astext()
            )
        return [nodes.container("", classes=["table-bar"]), *sections]


def all_studies(evidence: Evidence) -> list[nodes.Node]:
    """Return a table for each shelf of the evidence, strongest design first, with a link to every study."""
    made, order, names = [], list(evidence.vocabulary["designs"]), short_names(evidence)
    head = ["Study", "Title", "Condition", "Design", "People enrolled", "First public", "Results read"]
    for shelf, title in SHELVES.items():
        studies = [study for study in evidence.records.values() if study.domain == shelf]
        studies.sort(key=lambda study: (order.index(study.design), names[study.id].casefold()))
        lines = [_line(study, names[study.id], evidence) for study in studies]
        made.append(section(title, f"shelf-{shelf}", table(head, lines, "studies", "sortable", "together")))
    return made


def _line(study: Study, name: str, evidence: Evidence) -> tuple[None, list]:
    label = evidence.vocabulary.label
    people = study.population.n_enrolled
    dates = [report.first_public for report in study.reports if report.first_public != "unknown"]
    read = sum(row.kind != "awaited" for row in study.rows) + len(study.cases)
    return None, [
        nodes.reference("", name, refuri=f"{study.id}.html", internal=True),
        study.title,
        ", ".join(label("conditions", term) for term in study.conditions),
        label("designs", study.design),
        "–" if people is None else number(people),
        min(dates, key=last_day) if dates else "not known",
        number(read) if read else "none yet",
    ]


class NumbersDirective(SphinxDirective):
    """Every computed number, with what was counted and the studies behind it."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return [all_numbers(shared.results)]


def all_numbers(results: Results) -> nodes.Node:
    """Return the table of all results, each row the address of its number."""
    rows, names = [], short_names(shared.evidence)
    for result in results.values():
        meaning = [nodes.Text(result.meaning), *small(result.note)]
        rows.append((anchor_of(result.key), [_value(result), meaning, _behind(result, names), code(result.key)]))
    return table(["Number", "What was counted", "Studies behind it", "Key"], rows, "numbers")


def _value(result: Result) -> str:
    return result.value if isinstance(result.value, str) else number(result.value)


def _behind(result: Result, names: dict[str, str]) -> list[nodes.Node]:
    """Return the studies of a result with what each adds; of many only the first."""
    if len(result.studies) == len(shared.evidence.records):
        return [nodes.Text("every study")]
    made: list[nodes.Node] = []
    for index, name in enumerate(result.studies[:MOST_NAMED]):
        made += [nodes.Text("; ")] if made else []
        made.append(nodes.reference("", names[name], refuri=f"studies/{name}.html", internal=True))
        made += [nodes.Text(f": {number(result.parts[index])}")] if result.parts else []
    rest = len(result.studies) - MOST_NAMED
    return [*made, nodes.Text(f" and {rest} more")] if rest > 0 else made or [nodes.Text("none")]


MOST_NAMED = 20


class TermsDirective(SphinxDirective):
    """The controlled vocabulary, list by list."""

    def run(self) -> list[nodes.Node]:
        """Return one section a list."""
        made = []
        for name, terms in shared.evidence.vocabulary.items():
            pairs = [(term.label, term.definition) for term in terms.values()]
            made.append(section(name.replace("-", " ").capitalize(), f"terms-{name}", definitions(pairs, "compact")))
        return made


class RulesDirective(SphinxDirective):
    """The rules that every record is held against."""

    def run(self) -> list[nodes.Node]:
        """Return the list of rules."""
        return [definitions([(rule.__name__, rule().allowed()) for rule in RULES], "compact")]


class ColumnsDirective(SphinxDirective):
    """The tables of ``Evidence`` with every column's type and meaning."""

    def run(self) -> list[nodes.Node]:
        """Return one section a table."""
        made = []
        for name, columns in named(shared.evidence.topic).items():
            rows = [(None, [code(column), code(spec.dtype), spec.meaning]) for column, spec in columns.items()]
            made.append(
                section(
                    name.replace("_", " ").capitalize(), f"table-{name}", table(["Column", "Type", "Meaning"], rows)
                )
            )
        return made


class LeftOutDirective(SphinxDirective):
    """Rows that were read and are not shown, each with its reason."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        names = short_names(shared.evidence)
        return [
            bullets(
                [
                    nodes.reference("", names[item.study], refuri=f"studies/{item.study}.html", internal=True),
                    nodes.Text(f": {item.what}. {item.reason}"),
                ]
                for item in shared.evidence.library.left_out
            )
        ]


MADE_WITH = (
    "sphinx",
    "myst-nb",
    "myst-parser",
    "sphinxcontrib-bibtex",
    "jupytext",
    "furo",
    "pandas",
    "matplotlib",
    "pydantic",
    "pyyaml",
)


class MadeWithDirective(SphinxDirective):
    """Which data and which versions made the site."""

    def run(self) -> list[nodes.Node]:
        """Return a list of facts."""
        pairs = [
            ("Digest of the data (SHA-256)", code(data_digest(shared.root))),
            ("Python", platform.python_version()),
        ]
        pairs += [("ruxreview", site_version(shared.root)), *((name, version(name)) for name in MADE_WITH)]
        return [definitions(pairs, "compact")]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("all-studies", StudiesDirective)
    app.add_directive("all-numbers", NumbersDirective)
    app.add_directive("all-terms", TermsDirective)
    app.add_directive("all-rules", RulesDirective)
    app.add_directive("all-columns", ColumnsDirective)
    app.add_directive("left-out", LeftOutDirective)
    app.add_directive("made-with", MadeWithDirective)
