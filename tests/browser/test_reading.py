"""What a reader does: goes from a disease to a source, searches and chooses colours."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from kinds import KINDS


def from_condition_to_source(page: Page) -> None:
    """Follow the links from the page of a condition to a study, a result, and the place where it was read."""
    expect(page.locator("h1")).to_contain_text("Necrobiosis lipoidica")
    page.locator("article a[href$='studies/hwang-2024.html']:visible").first.click()
    expect(page.locator("h1")).to_contain_text("Necrobiosis Lipoidica")
    fold = page.locator("#outcomes details.more > summary").first  # on a phone
    if fold.is_visible():
        fold.click()
    page.locator("#outcomes a[href='#S1']").first.click()
    assert page.url.endswith("studies/hwang-2024.html#S1")
    source = page.locator("tr#S1")
    expect(source).to_be_in_viewport()
    expect(source).to_contain_text("https://doi.org/")


@pytest.mark.parametrize("width", [390, 1280])
def test_from_home_to_a_source(reader, width):
    """A reader names the patient's disease at home, and comes to its study and to the source of a result."""
    page = reader(width)
    page.goto("index.html")
    page.locator("#condition-field").fill("necrobiosis lip")
    page.locator("#condition-field").press("Enter")
    page.wait_for_url("**/conditions/necrobiosis-lipoidica.html")
    from_condition_to_source(page)


def test_from_home_to_a_source_without_script(reader):
    """The same way is open to a reader whose browser runs no script."""
    page = reader(390, java_script_enabled=False)
    page.goto("index.html")
    page.locator("table.diseases a[href$='conditions/necrobiosis-lipoidica.html']").first.click()
    from_condition_to_source(page)


def test_from_home_to_a_condition_by_keyboard(page):
    """The field for the disease is reached and used without a mouse; its first match opens with Enter."""
    page.goto("index.html")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "condition-field":
            break
    page.keyboard.type("granulomatous cheilitis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conditions/granulomatous-cheilitis.html")


WORDS_FOR_DISEASES = {
    "melkersson": "granulomatous-cheilitis",
    "totalis": "alopecia-areata",
    "vulval LS": "lichen-sclerosus",
    "BXO": "lichen-sclerosus",
    "GA": "granuloma-annulare",
    "hypertrophic lichen planus": "lichen-planus",
    "generalised granuloma annulare": "granuloma-annulare",
    "patchy alopecia": "alopecia-areata",
    "alopeica areta": "alopecia-areata",
    "necrobiosis of the shins": "necrobiosis-lipoidica",
    "kraurosis vulvæ": "lichen-sclerosus",
    "child with patchy hair loss": "alopecia-areata",
}


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_keys_lead_to_what_is_seen(reader, key):
    """In a narrow window, as in one that is enlarged, whatever has the focus stands in it, drawers included."""
    page = reader(width=640, reduced_motion="reduce")
    page.goto("conditions/alopecia-areata.html")
    for _ in range(25):
        page.keyboard.press(key)
        outside = page.evaluate("""() => {
            const {left, right} = document.activeElement.getBoundingClientRect();
            return document.activeElement.textContent.trim() && (left < 0 || right > innerWidth);
        }""")
        assert not outside, page.evaluate("document.activeElement.outerHTML")


def test_the_box_finds_by_any_word(page):
    """A disease is found by another name, a form, a site, an age, and where it is spelt otherwise."""
    for words, condition in WORDS_FOR_DISEASES.items():
        page.goto("index.html")
        page.locator("#condition-field").fill(words)
        page.locator("#condition-field").press("Enter")
        page.wait_for_url(f"**/conditions/{condition}.html", wait_until="commit")


def test_the_box_tells_of_a_form_that_has_no_page(page):
    """A form leads to its disease, with what a study tells of it."""
    page.goto("index.html")
    page.locator("#condition-field").fill("hypertrophic lichen planus")
    expect(page.locator(".condition-box [role=status]")).to_have_text("Showing lichen planus")
    expect(page.locator(".condition-box > ul li")).to_contain_text("%")


def test_the_box_is_no_dead_end(page):
    """A disease of no group leads to its studies, and a word that nothing has to the search of the whole review."""
    page.goto("index.html")
    field = page.locator("#condition-field")
    field.fill("vitiligo")
    field.press("Enter")
    page.wait_for_url("**/studies/index.html?filter=vitiligo")
    page.goto("index.html")
    field.fill("zzzzqqqq")
    expect(page.locator(".condition-box [role=status] a")).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search.html?q=zzzzqqqq")


def test_the_box_offers_each_disease_once(page):
    """A short name is a whole word, a group's name offers its diseases, and one of two groups stands once."""
    page.goto("index.html")
    for words in ("GA", "planopilaris", "lp", "alopecia ar", "hair loss", "lic"):
        page.locator("#condition-field").fill(words)
        links = page.locator(".condition-box > ul a").evaluate_all("links => links.map(link => link.href)")
        assert len(set(links)) == len(links), words
        assert len(links) > 3 if words in ("hair loss", "lic") else len(links) == 1, words


