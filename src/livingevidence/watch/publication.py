"""What all sources share: pages of items, and authors, days, words and identifiers in one form."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from livingevidence.record.candidates import Publication
from livingevidence.record.problems import is_hidden


class Item(NamedTuple):
    """What a search finds: a report, by the number that its source gives it."""

    number: str
    publication: Publication

    @property
    def is_record(self) -> bool:
        """Whether the source counts it as a record; posted results are an item, but are counted with their trial."""
        return not self.number.endswith("/results")


class Page(NamedTuple):
    """One page of what a search finds, as a source hands it out."""

    total: int
    """How many records the source says that it has, of all pages."""
    items: list[Item]


def cursor_pages(ask: Callable[[str], tuple[int, list[Item], str | None]]) -> Iterator[Page]:
    """Yield page after page until there are as many records as the source says it has, or a page is empty or the last.

    `ask` takes the cursor of a page, ``*`` for the first one, and returns how many records the source says that it has,
    those of the page, and the cursor of the next one.
    """
    cursor, received, total = "*", 0, 0
    while cursor:
        total_now, items, cursor = ask(cursor)
        total = max(total, total_now)
        yield Page(total, items)
        received += sum(item.is_record for item in items)
        if not items or received >= total:
            break


def author_name(family: str | None, given: str | None, group: str | None = "") -> str:
    """Return an author as ``Family, Given``, or a group of authors by its name."""
    family, given = bare(family), bare(given)
    return f"{family}, {given}" if family and given else family or bare(group)


def day(year: object, month: object = "", date: object = "") -> str:
    """Return a date as far as its parts are known: ``2026``, ``2026-03``, ``2026-03-14``; empty without a year."""
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    if not re.fullmatch(r"\d{4}", str(year or "")):
        return ""
    month, date = str(month or "").strip().lower(), str(date or "").strip()
    if month[:3] in months:
        month = str(months.index(month[:3]) + 1)
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        return str(year)
    is_known = date.isdecimal() and 1 <= int(date) <= 31
    return f"{year}-{int(month):02}" + (f"-{int(date):02}" if is_known else "")


def bare(text: str | None) -> str:
    """Return text without markup and in one line; characters that can't be seen are left out."""
    text = html.unescape(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text or ""))
    return " ".join("".join(c for c in words if not is_hidden(c)) for words in text.split())


@cache
def comparable(text: str) -> str:
    """Return words to compare: in small letters of any script, without accents and marks but the percent sign."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w%]|_", " ", letters).lower().split())


def slug(text: str) -> str:
    """Return words as an id takes them, at most 60 letters long; letters other than a to z are left out."""
    words = comparable(text.replace("%", " ")).encode("ascii", "ignore").decode()
    return "-".join(words.split())[:60].strip("-") or "untitled"


# What may stand before and after the number in an address. Any site may lead to a DOI; digits alone are a PMID only on
# the sites of PubMed and Europe PMC.
_SITE, _REST = r"(?:https?://)?(?:[\w-]+\.)+[a-z]+/(?:\S*/)?", r"/?(?:[?#]\S*)?"
_PMIDS = r"(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/\w+/med)/"
_PREPRINT = r"v\d+\.full(?:\.pdf|-text)?"  # as bioRxiv and medRxiv end the address of a version
_FORMS = {
    kind: re.compile(form, re.IGNORECASE | re.ASCII)
    for kind, form in {
        "doi": rf"(?:{_SITE}|doi:?\s*)?(10\.\d{{4,9}}/[^\s?#]+?)(?:/(?:full|abstract|pdf|epdf)|{_PREPRINT})?{_REST}",
        "pmid": rf"(?:{_PMIDS}|pmid:?\s*)?(\d{{1,8}}){_REST}",
        "pmcid": rf"(?:{_SITE}|pmcid:?\s*)?(PMC\s?\d{{1,9}}){_REST}",
        "registration": rf"(?:{_SITE})?(NCT\s?\d{{8}}){_REST}",
    }.items()
}


def identifier(text: str) -> tuple[str, str]:
    """Return the kind and bare form of an identifier, however it was pasted; a ValueError if it is none of ours."""
    for kind, form in _FORMS.items():
        if match := form.fullmatch(unquote(text.strip().rstrip(".,;"))):
            bare_form = match[1].rstrip(".,;").replace(" ", "")
            return kind, bare_form.lower() if kind == "doi" else bare_form.upper()
    raise ValueError(
        f"'{text}' is no identifier; give a DOI (10.1000/xyz), a PMID (digits), a PMCID (PMC and digits) "
        "or a registration (NCT and eight digits)"
    )
