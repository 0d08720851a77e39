"""Rules on what releases left, and on what should be looked at before the next one."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from livingevidence.record.load import is_left_behind
from livingevidence.record.release import NONE, SNAPSHOTS, VERSION
from livingevidence.record.rules.base import Rule

KINDS = ("study", "row", "case")


class SnapshotOfARelease(Rule):
    """A file of ``releases`` is what a release said: JSON, named by its version, written by `release` alone."""

    def library(self, library):
        folder = library.root.data / SNAPSHOTS
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not is_left_behind(path) and isinstance(wrong := _read(path), tuple):
                fix = "restore the file from git, or move it out of the folder"
                yield self.at(library.root.named(path), wrong[0], "", wrong[1], fix)


def _read(path) -> dict | tuple[int, str]:
    """Return the records of a snapshot by address, or line and words of what keeps a file from being one."""
    return _records(path, path.stat().st_mtime_ns) if path.is_file() else (1, "no plain file")


@lru_cache(maxsize=1)
def _records(path, changed: int) -> dict | tuple[int, str]:
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


class NothingLost(Rule):
    """What the last release held is still here; of what was taken out, left-out.yaml names the id, with the reason."""

    def library(self, library):
        version = library.release.version if library.release else NONE
        path = library.root.data / SNAPSHOTS / f"{version}.json"
        held = _read(path)
        if isinstance(held, tuple):
            return
        here = {f"{study.id}/{item.id}" for study in library.studies.values() for item in (*study.rows, *study.cases)}
        reasons = " ".join(item.what for item in library.left_out)
        for key, (kind, label, *_) in held.items():
            study, _, part = key.replace("#", "/").partition("/")
            gone = study not in library.ids if kind == "study" else f"{study}/{part}" not in here
            known = not part or study in library.ids  # of a study that is gone, its rows need not be told
            if kind in KINDS and gone and known and not re.search(rf"(?<![\w-]){part or study}(?![\w-])", reasons):
                file = library.documents[study].file if study in library.documents else library.root.named(path)
                found = f"no {kind} '{part or study}' ({label}), which release {version} had"
                fix = "restore it, or name its id in left-out.yaml with the reason"
                yield self.at(file, 1, part, found, fix)


class JudgedOnTheValuesOfToday(Rule):
    """A judgement is signed, and was made on the values that the records have today."""

    def library(self, library):
        for name in library.appraisal.stale(library.studies):
            fix = f"look at it again, then run `livingevidence sign {name} --role ROLE`"
            yield self.problem(library.appraisal.documents[name], (("signed",), "values that changed since", fix))


RULES = [SnapshotOfARelease]
LOOKS = [NothingLost, JudgedOnTheValuesOfToday]
