"""Cards open by mouse, keyboard and touch, stay within the window, and leave links as they are without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from live import ROOT
from livingevidence.site.page_facts import citations
from livingevidence.site.site import Site

REVIEW = "Topical ruxolitinib: a living review"
FIGURES = ("lichenoid", "granulomatous", "alopecia", "safety", "exposure", "sensitivity", "timeline", "evidence")
PAGE = "chapters/safety.html"
NUMBER = "article p a.number[href*='studies/papp-2021.html#']"
CITATION = "article .bibtex-citation a"


def card(page: Page):
    """Return the card that is open."""
    return page.get_by_role("dialog", name=re.compile("^What stands behind "))


def test_the_mouse_opens_and_may_enter_a_card(page):
    """A number's card opens below the pointer, stays while the pointer is in it, and closes behind it."""
    page.goto(PAGE)
    number = page.locator(NUMBER).first
    number.hover()
    expect(card(page)).to_contain_text("Papp 2021")
    expect(card(page)).to_contain_text(re.compile("Read in S\\d"))
    expect(card(page)).to_contain_text(re.compile("(one reader|two readers)"))
    card(page).hover()
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(card(page)).to_have_count(0)


def test_the_card_takes_the_place_of_the_hint(page):
    """While a card is open its link has no title, and gets it back afterwards."""
    page.goto(PAGE)
    number = page.locator(NUMBER).first
    title = number.get_attribute("title")
    number.hover()
    expect(card(page)).to_be_visible()
    assert title and number.get_attribute("title") is None
    page.mouse.move(2, 2)
    expect(card(page)).to_have_count(0)
    assert number.get_attribute("title") == title


def test_the_keyboard_opens_enters_and_closes_a_card(page):
    """Focus on a number opens its card and stays; Tab leads into the card, Escape back to the number."""
    page.goto(PAGE)
    number = page.locator(NUMBER).first
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


def test_enter_follows_the_link(page):
    """A number leads to its row by one press of Enter."""
    page.goto(PAGE)
    number = page.locator(NUMBER).first
    address = number.get_attribute("href").removeprefix("../")
    page.keyboard.press("Tab")
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")


