"""Set our estimators beside metafor, PyMARE and statsmodels on the same inputs: time of a fit, and largest difference.

The inputs and metafor's numbers are those of ``tests/reference``; R is asked for its time alone. Times are medians of
five runs, in milliseconds of a processor.
"""

import json
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np
from measured import keep
from pymare import Dataset
from pymare.estimators import VarianceBasedLikelihoodEstimator
from statsmodels.stats.contingency_tables import StratifiedTable

from livingevidence.synthesis.stats import mantel_haenszel, random_effects

HERE = Path(__file__).parent
REFERENCE = json.loads((HERE.parent / "reference/metafor.json").read_text(encoding="utf-8"))
RANDOM = REFERENCE["random_effects"]
STRATA = [case for case in REFERENCE["mantel_haenszel"] if "NA" not in case["log_or"] + case["log_rr"]]


def ours_random(case: dict) -> list[float]:
    """Return mean and tau² of ours."""
    summary = random_effects.reml(case["estimates"], case["variances"])
    return [summary.estimate, summary.tau**2]


def pymare_random(case: dict) -> list[float]:
    """Return mean and tau² of PyMARE."""
    data = Dataset(y=np.array(case["estimates"])[:, None], v=np.array(case["variances"])[:, None])
    summary = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(data).summary()
    return [float(summary.get_fe_stats()["est"].item()), float(np.ravel(summary.tau2)[0])]


def ours_strata(name: str) -> Callable[[dict], list[float]]:
    """Return what gives the log of a common ratio of ours, and its interval."""
    return lambda case: list(np.log(getattr(mantel_haenszel, name)(case["tables"])))


def _tables(case: dict) -> StratifiedTable:
    return StratifiedTable([np.array([[a, n - a], [c, m - c]], float) for a, n, c, m in case["tables"]])


def statsmodels_odds(case: dict) -> list[float]:
    """Return the log of the common odds ratio of statsmodels, and its interval."""
    summary = _tables(case)
    return [summary.logodds_pooled, *summary.logodds_pooled_confint()]


def statsmodels_risk(case: dict) -> list[float]:
    """Return the log of the common risk ratio of statsmodels, which has no interval."""
    return [float(np.log(_tables(case).riskratio_pooled))]


def timed(fit: Callable[[dict], list[float]], cases: list[dict], times: int = 20) -> float:
    """Return the milliseconds of a fit."""
    runs = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            for case in cases:
                fit(case)
        runs.append(time.process_time() - start)
    return 1000 * median(runs) / times / len(cases)


def gap(fit: Callable[[dict], list[float]], reference: Callable[[dict], list[float]], cases: list[dict]) -> float:
    """Return the largest difference between what two programs give, of what both tell."""
    pairs = [(a, b) for case in cases for a, b in zip(fit(case), reference(case), strict=False)]
    return max(abs(a - b) for a, b in pairs)


def main() -> None:
    """Write the table."""
    warnings.simplefilter("ignore")
    keys = {"odds_ratio": "log_or", "risk_ratio": "log_rr"}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        sets = [{name: case[name] for name in ("estimates", "variances")} for case in RANDOM]
        file.write_text(json.dumps({"random": sets, "strata": [case["tables"] for case in STRATA]}), encoding="utf-8")
        command = ["Rscript", str(HERE / "estimators.R"), str(file)]
        metafor = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def metafor_strata(name: str) -> Callable[[dict], list[float]]:
        return lambda case: [case[keys[name]][index] for index in (0, 2, 3)]

    def metafor_random(case: dict) -> list[float]:
        return [case["modified"][0], case["tau2"]]

    random, odds, risk = "Random effects, REML: mean and tau²", "Common odds ratio, with interval", "Common risk ratio"
    kinds = [
        (random, RANDOM, ours_random, metafor_random, metafor["random"], pymare_random, "PyMARE"),
        *(
            (name, STRATA, ours_strata(key), metafor_strata(key), metafor[key], peer_fit, "statsmodels")
            for name, key, peer_fit in ((odds, "odds_ratio", statsmodels_odds), (risk, "risk_ratio", statsmodels_risk))
        ),
    ]
    rows = [["Estimator", "Sets", "Program", "ms a fit", "Largest difference from ours"]]
    for name, cases, ours, reference, r_time, peer_fit, peer in kinds:
        rows.append([name, len(cases), "this engine", f"{timed(ours, cases):.2f}", ""])
        rows.append(
            [name, len(cases), f"metafor {metafor['version']}", f"{r_time:.2f}", f"{gap(ours, reference, cases):.0e}"]
        )
        cells = f"{timed(peer_fit, cases):.2f}", f"{gap(ours, peer_fit, cases):.0e}"
        rows.append([name, len(cases), f"{peer} {version(peer.lower())}", *cells])
    keep("estimators", rows)


if __name__ == "__main__":
    main()
