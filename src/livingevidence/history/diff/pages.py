"""Which pages of the site show something that changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from livingevidence.record.root import Root

GENERATED = {"numbers": ("estimates", "numbers"), "claims": ("claims",), "certainty": ("certainty",)}
LISTS = {"reference": "references", "term": "vocabulary"}
"""The page of all records of a kind."""
BESIDE = ("judgement", "review", *LISTS)
"""Kinds of records that are of no study."""


def affected(moves: Mapping, edits: Iterable, terms: Set[str], root: Root | None) -> tuple[str, ...]:
    """Return the pages, as ``chapters/<name>``, those of studies last.

    A page is named if its text places a number, row or claim that changed, or if a cell asks, in quotation marks, for
    one of the terms (studies, conditions, groups, shelves, outcomes, events) whose records changed in a value. A table
    of the whole evidence, which asks for no term, isn't told.
    """
    edits = list(edits)
    found = {page for page, kinds in GENERATED.items() if any(moves[kind] for kind in kinds)}
    found |= {LISTS[edit.kind] for edit in edits if edit.kind in LISTS}
    found |= {"risk-of-bias"} if any(edit.kind == "judgement" and "risk" in edit.address for edit in edits) else set()
    keys = {move.key for kind in moves for move in moves[kind]}
    rows = {edit.address for edit in edits}
    for place, folder in ((root.chapters, "chapters/"), (root.pages, "")) if root else ():
        for page in sorted(place.glob("*.md")):
            if _shows(page.read_text(encoding="utf-8"), keys, rows, terms):
                found.add(folder + page.stem)
    names = {edit.address.partition("/")[0] for edit in edits if edit.kind not in BESIDE}
    return (*sorted(found), *(f"studies/{name}" for name in sorted(names)))


def _shows(text: str, keys: set[str], rows: set[str], terms: Set[str]) -> bool:
    named = re.findall(r"\{(?:number|claim)\}`(?:[^`<]*<)?([^`>]+)>?`", text)
    of_rows = (address.rpartition(".")[0] or address for address in named if "/" in address)
    cells = " ".join(re.findall(r"^```\{code-cell\}.*?^```", text, re.M | re.S))
    asked = set(re.findall(r'"([a-z0-9-]+)"', cells))
    return bool(keys & set(named) or rows & set(of_rows) or terms & asked)