def test_the_first_screen_answers(reader):
    """On a phone the field of home stands near the top, and a condition's verdict, warning and links on one screen."""
    page = reader(390)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("index.html")
    assert page.locator("#condition-field").bounding_box()["y"] < 250
    for name in (
        "lichen-planus",
        "necrobiosis-lipoidica",
        "alopecia-areata",
        "alopecia-universalis",
        "lichen-sclerosus",
    ):
        page.goto(f"conditions/{name}.html")
        expect(page.locator(".bottom-line")).to_contain_text("off-label")
        box = page.locator(".first-screen").bounding_box()
        assert box["y"] + box["height"] <= 860, name
        page.locator(".first-screen a[href='#prescribing']").first.click()
        expect(page.locator("#prescribing h2")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False])
def test_a_patient_finds_the_plain_words(reader, script):
    """On a phone the first link of a chapter leads to its plain words, which stand open, with a mark to each claim."""
    page = reader(390, java_script_enabled=script)
    page.goto("chapters/alopecia.html")
    page.locator("article h1 ~ p a").first.click()
    part = page.locator("section#in-plain-words")
    expect(part.locator("h2")).to_be_in_viewport()
    expect(part.locator("li").first).to_be_visible()
    marks = part.locator("a.claim-mark")
    assert marks.count() == part.locator("li").count()
    marks.nth(1).click()
    expect(page.locator(page.evaluate("location.hash"))).to_contain_text("In alopecia areata")


def search(page: Page, words: str) -> list[str]:
    """Return the pages that the search finds, best first, as soon as it has told how many."""
    page.goto(f"search.html?{urlencode({'q': words})}")
    return results(page)


def results(page: Page) -> list[str]:
    """Return the pages that the page of a search tells, best first, as soon as it has told how many."""
    expect(page.locator("#search-results .search-summary")).to_contain_text(re.compile(r"\d|one page|did not match"))
    summary = page.locator("#search-results .search-summary").inner_text()
    links = page.locator("#search-results ul.search > li > a")
    if expected := re.search(r"(\d+) pages?", summary):
        expect(links).to_have_count(int(expected[1]))
    return [re.sub(r"^.*?//[^/]+/|[?#].*$", "", link) for link in links.evaluate_all("all => all.map(a => a.href)")]


def test_search_tells_what_it_found_to_those_who_listen(page):
    """The count of pages is announced, and an excerpt keeps a term apart from what it stands for."""
    page.goto("search.html?q=TRuE-VIP1")
    results(page)
    assert page.locator("#search-results [role=status]").inner_text()
    (study, *_) = page.locator("#search-results .context").all_inner_texts()
    assert "Condition vitiligo" in " ".join(study.split())


def test_search_finds_a_drug_and_an_author(page):
    """A drug and an author, in the box of a page, lead to their page, with an excerpt in which the word stands."""
    for words, address in {"Mangold": "studies/hwang-2024.html", "tofacitinib": "chapters/systemic.html"}.items():
        page.goto("index.html")
        page.locator("input[name=q]").first.fill(words)
        page.locator("input[name=q]").first.press("Enter")
        page.wait_for_url(f"**/search.html?{urlencode({'q': words})}*")
        assert address in results(page)
    expect(page.locator("#search-results .context").first).to_contain_text(re.compile("tofacitinib", re.IGNORECASE))


def test_the_box_of_a_search_takes_words_as_they_are(page):
    """Marks and spaces in the box come to the page of the search as that page takes them from a link."""
    page.goto("index.html")
    page.locator("input[name=q]").first.fill("Melkersson–Rosenthal 12.5 %")
    page.locator("input[name=q]").first.press("Enter")
    page.wait_for_url(f"**/search.html?{urlencode({'q': 'Melkersson–Rosenthal 12.5 %'})}*")


def test_a_search_that_finds_much_loads_few_pages(page):
    """Of many results the first ten show where the words stand, and the pages of the others are not loaded."""
    requests = []
    page.on("request", lambda request: requests.append(request.url) if request.resource_type == "fetch" else None)
    assert len(search(page, "cream")) > 40
    page.wait_for_load_state("networkidle")
    assert 0 < len(requests) <= 10
    expect(page.locator("#search-results .context").first).to_be_visible()


DISEASES = {
    "granulomatous cheilitis": "granulomatous-cheilitis",
    "lichen planopilaris": "lichen-planopilaris",
    "lichen-planopilaris": "lichen-planopilaris",
    '"Lichen planopilaris"': "lichen-planopilaris",
    "alopecia totalis": "alopecia-areata",
    "vulval lichen sclerosus": "lichen-sclerosus",
    "Melkersson–Rosenthal": "granulomatous-cheilitis",
    "Melkersson Rosenthal": "granulomatous-cheilitis",
    "chronic GVHD": "cutaneous-gvhd",
    "necrobiosis lipoidica diabeticorum": "necrobiosis-lipoidica",
    "BXO": "lichen-sclerosus",
}


