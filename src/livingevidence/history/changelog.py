"""The changelog, read: what each version brought, in the words that were written for readers."""

import datetime
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

UNRELEASED = "Unreleased"
_HEAD = re.compile(r"\[?v?(\d{4}\.\d+\.\d+)\]?(?:\s*[,(–-]?\s*(\d{4}-\d\d-\d\d)\)?)?")

# What would run, or call what this site's build alone knows, or stop the build: roles, directives and HTML.
_NOT_WORDS = re.compile(
    r"\{[^}\s]+\}`|[`~:]{3} *\{[^}\n]*\}|<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)|/[A-Za-z]|!|\?)[^>\n]*>?", re.M
)
_LINK = re.compile(r"\]\( *<?([^)\s>]*)|^ *\[[^\]\n]+\]: *<?([^\s>]+)|<([a-z][a-z0-9+.-]+:[^\s>]*)>", re.M)


class BrokenChangelog(ValueError):
    """A heading that names no version, or what isn't plain Markdown; says the line and what is allowed."""


class Entry(NamedTuple):
    """What the changelog says of a version, or of ``Unreleased``, in Markdown; its day is empty where none stands."""

    version: str
    day: str
    text: str


def entries(text: str) -> dict[str, Entry]:
    """Return the entries of a changelog by version, as they stand in it, or raise :class:`BrokenChangelog`.

    A heading of the second level names a version, once, and perhaps a day; HTML, roles and directives are not allowed.
    """
    if markup := _NOT_WORDS.search(text):
        place = f"CHANGELOG.md:{text.count(chr(10), 0, markup.start()) + 1}"
        raise BrokenChangelog(f"{place}: `{markup[0]}` is no plain Markdown; say it in words, without HTML and roles")
    by_version = {}
    parts = re.split(r"^## +(.*)\n?", text, flags=re.M)
    line = parts[0].count("\n") + 1
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        version, day = _version_and_day(heading.strip(), f"CHANGELOG.md:{line}")
        if version in by_version:
            raise BrokenChangelog(f"CHANGELOG.md:{line}: {version} has an entry already; put both under one heading")
        by_version[version] = Entry(version, day, body.strip())
        line += body.count("\n") + 1
    return by_version


def _version_and_day(heading: str, place: str) -> tuple[str, str]:
    if heading.strip("[]").casefold() == UNRELEASED.casefold():
        return UNRELEASED, ""
    if match := _HEAD.fullmatch(heading):
        version, day = match.groups("")
        with suppress(ValueError):
            return version, day and datetime.date.fromisoformat(day).isoformat()
    allowed = f"`## {UNRELEASED}`, or a version with its day, as `## 2026.1.0, 2026-01-31`"
    raise BrokenChangelog(f"{place}: `{heading}` names no version; allowed are {allowed}")


def link_targets(text: str) -> list[str]:
    """Return where the links of an entry lead, as written."""
    return [match[1] or match[2] or match[3] or "" for match in _LINK.finditer(text)]


def read_changelog(root: Path) -> dict[str, Entry]:
    """Return the :func:`entries` of a project's changelog; none where it has no such file."""
    path = root / "CHANGELOG.md"
    try:
        return entries(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except UnicodeDecodeError as error:
        raise BrokenChangelog(f"CHANGELOG.md can't be read: byte {error.start} is not UTF-8; save it so") from None
