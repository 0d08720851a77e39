"""How pages look: within the window, on paper, and without script; pictures of them are kept for a person."""

import pytest
from playwright.sync_api import expect

from kinds import KINDS, SCREENSHOTS, WIDE, save_picture

PAPER = 718  # CSS pixels between the margins of a sheet of A4
READABLE = [kind for kind in KINDS if kind != "search"]  # which needs script
HIDDEN = """() => [...document.querySelectorAll("article :is(h1, h2, h3, p, li, td, dt, pre, svg)")]
    .filter(part => !part.checkVisibility({visibilityProperty: true}))
    .filter(part => !part.closest("details:not([open]), noscript, table.diseases")) // whose lines lead to the rest
    .map(part => part.outerHTML.slice(0, 200))"""
CUT = """() => [...document.querySelectorAll("article :is(table, pre, svg, .table-wrapper, td)")]
    .filter(part => part.scrollWidth > part.clientWidth + 1 || part.getBoundingClientRect().right > innerWidth + 1)
    .filter(part => part.clientWidth).map(part => part.outerHTML.slice(0, 200))"""


def test_a_disease_prints_what_decides(reader):
    """On paper the page of a disease has its first screen, harms, labels and trials, and leaves out what is behind."""
    page = reader(PAPER)
    page.goto(KINDS["condition"])
    page.emulate_media(media="print")
    parts = ".first-screen", "#harms", "#prescribing .boxed", "#alternatives", "#trials", "#questions", ".every-page"
    for part in parts:
        expect(page.locator(part).first).to_be_visible()
    for part in ("#audit", "#people", ".jumps", ".cited-on-paper"):
        assert page.locator(f"{part}:visible").count() == 0, part
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("kind", ["home", "chapter", "evidence", "study", "studies", "references"])
def test_prints_whole_and_clean(reader, kind):
    """On paper there is no navigation, no table is cut at the margin, and the version is told."""
    page = reader(PAPER)
    page.goto(KINDS[kind])
    page.emulate_media(media="print")
    for part in (".sidebar-drawer", ".toc-drawer", ".mobile-header", ".related-pages", ".theme-toggle", "button"):
        assert page.locator(f"{part}:visible").count() == 0, part
    assert page.evaluate(CUT) == []
    expect(page.locator(".every-page")).to_contain_text("Version")
    labels = {label.strip("[]") for label in page.locator("article .bibtex-citation > a").all_inner_texts()}
    references = page.locator(".cited-on-paper li:visible").all_inner_texts()
    assert {text[1 : text.index("]")] for text in references} == labels
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    if kind != "evidence":  # two hundred sheets, which nobody looks at
        page.pdf(path=SCREENSHOTS / f"{kind}.pdf", format="A4")


@pytest.mark.parametrize("kind", READABLE)
def test_reads_without_script(reader, kind):
    """Without script nothing of a page is hidden but what a fold holds, which opens by itself."""
    page = reader(390, java_script_enabled=False)
    page.goto(KINDS[kind])
    assert len(page.locator("article").inner_text()) > 200
    assert page.evaluate(HIDDEN) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_reaches_beyond_the_side(reader, kind):
    """At the width of a phone, a tablet and a desk no page scrolls sideways; pictures are kept for a person."""
    page = reader()
    page.goto(KINDS[kind])
    if kind == "search":
        page.wait_for_load_state("networkidle")
    widths = {}
    for width, scheme in ((390, "light"), (768, None), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        widths[width] = page.evaluate(WIDE)
        if scheme:
            page.emulate_media(color_scheme=scheme)
            save_picture(page, f"{kind}-{width}-{scheme}")
    assert all(extent <= width for width, extent in widths.items()), widths
