"""The ledger: every claim with its verdict, what it needs, what is found, and since when it holds."""

import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from livingevidence.claims.base import Finding, Judged
from livingevidence.claims.directive import read
from livingevidence.claims.selection import linked_claims
from livingevidence.evidence import describe
from livingevidence.record.text import capital
from livingevidence.show.table import Cell
from livingevidence.site.condition import heading, with_pages
from livingevidence.site.html import joined
from livingevidence.site.site import Page, Site

WORDS = {"holds": "✓ holds", "open": "? open", "overturned": "✗ overturned"}
HELD = {True: "✓", False: "✗", None: "?"}
_ADDRESS = re.compile(r"([a-z0-9-]+/[a-z0-9-]+)")


def parts(site: Site, pages: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the claims by the first page on which each stands, those on no page under an empty name."""
    found: dict[str, list[str]] = {}
    for name in site.judged:
        found.setdefault(next(iter(pages.get(name, ())), ""), []).append(name)
    return found


def line(page: Page, one: Finding) -> tuple[Cell, ...]:
    """Return what a claim needs, what is found, whether that holds, and where it stands."""
    rows = joined(filter(None, (_link(page, address) for address in one.rows))) or "–"
    return linked(page, one.needs), linked(page, one.answer), HELD[one.holds], rows


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
        for name in linked_claims(site.told, condition, site.evidence.topic.pinned):
            found.setdefault(name, {})[f"conditions/{condition}"] = None
    return found


def title(site: Site, page: str) -> str:
    """Return what a page is called in the ledger."""
    folder, _, name = page.rpartition("/")
    known = {"": "On no page", "index": "First page", "conditions/index": "All conditions"}
    if folder == "conditions" and page not in known:
        return capital(site.label("conditions", name))
    file = site.root.chapters / f"{name}.md" if folder == "chapters" else site.root.pages / f"{page}.md"
    return known.get(page) or heading(file)


def shortened(site: Site, pages: list[str]) -> list[str]:
    """Return pages; those of conditions, where every condition has the claim, as the page of all."""
    every = {f"conditions/{condition}" for condition in with_pages(site.evidence)}
    return [page for page in pages if page not in every] + ["conditions/index"] if every <= set(pages) else pages


def since(judged: Judged, day: datetime.date | None) -> str:
    """Return since when a claim holds."""
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