@pytest.mark.parametrize("width", [390, 768])
def test_a_tap_opens_a_card_and_a_second_follows_the_link(reader, width):
    """The first tap opens the card inside the window, a tap elsewhere closes it, a second one follows the link."""
    page = reader(width, has_touch=True).new_page()
    page.goto(PAGE)
    number = page.locator(NUMBER).first
    address = number.get_attribute("href").removeprefix("../")
    number.tap()
    expect(card(page)).to_be_visible()
    box = card(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
    page.locator("h1").tap()
    expect(card(page)).to_have_count(0)
    number.tap()
    expect(card(page)).to_be_visible()
    number.tap()
    page.wait_for_url(f"**/{address}")


def test_every_card_stays_in_a_small_window(reader):
    """At the lower edge and in tables too, no card is cut by the edges of a phone held sideways."""
    page = reader(has_touch=True).new_page()
    page.set_viewport_size({"width": 660, "height": 330})
    page.goto(PAGE)
    numbers = page.locator("article a.number:visible")
    for index in range(0, numbers.count(), max(1, numbers.count() // 12)):
        numbers.nth(index).tap()
        box = card(page).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 660, index
        assert box["y"] >= 0 and box["y"] + box["height"] <= 330.5, index
        page.keyboard.press("Escape")


def test_a_citation_tells_its_reference(page):
    """A citation's card has its identifiers as links."""
    page.goto(PAGE)
    page.locator(CITATION).first.hover()
    expect(card(page).locator("a[href^='https://doi.org/']")).to_have_count(1)


def test_a_computed_number_tells_what_was_counted(page):
    """A computed number's card tells what was counted and links the studies behind it."""
    page.goto("chapters/evidence.html")
    page.locator("article a.number[href$='numbers.html#result-all-outcomes']").first.hover()
    expect(card(page)).to_contain_text("Counted: ")
    expect(card(page).locator("a[href*='studies/']").first).to_be_visible()


def test_one_row_has_one_card_wherever_it_stands(page):
    """A number in a sentence and one in a table that lead to the same row open the same words."""
    page.goto(PAGE)
    for fold in page.locator("article details").all():
        fold.evaluate("fold => fold.open = true")
    in_tables = page.locator("article td a.number").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    in_text = page.locator(NUMBER).evaluate_all("all => all.map(a => a.getAttribute('href'))")
    shared = next(address for address in in_text if address in in_tables)
    told = []
    for place in ("p", "td"):
        number = page.locator(f"article :is({place}) a.number[href='{shared}']").locator("visible=true")
        (number.first if place == "p" else number.last).hover()
        told.append(card(page).inner_text())
        page.keyboard.press("Escape")
    assert told[0] == told[1]


def test_every_number_of_the_chapters_has_a_card(page):
    """No number of the safety chapter or of the table of evidence is without a card."""
    for address in (PAGE, "chapters/evidence.html", "index.html"):
        page.goto(address)
        bare = page.evaluate("""() => {
            const cards = [...document.getElementById("cards").content.children].map(part => part.dataset.for);
            return [...document.querySelectorAll("article a.number, article .bibtex-citation a")]
                .map(link => link.getAttribute("href")).filter(address => !cards.includes(address));
        }""")
        assert bare == [], address


FORMS = ("Text", "BibTeX", "RIS")


def test_a_figure_opens_the_card_of_the_sentence(page):
    """What stands above a dotted line of a figure opens the same card as the same row in a table, and is shaded."""
    page.goto(PAGE)
    for fold in page.locator("article details").all():
        fold.evaluate("fold => fold.open = true")
    in_tables = page.locator("article td a.number").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    drawn = page.locator(".drawing > a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    shared = next(address for address in drawn if address in in_tables)
    told = []
    for place in (".drawing > a", "td a.number"):
        number = page.locator(f"article {place}[href='{shared}']").locator("visible=true").first
        number.hover()
        expect(card(page)).to_be_visible()
        told.append((card(page).inner_text(), card(page).get_attribute("aria-label")))
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)
    assert told[0][0] == told[1][0]
    assert told[0][1].startswith("What stands behind ")


@pytest.mark.parametrize("chapter", FIGURES)
def test_every_figure_leads_to_its_numbers(page, chapter):
    """Each figure has links over its drawing, every one with words and a card."""
    page.goto(f"chapters/{chapter}.html")
    assert page.locator(".review-figure").count() > 0
    bare = page.evaluate("""() => {
        const cards = [...document.getElementById("cards").content.children].map(part => part.dataset.for);
        return [...document.querySelectorAll(".review-figure")].filter(figure => {
            const links = [...figure.querySelectorAll(".drawing > a")];
            return !links.length || links.some(link => !cards.includes(link.getAttribute("href")) || !link.textContent);
        }).map(figure => figure.id);
    }""")
    assert bare == []


def test_the_keyboard_goes_through_a_figure(page):
    """Tab goes from a line of a figure into its card, and on to the next line."""
    page.goto(PAGE)
    first, second = (page.locator(".drawing > a:visible").nth(place) for place in (0, 1))
    page.keyboard.press("Tab")
    first.focus()
    expect(card(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("link").first).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        if second.evaluate("link => link === document.activeElement"):
            break
    expect(second).to_be_focused()
    assert card(page).count() == 1


def test_a_tap_on_a_figure_opens_a_card(reader):
    """On a phone a tap on a mark opens its card, and a second one leads to the row."""
    page = reader(390, has_touch=True).new_page()
    page.goto(PAGE)
    link = page.locator(".drawing > a:visible").first
    address = link.get_attribute("href").removeprefix("../")
    link.tap()
    expect(card(page)).to_contain_text("Read in")
    link.tap()
    page.wait_for_url(f"**/{address}")


def test_without_script_a_figure_leads_to_its_rows_and_tells_how_to_cite_it(reader):
    """Without script a line of a figure is a link, and a fold below the figure holds its citation as text."""
    page = reader(java_script_enabled=False).new_page()
    page.goto(PAGE)
    figure = page.locator(".review-figure").first
    figure.get_by_text("Cite this figure").click()
    expect(figure.locator("details.cite pre")).to_contain_text(f"{PAGE}#{figure.get_attribute('id')}")
    link = figure.locator(".drawing > a").first
    address = link.get_attribute("href").removeprefix("../")
    link.click()
    assert page.url.endswith(address)


@pytest.fixture(scope="module")
def built() -> Site:
    """Return the review of which the site was built."""
    return Site.at(ROOT)


def cited(texts: list[str], title: str, address: str, built: Site) -> None:
    """Compare citations with what the package writes, whose forms its own tests read with programs for references."""
    key = address.replace(".html", "").replace("/", "-").replace("#", "-")
    assert dict(zip(FORMS, texts, strict=True)) == citations(title, REVIEW, key, address, built)


def test_a_number_is_cited_in_one_click(reader, built):
    """A number's card gives its citation in three forms, with result, version and address, and copies it."""
    page = reader(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(PAGE)
    number = page.locator(NUMBER).first
    address = number.get_attribute("href").removeprefix("../")
    number.hover()
    card(page).get_by_text("Cite this number").click()
    texts = card(page).locator("pre").all_text_contents()
    title = re.match(r"The contributors\. (.+)\. In: ", texts[0])[1]
    assert title.startswith("Papp 2021: ") and number.inner_text() in title
    cited(texts, title, address, built)
    card(page).get_by_role("button", name="Copy").nth(1).click()
    assert page.evaluate("navigator.clipboard.readText()") == texts[1]
    page.wait_for_timeout(600)
    expect(card(page)).to_be_visible()


def test_a_computed_number_is_cited_with_what_was_counted(page):
    """Its citation says what the number is of, and leads to its line on the page of numbers."""
    page.goto("chapters/evidence.html")
    page.locator("article a.number[href$='numbers.html#result-all-outcomes']").first.hover()
    card(page).get_by_text("Cite this number").click()
    text = card(page).locator("pre").first.inner_text()
    assert "; Counted: " in text and "numbers.html#result-all-outcomes" in text


def test_a_reference_is_not_cited_as_a_number(page):
    """The card of a citation has identifiers, and no citation of this review."""
    page.goto(PAGE)
    page.locator(CITATION).first.hover()
    expect(card(page)).to_be_visible()
    expect(card(page).locator("details.cite")).to_have_count(0)


def test_a_figure_is_cited_in_one_click(page, built):
    """Below a figure stands its citation in three forms, with its title and its address."""
    page.goto(PAGE)
    figure = page.locator(".review-figure").first
    figure.get_by_text("Cite this figure").click()
    expect(figure.locator("details.cite pre")).to_have_count(3)
    title = figure.locator("details.cite").get_attribute("data-title")
    texts = figure.locator("details.cite pre").all_text_contents()
    cited(texts, title, f"{PAGE}#{figure.get_attribute('id')}", built)


def test_where_the_site_knows_its_address_citations_lead_to_this_version(page, folder):
    """A page opened at a row is cited with the row, in its own version."""
    own = "https://invented.example/9.9/"
    html = (folder / "studies/hwang-2024.html").read_text(encoding="utf-8")
    html = html.replace('data-address=""', f'data-address="{own}"')
    html = re.sub(r"(The contributors\. Topical [^<]+)", rf"\1 {own}studies/hwang-2024.html", html, count=1)
    page.route("**/hwang-2024.html", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("studies/hwang-2024.html#nl-lesion-score-rux-w12")
    page.locator(".every-page details.cite summary").click()
    text = page.locator(".every-page details.cite pre").first
    expect(text).to_contain_text(f"{own}studies/hwang-2024.html#nl-lesion-score-rux-w12")


def test_both_readings_are_told(page):
    """Where the second reader found something else, the card tells what, and of which source."""
    page.goto("chapters/evidence.html?adverse-events-other-diseases=disagreed")
    page.locator("#adverse-events #other-diseases td a.number").locator("visible=true").first.hover()
    expect(card(page)).to_contain_text(re.compile(r"Second reader, in S\d+, found something else; both are kept: "))


def test_paper_has_no_card(page):
    """A card that is open when the page is printed isn't printed."""
    page.goto(PAGE)
    page.locator(NUMBER).first.hover()
    expect(card(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".number-card")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_has_the_colours_of_the_page(reader, scheme):
    """A card's ground and letters are those of the theme."""
    page = reader(color_scheme=scheme).new_page()
    page.goto(PAGE)
    page.locator(NUMBER).first.hover()
    colours = "part => [getComputedStyle(part).backgroundColor, getComputedStyle(part).color]"
    assert card(page).evaluate(colours) == page.locator("body").evaluate(colours)


def test_without_script_a_number_is_a_link(reader):
    """Without script no card shows, and a number leads to its row."""
    page = reader(java_script_enabled=False).new_page()
    page.goto(PAGE)
    number = page.locator(NUMBER).first
    address = number.get_attribute("href").removeprefix("../")
    number.click()
    assert page.url.endswith(address)


def test_cards_open_from_a_file(reader, folder):
    """A site that is read from disk has its cards too."""
    page = reader().new_page()
    page.goto((folder / PAGE).as_uri())
    page.locator(NUMBER).first.hover()
    expect(card(page)).to_contain_text("Papp 2021")
