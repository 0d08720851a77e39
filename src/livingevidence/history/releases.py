"""Releases in the history: each is the commit that set its version in the release file, whether it is tagged or not."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from livingevidence.history.git import NoHistory, git, is_shallow, log, place_of
from livingevidence.record.release import NO_RELEASE, RELEASE, version_in

UNSHALLOW = "this clone is shallow and lacks older commits: run `git fetch --unshallow --tags` and try again"


class ReleaseCommit(NamedTuple):
    """A release: its version, the whole hash of its commit, and the day on which that was made, in UTC."""

    version: str
    revision: str
    day: str


def version_parts(version: str) -> tuple[int, ...]:
    """Return the three numbers of a version, by which versions are sorted."""
    return tuple(int(part) for part in version.split("."))


def releases(top: Path) -> list[ReleaseCommit]:
    """Return the releases that HEAD comes from, the newest first; tags play no part.

    A clone without tags so tells the same, and a tag made later changes nothing. A shallow clone tells none, but how to
    mend it: at its edge a version may have been set at any time before.
    """
    return list(_releases(top, git(top, "rev-parse", "HEAD")))


@cache  # a release asks for them four times, and behind a commit they never change
def _releases(top: Path, head: str) -> list[ReleaseCommit]:
    if is_shallow(top):
        raise NoHistory(f"not all releases can be told; {UNSHALLOW}")
    by_version: dict[str, ReleaseCommit] = {}
    for line in log(top, "%H %cd", "--reverse", "--topo-order", head, "--", place_of(top, RELEASE)):
        revision, day = line.split()
        version = version_at(top, revision)
        if version != NO_RELEASE:
            by_version.setdefault(version, ReleaseCommit(version, revision, day))
    return sorted(by_version.values(), key=lambda release: version_parts(release.version), reverse=True)


def find_release(top: Path, version: str) -> ReleaseCommit:
    """Return a release that HEAD comes from, or say which there are."""
    by_version = {release.version: release for release in releases(top)}
    if version not in by_version:
        versions = ", ".join(by_version) or "none yet"
        fix = "for a newer one run `git fetch --tags` and name its tag"
        raise NoHistory(f"no release {version} in this history (there: {versions}); {fix}")
    return by_version[version]


def tagged_commit(top: Path, version: str) -> str | None:
    """Return the commit that the tag of a version marks; None where there is no such tag."""
    name = f"refs/tags/v{version}"
    return git(top, "rev-parse", "--verify", name + "^{commit}") if git(top, "for-each-ref", name) else None


def how_to_untag(version: str) -> str:
    """Return how the tag of a version is taken away."""
    pushed = f"where it was pushed, also `git push origin :refs/tags/v{version}`"
    return f"take it away with `git tag --delete v{version}`; {pushed}"


def version_at(top: Path, revision: str) -> str:
    """Return the version that the release file of a revision tells; ``0`` where it tells none."""
    try:
        return version_in(git(top, "show", f"{revision}:./{place_of(top, RELEASE)}"))
    except NoHistory:
        return NO_RELEASE
