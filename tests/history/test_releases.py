"""Releases are found again in the history, in whole clones and in others."""

import re

import pytest

from livingevidence.history.git import NoHistory, commits
from livingevidence.history.releases import find_release, releases


def test_releases_are_found_with_and_without_tags(two_releases, tmp_path):
    """A clone without tags tells the same releases as one with them, the newest first."""
    clone = two_releases.clone(tmp_path / "clone", "--no-tags")
    assert clone.git("tag") == "" and releases(clone.top) == releases(two_releases.top)
    assert [release.version for release in releases(clone.top)] == ["2025.2.0", "2025.1.0"]
    assert find_release(clone.top, "2025.1.0") == find_release(two_releases.top, "2025.1.0")


def test_only_what_head_comes_from_is_a_release_of_it(two_releases):
    """A state of the first release knows of no second one, and the message lists what there is."""
    two_releases.git("checkout", "--quiet", "v2025.1.0")
    assert [release.version for release in releases(two_releases.top)] == ["2025.1.0"]
    with pytest.raises(NoHistory, match=r"no release 2025\.2\.0 .*there: 2025\.1\.0"):
        find_release(two_releases.top, "2025.2.0")


def test_a_revert_takes_no_release_back(two_releases):
    """A version is that of the commit that set it first, whatever came after."""
    before = releases(two_releases.top)
    two_releases.git("revert", "--no-edit", "v2025.2.0")
    assert releases(two_releases.top) == before


def test_a_shallow_clone_that_lacks_a_release_says_how_to_mend_it(two_releases, tmp_path):
    """The edge's own release may be older than the edge, so it isn't taken for one; the command really mends it."""
    shallow = two_releases.clone(tmp_path / "shallow", "--depth=1", "--no-tags")
    with pytest.raises(NoHistory) as error:
        releases(shallow.top)
    shallow.git(*re.search(r"`git (.+?)`", str(error.value))[1].split())
    assert releases(shallow.top) == releases(two_releases.top)


def test_a_release_is_no_change_of_the_evidence(two_releases):
    """The history of the data leaves the commits of releases, and work on pages, out."""
    assert [commit.subject for commit in commits(two_releases.top)] == ["tell of it", "enter the evidence"]
