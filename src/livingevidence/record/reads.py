"""What is read of the records while something is made, so that it is made again when some of that moved, and not else.

A read is a study and a field of it, or something that was asked by a name. What is kept in between, such as a computed
result, is kept by :func:`remembered`, which tells anew what was read for it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any

from livingevidence.record.models import Study

Read = tuple[str, str]
"""The id of a study and a field of it, ``*`` for all; or a kind that ends in a colon, and a name."""
EVERYTHING: Read = ("*", "*")

_get = object.__getattribute__
_open: list[set[Read]] = []
_FIELDS = frozenset(Study.model_fields) - {"id"}  # of another id it is another study


def _reading(study: Study, name: str) -> Any:
    """Return an attribute of a study, as Python does, and note it."""
    if name in _FIELDS:
        held = _get(study, "__dict__")
        _open[-1].add((held["id"], name))
        return held[name]
    if name == "__dict__":
        _open[-1].add((_get(study, name)["id"], "*"))
    return _get(study, name)


@contextmanager
def noted() -> Iterator[set[Read]]:
    """Note what is read in the block."""
    if not _open:
        Study.__getattribute__ = _reading
    _open.append(set())
    try:
        yield _open[-1]
    finally:
        seen = _open.pop()
        if _open:
            _open[-1].update(seen)
        else:
            del Study.__getattribute__


@contextmanager
def unnoted() -> Iterator[None]:
    """Note nothing in the block, of which something else is noted."""
    if held := _open.copy():
        _open.clear()
        del Study.__getattribute__
    try:
        yield
    finally:
        if held:
            _open[:] = held
            Study.__getattribute__ = _reading


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
    """Return the digest of each field of each study, and of all its fields."""
    found: dict[Read, str] = {}
    for name, study in studies.items():
        fields = {field: digest(value) for field, value in study.model_dump(mode="json").items()}
        found |= {(name, field): made for field, made in fields.items()} | {(name, "*"): digest(fields)}
    return found
