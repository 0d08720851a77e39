"""The references: what ``references.bib`` holds, as its parser reads it, and where in it."""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import LowLevelParser, Parser
from pybtex.exceptions import PybtexError

from livingevidence.record.models import SLUG
from livingevidence.record.problems import Problem, hidden_in
from livingevidence.record.reading import Document, not_utf8
from livingevidence.record.text import slug

# What an identifier can look like, and where it leads.
IDENTIFIERS = {
    "doi": (r"10\.[0-9]{4,}/[!#-~]+(?<![.,:;])", "DOI {}", "https://doi.org/{}"),
    "pmid": (r"[0-9]+", "PMID {}", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    "pmcid": (r"PMC[0-9]+", "{}", "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
    "registration": (r"NCT[0-9]{8}(; .+)?|(?!(?i:NCT)).+", "{}", "https://clinicaltrials.gov/study/{}"),
}
FORMS = {name: form for name, (form, *_) in IDENTIFIERS.items()}
FORMS |= {"year": r"(1[5-9]|20)[0-9]{2}", "url": r"https?://[^\s<>\"]+", "pages": r"(?!pp?\b)\w(.*[^\s-])?"}
"""What fields can look like that hold no words."""
FORM_MENDS = {
    "doi": "write it as `10.1000/xyz`: in plain letters, no address before it, no full stop after it",
    "pmid": "write its digits alone",
    "pmcid": "write it as `PMC1234567`",
    "registration": "write it as `NCT01234567`, with eight digits",
    "year": "write its four digits, such as `2024`",
    "url": "write the whole address, such as `https://example.org/page`",
    "pages": "write the first page, or first and last as `271--276`",
}
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
BIBLATEX = {"date": "year", "eid": "pages", "issue": "number", "journaltitle": "journal", "subtitle": "title"}
CONTAINERS = ("journal", "booktitle", "howpublished", "organization", "publisher", "institution")
READ_FIELDS = {*FORMS, *CONTAINERS, "author", "editor", "keywords", "note", "number", "title", "volume"}
LATEX = r"\\(?![%&_#$])"
# What of LaTeX and HTML can stand in words without a command; `--` alone is read, as a dash.
MARKUP = rf"{LATEX}|(?<!\\)\$|~|``|''|&#?\w+;|</?\w+>"
# How to mend what the parser refuses, by its name for it.
MENDS = {
    "InvalidNameString": "put `and` between people; a name has at most two commas, as in `Last, Jr., First`",
    "BibliographyDataError": "give it a key of its own; keys that differ in capitals alone are one",
    "DuplicateField": "keep the right one of the two and delete the other",
    "UndefinedMacro": "put the words in braces, or declare them above by `@string`",
}
SUFFIX = r"(Jr|Sr|I{1,3}|IV|V|2nd|3rd|4th)\.?"
INITIALS = r".*\w\w.* [A-Z]{1,3}"  # a whole name, as PubMed prints it
PEOPLE_MEND = "put `and` between people, and write each as `Last, First` or `Last, Jr., First`"
OTHER_AUTHORS = r"\b(and|et al|on behalf of)\b|^(?i:others?)\b\.?"
ORGANISATION = (
    r"\b(Administration|Agency|Association|Authority|Collaborati\w+|Committee|Company|Consortium|Corporation|Council|"
    r"Department|Foundation|GmbH|Group|Inc|Institute|Investigators|Ltd|Ministry|Network|Organi[sz]ation|Pharma\w*|"
    r"Society|Team|University)\b"
)


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
        links = []
        for name, value in self.identifiers.items():
            _, words, address = IDENTIFIERS[name]
            has_address = name != "registration" or re.fullmatch(r"NCT\d{8}", value)
            links.append((words.format(value), address.format(value) if has_address else ""))
        return links


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
        entries = read_entries(path.read_text("utf-8"))
        references = {key: _reference(key, entry, line) for key, entry, line in entries}
    except UnicodeDecodeError as error:
        return {}, not_utf8(error, Document(name)).problems
    except PybtexError as error:
        words = " ".join(str(error).split())
        fix = MENDS.get(type(error).__name__, "look at the braces and commas of this entry, and of the one before")
        return {}, [Problem(name, error.line, 1, "", "NotBibtex", words, "valid BibTeX, each key once", fix)]
    return references, []


def _reference(key: str, entry: Entry, line: int) -> Reference:
    fields, (people, goes_on) = fields_of(entry), people_of(entry)
    volume = f" {fields['volume']}" if "volume" in fields else ""
    issue = f"({fields['number']})" if "number" in fields else ""
    pages = f":{fields['pages']}" if volume and "pages" in fields else ""
    return Reference(
        key=key,
        line=line,
        title=fields.get("title", ""),
        authors=tuple(plain_text(str(person)) for person in people),
        more="et al." if goes_on else "",
        year=fields.get("year", ""),
        container=f"{fields['container']}{volume}{issue}{pages}",
        identifiers={name: fields[name] for name in IDENTIFIERS if name in fields},
        url=fields.get("url", ""),
        for_methods=fields.get("keywords") == "methods",
        unsound=tuple(_faults(entry, fields)),
    )


def fields_of(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry that hold something as plain words on one line; ``container`` is what holds it."""
    fields = {name.lower(): " ".join(plain_text(value).split()) for name, value in entry.fields.items()}
    fields = {name: value for name, value in fields.items() if value}
    for name in fields.keys() - FORMS.keys():
        fields[name] = fields[name].replace("---", "—").replace("--", "–")
    if "pages" in fields:
        fields["pages"] = re.sub(r"\s*(-{1,3}|[‐-―−﹣－])\s*", "-", fields["pages"])
    return fields | {"container": next((fields[name] for name in CONTAINERS if name in fields), "")}


def people_of(entry: Entry) -> tuple[list[Person], bool]:
    """Return the authors of an entry, and whether there are others, whom it does not name."""
    people = entry.persons.get("author", [])
    authors = [person for person in people if str(person) != "others"]
    return authors, len(authors) < len(people)


def is_organisation(person: Person) -> bool:
    """Return whether an author is an organisation or a group, whose name stands in braces."""
    return str(person).startswith("{") and not person.first_names


def _faults(entry: Entry, fields: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what of an entry can't be what it claims to be: the field, what it holds, and how to mend it."""
    key = entry.key
    if fields.get("keywords") != "methods" and not re.fullmatch(SLUG, key):
        fix = f"write it as `{slug(key)}`; a record can name it by small letters, digits and hyphens alone"
        yield "key", key, fix
    if entry.type not in TYPES:
        yield "type", entry.type, f"choose one of: {', '.join(TYPES)}"
    present = {*fields, *(("author",) if any(entry.persons.values()) else ())}
    if missing := [name for name in TYPES.get(entry.type, ()) if name not in present]:
        words = " and ".join(missing)
        fix = f"add {words}, or begin it with @misc, which needs neither"
        yield missing[0], f"an @{entry.type} without {words}", fix
    if entry.persons.get("author") and not people_of(entry)[0]:
        yield "author", "others alone", "name at least one of them"
    fixes = {(role, str(person)): _name_fix(person) for role, people in entry.persons.items() for person in people}
    for name, value in [*((name.lower(), value) for name, value in entry.fields.items()), *fixes]:
        if hidden := hidden_in(value):
            yield name, f"{value} with the hidden character U+{ord(hidden):04X}", "delete it"
        elif re.search(MARKUP if name in READ_FIELDS - FORMS.keys() else LATEX, value):
            yield name, value, "write it as the publisher prints it, in plain letters and signs: no command or markup"
        elif name in BIBLATEX:
            yield name, value, f"put it into the field `{BIBLATEX[name]}`, as BibTeX does"
        elif name == "crossref":
            yield name, value, "write what it would inherit into the entry itself; nothing is read from another"
        elif name in FORMS and not re.fullmatch(FORMS[name], fields.get(name, "")):
            yield name, value, FORM_MENDS[name]
        elif name not in READ_FIELDS and (near := difflib.get_close_matches(name, READ_FIELDS, 1, 0.8)):
            yield name, value, f"did you mean the field `{near[0]}`? Else remove it"
        elif fix := fixes.get((name, value)):
            yield name, value, fix


def _name_fix(person: Person) -> str:
    """Return how to mend a name that can't be that of one person; empty where it can."""
    last = plain_text(" ".join([*person.prelast_names, *person.last_names]))
    first = plain_text(" ".join([*person.first_names, *person.middle_names]))
    name, suffix = plain_text(str(person)), " ".join(person.lineage_names)
    if is_organisation(person) and not re.fullmatch(OTHER_AUTHORS, name):
        return ""
    if re.search(OTHER_AUTHORS, name):
        if name == str(person) == "others":
            return ""
        return f"{PEOPLE_MEND}; end the list with `and others` where it goes on"
    if re.search(ORGANISATION, name):
        return f"put the name of a body into braces of its own: {{{first} {last}}}"
    allowed = ".,'’ʼ‘-‐‑–·()0123456789"  # raised digits are marks of affiliation
    letters = (c.isalpha() or c.isspace() or c in allowed or unicodedata.combining(c) for c in name)
    is_person = (
        all(letters)
        and any(map(str.isalpha, last))
        and not re.match(r"[A-Z]\.", last)
        and not (suffix and not re.fullmatch(SUFFIX, suffix))
        and not (re.fullmatch(INITIALS, last) and re.fullmatch(INITIALS, first))
        and not (re.fullmatch("[A-Z]{1,3}", " ".join(person.last_names)) and any(map(str.islower, first)))
    )
    return "" if is_person else f"{PEOPLE_MEND}, one in capitals as `{{LI}}, Wei`"


def plain_text(latex: str) -> str:
    """Return text without BibTeX's protecting braces and escapes."""
    return re.sub(r"\\([%&_#$])", r"\1", latex).replace("{", "").replace("}", "")
