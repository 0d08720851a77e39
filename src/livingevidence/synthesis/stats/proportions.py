"""One proportion with its interval."""

from __future__ import annotations

from math import sqrt

from scipy.special import betaincinv

from livingevidence.synthesis.stats.interval import Interval, normal_quantile, tail


def check_counts(events: int, n: int) -> None:
    """Refuse counts that make no proportion.

    Raises
    ------
    ValueError
        If `events` is not between 0 and `n`, or `n` is 0.
    """
    if n < 1 or not 0 <= events <= n:
        raise ValueError(f"no proportion: {events} of {n}")


def exact(events: int, n: int, level: float = 0.95) -> Interval:
    """Return a proportion with its exact interval, which covers at least `level` whatever the truth is.

    Notes
    -----
    C. J. Clopper and E. S. Pearson, Biometrika 1934: the bounds are quantiles of the beta distribution.
    """
    check_counts(events, n)
    out = tail(level)
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, out))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - out))
    return Interval(events / n, low, high)


def exact_percent(events: int, n: int) -> tuple[float, float]:
    """Return the bounds of the exact 95 % interval in percent, as pages show them. See :func:`exact`."""
    found = exact(events, n)
    return 100 * found.low, 100 * found.high


def wilson(events: int, n: int, level: float = 0.95) -> Interval:
    """Return a proportion with its score interval, which covers about `level` on average over truths.

    Notes
    -----
    E. B. Wilson, Journal of the American Statistical Association 1927.
    """
    check_counts(events, n)
    z, p = normal_quantile(level), events / n
    centre, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((centre + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    # Rounding would leave the bounds at 0 and at 1 a hair off.
    return Interval(p, low if events else 0.0, high if events < n else 1.0)
