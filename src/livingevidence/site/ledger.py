"""The ledger: every claim with its verdict, what it needs, what is found, and since when it holds."""

import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from livingevidence.claims.base import Finding, JudgedClaim
from livingevidence.claims.directive import read
from livingevidence.claims.selection import linked_claims
from livingevidence.evidence import describe
from livingevidence.record.text import capital
from livingevidence.show.table import Cell
from livingevidence.site.condition import conditions_with_pages, first_heading
from livingevidence.site.html import joined
from livingevidence.site.site import Page, Site

WORDS = {"holds": "✓ holds", "open": "? open", "overturned": "✗ overturned"}
SIGNS = {True: "✓", False: "✗", None: "?"}
_ADDRESS = re.compile(r"([a-z0-9-]+/[a-z0-9-]+)")


def claims_by_page(site: Site, pages: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the claims by the first page on which each stands, those on no page under an empty name."""
    claims: dict[str, list[str]] = {}
    for name in site.judged_claims:
        claims.setdefault(next(iter(pages.get(name, ())), ""), []).append(name)
    return claims


def finding_cells(page: Page, finding: Finding) -> tuple[Cell, ...]:
    """Return what a claim needs, what is found, whether that holds, and where it stands."""
    rows = joined(filter(None, (_link(page, address) for address in finding.rows))) or "–"
    return with_links(page, finding.needs), with_links(page, finding.answer), SIGNS[finding.holds], rows


def pages_of(site: Site) -> dict[str, dict[str, None]]:
    """Return the pages of each claim: the one on which it stands, those that repeat it, those of conditions."""
    root, texts = site.root, read(site.root)
    folders = {root.chapters.relative_to(root.folder): "chapters/", root.pages.relative_to(root.folder): ""}

    def page(file: str) -> str:
        return folders[Path(file).parent] + Path(file).stem

    pages_by_claim = {name: {page(claim.file): None} for name, claim in texts.claims.items()}
    for name in pages_by_claim:
        pages_by_claim[name] |= dict.fromkeys(sorted(page(file) for file, _ in texts.repeated.get(name, ())))
    for condition in conditions_with_pages(site.evidence):
        for name in linked_claims(site.claim_texts, condition, site.evidence.topic.pinned):
            pages_by_claim.setdefault(name, {})[f"conditions/{condition}"] = None
    return pages_by_claim


def page_title(site: Site, page: str) -> str:
    """Return what a page is called in the ledger."""
    folder, _, name = page.rpartition("/")
    titles = {"": "On no page", "index": "First page", "conditions/index": "All conditions"}
    if folder == "conditions" and page not in titles:
        return capital(site.label("conditions", name))
    file = site.root.chapters / f"{name}.md" if folder == "chapters" else site.root.pages / f"{page}.md"
    return titles.get(page) or first_heading(file)


def pages_in_short(site: Site, pages: list[str]) -> list[str]:
    """Return pages; those of conditions, where every condition has the claim, as the page of all."""
    all_pages = {f"conditions/{condition}" for condition in conditions_with_pages(site.evidence)}
    if not all_pages <= set(pages):
        return pages
    return [page for page in pages if page not in all_pages] + ["conditions/index"]


def since_in_words(claim: JudgedClaim, day: datetime.date | None) -> str:
    """Return since when a claim holds."""
    if claim.verdict != "holds":
        return ""
    undated = " It rests on reports without a date, so since when it holds can't be told."
    return f" It holds on the evidence public since {day}." if day else undated


def with_links(page: Page, text: str) -> Markup:
    """Return words with each address of a row as a link."""
    return joined((_link(page, part) or part for part in _ADDRESS.split(text)), "")


def _link(page: Page, address: str) -> Markup | None:
    """Return a link to a study, or to its row with the row's own words; nothing where there is no such study."""
    study, _, row = address.partition("/")
    record = page.site.evidence.library.studies.get(study)
    if record is None:
        return None
    record_row = next((part for part in record.rows if part.id == row), None)
    words = f": {record_row.label} ({describe.of_whom(record, record_row)})" if record_row else ""
    return page.study(study, row if record_row else "", words)
