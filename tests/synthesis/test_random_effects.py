"""Several trials taken together: worked examples, and what must hold of any estimates."""

from math import isfinite, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livingevidence.synthesis.stats import bayes, random_effects

TRIALS = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.001, 2)), min_size=2, max_size=6).map(
    lambda trials: tuple(map(list, zip(*trials, strict=True)))
)
CLOSE = [1.0, 1.02], [0.25, 0.4]


def test_the_bayesian_example():
    """The shortest interval is the published 0.02 to 1.99; ours has equal tails, and its ends differ by under 0.001."""

    def interval(p):
        return bayes.normal_normal(*CLOSE, level=1 - 2 * p).low, bayes.normal_normal(*CLOSE, level=2 * p + 0.9).high

    low, high = min((interval(p / 1e5) for p in range(2400, 2600, 2)), key=lambda ends: ends[1] - ends[0])
    assert (round(low, 2), round(high, 2)) == (0.02, 1.99)
    posterior = bayes.normal_normal(*CLOSE)
    assert (posterior.low, posterior.high) == pytest.approx((low, high), abs=1e-3)
    assert posterior.prior == "half-normal prior with scale 0.5 on tau, a flat prior on the mean"


@given(TRIALS)
def test_the_interval_is_never_narrower_than_the_fixed_effect_one(trials):
    """Modified Knapp–Hartung is at least as wide as Wald, Wald as the fixed effect, and a prediction as the mean."""
    fit, fixed_width = random_effects.reml(*trials), 2 * 1.959963984540054 * sum(1 / v for v in trials[1]) ** -0.5
    assert fit.high - fit.low >= fit.wald.high - fit.wald.low >= fixed_width * (1 - 1e-12)
    assert fit.tau_low <= fit.tau_high and isfinite(fit.tau_high)
    assert sum(fit.weights) == pytest.approx(1)
    if fit.prediction:
        assert fit.prediction[0] <= fit.low and fit.high <= fit.prediction[1]


@given(TRIALS)
def test_order_sign_and_origin_are_nothing(trials):
    """Reversed order and moved estimates keep the summary; negated ones negate it."""
    y, v = trials
    summary = random_effects.reml(y, v)
    for variant, sign, shift in (
        (random_effects.reml(y[::-1], v[::-1]), 1, 0),
        (random_effects.reml([5 + value for value in y], v), 1, 5),
        (random_effects.reml([-value for value in y], v), -1, 0),
    ):
        expected = sorted(sign * end + shift for end in (summary.low, summary.high))
        assert (variant.low, variant.high) == pytest.approx(expected, rel=1e-4, abs=1e-4)


@given(TRIALS, st.floats(0.01, 100))
def test_units_are_nothing(trials, factor):
    """Estimates in other units give the same summary in those units."""
    y, v = trials
    summary = random_effects.reml(y, v)
    rescaled = random_effects.reml([factor * value for value in y], [factor**2 * value for value in v])
    expected = [factor * value for value in (summary.low, summary.high, summary.tau)]
    assert [rescaled.low, rescaled.high, rescaled.tau] == pytest.approx(expected, rel=1e-4, abs=1e-4 * factor)


@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_precise_trials_that_lie_apart_have_their_tau_in_any_unit(factor):
    """Neither the search for tau nor the sums of squares depend on how large estimates and variances are."""
    y, v = [0.1, 0.9, 1.6], [0.01, 0.02, 0.01]
    fit = random_effects.reml(y, v)
    rescaled = random_effects.reml([factor * value for value in y], [factor**2 * value for value in v])
    assert rescaled[1:5] + rescaled[6:9] == pytest.approx([factor * value for value in fit[1:5] + fit[6:9]], rel=1e-6)


def test_no_tau_is_likelier_than_the_fitted_one():
    """The restricted likelihood, written out, has its highest point at the fitted tau."""
    y, v = [-0.3, 0.9, 1.6, 0.2], [0.05, 0.08, 0.02, 0.6]

    def deviance(tau):
        w = [1 / (variance + tau**2) for variance in v]
        mean = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
        product = sum(w)
        for variance in w:
            product /= variance
        return log(product) + sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))

    tau = random_effects.reml(y, v).tau
    assert all(deviance(tau) < deviance(other / 100) for other in range(500) if abs(other / 100 - tau) > 1e-3)


@pytest.mark.parametrize("compute", [random_effects.reml, bayes.normal_normal])
def test_one_trial_is_not_taken_together(compute):
    """One trial, no variance, and a trial without its variance are refused in words."""
    with pytest.raises(ValueError, match="two trials at least, not 1"):
        compute([0.3], [0.1])
    for estimates, variances in (([0.3, 0.2], [0.1, 0]), ([0.3, 0.2], [0.1]), ([0.3, float("nan")], [0.1, 0.1])):
        with pytest.raises(ValueError, match="variance above zero"):
            compute(estimates, variances)


@settings(max_examples=25)
@given(TRIALS)
def test_the_bayesian_model_is_symmetric_and_lets_the_prior_in(trials):
    """Negated estimates negate the posterior; a narrow prior on the mean draws it to zero."""
    y, v = trials
    posterior, negated = bayes.normal_normal(y, v), bayes.normal_normal([-value for value in y], v)
    assert (-negated.estimate, -negated.high, -negated.low) == pytest.approx(posterior[:3], abs=1e-7)
    assert posterior.low < posterior.estimate < posterior.high
    assert 0 <= posterior.tau_low < posterior.tau < posterior.tau_high
    shrunk = bayes.normal_normal(y, v, mean_sd=0.05)
    assert abs(shrunk.estimate) <= abs(posterior.estimate) + 1e-9


@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_units_are_nothing_to_the_bayesian_model(factor):
    """Estimates and priors in other units give the same posterior in those units."""
    y, v = CLOSE
    posterior = bayes.normal_normal(y, v, mean_sd=2)
    rescaled = [factor * value for value in y], [factor**2 * value for value in v]
    rescaled_posterior = bayes.normal_normal(*rescaled, tau_scale=0.5 * factor, mean_sd=2 * factor)
    assert rescaled_posterior[:6] == pytest.approx([factor * value for value in posterior[:6]], rel=1e-6)


def test_a_wide_prior_on_tau_widens_the_interval():
    """The prior's scale matters with two trials, which is why it is stated."""
    posteriors = [bayes.normal_normal(*CLOSE, tau_scale=scale) for scale in (0.25, 0.5, 1)]
    widths = [posterior.high - posterior.low for posterior in posteriors]
    assert widths == sorted(widths)
    assert "standard deviation 2 around 0 on the mean" in bayes.normal_normal(*CLOSE, mean_sd=2).prior
    with pytest.raises(ValueError, match="above zero"):
        bayes.normal_normal(*CLOSE, tau_scale=0)
