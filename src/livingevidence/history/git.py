"""What git knows of a review: revisions, their files, and the days on which its evidence changed.

Where git can't answer, every function raises :class:`NoHistory`, which says why and what to do.
"""

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from livingevidence.record.problems import UserError
from livingevidence.record.release import RELEASE, SNAPSHOTS
from livingevidence.record.root import PARTS, Root, nearest_root

AS_KEPT = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")  # the bytes of the commit, whatever a person configured


class NoHistory(UserError):
    """Git can't answer; says why and what to do."""


class Commit(NamedTuple):
    """A commit that touched the evidence: its whole hash, its day (YYYY-MM-DD, in UTC) and its first line."""

    revision: str
    day: str
    subject: str


def review_of(top: Path) -> Root:
    """Return the review that a repository keeps, and not one that stands outside it."""
    root = nearest_root(top)
    if root is None:
        raise NoHistory(f"{top} holds no review: its pyproject.toml has no table [tool.livingevidence]")
    if outer := [path for path in (root.data, root.bibliography) if not path.is_relative_to(top)]:
        raise NoHistory(f"{outer[0]} stands outside of {top}, so git knows no history of it; keep it in there")
    return root


def place_of(top: Path, *name: str) -> str:
    """Return where a repository keeps the review's data, or a file of them, relative to its top."""
    return review_of(top).data.joinpath(*name).relative_to(top).as_posix()


def root_of(folder: Path) -> Path:
    """Return the top folder of the git repository that holds a folder, whatever letters are in its name."""
    return Path(os.fsdecode(_run(folder, "rev-parse", "--show-toplevel")).removesuffix("\n"))


def resolve(top: Path, name: str) -> str:
    """Return the whole hash of a revision, branch or tag."""
    try:
        return git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").splitlines()[-1]
    except NoHistory:
        fix = "`git log --oneline` and `git tag` list revisions; a branch of others needs `git fetch origin` first"
        if is_shallow(top):
            fix = "this clone is shallow and may lack it: run `git fetch --unshallow --tags origin` and try again"
        raise NoHistory(f"no revision, branch, tag, date or folder of data of that name; {fix}") from None


def is_shallow(top: Path) -> bool:
    """Return whether the clone holds only the newest part of the history."""
    return git(top, "rev-parse", "--is-shallow-repository") == "true"


def extract(archive: tarfile.TarFile, into: Path, members: Iterable[tarfile.TarInfo] | None = None) -> None:
    """Write members of an archive, by default all, into a folder; a TarError if one leads outside or it is broken."""
    members = list(archive if members is None else members)
    if hasattr(tarfile, "data_filter"):
        archive.extractall(into, members, filter="data")
        return
    for member in members:  # the first versions of Python 3.11, such as that of Debian 12, can't refuse one themselves
        places = [member.name]
        if member.issym():
            places.append(os.path.join(os.path.dirname(member.name), member.linkname))
        if member.islnk():
            places.append(member.linkname)
        if not all(Path(os.path.normpath(into / place)).is_relative_to(into) for place in places):
            raise tarfile.TarError(f"{member.name} leads outside of the folder")
    archive.extractall(into, members)


def unpack(top: Path, revision: str, into: Path) -> Root:
    """Write the files of a revision into an empty folder, as they were committed, and return the review in it."""
    tar_bytes = _run(top, *AS_KEPT, "archive", "--format=tar", revision)
    try:
        with suppress(tarfile.ReadError), tarfile.open(fileobj=io.BytesIO(tar_bytes)) as archive:  # of no file at all
            extract(archive, into)
    except tarfile.TarError as error:
        raise NoHistory(
            f"a link in it leads outside of the repository ({error}); keep what it leads to in there"
        ) from None
    root = nearest_root(into)
    if root is None or root.folder != into:
        review = review_of(top)
        places = {part: into / getattr(review, part).relative_to(top) for part in PARTS}
        root = replace(review, folder=into, **places)
    if missing := [path.relative_to(into).as_posix() for path in (root.data, root.bibliography) if not path.exists()]:
        raise NoHistory(f"it holds no {' and no '.join(missing)}; take a newer revision")
    return root


@contextmanager
def worktree(top: Path, folder: Path, revision: str) -> Iterator[Path]:
    """Give a detached work tree of a revision and remove it in the end; what a killed run left is removed first."""
    _remove(top, folder)
    # Hooks are a person's own.
    git(top, "-c", "core.hooksPath=/dev/null", *AS_KEPT, "worktree", "add", "--detach", str(folder), revision)
    try:
        yield folder
    finally:
        _remove(top, folder)


def _remove(top: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(NoHistory):  # git knows of none; forced twice, because a kill leaves git's own lock
        git(top, "worktree", "remove", "--force", "--force", str(folder))


def commits(top: Path, since: str | None = None) -> list[Commit]:
    """Return the commits behind HEAD that touched data or references, the newest first; of `since` and before, none."""
    excluded = (f":(exclude){place_of(top, name)}" for name in (RELEASE, SNAPSHOTS))  # which change no evidence
    evidence = [place_of(top), review_of(top).bibliography.relative_to(top).as_posix(), *excluded]
    span = f"{since}..HEAD" if since else "HEAD"
    return [Commit(*line.split("\x1f", 2)) for line in log(top, "%H%x1f%cd%x1f%s", span, "--", *evidence)]


def log(top: Path, form: str, *arguments: str) -> list[str]:
    """Return a line on each commit, with days in UTC."""
    options = ["--no-show-signature", "--encoding=UTF-8", "--date=format-local:%Y-%m-%d", f"--format={form}"]
    return git(top, "log", *options, *arguments).splitlines()


def git(folder: Path, *arguments: str) -> str:
    """Return what git prints when it is run in a folder, without the space at its end."""
    return _run(folder, *arguments).decode(errors="replace").rstrip()


def _run(folder: Path, *arguments: str) -> bytes:
    try:
        environment = {**without_hook_variables(os.environ), "TZ": "UTC"}  # a day is the same for everybody
        process = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, env=environment)
    except OSError as error:
        raise NoHistory(f"git can't be run: {error}") from None
    if process.returncode:
        message = process.stderr or process.stdout
        raise NoHistory(message.decode(errors="replace").strip())
    return process.stdout


def without_hook_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what git tells its hooks of their repository.

    It outranks the folder that is asked about. Who commits, and how git reaches others, stays as the user set it.
    """
    return {name: value for name, value in environment.items() if name not in _hook_variables()}


@cache
def _hook_variables() -> frozenset[str]:
    names = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True).stdout.split()
    return frozenset([*names, "GIT_QUARANTINE_PATH"])
