"""An archive writes nothing outside of the folder that it is unpacked into."""

import io
import tarfile

import pytest

from livingevidence.history.git import extract


def archive_of(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarFile:
    """Return an archive with one member."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, to
        archive.addfile(member)
    packed.seek(0)
    return tarfile.open(fileobj=packed)


@pytest.fixture(params=["by Python", "by itself"])
def python(request, monkeypatch):
    """Unpack with the filter of newer versions of Python, and without it."""
    if request.param == "by itself":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
        monkeypatch.setattr(tarfile.TarFile, "extraction_filter", staticmethod(lambda item, path: item), raising=False)


@pytest.mark.parametrize(
    "name, kind, to",
    [("../out", tarfile.REGTYPE, ""), ("link", tarfile.SYMTYPE, "../out"), ("in/hard", tarfile.LNKTYPE, "../out")],
)
def test_what_leads_outside_is_refused(python, tmp_path, name, kind, to):
    """A name above the folder, and a link to one, are refused, whatever Python itself can do."""
    with archive_of(name, kind, to) as archive, pytest.raises(tarfile.TarError):
        extract(archive, tmp_path / "inside")


def test_what_lies_inside_is_written(python, tmp_path):
    """A plain member stands where it belongs."""
    with archive_of("in/file") as archive:
        extract(archive, tmp_path)
    assert (tmp_path / "in/file").is_file()
