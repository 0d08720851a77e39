"""What an interrupted release left open, finished by the next run."""

from __future__ import annotations

from pathlib import Path

from livingevidence.history.git import places_of
from livingevidence.history.publish.citation import CFF, ZENODO
from livingevidence.history.publish.commit import follow, point, say
from livingevidence.history.publish.faults import NoRelease
from livingevidence.history.publish.history import tagged, untag, version_at
from livingevidence.record.release import NONE


def made_before(root: Path, version: str, doi: str | None = None) -> str | None:
    """Return a sentence where HEAD is this release already, or has its DOI; what was interrupted is finished first.

    Raises
    ------
    NoRelease
        If the tag marks another commit.
    """
    made = head = say(root, "rev-parse", "HEAD")
    tag = None if doi else tagged(root, version)
    if tag and _says(root, tag, version) and _parents(root, tag) == [head]:
        made = tag  # stopped between the tag and the branch, or the branch was not brought up to date
    # What brings in a release from elsewhere, as a merge does, is not the release.
    first = len(_parents(root, made)) < 2 and not _says(root, f"{made}^", version, doi)
    if not _says(root, made, version, doi) or not (first or doi):
        return None
    if tag not in (None, made):
        fix = f"look at `git show v{version}`, and if the tag is wrong, {untag(version)}"
        reason = f"the tag v{version} marks {tag[:8]}, and the commit of the release is {made[:8]}: {fix}"
        raise NoRelease(f"release {version}", [reason])
    point(root, made, head, None if doi else f"v{version}", f"Release {version}")
    edited = follow(root, made, (places_of(root).release, CFF, ZENODO)) if first else []
    told = f"{version} {f'has the DOI {doi} already' if doi else f'is released already: commit {made[:8]}'}"
    return told + (f"; edited since, and left so: {', '.join(edited)}" if edited else "")


def _parents(root: Path, revision: str) -> list[str]:
    return say(root, "rev-list", "--parents", "-1", revision).split()[1:]


def _says(root: Path, revision: str, version: str, doi: str | None = None) -> bool:
    """Return whether the release file of a revision tells a version, and a DOI if one is given."""
    if version == NONE or version_at(root, revision) != version:
        return False
    return not doi or f'doi: "{doi}"' in say(root, "show", f"{revision}:./{places_of(root).release}")
