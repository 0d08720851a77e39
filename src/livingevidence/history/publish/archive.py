"""Versions as archives: packed once, with the same bytes whenever and by whomever, and checked before they are used."""

import gzip
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from livingevidence.history.git import extract
from livingevidence.history.publish import Unpublished
from livingevidence.record.release import digest_of_file

TIME = 315_532_800  # 1980-01-01, for every file; some programs warn of earlier ones


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a place beside a path, and put what is made there into the path in one step; nothing where that fails."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        yield part
        os.replace(part, path)
    finally:  # a full disk is not filled further
        part.unlink(missing_ok=True)


def sum_file(archive: Path) -> Path:
    """Return where the sum of an archive stands."""
    return archive.with_name(archive.name + ".sha256")


def pack(folder: Path, archive: Path, name: str, source: str = "") -> None:
    """Write a folder as a gzipped tar, and last its sum beside it; nothing of machine, user or hour goes into them.

    It unpacks to a folder of the given name. Its source, the commit and the address of the site, stands beside the
    files, where `git archive` puts its commit too, so that no published byte holds it.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    sum_file(archive).unlink(missing_ok=True)
    headers = {"comment": source} if source else {}
    with replacing(archive) as part:
        with (
            part.open("wb") as raw,
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT, pax_headers=headers) as tar,
        ):
            tar.add(folder, name, filter=_anonymous)
        sum_line = f"{digest_of_file(part)}  {archive.name}\n"
    with replacing(sum_file(archive)) as part:
        part.write_text(sum_line, encoding="utf-8", newline="\n")


def _anonymous(item: tarfile.TarInfo) -> tarfile.TarInfo:
    member = tarfile.TarInfo(item.name)  # owner 0, mode 644
    member.type, member.size, member.mtime, member.mode = item.type, item.size, TIME, 0o755 if item.isdir() else 0o644
    return member


def is_complete(archive: Path) -> bool:
    """Return whether there is an archive with its sum; one without, left by a run that was killed, counts as none."""
    return archive.is_file() and sum_file(archive).is_file()


def origin(archive: Path) -> str:
    """Return what an archive was built from, as it was packed; empty where it does not say."""
    with tarfile.open(archive) as tar:
        return tar.pax_headers.get("comment", "")


def unpack(archive: Path, into: Path, name: str) -> Path:
    """Hold an archive to its sum, unpack what it has of a version, and return its folder, or raise Unpublished."""
    expected = sum_file(archive).read_text(encoding="utf-8", errors="replace").partition(" ")[0]
    if expected != (actual := digest_of_file(archive)):
        sums = f"  its SHA-256 sum is {actual}\n  {sum_file(archive).name} says {expected or 'nothing'}"
        raise Unpublished(f"{archive} is not what it was when it was packed.\n{sums}\n{remedy(archive)}")
    try:
        with tarfile.open(archive) as tar:
            extract(tar, into, [item for item in tar if f"{item.name}/".startswith(f"{name}/")])
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Unpublished(f"{archive} does not hold version {name} whole: {error}\n{remedy(archive)}") from None
    return into / name


def remedy(archive: Path) -> str:
    """Return what to do about an archive that can't be used."""
    return f"delete {archive} and {sum_file(archive).name} to build the version again, or fetch both anew"
