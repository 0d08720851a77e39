"""Tables and sets that chance has drawn: the package computes what R and metafor compute of each of them."""

import hashlib
import json
from math import inf
from pathlib import Path

import numpy as np
import pytest
from scipy.special import logit

from livingevidence.synthesis.stats import exact_odds, mantel_haenszel, proportions, random_effects, two_by_two

FOLDER = Path(__file__).parent.parent / "reference"
REFERENCE = json.loads((FOLDER / "random.json").read_text(encoding="utf-8"))
TABLES, SHARES = REFERENCE["tables"], REFERENCE["shares"]


def numbers(values) -> list[float]:
    """Return numbers of R; its infinity is a word in JSON."""
    return [inf if value == "Inf" else value for value in values]


def test_the_draw_is_large_and_of_the_script_as_it_stands():
    """Many tables, sparse ones and double zeros among them, and sets of shares, written by this script."""
    script = (FOLDER / "random.R").read_bytes()
    assert REFERENCE["script_md5"] == hashlib.md5(script, usedforsecurity=False).hexdigest(), "run random.R again"
    assert len(TABLES) == 80 and len(SHARES) == 12
    without_events = [table for case in TABLES for table in case["tables"] if table[0] == table[2] == 0]
    assert len(without_events) > 10 and sum(case["reml_rr"] is None for case in TABLES) > 20


@pytest.mark.parametrize("case", TABLES, ids=lambda case: str(case["tables"]))
def test_strata(case):
    """Mantel–Haenszel summaries are those of rma.mh, and the weights of the main difference are its own."""
    for name, key in (("risk_difference", "rd"), ("risk_ratio", "log_rr"), ("odds_ratio", "log_or")):
        compute, expected = getattr(mantel_haenszel, name), case[key]
        if "NA" in expected or "Inf" in expected or expected[2] == expected[3]:
            with pytest.raises(ValueError, match=r"no common ratio|nothing varies"):
                compute(case["tables"])
            continue
        summary = np.array(compute(case["tables"]))
        on_scale = list(summary if key == "rd" else np.log(summary))
        assert on_scale == pytest.approx([expected[i] for i in (0, 2, 3)], rel=1e-9)
    difference = mantel_haenszel.stratified_difference(case["tables"])
    assert difference.estimate == pytest.approx(case["rd"][0], abs=1e-12)
    assert list(difference) == pytest.approx(case["mover"], abs=1e-9)


@pytest.mark.parametrize("case", [case for case in TABLES if case["exact"]], ids=lambda case: str(case["tables"]))
def test_the_exact_common_odds_ratio(case):
    """The odds ratio is that of mantelhaen.test, which stops after four digits, infinite and zero ends included."""
    odds_ratio = exact_odds.odds_ratio(case["tables"])
    assert list(odds_ratio) == pytest.approx(numbers(case["exact"]), rel=2e-3, abs=1e-4)


@pytest.mark.parametrize("measure", ["rr", "or"])
@pytest.mark.parametrize("case", [case for case in TABLES if case["reml_rr"]], ids=lambda case: str(case["tables"]))
def test_random_effects(case, measure):
    """REML with the modified Knapp–Hartung interval is that of rma, where its search has come to an end."""
    compute = getattr(two_by_two, {"rr": "log_risk_ratio_and_variance", "or": "log_odds_ratio_and_variance"}[measure])
    expected = case[f"reml_{measure}"]
    summary = random_effects.reml(*zip(*(compute(*table) for table in case["tables"]), strict=True))
    estimates = [summary.estimate, summary.se, summary.low, summary.high, summary.tau**2]
    assert estimates == pytest.approx(expected, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("case", SHARES, ids=lambda case: str(case["events"]))
def test_shares(case):
    """The binomial–normal model is that of rma.glmm with 60 nodes."""
    summary = proportions.pooled(list(zip(case["events"], case["n"], strict=True)))
    mu, low, high = logit([summary.estimate, summary.low, summary.high])
    assert [mu, summary.tau, low, high] == pytest.approx([case["mu"], case["tau"], *case["ci"]], abs=1e-3)
