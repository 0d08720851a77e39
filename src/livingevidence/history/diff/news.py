"""What each version brought: the changelog's words, and what moved in the evidence; then the days since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from livingevidence.history.changelog import UNRELEASED, Entry, read_changelog
from livingevidence.history.diff.compare import Diff, of_snapshots
from livingevidence.history.diff.render import headline, sections, tallies
from livingevidence.history.diff.snapshot import Snapshot
from livingevidence.history.diff.states import Unreadable, read_state
from livingevidence.history.git import Commit, NoHistory, commits, is_shallow, root_of
from livingevidence.history.publish.history import releases
from livingevidence.record.digest import PACKAGE, of_files
from livingevidence.record.root import nearest

NO_HISTORY = (
    "This copy of the project has no whole git history, so what moved in the evidence isn't told here; "
    "a full clone tells it."
)
LISTS = ("Claims", "Certainty", "Estimates and refusals", "Directions of benefit")
HOWS = ("added", "removed", "changed", "changed in wording")


class Told(NamedTuple):
    """What a difference of two states says to readers.

    Attributes
    ----------
    headline : str
        One sentence; that nothing moved where nothing did.
    records : str
        How many records were edited, by kind; empty where none was.
    lists : dict of str to list of str
        What moved, under the titles of :data:`LISTS`; empty ones are left out.
    """

    headline: str
    records: str = ""
    lists: dict[str, list[str]] = {}  # noqa: RUF012 - never changed


class News(NamedTuple):
    """What a version, or the work since the last one, brought.

    Attributes
    ----------
    version, day, words : str
        As in :class:`livingevidence.history.changelog.Entry`; the day is that of the release.
    told : Told or None
        What moved since the version before; None where it can't be told.
    """

    version: str
    day: str
    words: str
    told: Told | None


class Day(NamedTuple):
    """A day on which the data changed: what moved, and the first lines of its commits."""

    day: str
    told: Told
    done: tuple[str, ...]


class Story(NamedTuple):
    """Everything that is new, the newest first.

    Attributes
    ----------
    versions : tuple of News
        The versions of the history, or of the changelog where there is no history.
    since : News or None
        What came after the last of them; None where nothing did.
    days : tuple of Day
        The days on which the data changed since.
    missing : str
        A sentence on what can't be told; empty where all is.
    """

    versions: tuple[News, ...]
    since: News | None
    days: tuple[Day, ...] = ()
    missing: str = ""


def story(root: Path) -> Story:
    """Return what is new in a project.

    It depends on the commits that HEAD holds and on the changelog, never on tags or on which clone it is.

    Parameters
    ----------
    root : pathlib.Path
        The project, whose folder ``build/changes`` keeps what was compared, by the revisions and the package's code.

    Raises
    ------
    BrokenChangelog
        If the changelog can't be read.
    """
    words = read_changelog(root)
    waiting = words.pop(UNRELEASED, Entry(UNRELEASED, "", "")).text
    try:
        if root_of(root) != root.resolve() or is_shallow(root):
            raise NoHistory
        found = releases(root)
        later = commits(root, found[0].revision if found else None)
    except NoHistory:
        versions = tuple(News(*entry, None) for entry in words.values())
        return Story(versions, News(UNRELEASED, "", waiting, None) if waiting else None, (), NO_HISTORY)
    compared = _Compared(root)
    versions = []
    for item, older in zip(found, [*found[1:], None], strict=False):
        told = (
            compared(older.revision, item.revision, "version")
            if older
            else Told("The first version; there is none before it.")
        )
        text = words[item.version].text if item.version in words else ""
        versions.append(News(item.version, str(item.day), text, told))
    dated = sorted(later, key=lambda commit: commit.day, reverse=True)  # a clock may have been wrong
    groups = [list(group) for _, group in groupby(dated, key=lambda commit: commit.day)]
    days = tuple(_days(groups, found[0].revision if found else None, compared))
    since = None
    if found and (later or waiting):
        moved = compared(found[0].revision, later[0].revision, "state") if later else Told("Nothing moved.")
        since = News(UNRELEASED, "", waiting, moved)
    elif later or waiting:
        since = News(UNRELEASED, "", waiting, None)
    compared.tidy()
    return Story(tuple(versions), since, days)


def _days(groups: Sequence[Sequence[Commit]], start: str | None, compared: _Compared):
    bases = [*(group[0].revision for group in groups[1:]), start]
    for group, base in zip(groups, bases, strict=False):
        told = compared(base, group[0].revision, "day") if base else Told("The first day of this history.")
        yield Day(group[0].day, told, tuple(commit.subject for commit in group))


class _Compared:
    """Differences of revisions, kept on disk."""

    def __init__(self, root: Path):
        code = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "site"]
        self.root, self.code = root, of_files(code, PACKAGE)[:12]
        self.folder, self.used = root / "build" / "changes", set()
        self.snapshots: dict[str, Snapshot | None] = {}

    def __call__(self, base: str, head: str, what: str) -> Told:
        """Return what moved; that `what` can't be compared if one of them can't be read."""
        path = self.folder / f"{base[:16]}-{head[:16]}-{self.code}.json"
        self.used.add(path)
        if not path.is_file():
            before, after = self._snapshot(base), self._snapshot(head)
            told = _told(of_snapshots(base, before, head, after)) if before and after else None
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        kept = json.loads(path.read_text(encoding="utf-8"))
        why = f"This {what} can't be compared with the one before: today's rules can't read one of the two."
        return Told(*kept) if kept else Told(why)

    def _snapshot(self, revision: str) -> Snapshot | None:
        if revision not in self.snapshots:
            try:
                self.snapshots[revision] = read_state("BASE", revision, nearest(self.root)).snapshot
            except (Unreadable, LookupError, ValueError):
                self.snapshots[revision] = None
        return self.snapshots[revision]

    def tidy(self) -> None:
        """Drop what nobody asks for any more."""
        for path in set(self.folder.glob("*.json")) - self.used:
            path.unlink()


def _told(diff: Diff) -> Told:
    counted = (
        f"{kind}: " + ", ".join(f"{n} {how}" for n, how in zip(counts, HOWS, strict=True) if n != "0")
        for kind, *counts in tallies(diff)
    )
    records = "; ".join(counted)
    lists = {
        part.title: [f"{about}: {before} → {now}" for about, before, now in part.lines]
        for part in sections(diff)
        if part.title in LISTS
    }
    return Told(headline(diff), f"Records edited: {records}." if records else "", lists)
