"""How far long work has come."""

import sys
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def track(items: Iterable[T], words: str, total: int | None = None, done: int = 0) -> Iterable[T]:
    """Return the same items; in a terminal alone a bar tells meanwhile how many of them, or of a total, are done."""
    if not sys.stderr.isatty():
        return items
    from rich import progress
    from rich.console import Console

    return progress.track(items, words, total, done, console=Console(stderr=True), transient=True)
