"""Rules on what releases left, and what none may hold."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from livingevidence.record.library import Library
from livingevidence.record.load import is_left_behind
from livingevidence.record.release import NONE, SNAPSHOTS, VERSION
from livingevidence.record.rules.base import Part, Text, each, rule

KINDS = ("study", "row", "case")


def _snapshots(library: Library) -> Iterator[Part]:
    folder = library.root.data / SNAPSHOTS
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not is_left_behind(path):
            yield Text(library.root.named(path)), (), path


@rule(_snapshots)
def snapshot_of_a_release(path, _):
    """A file of ``releases`` is what a release said: JSON, named by its version, written by `release` alone."""
    if isinstance(wrong := _read(path), tuple):
        line, found = wrong
        yield (line,), found, "restore the file from git, or move it out of the folder"


def _read(path: Path) -> dict | tuple[int, str]:
    """Return the records of a snapshot by address, or line and words of what keeps a file from being one."""
    return _records(path, path.stat().st_mtime_ns) if path.is_file() else (1, "no plain file")


@lru_cache(maxsize=1)
def _records(path: Path, changed: int) -> dict | tuple[int, str]:
    if not re.fullmatch(rf"{VERSION}\.json", path.name):
        return 1, f"the name '{path.name}'"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        return error.lineno, f"no JSON: {error.msg}"
    except (OSError, UnicodeDecodeError) as error:
        return 1, " ".join(str(error).split())
    if not isinstance(held, dict) or not isinstance(held.get("records"), dict) or held.get("version") != path.stem:
        return 1, "JSON without the records of that version"
    return held["records"]


def _lost(library: Library) -> Iterator[Part]:
    """Yield what the last release held and is not here: where it would stand, its kind, its id and its label."""
    path = library.root.data / SNAPSHOTS / f"{library.release.version if library.release else NONE}.json"
    held = _read(path)
    here = {f"{study.id}/{item.id}" for study in library.studies.values() for item in (*study.rows, *study.cases)}
    for key, (kind, label, *_) in held.items() if isinstance(held, dict) else ():
        study, _, part = key.replace("#", "/").partition("/")
        gone = study not in library.ids if kind == "study" else f"{study}/{part}" not in here
        # Of a study that is gone its rows need not be told; of one that can't be read whole nothing is known.
        known = not part or library.addresses(study)
        if kind in KINDS and gone and known:
            document = library.files.get(f"studies/{study}")
            yield (
                Text(document.file if document else library.root.named(path)),
                (1, *filter(None, [part])),
                f"no {kind} '{part or study}' ({label})",
                part or study,
            )


@rule(_lost, look=True)
def nothing_lost(found, word, library):
    """What the last release held is still here; of what was taken out, left-out.yaml names the id, with the reason."""
    if not any(re.search(rf"(?<![\w-]){word}(?![\w-])", item.what) for item in library.left_out.values()):
        fix = "restore it, or name its id in left-out.yaml with the reason"
        yield (), f"{found}, which release {library.release.version} had", fix


@rule(each("sources"), look=True)
def nothing_invented(source, study, library):
    """A released version holds no invented study, such as the one with which a new review begins."""
    if source.kind == "invented text":
        place = library.root.named(library.root.data / "studies" / f"{study.id}.yaml")
        yield (
            "kind",
            f"{study.id} is invented",
            f"delete {place} when a study of your own is in; `check` names what led to it",
        )
