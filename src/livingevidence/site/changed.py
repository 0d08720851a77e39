"""The pages that two builds show otherwise, each with its changed paragraphs, rows and figures before and after."""

import os
import posixpath
import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, PageElement, Tag
from markupsafe import Markup

from livingevidence.record.problems import UserError
from livingevidence.record.text import count
from livingevidence.site.site import environment

KINDS = "changed", "added", "removed"
ALIKE = 0.4
"""How alike two passages are, of 1, from which on their changed words are marked."""
MOST = 60
"""Passages of a page that are shown; the rest is counted."""
BLOCK = re.compile("^(aside|blockquote|details|d[dlt]|div|h[1-6]|li|[ou]l|section|summary|table)$")
WHOLE_BLOCK = re.compile("^(figure|p|pre|svg|tr)$")  # never looked into for smaller blocks
HEADING = re.compile("^h[1-6]$")
_ARTICLE = re.compile(r'<article role="main".*</article>', re.DOTALL)
_BUILD = re.compile(r"Version: (.+?)\. Evidence as of ([\d-]+),")  # at the foot of each page
_SUM = r"\b[0-9a-f]{64}\b"
_PIECE = re.compile(r"<[^>]*>|\s+|[^\s<]+")
_DRAWN = re.compile("<(svg|pre|math)")


class Block(NamedTuple):
    """A paragraph, a row or a figure: what is compared of it, its markup, and the section in which it stands."""

    same: tuple[str, ...]
    html: str
    section: str
    heading: str


class Passage(NamedTuple):
    """What stands in one place before and after; one of them is empty where it is new or gone."""

    heading: str
    places: tuple[str, str]
    sides: tuple[Markup, Markup]
    note: str


class Page(NamedTuple):
    """A page that one build alone has (``added``, ``removed``), or that has changed passages."""

    name: str
    title: str
    kind: str
    passages: list[Passage]


def changed_pages(before: Path, after: Path, ways: tuple[str, str] = ("", "")) -> Iterator[Page]:
    """Yield the pages that differ in what they say; version, day of the evidence and sums of files say nothing.

    What stands around the article, such as the list of all pages, is not looked at. The ways lead to both builds.
    """
    names = {path.relative_to(site).as_posix() for site in (before, after) for path in site.rglob("*.html")}
    for name in sorted(names):
        paths = before / name, after / name
        old, new = (path.read_text("utf-8") if path.is_file() else "" for path in paths)
        if not (old and new):
            yield Page(name, _title(old or new) or name, "added" if new else "removed", [])
            continue
        moving = _build_pattern(old, new)
        if moving.sub("", _article(old)) != moving.sub("", _article(new)):
            blocks = (list(_blocks(text, name, way, moving)) for text, way in zip((old, new), ways, strict=True))
            if passages := list(_passages(*blocks)):
                yield Page(name, _title(new) or name, "changed", passages)


def _article(text: str) -> str:
    article = _ARTICLE.search(text)
    return article[0] if article else ""


def _title(text: str) -> str:
    heading = BeautifulSoup(_article(text), "html.parser").find("h1")
    return heading.get_text().rstrip("¶") if heading else ""


def _build_pattern(*texts: str) -> re.Pattern:
    """Return what each build moves: its version, its day, and the sums of files; of both, as a day may be another's."""
    of_builds = {text for build in map(_BUILD.search, texts) if build for text in build.groups()}
    return re.compile("|".join([*map(re.escape, sorted(of_builds)), _SUM]))


def _blocks(page: str, name: str, way: str, moving: re.Pattern) -> Iterator[Block]:
    article = BeautifulSoup(_article(page), "html.parser")
    for unseen in article.select("script, style, template, .headerlink"):
        unseen.decompose()
    heading = ""
    for part in _parts(article):
        section = part.find_parent("section", id=True)
        tags = [part, *part.find_all(True)] if isinstance(part, Tag) else []
        if tags and HEADING.match(tags[0].name):
            heading = " ".join(part.get_text().split())
        leads = [lead for tag in tags if (lead := _settle(tag, name, way))]
        words, drawn = " ".join(part.get_text().split()), [str(tag) for tag in tags if tag.name == "svg"]
        if words or leads or drawn:
            same = tuple(moving.sub("", piece) for piece in (words, *leads, *drawn))
            html = str(part) if tags else Markup.escape(words)
            # Both drawings stand on one page, and what a drawing uses it names by an id.
            html = re.sub(r'(?<=\bid=")|(?<=url\(#)|(?<=href="#)', f"{way}-", html) if drawn else html
            html = f'<table class="docutils">{html}</table>' if tags and part.name == "tr" else html
            yield Block(same, html, str(section["id"]) if section else "", heading)


