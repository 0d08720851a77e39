"""Where a review lives: its data, chapters, pages and bibliography, as its ``pyproject.toml`` names them.

Each is a path in its table ``[tool.livingevidence]``. An installed review carries the same four in its package, so that
it works without the folder. Where its site is published, the environment says in ``REVIEW_BASEURL``.
"""

import os
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from livingevidence.record.problems import UserError

SETTINGS = "pyproject.toml"
PARTS = ("data", "chapters", "pages", "bibliography")
BASE_URL = "REVIEW_BASEURL"
# It is written into pages, addresses and a feed as it is, so it holds nothing that means something else there.
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~%@:+,;=!$*()-]+)*/?")


class NoReview(UserError):
    """No review is here, or not a whole one; says where it was looked for and what to do."""


class BadAddress(UserError):
    """REVIEW_BASEURL is no address of a site; says what is allowed."""

    code = 2


@dataclass(frozen=True)
class Root:
    """The places of a review; :func:`find` returns only one whose places exist."""

    folder: Path
    """What holds all of it: the project, or the package of an installed review."""
    data: Path
    chapters: Path
    pages: Path
    bibliography: Path
    installed: bool = False
    """Whether it is the copy that a package carries."""

    def with_data(self, data: Path | str | None) -> Self:
        """Return the same review with another data folder, and its bibliography where the folder holds one."""
        if data is None:
            return self
        data = Path(data).absolute()
        bibliography = data / "references.bib"
        return replace(self, data=data, bibliography=bibliography if bibliography.is_file() else self.bibliography)

    def display_path(self, path: Path) -> str:
        """Return a path as messages have it: relative to the current folder where it stands below, else whole."""
        path, current = Path(path).absolute(), Path.cwd()
        return str(path.relative_to(current)) if path.is_relative_to(current) else str(path)

    @property
    def texts(self) -> list[Path]:
        """The Markdown files in which claims and numbers stand: chapters, then pages."""
        return [path for folder in (self.chapters, self.pages) for path in files_in(folder, ".md") if path.is_file()]


def files_in(folder: Path, suffix: str) -> list[Path]:
    """Return what has a suffix in a folder, by name; nothing that editors and systems left, and none without a folder.

    Raises OSError where the folder can't be listed; `glob` would return nothing there.
    """
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if path.suffix == suffix and not is_left_behind(path)]


def is_left_behind(path: Path) -> bool:
    """Return whether an editor or a system left a file behind; none of these is ever kept in git."""
    name = path.name
    if name.startswith((".", "#", "~$")) or name in ("4913", "Icon\r", "Thumbs.db", "desktop.ini"):
        return True
    return name.endswith(("~", ".swp", ".swo", ".orig", ".bak", ".rej", ".tmp"))


def nearest_root(start: Path) -> Root | None:
    """Return the review that holds a path, the nearest upward, or None; raises NoReview for broken settings."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (table := _table(folder / SETTINGS)) is not None:
            places = (folder / table[part] for part in PARTS)
            # Git keeps the files that a symbolic link leads to, and none by a path through it.
            data, chapters, pages, bibliography = (path.resolve() if path.is_symlink() else path for path in places)
            return Root(folder, data, chapters, pages, bibliography)
    return None


def packaged_root(package: Path) -> Root:
    """Return the review that a package carries: the copies inside it, else the project that its data stand in."""
    data = package / "data"
    copies = Root(package, data, package / "chapters", package / "pages", data / "references.bib", installed=True)
    project = None if copies.chapters.is_dir() else nearest_root(package)
    return project if project is not None and project.data == data else copies


def find(package: Path | None = None, start: Path | None = None, data: Path | str | None = None) -> Root:
    """Return the nearest review upward of a folder, by default the current one, else the one that a package carries.

    With another data folder, if one is given. Raises NoReview if there is neither, or one of its places does not exist;
    what it lacks is never filled in from elsewhere.
    """
    start = start or Path.cwd()
    root = nearest_root(start) or (packaged_root(package) if package is not None else None)
    if root is None:
        raise NoReview(
            f"no review in {start} or above it: a review is a folder whose {SETTINGS} has a table "
            f"[tool.livingevidence] that names {', '.join(PARTS)}; "
            "go into one, or use the command of an installed review"
        )
    root = root.with_data(data)
    for part in PARTS:
        path, kind = getattr(root, part), "file" if part == "bibliography" else "folder"
        if not (path.is_file() if kind == "file" else path.is_dir()):
            fix = f"correct `{part}` in [tool.livingevidence] of {root.folder / SETTINGS}, or restore it from git"
            if root.installed:
                fix = f"install the package again, or pass --data DIR with a {path.name}"
            raise NoReview(f"the review in {root.folder} has no {part}: there is no {kind} {path}; {fix}")
    return root


def _table(settings: Path) -> dict[str, str] | None:
    """Return the table `[tool.livingevidence]` of a settings file; None where there is no file, or no such table."""
    try:
        if not settings.is_file():
            return None
        tools = tomllib.loads(settings.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        words = " ".join(str(error).split())
        raise NoReview(f"{settings} can't be read ({words}), so no review is found; mend that file") from None
    table = tools.get("livingevidence") if isinstance(tools, dict) else None
    if table is None:
        return None
    paths = table if isinstance(table, dict) else {}
    missing = [part for part in PARTS if not isinstance(paths.get(part), str) or not paths[part]]
    if missing:
        raise NoReview(
            f"{settings}: [tool.livingevidence] names no {' and no '.join(missing)} (it has: "
            f'{", ".join(paths) or "nothing"}); each is a path, such as {missing[0]} = "{missing[0]}"'
        )
    return paths


def site_address() -> str:
    """Return the address of the published site without a slash at its end, empty if none is set; raises BadAddress."""
    address = os.environ.get(BASE_URL, "")
    if address and not _URL.fullmatch(address):
        allowed = "https://HOST or https://HOST/FOLDER, without spaces, quotes, ? and #"
        raise BadAddress(f"{BASE_URL} is '{address}', which is no address of a site; allowed is {allowed}")
    return address.rstrip("/")
