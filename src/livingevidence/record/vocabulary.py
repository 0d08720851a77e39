"""The controlled vocabulary: each term once, with its definition, kept as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from livingevidence.record.load import Loader
from livingevidence.record.models import NameOf, Slug, TermOf
from livingevidence.record.reading import Document

KnownDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class Term(BaseModel):
    """A term: its short label and what it means."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    label: str = Field(min_length=1)
    definition: str = Field(min_length=1)


class Group(Term):
    """A group of conditions."""

    synonyms: list[str] = []
    """Names by which readers look for any condition of the group."""


class Condition(Term):
    """A disease, in one or two groups."""

    groups: Annotated[list[str], Field(min_length=1, max_length=2), TermOf("groups")]
    synonyms: list[str] = []
    """Other names, and names of forms that have no page of their own, by which readers look for it."""
    collective: bool = False
    """True for a heading over several diseases that a source does not separate."""


class Design(Term):
    """A study design and its rung on the ladder of evidence."""

    ladder: Annotated[Slug, NameOf("rung")]
    """A rung of ``topic.yaml``, or ``none`` where no patient stands behind it."""


class Intervention(Term):
    """What an arm gets."""

    class_: Slug = Field(alias="class")
    """Its class: ``control``, ``none``, ``mixed``, ``active-comparator``, or the drugs' own."""
    first_in_people: KnownDate | None = None
    """Year in which the drug was first given to people, as a bound for the dates of reports."""
    first_in_people_from: str | None = None


class OutcomeTerm(Term):
    """An outcome: its scale, direction and definition of response."""

    kind: Literal["efficacy", "flow", "exposure", "harm", "count-of-evidence", "statement", "mechanism", "relapse"]
    family: Annotated[Slug, NameOf("family")] = "signs"
    """Of efficacy, what it is seen in: one of the families of ``topic.yaml``."""
    scale: str | None = None
    direction: Literal["higher-is-better", "lower-is-better", "none"]
    response: str | None = None


class EventTerm(Term):
    """An adverse event."""

    class_: Literal[
        "any",
        "serious",
        "discontinuation",
        "death",
        "application-site",
        "infection",
        "malignancy",
        "cardiovascular",
        "thrombosis",
        "skin",
        "laboratory",
        "other",
    ] = Field(alias="class")
    serious: bool = False


class Measure(Term):
    """How a result is expressed, which settles what kind of row it is."""

    kind: Literal["count", "percent", "value", "contrast", "qualitative", "awaited"]
    null: float | None = None
    unit: str | None = None
    """What follows each of its values; where it has none, what the row names."""


MODELS: dict[str, type[Term]] = {
    "groups": Group,
    "conditions": Condition,
    "designs": Design,
    "interventions": Intervention,
    "routes": Term,
    "forms": Term,
    "periods": Term,
    "measures": Measure,
    "outcomes": OutcomeTerm,
    "adverse-events": EventTerm,
}


@dataclass(frozen=True)
class Vocabulary(Mapping):
    """All terms, by list: ``vocabulary["conditions"]["a-condition"].label``."""

    lists: dict[str, dict[str, Term]]
    documents: dict[str, Document]

    def __getitem__(self, name: str) -> dict[str, Term]:
        return self.lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.lists)

    def __len__(self) -> int:
        return len(self.lists)

    def label(self, name: str, term: str) -> str:
        """Return the label of a term, or the term itself where it is unknown."""
        found = self.lists[name].get(term)
        return found.label if found else term


def load_vocabulary(loader: Loader) -> Vocabulary:
    """Return the vocabulary of a review: one file a list, ``vocabulary/conditions.yaml`` and so on."""
    lists, documents = {}, {}
    for name, model in MODELS.items():
        lists[name], document = loader.many(loader.root.data / f"vocabulary/{name}.yaml", model, dict)
        if document is not None:
            documents[name] = document
    return Vocabulary(lists, documents)
