"""The feed and the JSON of what searches found and nobody has decided on."""

import json
from xml.etree import ElementTree

import pytest

from livingevidence.record.candidates import Candidate, Decision, Hit
from livingevidence.record.search import CANDIDATES, jsonl_text
from livingevidence.site.candidates import data, feed
from livingevidence.site.site import Site
from views import markup

ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = "An invented <itch> & its cure"


def candidate(number: int, day: str, **fields: object) -> Candidate:
    """Return an invented candidate."""
    hit = Hit(source="pubmed", number=str(number), title=TITLE, found=day, strategy=1)
    return Candidate(id=hit.key, hits=[hit], **fields)


@pytest.fixture
def site(small_copy) -> Site:
    """Return the site of a review with two candidates that wait, and one that is decided."""
    decisions = [Decision(by="first", date="2026-01-05", verdict="await")]
    candidates = [candidate(1, "2026-01-02", score=3, reasons=["a trial"]), candidate(2, "2026-02-02")]
    candidates.append(candidate(3, "2026-03-02", decisions=decisions))
    (small_copy.folder / CANDIDATES).write_text(jsonl_text(candidates), encoding="utf-8")
    return Site(small_copy.review)


@pytest.mark.parametrize("base", ["", "https://example.org/review"])
def test_the_feed_has_what_waits_the_newest_first(site, base):
    """Each entry leads to its line on the page of the search, and its id is the same at every address."""
    root = ElementTree.fromstring(feed(site, base).encode())
    assert root.findtext(f"{ATOM}updated") == "2026-02-02T00:00:00Z"
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}updated")[:10] for entry in entries] == ["2026-02-02", "2026-01-02"]
    assert {entry.findtext(f"{ATOM}title") for entry in entries} == {TITLE}
    assert "3 points; a trial." in entries[1].findtext(f"{ATOM}summary")
    elsewhere = ElementTree.fromstring(feed(site).encode())
    ids = [entry.findtext(f"{ATOM}id") for entry in elsewhere.iter(f"{ATOM}entry")]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == ids
    page = markup(site, "search-candidates", page="searching")
    for entry in entries:
        address, _, place = entry.find(f"{ATOM}link").get("href").partition("#")
        assert address == (f"{base}/latest/" if base else "") + "searching.html" and f'id="{place}"' in page


def test_the_data_have_why_each_stands_where_it_stands(site):
    """The same candidates as JSON, with their records and reasons, and not what screeners decided."""
    candidates = json.loads(data(site))["candidates"]
    assert [candidate["id"] for candidate in candidates] == ["pubmed:2", "pubmed:1"]
    assert candidates[1]["reasons"] == ["a trial"] and candidates[1]["hits"][0]["title"] == TITLE
    assert {candidate["state"] for candidate in candidates} == {"open"} and "decisions" not in candidates[0]


def test_without_a_candidate_both_stand_and_are_empty(small_site):
    """A reader who follows the feed before the first search finds one without an entry."""
    root = ElementTree.fromstring(feed(small_site).encode())
    assert not root.findall(f"{ATOM}entry") and root.findtext(f"{ATOM}updated")[:10] == small_site.day
    assert json.loads(data(small_site))["candidates"] == []
