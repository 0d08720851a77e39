"""What is new, version by version and then day by day: the page, and the feed of versions (Atom, RFC 4287)."""

import re
import uuid
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup
from sphinx.application import Sphinx

from livingevidence.history.diff.news import News, Summary, story
from livingevidence.record.reads import EVERYTHING, note_reads
from livingevidence.record.root import site_address
from livingevidence.record.text import capital
from livingevidence.site.ahead import begin_ahead
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.fresh import Freshness
from livingevidence.site.site import HISTORY, Page, Site, environment

DAYS = 10
FEW = 5
"""Longer lists are folded."""
FEED = "feed.xml"
# Drawn once, and never to change: every id is made from it and a version, whatever the address of the site is.
NAMESPACE = uuid.UUID("324a34d3-4e23-4254-8354-82aabf5b4bc5")


def changes(page: Page) -> Markup:
    """Return what is new, the newest first; raises BrokenChangelog."""
    news = page.site.story()
    note_reads([EVERYTHING, HISTORY])  # which are read anew for each state
    return page.fill("changes.html", story=news, most=DAYS, few=FEW, anchor=anchor, markdown=markdown)


def anchor(version: str) -> str:
    """Return the address of a version on the page, such as ``v2026-1-0``."""
    return "v" + version.replace(".", "-")


def markdown(words: str, *, flat: bool = True) -> Markup:
    """Return words of the changelog, whose Markdown may hold no HTML.

    On the page headings are in bold, because those of the page are its versions.
    """
    words = re.sub(r"^#+ +(.*)", r"**\1**", words, flags=re.MULTILINE) if flat else words
    return Markup(MarkdownIt("commonmark", {"html": False}).render(words))


def versions_of_condition(versions: Iterable[News], names: Set[str]) -> Iterator[News]:
    """Yield the versions in which something moved of a condition or of its studies, each with that alone."""
    for version in versions:
        lists: dict[str, list[str]] = {}
        for title, lines in version.summary.lists.items() if version.summary else ():
            for line, names_of_line in zip(lines, version.summary.names[title], strict=True):
                if names & set(names_of_line):
                    lists.setdefault(title, []).append(line)
        if lists:
            yield version._replace(words="", summary=Summary("", "", lists))


def feed(versions: Iterable[News], title: str, day: str, base: str = "", about: str = "", stopped: str = "") -> str:
    """Return the feed, so that a reader need not look whether there is a newer version.

    The newest version comes first; those whose day isn't known are left out, as an entry must have one, and without any
    the feed changed on `day`. Links are relative to the feed where the `base` of the published site is not known. A
    feed may be `about` one condition, and tells that and why the review is `stopped`.
    """
    dated, base = [version for version in versions if version.day], base.rstrip("/") + "/" if base else ""

    def urn(name: str) -> str:
        return uuid.uuid5(NAMESPACE, f"{about}/{name}" if about else name).urn

    facts = {"anchor": anchor, "markdown": markdown, "few": FEW, "id_of": urn, "up": "../" if about else ""}
    facts |= {"feed_id": urn("") if about else NAMESPACE.urn, "title": title, "base": base, "stopped": stopped}
    facts |= {"day": dated[0].day if dated else day, "address": address(base, about)}
    return environment().get_template(FEED).render(versions=dated, **facts)


def address(base: str, about: str = "") -> str:
    """Return the address of a feed: that of the newest version where the site's own is known."""
    if about:
        return f"{base.rstrip('/')}/latest/conditions/{about}.xml" if base else f"{about}.xml"
    return f"{base.rstrip('/')}/{FEED}" if base else FEED


def write(site: Site, app: Sphinx, error: Exception | None) -> None:
    """Write the feed beside the home page, and beside the page of each condition one of what moved there."""
    if error is not None or app.builder.format != "html":
        return
    versions, about, base = story(site.root.folder, site.changes_folder).versions, site.about, site_address()
    site_title = app.config.html_title
    feeds = {FEED: feed(versions, site_title, about.evidence_as_of, base, stopped=about.stopped)}
    for name, term in conditions_with_pages(site.evidence).items():
        names = {name, *(study.id for study in site.evidence.records.values() if name in study.conditions)}
        moved, title = versions_of_condition(versions, names), f"{capital(term.label)}. {site_title}"
        feeds[f"conditions/{name}.xml"] = feed(moved, title, about.evidence_as_of, base, name, about.stopped)
    for name, text in feeds.items():
        (Path(app.outdir) / name).write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Write the feed beside the home page, and tell every page where it is."""
    base = site_address()

    def begin(app: Sphinx, *_: object) -> list[str]:
        """Compare states while the build goes on, if none before it did."""
        if not app.env.all_docs:
            fresh.site.story = begin_ahead(fresh.site.story)
        return []

    def add_feeds(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        context["feed"] = base and address(base)
        kind, _, name = page.partition("/")
        context["feed_here"] = f"{name}.xml" if kind == "conditions" and name != "index" else ""

    app.connect("html-page-context", add_feeds)
    app.connect("env-get-outdated", begin, priority=470)

    def finish(app: Sphinx, error: Exception | None) -> None:
        if fresh.moved or not (Path(app.outdir) / FEED).is_file():
            write(fresh.site, app, error)

    app.connect("build-finished", finish)
