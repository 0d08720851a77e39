"""Make a release: everything that must hold is held first, and all that doesn't is told at once.

A release is an ordinary commit and an ordinary tag. Stopped before the commit, it leaves files that hold what is to be
committed, or the beginning of it; the next run writes them again and goes on. Stopped before the tag, it is a commit
that lacks its tag; the next run sets it.
"""

from __future__ import annotations

import datetime
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from livingevidence.claims.ledger import problems
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.compare import compare
from livingevidence.history.diff.render import FORMATS
from livingevidence.history.diff.snapshot import as_json, from_json, snapshot
from livingevidence.history.diff.states import State, Unreadable, load, named, read_state
from livingevidence.history.git import NoHistory, git, place_of, review_of, unpack
from livingevidence.history.publish.citation import CFF, ZENODO, cited, day_of
from livingevidence.history.publish.faults import ignored, not_ready, of_changelog, taken, unbuildable, unfit
from livingevidence.history.publish.rule import next_version, what_moved
from livingevidence.history.releases import releases, tagged, untag, version_at
from livingevidence.record.check import check_texts, look_at
from livingevidence.record.problems import BrokenEvidence, Told
from livingevidence.record.release import (
    NONE,
    RELEASE,
    SNAPSHOTS,
    Release,
    data_digest,
    load_release,
    source_digest,
    sources,
    written,
)
from livingevidence.record.root import Root