def _parts(node: Tag) -> Iterator[PageElement]:
    """Yield the smallest blocks of a part of a page, and what stands between blocks."""
    for child in list(node.children):
        if isinstance(child, Tag) and not WHOLE_BLOCK.match(child.name) and child.find([BLOCK, WHOLE_BLOCK]):
            yield from _parts(child)
        elif isinstance(child, Tag) or child.strip():
            yield child


def _settle(tag: Tag, name: str, way: str) -> str:
    """Make a tag fit for the page that is made here, and return the address in the site to which it leads."""
    if BLOCK.match(tag.name):
        tag.name = "div"
    if not tag.find_parent("svg"):
        del tag["id"], tag["hidden"]
    for attribute in ("href", "src"):
        address = str(tag.get(attribute) or "")
        if address and not (urlsplit(address).scheme or tag.find_parent("svg")):
            path, _, anchor = address.partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            tag[attribute] = f"{way}{path}" + (f"#{anchor}" if anchor else "")
            address = f"{path}#{anchor}"
        if address:
            return re.sub(r"#id\d+$", "", address)  # numbered as they come
    return ""


def _passages(old: list[Block], new: list[Block]) -> Iterator[Passage]:
    codes = SequenceMatcher(None, [block.same for block in old], [block.same for block in new], autojunk=False)
    for kind, old_start, old_end, new_start, new_end in codes.get_opcodes():
        if kind != "equal":
            for before, after in zip_longest(old[old_start:old_end], new[new_start:new_end]):
                yield _passage(before, after)


def _passage(old: Block | None, new: Block | None) -> Passage:
    block = new or old
    sections = [block.section if block else "" for block in (old, new)]
    sides = [block.html if block else "" for block in (old, new)]
    alike = old is not None and new is not None and old.same[0] == new.same[0]
    if all(sides) and not alike and not any(map(_DRAWN.search, sides)):
        sides = _mark_words(*sides)
    note = "The words are the same; a link leads elsewhere, or a drawing is another." if alike else ""
    return Passage(block.heading if block else "", tuple(sections), tuple(map(Markup, sides)), note)


def _mark_words(old: str, new: str) -> list[str]:
    """Return the old and the new text with the words marked in which they differ."""
    pieces = [_PIECE.findall(text) for text in (old, new)]
    words = [[place for place, piece in enumerate(side) if piece.strip() and piece[0] != "<"] for side in pieces]
    before, after = ([side[place] for place in places] for side, places in zip(pieces, words, strict=True))
    matcher = SequenceMatcher(None, before, after, False)
    spans = matcher.get_opcodes() if matcher.ratio() > ALIKE else []
    for _, old_start, old_end, new_start, new_end in (span for span in spans if span[0] != "equal"):
        for side, tag, start, end in ((0, "del", old_start, old_end), (1, "ins", new_start, new_end)):
            for place in words[side][start:end]:
                pieces[side][place] = f"<{tag}>{pieces[side][place]}</{tag}>"
    return ["".join(side) for side in pieces]


def write(before: Path, after: Path, file: Path) -> str:
    """Write the page that sets two builds beside each other, to which it leads, and return how much differs.

    Raises :class:`UserError` where a folder holds no built site.
    """
    for site in (before, after):
        if not (site / "index.html").is_file():
            raise UserError(f"{site} holds no built site: build one there, such as by `nox -s docs`")
    old, new = (os.path.relpath(site, file.parent) + "/" for site in (before, after))
    pages = list(changed_pages(before, after, (old, new)))
    styles = re.findall(r'<link rel="stylesheet"[^>]*? href="([^"]+)"', (after / "index.html").read_text("utf-8"))
    summary = ", ".join(f"{count(sum(page.kind == kind for page in pages), 'page')} {kind}" for kind in KINDS)
    facts = {"pages": pages, "summary": summary, "styles": styles, "ways": {"before": old, "after": new}, "most": MOST}
    file.write_text(environment().get_template("changed.html").render(facts), encoding="utf-8")
    return summary


if __name__ == "__main__":
    try:
        print(write(*map(Path, sys.argv[1:])))
    except UserError as error:
        sys.exit(str(error))
