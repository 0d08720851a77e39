"""An estimate with its interval."""

from math import exp, inf, isfinite, sqrt
from statistics import NormalDist
from typing import NamedTuple

from livingevidence.synthesis.stats import scipy


class Interval(NamedTuple):
    """An estimate and its bounds; a ratio without events on one side has an infinite one, and none is ever nan."""

    estimate: float
    low: float
    high: float


def ratio(log_ratio: float) -> float:
    """Return a ratio from its logarithm; infinite where it is beyond what a computer can write."""
    return exp(log_ratio) if log_ratio < 709 else inf


def tail(level: float) -> float:
    """Return what an interval leaves out on each side, such as 0.025 of a `level` of 0.95.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval is between 0 and 1, such as 0.95, not {level}")
    return (1 - level) / 2


def mean_interval(mean: float, sd: float, n: int, level: float = 0.95) -> Interval:
    """Return a mean with its interval by t quantiles from the standard deviation of `n` values.

    Raises
    ------
    ValueError
        If there are fewer than two values, or they have no spread that is a number above zero.
    """
    if not (isfinite(mean) and 0 < sd < inf and n == int(n) and n > 1):
        raise ValueError(f"no interval of a mean of {mean} with a spread of {sd}, of {n}")
    half = float(-scipy.special.stdtrit(n - 1, tail(level))) * sd / sqrt(n)
    return Interval(mean, mean - half, mean + half)


def normal_quantile(level: float) -> float:
    """Return how many standard errors an interval of this level reaches to each side: 1.96 for 0.95."""
    return -NormalDist().inv_cdf(tail(level))
