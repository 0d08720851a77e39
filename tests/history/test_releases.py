"""Releases are found again in the history, in whole clones and in others."""

from __future__ import annotations

import re

import pytest

from livingevidence.history.git import NoHistory, commits
from livingevidence.history.releases import find, releases


def _told(project) -> list[tuple[str, str]]:
    return [(release.version, release.day) for release in releases(project.top)]


def test_releases_are_found_with_and_without_tags(two, tmp_path):
    """A clone without tags tells the same releases as one with them, the newest first."""
    clone = two.clone(tmp_path / "clone", "--no-tags")
    assert clone.git("tag") == "" and releases(clone.top) == releases(two.top)
    assert [release.version for release in releases(clone.top)] == ["2025.2.0", "2025.1.0"]
    assert find(clone.top, "2025.1.0") == find(two.top, "2025.1.0")


def test_only_what_head_comes_from_is_a_release_of_it(two):
    """A state of the first release knows of no second one; a tag still leads to it."""
    two.git("checkout", "--quiet", "v2025.1.0")
    assert [release.version for release in releases(two.top)] == ["2025.1.0"]
    assert find(two.top, "2025.2.0").revision == two.git("rev-parse", "v2025.2.0^{commit}")


def test_a_revert_takes_no_release_back(two):
    """A version is that of the commit that set it first, whatever came after."""
    before = releases(two.top)
    two.git("revert", "--no-edit", "v2025.2.0")
    assert releases(two.top) == before


def test_a_shallow_clone_that_lacks_a_release_says_how_to_mend_it(two, tmp_path):
    """The edge's own release may be older than the edge, so it isn't taken for one; the command really mends it."""
    shallow = two.clone(tmp_path / "shallow", "--depth=1", "--no-tags")
    for ask in (lambda: releases(shallow.top), lambda: find(shallow.top, "2025.1.0")):
        with pytest.raises(NoHistory) as error:
            ask()
    shallow.git(*re.search(r"`git (.+?)`", str(error.value))[1].split())
    assert releases(shallow.top) == releases(two.top)


def test_an_unknown_release_is_told_with_those_that_are_known(two):
    """The message lists what there is."""
    with pytest.raises(NoHistory, match=r"2025\.2\.0, 2025\.1\.0"):
        find(two.top, "2025.9.0")


def test_a_tag_on_a_wrong_commit_is_no_release(two):
    """A tag whose release file says otherwise, and one that marks a file, are told with how to delete them."""
    two.git("tag", "v2025.3.0", "v2025.1.0^{commit}")
    two.git("tag", "v2025.4.0", two.git("rev-parse", "HEAD:data/release.yaml"))
    with pytest.raises(NoHistory, match=r"says 2025\.1\.0.*git tag --delete v2025\.3\.0"):
        find(two.top, "2025.3.0")
    with pytest.raises(NoHistory, match=r"marks no commit.*git tag --delete v2025\.4\.0"):
        find(two.top, "2025.4.0")


def test_a_release_is_no_change_of_the_evidence(two):
    """The history of the data leaves the commits of releases, and work on pages, out."""
    assert [commit.subject for commit in commits(two.top)] == ["tell of it", "enter the evidence"]
