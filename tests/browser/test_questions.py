"""A dermatologist with a phone: eight questions, each answered in at most two taps and a screen and a half.

An answer is found by its part on the page, never by its words, which new evidence changes.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

PHONE = {"width": 390, "height": 844}  # pixels
TAPS, SCREENS = 2, 1.5
SCROLLED = """() => Math.abs(document.querySelector(location.hash).getBoundingClientRect().top) < 100
    || innerHeight + scrollY > document.documentElement.scrollHeight - 2"""
PLACE = "element => { const box = element.getBoundingClientRect(); return [box.top, box.bottom]; }"


@pytest.fixture
def phone(reader: Callable) -> Page:
    """Return a phone that shows the first page."""
    page = reader(PHONE["width"], has_touch=True, is_mobile=True)
    page.set_viewport_size(PHONE)
    page.goto("index.html")
    return page


def ask(page: Page, disease: str, *taps: str) -> None:
    """Name a disease in the box, tap what it offers first, and then each link."""
    assert 1 + len(taps) <= TAPS
    page.locator("#condition-field").fill(disease)
    page.locator(".condition-box > ul a").first.tap()
    page.wait_for_url("**/conditions/*.html")
    for link in taps:
        page.locator(f".first-screen {link}").first.tap()
        page.wait_for_function(SCROLLED)


def check_answer(answer: Locator, screens: float = SCREENS) -> None:
    """Hold that an answer has words, and ends within some screens of where the reader is."""
    top, bottom = answer.first.evaluate(PLACE)
    assert -1 <= top < bottom, "it is above, or not shown"
    assert bottom <= screens * PHONE["height"], f"it ends {bottom / PHONE['height']:.2f} screens down"
    assert answer.first.inner_text().strip()


@pytest.mark.parametrize("disease", ["granuloma annulare", "necrobiosis", "vulval lichen sclerosus"])
def test_what_is_known_of_a_disease(phone, disease):
    """One tap leads to the verdict, how sure it is and how many had the treatment, on one screen."""
    ask(phone, disease)
    for part in (".chip", ".fact-certainty", ".fact-people, .fact-next"):
        check_answer(phone.locator(part), screens=1)


@pytest.mark.parametrize(
    ("form", "disease"),
    [
        ("hypertrophic lichen planus", "lichen-planus"),
        ("generalised granuloma annulare", "granuloma-annulare"),
        ("patchy alopecia", "alopecia-areata"),
    ],
)
def test_what_is_known_of_a_form(phone, form, disease):
    """A form without a page of its own leads to its disease."""
    ask(phone, form)
    assert phone.url.endswith(f"conditions/{disease}.html")
    check_answer(phone.locator(".chip"), screens=1)


def test_on_how_much_skin_and_how_much_cream(phone):
    """What labels say of area and amount, marked as written for this disease or another."""
    ask(phone, "alopecia areata", "a[href^='#prescribing-area']")
    answer = phone.locator("[id^='prescribing-area'] dd")
    check_answer(answer)
    assert answer.first.locator(".tag").count() == 1


def test_what_the_best_comparison_found(phone):
    """The comparison that counts most stands on the first screen, with a link to its row."""
    ask(phone, "alopecia areata")
    check_answer(phone.locator(".fact-best"), screens=1)
    assert phone.locator(".fact-best a.number").count()


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        (".fact-children a", "#children p"),
        ("a[href='#harms']", ".pinned li >> nth=-1"),  # against other ways to treat, behind the pictures of harms
        ("a[href='#prescribing-monitoring']", "#prescribing-monitoring dd"),
    ],
)
def test_what_is_one_tap_from_the_first_screen(phone, link, answer):
    """The first screen leads to treated children, to harms against tablets, and to what labels ask to be watched."""
    ask(phone, "alopecia areata", link)
    check_answer(phone.locator(answer))


@pytest.mark.parametrize("disease", ["dermatomyositis", "lichen planus"])
def test_which_trials_run(phone, disease):
    """The first screen says what comes next, and leads to each trial with its state."""
    ask(phone, disease, ".fact-next a")
    check_answer(phone.locator("#trials tbody tr td:nth-child(3)"))


def test_which_trials_run_in_all_diseases(phone):
    """Two taps from the first page stand the trials that run, and no others."""
    phone.locator("article .jumps a[href='trials.html']").tap()
    phone.wait_for_url("**/trials.html")
    phone.locator("article .jumps a").first.tap()
    phone.wait_for_url("**/trials.html?*")
    check_answer(phone.locator("table.docutils tbody tr:visible"))
