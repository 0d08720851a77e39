"""The preview: a page that is read follows what is saved, and tells what is wrong instead of going away."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from building import SOURCES, Project

LONG = 120_000  # milliseconds; how long it takes is for `nox -s bench`


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Return a copy of the invented review that a person edits."""
    return Project(tmp_path_factory.mktemp("preview") / "review")


@pytest.fixture(scope="module")
def address(project: Project) -> Iterator[str]:
    """Return where the preview of the copy is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "livingevidence.site.preview", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    with subprocess.Popen(command, cwd=project.folder, env=environment, stdout=-1, text=True) as server:
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a chapter in the preview, read somewhere below its top."""
    with browser.new_context(base_url=address, viewport={"width": 800, "height": 300}) as context:
        page = context.new_page()
        page.goto("chapters/fevers.html")
        expect(page.locator("h1")).to_contain_text("Fevers", timeout=LONG)
        page.evaluate("scrollTo({top: 200, behavior: 'instant'})")
        yield page


def replace_text(path: Path, old: str, new: str) -> None:
    """Replace text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_word_is_shown_at_the_same_place_with_what_was_made_again(project, page):
    """The page comes anew where it was read, and one line tells that one page was read and no chapter run."""
    heading = page.locator("article h2").first  # above what is saved
    before = heading.bounding_box()["y"]
    replace_text(project.root.chapters / "fevers.md", "## What was found", "Unheardof words.\n\n## What was found")
    expect(page.locator("article")).to_contain_text("Unheardof words", timeout=LONG)
    expect(page.locator("#preview")).to_have_text(re.compile(r"^made again: 1 read, .* 0 chapters run; .*fevers, in "))
    assert heading.bounding_box()["y"] == pytest.approx(before, abs=1)  # of a pixel


def test_who_scrolls_while_the_page_comes_anew_stays_there(project, page):
    """The place is that at which the old page went, not that at which the new one was asked for."""
    page.evaluate("addEventListener('beforeunload', () => scrollTo({top: 100, behavior: 'instant'}))")
    heading = page.locator("article h2").first
    before = heading.bounding_box()["y"]
    replace_text(project.root.chapters / "fevers.md", "## What was found", "More words.\n\n## What was found")
    expect(page.locator("article")).to_contain_text("More words", timeout=LONG)
    expect(page.locator("#preview")).to_be_visible()
    assert heading.bounding_box()["y"] == pytest.approx(before + 100, abs=1)  # of a pixel


def test_who_scrolls_before_all_of_a_page_is_there_stays_there(page):
    """A page that was at its top is left where it is, since its reader may have gone on meanwhile."""
    page.evaluate("sessionStorage.setItem('preview-place', JSON.stringify({page: location.pathname, y: 0}))")
    page.add_init_script("addEventListener('DOMContentLoaded', () => scrollTo({top: 200, behavior: 'instant'}))")
    page.reload()
    expect(page.locator("#preview")).to_be_visible()
    assert page.evaluate("scrollY") == pytest.approx(200, abs=20)  # as what stands above gets its size


def test_a_broken_record_tells_its_problem_on_the_page(project, page):
    """The page stays and names file, line and rule; when the record is mended it goes on."""
    record = project.root.data / "studies/roe-2022.yaml"
    replace_text(record, "source: S1, locator: table 2", "source: S9, locator: table 2")
    expect(page.locator("#preview")).to_contain_text(re.compile(r"roe-2022\.yaml:\d+:\d+"), timeout=LONG)
    expect(page.locator("h1")).to_contain_text("Fevers")
    replace_text(record, "source: S9, locator: table 2", "source: S1, locator: table 2")
    expect(page.locator("#preview")).to_have_text(re.compile("^made again|^nothing"), timeout=LONG)
