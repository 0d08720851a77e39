"""Simulate how often each interval that is shown holds the truth, of trials that are drawn from known risks.

A run that was stopped goes on where it was, from ``build/coverage``. The numbers are those of the seed, whatever the
workers.
"""

from collections.abc import Callable, Sequence
from itertools import product
from math import exp, log, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measured import keep
from scipy.special import expit, logit

from livingevidence.synthesis.many import many
from livingevidence.synthesis.stats import bayes, exact_odds, mantel_haenszel, random_effects, two_by_two

SEED, RUNS = 20240229, 500
MANY, FEW = 20, 4
"""Pieces of so many runs of an interval that is computed at once, and of one that takes a hundred times as long."""
ARMS = np.array([(100, 100), (60, 60), (150, 75), (40, 40), (200, 200)])
"""People with the treatment and with its control, of the first trial, the second and so on."""
RISKS, RATIO, TAUS = (0.03, 0.2), 1.5, (0.0, 0.3)
"""Risks with the control, and the mean ratio with how far its logarithm differs between trials."""
Tables = Sequence[tuple[int, int, int, int]]


class Interval(NamedTuple):
    """An interval: in words, of how many trials, of what it is, and its two bounds."""

    words: str
    trials: int
    measure: str
    bounds: Callable[[Tables], Sequence[float]]
    pieces: int = MANY


def logs(tables: Tables) -> list[tuple[float, ...]]:
    """Return log risk ratios and their variances; raises ValueError where a cell is empty, which no model takes."""
    effects = [two_by_two.log_risk_ratio_and_variance(*table) for table in tables]
    if None in effects:
        raise ValueError("an empty cell")
    return [*zip(*effects, strict=True)]


def model_bounds(tables: Tables) -> list[float]:
    """Return the bounds of the mean ratio where trials may differ."""
    summary = random_effects.reml(*logs(tables))
    return [exp(summary.low), exp(summary.high)]


def next_bounds(tables: Tables) -> list[float]:
    """Return the bounds within which the ratio of a further trial is expected."""
    return [exp(bound) for bound in random_effects.reml(*logs(tables)).prediction]


def bayesian_bounds(tables: Tables) -> list[float]:
    """Return the Bayesian bounds of the mean ratio."""
    posterior = bayes.normal_normal(*logs(tables))
    return [exp(posterior.low), exp(posterior.high)]


INTERVALS = {
    "difference": Interval("Difference of one trial", 1, "difference", lambda t: two_by_two.risk_difference(*t[0])[1:]),
    "ratio": Interval("Ratio of one trial", 1, "ratio", lambda t: two_by_two.risk_ratio(*t[0])[1:]),
    "odds": Interval("Odds ratio of one trial, exact", 1, "odds", lambda t: exact_odds.odds_ratio(t)[1:]),
    "strata": Interval("Difference, strata", 5, "difference", lambda t: mantel_haenszel.stratified_difference(t)[1:]),
    "strata-ratio": Interval("Ratio, strata", 5, "ratio", lambda t: mantel_haenszel.risk_ratio(t)[1:]),
    "strata-odds": Interval("Odds ratio, exact", 5, "odds", lambda t: exact_odds.odds_ratio(t)[1:], FEW),
    "two": Interval("Ratio, Bayesian", 2, "ratio", bayesian_bounds, FEW),
    "model": Interval("Ratio, random effects", 5, "ratio", model_bounds, FEW),
    "next": Interval("Ratio of a further trial", 5, "next", next_bounds, FEW),
}
Piece = tuple[str, float, float, int]
"""An interval, a risk with the control, how far trials differ, and a seed."""


def coverage(piece: Piece) -> tuple[int, int]:
    """Return how many of the trials of a piece have such an interval, and how many of these hold the truth."""
    name, risk, tau, seed = piece
    interval, draw = INTERVALS[name], np.random.default_rng([SEED, seed])
    n, control_n = ARMS[: interval.trials].T
    computed = covering = 0
    for _ in range(RUNS):
        effects = draw.normal(log(RATIO), tau, interval.trials + 1)  # the last is a further trial's
        risks = expit(logit(risk) + effects) if interval.measure == "odds" else risk * np.exp(effects)
        events = draw.binomial(n, np.minimum(risks[:-1], 1))
        control_events = draw.binomial(control_n, risk, interval.trials)
        truth = {
            "difference": risk * (RATIO * exp(tau**2 / 2) - 1),  # the mean of all trials' differences
            "next": exp(effects[-1]),
        }.get(interval.measure, RATIO)
        tables = [*zip(*(column.tolist() for column in (events, n, control_events, control_n)), strict=True)]
        try:
            low, high = interval.bounds(tables)
        except ValueError:
            continue
        computed, covering = computed + 1, covering + (low <= truth <= high)
    return computed, covering


def write_table(counts: dict[Piece, tuple[int, int]]) -> None:
    """Keep the table."""
    headings = [f"{likeness} {round(100 * risk)} %" for risk in RISKS for likeness in ("Alike,", "Different,")]
    rows: list[list[object]] = [["95 % interval", "Trials", *headings, "Fewest computed"]]
    for name, interval in INTERVALS.items():
        cells, least = [], 1.0
        for risk, tau in product(RISKS, TAUS):
            pieces = (counts[name, risk, tau, seed] for seed in range(interval.pieces))
            computed, covering = (sum(column) for column in zip(*pieces, strict=True))
            share = covering / computed
            error = 100 * sqrt(share * (1 - share) / computed)
            cells.append(f"{100 * share:.1f} ± {error:.1f}" if error > 0.05 else "over 99.9")
            least = min(least, computed / (RUNS * interval.pieces))
        rows.append([interval.words, interval.trials, *cells, f"{100 * least:.0f} %"])
    keep("coverage", rows)


def main() -> None:
    """Write the table."""
    pieces = [
        piece for name, interval in INTERVALS.items() for piece in product([name], RISKS, TAUS, range(interval.pieces))
    ]
    write_table(dict(zip(pieces, many(coverage, pieces, Path("build/coverage")), strict=True)))


if __name__ == "__main__":
    main()
