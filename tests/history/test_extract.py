"""An archive writes nothing outside of the folder that it is unpacked into."""

import io
import tarfile

import pytest

from livingevidence.history.git import extract


def archive_of(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarFile:
    """Return an archive with one member."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, target
        archive.addfile(member)
    buffer.seek(0)
    return tarfile.open(fileobj=buffer)


@pytest.fixture(params=["by Python", "by itself"])
def tar_filter(request, monkeypatch):
    """Unpack with the filter of newer versions of Python, and without it."""
    if request.param == "by itself":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
        unfiltered = staticmethod(lambda member, path: member)
        monkeypatch.setattr(tarfile.TarFile, "extraction_filter", unfiltered, raising=False)


@pytest.mark.parametrize(
    "name, kind, target",
    [("../out", tarfile.REGTYPE, ""), ("link", tarfile.SYMTYPE, "../out"), ("in/hard", tarfile.LNKTYPE, "../out")],
)
def test_what_leads_outside_is_refused(tar_filter, tmp_path, name, kind, target):
    """A name above the folder, and a link to one, are refused, whatever Python itself can do."""
    with archive_of(name, kind, target) as archive, pytest.raises(tarfile.TarError):
        extract(archive, tmp_path / "inside")


def test_what_lies_inside_is_written(tar_filter, tmp_path):
    """A plain member stands where it belongs."""
    with archive_of("in/file") as archive:
        extract(archive, tmp_path)
    assert (tmp_path / "in/file").is_file()
