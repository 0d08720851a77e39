"""How the review is cited, for machines: CITATION.cff, and .zenodo.json which says the same to Zenodo."""

from __future__ import annotations

import json

import yaml

from livingevidence.record.release import Release

CFF, ZENODO = "CITATION.cff", ".zenodo.json"
NEEDED = {"cff-version", "message", "title", "type", "license", "authors", "keywords"}


def cited(cff: str, zenodo: str, release: Release, day: str | None) -> dict[str, str]:
    """Return both files by their names, in step with a release.

    CITATION.cff keeps what people wrote in it; its version, day and DOI are replaced, and a DOI is there only if the
    release has one. What both files hold, .zenodo.json takes from it; the rest of it stays.

    Parameters
    ----------
    cff, zenodo : str
        The files as they are.
    release : Release
    day : str or None
        The day of the release; the one that CITATION.cff has if None.

    Raises
    ------
    ValueError
        If one of the files can't be read.
    """
    day = day or day_of(cff)
    fields = {"version": release.version, "date-released": day and f'"{day}"', "doi": release.doi}
    kept = [line for line in cff.splitlines() if line.partition(":")[0] not in fields]
    text = "\n".join([*kept, *(f"{name}: {value}" for name, value in fields.items() if value)]) + "\n"
    held = _read(text)
    try:
        old = json.loads(zenodo)
    except json.JSONDecodeError as error:
        raise ValueError(f"{ZENODO} is no JSON: {error}") from None
    if not isinstance(old, dict):
        raise ValueError(f"{ZENODO} is no JSON object: {zenodo[:40]}")
    shared = {
        "title": held["title"],
        "upload_type": held["type"],
        "license": held["license"].lower(),
        "creators": [{"name": _name(author)} for author in held["authors"]],
        "keywords": held["keywords"],
        "version": release.version,
        "publication_date": day,
        "doi": release.doi,
    }
    new = {name: value for name, value in (old | shared).items() if value}
    return {CFF: text, ZENODO: json.dumps(new, indent=2, ensure_ascii=False) + "\n"}


def day_of(cff: str, version: str = "") -> str | None:
    """Return the day of the last release as CITATION.cff has it; None where it is of another version than is asked."""
    try:
        held = _read(cff)
    except ValueError:
        return None
    if version not in ("", str(held.get("version"))) or not held.get("date-released"):
        return None
    return str(held["date-released"])


def _name(author: object) -> str:
    """Return the name of an author as Zenodo has it: of an entity, or of a person."""
    held = author if isinstance(author, dict) else {}
    parts = (held.get(name) for name in ("family-names", "given-names"))
    if name := held.get("name") or ", ".join(part for part in parts if part):
        return str(name)
    raise ValueError(f"{CFF}: an author ({author}) has neither name, nor family-names and given-names")


def _read(text: str) -> dict:
    try:
        held = yaml.safe_load(text)
        lacking = NEEDED - held.keys()
    except (yaml.YAMLError, AttributeError) as error:
        raise ValueError(f"{CFF} is no YAML mapping: {error}") from None
    if lacking:
        raise ValueError(f"{CFF} lacks {', '.join(sorted(lacking))}")
    if not isinstance(held["authors"], list):
        raise ValueError(f"{CFF}: authors is no list")
    if not isinstance(held["license"], str):
        raise ValueError(f"{CFF}: license is no text; Zenodo takes one, so write that of the data, as CC-BY-4.0")
    return held
