"""Mantel–Haenszel summaries of sparse tables, each trial a stratum: nothing is added to a cell.

A table has events and people of the first group, and events and people of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

from livingevidence.synthesis.stats import np, two_by_two
from livingevidence.synthesis.stats.interval import Interval, normal_quantile, ratio
from livingevidence.synthesis.stats.proportions import check_counts

Table = tuple[int, int, int, int]


def columns(tables: Sequence[Table]) -> list[np.ndarray]:
    """Return events and people of the first and the second groups, each of shape (k,); a ValueError of no tables."""
    if not tables:
        raise ValueError("no table to take together")
    for e1, n1, e2, n2 in tables:
        check_counts(e1, n1), check_counts(e2, n2)
    return list(np.array(tables, float).T)


def stratified_difference(tables: Sequence[Table], level: float = 0.95) -> Interval:
    """Return the common risk difference with an interval that holds whatever the cells, those without any event too.

    Parameters
    ----------
    tables : sequence of (int, int, int, int)
        Events and people of the first group, events and people of the second.
    level : float, optional
        Of the interval, which stays within −1 and 1. Of one table it is Newcombe's.

    Notes
    -----
    The estimate is that of N. Mantel and W. Haenszel. Its interval recovers variances from the Wilson limits of each
    risk, squared and added by the weights of the trials: R. G. Newcombe, Statistics in Medicine 1998, method 10, for a
    weighted sum of differences as G. Y. Zou and A. Donner, Statistics in Medicine 2008, have it.
    """
    _, n1, _, n2 = columns(tables)
    weights = n1 * n2 / (n1 + n2)
    intervals = np.array([two_by_two.risk_difference(*table, level) for table in tables])
    shares = weights / weights.sum()
    estimate = float((shares * intervals[:, 0]).sum())
    below, above = (float(np.hypot.reduce(shares * (intervals[:, 0] - intervals[:, end]))) for end in (1, 2))
    return Interval(estimate, max(-1.0, estimate - below), min(1.0, estimate + above))


def risk_difference(tables: Sequence[Table], level: float = 0.95) -> Interval:
    """Return the common risk difference by Sato's variance; a trial without any event counts, as no difference.

    Parameters
    ----------
    tables : sequence of (int, int, int, int)
        Events and people of the first group, events and people of the second.
    level : float, optional
        Of the interval, which is cut off at −1 and 1.

    Raises
    ------
    ValueError
        If the variance is zero, as without any event, where the interval would be a point.

    Notes
    -----
    S. Greenland and J. M. Robins, Biometrics 1985, with the variance of T. Sato, Biometrics 1989, which holds for few
    large strata as for many small ones.
    """
    a, n1, c, n2 = columns(tables)
    n = n1 + n2
    weight = (n1 * n2 / n).sum()
    estimate = float(((a * n2 - c * n1) / n).sum() / weight)
    p = ((c * n1**2 - a * n2**2) / n**2 + n1 * n2 * (n2 - n1) / (2 * n**2)).sum()
    q = ((a * (n2 - c) + c * (n1 - a)) / (2 * n)).sum()
    if estimate * p + q <= 1e-12 * q:  # not above zero, but for rounding
        raise ValueError(
            "no interval for a common difference, since nothing varies in the tables: show each with its own"
        )
    half = normal_quantile(level) * sqrt(estimate * p + q) / weight
    return Interval(estimate, float(max(-1.0, estimate - half)), float(min(1.0, estimate + half)))


def risk_ratio(tables: Sequence[Table], level: float = 0.95) -> Interval:
    """Return the common risk ratio; a trial without any event adds nothing.

    Raises
    ------
    ValueError
        If the first or the second groups have no event at all, or everyone has it.

    Notes
    -----
    Estimate and variance of the log: S. Greenland and J. M. Robins, Biometrics 1985.
    """
    a, n1, c, n2 = columns(tables)
    n = n1 + n2
    r, s = (a * n2 / n).sum(), (c * n1 / n).sum()
    spread = ((n1 * n2 * (a + c) / n - a * c) / n).sum()
    return _ratio(r, s, spread / (r * s) if r and s else 0, level)


def odds_ratio(tables: Sequence[Table], level: float = 0.95) -> Interval:
    """Return the common odds ratio; a trial without any event, or with nothing else, adds nothing.

    Raises
    ------
    ValueError
        If the sums give no finite ratio above zero.

    Notes
    -----
    N. Mantel and W. Haenszel, Journal of the National Cancer Institute 1959, with the variance of the log by
    J. Robins, N. Breslow and S. Greenland, Biometrics 1986.
    """
    a, n1, c, n2 = columns(tables)
    n, b, d = n1 + n2, n1 - a, n2 - c
    p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    rs, ss = r.sum(), s.sum()
    if not rs or not ss:
        return _ratio(rs, ss, 0, level)
    variance = ((p * r).sum() / rs**2 + (p * s + q * r).sum() / (rs * ss) + (q * s).sum() / ss**2) / 2
    return _ratio(rs, ss, variance, level)


def _ratio(numerator: float, denominator: float, variance: float, level: float) -> Interval:
    if variance < 1e-12:
        raise ValueError("no common ratio: one side of all tables has no event, or nothing else; show the differences")
    centre, half = log(numerator / denominator), normal_quantile(level) * sqrt(variance)
    return Interval(*map(ratio, (centre, centre - half, centre + half)))
