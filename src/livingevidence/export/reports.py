"""The reports of the studies as BibTeX, RIS and CSL-JSON, those that were read apart from those that are awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import rispy
from pybtex.database import Entry, Person

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.references import plain


class Kind(NamedTuple):
    """What other formats call a type of entry."""

    csl: str
    ris: str = "GEN"


KINDS = {
    "article": Kind("article-journal", "JOUR"),
    "book": Kind("book", "BOOK"),
    "incollection": Kind("chapter", "CHAP"),
    "inproceedings": Kind("paper-conference", "CPAPER"),
    "manual": Kind("report"),
    "misc": Kind("document"),
    "techreport": Kind("report"),
    "unpublished": Kind("manuscript", "UNPB"),
}
HELD_IN = ("journal", "booktitle", "howpublished", "organization", "publisher")
# Fields by the names that CSL-JSON and rispy have for them.
CSL = {"volume": "volume", "issue": "number", "page": "pages", "DOI": "doi", "PMID": "pmid"}
CSL |= {"PMCID": "pmcid", "number": "registration", "URL": "url"}
RIS = {"title": "title", "year": "year", "volume": "volume", "number": "number", "doi": "doi"}
NUMBERS = {"pmid": "PMID", "pmcid": "PMCID", "registration": "Registration"}


def part_of(evidence: Evidence) -> dict[str, str]:
    """Return for each reference whether it is ``included``, ``awaited``, or literature on ``methods``.

    Awaited is a report of which nothing was read, or whose study has only rows that are awaited and no patients. A
    report of two studies is included if it is so for one of them.
    """
    made = dict.fromkeys(evidence.references, "methods")
    for study in evidence.records.values():
        awaited = bool(study.rows) and all(row.kind == "awaited" for row in study.rows) and not study.cases
        for report in study.reports:
            if made[report.key] != "included":
                made[report.key] = "awaited" if awaited or report.read == "none" else "included"
    return made


def bibtex(entries: Mapping[str, Entry], keys: Iterable[str]) -> str:
    """Return entries as BibTeX, sorted by key, each field as it was read."""
    return "\n".join(_bibtex(key, entries[key]) for key in sorted(keys))


def _bibtex(key: str, entry: Entry) -> str:
    # Not pybtex's own writer: it escapes what is escaped already, so that "\%" becomes "\\%".
    people = {role: " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
    lines = [f"  {name} = {{{value}}},\n" for name, value in {**people, **entry.fields}.items()]
    return f"@{entry.type}{{{key},\n{''.join(lines)}}}\n"


class _Unnumbered(rispy.RisWriter):
    """Writes no number before an entry."""

    def set_header(self, count: int) -> str:
        return ""


def ris(entries: Mapping[str, Entry], keys: Iterable[str], part: str) -> str:
    """Return entries as RIS, sorted by key; the keyword tells whether they are included or awaited."""
    return rispy.dumps([_ris(key, entries[key], part) for key in sorted(keys)], implementation=_Unnumbered)


def _ris(key: str, entry: Entry, part: str) -> dict:
    field = _fields(entry)
    first, _, last = field.get("pages", "").partition("-")
    made = {"type_of_reference": _kind(entry).ris, "id": key}
    made |= {"authors": [plain(str(person)) for person in _authors(entry)]}
    made |= {name: field.get(ours) for name, ours in RIS.items()}
    made |= {"secondary_title": _container(field), "start_page": first, "end_page": last, "keywords": [part]}
    made |= {"urls": [field["url"]] if "url" in field else []}
    numbers = [f"{words}: {field[name]}" for name, words in NUMBERS.items() if name in field]
    made |= {"notes": [*numbers, *_notes(entry, field)]}
    return {name: value for name, value in made.items() if value}


def csl(entries: Mapping[str, Entry], keys: Iterable[str], part: str) -> list[dict]:
    """Return entries as CSL-JSON has them, sorted by key."""
    return [_csl(key, entries[key], part) for key in sorted(keys)]


def _csl(key: str, entry: Entry, part: str) -> dict:
    field = _fields(entry)
    made = {"id": key, "type": _kind(entry).csl, "title": field.get("title")}
    made |= {"author": [_csl_name(person) for person in _authors(entry)]}
    made |= {"issued": {"date-parts": [[int(field["year"])]]} if "year" in field else None}
    made |= {"container-title": _container(field)} | {name: field.get(ours) for name, ours in CSL.items()}
    made |= {"keyword": part, "note": "; ".join(_notes(entry, field))}
    return {name: value for name, value in made.items() if value}


def _kind(entry: Entry) -> Kind:
    return KINDS.get(entry.type, KINDS["misc"])


def _fields(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry as plain words on one line."""
    made = {name: " ".join(plain(value).split()) for name, value in entry.fields.items()}
    return made | ({"pages": made["pages"].replace("--", "-")} if "pages" in made else {})


def _container(field: Mapping[str, str]) -> str:
    return next((field[name] for name in HELD_IN if name in field), "")


def _authors(entry: Entry) -> list[Person]:
    return [person for person in entry.persons.get("author", []) if str(person) != "others"]


def _notes(entry: Entry, field: Mapping[str, str]) -> list[str]:
    more = len(_authors(entry)) < len(entry.persons.get("author", []))
    return [*([field["note"]] if "note" in field else []), *(["and other authors"] if more else [])]


def _csl_name(person: Person) -> dict:
    """Return a person by family and given name, an entity (in braces in BibTeX) as it is called."""
    if "{" in str(person):
        return {"literal": plain(str(person))}
    made = {"family": " ".join([*person.prelast_names, *person.last_names])}
    made |= {"given": " ".join([*person.first_names, *person.middle_names]), "suffix": " ".join(person.lineage_names)}
    return {name: plain(value) for name, value in made.items() if value}
