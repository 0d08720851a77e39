"""What would change our mind: for each main conclusion the first change of the data that would overturn it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from livingevidence.claims.base import JudgedClaim
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import names_in_words, number
from livingevidence.record.topic import Topic
from livingevidence.results.harm_numbers import per_thousand
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import Analysis, Estimate, Refusal
from livingevidence.synthesis.harms import analysis
from livingevidence.synthesis.pooling import pool

SIZES = (20, 40, 80, 160)
"""People a side in the trial that is added."""
NEW = "one-more-trial"


def grid(topic: Topic) -> str:
    """Return in words which trials are added."""
    treatment, control, sizes = topic.treatment.short, topic.control.label, names_in_words([*map(str, SIZES)])
    return (
        f"For a difference one more trial is added to those present, of {sizes.replace(' and ', ' or ')} people "
        f"a side. Its {control} group has the event as often as the present {control} groups together, rounded to "
        f"whole people; its {treatment} group has it in anything from nobody to everybody. What stands here is the "
        "smallest trial that overturns the sentence, with the count nearest to what is found now, and any before it "
        "with which the sentence could not be judged."
    )


class Step(NamedTuple):
    """One more trial, and what the present comparisons and it give together."""

    trial: Comparison
    analysis: Analysis


def added_trial(comparisons: Sequence[Comparison], size: int, events: int) -> Comparison:
    """Return a trial like the first present one, of a size a side, with so many events on the treatment."""
    controls = round(size * _control_risk(comparisons))
    return replace(
        comparisons[0],
        study=NEW,
        trials=(NEW,),
        overlaps=(),
        comparator_study=NEW,
        comparator_arms=(f"{NEW}/control@{NEW}",),
        events=events,
        n=size,
        arm_n=size,
        control_events=controls,
        control_n=size,
        rows=(),
        note="",
    )


def counts_by_nearness(comparisons: Sequence[Comparison], size: int) -> list[int]:
    """Return every number of people on the treatment, the one nearest to the present estimate first."""
    expected = size * (_control_risk(comparisons) + pool("", comparisons).main.estimate)
    return sorted(range(size + 1), key=lambda events: abs(events - expected))


def search(comparisons: Sequence[Comparison], side: str) -> tuple[Step | None, Step | None]:
    """Return the first trial of the grid that overturns a side, and one before it, if any, that leaves it untold."""
    opening = None
    for size in SIZES:
        for events in counts_by_nearness(comparisons, size):
            trial = added_trial(comparisons, size, events)
            step = Step(trial, pool("", [*comparisons, trial]).main)
            if isinstance(step.analysis, Refusal):
                opening = opening or step
            elif side_of(step.analysis) != side:
                return step, opening
    return None, opening


def changes(evidence: Evidence, judged: dict[str, JudgedClaim]) -> dict[str, str]:
    """Return what would change each main claim that holds, in words, by its id; of an open one what it waits for."""
    return {name: _what_changes(evidence, each) for name, each in judged.items() if each.claim.main}


def _what_changes(evidence: Evidence, judged: JudgedClaim) -> str:
    if judged.verdict == "overturned":
        return "it is overturned already."
    if judged.verdict == "open":
        waits = [f"{f.needs} (now: {f.answer})" for f in judged.findings if f.holds is None]
        return f"it is open, and waits for {'; '.join(waits)}."
    searches = [finding.search for finding in judged.findings if finding.search]
    results = [evidence.lasting(("search", search), partial(_search_words, evidence, *search)) for search in searches]
    steps = [words for words, moves in results if moves]
    steps += dict.fromkeys(finding.flip for finding in judged.findings if finding.flip)
    unmoved = [words[0].upper() + words[1:] for words, moves in results if not moves]
    if not steps and not unmoved:
        steps = ["a result that it rests on is corrected or withdrawn"]
    any_step = ("any one of these: " if len(steps) > 1 else "") + "; ".join(steps)
    return ". ".join(filter(None, [any_step, *unmoved])) + "."


def _search_words(evidence: Evidence, event: str, disease: str, side: str) -> tuple[str, bool]:
    """Return what the search finds, in words, the nearer trial first, and whether any trial does something."""
    (line,) = (line for line in analysis(evidence, event).by_disease if line.diseases == (disease,))
    label, topic = evidence.vocabulary.label, evidence.topic
    overturning, opening = search(line.comparisons, side)
    trials = []
    if opening:
        reason = opening.analysis.sentence.split(" Here:")[0].rstrip(".")
        trials.append(f"{_trial(opening.trial, topic)} leaves it untold ({reason[0].lower()}{reason[1:]})")
    if overturning:
        then = _then(overturning.analysis, line.difference.main)
        trials.append(f"{_trial(overturning.trial, topic)} overturns it ({then})")
    else:
        trials.append("no trial of the grid overturns what is found")
    harm = f"{label('adverse-events', event)} in {label('conditions', disease)}"
    return f"on {harm}, {'; '.join(trials)}", bool(opening or overturning)


def _trial(trial: Comparison, topic: Topic) -> str:
    sides = f"on the {topic.treatment.short} and {number(trial.control_events)} on {topic.control.label}"
    return f"one more trial of {trial.n} people a side, {number(trial.events)} with the event {sides},"


def _then(estimate: Estimate, present: Analysis) -> str:
    """Return the difference with the trial; and how it is computed, where that is not as it was."""
    words = f"then of 1,000 {per_thousand(estimate)}"
    if estimate.method == present.method:
        return words
    return f"{words}, by {estimate.method}, where now it is {present.method}"


def _control_risk(comparisons: Sequence[Comparison]) -> float:
    """Return the share of people with the event on the control."""
    return sum(item.control_events for item in comparisons) / sum(item.control_n for item in comparisons)


def side_of(result: Analysis) -> str | None:
    """Return on which side of no difference an interval lies: ``more``, ``fewer`` or ``unclear``."""
    if not isinstance(result, Estimate):
        return None
    return "more" if result.low > 0 else "fewer" if result.high < 0 else "unclear"
