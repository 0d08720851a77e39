"""The release file: which release a tree is, or comes after."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from livingevidence.record.digest import RELEASE, data_digest, of_files
from livingevidence.record.load import Loader
from livingevidence.record.models import Model
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.root import Root, nearest

NONE = "0"
"""The version while there is no release; packages need one that is a number."""
VERSION = r"[0-9]{4}\.[1-9][0-9]*\.(0|[1-9][0-9]*)"

SNAPSHOTS = "releases"
"""The folder of what each release said; it is written after it, and makes no site."""

# Beside data, chapters, pages and code.
BESIDE = ("uv.lock", "CHANGELOG.md", "CONTRIBUTING.md")
KINDS = {".bib", ".css", ".csv", ".html", ".js", ".json", ".lock", ".md", ".py", ".R", ".svg", ".txt", ".yaml"}


def _form(pattern: str, allowed: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(allowed)
        return text

    return AfterValidator(check)


def _day(text: str) -> str:
    try:
        if datetime.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError('a day as "2026-01-31"')


Digest = Annotated[str, _form("[0-9a-f]{64}", "a SHA-256, 64 digits and letters a to f")]
Day = Annotated[str, AfterValidator(_day)]
# The form that CITATION.cff allows (schema 1.2.0).
Doi = Annotated[str, _form(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;.()\[\]\\-]+", "a DOI as 10.5281/zenodo.1, no address")]


class Release(Model):
    """The last release that a tree comes from (``release.yaml``)."""

    version: Annotated[str, _form(rf"{VERSION}|{NONE}", f'"YYYY.N.P", or "{NONE}" before the first release')]
    evidence_as_of: Day | None = None
    """Its day of the evidence; this and the rest is null before the first release."""
    last_searched: Day | None = None
    """Its day of the last systematic search; null where there was none."""
    data_digest: Digest | None = None
    """SHA-256 of what is curated."""
    results_digest: Digest | None = None
    """SHA-256 of what it said, the file in ``releases``; the first release counted its numbers alone."""
    source_digest: Digest | None = None
    """SHA-256 of everything that makes its site; see :func:`source_digest`."""
    doi: Doi | None = None
    """Its DOI. It is known after the tag, so the released version itself doesn't hold it; later trees do."""

    @model_validator(mode="after")
    def _whole(self) -> Release:
        needed = {name: getattr(self, name) for name in ("evidence_as_of", "data_digest", "source_digest")}
        lacking = [name for name, value in needed.items() if value is None]
        if self.version != NONE and lacking:
            raise ValueError(f"a release with its {', '.join(lacking)}")
        if self.version == NONE and any(value is not None for name, value in self if name != "version"):
            raise ValueError(f'null in all other fields while the version is "{NONE}"')
        if self.version != NONE and self.evidence_as_of[:4] != self.version[:4]:
            raise ValueError("the same year in version and evidence_as_of")
        return self


def load_release(root: Root) -> Release:
    """Return the release file of a review.

    Raises
    ------
    BrokenEvidence
        If it is missing or wrong; with file, line, field, what was found, what is allowed and how to mend it.
    """
    loader = Loader(root)
    if (release := loader.one(root.data / RELEASE, Release)) is None:
        raise BrokenEvidence(loader.problems)
    return release


def version_in(text: str) -> str:
    """Return the version in the text of a release file of any time; ``0`` where it tells none."""
    found = re.search(rf'^version: "?({VERSION})"?\s*(#|$)', text, re.M)
    return found[1] if found else NONE


def written(release: Release) -> str:
    """Return the text of a release file."""
    notes = {
        "version": f'"{NONE}" before the first release',
        "data_digest": "SHA-256 of what is curated",
        "results_digest": "of what it said",
        "source_digest": "of everything that makes the site",
        "doi": "null until there is one",
    }
    lines = ["# The last release. `nox -s release` writes this file; see CONTRIBUTING.md, Make a release."]
    for name, value in release:
        shown = "null" if value is None else f'"{value}"'
        lines.append(f"{name}: {shown}" + (f" # {notes[name]}" if name in notes else ""))
    return "\n".join(lines) + "\n"


def sources(root: Root) -> list[Path]:
    """Return the files of a project that make its site, but the release file."""
    folders = {root.data: "**/*", root.chapters: "*", root.pages: "*", root.folder / "src": "**/*"}
    patterns = list(folders.items())
    patterns += [(root.pages, pattern) for pattern in ("_static/**/*", "_templates/**/*", "*/index.md")]
    found = {path for folder, pattern in patterns for path in folder.glob(pattern)}
    found |= {root.bibliography, *(root.folder / name for name in BESIDE)}
    found -= {root.data / RELEASE, *(root.data / SNAPSHOTS).glob("*")}
    return [path for path in found if path.suffix in KINDS and path.name[0] != "." and path.is_file()]


def source_digest(root: Root) -> str:
    """Return the SHA-256 of everything in a project that makes its site, but the release file; no git is needed."""
    return of_files(sources(root), root.folder)


def version_of(root: Root) -> str:
    """Return which version a review is: that of its release file where nothing changed since.

    A tag, an archive of it and a clone without tags so say the same. Of a data folder apart from its project the data
    alone are compared.
    """
    release, whole = load_release(root), not root.installed and nearest(root.folder) == root
    same = source_digest(root) == release.source_digest if whole else data_digest(root) == release.data_digest
    if release.version == NONE:
        return "development, before the first release"
    return release.version if same else f"development after {release.version}"
