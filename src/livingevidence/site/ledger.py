"""The ledger: every claim with its verdict, what it needs, what is found, and since when it holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from livingevidence.claims.base import Judged
from livingevidence.claims.change import changes, grid
from livingevidence.claims.directive import read
from livingevidence.claims.ledger import since
from livingevidence.claims.selection import placed_on
from livingevidence.evidence import describe
from livingevidence.record.text import capital, number
from livingevidence.results.numbers import GONE, filled
from livingevidence.site.conditions import with_pages
from livingevidence.site.site import Site

WORDS = {"holds": "✓ holds", "open": "? open", "overturned": "✗ overturned"}
HELD = {True: "✓", False: "✗", None: "?"}
_ADDRESS = re.compile(r"([a-z0-9-]+/[a-z0-9-]+)")


def ledger(site: Site) -> Mapping[str, object]:
    """Return how many claims hold, how changes are searched, and the claims of each page."""
    pages, moves, days = pages_of(site), changes(site.evidence, site.claims), since(site.evidence, site.claims)
    parts: dict[str, list[Mapping[str, object]]] = {}
    for name, judged in site.claims.items():
        found = list(pages.get(name, ()))
        shown = {
            "id": name,
            "text": _words(site, judged.claim.text),
            "plain": _words(site, judged.claim.plain),
            "verdict": WORDS[judged.verdict],
            "pages": [(page, title(site, page)) for page in shortened(site, found)],
            "since": _since(judged, days.get(name)),
            "change": linked(site, moves[name]) if name in moves else "",
            "findings": [
                (linked(site, one.needs), linked(site, one.found), HELD[one.holds], _rows(site, one.rows))
                for one in judged.findings
            ],
        }
        parts.setdefault(found[0] if found else "", []).append(shown)
    verdicts = [judged.verdict for judged in site.claims.values()]
    return {
        "total": len(verdicts),
        "held": ", ".join(f"{number(verdicts.count(verdict))} {words[2:]}" for verdict, words in WORDS.items()),
        "grid": grid(site.evidence.topic),
        "parts": [(page.replace("/", "-") or "no-page", title(site, page), claims) for page, claims in parts.items()],
    }


def retired(site: Site) -> Mapping[str, object]:
    """Return the claims that were taken off the pages, with the day and the evidence that retired each."""
    return {"retired": list(site.evidence.library.retired.values())}


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


def _words(site: Site, text: str) -> str:
    return filled(text, site.evidence, site.results, GONE)


def _since(judged: Judged, day: datetime.date | None) -> str:
    if judged.verdict != "holds":
        return ""
    undated = " It rests on reports without a date, so since when it holds can't be told."
    return f" It holds on the evidence public since {day}." if day else undated


def _rows(site: Site, addresses: Iterable[str]) -> Markup:
    return Markup(", ").join(filter(None, (_link(site, address) for address in addresses))) or Markup("–")


def linked(site: Site, text: str) -> Markup:
    """Return words with each address of a row as a link."""
    return Markup("").join(_link(site, part) or part for part in _ADDRESS.split(text))


def _link(site: Site, address: str) -> Markup:
    """Return a link to a study, or to its row with the row's own words; nothing where there is no such study."""
    study, _, row = address.partition("/")
    record = site.evidence.records.get(study)
    if record is None:
        return Markup("")
    item = next((item for item in record.rows if item.id == row), None)
    words = f": {item.label} ({describe.of_whom(record, item)})" if item else ""
    return site.inline("").page(f"studies/{study}", site.names[study] + words, row if item else "")
