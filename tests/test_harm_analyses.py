"""Harms of the cream against vehicle: by disease, then the second line across diseases."""

from __future__ import annotations

import math

import pytest

from livingevidence.synthesis import harms
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.stats import mantel_haenszel, two_by_two

STOPPED, ANY_EVENT = "discontinuation-due-to-adverse-event", "any-adverse-event"


@pytest.fixture(scope="module")
def every(evidence):
    """Return the analyses of all events, by event."""
    return {item.event: item for item in harms.analyses(evidence)}


def lines(every):
    """Yield every line of every event."""
    for item in every.values():
        yield from item.by_disease
        if item.across:
            yield item.across


def test_every_event_has_an_answer(every):
    """Each event has a line for a disease, or a refusal that carries all rows with reasons."""
    for item in every.values():
        assert bool(item.by_disease) != isinstance(item.none, Refusal)
        assert item.by_disease or (item.none.not_used == item.not_used and item.not_used)


def test_a_disease_stands_alone(every):
    """A line of a disease holds comparisons of that disease only."""
    for item in every.values():
        assert all({c.disease for c in line.comparisons} == set(line.diseases) for line in item.by_disease)
        assert all(len(line.diseases) == 1 for line in item.by_disease)


def test_the_second_line_needs_two_diseases_and_says_what_it_is(every):
    """A line across diseases exists where two diseases have comparisons, and every part of it is labelled."""
    for item in every.values():
        assert bool(item.across) == (len(item.by_disease) > 1)
        if item.across:
            parts = (item.across.difference, item.across.ratio, item.across.odds)
            assert all(harms.SECOND_LINE in line.question for pooled in parts for line in pooled.lines)
            assert item.across.per_thousand is None


def test_nothing_is_in_two_diseases(every):
    """The second line has the comparisons of the diseases, each once."""
    for item in every.values():
        if item.across:
            assert sorted(row for c in item.across.comparisons for row in c.rows) == sorted(
                row for line in item.by_disease for c in line.comparisons for row in c.rows
            )


def test_no_analysis_uses_a_row_twice_or_holds_nan(every):
    """No line uses a row twice, and every number of it is one."""
    for line in lines(every):
        for analysis in (a for p in (line.difference, line.ratio, line.odds) for a in (*p.own, *p.lines)):
            assert len(analysis.rows) == len(set(analysis.rows))
            if isinstance(analysis, Estimate):
                assert not any(math.isnan(n) for n in (analysis.estimate, analysis.low, analysis.high))


def test_withdrawals_across_diseases_are_strata_of_trials(every):
    """The second line on withdrawals is the Mantel-Haenszel difference of the trials' own tables, nothing added."""
    across = every[STOPPED].across
    summed = mantel_haenszel.risk_difference([c.table for c in across.comparisons])
    assert (across.difference.main.estimate, across.difference.main.low) == (summed.estimate, summed.low)
    assert across.difference.main.k == len(across.comparisons) == 4
    assert across.difference.lines[1].rule == "no-empty-cells"


def test_withdrawals_in_a_disease_are_told_of_a_thousand(evidence, every):
    """Absolute numbers: vehicle's summed risk, and the common difference with its interval, of 1000 people."""
    line = next(line for line in every[STOPPED].by_disease if line.diseases == ("atopic-dermatitis",))
    rows = [evidence.row(f"papp-2021/{STOPPED}-vehicle-w8-{i}")[1] for i in (2, 3)]
    assert line.per_thousand.vehicle == pytest.approx(1000 * sum(r.events for r in rows) / sum(r.n for r in rows))
    pairs = [(evidence.row(f"papp-2021/{STOPPED}-rux15-w8-{i}")[1], v) for i, v in zip((2, 3), rows, strict=True)]
    weights = [r.n * v.n / (r.n + v.n) for r, v in pairs]
    differences = [r.events / r.n - v.events / v.n for r, v in pairs]
    expected = 1000 * sum(w * d for w, d in zip(weights, differences, strict=True)) / sum(weights)
    assert line.per_thousand.difference == pytest.approx(expected)
    assert line.per_thousand.low < expected < line.per_thousand.high


def test_any_event_points_both_ways_and_has_no_common_difference(every):
    """Two results without an empty cell that differ by disease get no common difference, but tau with its interval."""
    across = every[ANY_EVENT].across
    first, second = across.difference.own
    assert first.estimate < 0 < second.estimate
    assert [line.rule for line in across.difference.lines] == ["two-side-by-side"]
    assert across.ratio.main.method == "Bayesian normal–normal"
    assert across.ratio.main.tau_low < across.ratio.main.tau < across.ratio.main.tau_high


def test_one_trial_has_its_own_interval(evidence, every):
    """An event of one trial has Newcombe's interval of its own counts and no pooled row."""
    (line,) = every["application-site-reaction"].by_disease
    rows = [evidence.row(f"eichenfield-2025/application-site-reaction-{side}-w8")[1] for side in ("rux15", "vehicle")]
    own = two_by_two.risk_difference(rows[0].events, rows[0].n, rows[1].events, rows[1].n)
    assert (line.difference.main.low, line.difference.main.high) == (own.low, own.high)
    assert [refused.rule for refused in line.difference.lines] == ["two-to-pool"]


def test_nobody_affected_is_shown_with_a_bound(every):
    """Where nobody is affected in either arm the difference is shown with its interval, and the ratio is refused."""
    (line,) = every["skin-atrophy-or-striae"].by_disease
    assert line.per_thousand.difference == 0 and line.per_thousand.low < 0 < line.per_thousand.high
    assert isinstance(line.ratio.main, Refusal)


def test_every_result_names_what_was_left_out(every):
    """Each pooled line or refusal carries the rows that are in no comparison of the event."""
    for item in every.values():
        for line in (*item.by_disease, *([item.across] if item.across else [])):
            assert all(pooled.lines[0].not_used == item.not_used for pooled in (line.difference, line.ratio))


def test_unknown_events_are_told(evidence):
    """An event that nobody knows is an error with its name."""
    with pytest.raises(KeyError, match="no-event"):
        harms.analysis(evidence, "no-event")
