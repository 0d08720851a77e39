"""The reporting standards item by item: where each item is met, or why not yet (``checklists/*.yaml``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from livingevidence.record.load import Loader, records_in
from livingevidence.record.models import Model, Slug, Text
from livingevidence.record.problems import Problem
from livingevidence.record.reading import Document

COUNTS = {"prisma-2020": 42, "prisma-lsr": 14, "prisma-s": 16, "swim": 9, "amstar-2": 16}
"""How many items each standard has, sub-items counted singly, so that none can vanish from its file."""

Target = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*(#[a-z0-9-]+)?$")]


class Item(Model):
    """One item of a standard: met somewhere, or not yet."""

    id: Annotated[str, Field(pattern=r"^[A-Z]?[1-9][0-9]?[a-f]?$")]
    """As in the standard, such as ``13a``."""
    topic: Text
    """What it asks for, in our own words."""
    critical: bool = False
    """True for the items that AMSTAR 2 calls critical."""
    met: Annotated[list[Target], Field(min_length=1)] | None = None
    """Where: pages of the site, or a page and a heading of it, such as ``methods#question``."""
    how: Text | None = None
    """In a sentence, how it is met there."""
    not_yet: Text | None = None
    """Why it is not met, in a sentence."""


class Checklist(Model):
    """One standard."""

    name: Text
    reference: Slug
    """The key of its paper in ``references.bib``."""
    note: Text | None = None
    items: Annotated[list[Item], Field(min_length=1)]

    @property
    def met(self) -> list[Item]:
        """The items that are met."""
        return [item for item in self.items if item.met]


def load_checklists(loader: Loader) -> dict[str, Checklist]:
    """Return the standards of a review, in the order of :data:`COUNTS`; one without that folder holds none."""
    checklists, folder = {}, loader.root.data / "checklists"
    if not folder.is_dir():
        return checklists
    for name in [*COUNTS, *sorted({path.stem for path in records_in(folder)} - set(COUNTS))]:
        path = folder / f"{name}.yaml"
        document = loader.document(path)
        if document is None or document.data is None:
            continue
        if made := loader.fit(document.data, Checklist, document):
            checklists[name] = made
            loader.problems += _wrong(made.items, document, COUNTS.get(name, 0))
    return checklists


def _wrong(items: list[Item], document: Document, wanted: int) -> Iterator[Problem]:
    if len(items) != wanted:
        allowed, fix = f"{wanted} items", "add what is missing, or correct COUNTS in checklists.py"
        yield document.problem(("items",), "EveryItem", f"{len(items)} items", allowed, fix)
    seen = Counter(item.id for item in items)
    for index, item in enumerate(items):
        at = ("items", index)
        if seen[item.id] > 1:
            yield document.problem(
                (*at, "id"), "EveryItem", f"the item {item.id} again", "each item once", "delete one"
            )
        filled = {name for name in ("met", "how", "not_yet") if getattr(item, name) is not None}
        if filled not in ({"met", "how"}, {"not_yet"}):
            found = f"{' and '.join(sorted(filled)) or 'neither'} for item {item.id}"
            fix = "say where it is met, or why not yet, and delete the other"
            yield document.problem(at, "MetOrNotYet", found, "`met` with `how`, or `not_yet` alone", fix)
