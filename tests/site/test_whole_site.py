"""What holds on every page of a built site: of the invented review, and of the live one where it was just built."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from sphinx.search.en import SearchEnglish

from livingevidence.site.links import broken_links
from livingevidence.site.pages import searched

UNSEEN = re.compile(r'<(template|style)\b.*?</\1>|<span class="cell-label".*?</span>', re.DOTALL)
ROLES = re.compile(r"\{[a-z][a-z:-]*\}`.{0,40}|:::.{0,40}|```.{0,40}")


@pytest.fixture(scope="module", params=["invented", "live"])
def html(request) -> Path:
    """Return the folder of a site that was built strictly."""
    if request.param == "invented":
        return request.getfixturevalue("first").html
    if "REVIEW_BUILT" not in os.environ:
        pytest.skip("needs the built site: set REVIEW_BUILT to its folder, as .ci/run does")
    return Path(os.environ["REVIEW_BUILT"])


@cache
def parsed(path: Path) -> BeautifulSoup:
    """Return a page without what no reader sees of it."""
    return BeautifulSoup(UNSEEN.sub("", path.read_text(encoding="utf-8")), "html.parser")


def pages(html: Path) -> list[Path]:
    """Return the pages of a site."""
    return sorted(path for path in html.rglob("*.html") if not path.relative_to(html).as_posix().startswith("_"))


def test_nothing_is_empty(html):
    """No page shows an empty number or cell, nan or None."""
    wrong = []
    for path in pages(html):
        page = parsed(path).find("article") or parsed(path)
        wrong += [(path.name, str(link)) for link in page.select("a.number") if not link.get_text(strip=True)]
        cells = [cell for cell in page.select("td, dd, li") if cell.get_text(strip=True) in ("None", "nan", "")]
        wrong += [(path.name, str(cell)) for cell in cells]
        wrong += [(path.name, found) for found in re.findall(r"\bnan\b|\bNaN\b|<NA>", page.get_text(" "))]
    assert wrong == []


def test_no_role_stands_unrendered(html):
    """No page shows a role or a directive as its writer has it, but where code is shown as code."""
    wrong = []
    for path in pages(html):
        shown = re.sub(r"<(code|pre)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        wrong += [(path.name, found) for found in ROLES.findall(searched(shown))]
    assert wrong == []


def test_every_number_leads_to_its_place(html):
    """Each number of each chapter and page of a condition is a link to an anchor that holds the same number."""
    wrong, seen = [], 0
    for page in sorted(path for folder in ("chapters", "conditions") for path in html.glob(f"{folder}/*.html")):
        for link in parsed(page).select("a.number"):
            path, anchor = link["href"].split("#")
            target = parsed((page.parent / path).resolve()).find(id=anchor)
            seen += 1
            if target is None or not repeats(link.get_text(), target.get_text()):
                wrong.append((page.stem, link["href"], link.get_text()))
    assert seen and wrong == []


def repeats(told: str, there: str) -> bool:
    """Return whether a number stands where its link leads, as it is told or as the share that it was rounded from."""
    if told in there or not re.search(r"\d", told):  # "awaited" repeats no number
        return True
    if told.endswith("\u202f%") and "percent" in there:  # the unit stands before the number
        return told.removesuffix("\u202f%") in there
    if found := re.fullmatch(r"none of (\d+)", told):
        return re.search(rf"\b0(?:\s?%)? of {found[1]}\b", there) is not None
    if found := re.fullmatch(r"about (\d+) of 100", told):
        counted = [100 * int(some) / int(all_) for some, all_ in re.findall(r"(\d+) of (\d+)", there)]
        printed = map(float, re.findall(r"(\d+(?:\.\d+)?)\s?%", there))
        return any(int(share + 0.5) == int(found[1]) for share in (*counted, *printed))
    return False


@pytest.mark.parametrize(
    ("told", "there", "same"),
    [
        ("about 6 of 100", "26 of 449", True),
        ("about 5 of 100", "26 of 449", False),
        ("about 4 of 100", "4.4 %", True),
        ("none of 16", "0 of 16", True),
        ("none of 16", "10 of 16", False),
        ("12", "1.3", False),
    ],
)
def test_a_number_that_was_rounded_is_known_again(told, there, same):
    """People of a hundred are held against the counts and percentages at the place that they lead to."""
    assert repeats(told, there) is same


def test_links_and_anchors_lead_somewhere(first):
    """Every link and anchor inside the site leads somewhere; ``nox -s linkcheck`` asks the live one."""
    assert broken_links(first.html) == []


def test_every_word_of_a_page_is_found_by_the_search(html):
    """Each word of an article, as its reader sees it, stands in the index of the search with that page.

    How to cite a figure is none of them: it repeats the title and the address of the page.
    """
    raw = (html / "searchindex.js").read_text(encoding="utf-8")
    index, english = json.loads(raw[raw.index("(") + 1 : raw.rindex(")")]), SearchEnglish({})
    for page in ("numbers", "claims", "certainty", *list(index["docnames"])[::20]):
        here = index["docnames"].index(page)
        article = (html / f"{page}.html").read_text(encoding="utf-8").split('<article role="main"')[1]
        article = re.sub(r'<details class="cite".*?</details>', "", article.split("</article>")[0], flags=re.DOTALL)
        lost = set()
        for word in english.split(searched(article[article.index(">") + 1 :])):
            stem = english.stem(word.lower())
            held = [index[terms].get(form, []) for terms in ("terms", "titleterms") for form in (stem, word.lower())]
            if not any(here in np.atleast_1d(pages) for pages in held) and english.word_filter(stem):
                lost.add(word)
        assert lost == set(), page


def test_every_study_is_in_the_table_of_all(html):
    """The table of all studies links to every study's page."""
    linked = {link["href"].removesuffix(".html") for link in parsed(html / "studies/index.html").select("table a")}
    assert {path.stem for path in html.glob("studies/*.html")} - {"index"} <= linked


