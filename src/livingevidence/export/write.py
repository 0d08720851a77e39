"""Write a download: all of its files, or none."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from livingevidence.record.digest import digest
from livingevidence.record.problems import Told

BESIDE = ("datapackage.json", "dataset.jsonld")  # they list all others


class NotAnExport(Told):
    """A folder that holds something else than a download, which must not be lost."""


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, in place of a download that is there.

    They are written beside it first, and the folders then change places, so that a full disk or an interruption leaves
    what was there.

    Parameters
    ----------
    files : mapping of str to bytes
        As :func:`livingevidence.export.files.files` makes them.
    folder : pathlib.Path
        Where; made where it isn't there.

    Raises
    ------
    NotAnExport
        If there is something else, or a file of an older download that was edited since.
    OSError
        If it can't be written.
    """
    folder = folder.resolve()
    _check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        try:
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
        except BaseException:
            if old.exists() and not folder.exists():
                old.rename(folder)
            raise


def _check(folder: Path) -> None:
    if Path.cwd().is_relative_to(folder):
        raise NotAnExport(f"{folder} is where you are, and it would be replaced: name another folder")
    if folder.exists() and not folder.is_dir():
        raise NotAnExport(f"{folder} is a file: name a folder that is new, empty, or an export")
    held = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if strange := sorted(held - _of_export(folder)):
        told = f"{strange[0]}" + (f" and {len(strange) - 1} more" if strange[1:] else "")
        fix = "name a folder that is new, empty, or an export alone"
        raise NotAnExport(f"{folder} holds what no export wrote there, or not so ({told}); {fix}")


def _of_export(folder: Path) -> set[str]:
    """Return the names of those files in the folder that are still as a download has them, by the sums that it tells.

    The two that list all others have no sum; they only have to be files.
    """
    try:
        package = json.loads((folder / BESIDE[0]).read_text(encoding="utf-8"))
        said = {held["path"]: held["hash"] for held in package["resources"]}
        files = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
        return {path.name for path in files if said and (path.name in BESIDE or _sum(path) == said.get(path.name))}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return set()


def _sum(path: Path) -> str:
    return f"sha256:{digest(path)}"
