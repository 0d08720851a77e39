"""Versions as archives: packed once, with the same bytes whenever and by whomever, and checked before they are used."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
import zlib
from pathlib import Path

from livingevidence.history.publish import manifest, root

TIME = 315_532_800  # 1980-01-01, for every file; some programs warn of earlier ones


class BadArchive(Exception):
    """An archive is not what its sum says, or not one of a version; says how to mend it."""


def sum_file(archive: Path) -> Path:
    """Return where the sum of an archive stands."""
    return archive.with_name(archive.name + ".sha256")


def pack(folder: Path, archive: Path, name: str, origin: str = "") -> None:
    """Write a folder as a gzipped tar, and its sum beside it.

    Both appear whole or not at all, the sum last; nothing of the machine, the user or the hour goes into them.

    Parameters
    ----------
    folder : pathlib.Path
        What is packed.
    archive : pathlib.Path
        The file to write; one that is there is replaced.
    name : str
        The folder that the archive unpacks to.
    origin : str, optional
        What it was built from: the commit, and the address of the site. It goes beside the files, where `git archive`
        puts its commit too, so that no published byte holds it.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    told_of = {"comment": origin} if origin else {}
    part, told = (path.with_name(path.name + ".part") for path in (archive, sum_file(archive)))
    try:
        with (
            part.open("wb") as raw,
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT, pax_headers=told_of) as tar,
        ):
            for path in sorted((path for path in folder.rglob("*") if path.is_file()), key=Path.as_posix):
                info = tarfile.TarInfo(f"{name}/{path.relative_to(folder).as_posix()}")  # owner 0, mode 644
                info.size, info.mtime = path.stat().st_size, TIME
                with path.open("rb") as file:
                    tar.addfile(info, file)
        told.write_text(f"{manifest.digest(part)}  {archive.name}\n", encoding="utf-8", newline="\n")
        sum_file(archive).unlink(missing_ok=True)
        os.replace(part, archive)
        os.replace(told, sum_file(archive))
    finally:  # a full disk is not filled further
        part.unlink(missing_ok=True)
        told.unlink(missing_ok=True)


def kept(archive: Path) -> bool:
    """Return whether there is an archive with its sum; one without, left by a run that was killed, counts as none."""
    return archive.is_file() and sum_file(archive).is_file()


def origin(archive: Path) -> str:
    """Return what an archive was built from, as it was packed; empty where it does not say."""
    with tarfile.open(archive) as tar:
        return tar.pax_headers.get("comment", "")


def unpack(archive: Path, into: Path, name: str) -> Path:
    """Check an archive against its sum, unpack it, and check it as a build is: by its manifest, and page by page.

    Parameters
    ----------
    archive : pathlib.Path
        The archive of a version; its sum stands beside it.
    into : pathlib.Path
        The folder in which the version's own is made.
    name : str
        The version.

    Returns
    -------
    pathlib.Path
        The folder of the version.

    Raises
    ------
    BadArchive
        If a sum does not match, or the archive holds something else; nothing of it is left behind.
    """
    mend = f"delete {archive} and {sum_file(archive).name} to build the version again, or fetch both anew"
    said, found = (
        sum_file(archive).read_text(encoding="utf-8", errors="replace").partition(" ")[0],
        manifest.digest(archive),
    )
    if said != found:
        raise BadArchive(
            f"{archive} is not what it was when it was packed.\n  its SHA-256 sum is {found}\n"
            f"  {sum_file(archive).name} says {said or 'nothing'}\n{mend}"
        )
    folder = into / name
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(into, [item for item in tar if item.name.startswith(f"{name}/")], filter="data")
        wrong = [f"{kind} {path}" for kind, path in manifest.differences(folder)] or root.unfit(folder, name)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, manifest.Unverifiable) as error:
        wrong = [str(error)]
    if wrong:
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(f"{archive} does not hold version {name} whole: {', '.join(wrong[:10])}\n{mend}")
    return folder
