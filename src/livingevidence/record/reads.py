"""What is read of the records while something is made, so that it is made again when some of that moved, and not else.

A read is a study and a field of it, or something that was asked by a name. What a row says, its numbers above all, is
another read than which row it is: whoever looks through all rows for some of them rests on the latter alone. What is
kept in between, such as a computed result, is kept by :func:`remembered`, which tells anew what was read for it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any

from livingevidence.record.models import NUMBERS, Row, Study

Read = tuple[str, str]
"""The id of a study and a field of it, ``*`` for all; or a kind that ends in a colon, and a name."""
EVERYTHING: Read = ("*", "*")
ROW = "row:"
"""The kind of read that is named by the id of a row, whichever studies have one of that id."""

_get = object.__getattribute__
_open: list[set[Read]] = []
_FIELDS = frozenset(Study.model_fields) - {"id"}  # of another id it is another study
_TABLES = ("outcomes", "adverse_events")
_SAID = NUMBERS - {"unit"} | {"second_readings", "not_read_again", "locator", "note"}
"""What a row says; all else tells which row it is."""


def _reading(study: Study, name: str) -> Any:
    """Return an attribute of a study, as Python does, and note it."""
    if name in _FIELDS:
        held = _get(study, "__dict__")
        _open[-1].add((held["id"], name))
        return held[name]
    if name == "__dict__":
        _open[-1].add((_get(study, name)["id"], "*"))
    return _get(study, name)


def _reading_row(row: Row, name: str) -> Any:
    """Return an attribute of a row, as Python does, and note it where it is of what the row says."""
    if name in _SAID or name == "__dict__":
        _open[-1].add((ROW, _get(row, "__dict__")["id"]))
    return _get(row, name)


def _watch(on: bool) -> None:
    for model, reading in ((Study, _reading), (Row, _reading_row)):
        if on:
            model.__getattribute__ = reading
        else:
            del model.__getattribute__


@contextmanager
def noted() -> Iterator[set[Read]]:
    """Note what is read in the block."""
    if not _open:
        _watch(True)
    _open.append(set())
    try:
        yield _open[-1]
    finally:
        seen = _open.pop()
        if _open:
            _open[-1].update(seen)
        else:
            _watch(False)


@contextmanager
def unnoted() -> Iterator[None]:
    """Note nothing in the block, of which something else is noted."""
    if held := _open.copy():
        _open.clear()
        _watch(False)
    try:
        yield
    finally:
        if held:
            _open[:] = held
            _watch(True)


def note(reads: Iterable[Read]) -> None:
    """Add to what was read."""
    if _open:
        _open[-1].update(reads)


def remembered(most: int | None) -> Callable[[Callable], Callable]:
    """Return a decorator that keeps so many answers of a function, each with what was read for it."""

    def decorate(function: Callable) -> Callable:
        @lru_cache(maxsize=most)
        def kept(noting: bool, *args: Any, **kwargs: Any) -> tuple[Any, Iterable[Read]]:
            if not noting:
                return function(*args, **kwargs), ()
            with noted() as seen:
                answer = function(*args, **kwargs)
            return answer, frozenset(seen)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            answer, seen = kept(bool(_open), *args, **kwargs)
            note(seen)
            return answer

        return call

    return decorate


class Asked(Mapping):
    """What was found, by names; what is asked for is noted, as of one kind."""

    def __init__(self, kind: str, found: Mapping[str, Any]):
        self.kind, self._found = kind, found

    def __getitem__(self, name: str) -> Any:
        note([(self.kind, name)])
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        note([(self.kind, "*")])
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def gives(self, name: str) -> object:
        """Return what was found under a name; of ``*`` all names."""
        return [*self._found] if name == "*" else self._found.get(name)


def digest(answer: object) -> str:
    """Return the digest of an answer."""
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:16]


def digests(studies: Mapping[str, Study]) -> dict[Read, str]:
    """Return the digest of each field of each study, of all its fields, and of what rows of each id say."""
    found: dict[Read, str] = {}
    said: dict[Read, list[object]] = {}
    for name, study in studies.items():
        values = study.model_dump(mode="json")
        found[name, "*"] = digest(values)
        for row in (row for table in _TABLES for row in values[table]):
            said.setdefault((ROW, row["id"]), []).append((name, [row.pop(field) for field in sorted(_SAID)]))
        found |= {(name, field): digest(value) for field, value in values.items()}
    return found | {read: digest(rows) for read, rows in said.items()}
