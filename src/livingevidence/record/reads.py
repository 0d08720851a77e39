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
_open_blocks: list[set[Read]] = []
"""What each block notes, the outermost first; the innermost is given to the one around it when it ends."""
_shared_reads: dict[Read, Read] = {}
"""Each read once, for the many answers that rest on it."""
_FIELDS = frozenset(Study.model_fields) - {"id"}  # which can't change: with another id it is another study
_TABLES = ("outcomes", "adverse_events")
_CONTENT = NUMBERS - {"unit"} | {"second_readings", "not_read_again", "locator", "note"}
"""What a row says; all else tells which row it is."""


def _study_attribute(study: Study, name: str) -> Any:
    """Return an attribute of a study, as Python does, and note it."""
    if name in _FIELDS:
        values = _get(study, "__dict__")
        read = values["id"], name
        _open_blocks[-1].add(_shared_reads.setdefault(read, read))
        return values[name]
    if name == "__dict__":
        _open_blocks[-1].add((_get(study, name)["id"], "*"))
    return _get(study, name)


def _row_attribute(row: Row, name: str) -> Any:
    """Return an attribute of a row, as Python does, and note it if it is a number or word of its result."""
    if name in _CONTENT or name == "__dict__":
        read = ROW, _get(row, "__dict__")["id"]
        _open_blocks[-1].add(_shared_reads.setdefault(read, read))
    return _get(row, name)


def _watch(on: bool) -> None:
    for model, get_attribute in ((Study, _study_attribute), (Row, _row_attribute)):
        if on:
            model.__getattribute__ = get_attribute
        else:
            del model.__getattribute__


@contextmanager
def noting_reads() -> Iterator[set[Read]]:
    """Give a set to which whatever is read in the block is added; a block around it notes the same."""
    if not _open_blocks:
        _watch(True)
    _open_blocks.append(set())
    try:
        yield _open_blocks[-1]
    finally:
        reads = _open_blocks.pop()
        if _open_blocks:
            _open_blocks[-1].update(reads)
        else:
            _watch(False)


@contextmanager
def ignoring_reads() -> Iterator[None]:
    """Note nothing in the block; its caller notes one read that stands for all of them."""
    if suspended := _open_blocks.copy():
        _open_blocks.clear()
        _watch(False)
    try:
        yield
    finally:
        if suspended:
            _open_blocks[:] = suspended
            _watch(True)


def note_reads(reads: Iterable[Read]) -> None:
    """Add to what the block notes; without a block, do nothing."""
    if _open_blocks:
        _open_blocks[-1].update(reads)


def remembered(limit: int | None) -> Callable[[Callable], Callable]:
    """Return a decorator that keeps answers of a function, and notes at each call what was read for the answer.

    The last ones are kept up to the limit; all where it is None. Arguments must be hashable, and answers are shared:
    nobody may change one.
    """

    def decorate(function: Callable) -> Callable:
        # An answer that was found while nothing was noted is not used where something is: nobody knows what it read.
        @lru_cache(maxsize=limit)
        def answer_with_reads(is_noting: bool, *args: Any, **kwargs: Any) -> tuple[Any, Iterable[Read]]:
            if not is_noting:
                return function(*args, **kwargs), ()
            with noting_reads() as reads:
                answer = function(*args, **kwargs)
            return answer, frozenset(reads)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            answer, reads = answer_with_reads(bool(_open_blocks), *args, **kwargs)
            note_reads(reads)
            return answer

        return call

    return decorate


class LastingAnswers:
    """Answers on all records as they are, each with what was read for it, from one build to the next.

    The name of an answer must tell all that it is made of besides the records and what all answers here rest on.
    """

    def __init__(self, digest_of: Callable[[Read], str], answers: "Answers", digests_before: Mapping[Read, str]):
        self._digest_of, self._earlier, self._digests_before = digest_of, answers, digests_before
        self._new: Answers = {}
        self._compared, self._moved = set[Read](), set[Read]()

    def ask(self, name: Hashable, find: Callable[[], Any]) -> Any:
        """Return an answer, which is found again where something moved that was read for it."""
        if name not in self._new and not self._stands(name):
            with noting_reads() as reads:
                answer = find()
            self._new[name] = answer, frozenset(reads)
        answer, reads = self._new.get(name) or self._earlier[name]
        note_reads(reads)
        return answer

    def _stands(self, name: Hashable) -> bool:
        if name not in self._earlier:
            return False
        _, reads = self._earlier[name]
        if uncompared := reads - self._compared:
            with ignoring_reads():
                self._moved |= {read for read in uncompared if self._digest_of(read) != self._digests_before[read]}
            self._compared |= uncompared
        return self._moved.isdisjoint(reads)

    def standing_answers(self) -> "tuple[Answers, Mapping[Read, str]]":
        """Return what the next build is told: the answers that stand, asked for or not, and what their reads give."""
        answers = {name: entry for name, entry in self._earlier.items() if self._stands(name)}
        answers |= {name: entry for name, entry in self._new.items() if name not in answers}
        all_reads = set[Read]().union(*(reads for _, reads in answers.values()))
        return answers, {read: self._digest_of(read) for read in all_reads}


Answers = dict[Hashable, tuple[Any, frozenset[Read]]]


class NotingMapping(Mapping):
    """Computed things by their names; each name that is asked for is noted as a read of `kind`, and ``*`` for all."""

    def __init__(self, kind: str, values: Mapping[str, Any]):
        self.kind, self._values = kind, values

    def __getitem__(self, name: str) -> Any:
        note_reads([(self.kind, name)])
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        note_reads([(self.kind, "*")])
        return iter(self._values)

    def __len__(self) -> int:
        note_reads([(self.kind, "*")])
        return len(self._values)

    def value_of(self, name: str) -> object:
        """Return what is there under a name, or None; for ``*`` all names. Nothing is noted."""
        return [*self._values] if name == "*" else self._values.get(name)


def digest(answer: object) -> str:
    """Return the digest of an answer, by the text that ``repr`` makes of it."""
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:16]


def digests(studies: Mapping[str, Study]) -> dict[Read, str]:
    """Return the digest behind each possible read: each field of each study, the whole study, and rows by their id."""
    by_read: dict[Read, str] = {}
    contents: dict[Read, list[object]] = {}
    for name, study in studies.items():
        values = study.model_dump(mode="json")
        by_read[name, "*"] = digest(values)
        for row in (row for table in _TABLES for row in values[table]):
            # Taken out of the row, so that the digest of the list of rows, made below, is without it.
            content = name, [row.pop(field) for field in sorted(_CONTENT)]
            contents.setdefault((ROW, row["id"]), []).append(content)
        by_read |= {(name, field): digest(value) for field, value in values.items()}
    return by_read | {read: digest(rows) for read, rows in contents.items()}
