"""The ledger: each claim with its verdict, its needs, its pages, and since when it holds."""

import pytest

from livingevidence.claims.base import Finding
from livingevidence.site.condition import conditions_with_pages, first_heading
from livingevidence.site.ledger import page_title, pages_in_short, with_links
from livingevidence.site.site import Site
from views import judged, text_of

ROW = "doe-2021/clearing-ten-w8"


@pytest.fixture
def ledger(small_evidence, soup_of, monkeypatch):
    """Return a function that gives the ledger of some claims, whose pages, changes and days are given."""

    def show(*claims, pages=None, changes=None, days=None):
        by_id = {judged.claim.id: judged for judged in claims}
        monkeypatch.setattr("livingevidence.claims.change.changes", lambda evidence, judged: changes or {})
        monkeypatch.setattr("livingevidence.site.ledger.pages_of", lambda site: pages or {})
        site = Site.of_evidence(small_evidence, claims=by_id, holding_since=days or {})
        return soup_of("claims", page="claims", site=site)

    return show


def test_claims_are_counted_by_verdict(ledger):
    """The first sentence says how many hold, are open and are overturned."""
    soup = ledger(judged("a"), judged("b", "open"), judged("c", "overturned"), judged("d"))
    assert text_of(soup.p) == "4 claims: 2 hold, 1 open, 1 overturned."


@pytest.mark.parametrize(("holds", "sign"), [(True, "✓"), (False, "✗"), (None, "?")])
def test_a_claim_shows_what_it_rests_on(ledger, small_site, holds, sign):
    """Each line of what it needs stands beside what is found and whether it is met, with links to the rows."""
    finding = Finding(f"more than {ROW}", "20 of 40", holds, (ROW, "loe-2018/nothing", "nowhere/x"))
    claim = ledger(judged("a", findings=(finding,), plain="In short.")).find(id="claim-a")
    needs, result, met, places = claim.select("tbody td")
    assert "fever gone" in text_of(needs) and "20 of 40" in text_of(result) and text_of(met) == f"Met: {sign}"
    assert [link["href"] for link in places("a")] == ["studies/doe-2021.html#clearing-ten-w8", "studies/loe-2018.html"]
    assert text_of(places.a).startswith(f"{small_site.names['doe-2021']}: fever gone (")
    assert "In plain words: In short." in text_of(claim)


def test_a_claim_stands_under_its_first_page(ledger):
    """The section is that of the page on which it stands; the others are links."""
    soup = ledger(judged("a"), judged("b"), pages={"a": {"chapters/fevers": None, "index": None}})
    assert [heading["id"] for heading in soup("h2")] == ["on-chapters-fevers", "on-no-page"]
    links = [link["href"] for link in soup.find(id="claim-a")("a") if "headerlink" not in link["class"]]
    assert links == ["chapters/fevers.html", "index.html"]


def test_what_would_change_a_claim_is_told_with_its_rows(ledger):
    """The first change is told, with links, and the fold says that it is."""
    claim = ledger(judged("a"), judged("b"), changes={"a": f"a result is read in {ROW}"}).find(id="claim-a")
    assert "what would change it" in text_of(claim.summary)
    assert claim.find("a", href="studies/doe-2021.html#clearing-ten-w8")


@pytest.mark.parametrize(
    ("verdict", "day", "sentence"),
    [
        ("holds", "2021-03-10", "It holds on the evidence public since 2021-03-10."),
        ("holds", None, "It rests on reports without a date"),
        ("open", None, ""),
    ],
)
def test_since_when_a_claim_holds_is_told(ledger, verdict, day, sentence):
    """A day stands only where the claim holds and its reports have one."""
    claim = text_of(ledger(judged("a", verdict), days={"a": day}).find(id="claim-a"))
    assert sentence in claim and ("It holds on" in claim) is (day is not None)


def test_a_page_of_every_condition_is_the_page_of_all(small_site):
    """A claim that stands on the page of each condition is told once; else each page is."""
    pages = ["chapters/fevers", *(f"conditions/{name}" for name in conditions_with_pages(small_site.evidence))]
    assert pages_in_short(small_site, pages) == ["chapters/fevers", "conditions/index"]
    assert pages_in_short(small_site, pages[:-1]) == pages[:-1]


def test_a_page_is_called_as_its_heading_is(small_site):
    """A claim's pages have the names that a reader finds on them; a first page says that it is one."""
    pages = ("conditions/example-fever", "index", "chapters/fevers", "left-out")
    titles = [page_title(small_site, page) for page in pages]
    assert titles == ["Example fever", "First page", "Fevers", "What was left out"]


def test_a_page_without_a_heading_is_called_as_its_file(tmp_path):
    """A chapter that is begun by its claims alone does not end the build."""
    file = tmp_path / "begun.md"
    file.write_text("Not a heading.\n", encoding="utf-8")
    assert first_heading(file) == "begun"


def test_words_around_an_address_are_text(small_site):
    """Only an address of the evidence is a link."""
    markup = with_links(small_site.page("claims"), f"<b> and/or {ROW}")
    assert markup.startswith("&lt;b&gt; and/or <a ") and markup.count("<a ") == 1
