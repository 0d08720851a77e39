"""Every way to leave trials out: what the pooled effect and its heterogeneity would be in each subset of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from livingevidence.synthesis.stats import np
from livingevidence.synthesis.stats.random_effects import arrays, restricted_likelihood

_BATCH = 4096  # subsets that one worker takes; the numbers are the same whatever it is
_MOST_TRIALS = 40  # trials, of which a computer has time to draw subsets fairly


class Gosh(NamedTuple):
    """A random-effects summary of each subset of at least two trials; ratios are in logs."""

    members: np.ndarray
    """Whether a trial is in a subset, of shape (subsets, k)."""
    estimate: np.ndarray
    tau: np.ndarray


def gosh(
    estimates: Sequence[float],
    variances: Sequence[float],
    most: int = 2**20,
    seed: int = 1,
    each: Callable[..., Any] = map,
) -> Gosh:
    """Return the random-effects mean and the heterogeneity of every subset of at least two trials.

    Parameters
    ----------
    estimates, variances : sequence of float
        Of the trials; ratios in logs.
    most : int, optional
        Where there are more subsets than these, so many are drawn, each as likely as any other.
    seed : int, optional
        Of that draw.
    each : callable, optional
        What computes the parts: ``map``, or :func:`livingevidence.synthesis.many.many` for all processors and clusters.

    Raises
    ------
    ValueError
        As `livingevidence.synthesis.stats.random_effects.arrays` does, and with more than 40 trials.

    Notes
    -----
    I. Olkin, I. J. Dahabreh and T. A. Trikalinos, Research Synthesis Methods 2012. Heterogeneity by restricted maximum
    likelihood, as in :func:`livingevidence.synthesis.stats.random_effects.reml`.
    """
    y, v = arrays(estimates, variances)
    if (k := len(y)) > _MOST_TRIALS:
        raise ValueError(f"subsets of at most {_MOST_TRIALS} trials, not of {k}")
    subsets = np.arange(1, 2**k) if 2**k <= most else np.random.default_rng(seed).integers(1, 2**k, most)
    members = (np.unique(subsets)[:, None] >> np.arange(k) & 1).astype(bool)
    members = members[members.sum(axis=1) > 1]
    parts = [members[start : start + _BATCH] for start in range(0, len(members), _BATCH)]
    summaries = list(each(partial(_summaries, y, v), parts))
    return Gosh(members, *(np.concatenate(quantity) for quantity in zip(*summaries, strict=True)))


def _summaries(y: np.ndarray, v: np.ndarray, members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean effect and the heterogeneity of each subset."""
    tau2 = restricted_likelihood(y, v, members)
    w = members / (v + tau2[:, None])
    return (w * y).sum(axis=1) / w.sum(axis=1), np.sqrt(tau2)
