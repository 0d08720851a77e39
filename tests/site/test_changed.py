"""Two builds of a review beside each other: the pages that say something else, and what they say."""

import shutil
from pathlib import Path

import pytest

from livingevidence.record.problems import UserError
from livingevidence.site.changed import Page, changed_pages, write
from livingevidence.site.links import broken_links

ENTRY = "\n@misc{{{},\n  title = {{x}},\n  author = {{Koe, N}},\n  year = {{2019}},\n}}\n"


@pytest.fixture(scope="module")
def later_site(project, tmp_path_factory) -> Path:
    """Return the site on another day of the evidence, and so of another digest."""
    with project.changed(project.root.data / "review.yaml", ("2025-03-01", "2031-07-01")):
        assert project.build().returncode == 0
    return shutil.copytree(project.html, tmp_path_factory.mktemp("later") / "html")


@pytest.fixture(scope="module")
def edited_site(project, later_site) -> Path:
    """Return a later site: a number was mended, a study added."""
    record, studies = project.root.data / "studies/doe-2021.yaml", project.root.data / "studies"
    record.write_text(record.read_text("utf-8").replace("events: 12, n: 40", "events: 30, n: 40"), encoding="utf-8")
    text = (studies / "loe-2018.yaml").read_text("utf-8")
    for old, new in (("loe-2018", "koe-2019"), ("NCT00000004", "NCT00000014"), ("nct00000004", "koe-2019b")):
        text = text.replace(old, new)
    (studies / "koe-2019.yaml").write_text(text, encoding="utf-8")
    with (project.folder / "references.bib").open("a", encoding="utf-8") as file:
        file.write(ENTRY.format("koe-2019") + ENTRY.format("koe-2019b"))
    assert project.build().returncode == 0
    return project.html


@pytest.fixture(scope="module")
def old_site(first_build) -> Path:
    """Return the site as it was."""
    return first_build.html


@pytest.fixture(scope="module")
def pages(old_site, edited_site) -> dict[str, Page]:
    """Return the pages that differ after the edits, by their names."""
    return {page.name: page for page in changed_pages(old_site, edited_site)}


def test_two_builds_of_one_state_differ_in_nothing(old_site):
    """A page is no other for being built twice."""
    assert list(changed_pages(old_site, old_site)) == []


def test_what_only_the_build_moves_is_no_change(old_site, later_site):
    """Another day moves what is due on that day, and no other page, though each tells the day."""
    study = "studies/doe-2021.html"
    assert (later_site / study).read_bytes() != (old_site / study).read_bytes()
    pages = {page.name: page for page in changed_pages(old_site, later_site)}
    assert set(pages) == {"conditions/quiet-rash.html", "index.html"}
    (passage,) = pages["conditions/quiet-rash.html"].passages
    assert "NCT00000009, <ins>was</ins> due " in passage.sides[1]


def test_each_page_that_shows_a_mended_number_has_it_before_and_after(pages):
    """The row of the study and the sentence of the chapter stand as they were and are, the words marked that moved."""
    study, chapter = (pages[name].passages for name in ("studies/doe-2021.html", "chapters/fevers.html"))
    (row,) = (passage for passage in study if "12</del> of 40" in passage.sides[0])
    assert "<ins>30</ins> of 40" in row.sides[1]
    sentence = next(passage for passage in chapter if "more frequent" in passage.sides[0])
    assert sentence.heading == "What was found" and "<ins>Overturned</ins>" in sentence.sides[1]
    assert "studies/roe-2022.html" not in pages


def test_a_page_that_one_build_has_alone_is_added_or_removed(old_site, edited_site, pages, tmp_path):
    """A new study has a page of its own; looked at the other way round that page is gone."""
    name = "studies/koe-2019.html"
    for side, site in ((tmp_path / "one", edited_site), (tmp_path / "other", old_site)):
        shutil.copytree(site / "studies", side / "studies", ignore=lambda _, files: {*files} - {Path(name).name})
    (page,) = changed_pages(tmp_path / "one", tmp_path / "other")
    assert (pages[name].kind, page.name, page.kind) == ("added", name, "removed")


def test_a_drawing_that_changed_stands_on_both_sides(pages):
    """Of a figure the whole is shown, with ids of its own on each side."""
    passages = pages["conditions/example-fever.html"].passages
    sides = next(passage.sides for passage in passages if "<svg" in passage.sides[0])
    assert 'aria-label="30 of 100"' in sides[0] and 'aria-label="75 of 100"' in sides[1]


def test_the_page_leads_into_both_builds_and_nowhere_else(old_site, edited_site, pages, tmp_path):
    """Each link and anchor leads to a page of one of the builds, wherever both stand."""
    for name, site in (("before", old_site), ("html", edited_site)):
        shutil.copytree(site, tmp_path / name)
    summary = write(tmp_path / "before", tmp_path / "html", tmp_path / "changed.html")
    assert summary == f"{len(pages) - 1} pages changed, 1 page added, 0 pages removed"
    assert [line for line in broken_links(tmp_path) if line.startswith("changed.html")] == []


def test_a_folder_without_a_site_is_told(old_site, tmp_path):
    """Whoever names a wrong folder reads which one it is, and nothing is written."""
    with pytest.raises(UserError, match="nowhere holds no built site"):
        write(old_site, tmp_path / "nowhere", tmp_path / "changed.html")
    assert not (tmp_path / "changed.html").exists()
