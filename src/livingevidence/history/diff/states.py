"""A state of the evidence that can be compared: a release, a git revision, a folder, or a date."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.snapshot import Snapshot, from_json, snapshot
from livingevidence.history.git import NoHistory, resolve, root_of, unpack
from livingevidence.history.releases import find
from livingevidence.record.digest import RELEASE, data_digest
from livingevidence.record.problems import BrokenEvidence, Problem, Told
from livingevidence.record.release import SNAPSHOTS, VERSION, version_in
from livingevidence.record.root import NoReview, Root, nearest
from livingevidence.record.text import count


class Unreadable(Told):
    """A state that can't be compared; says which side it is and what to do."""


class State(NamedTuple):
    """One side of a comparison: its name in words, and everything that it says."""

    name: str
    snapshot: Snapshot


def read_state(side: str, asked: str | None, root: Root) -> State:
    """Return a state of the evidence.

    Parameters
    ----------
    side : str
        ``BASE`` or ``HEAD``, for messages.
    asked : str or None
        A date (``YYYY-MM-DD``: what was public by then), a version (what its release said), a project's or a data
        folder, or a git revision, in this order; the review as it is if None.
    root : Root
        The review, of which a date is a cut and whose repository is asked.

    Raises
    ------
    Unreadable
        If there is no such state, or it can't be read with today's rules and left no snapshot.
    """
    which = f"{side} ({asked or root.data})"
    try:
        if asked is None:
            return State("the working folder", snapshot(load(root, f"{root.data}/", root.data)))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", asked):
            cut = load(root, f"{root.data}/", root.data).as_of(datetime.date.fromisoformat(asked))
            return State(f"what was public on {asked}", snapshot(cut))
        if re.fullmatch(VERSION, asked):
            return released(root, asked)
        if (other := _folder(Path(asked), root)) is not None:
            return State(f"the folder {asked}", snapshot(load(other, f"{other.data}/", other.data)))
        return _of_revision(asked, root)
    except BrokenEvidence as error:
        first = f"{count(len(error.problems), 'problem')}, the first:\n\n{error.problems[0]}"
        fix = "Mend it where it stands, or compare with a state that today's rules can read."
        raise Unreadable(f"{which} can't be read: {first}\n\n{fix}") from None
    except (NoHistory, NoReview, ValueError, LookupError) as error:
        raise Unreadable(f"{which} can't be read: {error}") from None


def released(root: Root, version: str) -> State:
    """Return what a release said; from its commit where it left no snapshot."""
    path = root.data / SNAPSHOTS / f"{version}.json"
    if path.is_file():
        return State(f"the release {version}", from_json(path.read_text(encoding="utf-8")))
    made = _of_revision(find(_repository(root), version).revision, root)
    return made._replace(name=f"the release {version}")


def load(root: Root, shown: str, base: Path) -> Evidence:
    """Return the evidence of a review; messages name its files as :func:`named`."""
    try:
        return Evidence.at(root)
    except BrokenEvidence as error:
        raise BrokenEvidence(named(error.problems, shown, base)) from None


def named(problems: Iterable[Problem], shown: str, base: Path) -> list[Problem]:
    """Return problems that name their files below `base` with `shown` before them."""
    places = [(problem, Path.cwd() / problem.file) for problem in problems]
    return [
        replace(problem, file=f"{shown}{path.relative_to(base).as_posix()}") if path.is_relative_to(base) else problem
        for problem, path in places
    ]


def _folder(folder: Path, root: Root) -> Root | None:
    """Return the review of another folder: a project, or a data folder; None where it is neither."""
    if (folder / "vocabulary").is_dir():
        own = nearest(folder)
        return own if own is not None and own.data == folder.absolute() else root.with_data(folder)
    own = nearest(folder) if folder.is_dir() else None
    return own if own is not None and own.folder == folder.absolute() else None


def _of_revision(asked: str, root: Root) -> State:
    top = _repository(root)
    revision = resolve(top, asked)
    name = f"the revision {asked}" + ("" if revision.startswith(asked) else f" ({revision[:8]})")
    with tempfile.TemporaryDirectory() as folder:
        old = unpack(top, revision, Path(folder).resolve())
        try:
            return State(name, snapshot(load(old, f"{revision[:8]}:", old.folder)))
        except (BrokenEvidence, LookupError, ValueError) as error:  # such as a term that an old state lacks
            if left := _left(old, root):
                return State(f"{name}, as its release told it", left)
            problems = error.problems if isinstance(error, BrokenEvidence) else [error]
            why = "today's code can't read it, and no release left a snapshot of it; compare with a newer state."
            raise NoHistory(f"{why}\n{count(len(problems), 'problem')}, the first:\n\n{problems[0]}") from None


def _left(old: Root, root: Root) -> Snapshot | None:
    """Return the snapshot that the release left whose data these are; None where they are of no release."""
    told = (old.data / RELEASE).read_text(encoding="utf-8") if (old.data / RELEASE).is_file() else ""
    name = f"{SNAPSHOTS}/{version_in(told)}.json"
    kept = next((path for path in (old.data / name, root.data / name) if path.is_file()), None)
    if kept is None or f'data_digest: "{data_digest(old)}"' not in told:
        return None
    return from_json(kept.read_text(encoding="utf-8"))


def _repository(root: Root) -> Path:
    """Return the repository of the data folder; of the review where the data stands in none."""
    try:
        return root_of(root.data)
    except NoHistory:
        try:
            return root_of(root.folder)
        except NoHistory as error:
            raise NoHistory(
                f"neither a date nor a folder with studies, and no git repository is here: {error}"
            ) from None
