"""A Bayesian random-effects summary of very few trials."""

from collections.abc import Sequence
from math import inf, sqrt
from typing import NamedTuple

from livingevidence.synthesis.stats import np, scipy
from livingevidence.synthesis.stats.interval import tail
from livingevidence.synthesis.stats.random_effects import arrays


class Posterior(NamedTuple):
    """Posterior medians with equal-tailed credible intervals, which stay such where logs are turned into ratios."""

    estimate: float
    """The median of the mean effect."""
    low: float
    high: float
    tau: float
    """The median of the standard deviation of the effects."""
    tau_low: float
    tau_high: float
    prior: str
    """In words; stands beside the numbers wherever they are shown."""


def normal_normal(
    estimates: Sequence[float],
    variances: Sequence[float],
    tau_scale: float = 0.5,
    level: float = 0.95,
    mean_sd: float | None = None,
) -> Posterior:
    """Return the posterior of the mean effect and of the heterogeneity.

    T. Friede, C. Röver, S. Wandel and B. Neuenschwander, Research Synthesis Methods 2017. Given tau the mean effect is
    normal, so only tau is summed over, on a fixed grid, and nothing is left to chance (C. Röver, Journal of Statistical
    Software 2020). Raises ValueError as `livingevidence.synthesis.stats.random_effects.arrays` does, or if a prior's
    scale is not above zero.

    Parameters
    ----------
    estimates, variances : sequence of float
        Of at least two trials; with the default prior log ratios only.
    tau_scale : float, optional
        Scale of the half-normal prior of the heterogeneity, in the units of the estimates; 0.5 is meant for log
        ratios, and other scales need their own.
    mean_sd : float, optional
        Standard deviation of a normal prior around 0 of the mean effect; a flat prior without it.
    """
    y, v = arrays(estimates, variances)
    if not 0 < tau_scale < inf or not (mean_sd is None or 0 < mean_sd < inf):
        raise ValueError(f"the scale of a prior is above zero, not {tau_scale} for tau and {mean_sd} for the mean")
    # Fine near zero, and as far as neither the prior nor the estimates let tau go.
    furthest = 10 * tau_scale + np.ptp(y)
    tau = np.concatenate([[0], np.geomspace(1e-5 * min(tau_scale, sqrt(v.min())), furthest, 4000)])
    w = 1 / (v + tau[:, None] ** 2)
    precision = w.sum(axis=1) + (0 if mean_sd is None else mean_sd**-2)
    mean = (w * y).sum(axis=1) / precision
    # squares around the mean, which does not cancel where estimates lie far from zero
    spread = (w * (y - mean[:, None]) ** 2).sum(axis=1) + (0 if mean_sd is None else (mean / mean_sd) ** 2)
    log_density = (np.log(w).sum(axis=1) - np.log(precision) - spread - (tau / tau_scale) ** 2) / 2
    density = np.exp(log_density - log_density.max())
    steps = np.diff(tau)
    mass = density * (np.concatenate([steps, [0]]) + np.concatenate([[0], steps])) / 2
    mass /= mass.sum()
    sd = precision**-0.5
    # Where the distribution of tau reaches a probability: trapezia summed up to each node.
    cumulative = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2 * steps)])
    outside = tail(level)

    def of_mean(p: float) -> float:
        ends = (mean - 40 * sd).min(), (mean + 40 * sd).max()
        return scipy.optimize.brentq(
            lambda x: float((mass * scipy.special.ndtr((x - mean) / sd)).sum()) - p, *ends, xtol=1e-12
        )

    def of_tau(p: float) -> float:
        return float(np.interp(p, cumulative / cumulative[-1], tau))

    flat = "a flat prior" if mean_sd is None else f"a normal prior with standard deviation {mean_sd:g} around 0"
    prior = f"half-normal prior with scale {tau_scale:g} on tau, {flat} on the mean"
    probabilities = 0.5, outside, 1 - outside
    middle, low, high = map(of_mean, probabilities)
    tau_middle, tau_low, tau_high = map(of_tau, probabilities)
    return Posterior(middle, low, high, tau_middle, tau_low, tau_high, prior)
