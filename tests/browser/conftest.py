"""The built site, served on loopback, and a real Chromium that reads it."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from served import serve

ROOT = Path(__file__).parent.parent.parent
# Quiet, and able to run as root in a container.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
EMPTY = "if (location.protocol !== 'about:') { localStorage.clear(); sessionStorage.clear(); }"
MISSING = "no Chromium: on Debian `apt-get install chromium`, elsewhere `playwright install chromium`"


@pytest.fixture(scope="session")
def folder() -> Path:
    """Return the folder of the built site: ``build/html``, or the one that SITE names."""
    found = Path(os.environ.get("SITE", ROOT / "build" / "html")).resolve()
    if not (found / "index.html").is_file():
        pytest.exit(f"no site in {found}: build it with `nox -s docs`", returncode=2)
    return found


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """Return the address of the site, served on loopback."""
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return what starts browsers."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return a Chromium: the system's, else Playwright's own; without any the run ends and says how to get one."""
    own = Path(playwright.chromium.executable_path)
    known = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = next(filter(None, known), own if own.exists() else None)
    if path is None:
        pytest.exit(MISSING, returncode=2)
    started = playwright.chromium.launch(executable_path=path, args=OPTIONS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def emptied() -> dict[str, list[Page]]:
    """Return the pages that earlier tests left, by the site and the options of their readers."""
    return defaultdict(list)


@pytest.fixture(scope="session")
def wrong() -> list[str]:
    """Return what went wrong on the pages of readers in a test."""
    return []


@pytest.fixture
def reader(
    browser: Browser, site: str, emptied: dict[str, list[Page]], wrong: list[str]
) -> Iterator[Callable[..., Page]]:
    """Return a maker of readers: pages of a width, with options such as ``color_scheme`` or ``has_touch``.

    A page in a new browser profile takes longer than most tests. So a reader has the page of an earlier one, of which
    nothing is left but the files that the browser keeps; a ``new`` one is for tests of what a new reader loads or what
    a reader leaves. Whatever a test looks for, at its end no reader's page may have asked another host, broken its
    Content-Security-Policy, or told an error.
    """
    readers = []
    wrong.clear()

    def open_page(options: dict) -> Page:
        context = browser.new_context(base_url=site, **options)
        context.set_default_timeout(10_000)
        context.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((site, "data:", "file:")) else None)
        context.on("console", lambda m: wrong.append(f"{m.page.url}: {m.text}") if m.type == "error" else None)
        context.on("weberror", lambda e: wrong.append(f"{e.page.url}: {e.error}"))
        return context.new_page()

    def make(width: int = 1280, color_scheme: str = "light", new: bool = False, **options) -> Page:
        alike = emptied["new" if new else f"{site} {options}"]
        page = alike.pop() if alike else open_page(options)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme=color_scheme)
        readers.append((page, alike))
        return page

    yield make
    for page, alike in readers:
        if alike is emptied["new"]:
            page.context.close()
            continue
        page.evaluate(EMPTY)
        page.goto("about:blank")
        page.mouse.move(-1, -1)
        page.context.clear_cookies()
        alike.append(page)
    assert wrong == []


@pytest.fixture
def page(reader: Callable[..., Page]) -> Page:
    """Return an empty page of a reader with a wide window."""
    return reader()


SLOW = ("test_looks", "test_held", "test_reading", "test_changed", "test_preview", "test_cards", "test_tables")
"""The modules that take longest, in this order; one of them at the end would keep one worker alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones; with --dist=loadfile each module has one worker."""
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))
