"""Small files beside the studies: facts on the review, what was left out, retired claims, sayings of earlier work."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from livingevidence.record.models import Model, Slug, StudyName, Text

Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Review(Model):
    """Facts on the review as a whole (``review.yaml``)."""

    evidence_as_of: Day
    """The day on which a record was last entered or changed."""
    last_searched: Day | None
    """The day of the last systematic search; null while there was none."""


class LeftOut(Model):
    """Something that was read and is not a row of its own, or a study that no chapter discusses (``left-out.yaml``)."""

    study: StudyName
    what: Text
    reason: Text
    chapter: Slug | None = None
    """The chapter that lists the study with the reason, where no chapter discusses it."""


class Retired(Model):
    """A claim that no longer stands on any page (``retired.yaml``)."""

    id: Slug
    text: Text
    """The sentence as it was."""
    date: Day
    """The day on which it was retired."""
    evidence: Text
    """What retired it."""


class Part(Model):
    """A part of a saying, in the grammar of claims: one question a line."""

    part: Text
    """What it says."""
    shows: Text
    """What the evidence must show."""
    there: Text | None = None
    """The evidence that must be there to test it."""


class Saying(Model):
    """A saying of earlier work, taken apart (``sayings.yaml``)."""

    id: Slug
    study: StudyName | None = None
    """The record that holds it."""
    by: Text | None = None
    """Who said it, where no record holds it."""
    said: Text
    """The words in MyST: quoted by ``{number}`` from the record, else the review's own."""
    parts: Annotated[list[Part], Field(min_length=1)]
