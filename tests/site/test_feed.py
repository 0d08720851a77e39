"""The feed of versions: what RFC 4287 asks of it, ids that never change, and links that lead somewhere."""

import datetime
import uuid
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from live import REVIEW
from livingevidence.history.diff.news import News, Summary
from livingevidence.site import news
from livingevidence.site.news import NAMESPACE, feed

ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = "An invented <review> & more"
NEWEST = News(
    "2031.2.0",
    "2031-06-01",
    "- Invented: <script>alert(1)</script> & `code`",
    Summary("Moved: 7 claims.", "Records edited: rows: 1 added.", {"Claims": [f"claim <{n}>" for n in range(7)]}),
)
FIRST = News("2031.1.0", "2031-01-31", "- An invented beginning.", None)
UNDATED = FIRST._replace(day="")
BASE = "https://example.org/review"


def read_feed(versions=(NEWEST, FIRST), base="") -> ElementTree.Element:
    """Return the feed as it is read back."""
    return ElementTree.fromstring(feed(versions, TITLE, "2031-01-01", base).encode())


def links(element: ElementTree.Element) -> list[tuple[str, str]]:
    """Return the links of a feed or an entry with their relation."""
    return [(link.get("rel"), link.get("href")) for link in element.findall(f"{ATOM}link")]


@pytest.mark.parametrize(
    ("versions", "entries", "updated"),
    [
        ((), 0, "2031-01-01"),
        ((FIRST,), 1, "2031-01-31"),
        ((NEWEST, FIRST), 2, "2031-06-01"),
        ((UNDATED,), 0, "2031-01-01"),
    ],
)
def test_a_feed_has_what_the_standard_requires(versions, entries, updated):
    """Feed and entries have one id, title and whole moment each; the newest version dates the feed, else the evidence.

    A version without a day is left out, since an entry must have one.
    """
    root = read_feed(versions)
    assert root.tag == f"{ATOM}feed" and root.find(f"{ATOM}author/{ATOM}name").text == "The contributors"
    assert root.find(f"{ATOM}updated").text == f"{updated}T00:00:00Z"
    assert root.find(f"{ATOM}title").text.endswith(f"“{TITLE}”")
    parts = root.findall(f"{ATOM}entry")
    assert len(parts) == entries
    for part in (root, *parts):
        (ident,), (title,), (moment,) = (part.findall(ATOM + name) for name in ("id", "title", "updated"))
        assert uuid.UUID(ident.text.removeprefix("urn:uuid:")) and title.text.strip()
        assert datetime.datetime.fromisoformat(moment.text).tzinfo == datetime.UTC
    for entry in parts:
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html" and len(content) == 0


def test_ids_are_what_they_were_in_every_feed_before():
    """An id depends on the version alone; were it another, every reader would be told of an old version again."""
    assert str(NAMESPACE) == "324a34d3-4e23-4254-8354-82aabf5b4bc5"
    for base in ("", BASE):
        assert [element.text for element in read_feed(base=base).iter(f"{ATOM}id")] == [
            "urn:uuid:324a34d3-4e23-4254-8354-82aabf5b4bc5",
            "urn:uuid:fb3bd6a7-30e6-5eab-b046-1f0a993dfad4",
            "urn:uuid:c0f5d8c6-f1c8-58a7-8a80-f8f8a1b61df1",
        ]


@pytest.mark.parametrize(
    ("base", "latest", "of_version"),
    [
        ("", "", ""),
        (BASE, f"{BASE}/latest/", f"{BASE}/2031.2.0/"),
        (f"{BASE}/", f"{BASE}/latest/", f"{BASE}/2031.2.0/"),
    ],
)
def test_links_are_whole_where_the_sites_address_is_known(base, latest, of_version):
    """The feed leads to the newest version, an entry to its own; without an address nothing pretends to know one."""
    root = read_feed(base=base)
    address = f"{BASE}/feed.xml" if base else "feed.xml"
    assert links(root) == [("self", address), ("alternate", f"{latest}changes.html")]
    assert links(root.find(f"{ATOM}entry")) == [("alternate", f"{of_version}changes.html#v2031-2-0")]


