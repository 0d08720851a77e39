"""The manifest of a published folder: the SHA-256 sum of each file, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from livingevidence.record.problems import Told
from livingevidence.record.release import digest

NAME = "SHA256SUMS"
LIST = "versions.js"  # stands at the root of a whole site, and nowhere else
_LINE = re.compile(r"([0-9a-f]{64})  (?!/)(?!(?:.*/)?\.\./)(\S.*)")


class Unverifiable(Told):
    """A folder has no manifest that can be read; says which and why."""

    code = 2


def sums(folder: Path, inner: Collection[str] = ()) -> dict[str, str]:
    """Return the sum of every file below a folder but its own manifest, in order of their paths.

    Of inner folders, which have manifests of their own, the manifest alone is taken.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    kept = (name for name in paths if name.split("/")[0] not in inner or name == f"{name.split('/')[0]}/{NAME}")
    return {name: digest(paths[name]) for name in sorted(kept) if name != NAME}


def write(folder: Path, inner: Collection[str] = ()) -> None:
    """Write the manifest of a folder into it."""
    lines = (f"{found}  {name}\n" for name, found in sums(folder, inner).items())
    (folder / NAME).write_text("".join(lines), encoding="utf-8", newline="\n")


def read(path: Path) -> dict[str, str]:
    """Return what a manifest says, path by path, or raise :class:`Unverifiable`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unverifiable(f"{path} can't be read: {getattr(error, 'strerror', None) or error}") from None
    found = {}
    for number, line in enumerate(lines, 1):
        if (parts := _LINE.fullmatch(line)) is None:
            raise Unverifiable(f"{path}, line {number}: not a SHA-256 sum, two spaces and a path inside the folder")
        found[parts[2]] = parts[1]
    if not found:
        raise Unverifiable(f"{path} names no file, so nothing can be held against it: fetch it again")
    return found


def differences(folder: Path, manifest: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield what is not as a manifest says: a path, after ``changed``, ``missing`` or ``added``.

    A whole site is held to the manifest of each version in turn; a version that was built again, to another manifest
    than its folder's own.
    """
    said = read(manifest or folder / NAME)
    inner = [name.removesuffix(f"/{NAME}") for name in said if LIST in said and name.endswith(f"/{NAME}")]
    found = sums(folder, inner)
    for name in sorted(said.keys() | found.keys()):
        if said.get(name) != found.get(name):
            yield "missing" if name not in found else "added" if name not in said else "changed", name
    for name in sorted(inner):
        if f"{name}/{NAME}" in found:
            yield from ((kind, f"{name}/{path}") for kind, path in differences(folder / name))
