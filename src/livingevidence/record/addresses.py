"""The address of a number: where it stands in the records, or the key of a result. One spelling everywhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field


class Address(str):
    """Where a number stands.

    ``study/row`` is a row, ``study/row.field`` one of its numbers; an arm (``study/arm-x.field``), a case and
    ``study/population.field`` are spelled alike. Without a slash it is the key of a result.

    Examples
    --------
    >>> Address("one-trial/score-w12.value").part
    'score-w12'
    """

    __slots__ = ()

    @classmethod
    def of(cls, study: str, part: str, field: str = "") -> Address:
        """Return the address of a part of a study, or of a field of it."""
        return cls(f"{study}/{part}.{field}" if field else f"{study}/{part}")

    @property
    def study(self) -> str:
        """The study; empty for the key of a result."""
        return self.partition("/")[0] if "/" in self else ""

    @property
    def part(self) -> str:
        """The row, arm or case, or ``population``; empty for the key of a result, and for a study as a whole."""
        return self.partition("/")[2].partition(".")[0]

    @property
    def field(self) -> str:
        """The field; empty for a row as a whole."""
        return self.partition("/")[2].partition(".")[2]


RowAddress = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""A row, as ``study/row``, where a file names one."""