class NoRelease(Told):
    """No release can be made; carries every reason."""

    def __init__(self, what: str, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__("\n".join([f"no {what}; nothing was changed:", *(f"- {reason}" for reason in self.reasons)]))


class Plan(NamedTuple):
    """A release, or its DOI, that can be made.

    It has what is different from the last release, the text that each file will hold, the message of the commit, and
    the name of the tag; a DOI gets none.
    """

    told: str
    files: dict[str, str]
    message: str
    tag: str | None = None


def release(top: Path, version: str, doi: str | None = None, *, dry_run: bool = False) -> Iterator[str]:
    """Release a version, or give the last one its DOI, and yield what is to be told.

    Raises
    ------
    NoRelease
        With every reason.
    NoHistory
        If git refuses the commit or the tag; run again, it finishes what was begun.
    """
    try:
        if not dry_run and (done := made_before(top, version, doi)):
            yield done
            return
        planned = plan_doi(top, version, doi) if doi else plan(top, version)
    except NoHistory as error:
        raise NoRelease(f"release {version}", [str(error)]) from None
    yield planned.told
    steps = f"commit `{planned.message}` with {', '.join(planned.files)}"
    steps += f"; tag {planned.tag}" if planned.tag else ""
    if dry_run:
        yield f"would be done: {steps}"
        return
    made = carry_out(top, planned)
    pushed = " ".join(filter(None, (git(top, "symbolic-ref", "HEAD"), planned.tag and f"refs/tags/{planned.tag}")))
    yield f"done: {steps}\nTo publish {made[:8]}: git push --atomic origin {pushed}"


def made_before(top: Path, version: str, doi: str | None = None) -> str | None:
    """Return a sentence where HEAD is this release already, or has its DOI; a tag that it lacks is set first."""
    head = git(top, "rev-parse", "HEAD")
    if doi:
        has = version_at(top, head) == version and f'doi: "{doi}"' in _at(top, place_of(top, RELEASE))
        return f"{version} has the DOI {doi} already" if has else None
    if head not in [made.revision for made in releases(top) if made.version == version]:
        return None
    if (tag := tagged(top, version)) is None:
        _tag(top, f"v{version}", f"Release {version}")
    elif tag != head:
        fix = f"look at `git show v{version}`, and if the tag is wrong, {untag(version)}"
        reason = f"the tag v{version} marks {tag[:8]}, and the commit of the release is {head[:8]}: {fix}"
        raise NoRelease(f"release {version}", [reason])
    return f"{version} is released already: commit {head[:8]}"


def carry_out(top: Path, planned: Plan) -> str:
    """Make a planned commit, with its tag, and return its hash."""
    for name, text in planned.files.items():
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text(text, encoding="utf-8", newline="\n")
    git(top, "add", "--", *planned.files)
    git(top, "commit", "--quiet", "--message", planned.message, "--", *planned.files)
    if planned.tag:
        _tag(top, planned.tag, planned.message)
    return git(top, "rev-parse", "HEAD")


def _tag(top: Path, name: str, message: str) -> None:
    git(top, "tag", "--annotate", "--message", message, name)


def plan(top: Path, version: str, today: datetime.date | None = None) -> Plan:
    """Return what a release would be, by default of today in UTC, or raise :class:`NoRelease`."""
    review = review_of(top)
    wrong, told, files = [*taken(top, version), *unbuildable(top)], "", {}
    right = version
    with tempfile.TemporaryDirectory() as folder:
        tree = unpack(top, "HEAD", Path(folder).resolve())  # so that nothing that git ignores gets into a release
        try:
            evidence = load(tree, f"{top}/", tree.folder)
            library = evidence.library
            owed = [*check_texts(library), *problems(evidence), *look_at(library)]
            wrong += [str(problem) for problem in named(owed, f"{top}/", tree.folder)]
            wrong += [f"there are {line}" for line in unfit(evidence)]
            made, told, snapshot, faults = _next(top, tree, version, evidence)
            right, wrong = made.version, [*wrong, *faults]
            begun = day_of((top / CFF).read_text(encoding="utf-8", errors="replace"), right)  # before midnight
            day = begun or (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
            files = {
                place_of(top, RELEASE): written(made),
                place_of(top, SNAPSHOTS, f"{right}.json"): snapshot,
                **_cited(top, made, day),
            }
        except (NoHistory, BrokenEvidence, LookupError, ValueError, OSError) as error:
            wrong.append(str(error))
        unready = not_ready(top, files)
        if not any("isn't clean" in line for line in unready):
            unready += ignored(_contents(review), _contents(tree))
    wrong = [*unready, *wrong, *of_changelog(top, right)]
    if wrong:
        raise NoRelease(f"release {version}", wrong)
    return Plan(told, files, f"Release {version}", f"v{version}")


def plan_doi(top: Path, version: str, doi: str) -> Plan:
    """Return what gives the last release its DOI, which is known after the tag: a commit of later trees.

    The released version itself never holds it, and no page shows it, because no byte of a version changes.
    """
    wrong, files = [], {}
    with tempfile.TemporaryDirectory() as folder:
        last = load_release(unpack(top, "HEAD", Path(folder).resolve()))
    if last.version != version:
        found = "there is none yet" if last.version == NONE else f"it is {last.version}"
        wrong.append(f"only the last release can be given its DOI, and {found}")
    if last.doi not in (None, doi):
        wrong.append(f"{version} has the DOI {last.doi} already, and a DOI never changes")
    try:
        given = Release.model_validate(last.model_dump() | {"doi": doi})
        files = {place_of(top, RELEASE): written(given), **_cited(top, given, None)}
    except ValidationError:
        wrong.append(f"'{doi}' has not the form of a DOI, such as 10.5281/zenodo.1")
    except (ValueError, NoHistory) as error:
        wrong.append(str(error))
    if wrong := [*not_ready(top, files), *wrong]:
        raise NoRelease(f"DOI for {version}", wrong)
    return Plan("", files, f"Give release {version} its DOI")


def _next(top: Path, tree: Root, version: str, evidence: Evidence) -> tuple[Release, str, str, list[str]]:
    """Return the release that comes next, its difference from the last one, what it says, and what is wrong with it."""
    last = next(iter(releases(top)), None)
    review = evidence.library.review
    year = int(review.evidence_as_of[:4])
    said = as_json(snapshot(evidence), version, review.evidence_as_of)
    told, moved = _since(top, last.version, from_json(said)) if last else ("The first release.\n", [])
    right = next_version(last and last.version, year, bool(moved))
    why = " ".join(moved) or (f"no number on a page moved since {last.version}" if last else "it is the first")
    faults = [] if version == right else [f"the version must be {right}, not {version}: {why}"]
    digests = {
        "data_digest": data_digest(tree),
        "results_digest": hashlib.sha256(said.encode()).hexdigest(),
        "source_digest": source_digest(tree),
    }
    searched = {"evidence_as_of": review.evidence_as_of, "last_searched": review.last_searched}
    return Release(version=right, **searched, **digests), told, said, faults


def _since(top: Path, last: str, said) -> tuple[str, list[str]]:
    """Return the difference from the last release as text, and why a number on a page moved."""
    try:
        before = read_state("the last release", last, review_of(top))
    except Unreadable as error:
        why = f"What {last} said can't be told, so all counts as moved."
        return f"{why}\n{error}\n", [why]
    found = compare(before, State("the next release", said), review_of(top))
    return FORMATS["text"](found), what_moved(found)


def _cited(top: Path, made: Release, day: str | None) -> dict[str, str]:
    return cited(_at(top, CFF), _at(top, ZENODO), made, day)


def _at(top: Path, name: str) -> str:
    """Return a file as the commit at HEAD has it."""
    return git(top, "show", f"HEAD:./{name}")


def _contents(root: Root) -> dict[str, bytes]:
    return {path.relative_to(root.folder).as_posix(): path.read_bytes() for path in sources(root)}
