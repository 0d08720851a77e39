"""A download of the invented review, which tests read or copy; of claims it has none."""

import shutil

import pytest

from livingevidence.export.files import files
from livingevidence.export.folder import write_download
from livingevidence.results.compute import compute


@pytest.fixture(scope="session")
def whole(small_evidence) -> dict[str, bytes]:
    """Return the files of a download."""
    return files(small_evidence, compute(small_evidence), {})


@pytest.fixture(scope="session")
def folder(whole, tmp_path_factory):
    """Return a folder that holds a download; nobody may change it."""
    where = tmp_path_factory.mktemp("export") / "downloads"
    write_download(whole, where)
    return where


@pytest.fixture
def copied(folder, tmp_path):
    """Return a copy of a download that a test may spoil."""
    return shutil.copytree(folder, tmp_path / "copied")
