"""What is read in a browser: the pages, and pictures of them."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"

# One page of each kind. A condition with studies, and one of which nothing is known.
KINDS = {
    "home": "index.html",
    "condition": "conditions/lichen-planus.html",
    "condition-without-studies": "conditions/granulomatous-cheilitis.html",
    "conditions": "conditions/index.html",
    "trials": "trials.html",
    "behind": "behind.html",
    "chapter": "chapters/lichenoid.html",
    "timeline": "chapters/timeline.html",
    "sensitivity": "chapters/sensitivity.html",
    "safety": "chapters/safety.html",
    "evidence": "chapters/evidence.html",
    "study": "studies/hwang-2024.html",
    "studies": "studies/index.html",
    "references": "references.html",
    "claims": "claims.html",
    "data": "data.html",
    "certainty": "certainty.html",
    "risk-of-bias": "risk-of-bias.html",
    "checklists": "checklists.html",
    "numbers": "numbers.html",
    "glossary": "glossary.html",
    "left-out": "left-out.html",
    "changes": "changes.html",
    "architecture": "architecture.html",
    "contributing": "contributing.html",
    "suggest": "suggest.html",
    "search": "search.html?q=lichen",
    "index": "genindex.html",
}
# How wide a page is; what is too wide for its column scrolls there, and the document stays as it is.
WIDE = """() => Math.max(...[document.documentElement, document.querySelector(".content")]
    .map(part => innerWidth + part.scrollWidth - part.clientWidth))"""


def save_picture(page: Page, name: str) -> None:
    """Keep a picture of a page for a person to look at, down to what Chromium can draw."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    height = min(8000, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, clip=clip)


# Targets large enough for a finger are asked of by WCAG 2.2 AA, and left out by axe unless it is told.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def violations(page: Page, options: dict = AXE_OPTIONS, parts: list[str] | None = None) -> list[dict]:
    """Return what axe-core finds wrong on a page or in parts of it; the page loads it once."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    run = "([parts, options]) => axe.run(parts ?? document, options).then(results => results.violations)"
    return page.evaluate(run, [parts, options])
