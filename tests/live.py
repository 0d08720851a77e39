"""The live review of this project, and data folders read as if they were its own."""

from __future__ import annotations

import datetime
from pathlib import Path

from livingevidence.record import library
from livingevidence.record.digest import RELEASE
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


_READ = library.load_library(REVIEW)
TOPIC, PROTOCOL = _READ.topic, _READ.protocol
GROUPS = tuple(TOPIC.groups)
DATA_PATH = DATA.relative_to(ROOT).as_posix()
"""Where the repository keeps the data."""
PLACE = f"{DATA_PATH}/{RELEASE}"
"""Where it keeps the release file."""
