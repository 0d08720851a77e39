"""What would be put together, and how: what the rules of the synthesis look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Literal, TypeVar

from livingevidence.record.models import TermOf, Weeks
from livingevidence.record.review import WINDOWS, Window
from livingevidence.record.topic import Rung


@dataclass(frozen=True, kw_only=True)
class Item:
    """One result that would enter an analysis."""

    study: str
    """Study that holds the rows."""
    about: Literal["benefit", "harm"]
    term: str
    """Outcome or adverse event, as in the vocabulary."""
    disease: Annotated[str, TermOf("conditions")]
    """Condition of the trial."""
    design: str
    """As in the vocabulary; that of the trial, also where a label reports it."""
    rung: Rung
    formulation: str
    """What counts as one treatment."""  # form, strength and frequency
    period: str
    compared_in: str
    """The period in which people on the treatment and on its control are compared."""
    trials: tuple[str, ...] = ()
    """Trials covered, ids; one result over several trials is one table."""
    overlaps: tuple[str, ...] = ()
    """Other records that are declared to hold some of the same people."""
    comparator: str | None = None
    """What the people beside them got; None without a comparator."""
    comparator_study: str | None = None
    """The record from which the comparator's numbers are."""
    comparator_arms: tuple[str, ...] = ()
    """Each comparator arm in each trial, ``study/arm@trial``."""
    unit: str | None = None
    """What is counted or measured where it is not people."""
    statistic: Literal["count", "mean", "median"] = "count"
    n: int | None = None
    arm_n: int | None = None
    events: int = 0
    weeks: Weeks | None = None
    """Weeks from the start of treatment."""
    planned: Weeks | None = None
    """Weeks for which the period was planned, where no week is told of a result of the whole of it."""
    windows: Sequence[Window] = tuple(WINDOWS)
    """Weeks that the protocol counts as the same time; any, where it names none."""
    rows: tuple[str, ...] = ()
    """Addresses study/row of the rows behind it."""  # the treatment's first
    note: str = ""
    """What a reader must know."""

    @property
    def table(self) -> tuple[int, ...]:
        """Events and people."""
        return self.events, self.n

    @property
    def cells(self) -> tuple[int, ...]:
        """People with and without the event in each arm, or with it on each side of the same people."""
        return ()

    @property
    def participants(self) -> int:
        """People counted."""
        return self.n


Kind = TypeVar("Kind", bound=Item)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would be put together, and how."""

    items: Sequence[Item]
    measure: str = "risk-difference"
    """Such as ``risk-difference``, ``risk-ratio``, ``proportion``, ``standardised-mean-difference``."""
    method: str = "Mantel-Haenszel"
    """``own interval``, ``Mantel-Haenszel``, ``random effects``, ``Bayesian``, ``paired``, ``binomial-normal`` or a key
    of :data:`livingevidence.synthesis.rules.UNSOUND`."""
    shows: tuple[str, ...] = ()
    """What would stand beside it: ``prediction interval``, ``I²``, ``funnel plot``, ``Egger test``, ``percentage``."""
    observed_cases: bool = False
    """Whether people without an assessment are left out of a benefit's denominator on purpose."""


def related_pairs(items: Sequence[Kind]) -> list[tuple[Kind, Kind]]:
    """Return the pairs that name the same trial or record, which alone can have people in common: by the later one."""
    if len(items) < 2:
        return []
    places_by_name: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        for name in {*item.trials, item.study, *item.overlaps}:
            places_by_name.setdefault(name, []).append(place)
    pairs = {(later, place) for places in places_by_name.values() for place, later in combinations(places, 2)}
    return [(items[place], items[later]) for later, place in sorted(pairs)]


def share_people(first: Item, second: Item) -> bool:
    """Return whether two results have people in common.

    Where both name trials, trials decide: a label declares an overlap with each of its trials' studies, though its rows
    are of one of them. Else the record decides, and what is declared.
    """
    if first.trials and second.trials:
        return not set(first.trials).isdisjoint(second.trials)
    return first.study == second.study or second.study in first.overlaps or first.study in second.overlaps
