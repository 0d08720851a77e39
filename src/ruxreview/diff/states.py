"""Read a state of the evidence: a git revision, a folder, or a date."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from ruxreview.diff.revisions import DATA_PATH, NoHistory, resolve, root_of, unpack
from ruxreview.evidence import Evidence
from ruxreview.library import bibliography_of
from ruxreview.problems import BrokenEvidence
from ruxreview.text import count


class Unreadable(Exception):
    """A state that can't be compared; says which side it is and what to do."""


@dataclass(frozen=True)
class State:
    """One side of a comparison.

    Attributes
    ----------
    name : str
        What it is, in words.
    evidence : Evidence
        Held against today's rules, whatever its age.
    """

    name: str
    evidence: Evidence


def read_state(side: str, asked: str | None, data: Path) -> State:
    """Return a state of the evidence.

    Parameters
    ----------
    side : str
        ``BASE`` or ``HEAD``, for messages.
    asked : str or None
        A date (``YYYY-MM-DD``: what was public by then), a project's or a data folder, or a git revision, in this
        order; the data folder as it is if None.
    data : pathlib.Path
        The data folder, of which a date is a cut and whose repository is asked.

    Raises
    ------
    Unreadable
        If there is no such state, or it can't be read with today's rules.
    """
    named = f"{side} ({asked or data})"
    try:
        if asked is None:
            return State("the working folder", _load(data, str(data)))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", asked):
            day = datetime.date.fromisoformat(asked)
            return State(f"what was public on {asked}", _load(data, str(data)).as_of(day))
        for folder in (Path(asked) / DATA_PATH, Path(asked)):
            if (folder / "vocabulary").is_dir():
                return State(f"the folder {asked}", _load(folder, str(folder)))
        return _of_revision(asked, data)
    except BrokenEvidence as error:
        first = f"{count(len(error.problems), 'problem')}, the first:\n\n{error.problems[0]}"
        fix = "Mend it where it stands, or compare with a state that today's rules can read."
        raise Unreadable(f"{named} can't be read: {first}\n\n{fix}") from None
    except (NoHistory, ValueError, LookupError) as error:
        raise Unreadable(f"{named} can't be read: {error}") from None


def _of_revision(asked: str, data: Path) -> State:
    root = _repository(data)
    revision = resolve(root, asked)
    with tempfile.TemporaryDirectory() as folder:
        evidence = _load(unpack(root, revision, Path(folder)), f"{revision[:8]}:{DATA_PATH}")
    return State(f"the revision {asked}" + ("" if revision.startswith(asked) else f" ({revision[:8]})"), evidence)


def _repository(data: Path) -> Path:
    """Return the repository of the data folder; of the current folder where the data stands in none."""
    try:
        return root_of(data)
    except NoHistory:
        try:
            return root_of(Path.cwd())
        except NoHistory as error:
            raise NoHistory(
                f"neither a date nor a folder with studies, and no git repository is here: {error}"
            ) from None


def _load(data: Path, shown: str) -> Evidence:
    """Return the evidence of a folder, with the bibliography of its own project; files are named as `shown`."""
    with tempfile.TemporaryDirectory() as folder:
        here, own = data, data.absolute().parent.parent.parent / "references.bib"
        if data.as_posix().endswith(DATA_PATH) and own.is_file() and not own.samefile(bibliography_of(data)):
            here = Path(shutil.copytree(data, Path(folder) / "data"))
            shutil.copy(own, here)
        try:
            return Evidence.load(here)
        except BrokenEvidence as error:
            raise BrokenEvidence(replace(p, file=_named(p.file, here, shown)) for p in error.problems) from None


def _named(file: str, here: Path, shown: str) -> str:
    path = Path.cwd() / file
    return f"{shown}/{path.relative_to(here).as_posix()}" if path.is_relative_to(here) else file
