"""Where a review lives: its data, chapters, pages and bibliography, as its ``pyproject.toml`` names them.

A review is a folder with a table ``[tool.livingevidence]``::

    [tool.livingevidence]
    data = "src/package/data"
    chapters = "notebooks"
    pages = "docs"
    bibliography = "references.bib"

An installed review carries the same four in its package, so that it works without the folder.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

SETTINGS = "pyproject.toml"
PARTS = ("data", "chapters", "pages", "bibliography")


class NoReview(Exception):
    """No review is here; says where it was looked for and what to do."""


@dataclass(frozen=True)
class Root:
    """The places of a review; none of them need exist.

    Attributes
    ----------
    folder : pathlib.Path
        What holds all of it: the project, or the package of an installed review.
    data, chapters, pages : pathlib.Path
        Folders of records, of notebooks and of the other pages.
    bibliography : pathlib.Path
        The BibTeX file.
    installed : bool
        Whether it is the copy that a package carries.
    """

    folder: Path
    data: Path
    chapters: Path
    pages: Path
    bibliography: Path
    installed: bool = False

    def with_data(self, data: Path | str | None) -> Root:
        """Return the same review with another data folder, and its bibliography where the folder holds one."""
        if data is None:
            return self
        data = Path(data).absolute()
        inside = data / "references.bib"
        return replace(self, data=data, bibliography=inside if inside.is_file() else self.bibliography)

    def named(self, path: Path) -> str:
        """Return a path as messages have it: relative to the current folder where it stands below, else whole."""
        path, here = Path(path).absolute(), Path.cwd()
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

    @property
    def texts(self) -> list[Path]:
        """The Markdown files in which claims and numbers stand: chapters, then pages."""
        return [*sorted(self.chapters.glob("*.md")), *sorted(self.pages.glob("*.md"))]


def nearest(start: Path) -> Root | None:
    """Return the review that holds a path, the nearest one upward; None where there is none."""
    for folder in (start.absolute(), *start.absolute().parents):
        settings = folder / SETTINGS
        if settings.is_file() and (named := _table(settings)) is not None:
            return Root(folder, *(folder / named[part] for part in PARTS))
    return None


def packaged(package: Path) -> Root:
    """Return the review that a package carries: the project that it stands in, else the copies inside it."""
    if (found := nearest(package)) is not None:
        return found
    data = package / "data"
    return Root(package, data, package / "chapters", package / "pages", data / "references.bib", installed=True)


def find(package: Path | None = None, start: Path | None = None) -> Root:
    """Return the nearest review upward of a folder, else the one that a package carries.

    Parameters
    ----------
    package : pathlib.Path, optional
        The folder of the review's package, where the engine is bound to one.
    start : pathlib.Path, optional
        By default the current folder.

    Raises
    ------
    NoReview
        If there is neither.
    """
    start = start or Path.cwd()
    if (found := nearest(start)) is not None:
        return found
    if package is not None:
        return packaged(package)
    raise NoReview(
        f"no review in {start} or above it: a review is a folder whose {SETTINGS} has a table [tool.livingevidence] "
        f"that names {', '.join(PARTS)}; go into one, or use the command of an installed review"
    )


def _table(settings: Path) -> dict[str, str] | None:
    """Return the table of a settings file; None where it has none."""
    table = tomllib.loads(settings.read_text(encoding="utf-8")).get("tool", {}).get("livingevidence")
    if table is None:
        return None
    wrong = [part for part in PARTS if not isinstance(table.get(part), str)]
    if wrong:
        raise NoReview(
            f"{settings}: [tool.livingevidence] names no {' and no '.join(wrong)}; each is a path, such as "
            f'{wrong[0]} = "{wrong[0]}"'
        )
    return table
