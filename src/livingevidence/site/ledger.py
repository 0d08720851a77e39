"""The ledger: every claim with its verdict, what it needs, what is found, and since when it holds."""

import datetime
import re
from pathlib import Path

from markupsafe import Markup

from livingevidence.claims.base import Finding, Judged
from livingevidence.claims.change import changes, grid
from livingevidence.claims.directive import read
from livingevidence.claims.selection import placed_on
from livingevidence.evidence import describe
from livingevidence.record.text import capital, count, number
from livingevidence.results.numbers import GONE, filled
from livingevidence.show.table import Cell
from livingevidence.site.condition import with_pages
from livingevidence.site.html import heading, joined
from livingevidence.site.site import Page, Site

WORDS = {"holds": "✓ holds", "open": "? open", "overturned": "✗ overturned"}
HELD = {True: "✓", False: "✗", None: "?"}
_ADDRESS = re.compile(r"([a-z0-9-]+/[a-z0-9-]+)")


def ledger(page: Page) -> Markup:
    """Return how many claims hold, how changes are searched, and the claims of each page."""
    site = page.site
    pages, moves, days = pages_of(site), changes(site.evidence, site.judged), site.since
    parts: dict[str, Markup] = {}
    for name, judged in site.judged.items():
        first = next(iter(found := list(pages.get(name, ()))), "")
        claim = page.fill(
            "ledger-claim.html",
            claim=judged.claim,
            words=lambda text: filled(text, site.evidence, site.results, GONE),
            verdict=WORDS[judged.verdict],
            pages=joined(page.link(one, title(site, one)) for one in shortened(site, found)),
            dated=site.dated(name).told,
            since=_since(judged, days.get(name)),
            change=linked(page, moves[name]) if name in moves else "",
            findings=[_line(page, finding) for finding in judged.findings],
        )
        parts[first] = parts.get(first, Markup("")) + claim
    verdicts = [judged.verdict for judged in site.claims.values()]
    held = ", ".join(f"{number(verdicts.count(verdict))} {words[2:]}" for verdict, words in WORDS.items())
    told = Markup(
        "<p>{}: {}.</p>\n<p>Of each main conclusion it is told what would change it: the first change of the data that "
        "would overturn it, computed from the data as they are now. {}</p>\n"
    ).format(count(len(verdicts), "claim"), held, grid(site.evidence.topic))
    anchors = {one: f"on-{one.replace('/', '-') or 'no-page'}" for one in parts}
    return told + joined((heading(2, anchors[one], title(site, one)) + claims for one, claims in parts.items()), "")


def _line(page: Page, one: Finding) -> tuple[Cell, ...]:
    rows = joined(filter(None, (_link(page, address) for address in one.rows))) or "–"
    return linked(page, one.needs), linked(page, one.found), HELD[one.holds], rows


def pages_of(site: Site) -> dict[str, dict[str, None]]:
    """Return the pages of each claim: the one on which it stands, those that repeat it, those of conditions."""
    root, texts = site.root, read(site.root)
    folders = {root.chapters.relative_to(root.folder): "chapters/", root.pages.relative_to(root.folder): ""}

    def page(file: str) -> str:
        return folders[Path(file).parent] + Path(file).stem

    found = {name: {page(claim.file): None} for name, claim in texts.claims.items()}
    for name in found:
        found[name] |= dict.fromkeys(sorted(page(file) for file, _ in texts.repeated.get(name, ())))
    for condition in with_pages(site.evidence):
        for name in placed_on(site.claims, condition, site.evidence.topic.pinned):
            found.setdefault(name, {})[f"conditions/{condition}"] = None
    return found


def title(site: Site, page: str) -> str:
    """Return what a page is called in the ledger."""
    folder, _, name = page.rpartition("/")
    known = {"": "On no page", "index": "First page", "conditions/index": "All conditions"}
    if folder == "conditions" and page not in known:
        return capital(site.label("conditions", name))
    return known.get(page) or name.replace("-", " ").capitalize()


def shortened(site: Site, pages: list[str]) -> list[str]:
    """Return pages; those of conditions, where every condition has the claim, as the page of all."""
    every = {f"conditions/{condition}" for condition in with_pages(site.evidence)}
    return [page for page in pages if page not in every] + ["conditions/index"] if every <= set(pages) else pages


def _since(judged: Judged, day: datetime.date | None) -> str:
    if judged.verdict != "holds":
        return ""
    undated = " It rests on reports without a date, so since when it holds can't be told."
    return f" It holds on the evidence public since {day}." if day else undated


def linked(page: Page, text: str) -> Markup:
    """Return words with each address of a row as a link."""
    return joined((_link(page, part) or part for part in _ADDRESS.split(text)), "")


def _link(page: Page, address: str) -> Markup | None:
    """Return a link to a study, or to its row with the row's own words; nothing where there is no such study."""
    study, _, row = address.partition("/")
    record = page.site.evidence.library.studies.get(study)
    if record is None:
        return None
    item = next((item for item in record.rows if item.id == row), None)
    words = f": {item.label} ({describe.of_whom(record, item)})" if item else ""
    return page.study(study, row if item else "", words)
