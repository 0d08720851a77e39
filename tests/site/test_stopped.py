"""A review that is not kept up to date says so wherever somebody meets it."""

import json
from xml.etree import ElementTree

import pytest

from building import NEXT, Project
from livingevidence.site.news import feed

REASON = "Its invented <editors> left."


@pytest.fixture(scope="module")
def stopped_review(project) -> Project:
    """Return the site of a review that was searched, and then stopped."""
    file = project.root.data / "review.yaml"
    text = file.read_text(encoding="utf-8").replace("last_searched: null", 'last_searched: "2026-04-01"')
    file.write_text(f'{text}stopped: {{how: retired, since: "2026-05-01", reason: "{REASON}"}}\n', encoding="utf-8")
    process = project.build(*NEXT)
    assert process.returncode == 0, process.stderr
    return project


def test_every_page_holds_what_its_age_is_reckoned_from(stopped_review):
    """A script tells on each page how long ago the last search was; without one the day stands there."""
    for name in ("index", "studies/doe-2021", "chapters/fevers"):
        (line,) = stopped_review.page(name).select(".every-page .due")
        assert (line["data-searched"], line["data-promised"]) == ("2026-04-01", "30")
        assert line.get_text() == "Last searched: 2026-04-01."


def test_a_review_that_stopped_says_so_everywhere(stopped_review):
    """Every page has the reason before all else, and so have the feed and the data."""
    html = stopped_review.html
    pages = [path.relative_to(html).with_suffix("").as_posix() for path in html.rglob("*.html")]
    assert "index" in pages
    for page in pages:
        if not page.startswith("_static"):
            assert REASON in stopped_review.page(page).aside.get_text(), page
    assert stopped_review.page("index").aside["aria-label"]
    sentence = ElementTree.parse(html / "feed.xml").findtext("{http://www.w3.org/2005/Atom}subtitle")
    assert sentence == f"This review has been retired since 2026-05-01, and is not kept up to date. {REASON}"
    (records,) = html.rglob("records.json")
    assert json.loads(records.read_text(encoding="utf-8"))["stopped"] == sentence


def test_one_that_goes_on_says_nothing(small_site):
    """Neither the feed nor the data tell of a stop."""
    assert "<subtitle>" not in feed([], "Invented", "2031-01-01")
    assert "stopped" not in json.loads(small_site.files["records.json"])
