"""How a figure is drawn: static SVG in the page's own colours, with words that say what it shows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from textwrap import fill

import matplotlib

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

BRAND = "#0b5c6b"  # stands for the theme's own colour in the page
# Text stays text (smaller, searchable); the salt makes ids, and so the bytes, the same in every build.
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ruxreview",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.parse_math": False,  # a dollar sign in a record is a dollar sign
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


@dataclass(frozen=True)
class Figure:
    """A figure with its words.

    Attributes
    ----------
    name : str
        Its id on the page.
    svg : str
        The drawing, black turned into the colour of the text around it.
    alt : str
        What it shows, result included.
    caption : str
        The legend below it.
    """

    name: str
    svg: str
    alt: str
    caption: str

    def _repr_html_(self) -> str:
        drawing = self.svg.replace("<svg ", f'<svg role="img" aria-label="{escape(self.alt)}" ', 1)
        legend = f"<figcaption>{escape(self.caption)}</figcaption>"
        return f'<figure class="review-figure" id="{self.name}">{drawing}{legend}</figure>'


@dataclass(frozen=True)
class Line:
    """A line of a figure.

    Attributes
    ----------
    words : str
        What stands above the mark, on as many lines as it takes.
    head : str
        What stands above the words in bold where a new part of the figure begins.
    marked : bool
        Whether a mark follows; else the words say it all.
    """

    words: str
    head: str = ""
    marked: bool = True


# Inches. A phone shows a figure at 1.3 times this size, so text of 9.5 points is read at 12.
WIDTH, LEFT, RIGHT, BOTTOM = 3.9, 0.1, 0.22, 0.3
TEXT, MARK, GAP = 0.165, 0.2, 0.07
LETTERS = 50  # of this typeface on a line


@contextmanager
def canvas(lines: Sequence[Line], axis: str = "") -> Iterator[tuple[Axes, list[float]]]:
    """Give axes as wide as a phone, the words written, and the height at which each line's mark stands.

    Heights are inches from the top.
    """
    axis = fill(axis, LETTERS)
    below = BOTTOM + TEXT * (1 + axis.count("\n")) * bool(axis)
    with matplotlib.rc_context(STYLE):
        height, places, texts = 0.0, [], []
        for line in lines:
            for words, weight in ((line.head, "bold"), (line.words, "normal")):
                if words:
                    wrapped = fill(words, LETTERS - 6 * (weight == "bold"), break_on_hyphens=False)
                    height += GAP * (weight == "bold" and height > 0)
                    texts.append((height, wrapped, weight))
                    height += TEXT * (1 + wrapped.count("\n"))
            places.append(height + MARK / 2)
            height += MARK * line.marked + GAP
        made = Canvas(figsize=(WIDTH, height + below))
        size = (LEFT / WIDTH, below / (height + below), (WIDTH - LEFT - RIGHT) / WIDTH, height / (height + below))
        axes = made.add_axes(size, yticks=[], ylim=(height, 0))
        axes.set_xlabel(axis)
        for top, words, weight in texts:
            place = axes.get_yaxis_transform()
            axes.text(0, top, words, transform=place, va="top", weight=weight, linespacing=1.25)
        yield axes, places


def share(axes: Axes, place: float, percent: float, bounds: tuple[float, float] | None, *, cream: bool) -> None:
    """Draw a percentage: ruxolitinib as a circle in colour, all else as a square; hollow without an interval."""
    color, shape = (BRAND, "o") if cream else ("#000000", "s")
    axes.plot(bounds or (), [place] * len(bounds or ()), color=color, lw=2)
    axes.plot(percent, place, shape, color=color, fillstyle="full" if bounds else "none")


MARKS = (
    "Circle: ruxolitinib; square: anything else. Filled, with its exact 95 % interval as a line: a count of people. "
)


def svg_of(axes: Axes, name: str) -> str:
    """Return a drawing as SVG whose ids no other figure of the page has."""
    buffer = io.StringIO()
    words = {"Date": None, "Creator": None}
    with matplotlib.rc_context(STYLE):
        axes.figure.savefig(buffer, format="svg", transparent=True, metadata=words)
    text = buffer.getvalue()
    text = text[text.index("<svg ") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)  # the page sets the size
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    return text.replace("#000000", "currentColor").replace(BRAND, "var(--color-brand-primary)")
