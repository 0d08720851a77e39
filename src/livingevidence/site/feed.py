"""The feed of versions (Atom, RFC 4287), so that a reader need not look whether there is a newer one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx

from livingevidence.history.diff.news import News, Told, story
from livingevidence.record.root import site_address
from livingevidence.record.text import number
from livingevidence.site.changes import FEW, anchor, markdown
from livingevidence.site.site import Site
from livingevidence.site.stamp import evidence_date

NAME = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
# Drawn once, and never to change: every id is made from it and a version, whatever the address of the site is.
NAMESPACE = uuid.UUID("324a34d3-4e23-4254-8354-82aabf5b4bc5")
RIGHTS = "CC BY 4.0"


def feed(versions: Sequence[News], title: str, day: str, base: str = "") -> str:
    """Return the feed.

    Parameters
    ----------
    versions : sequence of News
        The newest first; those whose day isn't known are left out, as an entry must have one.
    title : str
        The review's.
    day : str
        When the feed changed if it holds no version, YYYY-MM-DD.
    base : str
        The address of the root of the published site; links are relative to the feed where it is empty.
    """
    dated = [item for item in versions if item.day]
    made = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(made, "id", f"urn:uuid:{NAMESPACE}")
    _add(made, "title", f"What's new in “{title}”")
    _add(made, "updated", _moment(dated[0].day if dated else day))
    _add(_add(made, "author"), "name", "The contributors")
    _add(made, "rights", RIGHTS)
    _add(made, "link", rel="self", type="application/atom+xml", href=address(base))
    latest = f"{base.rstrip('/')}/latest/" if base else ""
    _add(made, "link", rel="alternate", type="text/html", href=f"{latest}changes.html")
    for item in dated:
        entry = _add(made, "entry")
        _add(entry, "id", uuid.uuid5(NAMESPACE, item.version).urn)
        _add(entry, "title", f"Version {item.version}")
        _add(entry, "updated", _moment(item.day))
        _add(entry, "published", _moment(item.day))
        own = f"{base.rstrip('/')}/{item.version}/" if base else ""
        _add(entry, "link", rel="alternate", type="text/html", href=f"{own}changes.html#{anchor(item.version)}")
        _add(entry, "content", "".join(_html(item)), type="html")
    ElementTree.indent(made)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(made, encoding="unicode")}\n'


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name, attributes)
    made.text = text
    return made


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _html(item: News) -> Iterator[str]:
    """Yield the words of a version, whose Markdown may hold no HTML, and the first of what moved."""
    yield markdown(item.words, flat=False)
    told = item.told or Told("")
    for text in filter(None, (told.headline, told.records)):
        yield f"<p>{escape(text)}</p>\n"
    for title, lines in told.lists.items():
        more = [f"and {number(len(lines) - FEW)} more"] if len(lines) > FEW else []
        shown = "".join(f"<li>{escape(line)}</li>\n" for line in [*lines[:FEW], *more])
        yield f"<p>{escape(title)}: {number(len(lines))}</p>\n<ul>\n{shown}</ul>\n"


def address(base: str) -> str:
    """Return the address of the feed: that of the newest version where the site's own is known."""
    return f"{base.rstrip('/')}/{NAME}" if base else NAME


def write(site: Site, app: Sphinx, error: Exception | None) -> None:
    """Write the feed beside the home page."""
    if error is None and app.builder.format == "html":
        told = story(site.root.folder)
        made = feed(told.versions, app.config.html_title, evidence_date(site.root), site_address())
        (Path(app.outdir) / NAME).write_text(made, encoding="utf-8", newline="\n")


def setup(app: Sphinx, site: Site) -> None:
    """Write the feed beside the home page, and tell every page where it is."""
    base = site_address()

    def tell(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        context["feed"] = base and address(base)

    app.connect("html-page-context", tell)
    app.connect("build-finished", partial(write, site))
