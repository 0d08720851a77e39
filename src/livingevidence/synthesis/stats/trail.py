"""How a summary hangs on single trials, and how it went with time: shown, never tested again and again."""

from __future__ import annotations

from collections.abc import Sequence

from livingevidence.synthesis.stats.interval import Interval, normal_quantile
from livingevidence.synthesis.stats.random_effects import arrays, reml


def leave_one_out(estimates: Sequence[float], variances: Sequence[float], level: float = 0.95) -> list[Interval]:
    """Return the modified Knapp–Hartung summary without each trial in turn, in their order.

    Raises
    ------
    ValueError
        With fewer than three trials, or as `livingevidence.synthesis.stats.random_effects.arrays` does.
    """
    y, v = map(list, arrays(estimates, variances))
    if len(y) < 3:
        raise ValueError("leaving a trial out needs three at least: two are shown side by side")
    return [_summary(y[:i] + y[i + 1 :], v[:i] + v[i + 1 :], level) for i in range(len(y))]


def cumulative(estimates: Sequence[float], variances: Sequence[float], level: float = 0.95) -> list[Interval]:
    """Return the summary after each trial, given in the order of their dates.

    The first is that trial's own interval. The second is much wider than it, since two trials hardly tell how far
    trials differ: the trail says so where it is shown.

    Raises
    ------
    ValueError
        As `livingevidence.synthesis.stats.random_effects.arrays` does.
    """
    y, v = arrays(estimates, variances)
    half = normal_quantile(level) * v[0] ** 0.5
    first = Interval(float(y[0]), float(y[0] - half), float(y[0] + half))
    return [first, *(_summary(y[:k], v[:k], level) for k in range(2, len(y) + 1))]


def _summary(y: Sequence[float], v: Sequence[float], level: float) -> Interval:
    found = reml(y, v, level)
    return Interval(found.estimate, found.low, found.high)
