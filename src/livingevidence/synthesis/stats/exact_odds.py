"""The exact common odds ratio of one table or of several: nothing is added to a cell, and none has to be filled."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, log

from livingevidence.synthesis.stats import np, scipy
from livingevidence.synthesis.stats.interval import Interval, tail
from livingevidence.synthesis.stats.mantel_haenszel import Table, columns

_FAR = 350  # on the log scale: at either bound what is less likely still adds nothing that a computer can see
_MOST_OUTCOMES = 4_000_000  # outcomes of a table, or pairs of them of two sets of tables, which take about a second
REFUSED = "so many events have no exact common odds ratio here: the differences tell"


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
    outside, slope = tail(level), _likely_log_ratio(*columns(tables))
    ends = [(max(0, a + c - n2), min(n1, a + c)) for a, n1, c, n2 in tables]
    lowest, highest = map(sum, zip(*ends, strict=True))
    if lowest == highest:
        counts = ", ".join(f"{a} of {n1} and {c} of {n2}" for a, n1, c, n2 in tables)
        raise ValueError(f"both groups are all alike, {counts}: no odds ratio")
    start, ways = 0, np.ones(1)
    for (a, n1, c, n2), (least, most) in zip(tables, ends, strict=True):
        if most - least > _MOST_OUTCOMES:
            raise ValueError(REFUSED)
        outcomes = np.arange(least, most + 1)
        first, part = _likely_part(_ways(n1, n2, a + c, outcomes) + outcomes * slope)
        further, ways = _sum(ways, part)
        start += least + first + further
    observed = sum(table[0] for table in tables)
    is_lowest, is_highest = observed == lowest, observed == highest
    observed, places = observed - start, np.arange(len(ways))
    too_low = observed != 0 if is_lowest else observed < 1
    too_high = observed != places[-1] if is_highest else observed >= places[-1]
    if too_low or too_high:
        raise ValueError(REFUSED)
    weights = np.log(ways) - places * slope

    def share(log_ratio: float, part: slice) -> float:
        log_weights = weights + places * log_ratio
        return exp(_log_of_sum(log_weights[part]) - _log_of_sum(log_weights))

    def score(log_ratio: float) -> float:
        log_weights = weights + places * log_ratio
        # A sum and no inner product, whose last digit moves with where in memory an array lies.
        return float((np.exp(log_weights - _log_of_sum(log_weights)) * (places - observed)).sum())

    estimate = 0.0 if is_lowest else inf if is_highest else _root(score)
    low = 0.0 if is_lowest else _root(lambda log_ratio: share(log_ratio, slice(observed, None)) - outside)
    high = inf if is_highest else _root(lambda log_ratio: outside - share(log_ratio, slice(0, observed + 1)))
    return Interval(estimate, low, high)


def _likely_log_ratio(a: np.ndarray, n1: np.ndarray, c: np.ndarray, n2: np.ndarray) -> float:
    """Return the log of an odds ratio at which the sum that was observed is no rare one."""
    n, b, d = n1 + n2, n1 - a, n2 - c
    above, below = float((a * d / n).sum()), float((b * c / n).sum())
    if above and below:
        return log(above / below)
    of_sums = log((above + 0.5) / (below + 0.5))
    of_tables = log(float(((a + 0.5) * (d + 0.5) / n).sum() / ((b + 0.5) * (c + 0.5) / n).sum()))
    return max(of_sums, of_tables, key=abs)


def _ways(n1: int, n2: int, events: int, a: np.ndarray) -> np.ndarray:
    """Return the log of the ways to each number of events of the first group."""
    c = events - a
    return -sum(scipy.special.gammaln(people + 1) for people in (a, n1 - a, c, n2 - c))


def _likely_part(logs: np.ndarray) -> tuple[int, np.ndarray]:
    """Return where what is likely enough to tell begins, and how likely it is beside the likeliest."""
    likely = np.flatnonzero(logs > logs.max() - _FAR)
    return int(likely[0]), np.exp(logs[likely[0] : likely[-1] + 1] - logs.max())


def _sum(first: np.ndarray, second: np.ndarray) -> tuple[int, np.ndarray]:
    """Return how likely the sums of two numbers are that are so likely, and how many of the lowest are too unlikely."""
    fewer, more = sorted((first, second), key=len)
    if len(fewer) * len(more) > _MOST_OUTCOMES:
        raise ValueError(REFUSED)
    sums = np.zeros(len(fewer) + len(more) - 1)
    for place, ways in enumerate(fewer):  # no inner product, whose last digit moves with where in memory an array lies
        sums[place : place + len(more)] += ways * more
    likely = np.flatnonzero(sums > sums.max() * exp(-_FAR))
    return int(likely[0]), sums[likely[0] : likely[-1] + 1] / sums.max()


def _log_of_sum(logs: np.ndarray) -> float:
    """Return the log of a sum of what these are the logs of."""  # SciPy's own takes ten times as long with so few
    highest = logs.max()
    return float(highest + np.log(np.exp(logs - highest).sum()))


def _root(function) -> float:
    """Return the ratio at which a rising function of its logarithm is zero."""
    reach = 1.0
    while function(-reach) > 0 or function(reach) < 0:
        reach *= 2
    return exp(scipy.optimize.brentq(function, -reach, reach, xtol=1e-14, rtol=1e-13))
