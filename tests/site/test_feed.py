"""The feed of versions: what RFC 4287 asks of it, ids that never change, and links that lead somewhere."""

from __future__ import annotations

import datetime
import re
import uuid
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from live import REVIEW
from livingevidence.history.diff.news import News, Told
from livingevidence.site import news as module
from livingevidence.site.news import NAMESPACE, feed

A = "{http://www.w3.org/2005/Atom}"
TITLE = "An invented review"
NEWEST = News(
    "2031.2.0",
    "2031-06-01",
    "- Invented: <script>alert(1)</script> & `code`",
    Told("Moved: 7 claims.", "Records edited: rows: 1 added.", {"Claims": [f"claim <{n}>" for n in range(7)]}),
)
FIRST = News("2031.1.0", "2031-01-31", "- An invented beginning.", Told("The first version."))
BASE = "https://example.org/review"


def parsed(versions=(NEWEST, FIRST), base="") -> ElementTree.Element:
    """Return the feed as it is read back."""
    return ElementTree.fromstring(feed(versions, TITLE, "2031-01-01", base))


def links(element: ElementTree.Element) -> dict[str, str]:
    """Return the links of a feed or an entry by their relation."""
    found = [(link.get("rel"), link.get("href")) for link in element.findall(f"{A}link")]
    assert len(found) == len(dict(found)), "no two links have the same relation"
    return dict(found)


@pytest.mark.parametrize("versions", [(), (FIRST,), (NEWEST, FIRST)])
@pytest.mark.parametrize("base", ["", BASE])
def test_a_feed_has_what_the_standard_requires(versions, base):
    """Feed and entries have one id, title and update each, an author, and links; dates are whole moments."""
    made = parsed(versions, base)
    assert made.tag == f"{A}feed"
    assert made.find(f"{A}author/{A}name").text == "The contributors"
    assert set(links(made)) == {"self", "alternate"}
    entries = made.findall(f"{A}entry")
    assert len(entries) == len(versions)
    for part in (made, *entries):
        for name in ("id", "title", "updated"):
            (found,) = part.findall(A + name)
            assert found.text.strip()
        assert uuid.UUID(part.find(f"{A}id").text.removeprefix("urn:uuid:"))
        moment = datetime.datetime.fromisoformat(part.find(f"{A}updated").text)
        assert moment.tzinfo == datetime.UTC
    for entry in entries:
        assert set(links(entry)) == {"alternate"}
        (content,) = entry.findall(f"{A}content")
        assert content.get("type") == "html" and len(content) == 0


def test_ids_are_what_they_were_in_every_feed_before():
    """An id depends on the version alone; were it another, every reader would be told of an old version again."""
    assert str(NAMESPACE) == "324a34d3-4e23-4254-8354-82aabf5b4bc5"
    ids = {base: [found.text for found in parsed(base=base).iter(f"{A}id")] for base in ("", BASE)}
    assert ids[""] == ids[BASE]
    assert ids[""] == [
        "urn:uuid:324a34d3-4e23-4254-8354-82aabf5b4bc5",
        "urn:uuid:fb3bd6a7-30e6-5eab-b046-1f0a993dfad4",
        "urn:uuid:c0f5d8c6-f1c8-58a7-8a80-f8f8a1b61df1",
    ]


def test_a_feed_is_as_old_as_its_newest_version():
    """The newest version dates the feed; before any, the evidence does."""
    assert parsed().find(f"{A}updated").text == "2031-06-01T00:00:00Z"
    assert parsed(()).find(f"{A}updated").text == "2031-01-01T00:00:00Z"


def test_links_are_whole_where_the_sites_address_is_known():
    """The feed leads to the newest version, an entry to its own; a slash at the end of the address is no other."""
    for base in (BASE, BASE + "/"):
        made = parsed(base=base)
        assert links(made) == {"self": f"{BASE}/feed.xml", "alternate": f"{BASE}/latest/changes.html"}
        entry = made.find(f"{A}entry")
        assert links(entry) == {"alternate": f"{BASE}/2031.2.0/changes.html#v2031-2-0"}


def test_links_are_relative_where_it_is_not():
    """Without an address nothing pretends to know one."""
    text = feed((NEWEST,), TITLE, "2031-01-01")
    assert re.findall(r'href="([^"]+)"', text) == ["feed.xml", "changes.html", "changes.html#v2031-2-0"]
    assert "//" not in text.replace("http://www.w3.org/2005/Atom", "")


def test_content_is_the_changelogs_words_and_what_moved():
    """Words are Markdown, of which no tag comes through; long lists are cut with their length told."""
    told = parsed().find(f"{A}entry/{A}content").text
    assert "<li>Invented: &lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>code</code></li>" in told
    assert "<p>Moved: 7 claims.</p>" in told and "<p>Records edited: rows: 1 added.</p>" in told
    assert "<p>Claims: 7</p>" in told and told.count("<li>claim &lt;") == 5 and "<li>and 2 more</li>" in told


def test_a_version_whose_day_is_unknown_is_left_out():
    """An entry without a date would not be valid; where history lacks, the changelog may have none."""
    assert [e.find(f"{A}title").text for e in parsed((NEWEST, FIRST._replace(day=""))).iter(f"{A}entry")] == [
        "Version 2031.2.0"
    ]


def test_words_alone_make_an_entry():
    """Without history the changelog's words are all there is."""
    content = parsed((FIRST._replace(told=None),)).find(f"{A}entry/{A}content").text
    assert content == "<ul>\n<li>An invented beginning.</li>\n</ul>\n"


def test_the_same_versions_give_the_same_bytes():
    """Nothing of the hour or the machine goes into the feed."""
    assert feed((NEWEST, FIRST), TITLE, "2031-01-01") == feed((NEWEST, FIRST), TITLE, "2031-01-01")
    assert feed((), TITLE, "2031-01-01").startswith('<?xml version="1.0" encoding="utf-8"?>\n<feed ')


def test_a_build_of_pages_writes_the_feed_beside_the_home_page(tmp_path, monkeypatch):
    """It is written for HTML, in UTF-8, and not after a failed build."""
    (tmp_path / "out").mkdir()
    (tmp_path / "CHANGELOG.md").write_text("## 2031.1.0, 2031-01-31\n\n- Invented – words.\n", encoding="utf-8")
    monkeypatch.setenv("REVIEW_BASEURL", BASE)
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"),
        srcdir=tmp_path / "docs",
        outdir=tmp_path / "out",
        config=SimpleNamespace(html_title=TITLE),
    )
    site = SimpleNamespace(root=replace(REVIEW, folder=tmp_path), about=SimpleNamespace(evidence_as_of="2031-01-31"))
    module.write(site, app, ValueError("failed"))
    assert not (tmp_path / "out/feed.xml").exists()
    module.write(site, app, None)
    made = ElementTree.parse(tmp_path / "out/feed.xml").getroot()
    assert links(made)["self"] == f"{BASE}/feed.xml"
    assert "Invented – words." in made.find(f"{A}entry/{A}content").text
