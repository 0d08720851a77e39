"""Tables sort, filter, keep their state in the address, and give what they show as CSV."""

import csv
import io
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kinds import WIDE

STUDIES = "studies/index.html"
EVIDENCE = "chapters/evidence.html"
OUTCOMES = "#outcomes #lichenoid-disease"


def column(table: Locator, index: int) -> list[str]:
    """Return the words of a column as it is shown, from the top."""
    words = "(rows, i) => rows.map(row => row.cells[i].querySelector('p').lastChild.textContent.trim())"
    return table.locator("tbody tr:visible").evaluate_all(words, index)


def unfolded(page: Page, part: str, address: str = EVIDENCE) -> Locator:
    """Return a part of a page, its long table unfolded."""
    page.goto(address)
    section = page.locator(part)
    section.locator("details.fold").evaluate_all("all => all.forEach(fold => fold.open = true)")
    return section


def visible_rows(page: Page) -> Locator:
    """Return the rows that are shown."""
    return page.locator("table.sortable tbody tr:visible")


def download_table(part: Page | Locator, folder: Path) -> tuple[str, bytes, list[dict[str, str]]]:
    """Download a table, and return the name of the file, its bytes and its lines."""
    page = part if isinstance(part, Page) else part.page
    with page.expect_download() as download:
        part.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(folder / "table.csv")
    content = (folder / "table.csv").read_bytes()
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return download.value.suggested_filename, content, lines


def test_the_filter_of_all_studies_spans_the_shelves(page):
    """One filter shows the studies of every shelf that have all its words; shelves without any are not shown."""
    page.goto(STUDIES)
    assert page.locator(".table-bar").count() == 1
    count = visible_rows(page).count()
    page.get_by_label("Filter").fill("Lichen planus report")
    texts = [text.lower() for text in visible_rows(page).all_inner_texts()]
    assert 0 < len(texts) < count
    assert all(word in text for text in texts for word in ("lichen", "planus", "report"))
    expect(page.get_by_role("status")).to_have_text(f"{len(texts)} of {count} lines")
    expect(page.locator("#shelf-alopecia")).to_be_hidden()
    page.get_by_label("Filter").fill("")
    assert visible_rows(page).count() == count


def test_a_head_sorts_both_ways_and_back(page):
    """People enrolled are sorted as numbers, up, down and back; who is not known stands last."""
    page.goto(STUDIES)
    table = page.locator("#shelf-lichenoid table")
    cells = column(table, 4)
    numbers = sorted(int(text) for text in cells if text.isdigit())
    head = table.get_by_role("columnheader", name="People enrolled")
    button = table.get_by_role("button", name="Sort by People enrolled")
    expect(head).to_have_attribute("aria-sort", "none")
    expect(page.locator(".table-bar select")).to_be_hidden()  # which sorts on phones alone
    for direction, expected in (("ascending", numbers), ("descending", numbers[::-1])):
        button.focus()
        page.keyboard.press("Enter")
        expect(head).to_have_attribute("aria-sort", direction)
        sorted_cells = column(table, 4)
        assert [int(text) for text in sorted_cells[: len(numbers)]] == expected
        assert set(sorted_cells[len(numbers) :]) <= {"–"}
    button.click()
    expect(head).to_have_attribute("aria-sort", "none")
    assert column(table, 4) == cells


def test_words_sort_by_the_numbers_in_them(page):
    """Week 4 comes before week 12; results, of several measures and studies, have no button to sort."""
    table = unfolded(page, OUTCOMES).locator("table")
    table.get_by_role("button", name="Sort by When").click()
    weeks = [int(text.split()[1].strip(",")) for text in column(table, 4) if text.startswith("week ")]
    assert weeks == sorted(weeks) and weeks[0] < 10 <= weeks[-1]
    assert table.get_by_role("button").count() == 6
    assert table.get_by_role("button", name="Sort by Result").count() == 0


