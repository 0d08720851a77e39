"""Digests that say whether anything changed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

import livingevidence
from livingevidence.record.root import Root

PACKAGE = Path(livingevidence.__file__).parent
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


def data_digest(root: Root) -> str:
    """Return the digest of everything curated: studies, vocabulary, bibliography."""
    files = [path for path in root.data.rglob("*.yaml") if path.is_file() and path != root.data / RELEASE]
    return of_files([*files, root.bibliography], root.data)


def files_digest(root: Root) -> str:
    """Return the digest of every file of the data folder and of the bibliography, whatever reads them."""
    files = [path for path in root.data.rglob("*") if path.is_file()]
    return of_files([*files, root.bibliography], root.data)


def code_digest(root: Root) -> str:
    """Return the digest of everything that a notebook's output depends on besides its own cells.

    Data, the code of engine and review, the lock file and the Python version: jupyter-cache looks at none of them.
    """
    code = {path for folder in (PACKAGE, root.folder / "src") for path in folder.rglob("*.py")}
    data = {path for pattern in ("*.yaml", "*.bib") for path in root.data.rglob(pattern)} - {root.data / RELEASE}
    lock = root.folder / "uv.lock"
    lock_text = lock.read_text(encoding="utf-8") if lock.is_file() else "no lock file"
    return of_files([*code, *data, root.bibliography], root.folder, lock_text, platform.python_version())


def digest(path: Path) -> str:
    """Return the SHA-256 sum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
