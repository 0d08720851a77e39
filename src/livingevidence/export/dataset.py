"""The download for search engines: a Dataset in the terms of schema.org."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from livingevidence.export.about import LICENCE, About

TYPES = {".csv": "text/csv", ".json": "application/json", ".bib": "application/x-bibtex"}
TYPES |= {".ris": "application/x-research-info-systems"}


def dataset(files: Mapping[str, bytes], told: Mapping[str, str], about: About, folder: str = "") -> dict:
    """Return the facts on a download as JSON-LD.

    No time is told that it covers, since not every report is dated.

    Parameters
    ----------
    folder : str, optional
        Where the files stand, seen from whoever holds the facts, with a slash at its end. Relative addresses hold
        wherever the site is served, for old versions too.
    """
    publisher = {"@type": "Organization", "name": "The contributors"}
    made = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": about.title,
        "description": about.told,
        "version": about.version,
        "dateModified": about.evidence_as_of,
        "license": LICENCE,
        "creator": publisher,
        "publisher": publisher,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "keywords": list(about.keywords),
        "distribution": [_file(name, content, told[name], folder) for name, content in files.items()],
    }
    return made | ({"identifier": f"https://doi.org/{about.doi}"} if about.doi else {})


def _file(name: str, content: bytes, told: str, folder: str) -> dict:
    return {
        "@type": "DataDownload",
        "name": name,
        "description": told,
        "contentUrl": folder + name,
        "encodingFormat": TYPES[name[name.rindex(".") :]],
        "contentSize": f"{len(content)} B",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
