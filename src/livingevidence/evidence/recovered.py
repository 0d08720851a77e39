"""Counts of people: as printed, or recovered from a printed percentage that one whole number of people gives.

A percentage printed to some decimals with its people admits the whole numbers whose share rounds to it. Where that is
one, it stands as a recovered count; where several or none fit, none does. Of adverse events alone: a share of people
who got better may be a model's, which fills in those who were lost.
"""

from decimal import Decimal
from math import ceil, floor

from livingevidence.record.models import AdverseEvent, Row


def possible_counts(percent: float, n: int) -> range:
    """Return the numbers of `n` people whose share rounds to a percentage, taken as printed without a last zero."""
    printed = Decimal(repr(percent)).normalize()
    half = Decimal(5).scaleb(min(int(printed.as_tuple().exponent), 0) - 1)
    return range(max(0, ceil((printed - half) * n / 100)), min(n, floor((printed + half) * n / 100)) + 1)


def recovered_count(row: Row) -> int | None:
    """Return the people with an adverse event that a printed percentage admits; None unless it is one number."""
    if row.percent is None or row.kind != "percent" or not isinstance(row, AdverseEvent) or not row.n or row.unit:
        return None
    fits = possible_counts(row.percent, row.n)
    return fits[0] if len(fits) == 1 else None


def events_and_people(row: Row) -> tuple[int, int] | None:
    """Return people with the event and people counted, as printed or recovered; None of anything else."""
    events = row.events if row.kind == "count" else recovered_count(row)
    return None if row.unit or not row.n or events is None else (events, row.n)


def number_of(row: Row) -> float | None:
    """Return the number of a row, a count in percent of its people."""
    if row.kind == "count":
        return 100 * row.events / row.n if row.events is not None and row.n else None
    return row.percent if row.kind == "percent" else row.value


def percent_of_people(row: Row) -> float | None:
    """Return the percentage of people that a row tells of; None where it is of anything else, or was not read."""
    if row.unit or getattr(row, "duplicate_of", None) or row.kind not in ("count", "percent"):
        return None
    return number_of(row) if row.n else row.percent
