"""Two groups' means compared."""

from __future__ import annotations

from math import sqrt

from scipy.special import stdtrit

from livingevidence.synthesis.stats.interval import Interval, tail


def variance(sd1: float, n1: int, sd2: float, n2: int) -> float:
    """Return the variance of a difference of two groups' means, each with its own spread.

    Raises
    ------
    ValueError
        If a group has fewer than two people, or a standard deviation is not above zero.
    """
    if min(n1, n2) < 2 or not (sd1 > 0 and sd2 > 0):
        raise ValueError(f"no spread to compare means by: SD {sd1} of {n1} people and SD {sd2} of {n2}")
    return sd1**2 / n1 + sd2**2 / n2


def mean_difference(
    mean1: float, sd1: float, n1: int, mean2: float, sd2: float, n2: int, level: float = 0.95
) -> Interval:
    """Return the mean of the first group less that of the second, in the outcome's own units.

    Raises
    ------
    ValueError
        As `variance` does.

    Notes
    -----
    B. L. Welch, Biometrika 1947: the t distribution with Satterthwaite's degrees of freedom; the spreads may differ.
    """
    v = variance(sd1, n1, sd2, n2)
    freedom = v**2 / ((sd1**2 / n1) ** 2 / (n1 - 1) + (sd2**2 / n2) ** 2 / (n2 - 1))
    half = -float(stdtrit(freedom, tail(level))) * sqrt(v)
    return Interval(mean1 - mean2, mean1 - mean2 - half, mean1 - mean2 + half)
