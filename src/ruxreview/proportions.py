"""One proportion with its exact interval."""

from __future__ import annotations

from scipy.special import betaincinv


def clopper_pearson(events: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a proportion in percent.

    Parameters
    ----------
    events, n : int
        People with the event, and people counted; n at least 1.
    level : float, optional
        Coverage; at least this much in every case.

    Returns
    -------
    low, high : float
        Percent.

    Raises
    ------
    ValueError
        If `events` is not between 0 and `n`, or `n` is 0.

    Notes
    -----
    C. J. Clopper and E. S. Pearson, Biometrika 1934: the bounds are quantiles of the beta distribution.
    """
    if not 0 <= events <= n or n == 0:
        raise ValueError(f"no proportion: {events} of {n}")
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return 100 * low, 100 * high
