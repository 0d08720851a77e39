"""Figures for the chapters: static SVG that is drawn in the page's own colour and says what it shows in words."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape as html_escape

import matplotlib

matplotlib.use("svg")
from matplotlib.figure import Figure as Canvas

from ruxreview.evidence import Evidence
from ruxreview.tables import people_by_condition
from ruxreview.text import count

# Text stays text (smaller, searchable); the salt makes ids, and so the bytes, the same in every build.
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ruxreview",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


BRAND = "#0b5c6b"  # stands for the theme's own colour in the page


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
        drawing = self.svg.replace("<svg ", f'<svg role="img" aria-label="{html_escape(self.alt)}" ', 1)
        legend = f"<figcaption>{html_escape(self.caption)}</figcaption>"
        return f'<figure class="review-figure" id="{self.name}">{drawing}{legend}</figure>'


def _svg(canvas: Canvas) -> str:
    buffer = io.StringIO()
    with matplotlib.rc_context(STYLE):
        canvas.savefig(
            buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None}, bbox_inches="tight"
        )
    text = buffer.getvalue()
    text = text[text.index("<svg ") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)  # the page sets the size
    return text.replace("#000000", "currentColor").replace(BRAND, "var(--color-brand-primary)")


def who_was_studied(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people in studies of topical ruxolitinib, by condition of a group.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    bars = people_by_condition(evidence, group)
    label = evidence.vocabulary.label("groups", group)
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(4.2, 0.52 * len(bars) + 0.5))
        axes = canvas.subplots()
        for position, (name, design, people, known) in enumerate(reversed(bars)):
            axes.barh(position, people, height=0.26, color=BRAND)
            words = f"{people if known else '?'}, {design}" if design else "none recorded"
            axes.annotate(f"{name}: {words}", (0, position + 0.18), va="bottom")  # above the bar: it fits a phone
        axes.set_yticks([])
        axes.set_xlabel("people in the study")
        axes.set_xlim(0, max([1, *(bar[2] for bar in bars)]))
        axes.set_ylim(-0.5, len(bars) - 0.2)
        axes.xaxis.get_major_locator().set_params(integer=True)
    told = "; ".join(
        f"{name}: {count(people, 'person', 'people')}, {design}" if design else f"{name}: none"
        for name, design, people, _ in bars
    )
    return Figure(
        f"figure-who-{group}",
        _svg(canvas),
        f"Bar chart of the people in studies of topical ruxolitinib in {label} disease. {told}.",
        "People in studies of topical ruxolitinib, one bar a study; every condition of the group is listed.",
    )
