"""Check that every link and anchor inside a built site leads somewhere, and that chapters lead to every study."""

import os
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """Collects the ids of a page and the addresses that it names, with their lines."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        if ("rel", "canonical") not in attrs:  # which leads to another version, beside this one
            self.ids |= {value for name, value in attrs if name == "id"}
            self.links += [(self.getpos()[0], value) for name, value in attrs if name in ("href", "src") and value]


def broken_links(site: Path) -> list[str]:
    """Return one line for each link or anchor inside a folder of built HTML that leads nowhere."""
    pages = {path.resolve(): _Page(path) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site.resolve())}:{line}: {address}: {fault}"
        for path, page in pages.items()
        for line, address in page.links
        if (fault := _fault(path, address, pages, site.resolve()))
    ]


def _target(path: Path, address: str) -> Path:
    route = unquote(urlsplit(address).path)
    return Path(os.path.normpath(path.parent / route)) if route else path  # no symbolic link is in a site


def _fault(path: Path, address: str, pages: dict[Path, _Page], site: Path) -> str:
    parts, target = urlsplit(address), _target(path, address)
    if parts.scheme or parts.netloc:
        return ""
    if target.is_dir():
        target /= "index.html"
    if not target.is_relative_to(site):
        return "leads out of the site"
    if not target.exists():
        return "no such page"
    lost = parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids
    return "no such anchor" if lost else ""


def unreached_studies(site: Path) -> list[str]:
    """Return one line for each study that no chapter of `site` leads to, in its words, tables or list of the rest."""
    chapters = [path.resolve() for path in site.glob("chapters/*.html")]
    reached = {_target(path, address) for path in chapters for _, address in _Page(path).links}
    fix = "tell of it in a chapter, or list it in left-out.yaml with the chapter and the reason"
    pages = [path for path in sorted(site.glob("studies/*.html")) if path.stem != "index"]
    unreached = [path.relative_to(site) for path in pages if path.resolve() not in reached]
    return [f"{path}: no chapter leads to this study: {fix}" for path in unreached]


def main(folder: str) -> int:
    """Print the broken links of a site and the studies apart from its chapters, and return 1 if there are any."""
    site = Path(folder)
    broken, unreached = broken_links(site), unreached_studies(site)
    print(*broken, *unreached, sep="\n")
    summary = f"{len(broken)} links that lead nowhere, {len(unreached)} studies that no chapter leads to"
    print(f"{len(list(site.rglob('*.html')))} pages, {summary}")
    return 1 if broken or unreached else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
