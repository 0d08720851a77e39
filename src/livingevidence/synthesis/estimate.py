"""The result of every analysis: an estimate or a refusal, with the rows behind it and those it could not use."""

import math
from dataclasses import dataclass
from typing import Annotated

from livingevidence.record.models import Unit

NULL = {"risk-difference": 0.0, "risk-ratio": 1.0, "odds-ratio": 1.0}
"""The value of a measure of two groups where nothing differs."""
Estimated = Annotated[float, Unit("as the column measure says; shares and their differences as fractions of 1")]
Spread = Annotated[float, Unit("as the estimate, ratios on the log scale")]


@dataclass(frozen=True)
class NotUsed:
    """Rows that an analysis could have been thought to hold, and why it does not."""

    rows: tuple[str, ...]
    """Addresses study/row of rows in no comparison."""
    reason: str
    """Why they are in none."""


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What estimates and refusals share."""

    question: str
    """What was asked."""
    measure: str
    """What is estimated."""
    method: str
    """How it was computed, or would have been."""
    k: Annotated[int, Unit("trials")]
    """Trials covered."""
    tables: Annotated[int, Unit("results")]
    """Independent results behind it."""  # a table that its source pooled over two trials: two trials, one result
    participants: Annotated[int, Unit("people")]
    """People counted, each once."""
    rows: tuple[str, ...]
    """Addresses study/row of the rows behind it."""
    digest: str
    """SHA-256 of the values that went in."""
    not_used: tuple[NotUsed, ...] = ()
    """What was left out, with reasons."""
    sources: tuple[str, ...] = ()
    """Keys of the method's literature in the references."""
    note: str = ""
    """What a reader must know."""


@dataclass(frozen=True, kw_only=True)
class Estimate(Analysis):
    """A number with its 95 % interval, never NaN; a ratio over an empty cell can be infinite.

    Raises
    ------
    ValueError
        If a number is NaN or the interval does not hold the estimate.
    """

    estimate: Estimated
    """The estimate; missing where the analysis was refused."""
    low: Estimated
    """Lower end of the 95 % interval."""
    high: Estimated
    """Upper end of the 95 % interval."""
    tau: Annotated[float, Unit("as the estimate")] | None = None
    """Standard deviation of the effects; missing where no model has one."""
    tau_low: Spread | None = None
    """Lower end of its 95 % interval."""
    tau_high: Spread | None = None
    """Upper end of its 95 % interval."""
    prediction: tuple[float, float] | None = None
    """Where the effect of a further trial is expected; None below three tables."""

    def __post_init__(self):
        numbers = [self.estimate, self.low, self.high, self.tau, self.tau_low, self.tau_high, *(self.prediction or ())]
        if any(math.isnan(number) for number in numbers if number is not None):
            raise ValueError(f"not a number in the estimate of: {self.question}, {self.method}")
        if not self.low <= self.estimate <= self.high:
            fault = f"{self.low} to {self.high} does not hold {self.estimate}"
            raise ValueError(f"{fault}: {self.question}, {self.method}")

    @property
    def prediction_is_rough(self) -> bool:
        """Whether the prediction interval rests on fewer than five tables, which a reader must be told."""
        return self.prediction is not None and self.tables < 5

    @property
    def holds_null(self) -> bool:
        """Whether the interval holds the value at which nothing differs; a KeyError for a proportion."""
        return self.low <= NULL[self.measure] <= self.high


@dataclass(frozen=True, kw_only=True)
class Refusal(Analysis):
    """An analysis that is not done."""

    rule: str
    """Rule that forbids the analysis; missing where it was done."""
    sentence: str
    """Why it was not done."""
