"""Figures as files: each tells what was found, and where it comes from."""

import csv
import io
import json
import zlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator

from kinds import KINDS


def saved_file(figure: Locator, kind: str) -> bytes:
    """Return a figure as it is saved, under its own name."""
    figure.locator("figcaption summary").click()
    with figure.page.expect_download() as file:
        figure.locator(f".figure-files button:has-text('{kind}')").click()
    assert file.value.suggested_filename == f"{figure.get_attribute('id')}.{kind.lower()}"
    return Path(file.value.path()).read_bytes()


@pytest.mark.parametrize(("kind", "start"), [("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b'\xef\xbb\xbf"Line"')])
def test_a_figure_is_kept_as_a_file(page, kind, start):
    """A figure is saved as it is shown, or as what its lines say, and needs no style sheet."""
    page.goto(KINDS["chapter"])
    content = saved_file(page.locator(".review-figure").first, kind)
    assert content.startswith(start) and b"var(--" not in content


@pytest.mark.parametrize("width", [390, 1280])
def test_what_opens_stays_where_it_was(reader, width):
    """The line that opens how to read a figure stands below the drawing, shut and open."""
    page = reader(width)
    page.goto(KINDS["safety"])
    figure = page.locator(".review-figure").first
    line, drawing = figure.locator("figcaption summary"), figure.locator(".drawing").bounding_box()
    shut = line.bounding_box()
    line.click()
    assert shut["y"] >= drawing["y"] + drawing["height"] - 1 and line.bounding_box()["x"] == shut["x"]


def facts_of(kind: str, content: bytes) -> list[str]:
    """Return what a saved figure tells of itself, in the order of title, description, source and licence."""
    if kind == "CSV":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        ((title, source, licence),) = {(row["Figure"], row["Source"], row["Licence"]) for row in rows}
        return [title, " ".join(row["Line"] for row in rows), source, licence]
    if kind == "SVG":
        svg = BeautifulSoup(content.decode(), "html.parser").svg
        description, *_, source, licence = svg.desc.string.split("\n")
        text = " ".join(part.get_text() for part in svg.find_all("tspan"))
        assert text.replace("/ ", "/") == f"{svg.title.string} {source} {licence}"  # and they are seen
        return [svg.title.string, description, source, licence.removeprefix("Licence: ")]
    words, place = {}, 8
    while place < len(content):
        size = int.from_bytes(content[place : place + 4])
        part, check = content[place + 4 : place + 8 + size], content[place + 8 + size : place + 12 + size]
        assert zlib.crc32(part) == int.from_bytes(check)
        if part.startswith(b"iTXt"):
            name, _, text = part[4:].partition(b"\0\0\0\0\0")
            words[name.decode()] = text.decode()
        place += 12 + size
    return [words[name] for name in ("Title", "Description", "Comment", "Copyright")]


@pytest.mark.parametrize("kind", ["SVG", "PNG", "CSV"])
def test_a_saved_figure_tells_what_was_found_and_where_it_is_from(page, kind):
    """Its title is that of the page, or the claim before it; review, version, day, address and licence are with it."""
    page.goto(KINDS["safety"])
    figure = page.locator("#figure-forest-any-adverse-event")
    title, description, source, licence = facts_of(kind, saved_file(figure, kind))
    claim = page.locator(".claim", has=page.locator("a[href$='#claim-safety-any-event-opposite']")).first
    assert title == claim.evaluate("(claim) => claim.firstChild.textContent").strip()
    assert "83 of 250 with vehicle" in description
    facts = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert licence == facts["license"] and facts["version"] in source and facts["dateModified"] in source
    assert facts["isPartOf"]["name"] in source and source.endswith(f"{KINDS['safety']}#{figure.get_attribute('id')}")


def test_every_figure_has_its_finding_above_it(folder):
    """A figure has a title of its own, or stands right below a claim, which is its title."""
    bare, figures = [], 0
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        if "review-figure" not in html:
            continue
        for figure in BeautifulSoup(html, "html.parser").select("figure.review-figure"):
            cell, figures = figure.find_parent(class_="cell"), figures + 1
            claim = cell and cell.find_previous_sibling().select(":scope > .claim:only-child")
            bare += [] if figure.select_one(".figure-title") or claim else [f"{path.name}#{figure['id']}"]
    assert figures and not bare
