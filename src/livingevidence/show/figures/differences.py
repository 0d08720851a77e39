"""Differences per 1,000 people, drawn and written: a line of words, then a mark with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from matplotlib.axes import Axes

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import MINUS
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure
from livingevidence.synthesis.estimate import Analysis, Estimate

JOINED = "\N{NO-BREAK SPACE}"  # no line of words ends within a result


class Entry(NamedTuple):
    """A line of a drawing.

    Attributes
    ----------
    line : Line
        Its words.
    result : Estimate or None
        What is drawn below the words.
    shape : str
        ``square`` for one result; for pooled ones ``filled`` or ``hollow``, a diamond as wide as the interval.
    """

    line: Line
    result: Estimate | None = None
    shape: str = "square"


def differences(evidence: Evidence, name: str, entries: Sequence[Entry], *, alt: str, caption: str) -> Figure:
    """Return a figure of differences on one scale; see :func:`livingevidence.show.figures.drawing.figure`."""
    ends = [0.0] + [1000 * end for e in entries if e.result for end in (e.result.low, e.result.high)]
    room = 0.06 * (max(ends) - min(ends))
    lines = [
        replace(e.line, draw=partial(_mark, found=e.result, shape=e.shape)) if e.result else e.line for e in entries
    ]
    axis = f"← fewer … more → per 1,000 people with the {evidence.topic.treatment.short}"
    return figure(evidence, name, lines, alt=alt, caption=caption, axis=axis, ends=(min(ends) - room, max(ends) + room))


def _mark(axes: Axes, place: float, found: Estimate, shape: str) -> None:
    # No difference is marked at the results alone, so that the line crosses no words.
    axes.plot([0, 0], [place - 0.1, place + 0.1], color=INK, lw=0.8, ls=":")
    middle, low, high = (1000 * value for value in (found.estimate, found.low, found.high))
    if shape == "square":
        axes.plot([low, high], [place, place], color=INK, lw=1.5)
        axes.plot(middle, place, "s", color=INK, ms=5)
        return
    outline = [low, middle, high, middle], [place, place - 0.075, place, place + 0.075]
    axes.fill(*outline, facecolor=BRAND if shape == "filled" else "none", edgecolor=BRAND, lw=1.5)


def in_numbers(found: Analysis) -> str:
    """Return a difference with its interval, per 1,000: ``−28 (−75 to −1)``; else that there is no line."""
    if not isinstance(found, Estimate):
        return "no line"
    return f"{signed(found.estimate)}{JOINED}({between(found.low, found.high)})"


def between(low: float, high: float) -> str:
    """Return two bounds, per 1,000."""
    return JOINED.join((signed(low), "to", signed(high)))


def signed(difference: float) -> str:
    """Return a difference per 1,000: whole, but to one place where it would else be zero."""
    value = 1000 * difference
    text = f"{value:.0f}" if round(value) else f"{value:.1f}"
    return "0" if text in ("0.0", "-0.0") else text.replace("-", MINUS)
