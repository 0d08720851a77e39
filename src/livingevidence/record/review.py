"""The two small files beside the studies: facts on the review, and what was read and left out."""

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
