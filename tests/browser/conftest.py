"""The built site, served on loopback, and a real Chromium that reads it."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

from served import serve

ROOT = Path(__file__).parent.parent.parent
# Quiet, and able to run as root in a container.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
EMPTY = "if (location.protocol !== 'about:') { localStorage.clear(); sessionStorage.clear(); }"
MISSING = "no Chromium: on Debian `apt-get install chromium`, elsewhere `playwright install chromium`"


@pytest.fixture(scope="session")
def folder() -> Path:
    """Return the folder of the built site: ``build/html``, or the one that SITE names."""
    path = Path(os.environ.get("SITE", ROOT / "build" / "html")).resolve()
    if not (path / "index.html").is_file():
        pytest.exit(f"no site in {path}: build it with `nox -s docs`", returncode=2)
    return path


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """Return the address of the site, served on loopback."""
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return what starts browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return a Chromium: the system's, else Playwright's own; without any the run ends and says how to get one."""
    bundled = Path(playwright.chromium.executable_path)
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), bundled if bundled.exists() else None)
    if path is None:
        pytest.exit(MISSING, returncode=2)
    chromium = playwright.chromium.launch(executable_path=path, args=OPTIONS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def idle_pages() -> dict[str, list[Page]]:
    """Return the pages that earlier tests left, by the site and the options of their readers."""
    return defaultdict(list)


@pytest.fixture(scope="session")
def faults() -> list[str]:
    """Return what went wrong on the pages of readers in a test."""
    return []


@pytest.fixture
def reader(
    browser: Browser, site: str, idle_pages: dict[str, list[Page]], faults: list[str]
) -> Iterator[Callable[..., Page]]:
    """Return a maker of readers: pages of a width, with options such as ``color_scheme`` or ``has_touch``.

    A page in a new browser profile takes longer than most tests. So a reader has the page of an earlier one, of which
    nothing is left but the files that the browser keeps; a ``new`` one is for tests of what a new reader loads or what
    a reader leaves. Whatever a test looks for, at its end no reader's page may have asked another host, broken its
    Content-Security-Policy, or told an error.
    """
    open_pages = []
    faults.clear()

    def check_request(request: Request) -> None:
        if not request.url.startswith((site, "data:", "file:")):
            faults.append(request.url)

    def check_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"{message.page.url}: {message.text}")

    def open_page(options: dict) -> Page:
        context = browser.new_context(base_url=site, **options)
        context.set_default_timeout(10_000)
        context.on("request", check_request)
        context.on("console", check_message)
        context.on("weberror", lambda error: faults.append(f"{error.page.url}: {error.error}"))
        return context.new_page()

    def make(width: int = 1280, color_scheme: str = "light", new: bool = False, **options) -> Page:
        idle = idle_pages["new" if new else f"{site} {options}"]
        page = idle.pop() if idle else open_page(options)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme=color_scheme)
        open_pages.append((page, idle))
        return page

    yield make
    for page, idle in open_pages:
        if idle is idle_pages["new"]:
            page.context.close()
            continue
        page.evaluate(EMPTY)
        page.goto("about:blank")
        page.mouse.move(-1, -1)
        page.context.clear_cookies()
        idle.append(page)
    assert faults == []


@pytest.fixture
def page(reader: Callable[..., Page]) -> Page:
    """Return an empty page of a reader with a wide window."""
    return reader()


SLOW = ("test_looks", "test_held", "test_reading", "test_changed", "test_preview", "test_cards", "test_tables")
"""The modules that take longest, in this order; one of them at the end would keep one worker alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones; with --dist=loadfile each module has one worker."""
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))
