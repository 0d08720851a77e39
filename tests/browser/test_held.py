"""What every page is held to: weight, policy, description for machines, and access for everybody (axe-core)."""

import gzip
import json

import pytest
from bs4 import BeautifulSoup, SoupStrainer

from kinds import AXE_OPTIONS, KINDS, violations

KB = 1024
# The most that a page of a kind weighs on the wire, and in how many requests; of each kind the largest stand for all.
WEIGHTS = {
    "index.html": (100, 25),
    "conditions/*.html": (100, 25),
    "chapters/*.html": (200, 25),
    "studies/index.html": (250, 25),
}
# Every fold open; of elements that are alike in the same surroundings two stand for all, since axe asks of each apart.
OPEN_FOLDS = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const counts = {};
  const many = "section section, tr, li, section > p, dt, .drawing > a, .citation, .highlight span, code span, svg *";
  for (const part of document.querySelectorAll(`body :is(${many})`)) {
    if (!part.isConnected) continue;
    const around = part.parentElement.closest("[class]").className, parts = [part];
    let next = part.matches("dt") && part.nextElementSibling; // a term goes with what is said of it
    for (; next && next.matches("dd"); next = next.nextElementSibling) parts.push(next);
    const elements = parts.flatMap(part => [part, ...part.querySelectorAll("*")]);
    const kinds = new Set(elements.map(element => `${around} ${element.tagName} ${element.classList}`));
    if ([...kinds].every(kind => counts[kind] > 1)) parts.forEach(part => part.remove());
    else for (const kind of kinds) counts[kind] = (counts[kind] || 0) + 1;
  }
}"""
WAYS = [(390, "light"), (1280, "dark"), (390, "dark"), (1280, "light")]
# Colours do not follow the width, nor the layout the colours: on each kind both meet once, on the first in all ways.
# What a rule asks of the parts of a page is the same in each way; so but for the first only these are asked twice.
VISUAL_RULES = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]


def size(path) -> int:
    """Return the size of a file on the wire."""
    return len(gzip.compress(path.read_bytes(), mtime=0))


@pytest.mark.parametrize("pages", WEIGHTS)
def test_pages_are_light(reader, folder, pages):
    """A page weighs little on the wire with all that a new reader asks for, as do the largest of its kind."""
    weights, (most_weight, most_requests) = {}, WEIGHTS[pages]
    for path in sorted(folder.glob(pages), key=size)[-2:]:
        page, answers = reader(new=True), []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(path.relative_to(folder).as_posix())
        page.wait_for_load_state("networkidle")
        weight = sum(len(gzip.compress(answer.body(), mtime=0)) for answer in answers)
        weights[path.name] = weight // KB, len(answers)
    assert weights, "no such page"
    assert all(weight <= most_weight and requests <= most_requests for weight, requests in weights.values()), weights


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_has_access(reader, kind):
    """axe-core finds nothing, on a phone and at a desk, in light and dark, with every fold open."""
    page = reader()
    page.goto(KINDS[kind])
    if kind == "search":
        page.wait_for_load_state("networkidle")
    page.evaluate(OPEN_FOLDS)
    faults, options = set(), AXE_OPTIONS
    for width, scheme in WAYS if kind == "home" else WAYS[:2]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for violation in violations(page, options):
            node = violation["nodes"][0]
            faults.add(f"{width} {scheme}: {violation['help']} ({len(violation['nodes'])}): {node['html'][:200]}")
        options = AXE_OPTIONS if kind == "home" else AXE_OPTIONS | {"runOnly": {"type": "rule", "values": VISUAL_RULES}}
    assert faults == set()


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
        script = "Object.assign(document.createElement('script'), {textContent: 'window.ran = true'})"
        page.evaluate(f"document.body.append({script})")
        assert page.evaluate("window.ran") is None


def test_reads_from_a_folder(reader, folder):
    """A page opened as a file has its styles and scripts under the same policy."""
    page = reader()
    page.goto((folder / KINDS["chapter"]).as_uri())
    assert page.evaluate("document.styleSheets.length > 2 && [...document.styleSheets].every(sheet => !sheet.disabled)")
    assert page.evaluate("getComputedStyle(document.querySelector('.bottom-line')).borderLeftStyle") == "solid"
    assert page.locator("html.no-js").count() == 0


def elements(folder, kind: str, **filters) -> BeautifulSoup:
    """Return the elements of a page that are wanted by name or class; to make all of them takes much longer."""
    html = (folder / KINDS[kind]).read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser", parse_only=SoupStrainer(**filters))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("search", "index")])
def test_pages_describe_themselves(folder, kind):
    """A page has a title and a description of its own, a card for other sites, and facts as JSON-LD."""
    html = elements(folder, kind, name=["title", "meta", "h1", "script"])
    content = {tag.get("property") or tag.get("name"): tag.get("content") for tag in html.select("meta")}
    description, heading = content["description"], html.h1.get_text().removesuffix("¶").strip()
    assert len(description) > 20 and description.rstrip(".…") and "{" not in description
    assert heading in html.title.get_text()
    assert (content["og:title"], content["og:description"]) == (heading, description)
    facts = json.loads(html.select_one("script[type='application/ld+json']").get_text())
    assert facts["@context"] == "https://schema.org"
    assert (facts["name"], facts["description"]) == (heading, description)


@pytest.mark.parametrize("kind", ["home", "condition", "chapter", "study", "references"])
def test_pages_tell_how_they_were_made(folder, kind):
    """A page ends with version, digest, day of the evidence, what was read again, and the file to change."""
    end = elements(folder, kind, class_="every-page").get_text(" ")
    for words in ("Version", "digest", "Evidence as of", "second reader", "propose a change"):
        assert words in end, words
