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
    found = transport.json(PLACE, "/search", query=query, format="json", resultType="core", pageSize="25")
    items = found.get("resultList", {}).get("result", []) if isinstance(found, dict) else []
    for item in items:
        if str(item.get(kind, "")).lower() == number.lower():
            return publication_of(item)
    raise SourceFailed(f"Europe PMC knows no report {number}: look at the number for a slip")


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the reports that a question finds, preprints among them."""

    def ask(cursor: str) -> tuple[int, list[Item], str]:
        found = transport.json(PLACE, question.path, **question.parameters, cursorMark=cursor)
        items = [Item(f"{item['source']}/{item['id']}", publication_of(item)) for item in found["resultList"]["result"]]
        return found["hitCount"], items, found.get("nextCursorMark", cursor)

    return cursor_pages(ask)


def publication_of(item: dict) -> Publication:
    """Return what one result of a search with ``resultType=core`` tells."""
    journal = item.get("journalInfo") or {}
    authors = (item.get("authorList") or {}).get("author") or []
    linked = (item.get("commentCorrectionList") or {}).get("commentCorrection") or []
    types = [str(link.get("type", "")).lower() for link in linked]
    words = {"retraction in": "retracted", "erratum in": "corrected", "expression of concern in": "concern"}
    return Publication(
        source=PLACE.name,
        title=bare(item.get("title")).rstrip("."),
        authors=tuple(filter(None, map(_author, authors))),
        journal=bare((journal.get("journal") or {}).get("isoabbreviation"))
        or bare((journal.get("journal") or {}).get("title"))
        or bare((item.get("bookOrReportDetails") or {}).get("publisher")),
        volume=bare(journal.get("volume")),
        issue=bare(journal.get("issue")),
        pages=bare(item.get("pageInfo")),
        published=bare(item.get("firstPublicationDate") or item.get("pubYear")),
        abstract=bare(item.get("abstractText")),
        doi=bare(item.get("doi")).lower(),
        pmid=bare(item.get("pmid")),
        pmcid=bare(item.get("pmcid")),
        kinds=tuple(map(bare, (item.get("pubTypeList") or {}).get("pubType") or [])),
        notices=tuple(words[kind] for kind in types if kind in words),
    )


def _author(author: dict) -> str:
    given = author.get("firstName") or author.get("initials")
    return author_name(author.get("lastName"), given, author.get("collectiveName"))
