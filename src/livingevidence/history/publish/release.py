"""Make a release: everything that must hold is held first, and all that doesn't is told at once."""

from __future__ import annotations

import datetime
import io
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.compare import of_snapshots
from livingevidence.history.diff.render import FORMATS
from livingevidence.history.diff.snapshot import Snapshot, snapshot
from livingevidence.history.diff.states import Unreadable, read_state
from livingevidence.history.git import NoHistory, git, places_of
from livingevidence.history.publish.citation import cited, released_on
from livingevidence.history.publish.commit import AS_KEPT, commit, say
from livingevidence.history.publish.faults import NoRelease, not_ready, of_changelog, taken, unbuildable, unfit
from livingevidence.history.publish.history import Released, releases
from livingevidence.history.publish.rule import computed, next_version, what_moved
from livingevidence.record.digest import data_digest
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.release import NONE, Release, load_release, source_digest, sources, written
from livingevidence.record.root import Root, nearest


@dataclass(frozen=True)
class Plan:
    """A release, or its DOI, that can be made.

    Attributes
    ----------
    told : str
        What is different from the last release, for people.
    base : str
        The commit that it stands on.
    files : dict
        The text that each file will hold.
    message : str
        The message of the commit.
    tag : str or None
        The name of the tag; a DOI gets none.
    """

    told: str
    base: str
    files: dict[str, str]
    message: str
    tag: str | None = None


def plan(root: Path, version: str, today: datetime.date | None = None) -> Plan:
    """Return what a release would be.

    Parameters
    ----------
    root : pathlib.Path
        The project.
    version : str
        Such as ``2026.1.0``.
    today : datetime.date, optional
        The day of the release; by default today's, in UTC.

    Raises
    ------
    NoRelease
        With every reason.
    """
    wrong, release, told, files = [*not_ready(root), *taken(root, version), *unbuildable(root)], None, "", {}
    try:
        now = read_state("the release", None, _review(root)).evidence
        wrong += [f"there are {line}" for line in unfit(now)]
        release, told, faults = _next(root, version, now)
        wrong += faults
    except (Unreadable, NoHistory, BrokenEvidence) as error:
        wrong.append(str(error))
    wrong += of_changelog(root, release.version if release else version)
    try:
        if release is not None:
            files = {
                places_of(root).release: written(release),
                **cited(root, release, (today or datetime.datetime.now(datetime.UTC).date()).isoformat()),
            }
    except (ValueError, OSError) as error:
        wrong.append(str(error))
    if wrong:
        raise NoRelease(f"release {version}", wrong)
    return Plan(told, say(root, "rev-parse", "HEAD"), files, f"Release {version}", f"v{version}")


def plan_doi(root: Path, version: str, doi: str) -> Plan:
    """Return what gives the last release its DOI, which is known after the tag: a commit of later trees.

    The released version itself never holds it, and no page shows it, because no byte of a version changes.

    Raises
    ------
    NoRelease
        With every reason.
    """
    wrong, files, release = not_ready(root), {}, load_release(_review(root))
    if release.version != version:
        last = "there is none yet" if release.version == NONE else f"it is {release.version}"
        wrong.append(f"only the last release can be given its DOI, and {last}")
    if release.doi not in (None, doi):
        wrong.append(f"{version} has the DOI {release.doi} already, and a DOI never changes")
    try:
        given = Release.model_validate(release.model_dump() | {"doi": doi})
        files = {places_of(root).release: written(given), **cited(root, given, released_on(root))}
    except ValidationError:
        wrong.append(f"'{doi}' has not the form of a DOI, such as 10.5281/zenodo.1")
    except (ValueError, OSError) as error:
        wrong.append(str(error))
    if wrong:
        raise NoRelease(f"DOI for {version}", wrong)
    return Plan("", say(root, "rev-parse", "HEAD"), files, f"Give release {version} its DOI")


def carry_out(root: Path, planned: Plan) -> str:
    """Make a planned commit, with its tag, and return its hash; see :mod:`livingevidence.history.publish.commit`."""
    return commit(root, planned.base, planned.files, planned.message, planned.tag)


def _next(root: Path, version: str, now: Evidence) -> tuple[Release | None, str, list[str]]:
    """Return the release that comes next, its difference from the last one, and what is wrong with its version."""
    last, after = next(iter(releases(root)), None), snapshot(now)
    told, moved = _since(root, last, after)
    review = now.library.review
    why = "it is the first" if last is None else " ".join(moved) or f"no number on a page moved since {last.version}"
    try:
        right = next_version(last and last.version, int(review.evidence_as_of[:4]), bool(moved))
        faults = [] if version == right else [f"the version must be {right}, not {version}: {why}"]
    except ValueError as error:
        return None, told, [str(error)]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)  # as git has it, so that nothing that git ignores gets into a digest
        with tarfile.open(fileobj=io.BytesIO(git(root, *AS_KEPT, "archive", "HEAD"))) as archive:
            archive.extractall(tree, filter="data")
        kept = nearest(tree)
        source = source_digest(kept)
        if source != source_digest(_review(root)) and not git(root, "status", "--porcelain"):
            faults.append(_ignored(root, tree))
        data = data_digest(kept)
    digests = {"data_digest": data, "results_digest": computed(after), "source_digest": source}
    searched = {"evidence_as_of": review.evidence_as_of, "last_searched": review.last_searched}
    return Release(version=right, **searched, **digests), told, faults


def _review(root: Path) -> Root:
    """Return the review of a project.

    Raises
    ------
    NoHistory
        If it is none.
    """
    places_of(root)
    return nearest(root)


def _ignored(root: Path, tree: Path) -> str:
    """Return which sources of a project git hasn't as they are."""
    held = [
        {path.relative_to(top).as_posix(): path.read_bytes() for path in sources(nearest(top))} for top in (root, tree)
    ]
    names = sorted({name for name, _ in held[0].items() ^ held[1].items()})
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
    return f"files that git ignores, or keeps with other line ends, would change the site ({shown}): remove them"


def _since(root: Path, last: Released | None, after: Snapshot) -> tuple[str, list[str]]:
    """Return the difference from the last release as text, and why a number on a page moved."""
    if last is None:
        return "The first release: there is no other to compare it with.\n", []
    try:
        before = read_state("the last release", last.revision, _review(root)).snapshot
    except (Unreadable, LookupError, ValueError) as error:
        why = f"The records of {last.version} can't be held against today's rules and methods, so all counts as moved."
        return f"{why}\n{error}\n", [why]
    found = of_snapshots(f"the release {last.version}", before, "the next release", after, _review(root))
    moved, released = what_moved(found), load_release(_review(root))
    if released.version == last.version and released.results_digest not in (None, computed(before)):
        moved.append(f"The methods compute other numbers from the records of {last.version} than it did itself.")
    return FORMATS["text"](found), moved
