"""What every page is held to: weight, policy, description for machines, and access for everybody (axe-core)."""

from __future__ import annotations

import gzip
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kinds import KINDS

KB = 1024
# Every fold open; of a long list or table the first rows stand for those below, which are made alike.
OPENED = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const list of document.querySelectorAll("article :is(tbody, ul, dl, section, [role=list])"))
    for (const part of [...list.children].slice(40)) part.remove();
}"""
# Targets large enough for a finger are asked of by WCAG 2.2 AA, and left out by axe unless it is told.
ASKED = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def weigh(page: Page, address: str) -> tuple[int, int]:
    """Return the requests that a page makes for a new reader, and their bodies' sizes in bytes after gzip."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return len(answers), sum(len(gzip.compress(answer.body(), mtime=0)) for answer in answers)


def test_home_and_conditions_are_light(reader, folder):
    """Home and every condition weigh at most 100 KB on the wire, in at most 25 requests."""
    pages = ["index.html", *(f"conditions/{path.name}" for path in sorted((folder / "conditions").glob("*.html")))]
    found = {address: weigh(reader().new_page(), address) for address in pages}
    assert len(found) > 20
    heavy = {name: (n, size // KB) for name, (n, size) in found.items() if n > 25 or size > 100 * KB}
    assert heavy == {}, "requests and KB"


def test_chapters_are_light(reader, folder):
    """A chapter weighs at most 200 KB on the wire."""
    weights = {}
    for path in sorted((folder / "chapters").glob("*.html")):
        weights[path.stem] = weigh(reader().new_page(), f"chapters/{path.name}")[1]
    assert len(weights) > 5
    assert {name: size // KB for name, size in weights.items() if size > 200 * KB} == {}


def test_the_table_of_all_studies_is_light(page):
    """The table of all studies weighs at most 250 KB on the wire."""
    assert weigh(page, KINDS["studies"])[1] <= 250 * KB


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_has_access(reader, kind):
    """axe-core finds nothing, on a phone and at a desk, in light and dark, with every fold open."""
    page = reader().new_page()
    page.goto(KINDS[kind])
    page.wait_for_load_state("networkidle")
    page.evaluate(OPENED)
    found = set()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for wrong in Axe().run(page, options=ASKED).response["violations"]:
                first = wrong["nodes"][0]
                found.add(f"{width} {scheme}: {wrong['help']} ({len(wrong['nodes'])}): {first['html'][:200]}")
    assert found == set()


def test_every_page_has_its_policy(folder):
    """Each page says that scripts come from the site alone, and none has a script or handler that this leaves out."""
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "default-src 'self'; script-src 'self' 'sha256-" in html, path
        assert "unsafe-eval" not in html and "script-src 'unsafe" not in html, path


def test_the_policy_is_in_force(browser, site):
    """A script written into a page does not run."""
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("index.html")
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
        )
        assert page.evaluate("window.ran") is None


def test_reads_from_a_folder(reader, folder):
    """A page opened as a file has its styles and scripts under the same policy."""
    page = reader().new_page()
    page.goto((folder / KINDS["chapter"]).as_uri())
    assert page.evaluate(
        "[...document.styleSheets].every(sheet => sheet.disabled === false) && document.styleSheets.length > 2"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.bottom-line')).borderLeftStyle") == "solid"
    assert page.locator("html.no-js").count() == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("found", "index")])
def test_pages_describe_themselves(page, kind):
    """A page has a title and a description of its own, a card for other sites, and facts as JSON-LD."""
    page.goto(KINDS[kind])
    description = page.locator("meta[name=description]").get_attribute("content")
    heading = page.locator("h1").first.inner_text().removesuffix("¶").strip()
    assert len(description) > 20 and description.rstrip(".…") and "{" not in description
    assert heading in page.title()
    assert page.locator("meta[property='og:title']").get_attribute("content") == heading
    assert page.locator("meta[property='og:description']").get_attribute("content") == description
    facts = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert facts["@context"] == "https://schema.org"
    assert (facts["name"], facts["description"]) == (heading, description)


@pytest.mark.parametrize("kind", ["home", "condition", "chapter", "study", "references"])
def test_pages_tell_how_they_were_made(page, folder, kind):
    """A page ends with version, digest, date of the evidence, readers by role, and the file to propose a change to."""
    page.goto(KINDS[kind])
    end = page.locator(".every-page")
    for words in ("Version", "digest", "Evidence as of", "First reader", "Second reader", "Propose a change"):
        assert words in end.inner_text(), words
