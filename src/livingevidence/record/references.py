"""The references: what ``references.bib`` holds, as its parser reads it, and where in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import LowLevelParser, Parser
from pybtex.exceptions import PybtexError

from livingevidence.record.models import hidden_in
from livingevidence.record.problems import Problem

# What an identifier can look like, and where it leads.
IDENTIFIERS = {
    "doi": (r"10\.[0-9]{4,}/[^\s\"]*[^\s\".]", "DOI {}", "https://doi.org/{}"),
    "pmid": (r"[0-9]+", "PMID {}", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    "pmcid": (r"PMC[0-9]+", "{}", "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
    "registration": (r".+", "{}", "https://clinicaltrials.gov/study/{}"),
}
FORMS = {name: form for name, (form, *_) in IDENTIFIERS.items()} | {"year": r"[0-9]{4}", "url": r"https?://[^\s<>\"]+"}
TYPES = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "manual": ("title",),
    "misc": (),
    "techreport": ("author", "title", "institution", "year"),
    "unpublished": ("author", "title", "note"),
}
"""Types of entries, each with what the list of references needs of it; an editor may stand for the author."""
# BibLaTeX's names of fields that are read by BibTeX's.
BIBLATEX = {"date": "year", "journaltitle": "journal"}
CONTAINERS = ("journal", "booktitle", "howpublished", "organization", "publisher")
# How to mend what the parser refuses, by its name for it.
MENDS = {
    "InvalidNameString": "put `and` between people; a name has at most two commas, as in `Last, Jr., First`",
    "BibliographyDataError": "give it a key of its own; keys that differ in capitals alone are one",
    "DuplicateField": "keep the right one of the two and delete the other",
}
SUFFIX = r"(Jr|Sr|I{1,3}|IV|V|2nd|3rd|4th)\.?"
INITIALS = r".*\w\w.* [A-Z]{1,3}"  # a whole name, as PubMed prints it


@dataclass(frozen=True)
class Reference:
    """One entry."""

    key: str
    line: int
    title: str
    authors: tuple[str, ...]
    more: str
    """The words "et al." where the list of authors goes on."""
    year: str
    container: str
    """The journal with volume and pages; it, title, authors and year are as shown to readers, empty where unknown."""
    identifiers: dict[str, str]
    """DOI, PMID, PMCID and registration, those that are known."""
    url: str
    """A canonical address; empty where none is known."""
    for_methods: bool
    """True for a paper on methods, which no study reports."""
    unsound: tuple[tuple[str, str, str], ...] = ()
    """Fields that can't be what they claim to be, with what they hold and how to mend it."""

    @property
    def links(self) -> list[tuple[str, str]]:
        """Pairs of text and address for the identifiers, DOI first."""
        made = []
        for name, value in self.identifiers.items():
            _, words, address = IDENTIFIERS[name]
            leads = name != "registration" or re.fullmatch(r"NCT\d{8}", value)
            made.append((words.format(value), address.format(value) if leads else ""))
        return made


def read_entries(text: str) -> Iterator[tuple[str, Entry, int]]:
    """Yield key, entry and line of what a BibTeX file holds; raises PybtexError with the ``line`` of a bad one."""
    parser = Parser()
    entries = LowLevelParser(text, handle_error=parser.handle_error, macros=parser.macros)
    try:
        for kind, body in entries:
            if kind.lower() not in ("string", "preamble"):
                parser.process_entry(kind, *body)
                yield body[0], parser.data.entries[body[0]], _line(entries)
    except PybtexError as error:
        error.line = getattr(error, "lineno", None) or _line(entries)
        raise


def _line(entries: LowLevelParser) -> int:
    return entries.text.count("\n", 0, entries.command_start or 0) + 1


