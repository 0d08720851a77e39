"""A commit and a tag that are there whole or not at all, whatever stops them.

The commit is made beside the working tree, with an index of its own. Then one transaction of git moves the branch and
sets the tag. Only then the working tree follows, each file in one step: :func:`follow` can do this again at any time.
No hook of commits runs and nothing is signed by a key.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from livingevidence.history.git import NoHistory, git

AS_KEPT = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")  # the bytes of the commit, whatever a person configured
CONFIGURED = ("-c", "user.useConfigOnly=true")  # git would otherwise make up an address of the machine's name


def say(root: Path, *arguments: str, **more) -> str:
    """Return what git prints as text."""
    return git(root, *arguments, **more).decode(errors="replace").strip()


def commit(root: Path, base: str, files: Mapping[str, str], message: str, tag: str | None = None) -> str:
    """Make a commit of text files on the current branch, with an annotated tag, and return its hash.

    Parameters
    ----------
    root : pathlib.Path
        The top folder of the repository, whose tree is clean.
    base : str
        The commit to stand on; nothing is done where HEAD has left it.
    files : mapping of str to str
        Text by path from the root.
    message : str
        Of the commit, and of the tag.
    tag : str, optional
        Its name.

    Raises
    ------
    NoHistory
        If git refuses, or its disk is full; then branch, tag and files are as they were.
    OSError
        If the commit is made and a file can't be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git(root, "read-tree", base, env=env)
        for path, text in files.items():
            blob = say(root, "hash-object", "-w", "--stdin", stdin=text.encode())
            git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=env)
        tree = say(root, "write-tree", env=env)
    made = say(root, *CONFIGURED, "commit-tree", tree, "-p", base, "-m", message)
    point(root, made, base, tag, message)
    follow(root, made, files)
    return made


def point(root: Path, made: str, base: str, tag: str | None, message: str) -> None:
    """Move the branch from one commit to another and set a tag there, both or neither; what is done already is left.

    The tag has the name and time of the commit's maker, so that made again anywhere it is the same object.
    """
    orders = [] if base == made else [f"update {say(root, 'symbolic-ref', 'HEAD')} {made} {base}"]
    if tag and not say(root, "for-each-ref", f"refs/tags/{tag}"):
        head = say(root, "cat-file", "commit", made).partition("\n\n")[0].splitlines()
        maker = next(line.partition(" ")[2] for line in head if line.startswith("committer "))
        text = f"object {made}\ntype commit\ntag {tag}\ntagger {maker}\n\n{message}\n"
        orders.append(f"create refs/tags/{tag} {say(root, 'mktag', stdin=text.encode())}")
    if orders:  # without its last word git drops an order that was cut short
        git(root, "update-ref", "-m", message, "--stdin", stdin="\n".join(["start", *orders, "commit", ""]).encode())


def follow(root: Path, made: str, files: Iterable[str]) -> list[str]:
    """Bring those of the files that the commit at HEAD changed to its state, where they are still as before it.

    Returns
    -------
    list of str
        Files that are neither, and were left.
    """
    told, edited = say(root, "diff-tree", "--no-commit-id", "--name-only", "-r", made), []
    changed = sorted(set(told.splitlines()) & set(files))
    for name in changed:
        path, new = root / name, _blob(root, made, name)
        now = say(root, "hash-object", "--", name) if path.is_file() else None
        if now == new:
            continue
        if now != _blob(root, f"{made}^", name):
            edited.append(name)
            continue
        beside = path.with_name(f"{path.name}.new")
        try:
            beside.write_bytes(git(root, "cat-file", "blob", new))
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    if changed:
        git(root, "reset", "--quiet", "--", *changed)
    return edited


def _blob(root: Path, revision: str, name: str) -> str | None:
    try:
        return say(root, "rev-parse", "--verify", "--quiet", f"{revision}:{name}")
    except NoHistory:
        return None
