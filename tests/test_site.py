"""The built site: from a copy of the project, with a real Sphinx and real kernels."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup, SoupStrainer
from sphinx.search.en import SearchEnglish

from livingevidence.site.links import broken_links
from livingevidence.site.pages import searched
from sites import ROOT, STRICT, Project, visible, words


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the whole project, built strictly once; .ci/run has just done so and names the folder."""
    project = Project(tmp_path_factory.mktemp("whole") / "project")
    if built := os.environ.get("REVIEW_BUILT"):
        project.html = Path(built)
        return project
    done = project.build(*STRICT)
    assert done.returncode == 0, done.stderr[-4000:]
    return project


def test_no_empty_number(whole):
    """No page shows an empty number, nan, None or a role that was not resolved."""
    wrong = []
    for path in whole.html.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        text = visible(soup)
        for label in soup.select(".cell-label"):
            label.decompose()
        wrong += [(path.name, str(link)) for link in soup.select("a.number") if not link.get_text(strip=True)]
        wrong += [
            (path.name, str(cell))
            for cell in soup.select("td, dd, li")
            if cell.get_text(strip=True) in ("None", "nan", "")
        ]
        wrong += [(path.name, bad) for bad in re.findall(r"\bnan\b|\bNaN\b|<NA>", text)]
    assert wrong == []


def test_no_role_stands_unrendered(whole):
    """No page shows a role or a directive as its writer has it, but where code is shown as code."""
    wrong = []
    for path in whole.html.rglob("*.html"):
        shown = re.sub(r"<(code|pre)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        wrong += [
            (path.name, bad) for bad in re.findall(r"\{[a-z][a-z:-]*\}`.{0,40}|:::.{0,40}|```.{0,40}", searched(shown))
        ]
    assert wrong == []


def test_every_number_leads_to_its_place(whole):
    """Each number of each chapter and page of a condition is a link to an anchor that holds the same number."""
    pages: dict[Path, BeautifulSoup] = {}
    wrong, seen = [], 0
    for chapter in sorted(
        path for folder in ("chapters", "conditions") for path in whole.html.glob(f"{folder}/*.html")
    ):
        for link in BeautifulSoup(chapter.read_text(encoding="utf-8"), "html.parser").select("a.number"):
            path, anchor = link["href"].split("#")
            page = (chapter.parent / path).resolve()
            if page not in pages:
                pages[page] = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
            target = pages[page].find(id=anchor)
            seen += 1
            if target is None or not repeats(link.get_text(), target.get_text()):
                wrong.append((chapter.stem, link["href"], link.get_text()))
    assert seen > 500
    assert wrong == []


def repeats(told: str, there: str) -> bool:
    """Return whether a number stands where its link leads, as it is told or as the share that it was rounded from."""
    if told in there or not re.search(r"\d", told):  # "awaited" repeats no number
        return True
    if found := re.fullmatch(r"none of (\d+)", told):
        return re.search(rf"\b0 of {found[1]}\b", there) is not None
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


def test_links_and_anchors_lead_somewhere(whole):
    """Every link and anchor inside the site leads somewhere."""
    assert broken_links(whole.html) == []


def test_a_broken_link_is_found(whole, tmp_path):
    """A link to a page or anchor that is not there is told with its page and line."""
    shutil.copytree(whole.html, tmp_path / "html")
    page = tmp_path / "html/about.html"
    page.write_text(
        page.read_text(encoding="utf-8") + '\n<a href="nowhere.html"></a><a href="index.html#gone"></a>',
        encoding="utf-8",
    )
    found = [line.split(": ", 1)[1] for line in broken_links(tmp_path / "html")]
    assert found == ["nowhere.html: no such page", "index.html#gone: no such anchor"]


