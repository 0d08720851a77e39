"""How certainty is reached: where it starts, what moves it, and the cap for evidence without a comparator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.appraisal.certainty import grading_of
from livingevidence.record.judgements import (
    LEVELS,
    Appraisal,
    Certainty,
    Departure,
    Question,
    ReasonsDown,
    ReasonsUp,
    RiskOfBias,
    Step,
    Tool,
)


def tool(starts: str) -> Tool:
    """Return an invented tool."""
    words = dict.fromkeys(("label", "definition", "cites"), "invented")
    return Tool(**words, designs=[], per_result=False, starts=starts, judgements={}, overall="none", domains={})


def rating(comparison: str, down: int = 0, up: int = 0, exception: bool = False) -> Certainty:
    """Return an invented rating that is moved by so many levels."""
    none, step_down = Step(by=0, reason="x"), Step(by=down, reason="x")
    return Certainty(
        condition="invented",
        kind="benefit",
        outcome="invented",
        comparison=comparison,
        question=Question(outcomes=["invented"], periods=["blinded"]),
        rows=["invented/invented"],
        means="x",
        down=ReasonsDown(
            risk_of_bias=step_down, inconsistency=none, indirectness=none, imprecision=none, publication_bias=none
        ),
        up=ReasonsUp(large_effect=Step(by=up, reason="x"), dose_response=none, opposing_confounding=none),
        exception=Departure(role="editor", reason="x") if exception else None,
    )


def with_judgements(certainty: Certainty, starts: list[str]) -> tuple[Certainty, Appraisal]:
    """Return a rating that rests on a judgement by a tool for each start, and all of these."""
    tools = {f"tool-{start}": tool(start) for start in starts}
    risks = {name: RiskOfBias(study="invented", tool=name, made_from="abstract", not_assessable="x") for name in tools}
    return certainty.model_copy(update={"risk_of_bias": [*risks]}), Appraisal(tools, risks, {})


@given(st.sampled_from(LEVELS), st.integers(0, 3))
def test_nothing_without_a_comparator_rises_above_very_low(starts, up):
    """However well the studies are judged and however large the change, the cap holds."""
    grading = grading_of(*with_judgements(rating("none", up=up), [starts]))
    assert grading.level == "very-low"
    assert grading.capped == (up > 0)


@pytest.mark.parametrize(
    ("certainty", "starts", "level"),
    [
        (rating("none", up=1, exception=True), ["very-low"], "low"),
        (rating("placebo", 0), ["high"], "high"),
        (rating("placebo", 1), ["high"], "moderate"),
        (rating("placebo", 2), ["high"], "low"),
        (rating("placebo", 3), ["high"], "very-low"),
        (rating("placebo"), ["high", "low"], "low"),
        (rating("placebo"), [], "very-low"),
        (rating("placebo", up=3), ["moderate"], "high"),
    ],
    ids=["exception", "start", "one-down", "two-down", "three-down", "lowest-tool", "no-tool", "top"],
)
def test_a_level_follows_from_start_and_steps(certainty, starts, level):
    """A trial starts high and loses a level a step; the tool that starts lowest counts; only a person lifts the cap."""
    assert grading_of(*with_judgements(certainty, starts)).level == level
