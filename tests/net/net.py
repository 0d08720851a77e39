"""What a release showed its readers, kept so that a move of the code can be held against it.

``python tests/net/net.py build/html EXPORT`` writes the three files beside this one, from a site and an export of the
release itself: ``addresses.json`` (pages and named anchors, kept for good), ``words.json.xz`` (the visible words of
each page) and ``exports.json.xz`` (the text of each download).
"""

import json
import lzma
import re
import sys
from pathlib import Path

from bs4 import BeautifulSoup

HERE = Path(__file__).parent
# Ids that docutils counts change with any edit, and those of a drawing's paths and ticks with the evidence it draws.
COUNTED = re.compile(r"(id|footnote-|index-)\d+|.+-[mp][0-9a-f]{10}|.+_\d+")


def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Return each page of a built site, by its path."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
        if not path.relative_to(site).as_posix().startswith(("_static", "_modules"))
    }


def anchors(page: BeautifulSoup) -> list[str]:
    """Return the named anchors of a page's article, in order of the alphabet."""
    article = page.find("article") or page
    return sorted({tag["id"] for tag in article.find_all(id=True) if not COUNTED.fullmatch(tag["id"])})


def words(page: BeautifulSoup) -> list[str]:
    """Return the words of a page's article as a reader sees them."""
    article = page.find("article") or page.body
    for tag in article.find_all(["script", "style", "template"]):
        tag.decompose()
    return article.get_text(" ").split()


def keep(name: str, content: object) -> None:
    """Write a file of the net."""
    text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    if name.endswith(".xz"):
        (HERE / name).write_bytes(lzma.compress(text.encode(), preset=9))
    else:
        (HERE / name).write_text(text, encoding="utf-8")


def kept(name: str):
    """Return a file of the net."""
    raw = (HERE / name).read_bytes()
    return json.loads(lzma.decompress(raw) if name.endswith(".xz") else raw)


if __name__ == "__main__":
    site, export = map(Path, sys.argv[1:])
    found = pages(site)
    keep("addresses.json", {name: anchors(page) for name, page in found.items()})
    keep("words.json.xz", {name: words(page) for name, page in found.items()})
    keep("exports.json.xz", {path.name: path.read_text(encoding="utf-8") for path in sorted(export.iterdir())})
