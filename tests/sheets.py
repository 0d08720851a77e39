"""Print the page of each disease on a sheet of A4: ``nox -s sheets`` writes them to ``build/sheets``.

It reads ``build/html``, or the folder that SITE names, and prints with Chromium's own printing.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from served import serve

ROOT = Path(__file__).parent.parent
SITE = Path(os.environ.get("SITE", ROOT / "build" / "html"))
SHEETS = ROOT / "build" / "sheets"
LEAST = 8  # points
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".content *")]
    .filter(one => one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def diseases(site: Path) -> Iterator[str]:
    """Yield the address of the page of each disease."""
    yield from (
        f"conditions/{path.name}" for path in sorted((site / "conditions").glob("*.html")) if path.stem != "index"
    )


def pdf_of(browser: Browser, address: str) -> tuple[bytes, float]:
    """Return a page as it is printed on A4, and the size of its smallest type, in points."""
    page = browser.new_page()
    page.goto(address)
    pdf = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print")
    smallest = page.evaluate(SMALLEST) * 72 / 96
    page.close()
    return pdf, smallest


def sheets_of(pdf: bytes) -> int:
    """Return how many sheets a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def main() -> int:
    """Print each page, and say which need more than a sheet, or smaller type than a person reads."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    faults = 0
    with serve(SITE) as address, sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        for page in diseases(SITE):
            pdf, smallest = pdf_of(browser, address + page)
            (SHEETS / Path(page).with_suffix(".pdf").name).write_bytes(pdf)
            count = sheets_of(pdf)
            faults += count > 1 or smallest < LEAST
            print(f"{page}: {count} {'sheet' if count == 1 else 'sheets'}, type of {smallest:.1f} pt", flush=True)
        browser.close()
    return faults > 0


if __name__ == "__main__":
    sys.exit(main())
