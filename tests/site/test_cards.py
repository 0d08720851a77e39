"""Cards: what stands behind each number and citation, in words of the record."""

from __future__ import annotations

import re
from html import unescape

import pytest
from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.results.numbers import anchor_of
from livingevidence.results.result import Result, Results
from livingevidence.site.cards import Cards, identified
from livingevidence.site.site import Site
from views import site_of

ROW = "fever-score-ten-v-placebo-w8"
LINK = f'<a class="number" href="../studies/doe-2021.html#{ROW}">here</a>'


@pytest.fixture(scope="module")
def cards(small_site) -> Cards:
    """Return the cards of the invented review."""
    return Cards(small_site.page("chapters/hats"))


def words(lines: list[str]) -> list[str]:
    """Return lines without their tags."""
    return [unescape(re.sub(r"<[^>]+>", "", str(Markup.escape(line)))) for line in lines]


def of_results(site, *results: Result) -> Cards:
    """Return the cards of a site with other results."""
    return Cards(Site.of(site.evidence, results=Results(results)).page("index"))


def test_a_row_tells_study_result_source_place_readers_and_address(cards, small_evidence):
    """The card of a row names its study, what and of whom, the result, the source with its place, and who read it."""
    row = next(row for row in small_evidence.records["doe-2021"].outcomes if row.id == ROW)
    lines = list(cards.lines("studies/doe-2021.html", ROW))
    first, whom, result, read, readers, again, address = words(lines)
    assert first == f"Doe 2021: {row.label}" and "week 8" in whom
    assert result.startswith("−2.7") and "0.001" in result
    assert read.startswith(f"Read in {row.source}, {row.locator} (")
    assert f'href="../studies/doe-2021.html#{row.source}"' in lines[3]
    assert readers == "Read by two readers, disagreed"
    assert again.startswith("Second reader, in S2, found something else; both are kept: value −2.5")
    assert again.endswith("prints another model") and address == f"doe-2021/{ROW}"


def test_dates_of_a_trial_tell_where_they_stand(cards):
    """The card of a mark in the calendar has each trial's dates and where they were read."""
    told = words(cards.lines("studies/doe-2021.html", "trial-dates"))
    assert told[1] == "FIRST: started 2019-01-15, completed (actual) 2020-12, results posted 2021-06-01"
    assert told[2] == "Stands in: registry record (S2)"


def test_a_computed_number_tells_what_was_counted_how_and_from_what(small_site):
    """The card of a computed number has its value, its meaning, its note, and each study with its part."""
    made = Result("hats.people", 7, "people with hats", ("doe-2021", "loe-2018"), "counted twice", (3, 4))
    told = words(of_results(small_site, made).lines("numbers.html", "result-hats-people"))
    first, second = small_site.names["doe-2021"], small_site.names["loe-2018"]
    assert told == ["7", "Counted: people with hats", "counted twice", f"Behind it: {first}: 3; {second}: 4", made.key]


def test_of_many_studies_the_rest_are_counted(small_site, monkeypatch):
    """A number of more studies than a card holds says how many more there are; one of all says every study."""
    monkeypatch.setattr("livingevidence.site.cards.MOST_STUDIES", 2)
    many = Result("many", 1, "what", tuple(small_site.evidence.records)[:5])
    every = Result("every", 1, "what", tuple(small_site.evidence.records))
    cards = of_results(small_site, many, every)
    assert words(cards.lines("numbers.html", "result-many"))[2].endswith(" and 3 more")
    assert "Behind it: every study" in cards.lines("numbers.html", "result-every")


def test_a_citation_tells_the_reference_and_links_its_identifiers(cards, small_evidence):
    """The card of a citation has title, year, every identifier as a link, and the record of the study."""
    reference = small_evidence.references["doe-2021"]
    lines = list(cards.lines("references.html", "cite-doe-2021"))
    assert lines[1] == reference.title and reference.year in lines[2]
    assert all(f'href="{address}"' in lines[3] for _, address in reference.links if address)
    assert 'href="../studies/doe-2021.html"' in lines[4]


def test_each_of_several_registrations_is_a_link():
    """Of several registry numbers in a text each that ClinicalTrials.gov knows is a link; nothing is markup."""
    told = identified("NCT00000001; <b>; NCT00000002", "")
    assert told.count('href="https://clinicaltrials.gov/study/NCT0000000') == 2
    assert "&lt;b&gt;" in told
    assert identified("x", "javascript:alert(1)") == "x"


def test_everything_that_a_number_can_lead_to_has_a_card(cards, small_site):
    """No row, arm, case, population or computed number is without a card."""
    for study in small_site.evidence.records.values():
        anchors = [item.id for item in (*study.rows, *study.cases)] + [f"arm-{arm.id}" for arm in study.arms]
        assert all(cards.lines(f"studies/{study.id}.html", anchor) for anchor in (*anchors, "population"))
    assert all(cards.lines("numbers.html", anchor_of(key)) for key in small_site.results)


def test_a_page_has_the_card_of_each_link_once(cards):
    """Two links to one row share a card; links in it lead from the folder of the page."""
    made = cards.of(f"<p>{LINK} and {LINK}</p>")
    assert made.count("data-for=") == 1
    assert made.startswith('<template id="cards">')
    assert f'data-for="../studies/doe-2021.html#{ROW}"' in made
    assert 'href="../studies/doe-2021.html#S1"' in made


def test_a_page_at_the_root_leads_from_there(small_site):
    """On a page at the root links have no way up."""
    made = Cards(small_site.page("index")).of(LINK.replace("../", ""))
    assert f'<a href="studies/doe-2021.html#{ROW}">' in made


@pytest.mark.parametrize(
    "link",
    [
        "#here",
        "other.html#there",
        "https://example.org/studies/doe-2021.html#population",
        "../studies/none.html#x",
        "../studies/doe-2021.html#conflicts",
        "../numbers.html#result-none",
        "../references.html#cite-none",
    ],
)
def test_other_links_have_no_card(cards, link):
    """A page whose links lead elsewhere has no template."""
    assert cards.of(f'<a href="{link}">here</a>') == ""


@pytest.mark.parametrize("text", ["<b>x</b> & \"y\" 'z'", "</template><script>alert(1)</script>", "{{ 7*7 }}"])
def test_text_of_a_record_is_never_markup(small_copy, text):
    """Whatever a record holds is shown as it is, and does not end the template."""
    for field in ("outcomes[0].label", "outcomes[0].note", "outcomes[0].locator", "population.inclusion"):
        small_copy.edit("doe-2021", field, text)
    cards = Cards(site_of(Evidence.at(small_copy.review)).page("index"))
    made = cards.of(
        '<a href="studies/doe-2021.html#clearing-ten-w8">x</a><a href="studies/doe-2021.html#population">x</a>'
    )
    assert made.count("</template>") == 1 and made.endswith("</template>")
    assert made.count(str(Markup.escape(text))) == 4 and "<script" not in made
