"""The release file and the digests that it holds: what a version is, and whether anything changed since."""

import dataclasses

import pytest

from live import REVIEW, ROOT
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.release import (
    KINDS,
    NO_RELEASE,
    Release,
    code_digest,
    data_digest,
    load_release,
    release_text,
    source_digest,
    source_files,
    version_in,
    version_of,
)

FIELDS = {"evidence_as_of": "2031-04-30", "data_digest": "a" * 64, "source_digest": "b" * 64}


@pytest.mark.parametrize(
    "values", [{"version": NO_RELEASE}, {"version": "2031.2.10", "doi": "10.1234/invented.5", **FIELDS}]
)
def test_the_release_file_is_read_as_it_is_written(small_copy, values):
    """Written and read again, a release is the same, before the first one too."""
    release = Release(**values)
    path = small_copy.write("release.yaml", release_text(release))
    assert load_release(small_copy.review) == release
    assert version_in(path.read_text(encoding="utf-8")) == release.version


def test_the_projects_own_release_file_has_the_written_form():
    """The committed file is what the release would write, so that a release changes its values alone."""
    assert (REVIEW.data / "release.yaml").read_text(encoding="utf-8") == release_text(load_release(REVIEW))


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("version", "2031.1", "YYYY.N.P"),
        ("version", "v2031.1.0", "YYYY.N.P"),
        ("version", "2031.0.1", "YYYY.N.P"),
        ("version", "2031.01.0", "YYYY.N.P"),
        ("version", 2031.1, "text"),
        ("version", "2032.1.0", "same year"),
        ("version", NO_RELEASE, "null in all other fields"),
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
    small_copy.dump("release.yaml", {"version": "2031.1.0", **FIELDS, field: value})
    with pytest.raises(BrokenEvidence) as error:
        load_release(small_copy.review)
    assert error.value.problems == small_copy.problems()
    (problem,) = error.value.problems
    assert problem.file.endswith("release.yaml") and allowed in problem.allowed and problem.fix
    assert problem.field in (field, "")


def test_everything_that_makes_the_site_is_in_the_source_digest():
    """Each file below the folders of the site is one of those that count, but what the build writes there."""
    source_paths = {path.resolve() for path in source_files(REVIEW)}
    excluded = [REVIEW.data / "releases", *(REVIEW.pages / name for name in ("studies", "conditions", "_build"))]
    # What packs the engine, describes it to type checkers, and begins other reviews.
    excluded += [ROOT / "src" / name for name in ("LICENSE", "pyproject.toml")]
    excluded += [ROOT / "src/livingevidence" / name for name in ("__init__.pyi", "py.typed", "start/template")]
    files = [path for folder in (ROOT / "src", REVIEW.pages, REVIEW.chapters) for path in folder.rglob("*")]
    caches = {"__pycache__", ".ipynb_checkpoints"}
    files = [path for path in files if path.is_file() and path.name[0] != "." and caches.isdisjoint(path.parts)]
    files = [path for path in files if not any(path.is_relative_to(folder) for folder in excluded)]
    uncounted = [path for path in files if path.resolve() not in source_paths or path.suffix not in KINDS]
    assert uncounted == [REVIEW.data / "release.yaml"]


DIGESTS = {"source": source_digest, "data": data_digest, "code": code_digest}


@pytest.mark.parametrize(
    ("name", "digests"),
    [
        ("references.bib", "source data"),
        ("uv.lock", "source code"),
        ("CHANGELOG.md", "source"),
        ("docs/index.md", "source"),
        ("notebooks/fevers.md", "source"),
        ("src/package/code.py", "source code"),
        ("data/studies/doe-2021.yaml", "source data"),
        ("build/x.md", ""),
        ("docs/studies/doe-2021.md", ""),
        ("src/package/__pycache__/x.pyc", ""),
        ("docs/.hidden.md", ""),
        ("data/release.yaml", ""),
        ("data/releases/2031.1.0.json", ""),
    ],
)
def test_a_digest_follows_what_it_is_of(small_copy, name, digests):
    """One is of what makes the site, one of what is curated, one of what makes every page; of what is built none is."""
    root = small_copy.review
    before = {part: digest(root) for part, digest in DIGESTS.items()}
    path = root.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("other", encoding="utf-8")
    assert {part for part, digest in DIGESTS.items() if digest(root) != before[part]} == {*digests.split()}


def test_a_tree_says_which_version_it_is(small_copy):
    """The release has its number, a tree before and after it says so; apart from a project the data alone count."""
    root = small_copy.review
    installed = dataclasses.replace(root, installed=True)
    assert version_of(root) == "development, before the first release"
    digests = {"source_digest": source_digest(root), "data_digest": data_digest(root)}
    small_copy.write("release.yaml", release_text(Release(version="2031.1.0", **{**FIELDS, **digests})))
    assert version_of(root) == version_of(installed) == "2031.1.0"
    (root.pages / "index.md").write_text("# Other\n", encoding="utf-8")
    assert (version_of(root), version_of(installed)) == ("development after 2031.1.0", "2031.1.0")
    small_copy.edit("review.yaml", "evidence_as_of", "2031-05-01")
    assert version_of(installed) == "development after 2031.1.0"
