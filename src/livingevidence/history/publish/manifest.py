"""The manifest of a published folder: the SHA-256 sum of each file, as ``sha256sum --check`` reads it."""

import re
from pathlib import Path

from livingevidence.record.problems import UserError
from livingevidence.record.release import digest_of_file

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (?!/)(?!(?:.*/)?\.\./)(\S.*)")


class Unverifiable(UserError):
    """A folder has no manifest that can be read; says which and why."""

    code = 2


def sums(folder: Path) -> dict[str, str]:
    """Return the sum of every file below a folder but its own manifest, in order of their paths."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: digest_of_file(paths[name]) for name in sorted(paths) if name != NAME}


def write_manifest(folder: Path) -> None:
    """Write the manifest of a folder into it."""
    lines = (f"{file_sum}  {name}\n" for name, file_sum in sums(folder).items())
    (folder / NAME).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_manifest(path: Path) -> dict[str, str]:
    """Return what a manifest says, path by path, or raise :class:`Unverifiable`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unverifiable(f"{path} can't be read: {getattr(error, 'strerror', None) or error}") from None
    sum_by_path = {}
    for number, line in enumerate(lines, 1):
        if (parts := _LINE.fullmatch(line)) is None:
            raise Unverifiable(f"{path}, line {number}: not a SHA-256 sum, two spaces and a path inside the folder")
        sum_by_path[parts[2]] = parts[1]
    if not sum_by_path:
        raise Unverifiable(f"{path} names no file, so nothing can be held against it: fetch it again")
    return sum_by_path


def differences(folder: Path, manifest: Path | None = None) -> list[tuple[str, str]]:
    """Return what is not as a manifest says, by default its own: ``changed``, ``missing`` or ``added``, and a path."""
    expected, actual = read_manifest(manifest or folder / NAME), sums(folder)
    return [
        ("missing" if name not in actual else "added" if name not in expected else "changed", name)
        for name in sorted(expected.keys() | actual.keys())
        if expected.get(name) != actual.get(name)
    ]


def faults(folder: Path) -> list[str]:
    """Return the differences of a folder from its own manifest in words, or why it can't be read."""
    try:
        return [" ".join(difference) for difference in differences(folder)]
    except Unverifiable as error:
        return [str(error)]
