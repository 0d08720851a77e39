"""What stands beside the versions: the way to the newest, the list of all for their pages, and files for machines."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from jinja2 import Environment

from livingevidence.history.publish import manifest
from livingevidence.history.releases import ReleaseCommit

LATEST, DEVELOPMENT = "latest", "development"
NOINDEX = b'<meta name="robots" content="noindex">'  # as site/layout/page.html writes it
CANONICAL = '<link rel="canonical" href="'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def pages(folder: Path) -> list[str]:
    """Return the pages of a version, by their paths in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def page_faults(folder: Path, version: str = "") -> Iterator[str]:
    """Yield what keeps a built version from being published: ``page: reason``.

    Each page is born with `noindex` and with the canonical link to itself in the newest version, because no byte of a
    published version changes; and each says at its foot of which version it is, unless none is given.
    """
    for name in pages(folder):
        html = (folder / name).read_text(encoding="utf-8", errors="replace")
        canonical = re.search(re.escape(CANONICAL) + '([^"]*)"', html)
        if NOINDEX.decode() not in html:
            yield f"{name}: has no {NOINDEX.decode()}"
        if canonical is None or not canonical[1].endswith(f"{LATEST}/{name}"):
            yield f"{name}: has no canonical link to {LATEST}/{name}"
        if version and f"Version: {version}." not in html:
            yield f"{name}: does not say that it is of version {version}"


def make_latest(newest: Path, latest: Path) -> None:
    """Copy the newest version and let search engines list the copy; not a byte else is changed."""
    shutil.copytree(newest, latest)
    for name in pages(latest):
        page = latest / name
        page.write_bytes(page.read_bytes().replace(NOINDEX, b"", 1))
    manifest.write_manifest(latest)


def lacking_pages(pages_by_version: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[str]]]:
    """Return which pages of other versions each version lacks, under the nearest one that it has.

    The nearest page is the index of the same folder, else of one above, else home.
    """
    all_pages = set().union(*pages_by_version.values())
    lacking: dict[str, dict[str, list[str]]] = {version: {} for version in pages_by_version}
    for version, own_pages in pages_by_version.items():
        for page in sorted(all_pages - {*own_pages}):
            indexes = (f"{folder}/index.html" for folder in Path(page).parents)
            nearest = next((index for index in indexes if index in own_pages), "index.html")
            lacking[version].setdefault(nearest, []).append(page)
    return lacking


def version_list(releases: Sequence[ReleaseCommit], pages_by_version: Mapping[str, Sequence[str]]) -> str:
    """Return ``versions.js``, which the pages of every version read (``site/static/switcher.js``).

    Its form lasts for ever, because old pages read it: fields may be added, none taken away or changed. ``newest`` is a
    version or null; ``versions`` are the newest first and then ``development``, each with ``name``, ``date`` (empty for
    the development state) and ``lacks`` (see :func:`lacking_pages`).
    """
    lacking = lacking_pages(pages_by_version)
    days = {release.version: release.day for release in releases} | {DEVELOPMENT: ""}
    versions = [{"name": name, "date": day, "lacks": lacking[name]} for name, day in days.items()]
    content = {"newest": releases[0].version if releases else None, "versions": versions}
    return f"window.reviewVersions = {json.dumps(content, separators=(',', ':'))};\n"


def redirect(releases: Sequence[ReleaseCommit], title: str) -> str:
    """Return the page at the root, which leads to the newest version without script, or says that there is none."""
    source = Path(__file__).with_name("root.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, keep_trailing_newline=True).from_string(source)
    return template.render(newest=next(iter(releases), None), title=title)


def sitemap(site: Path, base: str, day: str) -> str:
    """Return the addresses of the newest version's pages for search engines, below that of the site."""
    addresses = (escape(f"{base}{LATEST}/{name}") for name in pages(site / LATEST) if name != "search.html")
    entries = "".join(f"<url><loc>{address}</loc><lastmod>{day}</lastmod></url>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">\n{entries}</urlset>\n'


def write_root(site: Path, releases: Sequence[ReleaseCommit], base: str, title: str) -> None:
    """Write what stands beside the versions of a site, and last the manifest that covers all.

    The address of the site ends with a slash; where it is empty, as it is not known, there is no sitemap, which must
    hold whole addresses, and no feed, whose links lead from the folder of a version.
    """
    names = [*(release.version for release in releases), DEVELOPMENT]
    files = {
        ".nojekyll": "",  # else GitHub Pages leaves out folders such as _static
        "versions.js": version_list(releases, {name: pages(site / name) for name in names}),
        "index.html": redirect(releases, title),
        "robots.txt": "User-agent: *\nAllow: /\n",  # old versions say noindex, and must be read to be heard
    }
    if base and releases:
        files["sitemap.xml"] = sitemap(site, base, releases[0].day)
        files["robots.txt"] += f"Sitemap: {base}sitemap.xml\n"
        if (feed := site / LATEST / "feed.xml").is_file():
            shutil.copyfile(feed, site / feed.name)
    for name, text in files.items():
        (site / name).write_text(text, encoding="utf-8", newline="\n")
    manifest.write_manifest(site)
