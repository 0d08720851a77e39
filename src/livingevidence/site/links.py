"""Check that every link and anchor inside a built site leads somewhere."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """Collects the ids of a page and the addresses that it names."""

    def __init__(self):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[int, str]] = []

    def handle_starttag(self, tag, attrs):
        if ("rel", "canonical") in attrs:
            return  # leads to another version, beside this one
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append((self.getpos()[0], value))


def broken_links(site: Path) -> list[str]:
    """Return one line for each link or anchor inside `site` that leads nowhere.

    Parameters
    ----------
    site : pathlib.Path
        A folder of built HTML.
    """
    pages = {}
    for path in sorted(site.rglob("*.html")):
        page = pages[path] = _Page()
        page.feed(path.read_text(encoding="utf-8"))
    return [
        f"{path.relative_to(site)}:{line}: {address}: {wrong}"
        for path, page in pages.items()
        for line, address in page.links
        if (wrong := _wrong(path, address, pages, site))
    ]


def _wrong(path: Path, address: str, pages: dict[Path, _Page], site: Path) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_relative_to(site.resolve()) and parts.path:
        return "leads out of the site"
    if not target.exists():
        return "no such page"
    anchor = unquote(parts.fragment)
    page = pages.get(site / target.relative_to(site.resolve())) if parts.path else pages[path]
    if anchor and page and anchor not in page.ids:
        return "no such anchor"
    return ""


def main(folder: str) -> int:
    """Print the broken links of a site and return 1 if there are any."""
    site = Path(folder)
    wrong = broken_links(site)
    print(*wrong, sep="\n")
    print(f"{len(list(site.rglob('*.html')))} pages, {len(wrong)} links that lead nowhere")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
