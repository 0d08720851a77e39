"""Read a state of the evidence: a git revision, a folder, or a date."""

from __future__ import annotations

import datetime
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.snapshot import Snapshot, from_json, snapshot
from livingevidence.history.git import NoHistory, places_of, resolve, root_of, unpack
from livingevidence.record.digest import RELEASE, data_digest
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.release import SNAPSHOTS, version_in
from livingevidence.record.root import Root, nearest
from livingevidence.record.text import count


class Unreadable(Exception):
    """A state that can't be compared; says which side it is and what to do."""


@dataclass(frozen=True)
class State:
    """One side of a comparison.

    Attributes
    ----------
    name : str
        What it is, in words.
    evidence : Evidence or None
        Held against today's rules, whatever its age; None where only the snapshot of a release can be read.
    left : Snapshot or None
        The snapshot that a release left.
    """

    name: str
    evidence: Evidence | None
    left: Snapshot | None = None

    @cached_property
    def snapshot(self) -> Snapshot:
        """Everything that the state says.

        Raises
        ------
        Unreadable
            If today's computations can't be done on it.
        """
        if self.left is not None:
            return self.left
        try:
            return snapshot(self.evidence)
        except (LookupError, ValueError) as error:  # such as a term that today's code names and an old state lacks
            raise Unreadable(f"{self.name}: today's computations can't be done on it: {error}") from error


def read_state(side: str, asked: str | None, root: Root) -> State:
    """Return a state of the evidence.

    Parameters
    ----------
    side : str
        ``BASE`` or ``HEAD``, for messages.
    asked : str or None
        A date (``YYYY-MM-DD``: what was public by then), a project's or a data folder, or a git revision, in this
        order; the data folder as it is if None.
    root : Root
        The review, of which a date is a cut and whose repository is asked.

    Raises
    ------
    Unreadable
        If there is no such state, or it can't be read with today's rules and left no snapshot.
    """
    named = f"{side} ({asked or root.data})"
    try:
        if asked is None:
            return State("the working folder", _load(root, str(root.data)))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", asked):
            day = datetime.date.fromisoformat(asked)
            return State(f"what was public on {asked}", _load(root, str(root.data)).as_of(day))
        if (other := _folder(Path(asked), root)) is not None:
            return State(f"the folder {asked}", _load(other, str(other.data)))
        return _of_revision(asked, root)
    except BrokenEvidence as error:
        first = f"{count(len(error.problems), 'problem')}, the first:\n\n{error.problems[0]}"
        fix = "Mend it where it stands, or compare with a state that today's rules can read."
        raise Unreadable(f"{named} can't be read: {first}\n\n{fix}") from None
    except (NoHistory, ValueError, LookupError) as error:
        raise Unreadable(f"{named} can't be read: {error}") from None


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
        data = unpack(top, revision, Path(folder))
        try:
            return State(name, _load(root.with_data(data), f"{revision[:8]}:{places_of(top).data}"))
        except BrokenEvidence:
            if (left := _left(root, data)) is None:
                raise
            return State(f"{name}, as its release told it", None, left)


def _left(root: Root, data: Path) -> Snapshot | None:
    """Return the snapshot that the release left whose data these are; None where they are of no release."""
    told = (data / RELEASE).read_text(encoding="utf-8") if (data / RELEASE).is_file() else ""
    path = root.data / SNAPSHOTS / f"{version_in(told)}.json"
    if not path.is_file() or data_digest(root.with_data(data)) != _digest_in(told):
        return None
    return from_json(path.read_text(encoding="utf-8"))


def _digest_in(told: str) -> str:
    found = re.search(r'^data_digest: "?([0-9a-f]{64})"?', told, re.M)
    return found[1] if found else ""


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


def _load(root: Root, shown: str) -> Evidence:
    """Return the evidence of a review; messages name its files below `shown`."""
    try:
        return Evidence.at(root)
    except BrokenEvidence as error:
        raise BrokenEvidence(replace(p, file=_named(p.file, root.data, shown)) for p in error.problems) from None


def _named(file: str, here: Path, shown: str) -> str:
    path = Path.cwd() / file
    return f"{shown}/{path.relative_to(here).as_posix()}" if path.is_relative_to(here) else file
