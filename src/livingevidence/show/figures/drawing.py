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
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

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


HINT = '<span class="drawing-hint"> What stands above a dotted line leads to its numbers.</span>'


@dataclass(frozen=True)
class Figure:
    """A figure with its words.

    Attributes
    ----------
    name : str
        Its id on the page.
    svg : str
        The drawing, black turned into the colour of the text around it, and the links that lie over it.
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
        hint = HINT * ("data-number" in self.svg)
        legend = f"<figcaption>{escape(self.caption)}{hint}</figcaption>"
        return f'<figure class="review-figure" id="{self.name}"><div class="drawing">{drawing}</div>{legend}</figure>'


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
    behind : tuple of str
        Addresses of the numbers that it shows (:mod:`livingevidence.results.numbers`), from left to right.
    """

    words: str
    head: str = ""
    marked: bool = True
    behind: tuple[str, ...] = ()


# Inches. A phone shows a figure at 1.3 times this size, so text of 9.5 points is read at 12.
WIDTH, LEFT, RIGHT, BOTTOM = 3.9, 0.1, 0.22, 0.3
TEXT, MARK, GAP = 0.165, 0.2, 0.07
LETTERS = 50  # of this typeface on a line
FINGER = 0.27  # the least side of a link: 24 pixels on a phone


@contextmanager
def canvas(lines: Sequence[Line], axis: str = "") -> Iterator[tuple[Axes, list[float]]]:
    """Give axes as wide as a phone, the words written, and the height at which each line's mark stands.

    Heights are inches from the top.
    """
    axis = fill(axis, LETTERS)
    below = BOTTOM + TEXT * (1 + axis.count("\n")) * bool(axis)
    with style.context(["default", STYLE]):  # none of a user's own settings
        height, places, texts, links = 0.0, [], [], []
        for line in lines:
            top = height
            for words, weight in ((line.head, "bold"), (line.words, "normal")):
                if words:
                    wrapped = fill(words, LETTERS - 6 * (weight == "bold"), break_on_hyphens=False)
                    height += GAP * (weight == "bold" and height > 0)
                    texts.append((height, wrapped, weight))
                    height += TEXT * (1 + wrapped.count("\n"))
            places.append(height + MARK / 2)
            height += MARK * line.marked + GAP
            height = max(height, top + FINGER + GAP / 2) if line.behind else height
            ends = [place / len(line.behind) for place in range(len(line.behind) + 1)] if line.behind else []
            links += [(a, *part, top, height - GAP / 2) for a, *part in zip(line.behind, ends, ends[1:], strict=False)]
        made = Canvas(figsize=(WIDTH, height + below))
        size = (LEFT / WIDTH, below / (height + below), (WIDTH - LEFT - RIGHT) / WIDTH, height / (height + below))
        axes = made.add_axes(size, yticks=[], ylim=(height, 0))
        axes.set_xlabel(axis)
        for top, words, weight in texts:
            place = axes.get_yaxis_transform()
            axes.text(0, top, words, transform=place, va="top", weight=weight, linespacing=1.25)
        for link in links:
            lead(axes, *link)
        yield axes, places


def lead(axes: Axes, address: str, left: float, right: float, top: float, bottom: float) -> None:
    """Lay a link to a number over a part of a drawing.

    Parameters
    ----------
    axes : Axes
        Of :func:`canvas`.
    address : str
        Of :mod:`livingevidence.results.numbers`; the site turns it into the link that the number has in a sentence.
    left, right : float
        Shares of the width of the axes.
    top, bottom : float
        Inches from the top.
    """
    look = {"transform": axes.get_yaxis_transform(), "visible": False, "url": address}
    axes.add_patch(Rectangle((left, top), right - left, bottom - top, **look))


def share(axes: Axes, place: float, percent: float, bounds: tuple[float, float] | None, *, cream: bool) -> None:
    """Draw a percentage: ruxolitinib as a circle in colour, all else as a square; hollow without an interval."""
    color, shape = (BRAND, "o") if cream else ("#000000", "s")
    axes.plot(bounds or (), [place] * len(bounds or ()), color=color, lw=2)
    axes.plot(percent, place, shape, color=color, fillstyle="full" if bounds else "none")


MARKS = (
    "Circle: ruxolitinib; square: anything else. Filled, with its exact 95 % interval as a line: a count of people. "
)


def svg_of(axes: Axes, name: str) -> str:
    """Return a drawing as SVG whose ids no other figure of the page has, followed by the links that lie over it."""
    buffer = io.StringIO()
    words = {"Date": None, "Creator": None}
    with style.context(["default", STYLE]):
        axes.figure.savefig(buffer, format="svg", transparent=True, metadata=words)
    text = buffer.getvalue()
    text = text[text.index("<svg ") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)  # the page sets the size
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    return text.replace("#000000", "currentColor").replace(BRAND, "var(--color-brand-primary)") + _links(axes)


def _links(axes: Axes) -> str:
    """Return the links of a drawing with their distances from its sides; their words come with the site."""
    made, whole = [], axes.figure.bbox
    for patch in (patch for patch in axes.patches if patch.get_url()):
        box = patch.get_window_extent()
        sides = (1 - box.y1 / whole.y1, 1 - box.x1 / whole.x1, box.y0 / whole.y1, box.x0 / whole.x1)
        inset = " ".join(f"{100 * side:.2f}%" for side in sides)
        made.append(f'<a class="number" data-number="{escape(patch.get_url())}" style="inset:{inset}"></a>')
    return "".join(made)
