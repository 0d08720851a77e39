"""The fixed pages: lists of studies, numbers and terms, standards and protocol."""

import pytest

from livingevidence.results import compute
from livingevidence.results.numbers import anchor_of, look_up
from livingevidence.site.cards import card
from livingevidence.site.extension import FILLINGS
from livingevidence.site.lists import items_met, link_parts
from livingevidence.site.pages import Filling, template_view
from livingevidence.site.site import Site
from livingevidence.site.stubs import sources
from livingevidence.synthesis.rules import RULES, UNSOUND
from views import text_of


def cells(row) -> list[str]:
    """Return the words of a line without the titles of its columns."""
    for label in row.select(".cell-label"):
        label.decompose()
    return [text_of(cell) for cell in row("td")]


@pytest.mark.parametrize(("directive", "column"), [("all-studies", "title"), ("funding", "funding")])
def test_every_study_stands_once_on_its_shelf(soup_of, small_evidence, small_site, directive, column):
    """Each study is a link by its name, with its title or who paid for it, or that this was not read.

    In the list of all the strongest design stands first on a shelf.
    """
    soup, order = soup_of(directive, page="studies/index"), list(small_evidence.vocabulary["designs"])
    rows = {row.a["href"].removesuffix(".html"): row for row in soup.select("tbody tr")}
    assert len(soup.select("tbody tr")) == len(rows) and rows.keys() == small_evidence.records.keys()
    for name, row in rows.items():
        assert row.a.get_text() == small_site.names[name]
        assert (getattr(small_evidence.records[name], column) or "not available") in text_of(row)
    for table in soup.select("table") if directive == "all-studies" else ():
        names = [row.a["href"].removesuffix(".html") for row in table.select("tbody tr")]
        designs = [order.index(small_evidence.records[name].design) for name in names]
        assert designs == sorted(designs)


def test_every_number_has_its_address_and_what_is_behind_it(soup_of, small_site, monkeypatch):
    """Each computed number is a line with its key, its meaning and its studies, of many the first and how many more."""
    monkeypatch.setitem(FILLINGS, "all-numbers", Filling(template_view("all-numbers", most=2)))
    soup = soup_of("all-numbers")
    for result in small_site.results.values():
        row = soup.find(id="result-" + result.key.replace(".", "-"))
        assert result.key in row.get_text() and result.meaning in row.get_text()
        is_all, others = len(result.studies) == len(small_site.evidence.records), len(result.studies) - 2
        links = [] if is_all else [f"studies/{name}.html" for name in result.studies[:2]]
        assert [link["href"] for link in row("a")] == links
        assert (f"and {others} more" in row.get_text()) is (others > 0 and not is_all)


def test_differences_that_fill_a_page_stand_on_one_of_their_event(soup_of, small_evidence, monkeypatch):
    """Where there are too many for one page, each stands once, where its links lead; the first page leads to all."""
    monkeypatch.setattr(compute, "MOST_ON_A_PAGE", 1)
    site = Site.of_evidence(small_evidence, results=compute._compute.__wrapped__(small_evidence))
    pages, keys = site.results.pages, [*site.results]
    assert len(pages) > 2 and sorted(key for page_keys in pages.values() for key in page_keys) == sorted(keys)
    first_page = soup_of("all-numbers", page="numbers", site=site)
    assert {link["href"].removesuffix(".html") for link in first_page.select("ul a")} == pages.keys() - {"numbers"}
    assert {page for page in sources(site) if page.startswith("numbers")} == pages.keys() - {"numbers"}
    for page, page_keys in pages.items():
        lines = soup_of("all-numbers", page=page, site=site).select("tbody tr")
        assert sorted(line["id"] for line in lines) == sorted(map(anchor_of, page_keys))
        assert {look_up(key, small_evidence, site.results).page for key in page_keys} == {page}
        assert card(site, "", page, anchor_of(page_keys[0]))


def test_the_tables_of_the_protocol_hold_every_line(soup_of, small_evidence):
    """Criteria with in, out and reason, and amendments with date and reason, stand in the tables."""
    text = soup_of("eligibility").get_text() + soup_of("amendments").get_text()
    protocol = small_evidence.library.protocol
    for criterion in protocol.eligibility:
        assert all(words in text for words in (criterion.what, criterion.taken_in, criterion.out, criterion.reason))
    assert all(amendment.why in text for amendment in protocol.amendments)


def test_each_refusal_is_shown_once_and_in_order(soup_of):
    """The list has each rule of the synthesis, and below that on methods those that no plan may name."""
    items = soup_of("all-refusals").ul.find_all("li", recursive=False)
    assert [item.p.get_text() for item in items] == [rule.sentence for rule in RULES.values()]
    (nested,) = [item.ul for item in items if item.ul]
    assert [item.get_text().strip() for item in nested("li")] == [
        f"{name}: {reason}" for name, reason in UNSOUND.items()
    ]


def test_a_target_reads_as_a_place():
    """A target is shown as page and heading, and leads there."""
    assert link_parts("methods#how-it-is-made") == ("methods", "Methods: how it is made", "how-it-is-made")
    words = [link_parts(target)[1] for target in ("chapters/safety", "studies/index", "index#more")]
    assert words == ["Safety", "Studies", "Start page: more"]


def test_each_item_of_a_standard_is_met_somewhere_or_not_yet(evidence):
    """What is met is counted, the critical items apart."""
    for checklist in evidence.library.checklists.values():
        sentence = items_met(checklist)
        assert sentence.startswith(f"{len(checklist.met)} of {len(checklist.items)} items ")
        assert ("critical" in sentence) == any(item.critical for item in checklist.items)
