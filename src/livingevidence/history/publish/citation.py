"""How the review is cited, for machines: CITATION.cff, and .zenodo.json which says the same to Zenodo."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from livingevidence.record.release import Release

CFF, ZENODO = "CITATION.cff", ".zenodo.json"


def released_on(root: Path) -> str | None:
    """Return the day of the last release as CITATION.cff has it."""
    day = _cff(_read(root, CFF)).get("date-released")
    return day and str(day)


def cited(root: Path, release: Release, day: str | None) -> dict[str, str]:
    """Return both files by their names, in step with a release.

    CITATION.cff keeps what people wrote in it; its version, day and DOI are replaced, and a DOI is there only if the
    release has one. What both files hold, .zenodo.json takes from it; the rest of it stays.

    Parameters
    ----------
    root : pathlib.Path
        The project.
    release : Release
    day : str or None
        The day of the release.

    Raises
    ------
    ValueError
        If one of the files can't be read.
    """
    fields = {"version": release.version, "date-released": day and f'"{day}"', "doi": release.doi}
    lines = _read(root, CFF).splitlines()
    kept = [line for line in lines if line.partition(":")[0] not in fields]
    text = "\n".join([*kept, *(f"{name}: {value}" for name, value in fields.items() if value)]) + "\n"
    held = _cff(text)
    try:
        old = json.loads(told := _read(root, ZENODO))
    except json.JSONDecodeError as error:
        raise ValueError(f"{ZENODO} is no JSON: {error}") from None
    if not isinstance(old, dict):
        raise ValueError(f"{ZENODO} is no JSON object: {told[:40]}")
    if not isinstance(held["license"], str):
        raise ValueError(f"{CFF}: license is no text; Zenodo takes one, so write that of the data, as CC-BY-4.0")
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


def _read(root: Path, name: str) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} can't be read: byte {error.start} is not UTF-8; save it so") from None


def _name(author: object) -> str:
    """Return the name of an author as Zenodo has it: of an entity, or of a person."""
    held = author if isinstance(author, dict) else {}
    parts = (held.get(name) for name in ("family-names", "given-names"))
    if name := held.get("name") or ", ".join(part for part in parts if part):
        return str(name)
    raise ValueError(f"{CFF}: an author ({author}) has neither name, nor family-names and given-names")


def _cff(text: str) -> dict:
    try:
        held = yaml.safe_load(text)
        needed = {"cff-version", "message", "title", "type", "license", "authors", "keywords"} - held.keys()
    except (yaml.YAMLError, AttributeError) as error:
        raise ValueError(f"{CFF} is no YAML mapping: {error}") from None
    if needed:
        raise ValueError(f"{CFF} lacks {', '.join(sorted(needed))}")
    if not isinstance(held["authors"], list):
        raise ValueError(f"{CFF}: authors is no list")
    return held
