"""Set all subsets of trials beside metafor's gosh, and time what grows without bound by one process, all and a cluster.

It draws the subsets of the BCG trials. R with metafor is needed; the trials are those of its metadat.
"""

import json
import resource
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import joblib
import numpy as np
from distributed import Client, LocalCluster
from matplotlib import style
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from measured import BRAND, LOOK, draw, keep
from studies import generate

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.root import nearest_root
from livingevidence.synthesis import sensitivity
from livingevidence.synthesis.many import many
from livingevidence.synthesis.stats.gosh import Gosh, gosh
from livingevidence.synthesis.stats.random_effects import reml

SETS = {"bcg": 13, "dat.raudenbush1985": 15}
TITLES = {"bcg": "BCG against tuberculosis", "dat.raudenbush1985": "Teachers' expectations, the first 15 trials"}
VARIANCES, TAU, MEAN = np.array([0.1, 0.1, 0.3, 0.3, 0.5]), 0.3, 0.5


def covering(seed: int, runs: int = 500) -> int:
    """Return how many of so many intervals hold the true mean; chance is the seed's alone."""
    dice = np.random.default_rng(seed)
    summaries = (reml(dice.normal(MEAN, np.sqrt(VARIANCES + TAU**2)), VARIANCES) for _ in range(runs))
    return sum(summary.low <= MEAN <= summary.high for summary in summaries)


def processor_seconds() -> float:
    """Return the seconds of a processor of this process and of those that it ended."""
    kinds = (resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(kind.ru_utime + kind.ru_stime for kind in kinds)


def seconds(run: Callable[[], object], times: int = 5) -> str:
    """Return the median of how long something takes, in seconds that pass."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        durations.append(time.perf_counter() - start)
    return f"{median(durations):.1f}"


def subsets() -> Gosh:
    """Keep the table of all subsets beside metafor, and return those of the BCG trials."""
    heads = ["Trials", "Subsets of two or more", "This engine, s", "metafor's gosh, s", "Largest difference"]
    rows: list[list[object]] = [[*heads, "Not converged in metafor"]]
    first = None
    for name, k in SETS.items():
        command = ["Rscript", str(Path(__file__).with_name("gosh.R")), name, str(k)]
        metafor = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        durations = []
        for _ in range(5):
            start = processor_seconds()
            engine = gosh(metafor["estimates"], metafor["variances"])
            durations.append(processor_seconds() - start)
        first = first or engine
        order, numbers = np.argsort(metafor["numbers"]), engine.members @ 2 ** np.arange(k)
        assert (np.array(metafor["numbers"])[order] == numbers).all()
        pairs = ((metafor["means"], engine.estimate), (metafor["tau"], engine.tau))
        gaps = [np.abs(np.array([value if value != "NA" else np.nan for value in a])[order] - b) for a, b in pairs]
        largest_gap, unconverged = np.nanmax(gaps), np.isnan(gaps[0]).sum()
        cells = f"{median(durations):.1f}", f"{metafor['seconds']:.0f}", f"{largest_gap:.0e}", f"{unconverged:,}"
        rows.append([f"{TITLES[name]} ({k})", f"{len(numbers):,}", *cells])
    keep("gosh", rows)
    return first


def picture(sets: Gosh) -> None:
    """Draw how many subsets have which mean and heterogeneity."""
    with style.context(["default", LOOK]):
        figure = Figure(figsize=(3.9, 2.9), layout="constrained")
        axes = figure.add_subplot(xlabel="Pooled risk ratio of a subset", ylabel="tau of a subset")
        counts, x, y = np.histogram2d(sets.estimate, sets.tau, bins=(48, 36))
        for (i, j), count in np.ndenumerate(counts):
            if count:
                corner, size = (x[i], y[j]), (x[i + 1] - x[i], y[j + 1] - y[j])
                shade = 0.15 + 0.85 * np.log1p(count) / np.log1p(counts.max())
                axes.bar(corner[0], size[1], size[0], corner[1], align="edge", color=to_rgba(BRAND), alpha=shade)
        ratios = [0.2, 0.3, 0.5, 0.7, 1]
        axes.set_xticks(np.log(ratios), [f"{ratio:g}" for ratio in ratios])
        draw(
            "gosh",
            figure,
            f"Of {len(sets.tau):,} subsets of {sets.members.shape[1]} trials, means and heterogeneity: ratios from "
            f"{np.exp(sets.estimate.min()):.2f} to {np.exp(sets.estimate.max()):.2f}, half of them between "
            f"{np.exp(np.quantile(sets.estimate, 0.25)):.2f} and {np.exp(np.quantile(sets.estimate, 0.75)):.2f}; tau "
            f"from {sets.tau.min():.2f} to {sets.tau.max():.2f}",
        )


def workers() -> None:
    """Keep the table of the same calls by one process, by all processors and by a cluster."""
    with (
        TemporaryDirectory() as folder,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        evidence = Evidence.at(nearest_root(generate(Path(folder) / "review", 600)))
        dice = np.random.default_rng(1)
        estimates, variances = dice.normal(size=18), dice.uniform(0.1, 0.5, 18)
        kinds = {
            "All subsets of 18 invented trials": lambda each: gosh(estimates, variances, each=each).tau.tolist(),
            "Specification curves of 600 invented studies": lambda each: sensitivity.curves(evidence, each),
            "Coverage, 10,000 simulated analyses": lambda each: list(each(partial(covering), range(20))),
        }
        rows = [["Analyses", "One process, s", "All processors, s", "Dask cluster of two, s", "The same numbers"]]
        for name, run in kinds.items():
            expected, parallel = run(map), run(many)
            times = [seconds(partial(run, map), 3), seconds(partial(run, many), 3)]
            with Client(cluster), joblib.parallel_config("dask"):
                remote = run(many)
                times.append(seconds(partial(run, many), 3))
            rows.append([name, *times, "yes" if expected == parallel == remote else "NO"])
        keep("workers", rows)


if __name__ == "__main__":
    picture(subsets())
    workers()