def test_search_leads_to_a_disease_first(page):
    """A disease, by any of its names, leads to its own page first."""
    results = {words: search(page, words)[0] for words in DISEASES}
    assert results == {words: f"conditions/{name}.html" for words, name in DISEASES.items()}


OTHER_NAMES = {
    "Xeljanz": "chapters/systemic.html",
    "CTP-543": "studies/thrive-aa2.html",
    "shingles": "chapters/safety.html",
    "Severity of Alopecia Tool": "chapters/alopecia.html",
    "Opzelura vulvar lichen planus": "conditions/erosive-lichen-planus.html",
}


def test_search_takes_other_names(page):
    """Pages that have a drug, an outcome or an event under the review's own name are found by its other names."""
    assert [words for words, address in OTHER_NAMES.items() if address not in search(page, words)] == []


def test_search_finds_an_identifier(page):
    """Registry number, DOI and PMID in their spellings, and how a study is cited, lead to its page first."""
    page.goto("studies/hwang-2024.html")
    hosts = ("clinicaltrials.gov", "doi.org", "pubmed.ncbi")
    texts = [page.locator(f"#reports a[href*='{host}']").first.inner_text() for host in hosts]
    number, doi, pmid = (text.removeprefix("DOI ").removeprefix("PMID ") for text in texts)
    queries = (number, doi, pmid, f"https://doi.org/{doi}", f"doi:{doi}", f"DOI: {doi}")
    queries += (number.lower(), number.replace("NCT", "NCT "), "Hwang 2024", "hwang-2024", "Hwang et al., 2024")
    assert {words: search(page, words)[0] for words in queries} == dict.fromkeys(queries, "studies/hwang-2024.html")


def test_search_takes_letters_without_their_marks(page):
    """A name is found without its accents, with them, and with two letters for one."""
    for name in ("Rucker", "Rücker", "Schunemann", "Schünemann", "Juni", "Jüni", "Rover", "Röver", "Roever"):
        assert "references.html" in search(page, name), name


def test_search_finds_numbers(page):
    """A percentage, a year and a share with a space are words like others; few pages have these."""
    assert [number for number in ("0.75%", "1927", "12.5 %", "0.75") if not search(page, number)] == []


def test_search_says_why_it_found_nothing(page):
    """Words that are not looked for are told apart from words that no page has."""
    summary = page.locator("#search-results .search-summary")
    assert search(page, "of the") == []
    expect(summary).to_contain_text("not looked for")
    assert search(page, "zzzzqqqq") == []
    expect(summary).to_contain_text("none has all of these words")


def colour(page: Page) -> str:
    """Return the background of a page."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_colours_follow_the_reader_then_the_choice(reader):
    """A page is dark where the system is, until the reader chooses; the choice, and it alone, is kept."""
    page = reader(color_scheme="dark", new=True)
    page.goto("index.html")
    dark = colour(page)
    page.emulate_media(color_scheme="light")
    light = colour(page)
    assert dark != light
    for _ in range(3):
        page.locator(".theme-toggle:visible").first.click()
        if page.evaluate("document.body.dataset.theme") == "dark":
            break
    page.goto("chapters/alopecia.html")
    assert colour(page) == dark
    search(page, "necrobiosis")
    page.locator("#search-results a").first.click()
    assert page.evaluate("Object.keys(localStorage)") == ["theme"]
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.context.cookies() == []


@pytest.mark.parametrize("part", ["#prescribing-monitoring", "#awaited", "#other"])
def test_a_link_opens_what_a_fold_holds(reader, part):
    """A link to a part of a fold opens it, from another page and from the same one."""
    page = reader(390)
    for address in (KINDS["condition"] + part, KINDS["condition"]):
        page.goto("about:blank")
        page.goto(address)
        page.evaluate("part => { location.hash = part }", part)
        expect(page.locator(part)).to_be_in_viewport()


def test_a_link_opens_a_section_at_its_heading(reader):
    """A section that is folded on its page opens for a link to it."""
    page = reader(390)
    page.goto(KINDS["chapter"] + "#how-sure-we-can-be")
    section = page.locator("#how-sure-we-can-be")
    expect(section.locator("details.section").first).to_have_attribute("open", "")
    expect(section.locator("h2")).to_be_in_viewport()


def test_cites_a_page_in_one_click(reader):
    """A page is cited as text, BibTeX and RIS, each with the version, and a button copies it."""
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto(KINDS["chapter"])
    cite = page.locator(".every-page details.cite")
    cite.locator("summary").click()
    texts = cite.locator("pre").all_inner_texts()
    assert len(texts) == 3 and all("ersion" in text and "Lichenoid disease" in text for text in texts)
    cite.locator("button").nth(1).click()
    expect(cite.locator("button").nth(1)).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{")
