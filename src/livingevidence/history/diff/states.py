"""A state of the evidence that can be compared: a release, a git revision, a folder, or a date."""

import datetime
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from livingevidence.claims import ledger
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.snapshot import Snapshot, from_json, is_overturned, snapshot
from livingevidence.history.git import NoHistory, resolve, root_of, unpack
from livingevidence.history.releases import find_release
from livingevidence.record.problems import BrokenEvidence, UserError
from livingevidence.record.release import RELEASE, SNAPSHOTS, VERSION, data_digest, version_in
from livingevidence.record.root import Root, nearest_root
from livingevidence.record.text import count


class Unreadable(UserError):
    """A state that can't be compared; says which side it is and what to do."""


class State(NamedTuple):
    """One side of a comparison: its name in words, everything that it says, and why its claims can't be judged."""

    name: str
    snapshot: Snapshot
    unjudged: str = ""


def read_state(side: str, name: str | None, root: Root) -> State:
    """Return a state of the evidence, judged by the claims of its own chapters and pages.

    A date (``YYYY-MM-DD``: what was public by then), a version (what its release said), a project's or a data folder,
    or a git revision, in this order; the review as it is if None. A date, and a folder of data alone, make no claims:
    they are held against those of the review. The side, ``BASE`` or ``HEAD``, stands in messages. Raises
    :class:`Unreadable`.
    """
    label = f"{side} ({name or root.data})"
    try:
        return _state(side, name, root)
    except BrokenEvidence as error:
        fix = "Mend it where it stands, or compare with a state that today's rules can read."
        raise Unreadable(f"{label} can't be read: {_first_problem(error.problems)}\n\n{fix}") from None
    except (UserError, ValueError, LookupError) as error:
        raise Unreadable(f"{label} can't be read: {error}") from None


def _state(side: str, name: str | None, root: Root) -> State:
    if name is None:
        return State("the working folder", snapshot(Evidence.at(root)))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name):
        try:
            day = datetime.date.fromisoformat(name)
        except ValueError:
            raise UserError("no calendar has that day; write one as YYYY-MM-DD") from None
        evidence = Evidence.at(root)
        if day > evidence.library.today:
            raise UserError(f"nobody knows what will be public then; the last day is today, {evidence.library.today}")
        public = snapshot(evidence.as_of(day))
        return State(f"what was public on {name}, held against today's claims", _overturned_as_not_holding(public))
    if re.fullmatch(VERSION, name):
        path = root.data / SNAPSHOTS / f"{name}.json"
        if path.is_file():
            return State(f"the release {name}", from_json(path.read_text(encoding="utf-8")))
        revision = find_release(_repository(root), name).revision
        return _state_of_revision(revision, root)._replace(name=f"the release {name}")
    folder = Path(name)
    review = nearest_root(folder) if folder.is_dir() else None
    if review is not None and folder.absolute() in (review.folder, review.data):
        return State(f"the folder {name}", snapshot(Evidence.at(review)))
    if (folder / "vocabulary").is_dir():
        folder_snapshot = snapshot(Evidence.at(root.with_data(folder)))
        name = f"the folder {name}, held against the claims of this review"
        return State(name, _overturned_as_not_holding(folder_snapshot) if side == "BASE" else folder_snapshot)
    return _state_of_revision(name, root)


def _overturned_as_not_holding(past: Snapshot) -> Snapshot:
    """Return a past that was judged by claims of another time; what they overturn was not claimed and does not hold."""
    claims = past.statements["claims"]
    for name, claim in claims.items():
        if is_overturned(claim):
            sense = ["does not hold", *claim.sense[1:]]
            claims[name] = claim._replace(sense=sense, text=claim.text.replace(claim.sense[0], sense[0], 1), cure="")
    return past


def _state_of_revision(revision_name: str, root: Root) -> State:
    top = _repository(root)
    revision = resolve(top, revision_name)
    name = f"the revision {revision_name}" + ("" if revision.startswith(revision_name) else f" ({revision[:8]})")
    with tempfile.TemporaryDirectory() as folder:
        root_then = unpack(top, revision, Path(folder).resolve())
        evidence, reason = None, "today's code can't read it"
        try:
            evidence = Evidence.at(root_then)
            problems: list[object] = [*ledger.problems(evidence)]
            if not problems:
                return State(name, snapshot(evidence))
            reason = "today's code can't judge its claims"
        except BrokenEvidence as error:
            problems = [*error.problems]
        except (LookupError, ValueError) as error:  # such as a term that an old state lacks
            problems = [error]
        if release_snapshot := _released_snapshot(root_then, root):
            return State(f"{name}, as its release told it, because {reason}", release_snapshot)
        first = _first_problem(problems).replace(f"{root_then.folder}/", f"{revision[:8]}:")
        if evidence is not None:
            return State(name, snapshot(evidence, judged=False), f"{reason}: {first}")
        fix = "and no release left a snapshot of it; compare with a newer state or with a release"
        raise NoHistory(f"{reason}, {fix}.\n{first}")


def _released_snapshot(root_then: Root, root: Root) -> Snapshot | None:
    """Return the snapshot left by the release that has exactly these data; None where no release has them."""
    file = root_then.data / RELEASE
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if f'data_digest: "{data_digest(root_then)}"' not in text:
        return None
    name = f"{SNAPSHOTS}/{version_in(text)}.json"
    paths = (path for path in (root_then.data / name, root.data / name) if path.is_file())
    return next((from_json(path.read_text(encoding="utf-8")) for path in paths), None)


def _first_problem(problems: list) -> str:
    return f"{count(len(problems), 'problem')}, the first:\n\n{problems[0]}"


def _repository(root: Root) -> Path:
    """Return the repository of the data folder; of the review where the data stands in none."""
    with suppress(NoHistory):
        return root_of(root.data)
    try:
        return root_of(root.folder)
    except NoHistory as error:
        fix = "name a date or a folder, or work in a clone of the review"
        raise NoHistory(f"no date, no folder with studies, and git has no repository here; {fix} ({error})") from None
