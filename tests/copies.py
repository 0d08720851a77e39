"""Copies of a review that a test may spoil."""

import datetime
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.models import Study
from livingevidence.record.problems import Problem
from livingevidence.record.reading import read_document
from livingevidence.record.root import Root

OLD = 1_000_000_000 * 10**9
"""A time stamp of files, in 2001: a file that anybody wrote since has another one."""


class LentFolder:
    """A folder that one test after another may spoil: each gets it as it was, for which only what changed is written.

    Attributes
    ----------
    folder : pathlib.Path
        The folder.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._contents = {path: None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}
        for path in self._contents:
            os.utime(path, ns=(OLD, OLD))
        self._states = self._current_states()

    def restore(self) -> Path:
        """Return the folder, after what was done to it was undone."""
        states = self._current_states()
        for path in sorted((path for path in states if states[path] != self._states.get(path)), reverse=True):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        present = self._current_states()
        for path in sorted(self._contents.keys() - present):
            data = self._contents[path]
            path.mkdir() if data is None else path.write_bytes(data)
            os.utime(path, ns=(OLD, OLD))
            path.chmod(self._states[path][0])
        return self.folder

    def _current_states(self) -> dict[Path, tuple[int, ...]]:
        """Return kind and permissions of all that is in the folder, and size and time of files."""
        states, folders = {}, [self.folder]
        while folders:
            for entry in os.scandir(folders.pop()):
                status, is_folder = entry.stat(follow_symlinks=False), entry.is_dir(follow_symlinks=False)
                content = () if is_folder else (status.st_size, status.st_mtime_ns)
                states[Path(entry)] = (status.st_mode, *content)
                if is_folder:
                    folders.append(Path(entry))
        return states


class DataCopy:
    """A copy of the data that a test may change.

    A file is named by its study, or with its folder: ``doe-2021``, ``vocabulary/routes``; a chapter as ``rashes.md``.

    Attributes
    ----------
    folder : pathlib.Path
        The data.
    """

    def __init__(self, folder: Path, review: Root):
        self.folder = folder
        self._review = review

    @property
    def review(self) -> Root:
        """Where the review stands."""
        return self._review

    def file(self, name: str) -> Path:
        """Return the path of a file."""
        if name.endswith(".bib"):
            return self.review.bibliography
        if name.endswith(".md"):
            return self.review.chapters / name
        if name.endswith((".yaml", ".yml")):
            return self.folder / name
        return self.folder / (f"{name}.yaml" if "/" in name else f"studies/{name}.yaml")

    def edit(self, name: str, path: str, value: object) -> None:
        """Set a field, such as ``outcomes[0].events``; one behind the end of a list is added to it."""
        self.edit_all(name, {path: value})

    def edit_all(self, name: str, fields: Mapping[str, object]) -> None:
        """Set several fields of a file, which is read and written once."""
        data = read_document(self.file(name)).data
        for path, value in fields.items():
            holder, last = _inside(data, path)
            if isinstance(holder, list) and last == len(holder):
                holder.append(value)
            else:
                holder[last] = value
        self.dump(name, data)

    def remove(self, name: str, path: str) -> None:
        """Delete a field, which must be there."""
        data, holder, last = self.at(name, path)
        del holder[last]
        self.dump(name, data)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace text that stands in a file."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, content: bytes | str) -> Path:
        """Write a whole file and return its path."""
        path = self.file(name)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def problems(self, today: datetime.date | None = None) -> list[Problem]:
        """Return every problem of the copy."""
        return check(load_library(self.review, today))

    def evidence(self, today: datetime.date | None = None) -> Evidence:
        """Return the evidence of the copy, which must have no problem."""
        return Evidence.at(self.review, today)

    def line(self, problem: Problem) -> str:
        """Return the line to which a problem points."""
        return Path(problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]

    def at(self, name: str, path: str) -> tuple:
        """Return what a file holds, and the holder of a field with its key."""
        data = read_document(self.file(name)).data
        return data, *_inside(data, path)

    def dump(self, name: str, data: object) -> None:
        """Write a file as YAML."""
        text = yaml.dump(data, Dumper=Plain, sort_keys=False, allow_unicode=True)
        self.file(name).write_text(text, encoding="utf-8")


def _inside(data: Any, path: str) -> tuple[Any, Any]:
    *steps, last = (int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path))
    for step in steps:
        data = data[step]
    return data, last


class Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, data):
        return True


def altered(evidence: Evidence, address: str, **fields: object) -> Evidence:
    """Return the evidence with other fields in a row, or in a study as a whole where the address is its id."""
    name, _, row_id = address.partition("/")
    study = evidence.records[name]
    if row_id:
        assert any(row.id == row_id for row in study.rows), f"{name} has no row {row_id}"
        tables = {table: getattr(study, table) for table in ("outcomes", "adverse_events")}
        fields = {
            table: [row.model_copy(update=fields) if row.id == row_id else row for row in rows]
            for table, rows in tables.items()
        }
    return _with(evidence, study.model_copy(update=fields))


def with_rows(evidence: Evidence, *like: str, add: str = "more", **fields: object) -> Evidence:
    """Return the evidence with copies of rows of adverse events beside them, other in these fields and in their id."""
    for address in like:
        study, row = evidence.row(address)
        new = row.model_copy(update={"id": f"{row.id}-{add}", **fields})
        evidence = _with(evidence, study.model_copy(update={"adverse_events": [*study.adverse_events, new]}))
    return evidence


def _with(evidence: Evidence, study: Study) -> Evidence:
    return Evidence(replace(evidence.library, studies={**evidence.library.studies, study.id: study}))
