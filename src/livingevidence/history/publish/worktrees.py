"""Builds of revisions, each in a work tree of its own, so that nothing of another state can reach its pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from livingevidence.history.git import AS_KEPT, NoHistory, git, outside
from livingevidence.history.publish import Unpublished

TAIL = 30  # lines of a log that an error shows
HTML = "build/html"  # where `nox -s docs` writes, at any revision
NEEDED = {
    "uv.lock": "what it is to be built with is not known",
    "noxfile.py": "how it is built (`nox -s docs`) is not known",
}
# Of the environment that a build is started from: what would lead it to another's packages, code, caches or time.
DROPPED = """
VIRTUAL_ENV UV_PROJECT_ENVIRONMENT NOX_ENVDIR NOXSESSION NOXPYTHON PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
SOURCE_DATE_EPOCH
"""


@contextmanager
def worktree(top: Path, folder: Path, revision: str) -> Iterator[Path]:
    """Give a detached work tree of a revision and remove it in the end; what a killed run left is removed first."""
    remove(top, folder)
    try:  # hooks are a person's own
        git(top, "-c", "core.hooksPath=/dev/null", *AS_KEPT, "worktree", "add", "--detach", str(folder), revision)
    except NoHistory as error:
        raise Unpublished(f"{folder.name}: git can't check out {revision}: {error}") from None
    try:
        yield folder
    finally:
        remove(top, folder)


def remove(top: Path, folder: Path) -> None:
    """Remove a work tree, and what git knows of it."""
    if folder.exists():
        shutil.rmtree(folder)
    with suppress(NoHistory):  # git knows of none; forced twice, because a kill leaves git's own lock
        git(top, "worktree", "remove", "--force", "--force", str(folder))


def build(tree: Path, version: str, command: Sequence[str], log: Path, lock: int) -> Path:
    """Build the site of a work tree with its own lock file, code and data, and return the folder of its pages.

    It runs in the work tree, in which its environments and caches are made too, prints into the log, and keeps the lock
    (a file descriptor) open, so that a run after a kill knows that a build is still going on.

    Raises
    ------
    Unpublished
        If the revision lacks what a build needs, or the build fails: with the end of the log.
    """
    for name, why in NEEDED.items():
        if not (tree / name).is_file():
            raise Unpublished(f"{version} has no {name}, so {why}; a release without one can't be published")
    log.parent.mkdir(parents=True, exist_ok=True)
    own = {name: value for name, value in outside(os.environ).items() if name not in DROPPED.split()}
    with log.open("wb") as out:
        try:
            done = subprocess.run(
                command, cwd=tree, env=own, stdin=subprocess.DEVNULL, stdout=out, stderr=out, pass_fds=[lock]
            )
        except (FileNotFoundError, PermissionError) as error:
            raise Unpublished(f"{command[0]} can't be run: {error.strerror}") from None
    if done.returncode or not (tree / HTML / "index.html").is_file():
        why = f"ended with exit code {done.returncode}" if done.returncode else f"wrote no {HTML}/index.html"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        told = [line for line in lines[:-TAIL] if re.search(r"WARNING|ERROR", line)][:TAIL]
        shown = [*(["what it warns of:", *told] if told else []), "the end of its log:", *lines[-TAIL:]]
        raise Unpublished("\n".join([f"the build of {version} {why}", *shown, f"all of it: {log}"]))
    return tree / HTML
