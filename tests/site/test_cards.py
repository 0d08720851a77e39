"""Cards: what stands behind each number and citation, in words of the record."""

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.results.result import Result, Results
from livingevidence.site.cards import card, cards, identifier_link, links_of
from livingevidence.site.site import Page, Site
from views import site_of, text_of

ROW = "fever-score-ten-v-placebo-w8"
LINK = f'<a class="number" href="../studies/doe-2021.html#{ROW}">here</a>'


def lines(site: Site, page: str, anchor: str) -> list[str]:
    """Return the lines of a card, as a chapter shows it."""
    soup = BeautifulSoup(card(site, "../", page, anchor), "html.parser")
    return [text_of(line) for line in soup("p")]


def cards_of(page: Page, body: str) -> Markup:
    """Return the cards of a page with a body."""
    return cards(page, links_of(body))


def test_a_row_tells_study_result_source_place_readers_and_address(small_site, small_evidence):
    """The card of a row names its study, what and of whom, the result, the source with its place, and who read it.

    A number that is no share of people says what it is.
    """
    row = next(row for row in small_evidence.records["doe-2021"].outcomes if row.id == ROW)
    title, whom, result, source, readers, second_reading, address = lines(small_site, "studies/doe-2021", ROW)
    assert title == f"Doe 2021: {row.label}, mean difference" and "week 8" in whom
    assert result.startswith("−2.7") and "0.001" in result
    assert source.startswith(f"Source: {row.source}, {row.locator} (")
    assert readers == "Two readers, disagreed"
    assert second_reading.startswith("Second reader, in S2, found something else; both are kept: value −2.5")
    assert second_reading.endswith("prints another model") and address == f"doe-2021/{ROW}"


def test_dates_of_a_trial_tell_where_they_stand(small_site):
    """The card of a mark in the calendar has each trial's dates and where they were read."""
    card_lines = lines(small_site, "studies/doe-2021", "trial-dates")
    assert card_lines[1] == "FIRST: started 2019-01-15, completed 2020-12 (actual), results posted 2021-06-01"
    assert card_lines[2] == "Stands in: registry record (S2)"


def test_a_computed_number_tells_what_was_counted_how_and_from_what(small_site, monkeypatch):
    """The card of a computed number has its value, its meaning, its note, and each study with its part.

    Of more studies than a card holds it says how many more there are; of one of all it says every study.
    """
    monkeypatch.setattr("livingevidence.site.cards.MOST_STUDIES", 2)
    studies = tuple(small_site.evidence.records)
    result = Result("hats.people", 7, "people with hats", ("doe-2021", "loe-2018"), "counted twice", (3, 4))
    results = Results([result, Result("many", 1, "what", studies[:5]), Result("every", 1, "what", studies)])
    site = Site.of_evidence(small_site.evidence, results=results)
    first, second = small_site.names["doe-2021"], small_site.names["loe-2018"]
    studies_line = f"Behind it: {first}: 3; {second}: 4"
    expected = ["7", "Counted: people with hats", "counted twice", studies_line, result.key]
    assert lines(site, "numbers", "result-hats-people") == expected
    assert lines(site, "numbers", "result-many")[2].endswith(" and 3 more")
    assert "Behind it: every study" in lines(site, "numbers", "result-every")


def test_a_citation_tells_the_reference_and_links_its_identifiers(small_site, small_evidence):
    """The card of a citation has title, year, every identifier as a link, and the record of the study."""
    reference = small_evidence.references["doe-2021"]
    card_lines = lines(small_site, "references", "cite-doe-2021")
    assert card_lines[1] == reference.title and reference.year in card_lines[2]
    markup = card(small_site, "../", "references", "cite-doe-2021")
    addresses = ["../studies/doe-2021.html", *(address for _, address in reference.links if address)]
    assert all(f'href="{address}"' in markup for address in addresses)


def test_each_of_several_registrations_is_a_link():
    """Of several registry numbers in a text each that ClinicalTrials.gov knows is a link; nothing is markup."""
    links = identifier_link("NCT00000001; <b>; NCT00000002", "")
    assert links.count('href="https://clinicaltrials.gov/study/NCT0000000') == 2
    assert "&lt;b&gt;" in links
    assert identifier_link("x", "javascript:alert(1)") == "x"


def test_everything_that_a_number_can_lead_to_has_a_card(small_site):
    """No row, arm, case, population or computed number is without a card."""
    for study in small_site.evidence.records.values():
        anchors = [record.id for record in (*study.rows, *study.cases)] + [f"arm-{arm.id}" for arm in study.arms]
        assert all(card(small_site, "", f"studies/{study.id}", anchor) for anchor in (*anchors, "population"))
    assert all(card(small_site, "", "numbers", anchor) for anchor in small_site.numbers)


@pytest.mark.parametrize(("page", "up"), [("chapters/hats", "../"), ("index", "")])
def test_a_page_has_the_card_of_each_link_once(small_site, page, up):
    """Two links to one row share a card; links in it lead from the folder of the page."""
    link = LINK.replace("../", up)
    template = cards_of(small_site.page(page), f"<p>{link} and {link}</p>")
    assert template.startswith('<template id="cards">') and template.count("data-for=") == 1
    study = f"{up}studies/doe-2021.html"
    assert f'data-for="{study}#{ROW}"' in template and f'href="{study}#S1"' in template


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
def test_other_links_have_no_card(small_site, link):
    """A page whose links lead elsewhere has no template."""
    assert cards_of(small_site.page("chapters/hats"), f'<a href="{link}">here</a>') == ""


@pytest.mark.parametrize("text", ["<b>x</b> & \"y\" 'z'", "</template><script>alert(1)</script>", "{{ 7*7 }}"])
def test_text_of_a_record_is_never_markup(small_copy, text):
    """Whatever a record holds is shown as it is, and does not end the template."""
    for field in ("outcomes[0].label", "outcomes[0].note", "outcomes[0].locator", "population.inclusion"):
        small_copy.edit("doe-2021", field, text)
    page = site_of(Evidence.at(small_copy.review)).page("index")
    anchors = ("clearing-ten-w8", "population")
    template = cards_of(page, "".join(f'<a href="studies/doe-2021.html#{anchor}">x</a>' for anchor in anchors))
    assert template.count("</template>") == 1 and template.endswith("</template>")
    assert template.count(str(Markup.escape(text))) == 4 and "<script" not in template
