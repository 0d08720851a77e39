"""The built site, served on loopback, and a real Chromium that reads it."""

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from kinds import Quiet

ROOT = Path(__file__).parent.parent.parent
# Quiet, and able to run as root in a container.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
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
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


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


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """Return a maker of readers: new browser profiles with options such as ``viewport`` or ``color_scheme``.

    Whatever a test looks for, at its end no reader's page may have asked another host, broken its
    Content-Security-Policy, or told an error.
    """
    contexts, wrong = [], []

    def make(width: int = 1280, **options) -> BrowserContext:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(10_000)
        context.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((site, "data:", "file:")) else None)
        context.on("console", lambda m: wrong.append(f"{m.page.url}: {m.text}") if m.type == "error" else None)
        context.on("weberror", lambda e: wrong.append(f"{e.page.url}: {e.error}"))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(reader: Callable[..., BrowserContext]) -> Page:
    """Return an empty page of a new reader with a wide window."""
    return reader().new_page()
