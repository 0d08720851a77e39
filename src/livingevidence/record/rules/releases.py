"""Rules on what releases left, and what none may hold."""

import json
import re
from pathlib import Path

from livingevidence.record.release import NO_RELEASE, SNAPSHOTS, VERSION
from livingevidence.record.root import is_left_behind
from livingevidence.record.rules.base import TextFile, each_item, rule

KINDS = ("study", "row", "case")


@rule()
def snapshot_of_a_release(library):
    """A file of ``releases`` is what a release said: JSON, named by its version, written by `release` alone."""
    folder = library.root.data / SNAPSHOTS
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not is_left_behind(path) and isinstance(fault := _snapshot_records(path), tuple):
            (line, found), fix = fault, "restore the file from git, or move it out of the folder"
            yield TextFile(library.root.display_path(path)), (line,), found, fix


def _snapshot_records(path: Path) -> dict | tuple[int, str]:
    """Return the records of a snapshot by address, or line and words of what keeps a file from being one."""
    if not path.is_file():
        return 1, "no plain file"
    if not re.fullmatch(rf"{VERSION}\.json", path.name):
        return 1, f"the name '{path.name}'"
    try:
        snapshot = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        return error.lineno, f"no JSON: {error.msg}"
    except (OSError, UnicodeDecodeError) as error:
        return 1, " ".join(str(error).split())
    is_of_version = isinstance(snapshot, dict) and snapshot.get("version") == path.stem
    if not is_of_version or not isinstance(snapshot.get("records"), dict):
        return 1, "JSON without the records of that version"
    return snapshot["records"]


@rule(look=True)
def nothing_lost(library):
    """What the last release held is still here; of what was taken out, left-out.yaml names the id, with the reason."""
    version = library.release.version if library.release else NO_RELEASE
    path = library.root.data / SNAPSHOTS / f"{version}.json"
    records = _snapshot_records(path)
    addresses = {f"{study.id}/{part.id}" for study in library.studies.values() for part in (*study.rows, *study.cases)}
    for key, (kind, label, *_) in records.items() if isinstance(records, dict) else ():
        study, _, part = key.replace("#", "/").partition("/")
        name, document = part or study, library.files.get(f"studies/{study}")
        is_gone = study not in library.ids if kind == "study" else f"{study}/{part}" not in addresses
        # Of a study that is gone its rows need not be told; of one that can't be read whole nothing is known.
        counts = not part or library.addresses(study)
        mentions = (re.search(rf"(?<![\w-]){name}(?![\w-])", item.what) for item in library.left_out.values())
        if kind in KINDS and is_gone and counts and not any(mentions):
            place, found = (1, part) if part else (1,), f"no {kind} '{name}' ({label}), which release {version} had"
            fix = "restore it, or name its id in left-out.yaml with the reason"
            yield TextFile(document.file if document else library.root.display_path(path)), place, found, fix


@rule(each_item("sources"), look=True)
def nothing_invented(source, study, library):
    """A released version holds no invented study, such as the one with which a new review begins."""
    if source.kind == "invented text":
        place = library.root.display_path(library.root.data / "studies" / f"{study.id}.yaml")
        fix = f"delete {place} when a study of your own is in; `check` names what led to it"
        yield "kind", f"{study.id} is invented", fix
