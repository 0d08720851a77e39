"""How the review is cited, for machines: CITATION.cff, and .zenodo.json which says the same to Zenodo."""

from __future__ import annotations

import json

import yaml

from livingevidence.record.release import Release

CFF, ZENODO = "CITATION.cff", ".zenodo.json"
NEEDS = "title, type, authors (each a name, or family-names and given-names), keywords, and one license as text"


def cited(cff: str, zenodo: str, release: Release, day: str | None) -> dict[str, str]:
    """Return both files by their names, in step with a release.

    CITATION.cff keeps what people wrote in it; its version, day and DOI are replaced, its day stays where none is
    given, and a DOI is there only if the release has one. What both files hold, .zenodo.json takes from it; the rest of
    it stays. Raises ValueError, with what it needs, where one of the files can't be read.
    """
    fields = {"version": release.version, "doi": release.doi} | ({"date-released": f'"{day}"'} if day else {})
    kept = [line for line in cff.splitlines() if line.partition(":")[0] not in fields]
    text = "\n".join([*kept, *(f"{name}: {value}" for name, value in fields.items() if value)]) + "\n"
    try:
        held = yaml.safe_load(text)
        shared = {
            "title": held["title"],
            "upload_type": held["type"],
            "license": held["license"].lower(),
            "creators": [{"name": _name(author)} for author in held["authors"]],
            "keywords": held["keywords"],
            "version": release.version,
            "publication_date": str(held.get("date-released", "")),
            "doi": release.doi,
        }
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{CFF} can't be read ({error!r}): it needs {NEEDS}") from None
    try:
        new = {name: value for name, value in (json.loads(zenodo) | shared).items() if value}
    except (json.JSONDecodeError, TypeError) as error:
        raise ValueError(f"{ZENODO} is no JSON object: {error}") from None
    return {CFF: text, ZENODO: json.dumps(new, indent=2, ensure_ascii=False) + "\n"}


def _name(author: dict[str, str]) -> str:
    """Return the name of an author as Zenodo has it: of an entity, or of a person."""
    return author.get("name") or f"{author['family-names']}, {author['given-names']}"
