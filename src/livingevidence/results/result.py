"""A computed number, with the rows or studies behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from livingevidence.record.reads import Asked


@dataclass(frozen=True)
class Result:
    """A computed number."""

    key: str
    """Key of the number, by which pages show it."""  # such as ``a-condition.people``
    value: int | str
    """The number, or names in words."""
    meaning: str
    """What was counted or computed."""
    studies: tuple[str, ...]
    """Ids of the studies behind it."""
    note: str = ""
    """Method, or what a reader must know."""
    parts: tuple[int, ...] = ()
    """What each of these studies adds, where it is a sum over them."""
    interval: tuple[float, float, float] | None = None
    """Of a single row: the estimate with its bounds."""
    unit: str = ""
    """Of such an interval."""
    rows: tuple[str, ...] = ()
    """The rows behind it."""


class Results(Asked):
    """All results by key."""

    def __init__(self, results: Iterable[Result]):
        super().__init__("result:", {result.key: result for result in results})
