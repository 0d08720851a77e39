"""What git knows of the data: revisions, their files, and the days on which they changed."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from livingevidence.record.digest import RELEASE
from livingevidence.record.root import nearest

UTC = {"TZ": "UTC"}  # a day is the same for everybody


class NoHistory(Exception):
    """Git can't answer; says why and what to do."""


class Commit(NamedTuple):
    """A commit that touched the data.

    Attributes
    ----------
    revision : str
        Its whole hash.
    day : str
        The day on which it was made, YYYY-MM-DD, in UTC.
    subject : str
        The first line of its message.
    """

    revision: str
    day: str
    subject: str


class Places(NamedTuple):
    """Where a repository keeps a review's data and bibliography, relative to its top."""

    data: str
    bibliography: str

    @property
    def release(self) -> str:
        """The release file."""
        return f"{self.data}/{RELEASE}"


def places_of(top: Path) -> Places:
    """Return where a repository keeps its review.

    Raises
    ------
    NoHistory
        If it keeps none, or one that stands outside it.
    """
    root = nearest(top)
    if root is None or not (root.data.is_relative_to(top) and root.bibliography.is_relative_to(top)):
        raise NoHistory(f"{top} holds no review: its pyproject.toml has no table [tool.livingevidence]")
    return Places(root.data.relative_to(top).as_posix(), root.bibliography.relative_to(top).as_posix())


def root_of(folder: Path) -> Path:
    """Return the top folder of the git repository that holds a folder.

    Raises
    ------
    NoHistory
        If there is none, or no git.
    """
    return Path(git(folder, "rev-parse", "--show-toplevel").decode().strip())


def resolve(root: Path, name: str) -> str:
    """Return the whole hash of a revision, branch or tag.

    Raises
    ------
    NoHistory
        If the repository has none of that name; for a shallow clone, with the command that mends it.
    """
    try:
        if name.startswith("-"):
            raise NoHistory("")
        found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
    except NoHistory:
        fix = "`git log --oneline` and `git tag` list revisions; a branch of others needs `git fetch origin` first"
        if is_shallow(root):
            fix = "this clone is shallow and may lack it: run `git fetch --unshallow --tags origin` and try again"
        raise NoHistory(f"no revision, branch, tag, folder or date of that name; {fix}") from None
    return found.decode().splitlines()[-1]


def is_shallow(root: Path) -> bool:
    """Return whether the clone holds only the newest part of the history."""
    return git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def unpack(root: Path, revision: str, into: Path) -> Path:
    """Write the data of a revision below a folder and return the data folder, bibliography inside.

    Raises
    ------
    NoHistory
        If the revision holds no data.
    """
    places = places_of(root)
    try:
        packed = git(root, "archive", "--format=tar", revision, *places)
    except NoHistory:
        raise NoHistory(f"it holds no {' or no '.join(places)}; take a newer revision") from None
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(into, filter="data")
    data = into / places.data
    (into / places.bibliography).rename(data / "references.bib")
    return data


def commits(root: Path, since: str | None = None) -> list[Commit]:
    """Return the commits of the current branch that touched the data or the references, the newest first.

    Parameters
    ----------
    root : pathlib.Path
        The repository.
    since : str, optional
        A revision; only commits that it doesn't hold.
    """
    form = ["--no-show-signature", "--encoding=UTF-8", "--date=format-local:%Y-%m-%d", "--format=%H%x1f%cd%x1f%s"]
    places = places_of(root)
    evidence = (*places, f":(exclude){places.release}")  # a release alone changes no evidence
    told = git(root, "log", *form, f"{since}..HEAD" if since else "HEAD", "--", *evidence).decode(errors="replace")
    return [Commit(*line.split("\x1f", 2)) for line in told.splitlines()]


def git(folder: Path, *arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> bytes:
    """Return what git prints when it is run in a folder, given `stdin` and further variables of the environment.

    Raises
    ------
    NoHistory
        If it fails, with its message, or can't be run.
    """
    command, env = ["git", "-C", str(folder), *arguments], {**outside(os.environ), **UTC, **(env or {})}
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=60, env=env)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoHistory(f"git can't be run: {error}") from None
    if done.returncode:
        raise NoHistory(done.stderr.decode(errors="replace").strip())
    return done.stdout


def outside(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what git sets for its hooks, which outranks the folder that is asked about.

    Who commits, and how git reaches others, stays as the user set it.
    """
    return {name: value for name, value in environment.items() if name not in REPOSITORY}


# As `git rev-parse --local-env-vars` lists them.
REPOSITORY = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG_COUNT",
        "GIT_OBJECT_DIRECTORY",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_REPLACE_REF_BASE",
        "GIT_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_CEILING_DIRECTORIES",
        "GIT_QUARANTINE_PATH",
    }
)
