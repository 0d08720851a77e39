"""The page of what changed: the history of the data, day by day and release by release."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ruxreview.diff.compare import of_snapshots
from ruxreview.diff.render import as_json
from ruxreview.diff.revisions import DATA_PATH, Commit, NoHistory, commits, is_shallow, releases, root_of
from ruxreview.diff.snapshot import Snapshot, snapshot
from ruxreview.diff.states import Unreadable, read_state
from ruxreview.digest import PACKAGE, of_files
from ruxreview.site.nodes import bullets, paragraph, section
from ruxreview.text import number

DAYS = 10
NO_HISTORY = (
    "This copy of the project has no whole git history, so what changed isn't told here; a full clone tells it."
)
SHOWN = {"claims": "Claims", "certainty": "Certainty", "directions": "Directions", "estimates": "Estimates"}
MOST = 5


class ChangesDirective(SphinxDirective):
    """What changed in the evidence, the newest first."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each release and for each of the last days on which the data changed."""
        self.env.note_reread()  # a commit changes the page, and no file that Sphinx looks at
        return changes(Path(self.env.srcdir).parent)


def changes(root: Path) -> list[nodes.Node]:
    """Return the history of a project's data; one sentence where there is none to read.

    Parameters
    ----------
    root : pathlib.Path
        The project, whose folder ``build/changes`` keeps what was compared, by the revisions and the package's code.
    """
    try:
        if root_of(root) != root.resolve() or is_shallow(root):
            return [paragraph(NO_HISTORY)]
        found, tags = commits(root), releases(root)
    except NoHistory:
        return [paragraph(NO_HISTORY)]
    days = [list(group) for _, group in groupby(found, key=lambda commit: commit.day)]
    compared = _Compared(root)
    made = [section("Releases", "releases", *_releases(tags, compared))] if tags else []
    made += [_day(day, older, compared) for day, older in zip(days[:DAYS], [*days[1:], None], strict=False)]
    compared.tidy()
    return made or [paragraph("No change of the data is recorded yet.")]


class _Compared:
    """Differences of revisions, kept on disk."""

    def __init__(self, root: Path):
        code = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "site"]
        self.root, self.code = root, of_files(code, PACKAGE)[:12]
        self.folder, self.used = root / "build" / "changes", set()
        self.snapshots: dict[str, Snapshot | None] = {}

    def __call__(self, base: str, head: str) -> dict | None:
        """Return the difference as JSON has it; None if one of them can't be read."""
        path = self.folder / f"{base[:16]}-{head[:16]}-{self.code}.json"
        self.used.add(path)
        if not path.is_file():
            before, after = self._snapshot(base), self._snapshot(head)
            told = as_json(of_snapshots(base, before, head, after)) if before and after else "null"
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(told, encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    def _snapshot(self, revision: str) -> Snapshot | None:
        if revision not in self.snapshots:
            try:
                evidence = read_state("BASE", revision, self.root / DATA_PATH).evidence
                self.snapshots[revision] = snapshot(evidence)
            except (Unreadable, LookupError, ValueError):
                self.snapshots[revision] = None
        return self.snapshots[revision]

    def tidy(self) -> None:
        """Drop what no page shows any more."""
        for path in set(self.folder.glob("*.json")) - self.used:
            path.unlink()


def _day(day: Sequence[Commit], older: Sequence[Commit] | None, compared: _Compared) -> nodes.section:
    told = list(_told(compared(older[0].revision, day[0].revision))) if older else ["The first day of this history."]
    return section(day[0].day, f"day-{day[0].day}", *told_nodes(told), bullets(commit.subject for commit in day))


def _releases(tags: Sequence[Commit], compared: _Compared) -> Iterator[nodes.Node]:
    for tag, older in zip(tags[:DAYS], [*tags[1:], None], strict=False):
        told = list(_told(compared(older.revision, tag.revision))) if older else ["The first release."]
        yield section(f"{tag.subject}, {tag.day}", f"release-{tag.subject.replace('.', '-')}", *told_nodes(told))


def told_nodes(told: Sequence[str]) -> list[nodes.Node]:
    """Return the first sentence as a paragraph and the rest as a list."""
    return [paragraph(told[0]), *([bullets(told[1:])] if told[1:] else [])]


def _told(diff: dict | None) -> Iterator[str]:
    """Yield the headline of a difference, the counts of edited records, and what moved first."""
    if diff is None:
        yield "This day can't be compared with the one before: today's rules can't read one of the two."
        return
    yield diff["headline"]
    by_kind = {kind: [] for kind in dict.fromkeys(item["kind"] for item in diff["edited"])}
    for item in diff["edited"]:
        how = "changed in wording" if item["how"] == "wording" else item["how"]
        by_kind[item["kind"]].append(f"{number(item['count'])} {how}")
    if by_kind:
        yield "Records: " + "; ".join(f"{kind}: {', '.join(counts)}" for kind, counts in by_kind.items()) + "."
    for kind, name in SHOWN.items():
        moves = diff[kind]
        for move in moves[:MOST]:
            yield f"{name}: {move['about']}: {move['before'] or 'not there'} → {move['after'] or 'gone'}"
        if len(moves) > MOST:
            yield f"{name}: {number(len(moves) - MOST)} more"


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("changes", ChangesDirective)