@pytest.mark.parametrize("page", ["studies/papp-2021", "conditions/lichen-planus", "numbers", "claims", "certainty"])
def test_every_word_of_a_page_is_found_by_the_search(whole, page):
    """Each word of an article, as its reader sees it, stands in the index of the search with that page."""
    raw = (whole.html / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(raw[raw.index("(") + 1 : raw.rindex(")")])
    here, english = index["docnames"].index(page), SearchEnglish({})
    article = whole.page(page).split('<article role="main"')[1].split("</article>")[0]
    lost = set()
    for word in english.split(searched(article[article.index(">") + 1 :])):
        stem = english.stem(word.lower())
        for form in (stem, word.lower()):
            pages = [*np.atleast_1d(index["terms"].get(form, [])), *np.atleast_1d(index["titleterms"].get(form, []))]
            if here in pages or not english.word_filter(stem):
                break
        else:
            lost.add(word)
    assert lost == set()


def test_every_study_is_two_clicks_from_home(whole):
    """The home page links to the table of all studies, which links to every study."""
    home = BeautifulSoup(whole.page("index"), "html.parser")
    assert home.find("a", href="studies/index.html")
    table = BeautifulSoup(whole.page("studies/index"), "html.parser")
    linked = {link["href"].removesuffix(".html") for link in table.select("table a")}
    assert linked == {path.stem for path in whole.data.glob("studies/*.yaml")}


def test_a_chapter_can_be_downloaded_and_runs_by_itself(whole, tmp_path):
    """The page of a chapter links to its notebook, whose cells run outside the project."""
    link = BeautifulSoup(whole.page("chapters/granulomatous"), "html.parser").find("a", download=True)
    notebook = nbformat.read(whole.html / "chapters" / link["href"], as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert len(cells) > 5
    code = "\n".join(cells) + "\nprint('ran')"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("ran\n", 0), done.stderr


def test_every_page_warns_and_dates_itself(whole):
    """Every page says that it is not medical advice, and names its version and the date of its evidence."""
    footer = SoupStrainer("aside", class_="every-page")
    for path in whole.html.rglob("*.html"):
        text = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser", parse_only=footer).get_text()
        assert "Not medical advice" in text and "off-label" in text, path
        assert "Evidence as of 20" in text and "no systematic search yet" in text, path


def test_no_request_to_another_host(whole):
    """No page asks another host for a script, style, font or image."""
    asking = SoupStrainer(["script", "img", "link"])
    for path in whole.html.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser", parse_only=asking)
        asked = [
            tag.get("src") or tag.get("href")
            for tag in soup.select("script[src], img[src], link[rel=stylesheet], link[rel=preload]")
        ]
        assert [address for address in asked if re.match(r"(https?:)?//", address)] == [], path
    for path in whole.html.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", path.read_text(encoding="utf-8")), path


def test_figures_say_what_they_show(whole):
    """Each figure has words that tell the result, its numbers included."""
    figures = BeautifulSoup(whole.page("chapters/granulomatous"), "html.parser").select("figure svg")
    assert "necrobiosis lipoidica: 12 people" in figures[0]["aria-label"]
    for figure in figures:
        assert len(figure["aria-label"]) > 60 and any(letter.isdigit() for letter in figure["aria-label"])


def test_the_chapter_tells_the_whole_of_its_study(whole):
    """The chapter shows what its one planned study found, its limits and what is missing."""
    text = " ".join(words(whole.page("chapters/granulomatous")).split())
    for said in (
        "−58.2",
        "28.7",
        "P = 0.003",
        "IFNG and STAT1",
        "small sample",
        "treatment duration",
        "granulomatous cheilitis",
    ):
        assert said in text, said


def test_a_wheel_holds_the_data_and_works_elsewhere(tmp_path):
    """A wheel built from the project, unpacked alone in another folder, loads the evidence and its references."""
    command = [sys.executable, "-m", "uv", "build", "--wheel", "--quiet", "--out-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, env={**os.environ, "UV_SYSTEM_CERTS": "1"}, check=True)
    shutil.unpack_archive(next(tmp_path.glob("*.whl")), tmp_path / "site", format="zip")
    code = ("import sys; sys.path.insert(0, sys.argv[1]); import ruxreview; e = ruxreview.Evidence.load(); "
            "print(ruxreview.__file__, len(e.studies), len(e.references))")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "site")], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    place, studies, references = done.stdout.split()
    assert Path(place).is_relative_to(tmp_path)
    assert int(studies) == len(list((ROOT / "src/ruxreview/data/studies").glob("*.yaml")))
    assert int(references) > int(studies)
