"""Two-by-two tables of ruxolitinib cream against vehicle, from rows of the blinded, parallel part of trials.

Which rows and arms can be a side of a table is in :mod:`livingevidence.synthesis.sides`; what is in none is named in
``not_used`` with its reason.

Rows over several trials
------------------------
They are alternatives to the rows of these trials. The trials' own rows are taken where each trial has them, else the
row over all of them, since it holds more of the people. Summing over trials ignores which trial people were in, so
such a table stands as one result (``tables``) of several trials (``k``), with a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.library import trials_of
from livingevidence.record.models import Study
from livingevidence.record.text import in_words
from livingevidence.synthesis.estimate import NotUsed
from livingevidence.synthesis.plans import Item, share_people
from livingevidence.synthesis.sides import (
    ANY,
    FORMULATIONS,
    MAIN,
    Side,
    other_reading,
    owner_of,
    regimen,
    regimens_beside,
    sides,
)


@dataclass(frozen=True, kw_only=True)
class Comparison(Item):
    """People with an adverse event, of those counted, with the cream and with vehicle.

    Attributes
    ----------
    events, n, vehicle_events, vehicle_n : int
        The table.
    weeks : float or None
        Weeks since the start of treatment; None where the source gives none.
    rows : tuple of str
        Addresses ``study/row``, cream first.
    note : str
        What a reader must know; empty if nothing.
    """

    events: int
    vehicle_events: int
    vehicle_n: int
    weeks: float | None
    rows: tuple[str, ...]
    note: str = ""

    @property
    def table(self) -> tuple[int, int, int, int]:
        """Events and people with the cream, events and people with vehicle."""
        return self.events, self.n, self.vehicle_events, self.vehicle_n

    @property
    def participants(self) -> int:
        """People in both arms."""
        return self.n + self.vehicle_n


class Selected(NamedTuple):
    """The comparisons of an event, and the rows that are in none, with reasons."""

    comparisons: tuple[Comparison, ...]
    not_used: tuple[NotUsed, ...]


def events(evidence: Evidence) -> tuple[str, ...]:
    """Return the adverse events of which a study of the cream has a row, in the order of the vocabulary."""
    studies = [study for study in evidence.records.values() if evidence.topic.is_about(study)]
    found = {row.event for study in studies for row in study.adverse_events}
    return tuple(event for event in evidence.vocabulary["adverse-events"] if event in found)


def select(
    evidence: Evidence, event: str, formulation: str = MAIN, *, source_pools: bool = True, second: bool = False
) -> Selected:
    """Return every comparison of an adverse event that may enter an analysis, one a trial.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence: diseases and designs are looked up in all records of a trial.
    event : str
        A term of the vocabulary's adverse events.
    formulation : str, optional
        :data:`MAIN`, or :data:`ANY` for all strengths of a trial together.
    source_pools : bool, optional
        Whether tables that a source summed over several trials may enter.
    second : bool, optional
        Whether the second reading's count is taken where it differs from the first.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    ValueError
        If the formulation is neither of the two.
    """
    if event not in evidence.vocabulary["adverse-events"]:
        raise KeyError(f"'{event}' is not among the adverse-events")
    if formulation not in FORMULATIONS:
        raise ValueError(f"'{formulation}' is none of: {', '.join(FORMULATIONS)}")
    not_used: list[NotUsed] = []
    found: list[Comparison] = []
    for study in filter(evidence.topic.is_about, evidence.records.values()):
        usable = sides(evidence, study, event, formulation, second, not_used)
        found += _of_study(evidence, study, event, formulation, usable, not_used)
    if not source_pools:
        kept = [item for item in found if len(item.trials) < 2]
        _drop(
            found, kept, "the source summed it over several trials, and this analysis takes trials one by one", not_used
        )
        found = kept
    found = _alternatives(found, not_used)
    return Selected(tuple(_people_once(evidence, found, not_used)), tuple(not_used))


def _of_study(evidence, study, event, formulation, usable, not_used) -> Iterator[Comparison]:
    """Yield a study's comparisons, one for each set of trials that its rows cover: the latest timepoint of them."""
    groups: dict[tuple, dict[float | None, list[Side]]] = {}
    for item in usable:
        by_week = groups.setdefault(trials_of(study, item.row), {})
        by_week.setdefault(item.row.timepoint_weeks, []).append(item)
    for trials, by_week in groups.items():
        made = []
        for weeks, items in by_week.items():
            reason = _unfit(evidence, trials, formulation, items)
            if reason:
                not_used.append(NotUsed(_addresses(study, items), reason))
            else:
                made.append(_comparison(evidence, study, event, formulation, trials, weeks, items))
        made.sort(key=lambda item: -1 if item.weeks is None else item.weeks)
        _drop(made, made[-1:], "a later result of the same people is taken", not_used)
        yield from made[-1:]


