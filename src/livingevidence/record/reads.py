"""Which fields of the records were read while something was made, so that it is made again only when they change.

Inside a block of :func:`noting_reads`, each field of a study is noted when it is read. A read is the id of a study and
the name of a field, or the kind and the name of something computed that was asked for. The numbers and words of a row
are a read of their own; all else of it belongs to the field of the study that lists it. So what looks through all rows
to find a few does not rest on the numbers of the others.

A function of records that keeps its answers is decorated with :func:`remembered`: an answer that is found again notes
again what was read when it was first found.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
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
"""What each block notes, the outermost first; the innermost is given to the one around it when it ends."""
_same: dict[Read, Read] = {}
"""Each read once, for the many answers that rest on it."""
_FIELDS = frozenset(Study.model_fields) - {"id"}  # which can't change: with another id it is another study
_TABLES = ("outcomes", "adverse_events")
_SAID = NUMBERS - {"unit"} | {"second_readings", "not_read_again", "locator", "note"}
"""What a row says; all else tells which row it is."""


def _reading(study: Study, name: str) -> Any:
    """Return an attribute of a study, as Python does, and note it."""
    if name in _FIELDS:
        held = _get(study, "__dict__")
        read = held["id"], name
        _open[-1].add(_same.setdefault(read, read))
        return held[name]
    if name == "__dict__":
        _open[-1].add((_get(study, name)["id"], "*"))
    return _get(study, name)


def _reading_row(row: Row, name: str) -> Any:
    """Return an attribute of a row, as Python does, and note it if it is a number or word of its result."""
    if name in _SAID or name == "__dict__":
        read = ROW, _get(row, "__dict__")["id"]
        _open[-1].add(_same.setdefault(read, read))
    return _get(row, name)


def _watch(on: bool) -> None:
    for model, reading in ((Study, _reading), (Row, _reading_row)):
        if on:
            model.__getattribute__ = reading
        else:
            del model.__getattribute__


@contextmanager
def noting_reads() -> Iterator[set[Read]]:
    """Give a set to which whatever is read in the block is added; a block around it notes the same."""
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
def ignoring_reads() -> Iterator[None]:
    """Note nothing in the block; its caller notes one read that stands for all of them."""
    if held := _open.copy():
        _open.clear()
        _watch(False)
    try:
        yield
    finally:
        if held:
            _open[:] = held
            _watch(True)


def note_reads(reads: Iterable[Read]) -> None:
    """Add to what the block notes; without a block, do nothing."""
    if _open:
        _open[-1].update(reads)


def remembered(most: int | None) -> Callable[[Callable], Callable]:
    """Return a decorator that keeps answers of a function, and notes at each call what was read for the answer.

    The `most` last ones are kept; all where that is None. Arguments must be hashable, and answers are shared: nobody
    may change one.
    """

    def decorate(function: Callable) -> Callable:
        # An answer that was found while nothing was noted is not used where something is: nobody knows what it read.
        @lru_cache(maxsize=most)
        def kept(noting: bool, *args: Any, **kwargs: Any) -> tuple[Any, Iterable[Read]]:
            if not noting:
                return function(*args, **kwargs), ()
            with noting_reads() as seen:
                answer = function(*args, **kwargs)
            return answer, frozenset(seen)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            answer, seen = kept(bool(_open), *args, **kwargs)
            note_reads(seen)
            return answer

        return call

    return decorate


class LastingAnswers:
    """Answers on all records as they are, each with what was read for it, from one build to the next.

    What is asked for must name all that its answer is made of, besides records, and what the whole store is of.
    """

    def __init__(self, gives: Callable[[Read], str], answers: "Answers", gave: Mapping[Read, str]):
        self._gives, self._kept, self._gave = gives, answers, gave
        self._found: Answers = {}
        self._looked, self._moved = set[Read](), set[Read]()

    def ask(self, name: Hashable, find: Callable[[], Any]) -> Any:
        """Return an answer, which is found again where something moved that was read for it."""
        if name not in self._found and not self._stands(name):
            with noting_reads() as seen:
                answer = find()
            self._found[name] = answer, frozenset(seen)
        answer, seen = self._found.get(name) or self._kept[name]
        note_reads(seen)
        return answer

    def _stands(self, name: Hashable) -> bool:
        if name not in self._kept:
            return False
        _, seen = self._kept[name]
        if new := seen - self._looked:
            with ignoring_reads():
                self._moved |= {read for read in new if self._gives(read) != self._gave[read]}
            self._looked |= new
        return self._moved.isdisjoint(seen)

    def standing_answers(self) -> "tuple[Answers, Mapping[Read, str]]":
        """Return what the next build is told: the answers that stand, asked for or not, and what their reads give."""
        answers = {name: held for name, held in self._kept.items() if self._stands(name)}
        answers |= {name: held for name, held in self._found.items() if name not in answers}
        reads = set[Read]().union(*(seen for _, seen in answers.values()))
        return answers, {read: self._gives(read) for read in reads}


Answers = dict[Hashable, tuple[Any, frozenset[Read]]]


class NotingMapping(Mapping):
    """Computed things by their names; each name that is asked for is noted as a read of `kind`, and ``*`` for all."""

    def __init__(self, kind: str, found: Mapping[str, Any]):
        self.kind, self._found = kind, found

    def __getitem__(self, name: str) -> Any:
        note_reads([(self.kind, name)])
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        note_reads([(self.kind, "*")])
        return iter(self._found)

    def __len__(self) -> int:
        note_reads([(self.kind, "*")])
        return len(self._found)

    def value_of(self, name: str) -> object:
        """Return what is there under a name, or None; for ``*`` all names. Nothing is noted."""
        return [*self._found] if name == "*" else self._found.get(name)


def digest(answer: object) -> str:
    """Return the digest of an answer, by the text that ``repr`` makes of it."""
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:16]


def digests(studies: Mapping[str, Study]) -> dict[Read, str]:
    """Return the digest behind each possible read: each field of each study, the whole study, and rows by their id."""
    found: dict[Read, str] = {}
    said: dict[Read, list[object]] = {}
    for name, study in studies.items():
        values = study.model_dump(mode="json")
        found[name, "*"] = digest(values)
        for row in (row for table in _TABLES for row in values[table]):
            # Taken out of the row, so that the digest of the list of rows, made below, is without it.
            said.setdefault((ROW, row["id"]), []).append((name, [row.pop(field) for field in sorted(_SAID)]))
        found |= {(name, field): digest(value) for field, value in values.items()}
    return found | {read: digest(rows) for read, rows in said.items()}
