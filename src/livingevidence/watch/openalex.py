"""OpenAlex, by its API (https://developers.openalex.org), which wants a key and sells by the question."""

from collections.abc import Iterator

from livingevidence.record.search import Publication, Question
from livingevidence.watch.publication import Item, Page, bare
from livingevidence.watch.transport import Place, Transport

PLACE = Place("openalex", "OpenAlex", "https://api.openalex.org", pause=0.1, key="OPENALEX_API_KEY")


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the works that a question finds."""
    cursor, got, total = "*", 0, 1
    while got < total and cursor:
        found = transport.json(PLACE, question.path, **question.parameters, cursor=cursor)
        total, works, cursor = found["meta"]["count"], found["results"], found["meta"].get("next_cursor")
        got += len(works)
        yield Page(total, [Item(_last(work["id"]), read(work)) for work in works])
        if not works:
            break


def read(work: dict) -> Publication:
    """Return what a work tells; its abstract is put together from the places of its words."""
    ids, place = work.get("ids") or {}, work.get("biblio") or {}
    words = work.get("abstract_inverted_index") or {}
    journal = (work.get("primary_location") or {}).get("source") or {}
    placed = sorted((at, word) for word, places in words.items() for at in places)
    people = (author.get("author") or {} for author in work.get("authorships") or [])
    return Publication(
        source=PLACE.name,
        title=bare(work.get("title")),
        authors=tuple(_author(name) for person in people if (name := bare(person.get("display_name")))),
        journal=bare(journal.get("display_name")),
        volume=bare(place.get("volume")),
        issue=bare(place.get("issue")),
        pages="-".join(filter(None, (bare(place.get("first_page")), bare(place.get("last_page"))))),
        published=bare(work.get("publication_date")),
        abstract=bare(" ".join(word for _, word in placed)),
        doi=bare(work.get("doi")).lower().removeprefix("https://doi.org/"),
        pmid=_last(ids.get("pmid")),
        pmcid=_pmcid(_last(ids.get("pmcid"))),
        kinds=tuple(filter(None, [bare(work.get("type"))])),
        notices=("retracted",) if work.get("is_retracted") else (),
    )


def _last(address: str | None) -> str:
    return bare(address).rpartition("/")[2]


def _pmcid(number: str) -> str:
    return f"PMC{number}" if number.isdigit() else number.upper()


def _author(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else family
