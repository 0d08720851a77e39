"""The release file and the digests that it holds: what a version is, and whether anything changed since."""

from __future__ import annotations

import dataclasses

import pytest

from live import REVIEW, ROOT
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.release import (
    KINDS,
    NONE,
    Release,
    code_digest,
    data_digest,
    load_release,
    source_digest,
    sources,
    version_in,
    version_of,
    written,
)

GIVEN = {"evidence_as_of": "2031-04-30", "data_digest": "a" * 64, "source_digest": "b" * 64}


@pytest.mark.parametrize("values", [{"version": NONE}, {"version": "2031.2.10", "doi": "10.1234/invented.5", **GIVEN}])
def test_the_release_file_is_read_as_it_is_written(small_copy, values):
    """Written and read again, a release is the same, before the first one too."""
    release = Release(**values)
    path = small_copy.write("release.yaml", written(release))
    assert load_release(small_copy.review) == release
    assert version_in(path.read_text(encoding="utf-8")) == release.version


def test_the_projects_own_release_file_has_the_written_form():
    """The committed file is what the release would write, so that a release changes its values alone."""
    assert (REVIEW.data / "release.yaml").read_text(encoding="utf-8") == written(load_release(REVIEW))


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("version", "2031.1", "YYYY.N.P"),
        ("version", "v2031.1.0", "YYYY.N.P"),
        ("version", "2031.0.1", "YYYY.N.P"),
        ("version", "2031.01.0", "YYYY.N.P"),
        ("version", 2031.1, "text"),
        ("version", "2032.1.0", "same year"),
        ("version", NONE, "null in all other fields"),
        ("evidence_as_of", "2031-02-30", "a day"),
        ("evidence_as_of", None, "with its evidence_as_of"),
        ("data_digest", "abc", "SHA-256"),
        ("source_digest", None, "with its source_digest"),
        ("doi", "https://doi.org/10.1234/invented", "a DOI"),
        ("doi", "soon", "a DOI"),
        ("invented", "x", "version"),
    ],
)
def test_a_wrong_release_file_is_told_with_its_place(small_copy, field, value, allowed):
    """The check and the release name file and field, and what is allowed there."""
    small_copy.dump("release.yaml", {"version": "2031.1.0", **GIVEN, field: value})
    with pytest.raises(BrokenEvidence) as error:
        load_release(small_copy.review)
    assert error.value.problems == small_copy.problems()
    (problem,) = error.value.problems
    assert problem.file.endswith("release.yaml") and allowed in problem.allowed and problem.fix
    assert problem.field in (field, "")


def test_everything_that_makes_the_site_is_in_the_source_digest():
    """Each file below the folders of the site is one of those that count, but what the build writes there."""
    counted = {path.resolve() for path in sources(REVIEW)}
    skipped = (REVIEW.data / "releases", *(REVIEW.pages / name for name in ("studies", "conditions", "_build")))
    files = [path for folder in (ROOT / "src", REVIEW.pages, REVIEW.chapters) for path in folder.rglob("*")]
    made = {"__pycache__", ".ipynb_checkpoints"}
    files = [path for path in files if path.is_file() and path.name[0] != "." and made.isdisjoint(path.parts)]
    files = [path for path in files if not any(path.is_relative_to(folder) for folder in skipped)]
    left = [path for path in files if path.resolve() not in counted or path.suffix not in KINDS]
    assert left == [REVIEW.data / "release.yaml"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("references.bib", True),
        ("uv.lock", True),
        ("CHANGELOG.md", True),
        ("docs/index.md", True),
        ("notebooks/fevers.md", True),
        ("src/package/code.py", True),
        ("data/studies/doe-2021.yaml", True),
        ("build/x.md", False),
        ("docs/studies/doe-2021.md", False),
        ("src/package/__pycache__/x.pyc", False),
        ("docs/.hidden.md", False),
        ("data/release.yaml", False),
        ("data/releases/2031.1.0.json", False),
    ],
)
def test_the_source_digest_follows_what_makes_the_site(small_copy, name, counts):
    """A change of data, text, references, lock or changelog changes it; of what the build writes none does."""
    path, before = small_copy.review.folder / name, source_digest(small_copy.review)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("other", encoding="utf-8")
    assert (source_digest(small_copy.review) != before) is counts


@pytest.mark.parametrize(
    ("name", "of_data", "of_code"),
    [
        ("data/studies/doe-2021.yaml", True, True),
        ("references.bib", True, True),
        ("uv.lock", False, True),
        ("src/package/code.py", False, True),
        ("data/release.yaml", False, False),
        ("docs/index.md", False, False),
    ],
)
def test_other_digests_follow_what_they_are_of(small_copy, name, of_data, of_code):
    """What is curated has one; a notebook's output hangs on it, on the code and on the lock file; on no release."""
    path = small_copy.review.folder / name
    before = data_digest(small_copy.review), code_digest(small_copy.review)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("other", encoding="utf-8")
    assert (data_digest(small_copy.review) != before[0], code_digest(small_copy.review) != before[1]) == (
        of_data,
        of_code,
    )


def test_a_tree_says_which_version_it_is(small_copy):
    """The release itself has its number, a tree after it says so, and one before the first release too."""
    root = small_copy.review
    assert version_of(root) == "development, before the first release"
    release = Release(version="2031.1.0", **{**GIVEN, "source_digest": source_digest(root)})
    small_copy.write("release.yaml", written(release))
    assert version_of(root) == "2031.1.0"
    small_copy.edit("review.yaml", "evidence_as_of", "2031-05-01")
    assert version_of(root) == "development after 2031.1.0"


def test_an_installed_review_is_known_by_its_data(small_copy):
    """Apart from its project only what is curated can be compared."""
    root = dataclasses.replace(small_copy.review, installed=True)
    release = Release(version="2031.1.0", **{**GIVEN, "data_digest": data_digest(root)})
    small_copy.write("release.yaml", written(release))
    assert version_of(root) == "2031.1.0"