def test_each_table_of_a_page_has_a_state_of_its_own(page):
    """The address names the table; a folded one is open, in sight, and others are as they were."""
    page.goto(f"{EVIDENCE}?adverse-events-other-diseases=acne&adverse-events-other-diseases.sort=-what")
    section = page.locator("#adverse-events #other-diseases")
    expect(section.locator(".table-bar")).to_be_in_viewport()
    expect(section.get_by_label("Filter")).to_have_value("acne")
    cells = column(section, 2)
    assert cells[0].casefold() > cells[-1].casefold()
    assert all("acne" in text.lower() for text in section.locator("tbody tr:visible").all_inner_texts())
    expect(page.locator(f"{OUTCOMES} .table-bar input")).to_have_value("")


def test_an_unknown_state_is_no_harm(page):
    """An address whose column is gone shows the table as it is listed."""
    page.goto(f"{STUDIES}?sort=hats&nothing=x")
    expect(page.get_by_role("status")).to_have_text("{0} of {0} lines".format(visible_rows(page).count()))


def test_the_download_holds_the_rows_that_are_shown(page, tmp_path: Path):
    """The CSV has the shown rows in their order, with the part of the table and the address of each."""
    page.goto(STUDIES)
    page.get_by_label("Filter").fill("lichen planus")
    page.get_by_role("button", name="Sort by People enrolled").first.click()
    assert "filter=lichen+planus" in page.url and "sort=people-enrolled" in page.url
    name, content, lines = download_table(page, tmp_path)
    assert name == "all-studies.csv" and content.startswith(b"\xef\xbb\xbf")
    assert len(lines) == visible_rows(page).count() > 1
    first = page.locator("#shelf-lichenoid table tbody tr:visible").first
    assert lines[0]["Part"] == "Lichenoid disease"
    assert lines[0]["Study"] == first.locator("td a").first.inner_text()
    assert lines[0]["Address"] == "studies/" + first.locator("td a").first.get_attribute("href")
    assert lines[0]["People enrolled"].isdigit()


def test_a_download_of_rows_has_the_address_of_each_row(page, tmp_path: Path):
    """In a table of outcomes a row's address is its place on the study's page."""
    section = unfolded(page, OUTCOMES)
    name, _, lines = download_table(section, tmp_path)
    links = section.locator("td:nth-child(6) a.number").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert name == "outcomes-lichenoid-disease.csv" and ["../" + line["Address"] for line in lines] == links


@pytest.mark.parametrize(
    ("address", "part", "words", "title"),
    [
        (STUDIES, "article", "lichen planus", "First public"),
        (EVIDENCE, "#outcomes #alopecia", "alopecia universalis", "When"),
        (EVIDENCE, "#adverse-events #other-diseases", "vitiligo acne", "Of whom"),
        (EVIDENCE, "#patients-described-one-by-one", "alopecia partial", "Patient"),
        (EVIDENCE, "#awaited-results", "nct04", "Study"),
    ],
)
def test_every_table_of_rows_filters_sorts_downloads_and_is_shared(
    reader, page, tmp_path: Path, address, part, words, title
):
    """Whoever opens the address of a filtered and sorted table sees the same rows in the same order; so has the CSV."""
    section = unfolded(page, part, address)
    count = section.locator("tbody tr").count()
    section.get_by_label("Filter").fill(words)
    section.get_by_role("button", name=f"Sort by {title}", exact=True).first.click()
    texts = section.locator("tbody tr:visible").all_inner_texts()
    assert 0 < len(texts) < count
    assert all(word in text.lower() for text in texts for word in words.split())
    lines = download_table(section, tmp_path)[2]
    assert len(lines) == len(texts) and all("/" in line["Address"] for line in lines)
    other_page = reader()
    other_page.goto(page.url)
    assert other_page.locator(part).get_by_label("Filter").input_value() == words
    assert other_page.locator(part).locator("tbody tr:visible").all_inner_texts() == texts


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", [STUDIES, EVIDENCE])
def test_nothing_jumps_when_the_bar_comes(reader, width, address):
    """The page keeps a place for the field and buttons that come by script; it is as high as they are."""
    page = reader(width)
    page.goto(address)
    height = """free => [...document.querySelectorAll(".table-bar")].map(bar => {
        for (let part = bar; part; part = part.parentElement) if (part.matches("details")) part.open = true;
        bar.style.minHeight = free ? 0 : "";
        return bar.offsetHeight;
    })"""
    pairs = list(zip(page.evaluate(height, False), page.evaluate(height, True), strict=True))
    assert pairs and all(abs(place - bar) <= (16 if width < 700 else 0) for place, bar in pairs)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_map_leads_from_a_cell_to_the_rows(reader, width):
    """A cell of the map of outcomes says how many studies, and leads to the rows of each; an empty one says so."""
    page = reader(width, java_script_enabled=False)
    page.goto("conditions/index.html")
    row = page.locator("#outcomes-granulomatous tbody tr", has_text="necrobiosis lipoidica")
    cell = row.locator("td", has_text="Hwang 2024").first
    expect(cell).to_contain_text("1 study")
    expect(page.locator("#outcomes-granulomatous td:not(:first-child)", has_text="none").first).to_be_visible()
    cell.get_by_role("link").first.click()
    assert page.url.endswith("studies/hwang-2024.html#outcomes")


