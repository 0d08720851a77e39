"""Which comparators are known of each condition (``comparators.yaml``): the control, natural history, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from livingevidence.record.addresses import RowAddress
from livingevidence.record.models import Model, NameOf, Slug, SourceName, StudyName, TermOf, Text
from livingevidence.record.reading import Document

RowNames = Annotated[list[RowAddress], NameOf("row")]


class Told(Model):
    """Natural history that a record holds in words."""

    study: StudyName
    source: SourceName | None = None
    """The text it stands in; left out only where the words themselves name the publication."""
    text: Text
    """As it stands in the record."""


class Comparator(Model):
    """The comparators of one condition (``comparators.yaml``)."""

    condition: Annotated[Slug, TermOf("conditions")]
    control: RowNames = Field(default_factory=list)
    """Rows of the control in trials of any treatment, ``study/row``; awaited ones too."""
    natural_history: RowNames = Field(default_factory=list)
    """Rows of people or lesions that nobody treated."""
    told: list[Told] = Field(default_factory=list)
    none_known: Text | None = None
    """A sentence, where there is neither."""


@dataclass
class Comparators:
    """The comparators as read.

    Attributes
    ----------
    entries : dict of Comparator
        By their place in the file; only those that fit the data model.
    document : Document or None
        The file; None where there is none.
    """

    entries: dict[int, Comparator] = field(default_factory=dict)
    document: Document | None = None

    @property
    def whole(self) -> bool:
        """Whether the file is there and each of its entries fits the data model."""
        data = None if self.document is None else self.document.data
        return data is not None and len(self.entries) == len(data)

    def of(self, condition: str) -> Comparator:
        """Return the entry of a condition.

        Raises
        ------
        KeyError
            If it has none.
        """
        for entry in self.entries.values():
            if entry.condition == condition:
                return entry
        raise KeyError(f"comparators.yaml has no entry for '{condition}'")
