"""What product labels are asked before the treatment is prescribed (``prescribing.yaml``)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from livingevidence.record.addresses import Address, RowAddress
from livingevidence.record.comparators import RowNames
from livingevidence.record.models import Model, NameOf, StudyName, Text

RowName = Annotated[RowAddress, NameOf("row")]


class Label(Model):
    """A label that was read."""

    study: StudyName
    """The study that holds it."""
    where: Text
    """Where it applies."""


class Note(Model):
    """What stands in no row of its own, but in a second reading."""

    row: RowName
    """The row beside whose reading it stands."""
    text: Text


class Question(Model):
    """A question to the labels."""

    question: Text
    rows: RowNames
    """Rows that answer it, label by label."""
    note: Note | None = None


class Prescribing(Model):
    """The labels that were read, and what they were asked."""

    labels: list[Label] = Field(default_factory=list)
    newer: RowName | None = None
    """The awaited row of a label that is newer than what was read."""
    questions: list[Question] = Field(default_factory=list)

    @model_validator(mode="after")
    def _labelled(self) -> Prescribing:
        rows = [
            row
            for question in self.questions
            for row in (*question.rows, *([question.note.row] if question.note else []))
        ]
        unknown = {Address(row).study for row in (*rows, *([self.newer] if self.newer else []))} - set(self.where)
        if unknown:
            raise ValueError(
                f"each row of a study that stands under `labels`, which {', '.join(sorted(unknown))} does not"
            )
        return self

    @property
    def where(self) -> dict[str, str]:
        """Where each label applies, by its study."""
        return {label.study: label.where for label in self.labels}
