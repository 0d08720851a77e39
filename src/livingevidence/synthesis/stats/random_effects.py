"""Estimates of several trials taken together, where they are alike enough."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from livingevidence.synthesis.stats import np, scipy
from livingevidence.synthesis.stats.interval import Interval, normal_quantile, tail


class RandomEffects(NamedTuple):
    """A random-effects summary; ratios are in logs."""

    k: int
    estimate: float
    """The mean effect with its modified Knapp–Hartung standard error and interval."""
    se: float
    low: float
    high: float
    wald: Interval
    """The interval with normal quantiles, for comparison: too narrow with few trials."""
    tau: float
    """Standard deviation of the effects with its Q-profile interval. Both ends are 0 where the interval is empty,
    because the estimates lie closer together than chance lets expect: never a proof that the trials agree."""
    tau_low: float
    tau_high: float
    prediction: tuple[float, float] | None
    """Where the effect of a new trial is expected; None with fewer than three trials."""
    weights: tuple[float, ...]
    """The weights of the trials in their order; together 1."""


def arrays(estimates: Sequence[float], variances: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates and variances as arrays of shape (k,).

    Raises
    ------
    ValueError
        With fewer than two estimates, or if not each has its finite variance above zero.
    """
    y, v = np.asarray(estimates, float), np.asarray(variances, float)
    if y.ndim != 1 or y.shape != v.shape or not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("each estimate needs a variance above zero: a trial without one is shown, not pooled")
    if len(y) < 2:
        raise ValueError(f"nothing to take together: estimates of two trials at least, not {len(y)}")
    return y, v


def _at_tau2(tau2: float | np.ndarray, y: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean, the weights and the weighted sum of squares at one heterogeneity, or at several at once."""
    w = 1 / (v + np.asarray(tau2)[..., None])
    mean = (w * y).sum(axis=-1) / w.sum(axis=-1)
    return mean, w, (w * (y - mean[..., None]) ** 2).sum(axis=-1)


def reml(estimates: Sequence[float], variances: Sequence[float], level: float = 0.95) -> RandomEffects:
    """Return the random-effects mean of at least two trials.

    Parameters
    ----------
    estimates, variances : sequence of float
        Of the trials; ratios in logs.

    Notes
    -----
    Heterogeneity by restricted maximum likelihood (W. Viechtbauer, Journal of Educational and Behavioral Statistics
    2005), its interval by the Q-profile (W. Viechtbauer, Statistics in Medicine 2007). The mean's interval is the
    modified one of Knapp and Hartung (C. Röver, G. Knapp and T. Friede, BMC Medical Research Methodology 2015): the
    factor is never below 1, with k − 1 degrees of freedom. The prediction interval has k − 2 (J. P. T. Higgins,
    S. G. Thompson and D. J. Spiegelhalter, Journal of the Royal Statistical Society A 2009) and the modified standard
    error (C. Partlett and R. D. Riley, Statistics in Medicine 2017), so it is never within the mean's interval.
    """
    y, v = arrays(estimates, variances)
    centre = float((y / v).sum() / (1 / v).sum())  # from which they are measured, so that precise ones don't cancel
    y, k, outside = y - centre, len(y), tail(level)
    tau2 = float(restricted_likelihood(y, v, np.ones((1, k)))[0])
    shift, w, q = _at_tau2(tau2, y, v)
    mean = centre + float(shift)
    plain = 1 / sqrt(w.sum())
    se = sqrt(max(1.0, float(q) / (k - 1))) * plain
    half, z = -float(scipy.special.stdtrit(k - 1, outside)) * se, normal_quantile(level) * plain
    half_prediction = -float(scipy.special.stdtrit(k - 2, outside)) * sqrt(tau2 + se * se) if k > 2 else 0
    low, high = (sqrt(_profile(y, v, float(scipy.special.chdtri(k - 1, p)))) for p in (outside, 1 - outside))
    return RandomEffects(
        k=k,
        estimate=mean,
        se=se,
        low=mean - half,
        high=mean + half,
        wald=Interval(mean, mean - z, mean + z),
        tau=sqrt(tau2),
        tau_low=low,
        tau_high=high,
        prediction=(mean - half_prediction, mean + half_prediction) if k > 2 else None,
        weights=tuple(float(x) for x in w / w.sum()),
    )


def restricted_likelihood(y: np.ndarray, v: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Return the tau² of the highest restricted likelihood, which may have more than one peak, of each set of trials.

    Parameters
    ----------
    y, v : numpy.ndarray
        Estimates and variances, of shape (k,).
    members : numpy.ndarray
        Which trials are in a set, of shape (sets, k); at least two in each.
    """
    z = y - (y / v).sum() / (1 / v).sum()  # so that squares of precise trials don't cancel
    # Beyond this the likelihood only falls. All peaks are looked over before the best is refined.
    top = float(v.max() + 3 * np.ptp(y) ** 2)
    grid = np.concatenate([[0], np.geomspace(1e-6 * v.min(), top, 400)])
    w = 1 / (v + grid[:, None])
    weights, first, second, logs = (members.astype(float) @ part.T for part in (w, w * z, w * z * z, np.log(w)))
    best = (second - first**2 / weights - logs + np.log(weights)).argmin(axis=1)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, len(grid) - 1)]
    for _ in range(60 if best.any() else 0):
        middle = (low + high) / 2
        w = members / (v + middle[:, None])
        weights = w.sum(axis=1)
        off = w * (z - ((w * z).sum(axis=1) / weights)[:, None])
        rises = weights - (w * w).sum(axis=1) / weights > (off * off).sum(axis=1)  # the deviance, from there on
        low, high = np.where(rises, low, middle), np.where(rises, middle, high)
    return np.where(best == 0, 0.0, (low + high) / 2)


def _profile(y: np.ndarray, v: np.ndarray, quantile: float) -> float:
    """Return the tau² at which the weighted sum of squares falls to a quantile; 0 if it starts below."""

    def above(tau2: float) -> float:
        return float(_at_tau2(tau2, y, v)[2]) - quantile

    if above(0) <= 0:
        return 0.0
    top = float(v.max())
    while above(top) > 0:
        top *= 2
    return scipy.optimize.brentq(above, 0, top, xtol=1e-14 * top)
