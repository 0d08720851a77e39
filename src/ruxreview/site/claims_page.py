"""The ledger: every claim with its verdict, what it needs, what is found, and since when it holds."""

from __future__ import annotations

import datetime
from functools import cache

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ruxreview.claims.base import Finding, Judged
from ruxreview.claims.ledger import RETIRED, since
from ruxreview.names import short_names
from ruxreview.numbers import filled
from ruxreview.site.nodes import bullets, paragraph, section, table
from ruxreview.site.shared import shared
from ruxreview.text import count, number

WORDS = {"holds": "✓ holds", "open": "? open", "overturned": "✗ overturned"}


class ClaimsDirective(SphinxDirective):
    """Every claim, page by page."""

    def run(self) -> list[nodes.Node]:
        """Return how many hold, then one section a claim."""
        held = [item.verdict for item in shared.claims.values()]
        told = ", ".join(f"{number(held.count(verdict))} {words[2:]}" for verdict, words in WORDS.items())
        made: list[nodes.Node] = [paragraph(f"{count(len(held), 'claim')}: {told}.")]
        places = self._places()
        made += [self._claim(name, judged, places.get(name, ())) for name, judged in shared.claims.items()]
        return made

    def _claim(self, name: str, judged: Judged, pages: tuple[str, ...]) -> nodes.section:
        text = filled(judged.claim.text, shared.evidence, shared.results)
        rows = [(None, [finding.needs, finding.found, _held(finding), _rows(finding)]) for finding in judged.findings]
        where = [nodes.reference("", page, refuri=f"{page}.html", internal=True) for page in pages]
        told = [nodes.Text(f"{WORDS[judged.verdict]}{_since(name, judged)}. Stands on: "), *_joined(where)]
        content = [
            paragraph(text),
            paragraph(told, "small"),
            table(["Needs", "Finds", "", "Rows"], rows, "judgements", label=f"What {name} rests on"),
        ]
        return section(name.replace("-", " ").capitalize(), f"claim-{name}", *content)

    def _places(self) -> dict[str, tuple[str, ...]]:
        return getattr(self.env, "ruxreview_claim_pages", {})


class RetiredDirective(SphinxDirective):
    """Claims that were taken off the pages."""

    def run(self) -> list[nodes.Node]:
        """Return them with the day and the evidence that retired each."""
        items = [f"{retired.date}: {retired.text} Retired by: {retired.evidence}" for retired in RETIRED]
        return [bullets(items)] if items else [paragraph("None yet.")]


@cache
def _days(evidence) -> dict[str, datetime.date | None]:
    return since(evidence, shared.claims)


def _since(name: str, judged: Judged) -> str:
    if judged.verdict != "holds":
        return ""
    day = _days(shared.evidence).get(name)
    return (
        f" on the evidence public since {day}"
        if day
        else "; it rests on reports without a date, so since when can't be told"
    )


def _held(finding: Finding) -> str:
    return {True: "✓", False: "✗", None: "?"}[finding.holds]


def _rows(finding: Finding) -> list[nodes.Node]:
    names, links = short_names(shared.evidence), []
    for address in finding.rows:
        study, _, row = address.partition("#")
        if study in names:
            words = names[study] + (f": {row}" if row else "")
            links.append(nodes.reference("", words, refuri=f"studies/{study}.html" + (f"#{row}" if row else "")))
    return _joined(links) or [nodes.Text("–")]


def _joined(links: list[nodes.Node]) -> list[nodes.Node]:
    return [part for link in links for part in (nodes.Text(", "), link)][1:]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("retired-claims", RetiredDirective)
