"""The controlled vocabulary: each term once, with its definition, kept as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ruxreview.problems import Problem
from ruxreview.reading import Document, read
from ruxreview.validate import from_pydantic

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

    groups: list[str]
    synonyms: list[str] = []
    """Other names, and names of forms that have no page of their own, by which readers look for it."""
    collective: bool = False
    """True for a heading over several diseases that a source does not separate."""


class Design(Term):
    """A study design and its rung on the ladder of evidence."""

    ladder: Literal["vehicle-controlled", "within-patient", "single-arm", "cohort", "series", "report", "none"]


class Intervention(Term):
    """What an arm gets."""

    class_: Literal["jak-inhibitor", "control", "active-comparator", "mixed", "none"] = Field(alias="class")
    first_in_people: KnownDate | None = None
    """Year in which the drug was first given to people, as a bound for the dates of reports."""
    first_in_people_from: str | None = None


class OutcomeTerm(Term):
    """An outcome: its scale, direction and definition of response."""

    kind: Literal["efficacy", "flow", "exposure", "harm", "count-of-evidence", "statement", "mechanism", "relapse"]
    family: Literal["signs", "hair", "symptoms", "patient", "other"] = "signs"
    """Of efficacy, what it is seen in: signs of the disease, hair, itch and pain, or the patients' own judgement."""
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
    """All terms, by list: ``vocabulary["conditions"]["necrobiosis-lipoidica"].label``."""

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


def load_vocabulary(folder: Path, name_of=str) -> tuple[Vocabulary, list[Problem]]:
    """Read the vocabulary's folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds one file a list, ``conditions.yaml`` and so on.
    name_of : callable, optional
        From a path to the name that messages use.

    Returns
    -------
    Vocabulary, list of Problem
        What could be read, and what was wrong with the rest.
    """
    lists: dict[str, dict[str, Term]] = {name: {} for name in MODELS}
    documents, problems = {}, []
    for name, model in MODELS.items():
        path = folder / f"{name}.yaml"
        if not path.is_file():
            allowed = "one file for each list of terms"
            problems.append(
                Problem.of_file(name_of(path), "MissingFile", "no such file", allowed, "restore the file from git")
            )
            continue
        document = documents[name] = read(path, name_of(path))
        problems += document.problems
        if not isinstance(document.data, dict):
            if not document.problems:
                problems.append(
                    document.problem(
                        (),
                        "WrongType",
                        "a list or a single value",
                        "a mapping of terms",
                        "begin each term with its name and a colon",
                    )
                )
            continue
        for term, values in document.data.items():
            try:
                lists[name][term] = model.model_validate(values)
            except ValidationError as error:
                problems += from_pydantic(error, document, model, (term,))
    return Vocabulary(lists, documents), problems
