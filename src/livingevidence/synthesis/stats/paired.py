"""Two treatments or times in the same people: within-person differences."""

from functools import cache
from math import sqrt
from typing import NamedTuple

from livingevidence.synthesis.stats import scipy
from livingevidence.synthesis.stats.interval import Interval, normal_quantile
from livingevidence.synthesis.stats.proportions import check_counts


class Margins(NamedTuple):
    """A paired difference known only by its margins."""

    estimate: float
    """The difference, which the margins fix."""
    low: float
    """The lowest and highest ends of the intervals of all tables that have these margins."""
    high: float
    fewest: int
    """How many people at least and at most answered differently on the two sides."""
    most: int


def discordant(only_first: int, only_second: int, n: int, level: float = 0.95) -> Interval:
    """Return the risk on the first side less that on the second, of the same `n` people.

    Parameters
    ----------
    only_first, only_second : int
        People with the event on that side alone.
    n : int
        All people, those alike on both sides among them.
    level : float, optional
        Of the interval, which stays within −1 and 1.

    Raises
    ------
    ValueError
        If the counts are no paired table.

    Notes
    -----
    T. Tango, Statistics in Medicine 1998: the differences that the score test does not reject. It needs the discordant
    counts alone, unlike R. G. Newcombe's method 10 for pairs, and has an interval where nobody is discordant.
    """
    check_counts(only_first, n), check_counts(only_second, n)
    if only_first + only_second > n:
        raise ValueError(f"no paired table: {only_first} and {only_second} of {n} people on one side only")
    z = normal_quantile(level)
    low, high = _lowest(only_first, only_second, n, z), -_lowest(only_second, only_first, n, z)
    return Interval((only_first - only_second) / n, low, high)


def _lowest(b: int, c: int, n: int, z: float) -> float:
    """Return the lower bound of a paired difference; the upper one is the mirror image of the swapped table's."""
    if c == n:
        return -1.0

    def rejected(difference: float) -> float:
        # The likeliest share of the second side's own events at this difference; positive where the test rejects it.
        half = (b + c - (2 * n - b + c) * difference) / (4 * n)
        q = half + sqrt(max(0.0, half * half + c * difference * (1 - difference) / (2 * n)))
        return b - c - n * difference - z * sqrt(max(0.0, n * (2 * q + difference * (1 - difference))))

    # Just below the estimate, because without anyone discordant the variance at the estimate itself is zero.
    least, most = -1 + 1e-12, (b - c) / n - 1e-9
    if least >= most or rejected(least) <= 0:  # so near to −1 that a computer can't tell it apart
        return -1.0
    return scipy.optimize.brentq(rejected, least, most, xtol=1e-14, rtol=1e-13)


@cache  # of the counts alone, which results, claims and pages ask for again
def margins(events1: int, events2: int, n: int, level: float = 0.95) -> Margins:
    """Return a paired difference of which only each side's events are printed, with what is sure about it.

    Parameters
    ----------
    events1, events2 : int
        People with the event on the first and on the second side.
    n : int
        People, each with both sides.

    Raises
    ------
    ValueError
        If events are not between 0 and `n`.

    Notes
    -----
    The bounds of M. Fréchet, Annales de l'Université de Lyon 1951: with the event on both sides are at least
    ``events1 + events2 − n`` people and at most the fewer of both. They are sharp: both ends do occur, in the
    table with the most people who answered differently, whose interval holds those of all others.
    """
    check_counts(events1, n), check_counts(events2, n)
    least = max(0, events1 + events2 - n)
    widest = discordant(events1 - least, events2 - least, n, level)
    return Margins(*widest, abs(events1 - events2), events1 + events2 - 2 * least)
