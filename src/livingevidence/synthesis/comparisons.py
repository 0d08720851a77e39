"""Two-by-two tables of the treatment against its control, from rows of the blinded, parallel part of trials.

A row over several trials is an alternative to the rows of these trials. The trials' own rows are taken where each trial
has them, else the row over all of them, since it holds more of the people. Summing over trials ignores which trial
people were in, so such a table stands as one result (``tables``) of several trials (``k``), with a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from livingevidence.evidence.describe import term_of
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import has_people, studies_about
from livingevidence.record.addresses import Address
from livingevidence.record.library import trials_of
from livingevidence.record.models import Study
from livingevidence.record.reads import remembered
from livingevidence.record.text import names_in_words
from livingevidence.synthesis.estimate import NotUsed
from livingevidence.synthesis.plans import Item, related_pairs, share_people
from livingevidence.synthesis.sides import (
    ANY,
    MAIN,
    Side,
    other_reading,
    owner_of,
    regimen,
    regimens_beside,
    select_sides,
)

ALTERNATIVES = "rows over several trials and rows of one of them are alternatives"
BY_SOURCE = "the source summed it over several trials, and this analysis takes trials one by one"


@dataclass(frozen=True, kw_only=True)
class Comparison(Item):
    """People with an adverse event, of those counted, with the treatment (``events``, ``n``) and with its control."""

    control_events: int
    control_n: int
    recovered: bool = False
    """Whether a count is recovered from a printed percentage, which one number of people gives."""

    @property
    def table(self) -> tuple[int, int, int, int]:
        """Events and people with the treatment, events and people with the control."""
        return self.events, self.n, self.control_events, self.control_n

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """People with and without the event, with the treatment and with its control."""
        return self.events, self.n - self.events, self.control_events, self.control_n - self.control_events

    @property
    def participants(self) -> int:
        """People in both arms."""
        return self.n + self.control_n


class Selected(NamedTuple):
    """The comparisons of an event, and the rows that are in none, with reasons."""

    comparisons: tuple[Comparison, ...]
    not_used: tuple[NotUsed, ...]


def events(evidence: Evidence) -> tuple[str, ...]:
    """Return what is compared with the control: outcomes that the protocol pools, and events that have a row."""
    reported = {row.event for study in studies_about(evidence) for row in study.adverse_events}
    harms = (event for event in evidence.vocabulary["adverse-events"] if event in reported)
    return (*evidence.library.protocol.pooling.outcomes, *harms)


@remembered(4)  # asked of each event, of one evidence
def _with_rows(evidence: Evidence) -> dict[str, list[Study]]:
    """Return the studies of the treatment that have a row of an outcome or an adverse event, by its term."""
    by_term: dict[str, list[Study]] = {}
    for study in studies_about(evidence):
        for term in dict.fromkeys(term_of(row)[1] for row in study.rows):
            by_term.setdefault(term, []).append(study)
    return by_term


def select(
    evidence: Evidence, event: str, formulation: str = MAIN, *, source_pools: str = "counted", second: bool = False
) -> Selected:
    """Return every comparison of an adverse event that may enter an analysis, one a trial.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence: diseases and designs are looked up in all records of a trial.
    formulation : str, optional
        :data:`MAIN`, or :data:`ANY` for all strengths of a trial together.
    source_pools : str, optional
        Whether tables that a source summed over several trials are ``counted`` where a trial has none of its own,
        ``left out``, or stand ``in place of single trials``.
    second : bool, optional
        Whether the second reading's count is taken where it differs from the first.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    ValueError
        If the formulation is neither of the two.
    """
    outcomes = evidence.library.protocol.pooling.outcomes
    if event not in evidence.vocabulary["adverse-events"] and event not in outcomes:
        raise KeyError(f"'{event}' is not among the adverse-events, nor an outcome that the protocol pools")
    if formulation not in (MAIN, ANY):
        raise ValueError(f"'{formulation}' is none of: {MAIN}, {ANY}")
    not_used: list[NotUsed] = []
    candidates: list[Comparison] = []
    for study in _with_rows(evidence).get(event, ()):
        sides, not_sides = select_sides(evidence, study, event, formulation, second=second)
        of_study = list(_of_study(evidence, study, event, formulation, sides))
        not_used += [*not_sides, *(item for item in of_study if isinstance(item, NotUsed))]
        comparisons = [item for item in of_study if isinstance(item, Comparison)]
        if source_pools == "left out":
            not_used += [NotUsed(item.rows, BY_SOURCE) for item in comparisons if len(item.trials) > 1]
            comparisons = [item for item in comparisons if len(item.trials) < 2]
        if source_pools == "in place of single trials":
            ranked = sorted(comparisons, key=lambda item: -len(item.trials))
        else:
            ranked = _fullest_first(comparisons)
        candidates += _people_once(comparisons, ranked, not_used, ALTERNATIVES)

    def rank(item: Comparison) -> tuple:
        of_trial_itself = has_people(evidence, evidence.records[item.study])
        return item.recovered, not of_trial_itself, -item.participants, item.study

    reason = "the same people are counted in {}"
    selected = _people_once(candidates, sorted(candidates, key=rank), not_used, reason)
    selected.sort(key=lambda item: (item.disease, item.trials, item.study))
    return Selected(tuple(selected), tuple(not_used))


def _of_study(
    evidence: Evidence, study: Study, event: str, formulation: str, sides: list[Side]
) -> Iterator[Comparison | NotUsed]:
    """Yield a study's comparisons, one for each set of trials that its rows cover: the latest timepoint of them."""
    by_trials: dict[tuple, dict[float, list[Side]]] = {}
    for side in sides:
        week = -1 if side.row.timepoint_weeks is None else side.row.timepoint_weeks
        by_trials.setdefault(trials_of(study, side.row), {}).setdefault(week, []).append(side)
    for trials, by_week in by_trials.items():
        of_weeks = [_of_week(evidence, study, event, formulation, trials, by_week[week]) for week in sorted(by_week)]
        yield from (item for item in of_weeks if isinstance(item, NotUsed))
        comparisons = [item for item in of_weeks if isinstance(item, Comparison)]
        yield from (NotUsed(item.rows, "a later result of the same people is taken") for item in comparisons[:-1])
        yield from comparisons[-1:]


