"""Whether chapters lead to every study of a built site."""

from __future__ import annotations

from pathlib import Path

import pytest

from livingevidence.site.links import main, studies_apart


@pytest.fixture
def site(tmp_path) -> Path:
    """Return a site of one chapter and two studies, of which the chapter tells one."""
    for folder in ("chapters", "studies"):
        (tmp_path / folder).mkdir()
    for name in ("index", "doe-2021", "roe-2022"):
        (tmp_path / f"studies/{name}.html").write_text("<h1>Invented</h1>", encoding="utf-8")
    (tmp_path / "chapters/rashes.html").write_text('<a href="../studies/doe-2021.html#row">Doe</a>', encoding="utf-8")
    (tmp_path / "studies/doe-2021.html").write_text('<h1 id="row"></h1>', encoding="utf-8")
    return tmp_path


def test_a_study_that_no_chapter_leads_to_is_told(site, capsys):
    """Its page is named with what to do, and the command fails."""
    (told,) = studies_apart(site)
    assert told.startswith("studies/roe-2022.html") and "left-out.yaml" in told
    assert main(str(site)) == 1 and told in capsys.readouterr().out


def test_a_study_in_a_table_of_a_chapter_is_reached(site):
    """A link anywhere in a chapter will do."""
    chapter = site / "chapters/rashes.html"
    chapter.write_text(f'{chapter.read_text()}<td><a href="../studies/roe-2022.html">Roe</a></td>', encoding="utf-8")
    assert studies_apart(site) == []