def load_bibliography(path: Path, name: str) -> tuple[dict[str, Reference], list[Problem]]:
    """Return the references of a BibTeX file by key, and what was wrong with it; messages call it `name`."""
    if not path.is_file():
        fix = "restore references.bib, or pass a folder that has one"
        return {}, [Problem.of_file(name, "MissingFile", "no such file", "the bibliography", fix)]
    try:
        found = {key: _reference(key, entry, line) for key, entry, line in read_entries(path.read_text("utf-8"))}
    except UnicodeDecodeError:
        fix = "save the file as UTF-8 in your editor"
        return {}, [Problem.of_file(name, "NotUtf8", "bytes that are not UTF-8", "text encoded as UTF-8", fix)]
    except PybtexError as error:
        words = " ".join(str(error).split())
        fix = MENDS.get(type(error).__name__, "look at the braces and commas of the entry")
        return {}, [Problem(name, error.line, 1, "", "NotBibtex", words, "valid BibTeX, each key once", fix)]
    return found, []


def _reference(key: str, entry: Entry, line: int) -> Reference:
    field, (people, more) = fields_of(entry), people_of(entry)
    volume = f" {field['volume']}" if "volume" in field else ""
    issue = f"({field['number']})" if "number" in field else ""
    pages = f":{field['pages']}" if volume and "pages" in field else ""
    return Reference(
        key=key,
        line=line,
        title=field.get("title", ""),
        authors=tuple(plain(str(person)) for person in people),
        more="et al." if more else "",
        year=field.get("year", ""),
        container=f"{field['container']}{volume}{issue}{pages}",
        identifiers={name: field[name] for name in IDENTIFIERS if name in field},
        url=field.get("url", ""),
        for_methods=field.get("keywords") == "methods",
        unsound=tuple(_unsound(entry, field)),
    )


def fields_of(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry that hold something as plain words on one line; ``container`` is what holds it."""
    field = {name.lower(): " ".join(plain(value).split()) for name, value in entry.fields.items() if value.strip()}
    if "pages" in field:
        field["pages"] = re.sub(r"\s*(--|[–—])\s*", "-", field["pages"])
    return field | {"container": next((field[name] for name in CONTAINERS if name in field), "")}


def people_of(entry: Entry) -> tuple[list[Person], bool]:
    """Return the authors of an entry, and whether there are others, whom it does not name."""
    people = entry.persons.get("author", [])
    named = [person for person in people if str(person) != "others"]
    return named, len(named) < len(people)


def _unsound(entry: Entry, field: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what of an entry can't be what it claims to be: the field, what it holds, and how to mend it."""
    if entry.type not in TYPES:
        yield "type", entry.type, f"choose one of: {', '.join(TYPES)}"
    held = {*field, *(("author",) if any(entry.persons.values()) else ())}
    if lacking := [name for name in TYPES.get(entry.type, ()) if name not in held]:
        words = " and ".join(lacking)
        yield (
            lacking[0],
            f"an @{entry.type} without {words}",
            f"add {words}, or begin it with @misc, which needs neither",
        )
    texts = [*entry.fields.items(), *((role, str(one)) for role, people in entry.persons.items() for one in people)]
    for name, value in texts:
        if hidden := hidden_in(value):
            yield name, f"{value} with the hidden character U+{ord(hidden):04X}", "delete it"
        elif re.search(r"\\(?![%&_#$])", value):
            yield name, value, "write it as the publisher prints it; accents as letters, not as commands"
        elif name.lower() in BIBLATEX:
            yield name, value, f"name the field `{BIBLATEX[name.lower()]}`, as BibTeX does"
        elif name in FORMS and not re.fullmatch(FORMS[name], field.get(name, "")):
            yield name, value, "write it as the registry or publisher prints it"
    people = [(role, one) for role, people in entry.persons.items() for one in people if "{" not in str(one)]
    for role, person in people:
        last, suffix = " ".join(person.last_names), " ".join(person.lineage_names)
        first = " ".join([*person.first_names, *person.middle_names])
        several = re.fullmatch(INITIALS, last) and re.fullmatch(INITIALS, first)
        if several or ";" in str(person) or (suffix and not re.fullmatch(SUFFIX, suffix)):
            yield role, str(person), "put `and` between people, and write each as `Last, First` or `Last, Jr., First`"


def plain(latex: str) -> str:
    """Return text without BibTeX's protecting braces and escapes."""
    return re.sub(r"\\([%&_#$])", r"\1", latex).replace("{", "").replace("}", "")
