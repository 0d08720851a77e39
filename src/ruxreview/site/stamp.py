"""Which version and which evidence a site is made of."""

from __future__ import annotations

from functools import cache

from ruxreview.left_out import load_review
from ruxreview.library import DATA
from ruxreview.problems import BrokenEvidence
from ruxreview.publish.release_file import PLACE, version_of


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


def site_folder() -> str:
    """Return the folder of the published site in which this version stands."""
    return "development" if site_version().startswith("development") else site_version()


@cache  # every page tells it, and no build changes its sources
def site_version() -> str:
    """Return the version of the site, such as ``2026.1.0``, or in words after which one it is in development."""
    root = DATA.parents[2]
    return version_of(root if (root / PLACE).is_file() else DATA)
