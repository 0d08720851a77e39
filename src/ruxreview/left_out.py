"""Rows that were read and left out, each with its reason, so that nothing is lost in silence."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ruxreview.library import DATA
from ruxreview.reading import read


class LeftOut(BaseModel):
    """Something that was read in a source of a study and is not a row of its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    study: str
    what: str
    reason: str


def left_out(data: Path = DATA) -> list[LeftOut]:
    """Return the list of ``left-out.yaml``."""
    document = read(data / "left-out.yaml")
    return [LeftOut.model_validate(item) for item in document.data]
