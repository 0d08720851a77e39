"""One proportion with its interval, and several alike pooled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from math import inf, isfinite, sqrt
from typing import NamedTuple

from livingevidence.synthesis.stats import np, scipy
from livingevidence.synthesis.stats.interval import Interval, normal_quantile, tail

_REACH = 10  # standard deviations of the random effect, beyond which nothing is left to sum
UNLIKE = 5
"""Tau above which sets are too unlike to be pooled: two thirds of their true proportions then lie between 0.7 and
99.3 %, and their middle, however exact, says nothing."""
GLMM = "binomial–normal GLMM"
SUMMED = "exact interval on the summed counts"


class Unlike(ValueError):
    """Sets that are too unlike to be pooled."""


class Pooled(NamedTuple):
    """A pooled proportion.

    Attributes
    ----------
    k, events, n : int
        Sets, and the counts summed over them.
    estimate, low, high : float
        The proportion at the mean of the logits, with its interval. It is not the mean of the proportions.
    tau : float or None
        Standard deviation of the sets' logits; None where the model cannot be fitted and the counts were summed.
    prediction : tuple of float, or None
        Where the proportion of a new set alike is expected.
    method : str
        `GLMM` or `SUMMED`; stands beside the numbers wherever they are shown.
    """

    k: int
    events: int
    n: int
    estimate: float
    low: float
    high: float
    tau: float | None
    prediction: tuple[float, float] | None
    method: str


def check_counts(events: int, n: int) -> None:
    """Refuse what makes no proportion: parts of people, infinitely many, or more events than people.

    Raises
    ------
    ValueError
        If `events` is not a whole number between 0 and `n`, or `n` is no whole number above 0.
    """
    if not (isfinite(events) and isfinite(n) and events == int(events) and n == int(n)):
        raise ValueError(f"no count of people: {events} of {n}")
    if n < 1 or not 0 <= events <= n:
        raise ValueError(f"no proportion: {events} of {n}")


def exact(events: int, n: int, level: float = 0.95) -> Interval:
    """Return a proportion with its exact interval, which covers at least `level` whatever the truth is.

    Notes
    -----
    C. J. Clopper and E. S. Pearson, Biometrika 1934: the bounds are quantiles of the beta distribution.
    """
    check_counts(events, n)
    outside = tail(level)
    low = 0.0 if events == 0 else float(scipy.special.betaincinv(events, n - events + 1, outside))
    high = 1.0 if events == n else float(scipy.special.betaincinv(events + 1, n - events, 1 - outside))
    return Interval(events / n, low, high)


def exact_percent(events: int, n: int) -> tuple[float, float]:
    """Return the bounds of the exact 95 % interval in percent, as pages show them. See :func:`exact`."""
    interval = exact(events, n)
    return 100 * interval.low, 100 * interval.high


@cache  # the same arm stands in many analyses, and moves by one person in each count of fragility
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


def pooled(sets: Sequence[tuple[int, int]], level: float = 0.95) -> Pooled:
    """Return the pooled proportion of sets alike.

    Parameters
    ----------
    sets : sequence of (int, int)
        Events and people of each; at least three.
    level : float, optional
        Of the interval and of the prediction interval.

    Raises
    ------
    ValueError
        With fewer than three sets, or with counts that are no proportion.
    Unlike
        If each set has the event in everyone or in nobody, so that tau has no estimate, or tau is above :data:`UNLIKE`.

    Notes
    -----
    T. Stijnen, T. H. Hamza and P. Özdemir, Statistics in Medicine 2010: each count is binomial, and the logits of the
    sets are normal around `mu` with standard deviation `tau`; both by maximum likelihood. The interval is `mu`'s Wald
    interval from the observed information. The prediction interval has t quantiles with k − 2 degrees of freedom
    (J. P. T. Higgins, S. G. Thompson and D. J. Spiegelhalter, Journal of the Royal Statistical Society A 2009).
    Sets without any event, or with nothing else, have no finite logit: their summed counts get the exact interval.
    """
    for events, n in sets:
        check_counts(events, n)
    k, events, n = len(sets), sum(s[0] for s in sets), sum(s[1] for s in sets)
    if k < 3:
        raise ValueError(f"proportions are pooled from three sets on, not from {k}: show each with its own interval")
    if events in (0, n):
        return Pooled(k, events, n, *exact(events, n, level), None, None, SUMMED)
    all_extreme = all(e in (0, m) for e, m in sets)
    mu, tau, se = (0, inf, inf) if all_extreme else _fit(np.array(sets, float))
    if tau > UNLIKE:
        raise Unlike("the sets are too unlike to be pooled, near everyone here and near nobody there: show each")
    half = normal_quantile(level) * se
    half_prediction = -scipy.special.stdtrit(k - 2, tail(level)) * sqrt(tau * tau + se * se)
    shifts = 0, -half, half, -half_prediction, half_prediction
    estimate, low, high, below, above = (float(scipy.special.expit(mu + shift)) for shift in shifts)
    return Pooled(k, events, n, estimate, low, high, tau, (below, above), GLMM)


def _fit(sets: np.ndarray) -> tuple[float, float, float]:
    """Return mu, tau and the standard error of mu from sets of shape (k, 2)."""
    events, n = sets[:, :1], sets[:, 1:]
    expit, nodes, share = scipy.special.expit, np.linspace(-1, 1, 401), events / n
    inner = np.where((share > 0) & (share < 1), share, 0.5)
    peak = scipy.special.logit(inner)
    maximum = np.where(inner == share, np.logaddexp(0, peak) - share * peak, 0)
    sign, slope = np.where(share == 1, -1, 1), np.where(share == 1, 0, share)

    def likelihood(eta: np.ndarray) -> np.ndarray:
        """Return the log likelihood of each set less its maximum, whose digits a large set has in both terms."""
        far = maximum - np.logaddexp(0, sign * eta) + slope * eta
        off = np.clip(eta - peak, -1, 1)
        near = share * off - np.log1p(share * np.expm1(off))
        return n * np.where((inner == share) & (np.abs(eta - peak) < 1), near, far)

    def deviance(parameters: np.ndarray) -> float:
        """Sum the likelihood of each set over its random effect: nodes lie about its mode, the denser the nearer."""
        mu, tau = parameters
        low, high = np.zeros_like(n), tau * (events - n * expit(mu))  # the mode lies between
        for _ in range(60):
            middle = (low + high) / 2
            beyond = (tau * (events - n * expit(mu + tau * middle)) - middle) * high < 0
            low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
        p = expit(mu + tau * low)
        width = 1 / np.sqrt(1 + tau * tau * n * p * (1 - p))
        turns = np.arcsinh((_REACH + np.abs(low)) / width)
        effect = low + width * np.sinh(turns * nodes)
        eta = mu + tau * effect
        steps = np.log(width * turns * np.cosh(turns * nodes))
        return float(-scipy.special.logsumexp(likelihood(eta) - effect**2 / 2 + steps, axis=1).sum())

    # tau and −tau are the same model, so zero is no boundary. Several starts, since zero is a saddle or the best.
    start = scipy.special.logit(events.sum() / n.sum())
    minimize = partial(scipy.optimize.minimize, deviance, method="BFGS", options={"gtol": 1e-7})
    fits = [minimize((start, tau)) for tau in (0.1, 0.5, 1.5)]
    mu, tau = min(fits, key=lambda fit: fit.fun).x
    h = 1e-3 * np.eye(2)
    best = np.array([mu, tau])
    information = np.array(
        [[sum(s * t * deviance(best + s * a + t * b) for s in (1, -1) for t in (1, -1)) / 4e-6 for b in h] for a in h]
    )
    (of_mu, of_both), (_, of_tau) = information
    determinant = of_mu * of_tau - of_both * of_both
    if not (of_mu > 0 and determinant > 0):
        raise ValueError("how sure the pooled share is can't be told from these sets: show each")
    tau = abs(float(tau))
    return float(mu), tau if tau > 1e-5 else 0.0, sqrt(of_tau / determinant)
