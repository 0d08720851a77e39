"""What a source tells of one publication or registered trial, in one form for all sources."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


@dataclass(frozen=True)
class Publication:
    """One report as a source describes it; what the source does not give is empty.

    Attributes
    ----------
    source : str
        Which source says so.
    title, journal, volume, issue, pages, abstract : str
        As printed, without markup.
    authors : tuple of str
        ``Family, Given``; a group of authors by its name.
    published : str
        First day in public as far as known: ``2026``, ``2026-03`` or ``2026-03-14``.
    doi, pmid, pmcid : str
        Without the address before them; the DOI in lower case.
    registrations : tuple of str
        Numbers of trials that the report names.
    kinds : tuple of str
        What the source calls it, such as ``Case Reports``.
    notices : tuple of str
        Retraction, correction or concern that the source links to it.
    amends : tuple of str
        What it corrects or retracts itself, as ``doi:10.1000/x`` or ``pmid:1``.
    """

    source: str
    title: str
    authors: tuple[str, ...] = ()
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: str = ""
    abstract: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registrations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        """The year of publication; empty where it isn't known."""
        return self.published[:4]

    def filled(self, other: Publication) -> Publication:
        """Return the same with what it lacks taken from another source's description."""
        lacking = {f.name: getattr(other, f.name) for f in dataclasses.fields(self) if not getattr(self, f.name)}
        if len(other.published) > len(self.published) and other.published.startswith(self.published):
            lacking["published"] = other.published
        return dataclasses.replace(self, **lacking)


class Item(NamedTuple):
    """What a search finds: a report, by the number that its source gives it."""

    number: str
    told: Publication
    registration: str = ""
    """Of a registry's record alone."""


class Page(NamedTuple):
    """A part of what a search finds."""

    total: int
    """How many records the source says that it has, of all pages."""
    items: list[Item]


def day(year: object, month: object = "", date: object = "") -> str:
    """Return a date as far as its parts are known: ``2026``, ``2026-03``, ``2026-03-14``; empty without a year."""
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    text = str(month or "").strip().lower()
    number = names.index(text[:3]) + 1 if text[:3] in names else int(text) if text.isdigit() else 0
    if not re.fullmatch(r"\d{4}", str(year or "")):
        return ""
    if not 1 <= number <= 12:
        return str(year)
    whole = str(date or "").strip()
    return f"{year}-{number:02}" + (f"-{int(whole):02}" if whole.isdigit() and 1 <= int(whole) <= 31 else "")


def bare(text: str | None) -> str:
    """Return text without markup and in one line; characters that can't be seen are left out."""
    text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text or "")
    seen = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " if c in "\n\t\r" else "" for c in text)
    return " ".join(seen.split())


@cache
def plain(text: str) -> str:
    """Return words to compare: in small letters, without accents and marks but the percent sign."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    apart = re.sub(r"[^\w%]|_", " ", letters)  # before letters without an accent are dropped: a dash is none of these
    return " ".join(apart.encode("ascii", "ignore").decode().lower().split())


def slug(text: str) -> str:
    """Return words as an id takes them, at most 60 letters long."""
    return "-".join(plain(text.replace("%", " ")).split())[:60].strip("-") or "untitled"


_FORMS = {
    "doi": re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE),
    "pmid": re.compile(r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)?(\d{1,8})/?", re.IGNORECASE),
    "pmcid": re.compile(
        r"(?:https?://(?:www\.ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov)/articles/)?(PMC\d{1,9})/?",
        re.IGNORECASE,
    ),
    "registration": re.compile(r"(?:https?://(?:www\.)?clinicaltrials\.gov/(?:ct2/show|study)/)?(NCT\d{8})", re.I),
}


def identifier(text: str) -> tuple[str, str]:
    """Return the kind and bare form of an identifier, however it was pasted.

    Raises
    ------
    ValueError
        If it is none of DOI, PMID, PMCID and NCT number.
    """
    for kind, form in _FORMS.items():
        if found := form.fullmatch(text.strip().rstrip(".,;")):
            bare_form = found[1].rstrip(".,;")
            return kind, bare_form.lower() if kind == "doi" else bare_form.upper()
    raise ValueError(
        f"'{text}' is no identifier; give a DOI (10.1000/xyz), a PMID (digits), a PMCID (PMC and digits) "
        "or a registration (NCT and eight digits)"
    )
