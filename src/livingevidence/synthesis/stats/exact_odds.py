"""The exact common odds ratio of one table or of several: nothing is added to a cell, and none has to be filled."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf

import numpy as np
import scipy

from livingevidence.synthesis.stats.interval import Interval, tail
from livingevidence.synthesis.stats.mantel_haenszel import Table
from livingevidence.synthesis.stats.proportions import check_counts

_FAR = 400  # on the log scale: at either bound what is less likely still adds nothing that a computer can see
_MOST = 4_000_000  # pairs of outcomes of two sets of tables, which take about a second


def odds_ratio(tables: Sequence[Table], level: float = 0.95) -> Interval:
    """Return the conditional odds ratio that all tables have in common, first group to second: 0 or infinite at edges.

    Parameters
    ----------
    tables : sequence of (int, int, int, int)
        Events and people of the first group, events and people of the second; a table without any event, or with
        nothing else, adds nothing.

    Raises
    ------
    ValueError
        If counts are none, if no table has events in some and not in others, or if several tables have so many events
        that their sum has too many ways to come about.

    Notes
    -----
    J. Cornfield, Proceedings of the Third Berkeley Symposium 1956; of several tables J. J. Gart, Biometrika 1970: given
    the margins of each table, the sum of its first cells has a distribution that depends on the odds ratio alone. The
    estimate is that distribution's likeliest, not the ratio of the odds; the bounds are its exact ones, a half of what
    the interval leaves out on each side.
    """
    out = tail(level)
    if not tables:
        raise ValueError("no table to take together")
    first, weights = 0, np.zeros(1)
    for events1, n1, events2, n2 in tables:
        check_counts(events1, n1), check_counts(events2, n2)
        lowest, of_table = _ways(n1, n2, events1 + events2)
        first, weights = first + lowest, _sum(weights, of_table)
    if len(weights) == 1:
        told = ", ".join(f"{a} of {n1} and {c} of {n2}" for a, n1, c, n2 in tables)
        raise ValueError(f"both groups are all alike, {told}: no odds ratio")
    places, found = np.arange(len(weights)), sum(table[0] for table in tables) - first
    none, all_ = found == 0, found == len(weights) - 1
    if not none and not all_:  # what lies farther off adds nothing to a sum, however the odds ratio lies
        slope = (weights[found + 1] - weights[found - 1]) / 2
        near = np.flatnonzero((tilted := weights - places * slope) > tilted.max() - _FAR)
        start, end = min(near[0], found - 1), max(near[-1], found + 1) + 1
        weights, places, found = weights[start:end], places[start:end] - places[start], found - start

    def share(log_ratio: float, part: slice) -> float:
        every = weights + places * log_ratio
        return exp(_total(every[part]) - _total(every))

    def off(log_ratio: float) -> float:
        every = weights + places * log_ratio
        # A sum and no inner product, whose last digit moves with where in memory an array lies.
        return float((np.exp(every - _total(every)) * (places - found)).sum())

    estimate = 0.0 if none else inf if all_ else _root(off)
    low = 0.0 if none else _root(lambda at: share(at, slice(found, None)) - out)
    high = inf if all_ else _root(lambda at: out - share(at, slice(0, found + 1)))
    return Interval(estimate, low, high)


def _ways(n1: int, n2: int, events: int) -> tuple[int, np.ndarray]:
    """Return the fewest events that the first group can have, and the log of the ways to each number from there."""
    lowest, most = max(0, events - n2), min(n1, events)
    a = np.arange(lowest, most + 1)
    c = events - a
    ways = -sum(scipy.special.gammaln(people + 1) for people in (a, n1 - a, c, n2 - c))
    return lowest, ways - ways.max()


def _sum(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the log of the ways of a sum of two numbers that have these."""
    fewer, more = sorted((some, others), key=len)
    if len(fewer) * len(more) > _MOST:
        raise ValueError("so many events in several tables have no exact common odds ratio here: the differences tell")
    made = np.full(len(fewer) + len(more) - 1, -inf)
    for place, ways in enumerate(fewer):
        part = slice(place, place + len(more))
        made[part] = np.logaddexp(made[part], ways + more)
    return made


def _total(logs: np.ndarray) -> float:
    """Return the log of a sum of what these are the logs of."""  # SciPy's own takes ten times as long with so few
    most = logs.max()
    return float(most + np.log(np.exp(logs - most).sum()))


def _root(above) -> float:
    """Return the ratio at which a rising function of its logarithm is zero."""
    reach = 1.0
    while above(-reach) > 0 or above(reach) < 0:
        reach *= 2
    return exp(scipy.optimize.brentq(above, -reach, reach, xtol=1e-14, rtol=1e-13))
