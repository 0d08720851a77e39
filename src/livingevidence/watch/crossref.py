"""Crossref, by its REST API (https://api.crossref.org): works by DOI, with corrections and retractions."""

from collections.abc import Iterator
from urllib.parse import quote

from livingevidence.record.candidates import Publication
from livingevidence.record.search import Question
from livingevidence.watch.publication import Item, Page, author_name, bare, cursor_pages, day
from livingevidence.watch.transport import Place, SourceFailed, Transport

PLACE = Place("crossref", "Crossref", "https://api.crossref.org", pause=0.2)
_NOTICES = dict.fromkeys(("retraction", "withdrawal", "removal"), "retracted")
_NOTICES |= dict.fromkeys(("correction", "erratum", "corrigendum"), "corrected")
_NOTICES |= {"expression_of_concern": "concern"}


def fetch(doi: str, transport: Transport) -> Publication:
    """Return what Crossref tells of a work; raises SourceFailed if it can't be asked, or doesn't know the DOI."""
    answer = transport.json(PLACE, f"/works/{quote(doi, safe='')}", mailto=transport.contact)
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict) or not message.get("DOI"):
        raise SourceFailed(f"Crossref answered with no work for {doi}; look at the DOI for a slip, or try again later")
    return publication_of(message)


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the works that a question finds; notices of corrections and retractions are works too."""

    def ask(cursor: str) -> tuple[int, list[Item], str]:
        parameters = question.parameters | {"cursor": cursor, "mailto": transport.contact}
        message = transport.json(PLACE, question.path, **parameters)["message"]
        items = [Item(work["DOI"].lower(), publication_of(work)) for work in message["items"]]
        return message["total-results"], items, message.get("next-cursor", "")

    return cursor_pages(ask)


def publication_of(work: dict) -> Publication:
    """Return what the message on one work tells."""
    days = [_day(work.get(name)) for name in ("published-online", "published-print", "published", "issued")]
    names = ("family", "given", "name")
    trials = work.get("clinical-trial-number") or []
    updates = [update.get("type") for update in work.get("updated-by") or []]
    amended = [update["DOI"] for update in work.get("update-to") or [] if update.get("DOI")]
    return Publication(
        source=PLACE.name,
        title=bare(" ".join(work.get("title") or [])),
        authors=tuple(filter(None, (author_name(*map(author.get, names)) for author in work.get("author") or []))),
        journal=bare(next(iter(work.get("short-container-title") or work.get("container-title") or []), "")),
        volume=bare(work.get("volume")),
        issue=bare(work.get("issue")),
        pages=bare(work.get("page")),
        published=min((text for text in days if text), default=""),
        abstract=bare(work.get("abstract")),
        doi=bare(work.get("DOI")).lower(),
        registrations=tuple(bare(trial.get("clinical-trial-number")).upper() for trial in trials),
        kinds=tuple(filter(None, [bare(work.get("type"))])),
        notices=tuple(_NOTICES[kind] for kind in updates if kind in _NOTICES),
        amends=tuple(f"doi:{bare(doi).lower()}" for doi in amended),
    )


def _day(date: dict | None) -> str:
    parts = (date or {}).get("date-parts") or [[]]
    return day(*(parts[0] or [""])[:3])
