"""Long pages on a phone are their parts, each of which opens; elsewhere, on paper and without script they are whole."""

import pytest
from playwright.sync_api import expect

STUDY, ROW = "studies/papp-2021.html", "any-adverse-event-rux15-w8"
SCREEN = 844
LISTS = ["studies/index.html", "certainty.html", "risk-of-bias.html", "claims.html", "numbers.html", "references.html"]
LONG = [STUDY, *LISTS, "left-out.html", "methods.html", "contributing.html"]


@pytest.mark.parametrize("address", LONG)
def test_a_long_page_is_a_few_screens_on_a_phone(reader, address):
    """A long page is at most five screens on a phone, and each of its parts opens at a tap."""
    page = reader(390, has_touch=True)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollHeight") < 5 * SCREEN
    part = page.locator("details.phone").first
    expect(part.locator(":scope > :not(summary)").first).to_be_hidden()
    part.locator(":scope > summary").tap()
    expect(part.locator(":scope > :not(summary)").first).to_be_visible()


def test_a_link_to_a_row_opens_all_that_holds_it(reader):
    """From elsewhere and from the page itself a row is reached and told in full, and search and cards lead so too."""
    page = reader(390)
    page.goto(f"{STUDY}#{ROW}")
    row = page.locator(f"tr#{ROW}")
    expect(row).to_be_in_viewport()
    expect(row.locator("td").last).to_be_visible()
    page.goto(STUDY)
    expect(row).to_be_hidden()
    page.evaluate(f"location.hash = '{ROW}'")
    expect(row).to_be_in_viewport()


def test_a_link_to_a_reference_opens_its_letter(reader):
    """A citation leads a reader on a phone to its reference, among the others that begin alike."""
    page = reader(390)
    page.goto("references.html")
    name = page.locator(".citation").last.get_attribute("id")
    page.goto(f"references.html#{name}")
    expect(page.locator(f"#{name}")).to_be_in_viewport()
    letter = page.locator("details.phone[open]")
    expect(letter).to_have_count(1)
    assert len({words[:2].upper() for words in letter.locator(".citation").all_inner_texts()}) == 1


def test_the_map_shows_on_a_phone_what_is_there(reader):
    """There cells of designs in which nothing is known stay away, but for the sum; where there is room all are seen."""
    empty, cells = "td:has(.none):not(:nth-last-child(2))", "table.map td:not(:first-child)"
    for width in (390, 1280):
        page = reader(width)
        page.goto("conditions/index.html")
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        count = page.locator(f"table.map {empty}:visible").count()
        assert count == (0 if width == 390 else page.locator(empty).count())
        filled = page.locator(f"{cells}:not({empty})")
        assert 0 < filled.count() == page.locator(f"{cells}:not({empty}):visible").count()


def test_a_row_on_a_phone_is_what_was_seen_when_in_whom_and_how_many(reader):
    """The line of a row has the event, the week, the arm and the result; source and notes come at a tap."""
    page = reader(390)
    page.goto(STUDY)
    page.locator("#adverse-events > details > summary").click()
    row = page.locator(f"tr#{ROW}")
    assert all(words in row.inner_text() for words in ("any adverse event, week 8", "ruxolitinib, 1.5", "132 of 499"))
    expect(row.locator("td").last).to_be_hidden()


@pytest.mark.parametrize(
    ("media", "options"),
    [("screen", {"width": 1280}), ("screen", {"width": 390, "java_script_enabled": False}), ("print", {"width": 390})],
    ids=["a desk", "without script", "paper"],
)
def test_elsewhere_a_page_is_whole(reader, media, options):
    """Where there is room, without script, and printed from a phone every part is open, each row a whole one."""
    page = reader(**options)
    page.goto(STUDY)
    page.emulate_media(media=media)
    cells = page.locator("#adverse-events tr[id] td:last-child")
    assert 0 < cells.count() == cells.locator("visible=true").count()


def test_a_filter_opens_the_shelves_that_hold_what_it_finds(reader):
    """A reader who filters or sorts the studies on a phone sees them, and no shelf without any."""
    page = reader(390)
    page.goto("studies/index.html")
    assert page.locator("table.lines tbody tr:visible").count() == 0
    page.get_by_label("Filter").fill("brumfiel")
    assert page.locator("table.lines tbody tr:visible").count() >= 1
    assert page.locator("details.phone:visible").count() == page.locator("details.phone[open]:visible").count()
