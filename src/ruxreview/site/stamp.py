"""Which version and which evidence a site is made of."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from ruxreview.library import DATA
from ruxreview.reading import read


def review(data: Path = DATA) -> dict:
    """Return what ``review.yaml`` says of the review as a whole."""
    return read(data / "review.yaml").data


def evidence_date() -> str:
    """Return the day on which the evidence was last changed, YYYY-MM-DD."""
    return review()["evidence_as_of"]


def last_searched() -> str:
    """Return the day of the last systematic search, or the words that there was none."""
    return review().get("last_searched") or "no systematic search yet"


def site_version() -> str:
    """Return the version of the package and so of the site."""
    return version("ruxreview")
