"""The feed and the JSON of what searches found and nobody has decided on."""

import json
from xml.etree import ElementTree

import pytest

from livingevidence.record.candidates import Candidate, Decision, Hit
from livingevidence.record.search import CANDIDATES, jsonl_text
from livingevidence.site.candidates import data, feed
from livingevidence.site.site import Site
from views import markup

A = "{http://www.w3.org/2005/Atom}"
TITLE = "An invented <itch> & its cure"


def candidate(number: int, found: str, **fields: object) -> Candidate:
    """Return an invented candidate."""
    hit = Hit(source="pubmed", number=str(number), title=TITLE, found=found, strategy=1)
    return Candidate(id=hit.key, hits=[hit], **fields)


@pytest.fixture
def site(small_copy) -> Site:
    """Return the site of a review with two candidates that wait, and one that is decided."""
    decided = [Decision(by="first", date="2026-01-05", verdict="await")]
    made = [candidate(1, "2026-01-02", score=3, reasons=["a trial"]), candidate(2, "2026-02-02")]
    made.append(candidate(3, "2026-03-02", decisions=decided))
    (small_copy.folder / CANDIDATES).write_text(jsonl_text(made), encoding="utf-8")
    return Site(small_copy.review)


@pytest.mark.parametrize("base", ["", "https://example.org/review"])
def test_the_feed_has_what_waits_the_newest_first(site, base):
    """Each entry leads to its line on the page of the search, and its id is the same at every address."""
    read = ElementTree.fromstring(feed(site, base).encode())
    assert read.findtext(f"{A}updated") == "2026-02-02T00:00:00Z"
    entries = read.findall(f"{A}entry")
    assert [entry.findtext(f"{A}updated")[:10] for entry in entries] == ["2026-02-02", "2026-01-02"]
    assert {entry.findtext(f"{A}title") for entry in entries} == {TITLE}
    assert "3 points; a trial." in entries[1].findtext(f"{A}summary")
    other = ElementTree.fromstring(feed(site).encode())
    assert [entry.findtext(f"{A}id") for entry in entries] == [
        one.findtext(f"{A}id") for one in other.iter(f"{A}entry")
    ]
    page = markup(site, "search-candidates", page="searching")
    for entry in entries:
        address, _, place = entry.find(f"{A}link").get("href").partition("#")
        assert address == (f"{base}/latest/" if base else "") + "searching.html" and f'id="{place}"' in page


def test_the_data_have_why_each_stands_where_it_stands(site):
    """The same candidates as JSON, with their records and reasons, and not what screeners decided."""
    told = json.loads(data(site))["candidates"]
    assert [one["id"] for one in told] == ["pubmed:2", "pubmed:1"]
    assert told[1]["reasons"] == ["a trial"] and told[1]["hits"][0]["title"] == TITLE
    assert {one["state"] for one in told} == {"open"} and "decisions" not in told[0]


def test_without_a_candidate_both_stand_and_are_empty(small_site):
    """A reader who follows the feed before the first search finds one without an entry."""
    read = ElementTree.fromstring(feed(small_site).encode())
    assert not read.findall(f"{A}entry") and read.findtext(f"{A}updated")[:10] == small_site.day
    assert json.loads(data(small_site))["candidates"] == []
