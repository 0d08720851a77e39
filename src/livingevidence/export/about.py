"""What a download is of: which version of which review, when, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.release import version_of

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class About:
    """A version of the review."""

    name: str
    """Of the downloads."""
    title: str
    given: str
    """What the review is about, in words."""
    keywords: tuple[str, ...]
    version: str
    """As pages have it."""
    evidence_as_of: str
    """The day on which the data were last changed."""
    last_searched: str | None
    """The day of the last systematic search; None while there was none."""
    doi: str | None = None
    """None while the version has none."""

    @property
    def told(self) -> str:
        """What the data are, in three sentences."""
        searched = f"Last searched: {self.last_searched or 'no systematic search yet'}."
        return (
            f"Every row of what was read on {self.given}, with its source and place, and what the review "
            f"computed and concluded from it. Version {self.version}, evidence as of {self.evidence_as_of}. {searched}"
        )


def about(evidence: Evidence) -> About:
    """Return what a download of an evidence is of."""
    library, topic = evidence.library, evidence.topic
    version, release, review = version_of(library.root), library.release, library.review
    doi = release.doi if release.version == version else None  # else it is the one of an older version
    words = (topic.name, topic.title, topic.treatment.given, tuple(topic.keywords))
    return About(*words, version, review.evidence_as_of, review.last_searched, doi)
