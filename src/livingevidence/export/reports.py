"""The reports of the studies as BibTeX, RIS and CSL-JSON, those that were read apart from those that are awaited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pybtex.database import Entry, Person

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.references import plain

CSL = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "manual": "report",
    "misc": "document",
    "techreport": "report",
    "unpublished": "manuscript",
}
RIS = {"article": "JOUR", "book": "BOOK", "incollection": "CHAP", "inproceedings": "CPAPER", "unpublished": "UNPB"}
_OTHER_NUMBERS = {"pmid": "PMID", "pmcid": "PMCID", "registration": "Registration"}


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


def bibtex(text: str, keys: Iterable[str]) -> str:
    """Return entries of a bibliography as they stand in it.

    Parameters
    ----------
    text : str
        The bibliography, in which each entry begins a line.
    keys : iterable of str
        The entries wanted.
    """
    found = {}
    for entry in re.split(r"^(?=@)", text, flags=re.MULTILINE):
        if named := re.match(r"@\w+\s*\{\s*([^,\s]+)", entry):
            found[named[1]] = re.sub(r"^%.*\n?", "", entry, flags=re.MULTILINE).strip() + "\n"
    return "\n".join(found[key] for key in sorted(keys))


def ris(entries: Mapping[str, Entry], keys: Iterable[str], part: str) -> str:
    """Return entries as RIS, sorted by key; the keyword tells whether they are included or awaited."""
    return "".join("\r\n".join(f"{tag}  - {value}" for tag, value in _ris(key, entries[key], part)) + "\r\n\r\n"
                   for key in sorted(keys))  # fmt: skip


def _ris(key: str, entry: Entry, part: str) -> Iterator[tuple[str, str]]:
    field = _fields(entry)
    first, _, last = field.get("pages", "").partition("-")
    yield "TY", RIS.get(entry.type, "GEN")
    yield "ID", key
    yield from (("AU", _name(person)) for person in _people(entry))
    told = {"TI": field.get("title"), "T2": _container(field), "PY": field.get("year"), "VL": field.get("volume")}
    told |= {"IS": field.get("number"), "SP": first, "EP": last, "DO": field.get("doi"), "UR": field.get("url")}
    yield from ((tag, value) for tag, value in told.items() if value)
    yield "KW", part
    yield from (("N1", f"{words}: {field[name]}") for name, words in _OTHER_NUMBERS.items() if name in field)
    yield from (("N1", note) for note in _notes(entry, field))
    yield "ER", ""


def csl(entries: Mapping[str, Entry], keys: Iterable[str], part: str) -> list[dict]:
    """Return entries as CSL-JSON has them, sorted by key."""
    return [_csl(key, entries[key], part) for key in sorted(keys)]


def _csl(key: str, entry: Entry, part: str) -> dict:
    field = _fields(entry)
    made = {"id": key, "type": CSL.get(entry.type, "document"), "title": field.get("title")}
    made["author"] = [_csl_name(person) for person in _people(entry)]
    made |= {"issued": {"date-parts": [[int(field["year"])]]} if "year" in field else None}
    made |= {"container-title": _container(field), "volume": field.get("volume"), "issue": field.get("number")}
    made |= {"page": field.get("pages"), "DOI": field.get("doi"), "PMID": field.get("pmid")}
    made |= {"PMCID": field.get("pmcid"), "number": field.get("registration"), "URL": field.get("url")}
    made |= {"keyword": part, "note": "; ".join(_notes(entry, field))}
    return {name: value for name, value in made.items() if value}


def _fields(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry as plain words on one line."""
    made = {name: " ".join(plain(value).split()) for name, value in entry.fields.items()}
    return made | ({"pages": made["pages"].replace("--", "-")} if "pages" in made else {})


def _container(field: Mapping[str, str]) -> str:
    names = ("journal", "booktitle", "howpublished", "organization", "publisher")
    return next((field[name] for name in names if name in field), "")


def _people(entry: Entry) -> list[Person]:
    return [person for person in entry.persons.get("author", []) if str(person) != "others"]


def _notes(entry: Entry, field: Mapping[str, str]) -> list[str]:
    more = len(_people(entry)) < len(entry.persons.get("author", []))
    return [*([field["note"]] if "note" in field else []), *(["and other authors"] if more else [])]


def _name(person: Person) -> str:
    return plain(str(person))


def _csl_name(person: Person) -> dict:
    """Return a person by family and given name, an entity (in braces in BibTeX) as it is called."""
    if "{" in str(person):
        return {"literal": _name(person)}
    made = {"family": " ".join([*person.prelast_names, *person.last_names])}
    made |= {"given": " ".join([*person.first_names, *person.middle_names]), "suffix": " ".join(person.lineage_names)}
    return {name: plain(value) for name, value in made.items() if value}