def test_a_chapter_can_be_downloaded(html):
    """The page of each chapter links to its notebook, which has its cells."""
    for page in html.glob("chapters/*.html"):
        link = parsed(page).find("a", download=True)
        notebook = nbformat.read(page.parent / link["href"], as_version=4)
        assert [cell for cell in notebook.cells if cell.cell_type == "code"], page.stem


def test_every_page_warns_and_dates_itself(html):
    """Every page says that it is not medical advice, and names its version and the date of its evidence."""
    for path in pages(html):
        text = parsed(path).find("aside", class_="every-page").get_text()
        assert "Not medical advice" in text and "Evidence as of 20" in text, path


def test_no_request_to_another_host(html):
    """No page asks another host for a script, style, font or image."""
    for path in pages(html):
        asked = parsed(path).select("script[src], img[src], link[rel=stylesheet], link[rel=preload]")
        addresses = [tag.get("src") or tag.get("href") for tag in asked]
        assert [address for address in addresses if re.match(r"(https?:)?//", address)] == [], path
    for path in html.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", path.read_text(encoding="utf-8")), path


def test_figures_say_what_they_show(html):
    """Each figure of a chapter has words that tell the result, its numbers included."""
    for path in html.glob("chapters/*.html"):
        for figure in parsed(path).select("figure svg"):
            assert len(figure["aria-label"]) > 60 and any(map(str.isdigit, figure["aria-label"])), path


def test_the_cells_of_a_chapter_run_by_themselves(tmp_path):
    """A chapter of the installed review, taken out of the project, runs in any folder."""
    if "REVIEW_BUILT" not in os.environ:
        pytest.skip("needs the built site: set REVIEW_BUILT to its folder, as .ci/run does")
    chapter = Path(os.environ["REVIEW_BUILT"]) / "chapters/granulomatous.ipynb"
    cells = [cell.source for cell in nbformat.read(chapter, as_version=4).cells if cell.cell_type == "code"]
    command = [sys.executable, "-c", "\n".join([*cells, "print('ran')"])]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("ran\n", 0), done.stderr