def _of_week(
    evidence: Evidence, study: Study, event: str, formulation: str, trials: tuple[str, ...], sides: list[Side]
) -> Comparison | NotUsed:
    """Return the comparison that rows of the same trials and week make, or why they make none."""
    topic, owner = evidence.topic, owner_of(evidence, trials)
    treated = [side for side in sides if topic.as_made(side.arm)]
    controls = [side for side in sides if topic.controls(side.arm)]
    if reason := _unfit(evidence, trials, formulation, treated, controls):
        return NotUsed(_addresses(study, sides), reason)
    (control,) = controls
    events, n = sum(side.events for side in treated), sum(side.n for side in treated)
    about = "harm" if evidence.vocabulary.list_of(event) == "adverse-events" else "benefit"
    sizes = [side.arm.n for side in treated]
    notes = [f"counts pooled by the source over {len(trials)} trials"] if len(trials) > 1 else []
    if len(treated) > 1:
        notes.append(f"arms with {names_in_words([regimen(side.arm) for side in treated])} summed")
    if recovered := any(side.recovered for side in (*treated, control)):
        notes.append("counts recovered from printed percentages")
    others = [other for side in sides if (other := other_reading(side.row))]
    notes += [f"a second reading has {events_read} of {n_read}" for events_read, n_read in others]
    return Comparison(
        study=study.id,
        trials=trials,
        overlaps=tuple(overlap.study for overlap in study.overlaps),
        about=about,
        arm_n=None if about == "harm" or None in sizes else sum(sizes),
        windows=tuple(evidence.library.protocol.pooling.windows),
        term=event,
        disease=owner.conditions[0],
        design=owner.design,
        rung=topic.ladder[topic.controlled_rung],
        formulation=f"{topic.treatment.form}, {topic.treatment.regimen if formulation == MAIN else formulation}",
        comparator=topic.control.intervention,
        comparator_study=study.id,
        comparator_arms=tuple(f"{study.id}/{control.arm.id}@{trial}" for trial in trials),
        period=control.row.period,
        compared_in=topic.control.period,
        events=events,
        n=n,
        control_events=control.events,
        control_n=control.n,
        recovered=recovered,
        weeks=control.row.timepoint_weeks,
        planned=control.arm.duration_weeks,
        rows=_addresses(study, [*treated, control]),
        note="; ".join(notes),
    )


def _unfit(
    evidence: Evidence, trials: tuple[str, ...], formulation: str, treated: list[Side], controls: list[Side]
) -> str:
    """Return why rows of the same trials and week make no comparison; empty if they do."""
    topic = evidence.topic
    if not treated or not controls:
        return f"no count of the {topic.control.label if treated else topic.treatment.short} arm to compare with"
    arms, regimens = {side.arm.id for side in (*treated, *controls)}, {regimen(side.arm) for side in treated}
    if len(arms) < len(treated) + len(controls) or len(controls) > 1 or len(regimens) < len(treated):
        return "more than one row for the same arm"
    if owner_of(evidence, trials) is None:
        return "no record of the trial itself"
    unread = regimens_beside(evidence, trials, controls[0].arm) - regimens
    if formulation == ANY and unread:
        return f"no count of the arms with {names_in_words(sorted(unread))}, which share the {topic.control.label} arm"
    return ""


def _fullest_first(comparisons: list[Comparison]) -> list[Comparison]:
    """Return a study's comparisons: those over trials of which one has no own table, single ones, and the others."""
    single_trials = {item.trials[0] for item in comparisons if len(item.trials) == 1}

    def rank(item: Comparison) -> tuple:
        lacking = len(item.trials) > 1 and not single_trials.issuperset(item.trials)
        return not lacking, -len(item.trials) if lacking else len(item.trials)

    return sorted(comparisons, key=rank)


def _people_once(
    comparisons: list[Comparison], ranked: list[Comparison], not_used: list[NotUsed], reason: str
) -> list[Comparison]:
    """Return comparisons without anybody in two, the first ranked of each; the others go, with the reason."""
    left_out: set[int] = set()
    for first, later in related_pairs(ranked):
        if left_out.isdisjoint({id(first), id(later)}) and share_people(later, first):
            not_used.append(NotUsed(later.rows, reason.format(first.study)))
            left_out.add(id(later))
    return [item for item in comparisons if id(item) not in left_out]


def _addresses(study: Study, sides: Iterable[Side]) -> tuple[str, ...]:
    return tuple(Address.of(study.id, side.row.id) for side in sides)
