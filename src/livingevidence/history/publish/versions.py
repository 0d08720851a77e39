"""Every released version and the development state, built or taken from the archive, and published in one step.

``build/site`` is a symbolic link to one of two folders. A site is put together in the other one; then the link is
replaced by one that leads there, which the system does at once. So whoever reads ``build/site`` finds the old site or
the new one, whole, whenever the run is killed.
"""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from livingevidence.history.git import NoHistory, git, place_of, resolve
from livingevidence.history.publish import Unpublished, archive, manifest, root, worktrees
from livingevidence.history.releases import Released, find, order, releases
from livingevidence.record.release import VERSION

SLOTS = ("site.a", "site.b")


def released(top: Path) -> list[Released]:
    """Return the releases that are published: those with a tag that HEAD comes from, the newest version first.

    A clone without any tag of a release has all that HEAD comes from. So one that can't be built, or was taken back,
    is left out by deleting its tag.

    Raises
    ------
    NoHistory
        If git can't tell them all, or a tag marks another release than it says.
    """
    known, tags = releases(top), git(top, "tag", "--list", "v*").split()
    if not any(re.fullmatch(f"v{VERSION}", tag) for tag in tags):
        return known
    merged = git(top, "tag", "--merged=HEAD", "--list", "v*").split()
    found = [find(top, tag[1:]) for tag in merged if re.fullmatch(f"v{VERSION}", tag)]
    return sorted(found, key=lambda release: order(release.version), reverse=True)


def publish(top: Path, command: Sequence[str], base: str = "") -> Iterator[str]:
    """Build all versions of a repository into ``build/site``, and yield a line on each step.

    The command builds a version in its work tree, as ``nox -s docs`` does; the address of the published site is empty
    where it is not known.

    Raises
    ------
    Unpublished
        If a version can't be built or taken from the archive, or the disk is full.
    """
    made = top / "build"
    site, whole = made / "site", made / "site.tar.gz"
    stays = f"{site} stays as it was" if site.exists() else "nothing is published"
    try:
        made.mkdir(exist_ok=True)
        with (made / "versions.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield "another run, or a build that a killed run left behind, is still going on: waiting for it"
                fcntl.flock(lock, fcntl.LOCK_EX)
            with _stage(site) as stage:
                yield from _put_together(top, stage, command, base and base.rstrip("/") + "/", lock.fileno())
                archive.pack(stage, whole, "site")
                with archive.aside(site) as link:
                    link.symlink_to(stage.name)
            yield f"published in {site}; for another host: {whole}"
    except (Unpublished, NoHistory) as error:
        raise Unpublished(f"{error}\n{stays}") from None
    except OSError as error:
        why = f"a file can't be written or read: {_why(error)}"
        raise Unpublished(f"{why}\n{stays}; mend that and run it again") from None


@contextmanager
def _stage(site: Path) -> Iterator[Path]:
    """Give the one of the two folders to which the site does not lead, empty; in the end the one it leads to stays."""
    if site.exists() and not site.is_symlink():
        raise Unpublished(f"{site} was not made by this command: move it away and run it again")
    stage = site.with_name(SLOTS[_shows(site, SLOTS[0])])
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    try:
        yield stage
    finally:
        for slot in SLOTS:
            if not _shows(site, slot):
                shutil.rmtree(site.with_name(slot), ignore_errors=True)


def _shows(site: Path, slot: str) -> bool:
    return site.is_symlink() and site.readlink().name == slot


def _why(error: OSError) -> str:
    if isinstance(error, shutil.Error):  # of a whole folder: the first of what may be thousands of files
        _, path, told = error.args[0][0]
        return told if path in told else f"{told}: {path}"
    return f"{error.strerror}: {error.filename}" if error.strerror and error.filename else str(error.strerror or error)


def _put_together(top: Path, stage: Path, command: Sequence[str], base: str, lock: int) -> Iterator[str]:
    made = top / "build"
    head, known = resolve(top, "HEAD"), released(top)
    names = {release.version for release in known}
    for version in (release.version for release in releases(top) if release.version not in names):
        yield f"{version}: not published, because no tag v{version} is here"
    for left in (made / "worktrees").glob("*"):
        worktrees.remove(top, left)
    for version, revision, _ in reversed(known):
        packed = made / "archive" / f"{version}.tar.gz"
        of, why = f"{revision} {base}".strip(), ""
        if archive.kept(packed):
            found = archive.unpack(packed, stage, version)
            if (held := archive.origin(packed)) == of:
                yield f"{version}: from {packed}"
                continue
            shutil.rmtree(found)
            why = f", because {packed} is of {held or 'nothing that it names'}, not of {of}; it is replaced"
        yield f"{version}: built from {revision[:12]}{why}"
        archive.pack(_build(top, stage, version, revision, command, lock, version), packed, version, of)
    if known and known[0].revision == head:
        shutil.copytree(stage / known[0].version, stage / root.DEVELOPMENT)
    else:
        yield f"{root.DEVELOPMENT}: built from {head[:12]}"
        _build(top, stage, root.DEVELOPMENT, head, command, lock)
    if known:
        root.make_latest(stage / known[0].version, stage / root.LATEST)
    topic = yaml.safe_load(git(top, "show", f"HEAD:./{place_of(top, 'topic.yaml')}"))
    root.write_root(stage, known, base, topic["title"])


def _build(top: Path, stage: Path, name: str, revision: str, command: Sequence[str], lock: int, says: str = "") -> Path:
    made = top / "build"
    with worktrees.worktree(top, made / "worktrees" / name, revision) as tree:
        html = worktrees.build(tree, name, command, made / "logs" / f"{name}.log", lock)
        if wrong := root.unfit(html, says):
            why = f"{name} was built, but {len(wrong)} things keep it from being published:"
            raise Unpublished("\n".join([why, *wrong[:10]]))
        done = shutil.copytree(html, stage / name)
    manifest.write(done)
    return done
