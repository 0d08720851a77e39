"""Dates that are known to the day, the month, the year, or not at all."""

from __future__ import annotations

import calendar
import datetime
from functools import cache


def last_day(text: str) -> datetime.date | None:
    """Return the last day that a partial date can mean.

    Parameters
    ----------
    text : str
        ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or ``unknown``.

    Returns
    -------
    datetime.date or None
        None for ``unknown`` and for a day that no calendar has.
    """
    return _day(text, first=False)


def first_day(text: str) -> datetime.date | None:
    """Return the first day that a partial date can mean; see :func:`last_day`."""
    return _day(text, first=True)


@cache
def _day(text: str, first: bool) -> datetime.date | None:
    if text == "unknown":
        return None
    year, month, day = [*map(int, text.split("-")), None, None][:3]
    try:
        if month is None:
            month = 1 if first else 12
        if day is None:
            day = 1 if first else calendar.monthrange(year, month)[1]
        return datetime.date(year, month, day)
    except ValueError:
        return None
