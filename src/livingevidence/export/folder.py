"""The folder of a download: its files are written all or none."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from livingevidence.export.package import LISTINGS
from livingevidence.record.problems import UserError
from livingevidence.record.release import digest_of_file


class NotAnExport(UserError):
    """A folder that holds something else than a download, which must not be lost."""


def write_download(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, in place of a download that is there.

    They are written beside it first, and the folders then change places, so that a full disk or an interruption leaves
    what was there. Raises NotAnExport if there is something else, or a file of an older download that was edited
    since.
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
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if foreign := sorted(names - _export_names(folder)):
        more = f" and {len(foreign) - 1} more" if foreign[1:] else ""
        fix = "name a folder that is new, empty, or an export alone"
        raise NotAnExport(f"{folder} holds what no export wrote, or what changed since ({foreign[0]}{more}); {fix}")


def _export_names(folder: Path) -> set[str]:
    """Return the names of the files in a folder that are as an export wrote them, by the checksums of its data package.

    The files that list all others have no checksum; they only have to be files. Whatever can't be read as a data
    package is none, so that all that is in the folder counts as somebody's own.
    """
    try:
        resources = json.loads((folder / LISTINGS[0]).read_text(encoding="utf-8"))["resources"]
        files = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
        sums = {path.name: f"sha256:{digest_of_file(path)}" for path in files}
        unchanged = {resource["path"] for resource in resources if resource["hash"] == sums.get(resource["path"])}
        return unchanged | (sums.keys() & set(LISTINGS) if resources else set())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return set()
