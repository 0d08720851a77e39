"""Cards open by mouse, keyboard and touch, stay within the window, and leave links as they are without script."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from live import ROOT
from livingevidence.site.page_facts import citations
from livingevidence.site.site import Site

REVIEW = "Topical ruxolitinib: a living review"
FIGURES = ("lichenoid", "granulomatous", "alopecia", "safety", "exposure", "sensitivity", "timeline")
FORMS = ("Text", "BibTeX", "RIS")
PAGE = "chapters/safety.html"
NUMBER = "article p a.number[href*='studies/papp-2021.html#']"
LINE = ".drawing > a:visible"
COMPUTED = "article a.number[href$='numbers.html#result-all-outcomes']"
CITATION = "article .bibtex-citation a:visible"
# Links that should have a card and have none, or no words.
BARE = """links => {
    const cards = [...document.getElementById("cards").content.children].map(part => part.dataset.for);
    return links.map(link => [link.getAttribute("href"), link.textContent])
        .filter(([address, words]) => !cards.includes(address) || !words);
}"""


def card(page: Page) -> Locator:
    """Return the card that is open."""
    return page.get_by_role("dialog", name=re.compile("^What stands behind "))


def first_link(page: Page, selector: str = NUMBER, address: str = PAGE) -> tuple[Locator, str]:
    """Open a page, and return the first link of a kind, with the address on the site that it leads to."""
    page.goto(address)
    link = page.locator(selector).first
    return link, link.get_attribute("href").removeprefix("../")


@pytest.fixture
def number(page) -> Locator:
    """Return a number in a sentence."""
    return first_link(page)[0]


def card_text(link: Locator) -> tuple[str, str]:
    """Return the words of a link's card and its name, and close it."""
    link.hover()
    expect(card(link.page)).to_be_visible()
    text = card(link.page).inner_text(), card(link.page).get_attribute("aria-label")
    link.page.keyboard.press("Escape")
    link.page.mouse.move(2, 2)
    return text


def test_the_mouse_opens_and_may_enter_a_card(page, number):
    """A card opens below the pointer in place of the hint, stays while the pointer is in it, and closes behind it."""
    title = number.get_attribute("title")
    number.hover()
    for words in ("Papp 2021", re.compile("Source: S\\d"), re.compile("([Oo]ne reader|[Tt]wo readers)")):
        expect(card(page)).to_contain_text(words)
    assert title and number.get_attribute("title") is None
    card(page).hover()
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(card(page)).to_have_count(0)
    assert number.get_attribute("title") == title


def test_the_keyboard_opens_enters_and_closes_a_card(page, number):
    """Focus opens a number's card and stays; Tab leads into the card, Escape back, and Enter follows the link."""
    page.keyboard.press("Tab")  # so that focus is that of a keyboard
    number.focus()
    expect(card(page)).to_be_visible()
    expect(number).to_be_focused()
    assert number.get_attribute("aria-describedby") == card(page).get_attribute("id")
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(number).to_be_focused()
    assert number.get_attribute("aria-describedby") is None
    address = number.get_attribute("href").removeprefix("../")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")


