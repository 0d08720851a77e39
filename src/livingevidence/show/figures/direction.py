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
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, columns, figure, headed, lead, told
from livingevidence.show.table import Prose, prose
from livingevidence.synthesis.benefit import Comparison, comparisons, conditions_of, without_comparator

HEIGHTS = {"control": 0.28, "same-people": 0.16, "none": 0.07}  # inches, by the comparator; none: a registry entry


class Way(NamedTuple):
    """A direction: title of its column, words, mark, and whether values were read."""

    title: str
    words: str
    mark: str
    valued: bool = True


def ways(topic: Topic) -> dict[str, Way]:
    """Return the directions that a comparison can have."""
    drug = topic.treatment.drug
    return {
        "better": Way("better", f"better with {drug}", "^"),
        "unclear": Way("no clear\ndirection", "no clear direction", "s"),
        "worse": Way("worse", f"worse with {drug}", "v"),
        "stated": Way("in words\nonly", "stated in words, without numbers", "o", False),
        "awaited": Way("awaited", "awaited", "D", False),
    }


def _nothing(topic: Topic) -> str:
    return f"No comparison of {topic.treatment.label} with anything else was read or is known to be awaited."


def direction(evidence: Evidence, group: str) -> Figure | Prose:
    """Return an effect-direction plot of a group, one row a result; a sentence where nothing was compared."""
    found, names, topic = comparisons(evidence, group), short_names(evidence), evidence.topic
    if not found:
        return prose(_nothing(topic))
    kinds, lines = ways(topic), []
    for made in found:
        design = evidence.vocabulary.label("designs", made.study.design)
        what = f"{made.what}: {made.result}" if made.result else made.what
        areas = ", on different areas" if ladder(evidence, made.study) == topic.within_people else ""
        bias = f" Risk of bias: {made.bias}." if made.bias else ""
        words = f"{capital(kinds[made.way].words)}: {what}. {describe.people(made.people)}{areas}.{bias}"
        lines.append(
            Line(
                words,
                f"{conditions_of(evidence, made.study)}: {names[made.study.id]}, {design}",
                words,
                behind=tuple(f"{made.study.id}/{row}" for row in made.rows),
                draw=partial(_point, way=kinds[made.way], column=list(kinds).index(made.way), width=len(kinds)),
            )
        )
    lines, drug = headed(lines), topic.treatment.drug
    return figure(
        evidence,
        f"direction-{group}",
        [columns([way.title for way in kinds.values()]), *lines],
        ends=(0, len(kinds)),
        alt=f"Effect-direction plot of {topic.treatment.label} against something else in "
        f"{evidence.vocabulary.label('groups', group)}. {told(lines)}",
        caption=f"Better or worse with {drug}: which way the values read point, however small or uncertain the "
        "difference; P values play no part. Filled: values were read; hollow: in words only, or awaited. The marks "
        "can't be counted up: results of one study are of the same people.",
    )


def _point(axes: Axes, place: float, way: Way, column: int, width: int) -> None:
    axes.plot([0.1, width - 0.1], [place] * 2, ":", color=INK, lw=0.6, alpha=0.5)
    axes.plot(column + 0.5, place, way.mark, color=BRAND, fillstyle="full" if way.valued else "none", ms=8)


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
        words = _bars_told(names, kinds, cells)
        stand = partial(_stand, evidence=evidence, kinds=kinds, cells=cells)
        lines += [Line(words, head, f"{head}: {words}"), Line("", draw=stand)]  # the second makes room for the bars
    happened = without_comparator(evidence, group) or [("Nothing was read.", ())]
    for i, (words, behind) in enumerate(happened):
        head = "" if i else "Without comparator: what happened"
        said = words if i else f"Without comparator, what happened: {words}"
        lines.append(Line(words, head, said, marked=False, behind=behind))

    legend = (
        "One bar a study and direction, with its people; results of a study that point the same way are one. Tall: "
        f"{topic.ladder[topic.controlled].one}; two short ones side by side: {topic.ladder[topic.within_people].one}, "
        "on areas of the same people; flat: registry entry. Filled: values were read; hollow: in words only, or "
        "awaited. "
    )
    return figure(
        evidence,
        f"harvest-{group}",
        lines,
        ends=(0, len(kinds)),
        alt=f"Harvest plot of {topic.treatment.label} in {evidence.vocabulary.label('groups', group)}. {told(lines)}",
        caption=(legend if bars else "") + "What happened without a comparator is no effect and has no direction.",
    )


def _bars_told(names: dict[str, str], kinds: dict[str, Way], cells: dict[str, dict[str, Comparison]]) -> str:
    parts = [
        f"{kinds[key].words}: {', '.join(f'{names[name]} ({describe.people(m.people)})' for name, m in cell.items())}"
        for key, cell in cells.items()
        if cell
    ]
    return f"{capital('; '.join(parts))}."


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
                look = {"edgecolor": BRAND, "facecolor": BRAND if kinds[key].valued else "none"}
                axes.add_patch(Rectangle((middle + offset, ground - height), width, height, **look))
            left, right = ((middle + side * step / 2) / len(kinds) for side in (-1, 1))
            lead(axes, f"{made.study.id}/{made.rows[0]}", left, right, ground - HEIGHTS["control"], ground)
            if len(cell) < 4:  # else there is no room, and the words above say it
                axes.text(middle, ground - height - 0.03, "?" if made.people is None else str(made.people), ha="center")
