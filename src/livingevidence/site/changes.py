"""The page of what is new: version by version, then the days since the last one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markupsafe import Markup

from livingevidence.history.diff.news import Story, story
from livingevidence.site.site import Site

DAYS = 10
FEW = 5
"""Longer lists are folded."""


def changes(site: Site) -> Mapping[str, object]:
    """Return what is new, the newest first; raises BrokenChangelog."""
    return view(story(site.root.folder))


def view(told: Story) -> Mapping[str, object]:
    """Return what the page shows of what is new."""
    return {
        "story": told,
        "after": f"after {told.versions[0].version}" if told.versions else "before the first version",
        "moved": told.since.told if told.since and len(told.days) != 1 else None,  # the only day tells the same
        "days": told.days[:DAYS],
        "earlier": len(told.days) - DAYS,
        "few": FEW,
        "anchor": anchor,
        "markdown": markdown,
    }


def anchor(version: str) -> str:
    """Return the address of a version on the page, such as ``v2026-1-0``."""
    return "v" + version.replace(".", "-")


def markdown(words: str, *, flat: bool = True) -> Markup:
    """Return words of the changelog, whose Markdown may hold no HTML.

    On the page headings are in bold, because those of the page are its versions.
    """
    words = re.sub(r"^#+ +(.*)", r"**\1**", words, flags=re.MULTILINE) if flat else words
    return Markup(MarkdownIt("commonmark", {"html": False}).render(words))
