"""Whether links of a built site lead somewhere, and chapters to every study."""

from pathlib import Path

import pytest

from livingevidence.site.links import broken_links, main, unreached_studies

FILES = {
    "chapters/rashes.html": '<a href="../studies/doe-2021.html#row">Doe</a>',
    "studies/doe-2021.html": '<h1 id="row"></h1><link rel="canonical" href="../latest/gone.html">',
    "studies/roe-2022.html": "<h1>Invented</h1>",
    "studies/index.html": "<h1>All</h1>",
}


@pytest.fixture
def site(tmp_path) -> Path:
    """Return a site of one chapter and two studies, of which the chapter tells one."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_broken_link_is_told_with_its_page_and_line(site):
    """Pages, anchors and folders that are there are no trouble, nor are other hosts and what another version has."""
    links = [
        "nowhere.html",
        "chapters/rashes.html#gone",
        "../out.html",
        "#here",
        "studies",
        "https://x.example/no.html",
    ]
    page = '<p id="here"></p>\n' + "\n".join(f'<a href="{link}"></a>' for link in links)
    (site / "index.html").write_text(page, encoding="utf-8")
    assert broken_links(site) == [
        "index.html:2: nowhere.html: no such page",
        "index.html:3: chapters/rashes.html#gone: no such anchor",
        "index.html:4: ../out.html: leads out of the site",
    ]


def test_a_study_that_no_chapter_leads_to_is_told(site, capsys):
    """Its page is named with what to do, and the command fails until a link anywhere in a chapter leads to it."""
    (message,) = unreached_studies(site)
    assert message.startswith("studies/roe-2022.html") and "left-out.yaml" in message
    assert main(str(site)) == 1 and message in capsys.readouterr().out
    cell = '<td><a href="../studies/roe-2022.html">Roe</a></td>'
    (site / "chapters/rashes.html").write_text(FILES["chapters/rashes.html"] + cell, encoding="utf-8")
    assert unreached_studies(site) == [] and main(str(site)) == 0
