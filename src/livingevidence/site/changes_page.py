"""The page of what is new: version by version, then the days since the last one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.history.changelog import BrokenChangelog
from livingevidence.history.diff.news import Day, Story, Told, story
from livingevidence.record.text import count, number
from livingevidence.site.nodes import bullets, paragraph, section

DAYS = 10
FEW = 5
"""Longer lists are folded."""

Parse = Callable[[str], list[nodes.Node]]


class ChangesDirective(SphinxDirective):
    """What is new, the newest first."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each version, and one for what came after the last."""
        self.env.note_reread()  # a commit changes the page, and no file that Sphinx looks at
        try:
            return changes(story(Path(self.env.srcdir).parent), self._parsed)
        except BrokenChangelog as error:
            raise self.error(str(error)) from None

    def _parsed(self, words: str) -> list[nodes.Node]:
        return self.parse_text_to_nodes(flat(words))


def flat(words: str) -> str:
    """Return Markdown with its headings in bold, because those of the page are its versions."""
    return re.sub(r"^#+ +(.*)", r"**\1**", words, flags=re.M)


def changes(told: Story, parsed: Parse) -> list[nodes.Node]:
    """Return what is new as sections of a page.

    Parameters
    ----------
    told : Story
        What is new.
    parsed : callable
        Makes nodes of the changelog's words, which are Markdown.
    """
    made = [paragraph(told.missing)] if told.missing else []
    for item in told.versions:
        title = ", ".join(filter(None, (item.version, item.day)))
        made.append(section(title, anchor(item.version), *parsed(item.words), *_moved(item.told)))
    if told.since:
        after = f"after {told.versions[0].version}" if told.versions else "before the first version"
        moved = told.since.told if len(told.days) != 1 else None  # the only day tells the same
        parts = [*parsed(told.since.words), *_moved(moved), *map(_day, told.days[:DAYS])]
        if len(told.days) > DAYS:
            parts.append(paragraph(f"{count(len(told.days) - DAYS, 'earlier day')} not shown."))
        made.append(section(f"In development, {after}", "development", *parts))
    return made or [paragraph("No change of the data is recorded yet.")]


def anchor(version: str) -> str:
    """Return the address of a version on the page, such as ``v2026-1-0``."""
    return "v" + version.replace(".", "-")


def _day(day: Day) -> nodes.section:
    fold = _fold(f"Steps of work on the evidence: {number(len(day.done))}", day.done, folded=True)
    return section(day.day, f"day-{day.day}", *_moved(day.told), *fold)


def _moved(told: Told | None) -> Iterator[nodes.Node]:
    """Yield what moved in the evidence: a sentence, and each list of moves, folded where it is long."""
    if told is not None:
        yield paragraph([nodes.strong("", "In the evidence: "), nodes.Text(told.headline)])
        if told.records:
            yield paragraph(told.records)
        for title, lines in told.lists.items():
            yield from _fold(f"{title}: {number(len(lines))}", lines, folded=len(lines) > FEW)


def _fold(title: str, lines: Iterable[str], *, folded: bool) -> Sequence[nodes.Node]:
    shown = "" if folded else " open"
    opened = nodes.raw("", f'<details class="fold"{shown}><summary>{escape(title)}</summary>', format="html")
    return opened, bullets(lines), nodes.raw("", "</details>", format="html")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("changes", ChangesDirective)
