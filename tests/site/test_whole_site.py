"""What holds on every page of a built site: of the invented review, and of the live one where it was just built."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from html import unescape
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sphinx.search.en import SearchEnglish

from livingevidence.site.links import broken_links
from livingevidence.site.pages import searchable_words

UNSEEN = re.compile(r'<(template|style)\b.*?</\1>|<span class="cell-label".*?</span>', re.DOTALL)
ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
# An innermost one: what is empty with all that it holds has such a one in it.
EMPTY = re.compile(r"<(td|dd|li)\b[^>]*>(?:\s|<(?!/?\1\b)[^>]*>)*(?:None|nan)?(?:\s|<(?!/?\1\b)[^>]*>)*</\1>")
NUMBER = re.compile(r'<a\b[^>]* ?class="(?:[^"]* )?number(?: [^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
LOADING = re.compile(r'<(?:script|img)\b[^>]*>|<link\b[^>]* rel="(?:stylesheet|preload)"[^>]*>')
ROLES = re.compile(r"\{[a-z][a-z:-]*\}`.{0,40}|:::.{0,40}|```.{0,40}")


@pytest.fixture(scope="module", params=["invented", "live"])
def html(request) -> Path:
    """Return the folder of a site that was built strictly."""
    if request.param == "invented":
        return request.getfixturevalue("first_build").html
    if "REVIEW_BUILT" not in os.environ:
        pytest.skip("needs the built site: set REVIEW_BUILT to its folder, as .ci/run does")
    return Path(os.environ["REVIEW_BUILT"])


@cache
def visible_html(path: Path) -> str:
    """Return the HTML of a page without what no reader sees of it; a parser takes seconds for all of them."""
    return UNSEEN.sub("", path.read_text(encoding="utf-8"))


def words(markup: str, between: str = "") -> str:
    """Return what HTML says."""
    return unescape(re.sub(r"<[^>]*>", between, markup))


@cache
def words_at(path: Path, anchor: str) -> str | None:
    """Return what the element with an id says, if the page has it."""
    page = visible_html(path)
    if (position := page.find(f' id="{anchor}"')) < 0:
        return None
    start, depth = page.rindex("<", 0, position), 0
    for tag in re.compile(rf"<(/?){re.match(r'<([^ ]+)', page[start:])[1]}\b[^>]*>").finditer(page, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return words(page[start : tag.end()])
    return None


def pages(html: Path) -> list[Path]:
    """Return the pages of a site."""
    return sorted(path for path in html.rglob("*.html") if not path.relative_to(html).as_posix().startswith("_"))


def test_nothing_is_empty(html):
    """No page shows an empty number or cell, nan or None."""
    faults = []
    for path in pages(html):
        article = ARTICLE.search(visible_html(path))
        page = article[0] if article else visible_html(path)
        faults += [(path.name, link[0]) for link in NUMBER.finditer(page) if not words(link[1]).strip()]
        faults += [(path.name, cell[0]) for cell in EMPTY.finditer(page)]
        faults += [(path.name, text) for text in re.findall(r"\bnan\b|\bNaN\b|<NA>", words(page, " "))]
    assert faults == []


def test_no_role_stands_unrendered(html):
    """No page shows a role or a directive as its writer has it, but where code is shown as code."""
    faults = []
    for path in pages(html):
        text = re.sub(r"<(code|pre)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        faults += [(path.name, role) for role in ROLES.findall(searchable_words(text))]
    assert faults == []


def test_every_number_leads_to_its_place(html):
    """Each number of each chapter and page of a condition is a link to an anchor that holds the same number."""
    faults, count = [], 0
    for page in sorted(path for folder in ("chapters", "conditions") for path in html.glob(f"{folder}/*.html")):
        for link in NUMBER.finditer(visible_html(page)):
            address = unescape(re.search(r'href="([^"]*)"', link[0])[1])
            path, anchor = address.split("#")
            place, number = words_at((page.parent / path).resolve(), anchor), words(link[1])
            count += 1
            if place is None or not repeats(number, place):
                faults.append((page.stem, address, number))
    assert count and faults == []


def repeats(number: str, place: str) -> bool:
    """Return whether a number stands where its link leads, as it is told or as the share that it was rounded from."""
    if number in place or not re.search(r"\d", number):  # "awaited" repeats no number
        return True
    if number.endswith("\u202f%") and "percent" in place:  # the unit stands before the number
        return number.removesuffix("\u202f%") in place
    if match := re.fullmatch(r"none of (\d+)", number):
        return re.search(rf"\b0(?:\s?%)? of {match[1]}\b", place) is not None
    if match := re.fullmatch(r"about (\d+) of 100", number):
        shares = [100 * int(part) / int(total) for part, total in re.findall(r"(\d+) of (\d+)", place)]
        percentages = map(float, re.findall(r"(\d+(?:\.\d+)?)\s?%", place))
        return any(int(share + 0.5) == int(match[1]) for share in (*shares, *percentages))
    return False


@pytest.mark.parametrize(
    ("number", "place", "expected"),
    [
        ("about 6 of 100", "26 of 449", True),
        ("about 5 of 100", "26 of 449", False),
        ("about 4 of 100", "4.4 %", True),
        ("none of 16", "0 of 16", True),
        ("none of 16", "10 of 16", False),
        ("12", "1.3", False),
    ],
)
def test_a_number_that_was_rounded_is_known_again(number, place, expected):
    """People of a hundred are held against the counts and percentages at the place that they lead to."""
    assert repeats(number, place) is expected


def test_links_and_anchors_lead_somewhere(first_build):
    """Every link and anchor inside the site leads somewhere; ``nox -s linkcheck`` asks the live one."""
    assert broken_links(first_build.html) == []


def test_every_word_of_a_page_is_found_by_the_search(html):
    """Each word of an article, as its reader sees it, stands in the index of the search with that page.

    How to cite a figure is none of them: it repeats the title and the address of the page.
    """
    raw = (html / "searchindex.js").read_text(encoding="utf-8")
    index, english = json.loads(raw[raw.index("(") + 1 : raw.rindex(")")]), SearchEnglish({})
    for page in ("numbers", "claims", "certainty", *list(index["docnames"])[::20]):
        page_number = index["docnames"].index(page)
        article = (html / f"{page}.html").read_text(encoding="utf-8").split('<article role="main"')[1]
        article = re.sub(r'<details class="cite".*?</details>', "", article.split("</article>")[0], flags=re.DOTALL)
        lost = set()
        for word in {*english.split(searchable_words(article[article.index(">") + 1 :]))}:
            stem = english.stem(word.lower())
            holders = [index[terms].get(form, []) for terms in ("terms", "titleterms") for form in (stem, word.lower())]
            if not any(page_number in np.atleast_1d(pages) for pages in holders) and english.word_filter(stem):
                lost.add(word)
        assert lost == set(), page


def test_a_page_without_its_tags_keeps_its_parts_apart(html):
    """No cell, term or line runs into the next one in the text of a page, of which the search shows a piece."""
    glued = re.compile(r"[^<>]{0,20}\w</(?:dd|div|dt|figcaption|h\d|li|p|summary|td|th)>(?:<[^>]*>)*\w|\w<br */?>\w")
    articles = {path.name: ARTICLE.search(path.read_text(encoding="utf-8")) for path in pages(html)}
    faults = [(name, match[0]) for name, article in articles.items() if article for match in glued.finditer(article[0])]
    assert faults == []


def test_every_study_is_in_the_table_of_all(html):
    """The table of all studies links to every study's page."""
    tables = re.findall(r"<table\b.*</table>", visible_html(html / "studies/index.html"), re.DOTALL)
    links = {*re.findall(r'<a\b[^>]* href="([^"]*)\.html"', " ".join(tables))}
    assert {path.stem for path in html.glob("studies/*.html")} - {"index"} <= links


