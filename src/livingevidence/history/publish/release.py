"""Make a release: everything that must hold is held first, and all that doesn't is told at once.

A release is an ordinary commit and an ordinary tag. The commit is made in a work tree aside, and the branch goes
forward to it in one step: stopped before, nothing has changed, and stopped before the tag, the next run sets it.
"""

import datetime
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from livingevidence.claims import ledger
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.compare import Diff, Edit, compare, figures_in
from livingevidence.history.diff.render import as_text
from livingevidence.history.diff.snapshot import Snapshot, as_json, snapshot
from livingevidence.history.diff.states import State, Unreadable, read_state
from livingevidence.history.git import NoHistory, git, place_of, review_of, unpack, worktree
from livingevidence.history.publish import faults
from livingevidence.history.releases import how_to_untag, releases, tagged_commit, version_at, version_parts
from livingevidence.record.check import check_texts, look_at
from livingevidence.record.problems import BrokenEvidence, UserError
from livingevidence.record.reading import Document
from livingevidence.record.reading import parse as read_yaml
from livingevidence.record.release import (
    NO_RELEASE,
    RELEASE,
    SNAPSHOTS,
    Release,
    data_digest,
    load_release,
    release_text,
    source_digest,
)
from livingevidence.record.review import Review
from livingevidence.record.root import Root
from livingevidence.record.text import count

CFF = "CITATION.cff"
SHOWN_KINDS = ("study", "row", "case", "arm", "trial")  # records whose fields stand on pages; of others the counts move
SIGNATURES = "judgements"  # that one is signed or went stale moves no number


class NoRelease(UserError):
    """No release can be made; carries every reason."""

    def __init__(self, what: str, reasons: Iterable[str]):
        self.reasons = list(dict.fromkeys(reasons))
        super().__init__("\n".join([f"no {what}; nothing was changed:", *(f"- {reason}" for reason in self.reasons)]))


class Plan(NamedTuple):
    """A release, or its DOI, that can be made."""

    difference: str
    """What is different from the last release."""
    files: dict[str, str]
    message: str
    tag: str | None = None
    """A DOI gets none."""


def release(top: Path, version: str, doi: str | None = None, *, dry_run: bool = False) -> Iterator[str]:
    """Release a version, or give the last one its DOI, and yield what is to be told, or raise :class:`NoRelease`."""
    try:
        if not dry_run and (sentence := finish_release(top, version, doi)):
            yield sentence
            return
        plan = doi_plan(top, version, doi) if doi else release_plan(top, version)
    except NoHistory as error:
        raise NoRelease(f"release {version}", [str(error)]) from None
    yield plan.difference
    steps = f"commit `{plan.message}` with {', '.join(plan.files)}"
    steps += f"; tag {plan.tag}" if plan.tag else ""
    if dry_run:
        yield f"would be done: {steps}"
        return
    commit = carry_out(top, plan)
    refs = " ".join(filter(None, (git(top, "symbolic-ref", "HEAD"), plan.tag and f"refs/tags/{plan.tag}")))
    yield f"done: {steps}\nTo publish {commit[:8]}: git push --atomic origin {refs}"


def finish_release(top: Path, version: str, doi: str | None = None) -> str | None:
    """Return a sentence where HEAD is this release already, or has its DOI; a tag that it lacks is set first."""
    head = git(top, "rev-parse", "HEAD")
    if doi:
        has_doi = version_at(top, head) == version and f'doi: "{doi}"' in _file_at_head(top, place_of(top, RELEASE))
        return f"{version} has the DOI {doi} already" if has_doi else None
    if head not in [release.revision for release in releases(top) if release.version == version]:
        return None
    if (tag := tagged_commit(top, version)) is None:
        _tag(top, f"v{version}", f"Release {version}")
    elif tag != head:
        fix = f"look at `git show v{version}`, and if the tag is wrong, {how_to_untag(version)}"
        reason = f"the tag v{version} marks {tag[:8]}, and the commit of the release is {head[:8]}: {fix}"
        raise NoRelease(f"release {version}", [reason])
    return f"{version} is released already: commit {head[:8]}"


def carry_out(top: Path, plan: Plan) -> str:
    """Make a planned commit, with its tag, and return its hash."""
    aside = top / git(top, "rev-parse", "--git-path", "release")
    with worktree(top, aside, "HEAD") as tree:
        for name, text in plan.files.items():
            (tree / name).parent.mkdir(exist_ok=True)
            (tree / name).write_text(text, encoding="utf-8", newline="\n")
        git(tree, "add", "--", *plan.files)
        git(tree, "commit", "--quiet", "--message", plan.message)
        commit = git(tree, "rev-parse", "HEAD")
    git(top, "merge", "--quiet", "--ff-only", commit)
    if plan.tag:
        _tag(top, plan.tag, plan.message)
    return commit


def _tag(top: Path, name: str, message: str) -> None:
    git(top, "tag", "--annotate", "--message", message, name)


def release_plan(top: Path, version: str, today: datetime.date | None = None) -> Plan:
    """Return what a release would be, by default of today in UTC, or raise :class:`NoRelease`."""
    reasons = [*faults.tree_faults(top), *faults.version_faults(top, version)]
    due, difference, files = version, "", {}
    day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
    with tempfile.TemporaryDirectory() as folder:
        tree = unpack(top, "HEAD", Path(folder).resolve())  # so that nothing that git ignores gets into a release
        try:
            evidence = Evidence.at(tree)
            open_problems = [*check_texts(evidence.library), *ledger.problems(evidence), *look_at(evidence.library)]
            reasons += map(str, open_problems)
            reasons += [f"there are {line}" for line in faults.evidence_faults(evidence)]
            state = snapshot(evidence)
            due, why, difference = _next_release(top, int(evidence.library.review.evidence_as_of[:4]), state)
            reasons += [f"the version must be {due}, not {version}: {why}"] if version != due else []
            files = _files(top, tree, evidence.library.review, due, state, day)
        except (NoHistory, BrokenEvidence, LookupError, ValueError, OSError) as error:
            reasons.append(str(error))
    if reasons := [*reasons, *faults.changelog_faults(top, due)]:
        raise NoRelease(f"release {version}", [reason.replace(f"{tree.folder}/", f"{top}/") for reason in reasons])
    return Plan(difference, files, f"Release {version}", f"v{version}")