def _unfit(evidence: Evidence, trials: tuple[str, ...], formulation: str, items: list[Side]) -> str:
    """Return why rows of the same trials and week make no comparison; empty if they do."""
    cream, vehicle = (
        [i for i in items if evidence.topic.as_made(i.arm)],
        [i for i in items if evidence.topic.controls(i.arm)],
    )
    if not cream or not vehicle:
        return f"no count of the {'vehicle' if cream else 'cream'} arm to compare with"
    if (
        len({i.arm.id for i in items}) < len(items)
        or len(vehicle) > 1
        or len({regimen(i.arm) for i in cream}) < len(cream)
    ):
        return "more than one row for the same arm"
    if owner_of(evidence, trials) is None:
        return "no record of the trial itself"
    unread = regimens_beside(evidence, trials, vehicle[0].arm) - {regimen(i.arm) for i in cream}
    if formulation == ANY and unread:
        return f"no count of the arms with {in_words(sorted(unread))}, which share the vehicle arm"
    return ""


def _comparison(evidence, study, event, formulation, trials, weeks, items) -> Comparison:
    owner, given = owner_of(evidence, trials), evidence.topic.treatment
    cream, vehicle = (
        [i for i in items if evidence.topic.as_made(i.arm)],
        next(i for i in items if evidence.topic.controls(i.arm)),
    )
    events, n = sum(i.events for i in cream), sum(i.n for i in cream)
    notes = [f"counts pooled by the source over {len(trials)} trials"] if len(trials) > 1 else []
    if len(cream) > 1:
        notes.append(f"arms with {in_words([regimen(i.arm) for i in cream])} summed")
    notes += [f"a second reading has {other[0]} of {other[1]}" for i in items if (other := other_reading(i.row))]
    return Comparison(
        study=study.id,
        trials=trials,
        overlaps=tuple(item.study for item in study.overlaps),
        about="harm",
        term=event,
        disease=owner.conditions[0],
        design=owner.design,
        ladder=ladder(evidence, owner),
        formulation=f"{given.form}, {given.regimen if formulation == MAIN else formulation}",
        comparator="vehicle",
        comparator_study=study.id,
        comparator_arms=tuple(f"{study.id}/{vehicle.arm.id}@{trial}" for trial in trials),
        period="blinded",
        events=events,
        n=n,
        cells=(events, n - events, vehicle.events, vehicle.n - vehicle.events),
        vehicle_events=vehicle.events,
        vehicle_n=vehicle.n,
        weeks=weeks,
        rows=_addresses(study, [*cream, vehicle]),
        note="; ".join(notes),
    )


def _alternatives(found: list[Comparison], not_used: list[NotUsed]) -> list[Comparison]:
    """Return comparisons of which none covers a trial that another of the same study covers."""
    own = {(item.study, *item.trials) for item in found if len(item.trials) == 1}
    whole = [i for i in found if len(i.trials) > 1 and not all((i.study, trial) in own for trial in i.trials)]
    whole.sort(key=lambda item: -len(item.trials))
    kept: list[Comparison] = []
    for item in [*whole, *(i for i in found if len(i.trials) < 2)]:
        if not any(item.study == other.study and share_people(item, other) for other in kept):
            kept.append(item)
    _drop(found, kept, "rows over several trials and rows of one of them are alternatives", not_used)
    return [item for item in found if item in kept]


def _people_once(evidence: Evidence, found: list[Comparison], not_used: list[NotUsed]) -> list[Comparison]:
    """Return comparisons without anybody in two; trials before labels, then the one with more people."""

    def rank(item: Comparison) -> tuple:
        return ladder(evidence, evidence.records[item.study]) == "none", -item.participants, item.study

    kept: list[Comparison] = []
    for item in sorted(found, key=rank):
        other = next((other for other in kept if share_people(item, other)), None)
        if other:
            not_used.append(NotUsed(item.rows, f"the same people are counted in {other.study}"))
        else:
            kept.append(item)
    return sorted(kept, key=lambda item: (item.disease, item.trials, item.study))


def _addresses(study: Study, items: Iterable[Side]) -> tuple[str, ...]:
    return tuple(f"{study.id}/{item.row.id}" for item in items)


def _drop(found: list[Comparison], kept: list[Comparison], reason: str, not_used: list[NotUsed]) -> None:
    not_used.extend(NotUsed(item.rows, reason) for item in found if item not in kept)
