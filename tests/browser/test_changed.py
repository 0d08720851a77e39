"""The page of what a change did, opened from the archive that a reviewer unpacked: no server, two builds beside it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from building import Project
from livingevidence.site.changed import write


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    """Return where the page of two builds of the invented review stands, as a file."""
    folder: Path = tmp_path_factory.mktemp("archive")
    project = Project(folder / "review")
    record = project.root.data / "studies/doe-2021.yaml"
    assert project.build().returncode == 0
    shutil.copytree(project.html, folder / "before")
    record.write_text(record.read_text("utf-8").replace("events: 12, n: 40", "events: 30, n: 40"), encoding="utf-8")
    assert project.build().returncode == 0
    write(folder / "before", project.html, folder / "changed.html")
    return (folder / "changed.html").as_uri()


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_both_sides_are_seen_at_once(reader: Callable[..., Page], address, width, beside):
    """Before and after stand beside each other on a desk, below each other on a phone, and nothing is cut off."""
    page = reader(width)
    page.goto(address)
    passage = page.locator(".passage", has=page.locator("del", has_text="12")).first
    old, new = (passage.locator(mark).first.bounding_box() for mark in ("del", "ins"))
    assert (new["x"] > old["x"] + width / 3, new["y"] > old["y"]) == (beside, not beside)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("side", "text"), [("Before", "12 of 40"), ("After", "30 of 40")])
def test_each_side_leads_to_its_whole_page(reader: Callable[..., Page], address, side, text):
    """A click opens the page as it was, or as it is, in the design of the site."""
    page = reader()
    page.goto(address)
    heading = page.locator("h2", has_text="An invented trial of examplinib in example fever")
    section = page.locator("section", has=heading)
    section.get_by_role("link", name=side, exact=True).first.click()
    assert page.locator("#any-ten-w8").inner_text().count(text) == 1
    assert page.locator(".sidebar-drawer").count() == 1