def test_a_chapter_can_be_downloaded(html):
    """The page of each chapter links to its notebook, which has its cells."""
    for page in html.glob("chapters/*.html"):
        link = re.search(r"<a\b[^>]* download\b[^>]*>", visible_html(page))[0]
        notebook = nbformat.read(page.parent / re.search(r'href="([^"]*)"', link)[1], as_version=4)
        assert [cell for cell in notebook.cells if cell.cell_type == "code"], page.stem


def test_every_page_warns_and_dates_itself(html):
    """Every page says that it is not medical advice, and names its version and the date of its evidence."""
    for path in pages(html):
        text = words(re.search(r'<aside class="every-page".*?</aside>', visible_html(path), re.DOTALL)[0])
        assert "Not medical advice" in text and "Evidence as of 20" in text, path


def test_no_request_to_another_host(html):
    """No page asks another host for a script, style, font or image."""
    for path in pages(html):
        tags = " ".join(match[0] for match in LOADING.finditer(visible_html(path)))
        addresses = re.findall(r' (?:src|href)="([^"]*)"', tags)
        assert [address for address in addresses if re.match(r"(https?:)?//", address)] == [], path
    for path in html.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", path.read_text(encoding="utf-8")), path


def test_figures_say_what_they_show(html):
    """Each figure of a chapter has words that tell the result, its numbers included."""
    for path in html.glob("chapters/*.html"):
        for figure in re.findall(r"<figure\b.*?</figure>", visible_html(path), re.DOTALL):
            for svg in re.findall(r"<svg\b[^>]*>", figure):
                label = unescape(re.search(r' aria-label="([^"]*)"', svg)[1])
                assert len(label) > 60 and any(map(str.isdigit, label)), path


def test_the_cells_of_a_chapter_run_by_themselves(tmp_path):
    """A chapter of the installed review, taken out of the project, runs in any folder."""
    if "REVIEW_BUILT" not in os.environ:
        pytest.skip("needs the built site: set REVIEW_BUILT to its folder, as .ci/run does")
    chapter = Path(os.environ["REVIEW_BUILT"]) / "chapters/granulomatous.ipynb"
    cells = [cell.source for cell in nbformat.read(chapter, as_version=4).cells if cell.cell_type == "code"]
    command = [sys.executable, "-c", "\n".join([*cells, "print('ran')"])]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (process.stdout, process.returncode) == ("ran\n", 0), process.stderr
