"""A computed number, with the rows or studies behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A computed number.

    Attributes
    ----------
    key : str
        Its name, such as ``a-condition.people``.
    value : int or str
        The number, or a list of names in words.
    meaning : str
        What was counted, in words.
    studies : tuple of str
        The studies behind it.
    note : str
        What a reader must know; empty if nothing.
    parts : tuple of int
        What each of the studies adds, where the number is a sum over them.
    """

    key: str
    value: int | str
    meaning: str
    studies: tuple[str, ...]
    note: str = ""
    parts: tuple[int, ...] = ()


class Results(Mapping):
    """All results by key."""

    def __init__(self, results: Iterable[Result]):
        self._results = {result.key: result for result in results}

    def __getitem__(self, key: str) -> Result:
        return self._results[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)
