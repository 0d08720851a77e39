"""Check that every link and anchor inside a built site leads somewhere, and that chapters lead to every study."""

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
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site)}:{line}: {address}: {wrong}"
        for path, page in pages.items()
        for line, address in page.links
        if (wrong := _wrong(path, address, pages, site))
    ]


def studies_apart(site: Path) -> list[str]:
    """Return one line for each study that no chapter of `site` leads to, in its words, tables or list of the rest."""
    reached = {
        (path.parent / unquote(urlsplit(address).path)).resolve()
        for path in site.glob("chapters/*.html")
        for _, address in _read(path).links
    }
    fix = "tell of it in a chapter, or list it in left-out.yaml with the chapter and the reason"
    return [
        f"{path.relative_to(site)}: no chapter leads to this study: {fix}"
        for path in sorted(site.glob("studies/*.html"))
        if path.resolve() not in reached and path.stem != "index"
    ]


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


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
    """Print the broken links of a site and the studies apart from its chapters, and return 1 if there are any."""
    site = Path(folder)
    wrong, apart = broken_links(site), studies_apart(site)
    print(*wrong, *apart, sep="\n")
    told = f"{len(wrong)} links that lead nowhere, {len(apart)} studies that no chapter leads to"
    print(f"{len(list(site.rglob('*.html')))} pages, {told}")
    return 1 if wrong or apart else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
