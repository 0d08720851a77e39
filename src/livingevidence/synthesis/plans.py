"""What would be put together, and how: what the rules of the synthesis look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from livingevidence.record.topic import Rung


@dataclass(frozen=True, kw_only=True)
class Item:
    """One result that would enter an analysis.

    Attributes
    ----------
    study : str
        The record that holds it.
    trials : tuple of str
        Trials covered, empty if none is named.
    overlaps : tuple of str
        Other records that are declared to hold some of the same people.
    about : str
        ``benefit`` or ``harm``.
    term : str
        Outcome or adverse event, as in the vocabulary.
    disease, design, period : str
        As in the vocabulary; the design is that of the trial, also where a label reports it.
    rung : Rung
        The design's, on the ladder of evidence.
    formulation : str
        Form, strength and frequency that the analysis takes as one treatment.
    comparator : str or None
        What the people beside them got; None without a comparator.
    comparator_study : str or None
        The record from which the comparator's numbers are.
    comparator_arms : tuple of str
        Each comparator arm in each trial, ``study/arm@trial``.
    unit : str or None
        What is counted or measured where it is not people.
    statistic : str
        ``count``, ``mean`` or ``median``.
    n, arm_n : int or None
        People counted, and people that the arm had.
    cells : tuple of int
        Of a two-by-two table: people with and without the event, in both arms.
    events : int
        People with the event, of `n`.
    weeks : float or None
        Weeks since the start of treatment; None where the source gives none.
    rows : tuple of str
        Addresses, the treatment's first.
    note : str
        What a reader must know; empty if nothing.
    """

    study: str
    about: Literal["benefit", "harm"]
    term: str
    disease: str
    design: str
    rung: Rung
    formulation: str
    period: str
    trials: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    comparator: str | None = None
    comparator_study: str | None = None
    comparator_arms: tuple[str, ...] = ()
    unit: str | None = None
    statistic: Literal["count", "mean", "median"] = "count"
    n: int | None = None
    arm_n: int | None = None
    cells: tuple[int, ...] = ()
    events: int = 0
    weeks: float | None = None
    rows: tuple[str, ...] = ()
    note: str = ""

    @property
    def table(self) -> tuple[int, ...]:
        """Events and people."""
        return self.events, self.n

    @property
    def participants(self) -> int:
        """People counted."""
        return self.n


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would be put together, and how.

    Attributes
    ----------
    items : sequence of Item
        One for each independent result.
    measure : str
        Such as ``risk-difference``, ``risk-ratio``, ``proportion``, ``standardised-mean-difference``.
    method : str
        ``own interval``, ``Mantel-Haenszel``, ``random effects``, ``Bayesian``, ``paired``, ``binomial-normal`` or a
        key of :data:`livingevidence.synthesis.rules.UNSOUND`.
    shows : tuple of str
        What would be shown beside it: ``prediction interval``, ``I²``, ``funnel plot``, ``Egger test``, ``percentage``.
    observed_cases : bool
        Whether people without an assessment are left out of a benefit's denominator on purpose.
    """

    items: Sequence[Item]
    measure: str = "risk-difference"
    method: str = "Mantel-Haenszel"
    shows: tuple[str, ...] = ()
    observed_cases: bool = False


def share_people(a: Item, b: Item) -> bool:
    """Return whether two results have people in common.

    Where both name trials, trials decide: a label declares an overlap with each of its trials' studies, though its rows
    are of one of them. Else the record decides, and what is declared.
    """
    if a.trials and b.trials:
        return not set(a.trials).isdisjoint(b.trials)
    return a.study == b.study or b.study in a.overlaps or a.study in b.overlaps
