"""Effect-direction and harvest plots: benefit that can't be pooled (Cochrane Handbook, chapter 12)."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import ladder
from livingevidence.record.text import capital
from livingevidence.record.topic import Topic
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, columns, figure, headed, lead, mark
from livingevidence.show.table import Prose, prose
from livingevidence.synthesis.benefit import comparisons, conditions_of, without_comparator

HEIGHTS = {"control": 0.28, "same-people": 0.16, "none": 0.07}  # inches, by the comparator; none: a registry entry


class Way(NamedTuple):
    """A direction."""

    title: str  # of its column
    words: str
    shape: str
    fill: str = "full"  # values were read


def ways(topic: Topic) -> dict[str, Way]:
    """Return the directions that a comparison can have."""
    drug = topic.treatment.drug
    return {
        "better": Way("better", f"better with {drug}", "^"),
        "unclear": Way("no clear\ndirection", "no clear direction", "s"),
        "worse": Way("worse", f"worse with {drug}", "v"),
        "stated": Way("in words\nonly", "stated in words, without numbers", "o", "none"),
        "awaited": Way("awaited", "awaited", "D", "none"),
    }


def _nothing(topic: Topic) -> str:
    return f"No comparison of {topic.treatment.label} with anything else was read or is known to be awaited."


def direction(evidence: Evidence, group: str) -> Figure | Prose:
    """Return an effect-direction plot of a group, one row a result; a sentence where nothing was compared."""
    names, topic, kinds, lines = short_names(evidence), evidence.topic, ways(evidence.topic), []
    for made in comparisons(evidence, group):
        design, way = evidence.vocabulary.label("designs", made.study.design), kinds[made.way]
        what = f"{made.what}: {made.result}" if made.result else made.what
        areas = ", on different areas" if ladder(evidence, made.study) == topic.within_people else ""
        bias = f" Risk of bias: {made.bias}." if made.bias else ""
        words = f"{capital(way.words)}: {what}. {describe.people(made.people)}{areas}.{bias}"
        head = f"{conditions_of(evidence, made.study)}: {names[made.study.id]}, {design}"
        ground = mark(0.1, len(kinds) - 0.1, shape=":", color=INK, lw=0.6, alpha=0.5)
        column = list(kinds).index(made.way) + 0.5
        marks = [ground, mark(column, shape=way.shape, fillstyle=way.fill, ms=8)]
        lines.append(Line(words, head, words, True, tuple(f"{made.study.id}/{row}" for row in made.rows), marks))
    if not lines:
        return prose(_nothing(topic))
    titles = columns([way.title for way in kinds.values()])
    return figure(evidence, "direction", group, [titles, *headed(lines)], ends=(0, len(kinds)))


def harvest(evidence: Evidence, group: str) -> Figure:
    """Return a harvest plot of a group: bars by direction where something was compared, words where nothing was.

    A study's results that point the same way make one bar, so that no study weighs more for having more outcomes.
    """
    names, topic, kinds, bars = short_names(evidence), evidence.topic, ways(evidence.topic), {}
    for made in comparisons(evidence, group):
        head = f"{conditions_of(evidence, made.study)}, against {made.against}"
        cell = bars.setdefault(head, {key: {} for key in kinds})[made.way]
        cell[made.study.id] = max(cell.get(made.study.id, made), made, key=lambda one: one.people or 0)
    titles = columns([way.title for way in kinds.values()])
    lines = [titles if bars else Line(_nothing(topic), told=_nothing(topic), marked=False)]
    for head, cells in bars.items():
        parts = []
        for way, cell in ((kinds[key], cell) for key, cell in cells.items() if cell):
            people = ", ".join(f"{names[name]} ({describe.people(made.people)})" for name, made in cell.items())
            parts.append(f"{way.words}: {people}")
        words = f"{capital('; '.join(parts))}."
        stand = partial(_stand, evidence=evidence, kinds=kinds, cells=cells)
        lines += [Line(words, head, f"{head}: {words}"), Line("", marks=[stand])]  # the second makes room for the bars
    for i, (words, behind) in enumerate(without_comparator(evidence, group) or [("Nothing was read.", ())]):
        head = "" if i else "Without comparator: what happened"
        said = words if i else f"Without comparator, what happened: {words}"
        lines.append(Line(words, head, said, False, behind))
    return figure(evidence, "harvest", group, lines, ends=(0, len(kinds)), compared=bool(bars))


def _stand(axes: Axes, place: float, evidence: Evidence, kinds: dict[str, Way], cells: dict) -> None:
    """Draw the bars of a row on their ground, the stronger designs taller."""
    ground, topic = place + 0.1, evidence.topic
    axes.plot([0.05, len(kinds) - 0.05], [ground] * 2, color=INK, lw=0.6)
    for column, (key, cell) in enumerate(cells.items()):
        step = min(0.37, 0.9 / max(1, len(cell)))
        for i, made in enumerate(cell.values()):
            rung = topic.ladder.get(ladder(evidence, made.study))
            beside = rung.comparator if rung else "none"
            middle, height = column + 0.5 + step * (i - (len(cell) - 1) / 2), HEIGHTS[beside]
            offsets, width = ((-0.1, 0.02), 0.08) if beside == "same-people" else ((-0.1,), 0.2)
            for offset in offsets:
                look = {"edgecolor": BRAND, "facecolor": BRAND if kinds[key].fill == "full" else "none"}
                axes.add_patch(Rectangle((middle + offset, ground - height), width, height, **look))
            left, right = ((middle + side * step / 2) / len(kinds) for side in (-1, 1))
            lead(axes, f"{made.study.id}/{made.rows[0]}", left, right, ground - HEIGHTS["control"], ground)
            if len(cell) < 4:  # else there is no room, and the words above say it
                people = "?" if made.people is None else str(made.people)
                axes.text(middle, ground - height - 0.03, people, ha="center")
