"""A computed number, with the rows or studies behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from livingevidence.record.reads import NotingMapping, note_reads

COUNT, SHARE = "count", "share of people"
DIFFERENCE, RATIO, OF_ROW = "difference of shares of people", "ratio", "as the row says"
"""The units of numbers."""


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
    """The estimate with its bounds, as numbers; None of anything else, and where the estimate was refused."""
    unit: str = ""
    """Of an estimate."""
    rows: tuple[str, ...] = ()
    """The rows behind it."""
    page: str = "numbers"
    """The page that it stands on."""


class Results(NotingMapping):
    """All results by key."""

    def __init__(self, results: Iterable[Result]):
        super().__init__("result:", {result.key: result for result in results})
        self._on: dict[str, list[str]] = {}
        for key, result in self._values.items():
            self._on.setdefault(result.page, []).append(key)

    @property
    def pages(self) -> dict[str, list[str]]:
        """The keys of the results on each page."""
        note_reads([(self.kind, "*")])
        return self._on
