"""Which version and which evidence a site is made of."""

from __future__ import annotations

from importlib.metadata import version

from ruxreview.left_out import load_review
from ruxreview.library import DATA
from ruxreview.problems import BrokenEvidence


def _review():
    review, problems = load_review(DATA / "review.yaml")
    if review is None:
        raise BrokenEvidence(problems)
    return review


def evidence_date() -> str:
    """Return the day on which the evidence was last changed, YYYY-MM-DD."""
    return _review().evidence_as_of


def last_searched() -> str:
    """Return the day of the last systematic search, or the words that there was none."""
    return _review().last_searched or "no systematic search yet"


def site_version() -> str:
    """Return the version of the package and so of the site."""
    return version("ruxreview")
