"""Which version and which evidence a site is made of."""

from __future__ import annotations

from functools import cache

from livingevidence.record.load import Loader
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.release import version_of
from livingevidence.record.review import Review
from livingevidence.record.root import Root


def review_of(root: Root) -> Review:
    """Return the facts on a review as a whole.

    Raises
    ------
    BrokenEvidence
        If ``review.yaml`` is missing or wrong.
    """
    loader = Loader(root)
    if (review := loader.one("review", Review)) is None:
        raise BrokenEvidence(loader.problems)
    return review


def evidence_date(root: Root) -> str:
    """Return the day on which the evidence was last changed, YYYY-MM-DD."""
    return review_of(root).evidence_as_of


def last_searched(root: Root) -> str:
    """Return the day of the last systematic search, or the words that there was none."""
    return review_of(root).last_searched or "no systematic search yet"


def site_folder(root: Root) -> str:
    """Return the folder of the published site in which this version stands."""
    version = site_version(root)
    return "development" if version.startswith("development") else version


@cache  # every page tells it, and no build changes its sources
def site_version(root: Root) -> str:
    """Return the version of the site, such as ``2026.1.0``, or in words after which one it is in development."""
    return version_of(root)
