"""Digests that say whether anything changed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

from ruxreview.library import DATA, bibliography_of

PACKAGE = Path(__file__).parent
RELEASE = "release.yaml"
"""The release file, which stands in the data folder and holds digests itself; so it is in none of them."""


def of_files(files: Iterable[Path], base: Path, *more: str) -> str:
    """Return the SHA-256 of files, in the order of their names relative to `base`, and further words."""
    digest = hashlib.sha256()
    named = {p.relative_to(base).as_posix() if p.is_relative_to(base) else p.name: p for p in files}
    for name, path in sorted(named.items()):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    for word in more:
        digest.update(f"\0{word}".encode())
    return digest.hexdigest()


def data_digest(data: Path = DATA) -> str:
    """Return the digest of everything curated: studies, vocabulary, bibliography."""
    files = [path for path in data.rglob("*.yaml") if path.is_file() and path != data / RELEASE]
    return of_files([*files, bibliography_of(data)], data)


def code_digest(lock: Path) -> str:
    """Return the digest of everything that a notebook's output depends on besides its own cells.

    Data, the package's code, the lock file and the Python version: jupyter-cache looks at none of them.
    """
    files = {path for pattern in ("*.py", "*.yaml", "*.bib") for path in PACKAGE.rglob(pattern)} - {DATA / RELEASE}
    lock_text = lock.read_text(encoding="utf-8") if lock.is_file() else "no lock file"
    bibliography = bibliography_of(DATA).read_text(encoding="utf-8")
    return of_files(files, PACKAGE, lock_text, bibliography, platform.python_version())
