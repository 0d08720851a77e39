"""What a download is of: which version of which review, when, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruxreview.evidence import Evidence
from ruxreview.library import DATA
from ruxreview.publish.release_file import PLACE, load_release, version_of

NAME = "ruxolitinib-review"
TITLE = "Topical ruxolitinib: a living review"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class About:
    """A version of the review.

    Attributes
    ----------
    version : str
        As pages have it.
    evidence_as_of : str
        The day on which the data were last changed.
    last_searched : str or None
        The day of the last systematic search; None while there was none.
    doi : str or None
        None while the version has none.
    """

    version: str
    evidence_as_of: str
    last_searched: str | None
    doi: str | None = None

    @property
    def told(self) -> str:
        """What the data are, in three sentences."""
        searched = f"Last searched: {self.last_searched or 'no systematic search yet'}."
        return (
            "Every row of what was read on ruxolitinib on the skin, with its source and place, and what the review "
            f"computed and concluded from it. Version {self.version}, evidence as of {self.evidence_as_of}. {searched}"
        )


def about(evidence: Evidence, data: Path = DATA) -> About:
    """Return what a download of the evidence of a data folder is of.

    Raises
    ------
    BrokenEvidence
        If the folder has no release file, or a wrong one.
    """
    root = data.resolve().parents[2]
    folder = root if (root / PLACE).parent == data.resolve() else data
    version, release, review = version_of(folder), load_release(folder), evidence.library.review
    doi = release.doi if release.version == version else None  # else it is the one of an older version
    return About(version, review.evidence_as_of, review.last_searched, doi)