def doi_plan(top: Path, version: str, doi: str) -> Plan:
    """Return what gives the last release its DOI, which is known after the tag: a commit of later trees.

    The released version itself never holds it, and no page shows it, because no byte of a version changes.
    """
    reasons, files = faults.tree_faults(top), {}
    with tempfile.TemporaryDirectory() as folder:
        last = load_release(unpack(top, "HEAD", Path(folder).resolve()))
    if last.version != version:
        which = "there is none yet" if last.version == NO_RELEASE else f"it is {last.version}"
        reasons.append(f"only the last release can be given its DOI, and {which}")
    if last.doi not in (None, doi):
        reasons.append(f"{version} has the DOI {last.doi} already, and a DOI never changes")
    try:
        with_doi = Release.model_validate(last.model_dump() | {"doi": doi})
        files = {place_of(top, RELEASE): release_text(with_doi), CFF: citation(_file_at_head(top, CFF), with_doi, None)}
    except ValidationError:
        reasons.append(f"'{doi}' has not the form of a DOI, such as 10.5281/zenodo.1")
    except (ValueError, NoHistory) as error:
        reasons.append(str(error))
    if reasons:
        raise NoRelease(f"DOI for {version}", reasons)
    return Plan("", files, f"Give release {version} its DOI")


def _next_release(top: Path, year: int, state: Snapshot) -> tuple[str, str, str]:
    """Return the version that comes next, why it is that one, and the difference from the last one as text."""
    last = next((release.version for release in releases(top)), None)
    if last is None:
        return next_version(None, year, True), "it is the first", "The first release.\n"
    try:
        before = read_state("the last release", last, review_of(top))
    except Unreadable as error:
        why = f"What {last} said can't be told, so all counts as moved."
        return next_version(last, year, True), why, f"{why}\n{error}\n"
    diff = compare(before, State("the next release", state), review_of(top))
    reasons = movements(diff)
    why = " ".join(reasons) or f"no number on a page moved since {last}"
    return next_version(last, year, bool(reasons)), why, as_text(diff)


def _files(top: Path, tree: Root, review: Review, version: str, state: Snapshot, day: str) -> dict[str, str]:
    text = as_json(state, version, review.evidence_as_of)
    release = Release(
        version=version,
        evidence_as_of=review.evidence_as_of,
        last_searched=review.last_searched,
        data_digest=data_digest(tree),
        results_digest=hashlib.sha256(text.encode()).hexdigest(),
        source_digest=source_digest(tree),
    )
    files = {place_of(top, RELEASE): release_text(release), place_of(top, SNAPSHOTS, f"{version}.json"): text}
    return files | {CFF: citation(_file_at_head(top, CFF), release, day)}


def citation(cff: str, release: Release, day: str | None) -> str:
    """Return CITATION.cff in step with a release: with its version, its day if one is given, and its DOI if it has one.

    What people wrote in it stays. Raises ValueError where it is no mapping with title and authors.
    """
    fields = {"version": release.version, "doi": release.doi} | ({"date-released": f'"{day}"'} if day else {})
    lines = [line for line in cff.splitlines() if line.partition(":")[0] not in fields]
    text = "\n".join([*lines, *(f"{name}: {value}" for name, value in fields.items() if value)]) + "\n"
    document = read_yaml(text, Document(CFF))
    fields_there = document.data.keys() if isinstance(document.data, dict) else set()
    if document.problems or not {"title", "authors"} <= fields_there:
        raise ValueError(f"{CFF} can't be read: it needs `title` and `authors`")
    return text


def _file_at_head(top: Path, name: str) -> str:
    """Return a file as the commit at HEAD has it."""
    return git(top, "show", f"HEAD:./{name}")


def next_version(last: str | None, year: int, moved: bool) -> str:
    """Return the version YYYY.N.P that comes after the last one: P rises where no number moved, else N."""
    last_year, middle, end = version_parts(last) if last else (0, 0, 0)
    if year < last_year:
        raise ValueError(f"evidence_as_of is of {year}, and the last release, {last}, of {last_year}; mend review.yaml")
    if year > last_year:
        return f"{year}.1.0"
    return f"{year}.{middle + 1}.0" if moved else f"{year}.{middle}.{end + 1}"


def movements(diff: Diff) -> list[str]:
    """Return why a number on a page moved between two states; nothing where none did.

    A claim or a rating that is told in other words, with the same verdict or level and the same numbers, is none.
    """
    sentences = []
    for kind, moves in diff.moved.items():
        entries = [move for move in moves if kind != SIGNATURES and not move.reworded]
        if entries:
            how_many = count(len(entries), "entry", "entries")
            sentences.append(f"{how_many} of the {kind}, such as {entries[0].key}, moved.")

    def holds_another(edit: Edit) -> bool:
        return edit.how in ("added", "removed") or any(
            figures_in(old) != figures_in(new) for _, old, new in edit.fields
        )

    if others := [edit for edit in diff.records if edit.kind in SHOWN_KINDS and holds_another(edit)]:
        records = count(len(others), "record holds another number", "records hold other numbers")
        sentences.append(f"{records}, such as {others[0].address}.")
    return sentences
