"""The ledger: every claim with its verdict, what it needs, what is found, and since when it holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.claims.base import Finding, Judged
from livingevidence.claims.change import changes, grid
from livingevidence.claims.directive import read
from livingevidence.claims.ledger import since
from livingevidence.claims.selection import placed_on
from livingevidence.evidence import describe
from livingevidence.evidence.names import short_names
from livingevidence.record.text import count, number
from livingevidence.results.numbers import GONE, filled
from livingevidence.site.conditions import with_pages
from livingevidence.site.nodes import bullets, paragraph, section, table
from livingevidence.site.shared import shared

WHAT = (
    "Of each main conclusion it is told what would change it: the first change of the data that would overturn it, "
    "computed from the data as they are now."
)
WORDS = {"holds": "✓ holds", "open": "? open", "overturned": "✗ overturned"}


class ClaimsDirective(SphinxDirective):
    """Every claim, by the first page on which it stands."""

    def run(self) -> list[nodes.Node]:
        """Return how many hold, how changes are searched, and one section a page."""
        held = [item.verdict for item in shared.claims.values()]
        told = ", ".join(f"{number(held.count(verdict))} {words[2:]}" for verdict, words in WORDS.items())
        self.changes = changes(shared.evidence, shared.claims)
        self.pages = self._pages()
        parts: dict[str, list[nodes.Node]] = {}
        for name, judged in shared.claims.items():
            page = next(iter(self.pages.get(name, {})), "")
            parts.setdefault(page, []).append(self._claim(name, judged))
        sections = [
            section(self._title(page), f"on-{page.replace('/', '-') or 'no-page'}", *parts[page]) for page in parts
        ]
        return [
            paragraph(f"{count(len(held), 'claim')}: {told}."),
            paragraph(f"{WHAT} {grid(shared.evidence.topic)}"),
            *sections,
        ]

    def _claim(self, name: str, judged: Judged) -> nodes.container:
        text = filled(judged.claim.text, shared.evidence, shared.results, GONE)
        where = [
            nodes.reference("", self._title(page), refuri=f"{page}.html", internal=True)
            for page in _shortened(self.pages.get(name, ()))
        ]
        made = nodes.container("", paragraph(text), ids=[f"claim-{name}"], classes=["ledger-claim"])
        told = f"{WORDS[judged.verdict]}; why{', and what would change it' * (name in self.changes)}"
        made += nodes.raw("", f'<details class="fold"><summary>{told}</summary>', format="html")
        if judged.claim.plain:
            plain = filled(judged.claim.plain, shared.evidence, shared.results, GONE)
            made += paragraph([nodes.strong("", "In plain words: "), nodes.Text(plain)])
        made += paragraph([nodes.strong("", "Stands on: "), *_joined(where), nodes.Text(f".{_since(name, judged)}")])
        if name in self.changes:
            change = [nodes.strong("", "What would change it: "), *_linked(self.changes[name])]
            made += paragraph(change)
        rows = [(None, [_linked(f.needs), _linked(f.found), _held(f), _rows(f)]) for f in judged.findings]
        made += table(["Needs", "Finds", "Met", "Where it stands"], rows, "judgements", label=f"What {name} rests on")
        made += nodes.raw("", "</details>", format="html")
        return made

    def _pages(self) -> dict[str, dict[str, None]]:
        """Return the pages of each claim: the one on which it stands, those that repeat it, those of conditions."""
        root = shared.root
        texts = read(root)
        folders = {root.chapters.relative_to(root.folder): "chapters/", root.pages.relative_to(root.folder): ""}

        def page(file: str) -> str:
            return folders[Path(file).parent] + Path(file).stem

        found = {name: {page(claim.file): None} for name, claim in texts.claims.items()}
        for name in found:
            found[name] |= dict.fromkeys(sorted(page(file) for file, _ in texts.repeated.get(name, ())))
        for condition in with_pages(shared.evidence):
            for name in placed_on(shared.claims, condition, shared.evidence.topic.pinned):
                found[name][f"conditions/{condition}"] = None
        return found

    def _title(self, page: str) -> str:
        folder, _, name = page.rpartition("/")
        known = {"": "On no page", "index": "First page", "conditions/index": "All conditions"}
        if folder == "conditions" and page not in known:
            label = shared.evidence.vocabulary.label("conditions", name)
            return label[0].upper() + label[1:]
        return known.get(page) or name.replace("-", " ").capitalize()


class RetiredDirective(SphinxDirective):
    """Claims that were taken off the pages."""

    def run(self) -> list[nodes.Node]:
        """Return them with the day and the evidence that retired each."""
        items = [
            f"{retired.date}: {retired.text} Retired by: {retired.evidence}"
            for retired in shared.evidence.library.retired.values()
        ]
        return [bullets(items)] if items else [paragraph("None yet.")]


@cache
def _names(evidence) -> dict[str, str]:
    return short_names(evidence)


@cache
def _days(evidence) -> dict[str, datetime.date | None]:
    return since(evidence, shared.claims)


def _since(name: str, judged: Judged) -> str:
    if judged.verdict != "holds":
        return ""
    day = _days(shared.evidence).get(name)
    return (
        f" It holds on the evidence public since {day}."
        if day
        else " It rests on reports without a date, so since when it holds can't be told."
    )


def _held(finding: Finding) -> str:
    return {True: "✓", False: "✗", None: "?"}[finding.holds]


def _rows(finding: Finding) -> list[nodes.Node]:
    links = [link for address in finding.rows if (link := _link(address))]
    return _joined(links) or [nodes.Text("–")]


def _linked(text: str) -> list[nodes.Node]:
    """Return words with each address of a row as a link."""
    parts = re.split(r"([a-z0-9-]+/[a-z0-9-]+)", text)
    return [_link(part) or nodes.Text(part) for part in parts if part]


def _link(address: str) -> nodes.reference | None:
    """Return a link to a study, or to its row with the row's own words; None where there is no such study."""
    study, _, row = address.partition("/")
    record = shared.evidence.records.get(study)
    if record is None:
        return None
    item = next((item for item in record.rows if item.id == row), None)
    words = f": {item.label} ({describe.of_whom(record, item)})" if item else ""
    target = f"studies/{study}.html" + f"#{row}" * bool(item)
    return nodes.reference("", _names(shared.evidence)[study] + words, refuri=target, internal=True)


def _shortened(pages: Iterable[str]) -> list[str]:
    """Return pages; those of conditions, where every condition has the claim, as the page of all."""
    every = {f"conditions/{condition}" for condition in with_pages(shared.evidence)}
    pages = list(pages)
    return [p for p in pages if p not in every] + ["conditions/index"] if every <= set(pages) else pages


def _joined(links: list[nodes.Node]) -> list[nodes.Node]:
    return [part for link in links for part in (nodes.Text(", "), link)][1:]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("retired-claims", RetiredDirective)
