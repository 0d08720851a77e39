"""The references: what ``references.bib`` holds, and where in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import BibliographyData, parse_string
from pybtex.exceptions import PybtexError

from livingevidence.record.problems import Problem

_ENTRY = re.compile(r"^@\w+\s*\{\s*([^,\s]+)", re.MULTILINE)
IDENTIFIERS = ("doi", "pmid", "pmcid", "registration")


@dataclass(frozen=True)
class Reference:
    """One entry.

    Attributes
    ----------
    key : str
        The BibTeX key.
    line : int
        Line on which the entry begins.
    title, authors, year, container : str
        As shown to readers, without LaTeX; empty where unknown. The container is the journal with volume and pages.
    identifiers : dict
        DOI, PMID, PMCID and registration, those that are known.
    url : str
        A canonical address; empty where none is known.
    for_methods : bool
        True for a paper on methods, which no study reports.
    unsound : tuple of (str, str)
        Fields, with what they hold, that can't be what they claim to be.
    """

    key: str
    line: int
    title: str
    authors: tuple[str, ...]
    year: str
    container: str
    identifiers: dict[str, str]
    url: str
    for_methods: bool
    unsound: tuple[tuple[str, str], ...] = ()

    @property
    def links(self) -> list[tuple[str, str]]:
        """Pairs of text and address for the identifiers, DOI first."""
        made = {
            "doi": ("DOI {}", "https://doi.org/{}"),
            "pmid": ("PMID {}", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
            "pmcid": ("{}", "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
        }
        pairs = [
            (made[name][0].format(value), made[name][1].format(value))
            for name, value in self.identifiers.items()
            if name in made
        ]
        registration = self.identifiers.get("registration", "")
        if re.fullmatch(r"NCT\d{8}", registration):
            pairs.append((registration, f"https://clinicaltrials.gov/study/{registration}"))
        elif registration:
            pairs.append((registration, ""))
        return pairs


def load_bibliography(path: Path, name: str) -> tuple[dict[str, Reference], list[Problem]]:
    """Read a BibTeX file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        How messages call it.

    Returns
    -------
    dict, list of Problem
        References by key, and what was wrong.
    """
    if not path.is_file():
        fix = "restore references.bib, or pass a folder that has one"
        return {}, [Problem.of_file(name, "MissingFile", "no such file", "the bibliography", fix)]
    try:
        text = path.read_text(encoding="utf-8")
        data = parse_string(text, "bibtex")
    except UnicodeDecodeError:
        fix = "save the file as UTF-8 in your editor"
        return {}, [Problem.of_file(name, "NotUtf8", "bytes that are not UTF-8", "text encoded as UTF-8", fix)]
    except PybtexError as error:
        line = int(found.group(1)) if (found := re.search(r"line (\d+)", str(error))) else 1
        words, fix = " ".join(str(error).split()), "look at the braces and commas of the entry"
        return {}, [Problem(name, line, 1, "", "NotBibtex", words, "valid BibTeX, each key once", fix)]
    lines = {m.group(1): text.count("\n", 0, m.start()) + 1 for m in _ENTRY.finditer(text)}
    return {key: _reference(key, data, lines.get(key, 1)) for key in data.entries}, []


def _reference(key: str, data: BibliographyData, line: int) -> Reference:
    entry = data.entries[key]
    fields = entry.fields
    identifiers = {name: fields[name] for name in IDENTIFIERS if fields.get(name)}
    people = entry.persons.get("author", [])
    container = fields.get("journal") or fields.get("howpublished") or fields.get("organization") or ""
    return Reference(
        key=key,
        line=line,
        title=plain(fields.get("title", "")),
        authors=tuple(plain(str(person)) for person in people),
        year=fields.get("year", ""),
        container=plain(container) + _volume(fields),
        identifiers=identifiers,
        url=fields.get("url", ""),
        for_methods=fields.get("keywords", "").strip() == "methods",
        unsound=_unsound(entry),
    )


_FORMS = {
    "doi": r"10\.[0-9]{4,}/[^\s\"]+",
    "pmid": r"[0-9]+",
    "pmcid": r"PMC[0-9]+",
    "year": r"[0-9]{4}",
    "url": r"https?://[^\s<>\"]+",
}
_TYPES = ("article", "book", "incollection", "inproceedings", "manual", "misc", "techreport", "unpublished")


def _unsound(entry) -> tuple[tuple[str, str], ...]:
    """Return the fields of an entry that can't be what they claim to be, with what they hold."""
    held = {name: entry.fields[name] for name in _FORMS if name in entry.fields}
    wrong = [(name, value) for name, value in held.items() if not re.fullmatch(_FORMS[name], plain(value))]
    wrong += [(name, value) for name, value in entry.fields.items() if re.search(r"\\(?![%&_#$])", value)]
    return tuple(wrong) + ((("type", entry.type),) if entry.type not in _TYPES else ())


def _volume(fields) -> str:
    """Return volume, issue and pages as they follow a journal: `` 144(9):1994-2001``."""
    volume = f" {fields['volume']}" if fields.get("volume") else ""
    issue = f"({fields['number']})" if fields.get("number") else ""
    pages = f":{fields['pages'].replace('--', '-')}" if volume and fields.get("pages") else ""
    return volume + issue + pages


def plain(latex: str) -> str:
    """Return text without BibTeX's protecting braces and escapes."""
    return re.sub(r"\\([%&_#$])", r"\1", latex).replace("{", "").replace("}", "")
