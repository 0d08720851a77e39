"""PubMed, by the E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from livingevidence.record.candidates import Publication
from livingevidence.record.search import Question
from livingevidence.watch.publication import Item, Page, author_name, bare, day
from livingevidence.watch.transport import Place, SourceFailed, Transport

PLACE = Place("pubmed", "PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", pause=0.35)
MOST = 9_999  # numbers that one question can reach
BATCH = 200  # articles of one answer
# What other records say of an article, by PubMed's name for the link.
_NOTICES = {"RetractionIn": "retracted", "ErratumIn": "corrected", "ExpressionOfConcernIn": "concern"}
_AMENDS = ("RetractionOf", "ErratumFor", "ExpressionOfConcernFor")


def fetch(pmid: str, transport: Transport) -> Publication:
    """Return what PubMed tells of one article; raises SourceFailed if it can't be asked, or doesn't know the number."""
    answer = transport.xml(PLACE, "/efetch.fcgi", db="pubmed", id=pmid, retmode="xml", tool="livingevidence")
    for article in answer.iter("PubmedArticle"):
        publication = publication_of(article)
        if publication.pmid == pmid:
            return publication
    raise SourceFailed(f"PubMed knows no article {pmid}: look at the number for a slip")


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the articles that a question finds, first their number alone; it gives at most :data:`MOST` of them."""
    parameters = question.parameters | {"retmax": str(MOST), "retmode": "json", "tool": "livingevidence"}
    result = transport.json(PLACE, question.path, **parameters)["esearchresult"]
    total, ids = int(result["count"]), result["idlist"]
    yield Page(total, [])
    for first in range(0, len(ids), BATCH):
        batch = ",".join(ids[first : first + BATCH])
        answer = transport.xml(PLACE, "/efetch.fcgi", db="pubmed", id=batch, retmode="xml", tool="livingevidence")
        publications = map(publication_of, answer)
        yield Page(total, [Item(publication.pmid, publication) for publication in publications])


def publication_of(article: Element) -> Publication:
    """Return what one ``PubmedArticle`` tells."""
    issue = article.find(".//JournalIssue")
    ids = {node.get("IdType"): (node.text or "").strip() for node in article.iterfind("./PubmedData/ArticleIdList/*")}
    links = article.findall(".//CommentsCorrections")
    return Publication(
        source=PLACE.name,
        title=_text(article.find(".//ArticleTitle")).rstrip("."),
        authors=tuple(name for node in article.iterfind(".//AuthorList/Author") if (name := _author(node))),
        journal=_text(article.find(".//Journal/ISOAbbreviation")) or _text(article.find(".//Journal/Title")),
        volume=_text(issue.find("Volume") if issue is not None else None),
        issue=_text(issue.find("Issue") if issue is not None else None),
        pages=_text(article.find(".//Pagination/MedlinePgn")),
        published=_published(article),
        abstract=" ".join(filter(None, map(_text, article.iterfind(".//Abstract/AbstractText")))),
        doi=ids.get("doi", "").lower(),
        pmid=_text(article.find(".//PMID")),
        pmcid=ids.get("pmc", ""),
        registrations=tuple(
            _text(number)
            for bank in article.iterfind(".//DataBank")
            for number in bank.iterfind(".//AccessionNumber")
            if _text(bank.find("DataBankName")) not in ("", "GENBANK", "PDB", "figshare", "Dryad")
        ),
        kinds=tuple(map(_text, article.iterfind(".//PublicationTypeList/PublicationType"))),
        notices=tuple(_NOTICES[kind] for node in links if (kind := node.get("RefType", "")) in _NOTICES),
        amends=tuple(f"pmid:{_text(node.find('PMID'))}" for node in links if node.get("RefType") in _AMENDS),
    )


def _published(article: Element) -> str:
    """Return the earlier of the electronic date and the date of the issue."""
    dates = [article.find(".//ArticleDate"), article.find(".//JournalIssue/PubDate")]
    days = [day(*(node.findtext(part) for part in ("Year", "Month", "Day"))) for node in dates if node is not None]
    loose_year = (article.findtext(".//JournalIssue/PubDate/MedlineDate") or "")[:4]
    return min((text for text in days if text), default=day(loose_year))


def _author(node: Element) -> str:
    return author_name(*(_text(node.find(name)) for name in ("LastName", "ForeName", "CollectiveName")))


def _text(node: Element | None) -> str:
    return bare("".join(node.itertext())) if node is not None else ""
