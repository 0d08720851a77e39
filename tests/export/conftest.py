"""A download of the invented review, which tests read or copy."""

from __future__ import annotations

import shutil

import pytest

from livingevidence.claims.base import Judged
from livingevidence.export.about import about
from livingevidence.export.files import files
from livingevidence.export.write import write
from livingevidence.results.compute import compute

CLAIMS: dict[str, Judged] = {}  # none: what a download tells of claims is held on the live review


@pytest.fixture(scope="session")
def whole(small, small_evidence) -> dict[str, bytes]:
    """Return the files of a download."""
    bibliography = small.bibliography.read_text(encoding="utf-8")
    return files(small_evidence, compute(small_evidence), CLAIMS, bibliography, about(small_evidence))


@pytest.fixture(scope="session")
def folder(whole, tmp_path_factory):
    """Return a folder that holds a download; nobody may change it."""
    where = tmp_path_factory.mktemp("export") / "downloads"
    write(whole, where)
    return where


@pytest.fixture
def copied(folder, tmp_path):
    """Return a copy of a download that a test may spoil."""
    return shutil.copytree(folder, tmp_path / "copied")
