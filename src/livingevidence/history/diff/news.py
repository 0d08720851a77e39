"""What each version brought: the changelog's words, and what moved in the evidence; then the days since."""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from livingevidence.history.changelog import UNRELEASED, Entry, read_changelog
from livingevidence.history.diff.compare import Diff, Move, compare
from livingevidence.history.diff.render import NAMES, headline, sections, tallies
from livingevidence.history.diff.states import State, Unreadable, read_state
from livingevidence.history.git import Commit, NoHistory, commits, review_of, root_of
from livingevidence.history.releases import releases
from livingevidence.record.release import PACKAGE, digest_of_files

NO_HISTORY = (
    "This copy of the project has no whole git history, so what moved in the evidence isn't told here; "
    "a full clone tells it."
)
LISTS = ("Claims", "Certainty", "Estimates and refusals", "Directions of benefit")
HOWS = ("added", "removed", "changed", "changed in wording")


class Summary(NamedTuple):
    """What a difference of two states says to readers."""

    headline: str
    records: str = ""
    """How many were edited, by kind."""
    lists: dict[str, list[str]] = {}  # noqa: RUF012 - never changed
    """What moved, under those of :data:`LISTS` that hold something."""
    names: dict[str, list[list[str]]] = {}  # noqa: RUF012 - never changed
    """Of each line there, what it is of: the parts of its key, and the studies behind it."""


class News(NamedTuple):
    """What a version, or the work since the last one, brought."""

    version: str
    day: str
    words: str
    summary: Summary | None
    """What moved since the version before; None where it can't be told."""


class Day(NamedTuple):
    """A day on which the data changed: what moved, and the first lines of its commits."""

    day: str
    summary: Summary
    subjects: tuple[str, ...]


class Story(NamedTuple):
    """Everything that is new, the newest first: versions, what came after the last one, and what can't be told."""

    versions: tuple[News, ...]
    """Of the history, or of the changelog where there is none."""
    since: News | None
    days: tuple[Day, ...] = ()
    missing: str = ""


def story(project: Path, folder: Path) -> Story:
    """Return what is new in a project; a folder keeps what was compared.

    It depends on the commits that HEAD holds and on the changelog, never on tags or on which clone it is. Raises
    BrokenChangelog if the changelog can't be read.
    """
    words = read_changelog(project)
    waiting = words.pop(UNRELEASED, Entry(UNRELEASED, "", "")).text
    try:
        if root_of(project) != project.resolve():
            raise NoHistory
        found = releases(project)
        later = commits(project, found[0].revision if found else None)
    except NoHistory:
        versions = tuple(News(*entry, None) for entry in words.values())
        return Story(versions, News(UNRELEASED, "", waiting, None) if waiting else None, (), NO_HISTORY)
    kept = _Kept(project, folder)
    moved = [kept.summary(old.version, new.version, "version") for new, old in pairwise(found)]
    moved += [Summary("The first version; there is none before it.")] * bool(found)
    texts = [words[made.version].text if made.version in words else "" for made in found]
    versions = tuple(News(at.version, at.day, text, said) for at, text, said in zip(found, texts, moved, strict=True))
    last = found[0].version if found else None
    days = tuple(_days(later, last, kept))
    told = Summary("Nothing moved.") if last else None
    if last and later:
        told = kept.summary(last, later[0].revision, "state")
    for path in {*folder.glob("*.json")} - kept.used:
        path.unlink()
    return Story(versions, News(UNRELEASED, "", waiting, told) if later or waiting else None, days)


def _days(later: list[Commit], start: str | None, kept: "_Kept") -> Iterator[Day]:
    dated = sorted(later, key=lambda commit: commit.day, reverse=True)  # a clock may have been wrong
    groups = [list(group) for _, group in groupby(dated, key=lambda commit: commit.day)]
    bases = [*(group[0].revision for group in groups[1:]), start]
    for group, base in zip(groups, bases, strict=False):
        told = kept.summary(base, group[0].revision, "day") if base else Summary("The first day of this history.")
        yield Day(group[0].day, told, tuple(commit.subject for commit in group))


class _Kept:
    """Differences of versions and revisions, kept on disk by their names and the code."""

    def __init__(self, project: Path, folder: Path):
        code = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "site"]
        self.root, self.code = review_of(project), digest_of_files(code, PACKAGE)[:12]
        self.folder, self.used = folder, set[Path]()
        self.state = cache(self._state)

    def summary(self, base: str, head: str, what: str) -> Summary:
        """Return what moved between two states, of which `what` is said where they can't be compared."""
        path = self.folder / f"{base[:16]}-{head[:16]}-{self.code}.json"
        self.used.add(path)
        if not path.is_file():
            before, after = self.state(base), self.state(head)
            told = _told(compare(before, after)) if before and after else None
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        kept = json.loads(path.read_text(encoding="utf-8"))
        why = f"This {what} can't be compared with the one before: today's rules can't read one of the two."
        return Summary(*kept) if kept else Summary(why)

    def _state(self, name: str) -> State | None:
        try:
            return read_state("BASE", name, self.root)
        except Unreadable:
            return None


def _told(diff: Diff) -> Summary:
    counted = {kind: zip(counts, HOWS, strict=True) for kind, *counts in tallies(diff)}
    records = "; ".join(f"{kind}: {', '.join(f'{n} {h}' for n, h in of if n != '0')}" for kind, of in counted.items())
    lists = {part.title: part.sentences() for part in sections(diff, cures=False) if part.title in LISTS}
    names = {NAMES[kind][0]: [_names(move) for move in moves] for kind, moves in diff.moved.items()}
    of = {title: names[title] for title in lists}
    return Summary(headline(diff), f"Records edited: {records}." if records else "", lists, of)


def _names(move: Move) -> list[str]:
    said = [side for side in (move.old, move.new) if side]
    rows = {row.partition("/")[0] for row in (*move.rows, *(row for side in said for row in side.rows))}
    return sorted({*re.split("[./]", move.key), *rows})