def test_content_is_the_changelogs_words_and_what_moved():
    """Words are Markdown, of which no tag comes through; long lists are cut with their length told."""
    newest, first = (content.text for content in read_feed().iter(f"{ATOM}content"))
    assert "<li>Invented: &lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>code</code></li>" in newest
    assert "<p>Moved: 7 claims.</p>" in newest and "<p>Records edited: rows: 1 added.</p>" in newest
    assert "<p>Claims: 7</p>" in newest and newest.count("<li>claim &lt;") == 5 and "<li>and 2 more</li>" in newest
    assert first.strip() == "<ul>\n<li>An invented beginning.</li>\n</ul>"


def test_a_build_of_pages_writes_the_feed_beside_the_home_page(tmp_path, monkeypatch):
    """The feed is written for HTML, in UTF-8, and not after a failed build."""
    (tmp_path / "CHANGELOG.md").write_text("## 2031.1.0, 2031-01-31\n\n- Invented – words.\n", encoding="utf-8")
    monkeypatch.setenv("REVIEW_BASEURL", BASE)
    builder, config = SimpleNamespace(format="html"), SimpleNamespace(html_title=TITLE)
    app = SimpleNamespace(builder=builder, outdir=tmp_path, config=config)
    about = SimpleNamespace(evidence_as_of="2031-01-31", stopped="")
    monkeypatch.setattr(news, "conditions_with_pages", lambda evidence: {})
    root = replace(REVIEW, folder=tmp_path)
    site = SimpleNamespace(root=root, about=about, changes_folder=tmp_path / "changes", evidence=None)
    news.write(site, app, ValueError("failed"))
    assert not (tmp_path / "feed.xml").exists()
    news.write(site, app, None)
    feed_root = ElementTree.parse(tmp_path / "feed.xml").getroot()
    assert links(feed_root)[0] == ("self", f"{BASE}/feed.xml")
    assert "Invented – words." in feed_root.find(f"{ATOM}entry/{ATOM}content").text


MOVED = Summary(
    "Moved: 2 claims, 1 estimate.",
    "",
    {"Claims": ["a fever", "a rash"], "Estimates and refusals": ["itch in the fever"]},
    {
        "Claims": [["fever-verdict", "doe-2021"], ["rash-verdict", "loe-2018"]],
        "Estimates and refusals": [["example-fever", "harm", "itch", "ratio"]],
    },
)


def test_a_feed_of_a_condition_has_what_moved_there_alone():
    """A line is of a condition by its key, or by a study behind it; a version in which none is, is not told."""
    versions = (NEWEST._replace(summary=MOVED), FIRST)
    fever, rash = {"Claims": ["a fever"], "Estimates and refusals": ["itch in the fever"]}, {"Claims": ["a rash"]}
    for names, lists in (
        ({"example-fever", "doe-2021"}, [fever]),
        ({"sample-rash", "loe-2018"}, [rash]),
        ({"quiet-rash"}, []),
    ):
        assert [version.summary.lists for version in news.versions_of_condition(versions, names)] == lists


def test_a_feed_of_a_condition_has_ids_and_links_of_its_own():
    """No reader takes it, or an entry of it, for another feed's; it stands beside the page of the condition."""
    versions = list(news.versions_of_condition((NEWEST._replace(summary=MOVED),), {"example-fever"}))
    root = ElementTree.fromstring(feed(versions, TITLE, "2031-01-01", "", "example-fever"))
    ids = {element.text for element in root.iter(f"{ATOM}id")}
    assert len(ids) == 2 and not ids & {element.text for element in read_feed().iter(f"{ATOM}id")}
    assert links(root) == [("self", "example-fever.xml"), ("alternate", "../changes.html")]
    published = ElementTree.fromstring(feed(versions, TITLE, "2031-01-01", BASE, "example-fever"))
    assert links(published)[0] == ("self", f"{BASE}/latest/conditions/example-fever.xml")
