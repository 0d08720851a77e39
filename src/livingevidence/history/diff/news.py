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
    """How many records were edited, by kind."""
    lists: dict[str, list[str]] = {}  # noqa: RUF012 - never changed
    """What moved, under those of :data:`LISTS` that hold something."""
    names: dict[str, list[list[str]]] = {}  # noqa: RUF012 - never changed
    """Beside each line of ``lists``, what it is about: the parts of its key, and the studies behind it."""


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
    steps: tuple[str, ...]


class Story(NamedTuple):
    """Everything that is new, the newest first: versions, what came after the last one, and what can't be told."""

    versions: tuple[News, ...]
    """Those of the history, or of the changelog where there is no history."""
    since: News | None
    days: tuple[Day, ...] = ()
    missing: str = ""


def story(project: Path, folder: Path) -> Story:
    """Return what is new in a project; a folder keeps what was compared.

    It depends on the commits that HEAD holds and on the changelog, never on tags or on which clone it is. Raises
    BrokenChangelog if the changelog can't be read.
    """
    changelog = read_changelog(project)
    unreleased = changelog.pop(UNRELEASED, Entry(UNRELEASED, "", "")).text
    try:
        if root_of(project) != project.resolve():
            raise NoHistory
        history = releases(project)
        later_commits = commits(project, history[0].revision if history else None)
    except NoHistory:
        versions = tuple(News(*entry, None) for entry in changelog.values())
        return Story(versions, News(UNRELEASED, "", unreleased, None) if unreleased else None, (), NO_HISTORY)
    store = _SummaryStore(project, folder)
    summaries = [store.summary(old.version, new.version, "version") for new, old in pairwise(history)]
    summaries += [Summary("The first version; there is none before it.")] if history else []
    versions = tuple(
        News(version, day, changelog[version].text if version in changelog else "", summary)
        for (version, _, day), summary in zip(history, summaries, strict=True)
    )
    last = history[0].version if history else None
    days = tuple(_days(later_commits, last, store))
    moved_since = Summary("Nothing moved.") if last else None
    if last and later_commits:
        moved_since = store.summary(last, later_commits[0].revision, "state")
    for path in {*folder.glob("*.json")} - store.used:
        path.unlink()
    return Story(versions, News(UNRELEASED, "", unreleased, moved_since) if later_commits or unreleased else None, days)


def _days(later_commits: list[Commit], release: str | None, store: "_SummaryStore") -> Iterator[Day]:
    by_day = sorted(later_commits, key=lambda commit: commit.day, reverse=True)  # a clock may have been wrong
    groups = [list(group) for _, group in groupby(by_day, key=lambda commit: commit.day)]
    bases = [*(group[0].revision for group in groups[1:]), release]
    for group, base in zip(groups, bases, strict=False):
        summary = store.summary(base, group[0].revision, "day") if base else Summary("The first day of this history.")
        yield Day(group[0].day, summary, tuple(commit.subject for commit in group))


class _SummaryStore:
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
            summary = _summary_of(compare(before, after)) if before and after else None
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
        stored = json.loads(path.read_text(encoding="utf-8"))
        reason = f"This {what} can't be compared with the one before: today's rules can't read one of the two."
        return Summary(*stored) if stored else Summary(reason)

    def _state(self, name: str) -> State | None:
        try:
            return read_state("BASE", name, self.root)
        except Unreadable:
            return None


def _summary_of(diff: Diff) -> Summary:
    kinds = []
    for kind, *counts in tallies(diff):
        edits = [f"{edited} {how}" for edited, how in zip(counts, HOWS, strict=True) if edited != "0"]
        kinds.append(f"{kind}: {', '.join(edits)}")
    records = f"Records edited: {'; '.join(kinds)}." if kinds else ""
    lists = {section.title: section.sentences() for section in sections(diff, cures=False) if section.title in LISTS}
    names = {NAMES[kind][0]: [_names_of(move) for move in moves] for kind, moves in diff.moved.items()}
    return Summary(headline(diff), records, lists, {title: names[title] for title in lists})


def _names_of(move: Move) -> list[str]:
    sides = [side for side in (move.old, move.new) if side]
    rows = {row.partition("/")[0] for row in (*move.rows, *(row for side in sides for row in side.rows))}
    return sorted({*re.split("[./]", move.key), *rows})
