"""OpenAlex, by its API (https://developers.openalex.org), which wants a key and sells by the question."""

from collections.abc import Iterator

from livingevidence.record.candidates import Publication
from livingevidence.record.search import Question
from livingevidence.watch.publication import Item, Page, author_name, bare, cursor_pages
from livingevidence.watch.transport import Place, Transport

PLACE = Place("openalex", "OpenAlex", "https://api.openalex.org", pause=0.1, key="OPENALEX_API_KEY")


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the works that a question finds."""

    def ask(cursor: str) -> tuple[int, list[Item], str | None]:
        found = transport.json(PLACE, question.path, **question.parameters, cursor=cursor)
        items = [Item(_last(work["id"]), publication_of(work)) for work in found["results"]]
        return found["meta"]["count"], items, found["meta"].get("next_cursor")

    return cursor_pages(ask)


def publication_of(work: dict) -> Publication:
    """Return what a work tells; its abstract is put together from the places of its words."""
    ids, place = work.get("ids") or {}, work.get("biblio") or {}
    words = work.get("abstract_inverted_index") or {}
    journal = (work.get("primary_location") or {}).get("source") or {}
    placed = sorted((at, word) for word, places in words.items() for at in places)
    people = (bare((one.get("author") or {}).get("display_name")) for one in work.get("authorships") or [])
    pmcid = _last(ids.get("pmcid")).upper()
    return Publication(
        source=PLACE.name,
        title=bare(work.get("title")),
        authors=tuple(author_name(*name.rpartition(" ")[::-2]) for name in people if name),
        journal=bare(journal.get("display_name")),
        volume=bare(place.get("volume")),
        issue=bare(place.get("issue")),
        pages="-".join(filter(None, (bare(place.get("first_page")), bare(place.get("last_page"))))),
        published=bare(work.get("publication_date")),
        abstract=bare(" ".join(word for _, word in placed)),
        doi=bare(work.get("doi")).lower().removeprefix("https://doi.org/"),
        pmid=_last(ids.get("pmid")),
        pmcid=f"PMC{pmcid}" if pmcid.isdigit() else pmcid,
        kinds=tuple(filter(None, [bare(work.get("type"))])),
        notices=("retracted",) if work.get("is_retracted") else (),
    )


def _last(address: str | None) -> str:
    return bare(address).rpartition("/")[2]
