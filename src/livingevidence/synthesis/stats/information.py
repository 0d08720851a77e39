"""How much a result says: the people that it would take, and the events on which its interval hangs."""

from collections.abc import Iterator, Sequence
from math import ceil, log, log1p

import scipy

from livingevidence.synthesis.stats.mantel_haenszel import Table, stratified_difference

CHANGE, LEVEL, POWER = 0.25, 0.95, 0.8
"""Of the optimal information size: the relative change of the control's risk, its level and its power."""


def optimal_size(risk: float) -> int | None:
    """Return the people, in two arms alike, that one trial would need to see the control's risk fall by a quarter.

    None where nobody or everybody has the event with the control.

    Notes
    -----
    The sample size of two proportions, as GRADE asks for its optimal information size: G. H. Guyatt and others, Journal
    of Clinical Epidemiology 2011.
    """
    if not 0 <= risk <= 1:
        raise ValueError(f"no risk: {risk}")
    if risk in (0, 1):
        return None
    other = risk * (1 - CHANGE)
    z = -scipy.special.ndtri((1 - LEVEL) / 2) - scipy.special.ndtri(1 - POWER)
    return 2 * ceil(z * z * (risk * (1 - risk) + other * (1 - other)) / (risk - other) ** 2)


def ruling_out(one_in: int) -> int:
    """Return the people who have to be treated, none of them with the harm, to be 95 % sure that it is rarer.

    Notes
    -----
    The exact bound on one side; about three times `one_in`: J. A. Hanley and A. Lippman-Hand, JAMA 1983.
    """
    if one_in < 2:
        raise ValueError(f"a harm in one of {one_in} people is no rare one")
    return ceil(log(1 - LEVEL) / log1p(-1 / one_in))


def fragility(tables: Sequence[Table]) -> int | None:
    """Return how many people with the event, more or fewer in one arm of one trial, move the interval over zero.

    Where it leaves out zero it then holds it, and the other way round; None where no such number does.

    Notes
    -----
    The interval is that of :func:`stratified_difference`. Of one table and a P value: M. Walsh and others, Journal of
    Clinical Epidemiology 2014.
    """
    held = _holds_zero(tables)
    most = max(max(table[1], table[3]) for table in tables)
    moved = (by for by in range(1, most + 1) if any(_holds_zero(other) != held for other in _others(tables, by)))
    return next(moved, None)


def _holds_zero(tables: Sequence[Table]) -> bool:
    _, low, high = stratified_difference(tables)
    return low <= 0 <= high


def _others(tables: Sequence[Table], by: int) -> Iterator[list[Table]]:
    """Yield the tables with so many events more or fewer in one arm of one of them."""
    for place, table in enumerate(tables):
        for cell in (0, 2):
            for events in (table[cell] - by, table[cell] + by):
                if 0 <= events <= table[cell + 1]:
                    ours, n, theirs, control_n = table
                    moved = (events, n, theirs, control_n) if cell == 0 else (ours, n, events, control_n)
                    yield [*tables[:place], moved, *tables[place + 1 :]]
