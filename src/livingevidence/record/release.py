"""Which release a tree is, or comes after: the release file, and digests that tell whether anything changed."""

import hashlib
import platform
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

import livingevidence
from livingevidence.record.load import Loader
from livingevidence.record.models import Day, Model, field
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.root import Root, is_left_behind, nearest_root

PACKAGE = Path(livingevidence.__file__).parent
RELEASE = "release.yaml"
"""The release file, which stands in the data folder and holds digests itself; so it is in none of them."""
SNAPSHOTS = "releases"
"""The folder of what each release said; it is written after it, and makes no site."""
NO_RELEASE = "0"
"""The version while there is no release; packages need one that is a number."""
VERSION = r"[0-9]{4}\.[1-9][0-9]*\.(0|[1-9][0-9]*)"

# Beside data, chapters, pages and code.
FILES_BESIDE = ("uv.lock", "CHANGELOG.md", "CONTRIBUTING.md")
KINDS = {".bib", ".css", ".csv", ".html", ".js", ".json", ".lock", ".md", ".py", ".R", ".svg", ".txt", ".xml", ".yaml"}


def _form(pattern: str, allowed: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(allowed)
        return text

    return AfterValidator(check)


Version = Annotated[str, _form(rf"{VERSION}|{NO_RELEASE}", f'"YYYY.N.P", or "{NO_RELEASE}" before the first release')]
Digest = Annotated[str, _form("[0-9a-f]{64}", "a SHA-256, 64 digits and letters a to f")]
# The form that CITATION.cff allows (schema 1.2.0).
Doi = Annotated[str, _form(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;.()\[\]\\-]+", "a DOI as 10.5281/zenodo.1, no address")]


class Release(Model):
    """The last release that a tree comes from (``release.yaml``)."""

    version: Version
    evidence_as_of: Day | None = field(
        "Its day of the evidence; before the first release this and the rest is null.", None
    )
    last_searched: Day | None = field("Its day of the last systematic search; null where there was none.", None)
    data_digest: Digest | None = field("SHA-256 of what is curated.", None)
    results_digest: Digest | None = field(
        "Of what it said, a file in ``releases``; the first one's, of its numbers.", None
    )
    source_digest: Digest | None = field("SHA-256 of everything that makes its site; see :func:`source_digest`.", None)
    doi: Doi | None = field(
        "Its DOI, known after the tag; so the version itself doesn't hold it, later trees do.", None
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = ("evidence_as_of", "data_digest", "source_digest")
        missing = [name for name in needed if getattr(self, name) is None]
        if self.version != NO_RELEASE and missing:
            raise ValueError(f"a release with its {', '.join(missing)}")
        if self.version == NO_RELEASE and any(value is not None for name, value in self if name != "version"):
            raise ValueError(f'null in all other fields while the version is "{NO_RELEASE}"')
        if self.version != NO_RELEASE and self.evidence_as_of[:4] != self.version[:4]:
            raise ValueError("the same year in version and evidence_as_of")
        return self


def load_release(root: Root) -> Release:
    """Return the release file of a review; raises BrokenEvidence if it is missing or wrong."""
    loader = Loader(root)
    if (release := loader.item("release", Release)) is None:
        raise BrokenEvidence(loader.problems)
    return release


def version_in(text: str) -> str:
    """Return the version in the text of a release file of any time; ``0`` where it tells none."""
    match = re.search(rf'^version: "?({VERSION})"?\s*(#|$)', text, re.M)
    return match[1] if match else NO_RELEASE


def release_text(release: Release) -> str:
    """Return the text of a release file."""
    notes = {
        "version": f' # "{NO_RELEASE}" before the first release',
        "data_digest": " # SHA-256 of what is curated",
        "results_digest": " # of what it said",
        "source_digest": " # of everything that makes the site",
        "doi": " # null until there is one",
    }
    lines = ["# The last release. `nox -s release` writes this file; see CONTRIBUTING.md, Make a release."]
    for name, value in release:
        lines.append(f"{name}: " + ("null" if value is None else f'"{value}"') + notes.get(name, ""))
    return "\n".join(lines) + "\n"


def digest_of_files(files: Iterable[Path], base: Path, *words: str) -> str:
    """Return the SHA-256 of files, in the order of their names relative to `base`, and further words."""
    digest = hashlib.sha256()
    by_name = {path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name: path for path in files}
    for name, path in sorted(by_name.items()):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    for word in words:
        digest.update(f"\0{word}".encode())
    return digest.hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 sum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def data_digest(root: Root) -> str:
    """Return the digest of everything curated: studies, vocabulary, bibliography."""
    files = [path for path in root.data.rglob("*.yaml") if path.is_file() and not is_left_behind(path)]
    return digest_of_files([*(path for path in files if path != root.data / RELEASE), root.bibliography], root.data)


def files_digest(root: Root) -> str:
    """Return the digest of every file of the data folder and of the bibliography, whatever reads them."""
    files = [path for path in root.data.rglob("*") if path.is_file()]
    return digest_of_files([*files, root.bibliography], root.data)


def beside_digest(root: Root) -> str:
    """Return the digest of the same files without the records of studies, of which the names alone are in it."""
    studies = sorted(path for path in (root.data / "studies").rglob("*") if path.is_file())
    files = {path for path in root.data.rglob("*") if path.is_file()} - {*studies}
    return digest_of_files([*files, root.bibliography], root.data, *(path.name for path in studies))


def code_digest(root: Root) -> str:
    """Return the digest of what makes every page besides data and texts: code, templates, lock file and Python."""
    engine = digest_of_files((path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"), PACKAGE)
    files = {*(root.folder / "src").rglob("*.py")} - {*PACKAGE.rglob("*.py")}
    files |= {path for name in ("_static", "_templates") for path in (root.pages / name).rglob("*") if path.is_file()}
    lock = root.folder / "uv.lock"
    lock_text = lock.read_text(encoding="utf-8") if lock.is_file() else "no lock file"
    return digest_of_files(files, root.folder, engine, lock_text, platform.python_version())


def source_files(root: Root) -> list[Path]:
    """Return the files of a project that make its site, but the release file."""
    patterns = [(root.data, "**/*"), (root.chapters, "*"), (root.pages, "*"), (root.folder / "src", "**/*")]
    patterns += [(root.pages, pattern) for pattern in ("_static/**/*", "_templates/**/*")]
    # Older versions wrote pages of studies and conditions there; the chapters are a link.
    for folder in root.pages.iterdir():
        if folder.is_dir() and not folder.is_symlink():
            patterns.append((folder, "index.md" if folder.name in ("studies", "conditions") else "*"))
    files = {path for folder, pattern in patterns for path in folder.glob(pattern)}
    files |= {root.bibliography, *(root.folder / name for name in FILES_BESIDE)}
    files -= {root.data / RELEASE, *(root.data / SNAPSHOTS).glob("*")}
    return [path for path in files if path.suffix in KINDS and path.name[0] != "." and path.is_file()]


def source_digest(root: Root) -> str:
    """Return the SHA-256 of everything in a project that makes its site, but the release file; no git is needed."""
    return digest_of_files(source_files(root), root.folder)


def version_of(root: Root) -> str:
    """Return which version a review is: that of its release file, where nothing that makes its site changed since."""
    # Of a data folder apart from its project the data alone are compared.
    release, is_project = load_release(root), not root.installed and nearest_root(root.folder) == root
    if release.version == NO_RELEASE:
        return "development, before the first release"
    if is_project:
        is_unchanged = source_digest(root) == release.source_digest
    else:
        is_unchanged = data_digest(root) == release.data_digest
    return release.version if is_unchanged else f"development after {release.version}"