@pytest.mark.parametrize("width", [390, 1280])
def test_judgements_by_domain_stand_in_one_line(reader, width):
    """On any screen the discs of a result are side by side, each with its word for those who listen."""
    page = reader(width)
    page.goto("risk-of-bias.html#judgements-rob2")
    discs = page.locator("#judgements-rob2 tbody tr").first.locator(".judged")
    boxes = discs.evaluate_all("all => all.map(disc => disc.getBoundingClientRect().toJSON())")
    assert len(boxes) == 6 and len({box["y"] for box in boxes}) == 1
    assert all(left["x"] + left["width"] <= right["x"] for left, right in pairwise(boxes))
    assert boxes[-1]["x"] + boxes[-1]["width"] < width
    assert all(len(disc.inner_text()) > 3 for disc in discs.all())


def test_a_phone_sorts_by_a_list(reader):
    """Where rows are blocks the heads can't be pressed, and a list of the columns sorts instead."""
    page = reader(390, has_touch=True)
    page.goto(STUDIES)
    assert page.locator(".table-sort:visible").count() == 0
    page.locator(".table-bar select").select_option(label="Study, reversed")
    cells = column(page.locator("#shelf-lichenoid table"), 0)
    assert cells[0].casefold() > cells[-1].casefold()
    page.get_by_label("Filter").fill("brumfiel")
    assert visible_rows(page).count() >= 1
    assert all("Brumfiel" in text for text in visible_rows(page).all_inner_texts())
    assert page.evaluate(WIDE) <= 390


def test_paper_shows_the_rows_without_the_bar(page):
    """A filtered table is printed as it is shown, without its field and buttons."""
    page.goto(f"{STUDIES}?filter=brumfiel")
    count = visible_rows(page).count()
    page.emulate_media(media="print")
    expect(page.locator(".table-bar")).to_be_hidden()
    assert page.locator(".table-sort:visible").count() == 0
    assert visible_rows(page).count() == count


@pytest.mark.parametrize("address", [STUDIES, EVIDENCE])
def test_without_script_tables_are_plain(reader, address):
    """Without script there is no field that would do nothing, and every row is there."""
    page = reader(java_script_enabled=False)
    page.goto(address)
    assert page.locator(".table-sort, .table-bar:visible, tbody tr[hidden]").count() == 0
    assert page.locator("article tbody tr").count() > 100


def test_a_card_in_a_table_is_no_word_of_it(page):
    """A number's card that stands in a row while the table is filtered is not searched."""
    section = unfolded(page, OUTCOMES)
    section.locator("a.number").first.hover()
    expect(section.locator(".number-card")).to_be_visible()
    section.get_by_label("Filter").fill("journal abstract mirror excerpt")
    expect(section.get_by_role("status")).to_contain_text("0 of ")
