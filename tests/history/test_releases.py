"""Releases are found again in the history, in whole clones and in others."""

import re

import pytest

from livingevidence.history.git import NoHistory, commits
from livingevidence.history.releases import find_release, releases


def _told(project) -> list[tuple[str, str]]:
    return [(release.version, release.day) for release in releases(project.top)]


def test_releases_are_found_with_and_without_tags(two, tmp_path):
    """A clone without tags tells the same releases as one with them, the newest first."""
    clone = two.clone(tmp_path / "clone", "--no-tags")
    assert clone.git("tag") == "" and releases(clone.top) == releases(two.top)
    assert [release.version for release in releases(clone.top)] == ["2025.2.0", "2025.1.0"]
    assert find_release(clone.top, "2025.1.0") == find_release(two.top, "2025.1.0")


def test_only_what_head_comes_from_is_a_release_of_it(two):
    """A state of the first release knows of no second one, and the message lists what there is."""
    two.git("checkout", "--quiet", "v2025.1.0")
    assert [release.version for release in releases(two.top)] == ["2025.1.0"]
    with pytest.raises(NoHistory, match=r"no release 2025\.2\.0 .*there: 2025\.1\.0"):
        find_release(two.top, "2025.2.0")


def test_a_revert_takes_no_release_back(two):
    """A version is that of the commit that set it first, whatever came after."""
    before = releases(two.top)
    two.git("revert", "--no-edit", "v2025.2.0")
    assert releases(two.top) == before


def test_a_shallow_clone_that_lacks_a_release_says_how_to_mend_it(two, tmp_path):
    """The edge's own release may be older than the edge, so it isn't taken for one; the command really mends it."""
    shallow = two.clone(tmp_path / "shallow", "--depth=1", "--no-tags")
    with pytest.raises(NoHistory) as error:
        releases(shallow.top)
    shallow.git(*re.search(r"`git (.+?)`", str(error.value))[1].split())
    assert releases(shallow.top) == releases(two.top)


def test_a_release_is_no_change_of_the_evidence(two):
    """The history of the data leaves the commits of releases, and work on pages, out."""
    assert [commit.subject for commit in commits(two.top)] == ["tell of it", "enter the evidence"]
