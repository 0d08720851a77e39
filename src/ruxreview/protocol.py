"""The protocol as data: whom and what the review takes in, and what was changed when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ruxreview.library import DATA
from ruxreview.reading import read

Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Criterion(_Part):
    """What of one concept is taken in and what is not, with the reason."""

    concept: Literal["People", "Treatment", "Comparator", "Outcomes", "Design"]
    what: Words
    group: Words | None = None
    """For people: the term of the vocabulary's groups."""
    taken_in: Words = Field(alias="in")
    out: Words
    reason: Words


class Amendment(_Part):
    """A change of the protocol."""

    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    what: Words
    why: Words


class Protocol(_Part):
    """The protocol of the review."""

    eligibility: Annotated[list[Criterion], Field(min_length=1)]
    amendments: Annotated[list[Amendment], Field(min_length=1)]
    """The newest first."""


def protocol(data: Path = DATA) -> Protocol:
    """Return the protocol of a data folder.

    Raises
    ------
    pydantic.ValidationError
        If ``protocol.yaml`` has an unknown field or misses one.
    """
    return Protocol.model_validate(read(data / "protocol.yaml").data)
