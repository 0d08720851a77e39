"""Europe PMC, by its REST service (https://europepmc.org/RestfulWebService); preprints stand here too."""

from collections.abc import Iterator

from livingevidence.record.candidates import Publication
from livingevidence.record.search import Question
from livingevidence.watch.publication import Item, Page, author_name, bare, cursor_pages
from livingevidence.watch.transport import Place, SourceFailed, Transport

PLACE = Place("europepmc", "Europe PMC", "https://www.ebi.ac.uk/europepmc/webservices/rest", pause=0.2)
# One identifier a question: an OR of several misses recent records.
_QUERIES = {"doi": 'DOI:"{}"', "pmid": "EXT_ID:{} AND SRC:MED", "pmcid": "PMCID:{}"}


def fetch(kind: str, number: str, transport: Transport) -> Publication:
    """Return what Europe PMC tells of a report, by its ``doi``, ``pmid`` or ``pmcid``.

    Raises SourceFailed if it can't be asked, or doesn't know the number.
    """
    query = _QUERIES[kind].format(number.replace('"', ""))
    answer = transport.json(PLACE, "/search", query=query, format="json", resultType="core", pageSize="25")
    results = answer.get("resultList", {}).get("result", []) if isinstance(answer, dict) else []
    for result in results:
        if str(result.get(kind, "")).lower() == number.lower():
            return publication_of(result)
    raise SourceFailed(f"Europe PMC knows no report {number}: look at the number for a slip")


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the reports that a question finds, preprints among them."""

    def ask(cursor: str) -> tuple[int, list[Item], str]:
        answer = transport.json(PLACE, question.path, **question.parameters, cursorMark=cursor)
        results = answer["resultList"]["result"]
        items = [Item(f"{result['source']}/{result['id']}", publication_of(result)) for result in results]
        return answer["hitCount"], items, answer.get("nextCursorMark", cursor)

    return cursor_pages(ask)


def publication_of(result: dict) -> Publication:
    """Return what one result of a search with ``resultType=core`` tells."""
    journal = result.get("journalInfo") or {}
    authors = (result.get("authorList") or {}).get("author") or []
    links = (result.get("commentCorrectionList") or {}).get("commentCorrection") or []
    types = [str(link.get("type", "")).lower() for link in links]
    notice_of = {"retraction in": "retracted", "erratum in": "corrected", "expression of concern in": "concern"}
    return Publication(
        source=PLACE.name,
        title=bare(result.get("title")).rstrip("."),
        authors=tuple(filter(None, map(_author, authors))),
        journal=bare((journal.get("journal") or {}).get("isoabbreviation"))
        or bare((journal.get("journal") or {}).get("title"))
        or bare((result.get("bookOrReportDetails") or {}).get("publisher")),
        volume=bare(journal.get("volume")),
        issue=bare(journal.get("issue")),
        pages=bare(result.get("pageInfo")),
        published=bare(result.get("firstPublicationDate") or result.get("pubYear")),
        abstract=bare(result.get("abstractText")),
        doi=bare(result.get("doi")).lower(),
        pmid=bare(result.get("pmid")),
        pmcid=bare(result.get("pmcid")),
        kinds=tuple(map(bare, (result.get("pubTypeList") or {}).get("pubType") or [])),
        notices=tuple(notice_of[kind] for kind in types if kind in notice_of),
    )


def _author(author: dict) -> str:
    given = author.get("firstName") or author.get("initials")
    return author_name(author.get("lastName"), given, author.get("collectiveName"))
