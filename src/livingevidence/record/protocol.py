"""The protocol as data: whom and what the review takes in, and what was changed when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from livingevidence.record.models import Model, Slug, TermOf, Text


class Criterion(Model):
    """What of one concept is taken in and what is not, with the reason."""

    concept: Literal["People", "Treatment", "Comparator", "Outcomes", "Design"]
    what: Text
    group: Annotated[Slug, TermOf("groups")] | None = None
    """For people: the term of the vocabulary's groups."""
    taken_in: Text = Field(alias="in")
    out: Text
    reason: Text


class Amendment(Model):
    """A change of the protocol."""

    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    what: Text
    why: Text


class Protocol(Model):
    """The protocol of the review."""

    eligibility: Annotated[list[Criterion], Field(min_length=1)]
    amendments: Annotated[list[Amendment], Field(min_length=1)]
    """The newest first."""
