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
        answer = transport.json(PLACE, question.path, **question.parameters, cursor=cursor)
        items = [Item(_last_part(work["id"]), publication_of(work)) for work in answer["results"]]
        return answer["meta"]["count"], items, answer["meta"].get("next_cursor")

    return cursor_pages(ask)


def publication_of(work: dict) -> Publication:
    """Return what a work tells; its abstract is put together from the places of its words."""
    ids, biblio = work.get("ids") or {}, work.get("biblio") or {}
    places_of_words = work.get("abstract_inverted_index") or {}
    journal = (work.get("primary_location") or {}).get("source") or {}
    words_in_order = sorted((position, word) for word, places in places_of_words.items() for position in places)
    authors = [authorship.get("author") or {} for authorship in work.get("authorships") or []]
    names = [bare(author.get("display_name")) for author in authors]
    pmcid = _last_part(ids.get("pmcid")).upper()
    return Publication(
        source=PLACE.name,
        title=bare(work.get("title")),
        authors=tuple(author_name(*name.rpartition(" ")[::-2]) for name in names if name),
        journal=bare(journal.get("display_name")),
        volume=bare(biblio.get("volume")),
        issue=bare(biblio.get("issue")),
        pages="-".join(filter(None, (bare(biblio.get("first_page")), bare(biblio.get("last_page"))))),
        published=bare(work.get("publication_date")),
        abstract=bare(" ".join(word for _, word in words_in_order)),
        doi=bare(work.get("doi")).lower().removeprefix("https://doi.org/"),
        pmid=_last_part(ids.get("pmid")),
        pmcid=f"PMC{pmcid}" if pmcid.isdigit() else pmcid,
        kinds=tuple(filter(None, [bare(work.get("type"))])),
        notices=("retracted",) if work.get("is_retracted") else (),
    )


def _last_part(address: str | None) -> str:
    return bare(address).rpartition("/")[2]
