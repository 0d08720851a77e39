"""What each source tells of a report arrives in one form."""

import pytest

from livingevidence.record.candidates import Publication
from livingevidence.watch import crossref, europepmc, openalex, pubmed
from livingevidence.watch.publication import bare, day, identifier
from livingevidence.watch.transport import SourceFailed

AUTHORS = ("Ångström-Exámple, Maria J", "The Invented Study Group")
TITLE = "Examplinib cream for inventosis: a report of H2O"


@pytest.fixture
def publications(paper, transport):
    """Return one article as each of the three sources tells it."""
    return {
        "pubmed": pubmed.fetch("99999901", transport),
        "europepmc": europepmc.fetch("pmid", "99999901", transport),
        "crossref": crossref.fetch("10.99999/invented.1", transport),
    }


@pytest.mark.parametrize("source", ["pubmed", "europepmc", "crossref"])
def test_an_article_is_read_whole(publications, source):
    """Title, people, place and day of an article come without markup, whichever source tells them."""
    article = publications[source]
    assert (article.title, article.authors, article.published) == (TITLE, AUTHORS, "2020-12-09")
    assert (article.journal, article.volume, article.issue, article.pages) == ("J Invent Things", "12", "3", "101-104")
    assert article.doi == "10.99999/invented.1"
    assert article.notices


def test_a_work_of_openalex_is_read_whole():
    """Names are turned round, addresses become numbers, and an abstract is put together from its words."""
    work = {
        "doi": "https://doi.org/10.99999/Invented.1",
        "title": "Examplinib cream for <i>inventosis</i>",
        "publication_date": "2020-12-09",
        "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/99999901", "pmcid": "https://example.org/articles/9999991"},
        "authorships": [{"author": {"display_name": "Maria J Ångström-Exámple"}}, {"author": {"display_name": None}}],
        "primary_location": {"source": None},
        "biblio": {"volume": "12", "issue": None, "first_page": "101", "last_page": "104"},
        "abstract_inverted_index": {"cream": [1], "The": [0], "helped": [2]},
        "is_retracted": True,
    }
    article = openalex.publication_of(work)
    assert (article.title, article.authors) == ("Examplinib cream for inventosis", ("Ångström-Exámple, Maria J",))
    assert (article.doi, article.pmid, article.pmcid) == ("10.99999/invented.1", "99999901", "PMC9999991")
    assert (article.volume, article.pages, article.journal) == ("12", "101-104", "")
    assert (article.abstract, article.published, article.notices) == ("The cream helped", "2020-12-09", ("retracted",))
    assert openalex.publication_of({}).title == ""


def test_a_report_names_its_trial_and_its_kind(publications):
    """The number of the trial and the kind of the report are kept, for what is asked next."""
    assert publications["pubmed"].registrations == ("NCT99999901",) == publications["crossref"].registrations
    assert "Case Reports" in publications["pubmed"].kinds
    assert publications["pubmed"].pmcid == publications["europepmc"].pmcid == "PMC9999991"


def test_one_source_fills_what_another_lacks():
    """What a source doesn't give is taken from the next, and a date to the day stands before one to the year."""
    short = Publication(source="crossref", title="A title", published="2020", doi="10.99999/x")
    long = Publication(source="pubmed", title="Another title", published="2020-02-01", pmid="1", journal="J Invent")
    work = short.filled_from(long)
    assert (work.title, work.published, work.pmid, work.journal) == ("A title", "2020-02-01", "1", "J Invent")


def test_a_number_that_a_source_does_not_know_is_said(sources, transport):
    """An unknown number is one sentence that names the source and the remedy."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data("<PubmedArticleSet/>")
    sources.expect_request("/europepmc/search").respond_with_json({"resultList": {"result": []}})
    for fetch in (lambda: pubmed.fetch("1", transport), lambda: europepmc.fetch("pmid", "1", transport)):
        with pytest.raises(SourceFailed, match=r"knows no .* slip"):
            fetch()


def test_a_source_is_told_who_asks(sources, transport, answers):
    """The user agent carries the review's own address."""
    sources.expect_request(
        "/pubmed/efetch.fcgi", headers={"User-Agent": "livingevidence (https://example.org/review)"}
    ).respond_with_data(answers("pubmed.xml"))
    assert pubmed.fetch("99999901", transport).pmid == "99999901"


@pytest.mark.parametrize(
    "text, kind, number",
    [
        ("https://doi.org/10.1000/Abc.1", "doi", "10.1000/abc.1"),
        ("doi: 10.1000/abc.", "doi", "10.1000/abc"),
        (" PMID: 123 ", "pmid", "123"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", "pmid", "123"),
        ("pmc123", "pmcid", "PMC123"),
        ("PMCID: PMC123", "pmcid", "PMC123"),
        ("https://preprints.example.org/content/10.1101/2020.01.02.3v1.full.pdf", "doi", "10.1101/2020.01.02.3"),
        ("https://clinicaltrials.gov/study/NCT01234567", "registration", "NCT01234567"),
        ("www.doi.org/10.1000%2Fabc", "doi", "10.1000/abc"),
        ("https://journal.example.org/doi/full/10.1000/abc?via=mail#top", "doi", "10.1000/abc"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/?from_term=cream", "pmid", "123"),
        ("https://europepmc.org/article/MED/123", "pmid", "123"),
        ("PMC 123", "pmcid", "PMC123"),
        ("nct 01234567", "registration", "NCT01234567"),
    ],
)
def test_an_identifier_is_known_however_it_is_pasted(text, kind, number):
    """Addresses, prefixes, capitals and a full stop at the end lead to the same number."""
    assert identifier(text) == (kind, number)


@pytest.mark.parametrize("text", ["", "NCT123", "10.1/x", "Smith 2020", "PMC", "https://example.org/123", "１２３"])
def test_what_is_no_identifier_is_refused(text):
    """A slip is told with the forms that would do."""
    with pytest.raises(ValueError, match=r"a DOI .*a PMID .*a PMCID .*NCT"):
        identifier(text)


@pytest.mark.parametrize(
    "parts, expected",
    [
        (("2020", "Mar", "9"), "2020-03-09"),
        (("2020", "3"), "2020-03"),
        (("2020", "Winter"), "2020"),
        ((2020, 13, 1), "2020"),
        ((None,), ""),
    ],
)
def test_a_day_is_as_long_as_it_is_known(parts, expected):
    """Year, month and day are taken as far as they are given."""
    assert day(*parts) == expected


def test_text_of_a_source_is_text():
    """Tags and characters that can't be seen or that steer the text are left out; signs of comparison stay."""
    assert bare("a\u202eb <i>c</i>\n p < 0.05 and > 3") == "ab c p < 0.05 and > 3"
