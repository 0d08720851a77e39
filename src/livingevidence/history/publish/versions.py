"""Every released version and the development state, built or taken from the archive, and published in one step.

``build/site`` is a symbolic link to one of two folders. A site is put together in the other one; then the link is
replaced by one that leads there, which the system does at once. So whoever reads ``build/site`` finds the old site or
the new one, whole, whenever the run is killed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from livingevidence.history.git import NoHistory, git, resolve
from livingevidence.history.publish import archive, manifest, root, worktrees
from livingevidence.history.publish.history import Released, find, order, releases
from livingevidence.record.release import VERSION

SLOTS = ("site.a", "site.b")


class Unpublished(Exception):
    """Nothing was published, and the site stays as it was; says why and what to do."""


def released(folder: Path) -> list[Released]:
    """Return the releases that are published: those with a tag that HEAD comes from, the newest version first.

    A clone without any tag of a release has all that HEAD comes from. So one that can't be built, or was taken back,
    is left out by deleting its tag.

    Raises
    ------
    NoHistory
        If git can't tell them all, or a tag marks another release than it says.
    """
    known, tags = releases(folder), git(folder, "tag", "--list", "v*").decode().split()
    if not any(re.fullmatch(f"v{VERSION}", tag) for tag in tags):
        return known
    merged = git(folder, "tag", "--merged=HEAD", "--list", "v*").decode().split()
    found = [find(folder, tag[1:]) for tag in merged if re.fullmatch(f"v{VERSION}", tag)]
    return sorted(found, key=lambda release: order(release.version), reverse=True)


def publish(folder: Path, command: Sequence[str], base: str = "") -> Iterator[str]:
    """Build all versions of a repository into ``build/site``, and yield a line on each step.

    Parameters
    ----------
    folder : pathlib.Path
        The top folder of the repository.
    command : sequence of str
        What builds a version in its work tree, such as ``nox -s docs``.
    base : str
        The address of the published site, as :func:`livingevidence.record.address.site_address` tells it.

    Raises
    ------
    Unpublished
        If a version can't be built or taken from the archive, or the disk is full.
    """
    made = folder / "build"
    try:
        made.mkdir(exist_ok=True)
        with (made / "versions.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield "another run, or a build that a killed run left behind, is still going on: waiting for it"
                fcntl.flock(lock, fcntl.LOCK_EX)
            with _stage(made) as stage:
                yield from _put_together(folder, stage, command, base and base.rstrip("/") + "/", lock.fileno())
                whole = made / "site.tar.gz"
                archive.pack(stage, whole, "site")
                _swap(made, stage)
            yield f"published in {made / 'site'}; for another host: {whole}"
    except (worktrees.Unbuildable, archive.BadArchive, NoHistory) as error:
        raise Unpublished(f"{error}\n{_kept(made)}") from None
    except OSError as error:
        raise Unpublished(
            f"a file can't be written or read: {_why(error)}\n{_kept(made)}; mend that and run it again"
        ) from None


def _why(error: OSError) -> str:
    if isinstance(error, shutil.Error):  # of a whole folder: the first of what may be thousands of files
        _, path, told = error.args[0][0]
        return told if path in told else f"{told}: {path}"
    return f"{error.strerror}: {error.filename}" if error.strerror and error.filename else str(error.strerror or error)


def _kept(made: Path) -> str:
    return f"{made / 'site'} stays as it was" if (made / "site").exists() else "nothing is published"


def _put_together(folder: Path, stage: Path, command: Sequence[str], base: str, lock: int) -> Iterator[str]:
    made = folder / "build"
    head, known = resolve(folder, "HEAD"), released(folder)
    names = {release.version for release in known}
    for version in (release.version for release in releases(folder) if release.version not in names):
        yield f"{version}: not published, because no tag v{version} is here"
    for left in (made / "worktrees").glob("*"):
        worktrees.remove(folder, left)
    for release in reversed(known):
        packed = made / "archive" / f"{release.version}.tar.gz"
        of, why = f"{release.revision} {base}".strip(), ""
        if archive.kept(packed):
            found = archive.unpack(packed, stage, release.version)
            if (held := archive.origin(packed)) == of:
                yield f"{release.version}: from {packed}"
                continue
            shutil.rmtree(found)
            why = f", because {packed} is of {held or 'nothing that it names'}, not of {of}; it is replaced"
        yield f"{release.version}: built from {release.revision[:12]}{why}"
        done = _build(folder, stage, release.version, release.revision, command, lock, release.version)
        archive.pack(done, packed, release.version, of)
    if known and known[0].revision == head:
        shutil.copytree(stage / known[0].version, stage / root.DEVELOPMENT)
    else:
        yield f"{root.DEVELOPMENT}: built from {head[:12]}"
        _build(folder, stage, root.DEVELOPMENT, head, command, lock)
    if known:
        root.make_latest(stage / known[0].version, stage / root.LATEST)
    root.write_root(stage, known, base)


def _build(
    folder: Path, stage: Path, name: str, revision: str, command: Sequence[str], lock: int, says: str = ""
) -> Path:
    made = folder / "build"
    with worktrees.worktree(folder, made / "worktrees" / name, revision) as tree:
        html = worktrees.build(tree, name, command, made / "logs" / f"{name}.log", lock)
        if wrong := root.unfit(html, says):
            raise worktrees.Unbuildable(
                "\n".join([f"{name} was built, but {len(wrong)} things keep it from being published:", *wrong[:10]])
            )
        done = shutil.copytree(html, stage / name)
    manifest.write(done)
    return done


@contextmanager
def _stage(made: Path) -> Iterator[Path]:
    """Give the one of the two folders to which ``build/site`` does not lead, empty; remove it unless it leads there."""
    site = made / "site"
    if site.exists() and not site.is_symlink():
        raise Unpublished(f"{site} was not made by this command: move it away and run it again")
    stage = made / SLOTS[site.is_symlink() and os.readlink(site) == SLOTS[0]]
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    try:
        yield stage
    finally:
        for slot in SLOTS:
            if not site.is_symlink() or os.readlink(site) != slot:
                shutil.rmtree(made / slot, ignore_errors=True)


def _swap(made: Path, stage: Path) -> None:
    """Let ``build/site`` lead to a folder that is whole."""
    link = made / "site.link"
    link.unlink(missing_ok=True)
    link.symlink_to(stage.name)
    os.replace(link, made / "site")
