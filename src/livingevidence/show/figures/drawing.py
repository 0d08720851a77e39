"""How a figure is drawn: static SVG in the page's own colours, with words that say what it shows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from textwrap import fill

import matplotlib

matplotlib.use("svg")
from markupsafe import Markup
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from livingevidence.evidence.evidence import Evidence
from livingevidence.show.inline import inline_of
from livingevidence.show.table import Prose
from livingevidence.show.wording import figure_words

BRAND, INK = "#0b5c6b", "#000000"  # stand for the theme's own colour, and for that of the text
# Text stays text (smaller, searchable); the salt makes ids, and so the bytes, the same in every build.
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "livingevidence",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.parse_math": False,  # a dollar sign in a record is a dollar sign
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


HINT = Markup('<span class="drawing-hint"> What stands above a dotted line leads to its numbers.</span>')

# Inches. A phone shows a figure at 1.3 times this size, so text of 9.5 points is read at 12.
WIDTH, LEFT, RIGHT, BOTTOM = 3.9, 0.1, 0.22, 0.3
TEXT, MARK, GAP = 0.165, 0.2, 0.07
JOINED = "\N{NO-BREAK SPACE}"  # no line of words ends within a result
LETTERS = 50  # of this typeface on a line
FINGER = 0.27  # the least side of a link: 24 pixels on a phone

Mark = Callable[[Axes, float], object]  # draws, given the axes and the height of the line


@dataclass(frozen=True)
class Figure:
    """A figure with its words."""

    name: str  # its id on the page
    svg: str = field(repr=False)  # black turned into the colour of the text around it; a notebook keeps what repr says
    links: Markup = field(repr=False)  # that lie over the drawing
    alt: str  # what it shows, result included
    caption: str
    title: str = ""  # what was found
    rows: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # what lines say, and addresses behind them

    def __html__(self) -> str:
        words = " ".join(filter(None, [self.title, self.alt]))
        drawing = Markup(self.svg).replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(words), 1)
        title = Markup('<p class="figure-title">{}</p>').format(self.title) if self.title else ""
        row = Markup('<p data-behind="{1}">{0}</p>')
        return Markup(
            '<figure class="review-figure" id="{}">{}<div class="drawing">{}{}</div>'
            "<figcaption><details><summary>How to read it</summary>{}{}"
            '<p class="figure-files"></p></details></figcaption><template>{}</template></figure>'
        ).format(
            self.name,
            title,
            drawing,
            self.links,
            self.caption,
            HINT if self.links else "",
            Markup("").join(row.format(*pair) for pair in self.rows),
        )

    _repr_html_ = __html__


def untitled(output: Figure | Prose) -> Figure | Prose:
    """Return a figure without its own title, for a claim right before it that says what it shows."""
    return replace(output, title="") if isinstance(output, Figure) else output


@dataclass(frozen=True)
class Line:
    """A line of a figure."""

    words: str  # above its marks, on as many lines as it takes
    head: str = ""  # above the words in bold, where a new part of the figure begins
    alt: str = ""  # what the alternative text says of it
    marked: bool = True  # whether there is room for a mark; else the words say it all
    addresses: tuple[str, ...] = ()  # of the numbers that it shows, from left to right
    marks: Sequence[Mark] = ()
    letters: int = LETTERS  # of its words, before they go on in the next line


def lines_under_heads(lines: Iterable[Line]) -> list[Line]:
    """Return lines with each head, and its words in the alternative text, only where it changes."""
    headed, head = [], ""
    for line in lines:
        changes = {"head": ""} if line.head == head else {"alt": f"{line.head}. {line.alt}"}
        headed.append(replace(line, **changes))
        head = line.head
    return headed


def figure(
    evidence: Evidence,
    kind: str,
    key: str,
    lines: Sequence[Line],
    *,
    ends: tuple[float, float | None] | None = None,
    finish: Callable[[Axes, list[float]], object] | None = None,
    **facts: object,
) -> Figure:
    """Return a figure as wide as a phone, its lines below one another, each with its marks.

    `kind` and `key` are which words are declared for it (:mod:`livingevidence.show.wording`), and what it is of; both
    make its id. The words are filled with facts, beside `key` and `alts`, those of its lines. The scale has `ends`.
    What belongs to no line draws `finish`, given the axes and the heights of the marks, in inches from the top; without
    it, and without words for an axis, there is no scale.
    """
    name = "-".join(filter(None, (kind, key)))
    alts = [line.alt for line in lines if line.alt]
    words = figure_words(evidence, kind, **{"key": key, "alts": alts, "lines": lines, **facts})
    axis = ("\n" if "sides" in words else "") + fill(words.get("axis", ""), LETTERS)
    below = BOTTOM + (TEXT * (1 + axis.count("\n")) if axis else 0)
    with style.context(["default", STYLE]):  # none of a user's own settings
        places, texts, links, height = _layout(lines)
        canvas = Canvas(figsize=(WIDTH, height + below))
        size = (LEFT / WIDTH, below / (height + below), (WIDTH - LEFT - RIGHT) / WIDTH, height / (height + below))
        axes = canvas.add_axes(size, yticks=[], ylim=(height, 0))
        axes.set_xlabel(axis)
        if "sides" in words:
            _sides(axes, *words["sides"].split("|"))
        for top, text, weight in texts:
            place = axes.get_yaxis_transform()
            axes.text(0, top, text, transform=place, va="top", weight=weight, linespacing=1.25)
        for link in links:
            lay_link(axes, *link)
        for line, place in zip(lines, places, strict=True):
            for draw in line.marks:
                draw(axes, place)
        if ends:
            axes.set_xlim(*ends)
        if finish:
            finish(axes, places)
        elif not axis:
            axes.set_axis_off()
        rows = tuple((line.alt or line.words, " ".join(line.addresses)) for line in lines if line.alt or line.addresses)
        drawn = _svg(axes, name), _links(evidence, axes)
        return Figure(f"figure-{name}", *drawn, words["alt"], words["caption"], words.get("title", ""), rows)


def _sides(axes: Axes, below: str, above: str) -> None:
    """Write under a scale, on either side of its zero, what lies there."""
    look = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "va": "top", "annotation_clip": False}
    axes.annotate(below, (0, 0), (-3, -21), ha="right", **look)
    axes.annotate(above, (0, 0), (3, -21), ha="left", **look)


def _layout(lines: Sequence[Line]) -> tuple[list[float], list[tuple], list[tuple], float]:
    """Return heights of the marks, texts, links, and the height of all, in inches from the top."""
    height, places, texts, links = 0.0, [], [], []
    for line in lines:
        top = height
        for words, weight, letters in ((line.head, "bold", LETTERS - 6), (line.words, "normal", line.letters)):
            if words:
                wrapped = fill(words, letters, break_on_hyphens=False)
                height += GAP * (weight == "bold" and height > 0)
                texts.append((height, wrapped, weight))
                height += TEXT * (1 + wrapped.count("\n"))
        places.append(height + MARK / 2)
        height += MARK * line.marked + GAP
        if parts := len(line.addresses):
            height = max(height, top + FINGER + GAP / 2)
            bottom = height - GAP / 2
            for part, address in enumerate(line.addresses):
                links.append((address, part / parts, (part + 1) / parts, top, bottom))
    return places, texts, links, height


def lay_link(axes: Axes, address: str, left: float, right: float, top: float, bottom: float) -> None:
    """Lay a link to a number over a part of a drawing, in shares of its width and inches from the top.

    The address becomes the link that the number has in a sentence (:mod:`livingevidence.results.numbers`).
    """
    look = {"transform": axes.get_yaxis_transform(), "visible": False, "url": address}
    axes.add_patch(Rectangle((left, top), right - left, bottom - top, **look))


def mark(*ends: float, shape: str = "-", color: str = BRAND, **look) -> Mark:
    """Return a point, or a line between two ends."""
    return lambda axes, place: axes.plot(ends, [place] * len(ends), shape, color=color, **look)


def stroke(position: float, **look) -> Mark:
    """Return an upright stroke as high as a mark, so that it crosses no words."""
    return lambda axes, place: axes.plot([position] * 2, [place - 0.1, place + 0.1], color=INK, **look)


def bar(length: float, **look) -> Mark:
    """Return a bar from zero."""
    return lambda axes, place: axes.barh(place, length, color=BRAND, **look)


def count_in_integers(axes: Axes, places: list[float]) -> None:
    """Let a scale count in whole numbers."""
    axes.xaxis.get_major_locator().set_params(integer=True)


def _svg(axes: Axes, name: str) -> str:
    """Return a drawing as SVG whose ids no other figure of the page has."""
    buffer = io.StringIO()
    axes.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg ") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)  # the page sets the size
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    return text.replace(INK, "currentColor").replace(BRAND, "var(--color-brand-primary)")


def _links(evidence: Evidence, axes: Axes) -> Markup:
    """Return the links over a drawing, by their distances from its sides, each as its number has it in a sentence."""
    links, inline, canvas = [], inline_of(evidence), axes.figure.bbox
    for patch in (patch for patch in axes.patches if patch.get_url()):
        box = patch.get_window_extent()
        sides = (1 - box.y1 / canvas.y1, 1 - box.x1 / canvas.x1, box.y0 / canvas.y1, box.x0 / canvas.x1)
        links.append(inline.number(patch.get_url(), inset=" ".join(f"{100 * side:.2f}%" for side in sides)))
    return Markup("").join(links)
