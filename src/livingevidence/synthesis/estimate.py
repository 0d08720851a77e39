"""The result of every analysis: an estimate or a refusal, with the rows behind it and those it could not use."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass

NULL = {"risk-difference": 0.0, "risk-ratio": 1.0, "odds-ratio": 1.0}
"""The value of a measure of two groups where nothing differs."""


@dataclass(frozen=True)
class NotUsed:
    """Rows that an analysis could have been thought to hold, and why it does not.

    Attributes
    ----------
    rows : tuple of str
        Addresses ``study/row``.
    reason : str
        Words for a reader.
    """

    rows: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What estimates and refusals share.

    Attributes
    ----------
    question : str
        What was asked, in words.
    measure : str
        A key of :data:`NULL`, or ``proportion``.
    method : str
        How it was computed, or would have been, in words.
    k : int
        Trials covered.
    tables : int
        Independent results behind it. A table that its source pooled over two trials counts two trials and one table.
    participants : int
        People counted, each once.
    rows : tuple of str
        Addresses ``study/row`` of the rows used.
    not_used : tuple of NotUsed
        What was left out, with reasons.
    digest : str
        SHA-256 of the values that went in, see :func:`digest_of`.
    sources : tuple of str
        Keys of the method's literature in ``references.bib``.
    note : str
        What a reader must know besides; empty if nothing.
    """

    question: str
    measure: str
    method: str
    k: int
    tables: int
    participants: int
    rows: tuple[str, ...]
    digest: str
    not_used: tuple[NotUsed, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Estimate(Analysis):
    """A number with its 95 % interval; differences and proportions as fractions of 1, ratios on their own scale.

    Attributes
    ----------
    estimate, low, high : float
        Never NaN. A ratio over an empty cell can be infinite.
    tau, tau_low, tau_high : float or None
        Standard deviation of the effects between tables, on the log scale for ratios; None where no model estimates it.
    prediction : tuple of float or None
        Where the effect of a further trial is expected; None below three tables.

    Raises
    ------
    ValueError
        If a number is NaN or the interval does not hold the estimate.
    """

    estimate: float
    low: float
    high: float
    tau: float | None = None
    tau_low: float | None = None
    tau_high: float | None = None
    prediction: tuple[float, float] | None = None

    def __post_init__(self):
        numbers = [self.estimate, self.low, self.high, self.tau, self.tau_low, self.tau_high, *(self.prediction or ())]
        if any(math.isnan(number) for number in numbers if number is not None):
            raise ValueError(f"not a number in the estimate of: {self.question}, {self.method}")
        if not self.low <= self.estimate <= self.high:
            told = f"{self.low} to {self.high} does not hold {self.estimate}"
            raise ValueError(f"{told}: {self.question}, {self.method}")

    @property
    def prediction_is_rough(self) -> bool:
        """Whether the prediction interval rests on fewer than five tables, which a reader must be told."""
        return self.prediction is not None and self.tables < 5

    @property
    def holds_null(self) -> bool:
        """Whether the interval holds the value at which nothing differs.

        Raises
        ------
        KeyError
            For a proportion, which has none.
        """
        return self.low <= NULL[self.measure] <= self.high


@dataclass(frozen=True, kw_only=True)
class Refusal(Analysis):
    """An analysis that is not done.

    Attributes
    ----------
    rule : str
        Name of the rule that forbids it.
    sentence : str
        What a reader sees.
    """

    rule: str
    sentence: str


def digest_of(*values: object) -> str:
    """Return the SHA-256 of values, which must be of JSON's own types; words and addresses of rows do not belong here.

    Two analyses with the same digest have the same numbers to work on, however their rows are worded or located.
    """
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
