"""The live review of this project, and data folders read as if they were its own."""

from __future__ import annotations

import datetime
from pathlib import Path

from livingevidence.record import library
from livingevidence.record.root import Root, nearest

ROOT = Path(__file__).parent.parent
REVIEW: Root = nearest(ROOT)
DATA = REVIEW.data


def root_of(data: Path = DATA) -> Root:
    """Return the live review with another data folder."""
    return REVIEW.with_data(data)


def bibliography_of(data: Path) -> Path:
    """Return the bibliography of a data folder: its own, or that of the live review."""
    return root_of(data).bibliography


def load_library(data: Path = DATA, today: datetime.date | None = None) -> library.Library:
    """Read a data folder."""
    return library.load_library(root_of(data), today)


TOPIC = library.load_library(REVIEW).topic
GROUPS = tuple(TOPIC.groups)
