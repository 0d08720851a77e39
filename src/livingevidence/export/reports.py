"""The reports of the studies as BibTeX, RIS and CSL-JSON, those that were read apart from those that are awaited."""

from collections.abc import Iterable, Mapping

from pybtex.database import Entry, Person

from livingevidence.evidence.evidence import Evidence
from livingevidence.export.ris import ris_text
from livingevidence.record.references import fields_of, is_organisation, people_of, plain_text

# What CSL-JSON and RIS call a type of entry.
KINDS = {
    "article": ("article-journal", "JOUR"),
    "book": ("book", "BOOK"),
    "incollection": ("chapter", "CHAP"),
    "inproceedings": ("paper-conference", "CPAPER"),
    "manual": ("report", "GEN"),
    "misc": ("document", "GEN"),
    "techreport": ("report", "GEN"),
    "unpublished": ("manuscript", "UNPB"),
}
# Fields by the names that CSL-JSON and rispy have for them.
CSL = {"container-title": "container", "volume": "volume", "issue": "number", "page": "pages", "DOI": "doi"}
CSL |= {"PMID": "pmid", "PMCID": "pmcid", "number": "registration", "URL": "url"}
RIS = {"title": "title", "year": "year", "volume": "volume", "number": "number", "doi": "doi"}
RIS |= {"secondary_title": "container"}
NUMBERS = {"pmid": "PMID", "pmcid": "PMCID", "registration": "Registration"}


def reference_parts(evidence: Evidence) -> dict[str, str]:
    """Return for each reference whether it is ``included``, ``awaited``, ``left-out``, or literature on ``methods``.

    Awaited is a report of which nothing was read, or whose study has only rows that are awaited and no patients. A
    report of two studies is included if it is so for one of them.
    """
    parts = {key: "methods" if reference.for_methods else "left-out" for key, reference in evidence.references.items()}
    for study in evidence.records.values():
        awaited = bool(study.rows) and all(row.kind == "awaited" for row in study.rows) and not study.cases
        for report in study.reports:
            if parts[report.key] != "included":
                parts[report.key] = "awaited" if awaited or report.read == "none" else "included"
    return parts


def bibtex(entries: Mapping[str, Entry], keys: Iterable[str]) -> str:
    """Return entries as BibTeX, sorted by key, each field as it was read."""
    texts = []  # not by pybtex's own writer: it escapes what is escaped already, so that "\\%" becomes "\\\\%"
    for key, entry in ((key, entries[key]) for key in sorted(keys)):
        people = {role: " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
        lines = [f"  {name} = {{{value}}},\n" for name, value in {**people, **entry.fields}.items()]
        texts.append(f"@{entry.type}{{{key},\n{''.join(lines)}}}\n")
    return "\n".join(texts)


def ris(entries: Mapping[str, Entry], keys: Iterable[str], part: str) -> str:
    """Return entries as RIS, sorted by key; the keyword tells whether they are included or awaited."""
    return ris_text(_ris(key, entries[key], part) for key in sorted(keys))


def _ris(key: str, entry: Entry, part: str) -> dict:
    fields, people, notes = _entry_parts(entry)
    pages = fields.get("pages", "")
    first, _, last = pages.partition("-") if pages.count("-") == 1 else (pages, "", "")  # else nobody can tell
    numbers = [f"{words}: {fields[name]}" for name, words in NUMBERS.items() if name in fields]
    record: dict[str, object] = {"type_of_reference": KINDS.get(entry.type, KINDS["misc"])[1], "id": key}
    record["authors"] = [", ".join(_name(person).values()) for person in people]
    record |= {name: fields.get(field) for name, field in RIS.items()}
    record |= {"start_page": first, "end_page": last, "keywords": [part]}
    record |= {"urls": [fields["url"]] if fields.get("url") else [], "notes": [*numbers, *notes]}
    return {name: value for name, value in record.items() if value}


def csl(entries: Mapping[str, Entry], keys: Iterable[str], part: str) -> list[dict]:
    """Return entries as CSL-JSON has them, sorted by key."""
    return [_csl(key, entries[key], part) for key in sorted(keys)]


def _csl(key: str, entry: Entry, part: str) -> dict:
    fields, people, notes = _entry_parts(entry)
    reference = {
        "id": key,
        "type": KINDS.get(entry.type, KINDS["misc"])[0],
        "title": fields.get("title"),
        "author": [_name(person) for person in people],
        "issued": {"date-parts": [[int(fields["year"])]]} if "year" in fields else None,
        **{name: fields.get(field) for name, field in CSL.items()},
        "keyword": part,
        "note": "; ".join(notes),
    }
    return {name: value for name, value in reference.items() if value}


def _entry_parts(entry: Entry) -> tuple[dict[str, str], list[Person], list[str]]:
    """Return the fields of an entry as plain words on one line, its authors, and what is noted on it."""
    fields, (people, has_more) = fields_of(entry), people_of(entry)
    notes = [fields["note"]] if "note" in fields else []
    return fields, people, notes + ["and other authors"] * has_more


def _name(person: Person) -> dict:
    """Return a person by family and given name, a body as it is called."""
    if is_organisation(person):
        return {"literal": plain_text(str(person))}
    parts = {
        "family": [*person.prelast_names, *person.last_names],
        "given": [*person.first_names, *person.middle_names],
        "suffix": person.lineage_names,
    }
    return {name: plain_text(" ".join(words)) for name, words in parts.items() if words}
