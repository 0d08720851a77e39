"""How a figure is drawn: static SVG in the page's own colours, with words that say what it shows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

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
    "font.size": 11,
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


@contextmanager
def canvas(lines: int) -> Iterator[tuple[Canvas, Axes]]:
    """Give a canvas as wide as a phone, with a line of text above each of `lines` marks, and no vertical axis."""
    with matplotlib.rc_context(STYLE):
        made = Canvas(figsize=(4.2, 0.52 * lines + 0.6))
        axes = made.subplots()
        axes.set_yticks([])
        axes.set_ylim(-0.5, lines - 0.2)
        yield made, axes


def svg_of(made: Canvas, name: str) -> str:
    """Return a canvas as SVG whose ids no other figure of the page has."""
    buffer = io.StringIO()
    words = {"Date": None, "Creator": None}
    with matplotlib.rc_context(STYLE):
        made.savefig(buffer, format="svg", transparent=True, metadata=words, bbox_inches="tight")
    text = buffer.getvalue()
    text = text[text.index("<svg ") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)  # the page sets the size
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    return text.replace("#000000", "currentColor").replace(BRAND, "var(--color-brand-primary)")
