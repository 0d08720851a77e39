"""Intervals of single results that are printed with a spread or as counts, and without an interval."""

import pytest
from scipy import stats

from copies import altered
from livingevidence.results.compute import compute
from livingevidence.synthesis.stats.interval import mean_interval
from livingevidence.synthesis.stats.two_by_two import risk_difference

ROW = "doe-2021/fever-score-ten-w8"
CONTRAST = "doe-2021/fever-score-ten-v-placebo-w8"
KEY = "mean.doe-2021.fever-score-ten-w8"


def test_the_interval_of_a_mean_is_that_of_a_t_test():
    """Twelve paired differences of −7.6 with a spread of 8.8 leave −13.2 to −2.0."""
    interval = mean_interval(-7.6, 8.8, 12)
    assert interval[1:] == pytest.approx(stats.t.interval(0.95, 11, -7.6, 8.8 / 12**0.5), abs=1e-12)
    assert [round(end, 1) for end in interval[1:]] == [-13.2, -2.0]
    for sd, n in ((0.088, 12), (8.8, 2)):
        expected = stats.t.interval(0.95, n - 1, -7.6, sd / n**0.5)
        assert mean_interval(-7.6, sd, n)[1:] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("values", [(1, 0, 12), (1, 2, 1), (1, float("nan"), 5), (float("inf"), 1, 5), (1, 1, 2.5)])
def test_a_mean_without_a_spread_has_no_interval(values):
    """One value, no spread, and what is no number are refused."""
    with pytest.raises(ValueError, match="no interval of a mean"):
        mean_interval(*values)


def test_a_mean_change_has_an_interval_with_what_has_to_be_so(small_evidence):
    """The interval is of the treatment's arm, says of whom, and is told to the decimals that are printed."""
    result = compute(small_evidence)[KEY]
    assert result.value == "−4.9 to −3.5" and "people's own changes, of 40 people" in result.note
    assert "in the arm" in compute(altered(small_evidence, ROW, n=None))[KEY].note
    assert "mean.doe-2021.fever-score-placebo-w8" not in compute(small_evidence)


@pytest.mark.parametrize(
    "fields", [{"sd": None}, {"ci_low": -5.0, "ci_high": -3.0}, {"measure": "mean"}, {"kind": "awaited", "value": None}]
)
def test_a_printed_interval_or_no_spread_leaves_nothing_to_compute(small_evidence, fields):
    """Where an interval is printed it stands, and a mean at one time is no change."""
    assert KEY not in compute(altered(small_evidence, ROW, **fields))


def test_a_contrast_has_an_interval_where_it_is_of_the_same_people(small_evidence):
    """A spread of differences between two sides is one of people, and a difference of two arms gets no interval."""
    between_arms = altered(small_evidence, CONTRAST, sd=2.0, n=40, ci_low=None, ci_high=None)
    assert f"mean.{CONTRAST.replace('/', '.')}" not in compute(between_arms)
    contrast = between_arms.row(CONTRAST)[1].contrast.model_copy(update={"treatment": "examplinib"})
    row = between_arms.row(CONTRAST)[1].model_copy(update={"contrast": contrast, "n": None})
    within_people = altered(between_arms, "sample-2019", outcomes=[row])
    assert "paired differences, of 16 people" in compute(within_people)[f"mean.sample-2019.{row.id}"].note


def test_counts_of_two_arms_have_their_difference(small_evidence):
    """Of an outcome counted in both arms at the same time stands the difference of a hundred, with its interval."""
    results, key = compute(small_evidence), "difference.roe-2022.clearing-ten-second-w8"
    treated, control = (small_evidence.row(f"roe-2022/clearing-{arm}-second-w8")[1] for arm in ("ten", "placebo"))
    interval = risk_difference(treated.events, treated.n, control.events, control.n)
    middle, low, high = (round(100 * share) for share in interval)
    assert results[key].value == f"{middle} more ({low} more to {high} more)"
    extreme = altered(small_evidence, "roe-2022/clearing-ten-second-w8", events=100)
    extreme = altered(extreme, "roe-2022/clearing-placebo-second-w8", events=0)
    assert compute(extreme)[key].value == "100 more (95 more to 100 more)"
    assert not any(name.startswith("difference.sample-2019") for name in results)  # areas of the same people