@pytest.mark.parametrize(("width", "selector"), [(390, NUMBER), (768, NUMBER), (390, LINE)])
def test_a_tap_opens_a_card_and_a_second_follows_the_link(reader, width, selector):
    """The first tap opens the card inside the window, a tap elsewhere closes it, a second one follows the link."""
    page = reader(width, has_touch=True)
    link, address = first_link(page, selector)
    link.tap()
    expect(card(page)).to_contain_text("Source: ")
    box = card(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
    page.locator("h1").tap()
    expect(card(page)).to_have_count(0)
    link.tap()
    expect(card(page)).to_be_visible()
    link.tap()
    page.wait_for_url(f"**/{address}")


def test_every_card_stays_in_a_small_window(reader):
    """At the lower edge and in tables too, no card is cut by the edges of a phone held sideways."""
    page = reader(has_touch=True)
    page.set_viewport_size({"width": 660, "height": 330})
    page.goto(PAGE)
    numbers = page.locator("article a.number:visible")
    for index in range(0, numbers.count(), max(1, numbers.count() // 12)):
        numbers.nth(index).tap()
        box = card(page).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 660, index
        assert box["y"] >= 0 and box["y"] + box["height"] <= 330.5, index
        page.keyboard.press("Escape")


def test_a_computed_number_tells_what_was_counted(page):
    """Its card links the studies behind it, and its citation says what it is of and leads to its line."""
    first_link(page, COMPUTED, "chapters/evidence.html")[0].hover()
    expect(card(page)).to_contain_text("Counted: ")
    expect(card(page).locator("a[href*='studies/']").first).to_be_visible()
    card(page).get_by_text("Cite this number").click()
    text = card(page).locator("pre").first.inner_text()
    assert "; Counted: " in text and "numbers.html#result-all-outcomes" in text


def test_a_citation_tells_its_reference(page):
    """A citation's card has its identifiers as links, and no citation of this review."""
    page.goto(PAGE)
    external = (
        "cards => [...cards.content.querySelectorAll('[data-for]:has(a.external)')].map(card => card.dataset.for)"
    )
    addresses = page.locator("#cards").evaluate(external)
    next(link for link in page.locator(CITATION).all() if link.get_attribute("href") in addresses).hover()
    expect(card(page).locator("a.external").first).to_have_attribute("href", re.compile("^https://"))
    expect(card(page).locator("details.cite")).to_have_count(0)


@pytest.mark.parametrize("selector", ["article p a.number", ".drawing > a"])
def test_one_row_has_one_card_wherever_it_stands(page, selector):
    """A number in a sentence or a figure and one in a table that lead to the same row open the same words."""
    page.goto(PAGE)
    page.locator("article details").evaluate_all("all => all.forEach(fold => fold.open = true)")
    selectors, hrefs = (selector, "article td a.number"), "links => links.map(link => link.getAttribute('href'))"
    addresses, in_tables = (page.locator(links).evaluate_all(hrefs) for links in selectors)
    address = next(address for address in addresses if address in in_tables and "studies/" in address)
    links = [page.locator(f"{links}[href='{address}']").locator("visible=true").first for links in selectors]
    (text, name), (text_in_table, _) = map(card_text, links)
    assert text == text_in_table and name.startswith("What stands behind ")


def test_every_number_has_a_card(page):
    """No number or citation of the safety chapter, of the table of evidence or of home is without a card."""
    for address in (PAGE, "chapters/evidence.html", "index.html"):
        page.goto(address)
        assert page.locator("article :is(a.number, .bibtex-citation a)").evaluate_all(BARE) == [], address


@pytest.mark.parametrize("chapter", FIGURES)
def test_every_figure_leads_to_its_numbers(page, chapter):
    """Each figure has links over its drawing, every one with words and a card."""
    page.goto(f"chapters/{chapter}.html")
    figures = page.locator(".review-figure")
    assert figures.count() == page.locator(".review-figure:has(.drawing > a)").count() > 0
    assert page.locator(".review-figure .drawing > a").evaluate_all(BARE) == []


def test_the_keyboard_goes_through_a_figure(page):
    """Tab goes from a line of a figure into its card, and on to the next line."""
    page.goto(PAGE)
    line, next_line = (page.locator(LINE).nth(place) for place in (0, 1))
    page.keyboard.press("Tab")
    line.focus()
    expect(card(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("link").first).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        if next_line.evaluate("link => link === document.activeElement"):
            break
    expect(next_line).to_be_focused()
    assert card(page).count() == 1


def test_without_script_a_figure_leads_to_its_rows_and_tells_how_to_cite_it(reader):
    """Without script a number or a line of a figure is a link, and a fold below a figure holds its citation as text."""
    page = reader(java_script_enabled=False)
    number, row = first_link(page)
    number.click()
    assert page.url.endswith(row)
    line, row = first_link(page, ".drawing > a")
    figure = page.locator(".review-figure").first
    figure.get_by_text("Cite this figure").click()
    expect(figure.locator("details.cite pre")).to_contain_text(f"{PAGE}#{figure.get_attribute('id')}")
    line.click()
    assert page.url.endswith(row)


@pytest.fixture(scope="module")
def review_site() -> Site:
    """Return the review of which the site was built."""
    return Site.of_folder(ROOT)


def check_citations(texts: list[str], title: str, address: str, review_site: Site) -> None:
    """Compare citations with what the package writes, whose forms its own tests read with programs for references."""
    key = address.replace(".html", "").replace("/", "-").replace("#", "-")
    assert dict(zip(FORMS, texts, strict=True)) == citations(title, REVIEW, key, address, review_site)


def test_a_number_is_cited_in_one_click(reader, review_site):
    """A number's card gives its citation in three forms, with result, version and address, and copies it."""
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    number, address = first_link(page)
    number.hover()
    card(page).get_by_text("Cite this number").click()
    texts = card(page).locator("pre").all_text_contents()
    title = re.match(r"The contributors\. (.+)\. In: ", texts[0])[1]
    assert title.startswith("Papp 2021: ") and number.inner_text() in title
    check_citations(texts, title, address, review_site)
    card(page).get_by_role("button", name="Copy").nth(1).click()
    assert page.evaluate("navigator.clipboard.readText()") == texts[1]
    page.wait_for_timeout(600)
    expect(card(page)).to_be_visible()


def test_a_figure_is_cited_in_one_click(page, review_site):
    """Below a figure stands its citation in three forms, with its title and its address."""
    page.goto(PAGE)
    figure = page.locator(".review-figure").first
    figure.get_by_text("Cite this figure").click()
    texts = figure.locator("details.cite pre").all_text_contents()
    title = figure.locator("details.cite").get_attribute("data-title")
    check_citations(texts, title, f"{PAGE}#{figure.get_attribute('id')}", review_site)


def test_where_the_site_knows_its_address_citations_lead_to_this_version(reader, folder):
    """A page opened at a row is cited with the row, in its own version."""
    base = "https://invented.example/9.9/"
    html = (folder / "studies/hwang-2024.html").read_text(encoding="utf-8")
    html = html.replace('data-address=""', f'data-address="{base}"')
    html = re.sub(r"(The contributors\. Topical [^<]+)", rf"\1 {base}studies/hwang-2024.html", html, count=1)
    page = reader(new=True)
    page.route("**/hwang-2024.html", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("studies/hwang-2024.html#nl-lesion-score-rux-w12")
    page.locator(".every-page details.cite summary").click()
    text = page.locator(".every-page details.cite pre").first
    expect(text).to_contain_text(f"{base}studies/hwang-2024.html#nl-lesion-score-rux-w12")


def test_both_readings_are_told(page):
    """Where the second reader found something else, the card tells what, and of which source."""
    page.goto("chapters/evidence.html?adverse-events-other-diseases=disagreed")
    page.locator("#adverse-events #other-diseases td a.number").locator("visible=true").first.hover()
    expect(card(page)).to_contain_text(re.compile(r"Second reader, in S\d+, found something else; both are kept: "))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_has_the_colours_of_the_page(page, number, scheme):
    """A card's ground and letters are those of the theme; it is not printed."""
    page.emulate_media(color_scheme=scheme)
    number.hover()
    colours = "part => [getComputedStyle(part).backgroundColor, getComputedStyle(part).color]"
    assert card(page).evaluate(colours) == page.locator("body").evaluate(colours)
    page.emulate_media(media="print")
    expect(page.locator(".number-card")).to_be_hidden()


def test_cards_open_from_a_file(page, folder):
    """A site that is read from disk has its cards too."""
    first_link(page, address=(folder / PAGE).as_uri())[0].hover()
    expect(card(page)).to_contain_text("Papp 2021")
