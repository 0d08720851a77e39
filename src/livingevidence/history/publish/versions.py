"""Every released version and the development state, built or taken from the archive, and published in one step.

``build/site`` is a symbolic link to one of two folders. A site is put together in the other one; then the link is
replaced by one that leads there, which the system does at once. So whoever reads ``build/site`` finds the old site or
the new one, whole, whenever the run is killed.
"""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from livingevidence.history import git
from livingevidence.history.publish import Unpublished, archive, manifest, root
from livingevidence.history.releases import ReleaseCommit, releases
from livingevidence.record.release import VERSION

SLOTS = ("site.a", "site.b")
RERUN = "mend that and run it again"
LOG_LINES = 30  # lines of a log that an error shows
HTML = "build/html"  # where `nox -s docs` writes, at any revision
# Of the environment that a build is started from: what would lead it to another's packages, code, caches or time.
DROPPED_VARIABLES = """
VIRTUAL_ENV UV_PROJECT_ENVIRONMENT NOX_ENVDIR NOXSESSION NOXPYTHON PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
SOURCE_DATE_EPOCH
"""


def published_releases(top: Path) -> list[ReleaseCommit]:
    """Return the releases that are published: those that HEAD comes from and that have a tag, the newest version first.

    A clone without any tag of a release has all. So one that can't be built, or was taken back, is left out by deleting
    its tag.
    """
    found, tags = releases(top), git.git(top, "tag", "--list", "v*").split()
    any_tagged = any(re.fullmatch(f"v{VERSION}", tag) for tag in tags)
    return [release for release in found if not any_tagged or f"v{release.version}" in tags]


def publish(top: Path, command: Sequence[str], base: str = "") -> Iterator[str]:
    """Build all versions of a repository into ``build/site``, and yield a line on each step.

    The command builds a version in its work tree, as ``nox -s docs`` does; the address of the published site is empty
    where it is not known. Raises :class:`Unpublished`.
    """
    site, tarball = top / "build/site", top / "build/site.tar.gz"
    outcome = f"{site} stays as it was" if site.exists() else "nothing is published"
    try:
        site.parent.mkdir(exist_ok=True)
        with (site.parent / "versions.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield "another run, or a build that a killed run left behind, is still going on: waiting for it"
                fcntl.flock(lock, fcntl.LOCK_EX)
            with _stage(site) as stage:
                yield from _assemble(top, stage, command, base and base.rstrip("/") + "/", lock.fileno())
                archive.pack(stage, tarball, "site")
                with archive.replacing(site) as link:
                    link.symlink_to(stage.name)
            yield f"published in {site}; for another host: {tarball}"
    except (Unpublished, git.NoHistory) as error:
        raise Unpublished(f"{error}\n{outcome}") from None
    except shutil.Error as error:  # of a whole folder: the first of what may be thousands of files
        _, path, reason = error.args[0][0]
        raise Unpublished(f"a file can't be written or read: {reason}: {path}\n{outcome}; {RERUN}") from None
    except OSError as error:
        raise Unpublished(f"a file can't be written or read: {error}\n{outcome}; {RERUN}") from None


@contextmanager
def _stage(site: Path) -> Iterator[Path]:
    """Give the one of the two folders to which the site does not lead, empty; in the end the one it leads to stays."""
    if site.exists() and not site.is_symlink():
        raise Unpublished(f"{site} was not made by this command: move it away and run it again")
    first, second = SLOTS
    stage = site.with_name(second if site.is_symlink() and site.readlink().name == first else first)
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    try:
        yield stage
    finally:
        for slot in SLOTS:
            if not (site.is_symlink() and site.readlink().name == slot):
                shutil.rmtree(site.with_name(slot), ignore_errors=True)


def _assemble(top: Path, stage: Path, command: Sequence[str], base: str, lock: int) -> Iterator[str]:
    head, published = git.resolve(top, "HEAD"), published_releases(top)
    versions = {release.version for release in published}
    for version in (release.version for release in releases(top) if release.version not in versions):
        yield f"{version}: not published, because no tag v{version} is here"
    for version, revision, _ in reversed(published):
        tarball, into = top / f"build/archive/{version}.tar.gz", stage / version
        origin, reason = f"{revision} {base}".strip(), ""
        if archive.is_complete(tarball):
            archive.unpack(tarball, stage, version)
            if faults := manifest.faults(into) or [*root.page_faults(into, version)]:
                sentence = f"{tarball} does not hold version {version} whole: {', '.join(faults[:10])}"
                raise Unpublished(f"{sentence}\n{archive.remedy(tarball)}")
            if (packed_from := archive.origin(tarball)) == origin:
                yield f"{version}: from {tarball}"
                continue
            shutil.rmtree(into)
            other = packed_from or "nothing that it names"
            reason = f", because {tarball} is of {other}, not of {origin}; it is replaced"
        yield f"{version}: built from {revision[:12]}{reason}"
        _build(top, into, revision, command, lock)
        archive.pack(into, tarball, version, origin)
    if published and published[0].revision == head:
        shutil.copytree(stage / published[0].version, stage / root.DEVELOPMENT)
    else:
        yield f"{root.DEVELOPMENT}: built from {head[:12]}"
        _build(top, stage / root.DEVELOPMENT, head, command, lock)
    if published:
        root.make_latest(stage / published[0].version, stage / root.LATEST)
    topic = yaml.safe_load(git.git(top, "show", f"HEAD:./{git.place_of(top, 'topic.yaml')}"))
    root.write_root(stage, published, base, topic["title"])


def _build(top: Path, into: Path, revision: str, command: Sequence[str], lock: int) -> None:
    """Build a version in a work tree, with its own lock file, code and data, and copy it into the stage.

    What builds it keeps the lock open, so that a run after a kill knows that a build is still going on.
    """
    name, log = into.name, top / f"build/logs/{into.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    variables = git.without_hook_variables(os.environ)
    variables = {name: value for name, value in variables.items() if name not in DROPPED_VARIABLES.split()}
    with git.worktree(top, top / "build/worktrees" / name, revision) as tree, log.open("wb") as out:
        try:
            process = subprocess.run(
                command, cwd=tree, env=variables, pass_fds=[lock], stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        except (FileNotFoundError, PermissionError) as error:
            raise Unpublished(f"{command[0]} can't be run: {error.strerror}") from None
        if process.returncode or not (tree / HTML / "index.html").is_file():
            reason = f"wrote no {HTML}/index.html"
            if process.returncode:
                reason = f"ended with exit code {process.returncode}"
            raise Unpublished(f"the build of {name} {reason}\n{_log_end(log)}\nall of it: {log}")
        if faults := [*root.page_faults(tree / HTML, "" if name == root.DEVELOPMENT else name)]:
            reason = f"{name} was built, but {len(faults)} things keep it from being published:"
            raise Unpublished("\n".join([reason, *faults[:10]]))
        shutil.copytree(tree / HTML, into)
    manifest.write_manifest(into)


def _log_end(log: Path) -> str:
    """Return the end of a log, and above it what was warned of before."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    warnings = [line for line in lines[:-LOG_LINES] if re.search(r"WARNING|ERROR", line)][:LOG_LINES]
    if warnings:
        warnings.insert(0, "what it warns of:")
    return "\n".join([*warnings, "the end of its log:", *lines[-LOG_LINES:]])
