"""A download of the invented review, which tests read or copy; of claims it has none."""

import shutil

import pytest

from livingevidence.export.files import files
from livingevidence.export.folder import write_download
from livingevidence.results.compute import compute


@pytest.fixture(scope="session")
def contents(small_evidence) -> dict[str, bytes]:
    """Return the files of a download."""
    return files(small_evidence, compute(small_evidence), {})


@pytest.fixture(scope="session")
def folder(contents, tmp_path_factory):
    """Return a folder that holds a download; nobody may change it."""
    folder = tmp_path_factory.mktemp("export") / "downloads"
    write_download(contents, folder)
    return folder


@pytest.fixture
def copy(folder, tmp_path):
    """Return a copy of a download that a test may spoil."""
    return shutil.copytree(folder, tmp_path / "copy")
