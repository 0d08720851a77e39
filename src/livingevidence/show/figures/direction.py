"""Effect-direction and harvest plots: benefit that can't be pooled (Cochrane Handbook, chapter 12)."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import ladder
from livingevidence.record.text import capital
from livingevidence.show.figures.drawing import BRAND, Figure, Line, canvas, lead, svg_of
from livingevidence.show.tables import Prose
from livingevidence.synthesis.benefit import Comparison, comparisons, conditions_of, without_comparator

# Column title, words, and mark of each direction.
WAYS = {
    "better": ("better", "better with ruxolitinib", "^"),
    "unclear": ("no clear\ndirection", "no clear direction", "s"),
    "worse": ("worse", "worse with ruxolitinib", "v"),
    "stated": ("in words\nonly", "stated in words, without numbers", "o"),
    "awaited": ("awaited", "awaited", "D"),
}
HOLLOW = ("stated", "awaited")
HEIGHTS = {"vehicle-controlled": 0.28, "within-patient": 0.16, "none": 0.07}  # inches; none: a registry entry
NO_COMPARISON = "No comparison of topical ruxolitinib with anything else was read or is known to be awaited."


def direction(evidence: Evidence, group: str) -> Figure | Prose:
    """Return an effect-direction plot of a group, one row a result; a sentence where nothing was compared.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    found, names = comparisons(evidence, group), short_names(evidence)
    if not found:
        return Prose(NO_COMPARISON)
    lines, told, head = [], [], ""
    for made in found:
        design = evidence.vocabulary.label("designs", made.study.design)
        new = f"{conditions_of(evidence, made.study)}: {names[made.study.id]}, {design}"
        what = f"{made.what}: {made.result}" if made.result else made.what
        areas = ", on different areas" * (ladder(evidence, made.study) == "within-patient")
        bias = f" Risk of bias: {made.bias}." if made.bias else ""
        words = f"{capital(WAYS[made.way][1])}: {what}. {describe.people(made.people)}{areas}.{bias}"
        behind = tuple(f"{made.study.id}/{row}" for row in made.rows)
        lines.append(Line(words, new if new != head else "", behind=behind))
        told += [f"{new}."] if new != head else []
        told.append(words)
        head = new
    with canvas([Line(" "), *lines]) as (axes, places):
        _columns(axes, places[0])
        for place, made in zip(places[1:], found, strict=True):
            axes.plot([0.1, len(WAYS) - 0.1], [place] * 2, ":", color="#000000", lw=0.6, alpha=0.5)
            filled = "none" if made.way in HOLLOW else "full"
            column = list(WAYS).index(made.way) + 0.5
            axes.plot(column, place, WAYS[made.way][2], color=BRAND, fillstyle=filled, ms=8)
    return Figure(
        f"figure-direction-{group}",
        svg_of(axes, f"direction-{group}"),
        "Effect-direction plot of topical ruxolitinib against something else in "
        f"{evidence.vocabulary.label('groups', group)}. {' '.join(told)}",
        "Better or worse with ruxolitinib: which way the values read point, however small or uncertain the difference; "
        "P values play no part. Filled: values were read; hollow: in words only, or awaited. The marks can't be "
        "counted up: results of one study are of the same people.",
    )


def _columns(axes, place: float) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, len(WAYS))
    for column, (title, *_) in enumerate(WAYS.values()):
        axes.text(column + 0.5, place - 0.06, title, ha="center", va="center", weight="bold")


def harvest(evidence: Evidence, group: str) -> Figure:
    """Return a harvest plot of a group: bars by direction where something was compared, words where nothing was.

    A study's results that point the same way make one bar, so that no study weighs more for having more outcomes.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    names, bars = short_names(evidence), {}
    for made in comparisons(evidence, group):
        head = f"{conditions_of(evidence, made.study)}, against {made.against}"
        cell = bars.setdefault(head, {key: {} for key in WAYS})[made.way]
        cell[made.study.id] = max(cell.get(made.study.id, made), made, key=lambda one: one.people or 0)
    told = {head: _bars_told(names, cells) for head, cells in bars.items()}
    happened = without_comparator(evidence, group) or [("Nothing was read.", ())]
    lines = [Line(" ")] if bars else [Line(NO_COMPARISON, marked=False)]
    for head, words in told.items():
        lines += [Line(words, head), Line("")]  # the second makes room for the bars
    for i, (words, behind) in enumerate(happened):
        lines.append(Line(words, "" if i else "Without comparator: what happened", marked=False, behind=behind))
    with canvas(lines) as (axes, places):
        _columns(axes, places[0]) if bars else axes.set_axis_off()
        for row, cells in enumerate(bars.values()):
            _stand(axes, places[2 + 2 * row] + 0.1, evidence, cells)
    compared = [f"{head}: {words}" for head, words in told.items()] or [NO_COMPARISON]
    legend = (
        "One bar a study and direction, with its people; results of a study that point the same way are one. Tall: "
        "vehicle-controlled; two short ones side by side: within-patient, on areas of the same people; flat: registry "
        "entry. Filled: values were read; hollow: in words only, or awaited. "
    )
    return Figure(
        f"figure-harvest-{group}",
        svg_of(axes, f"harvest-{group}"),
        f"Harvest plot of topical ruxolitinib in {evidence.vocabulary.label('groups', group)}. {' '.join(compared)} "
        f"Without comparator, what happened: {' '.join(words for words, _ in happened)}",
        legend * bool(bars) + "What happened without a comparator is no effect and has no direction.",
    )


def _bars_told(names: dict[str, str], cells: dict[str, dict[str, Comparison]]) -> str:
    parts = [
        f"{WAYS[key][1]}: {', '.join(f'{names[name]} ({describe.people(made.people)})' for name, made in cell.items())}"
        for key, cell in cells.items()
        if cell
    ]
    return f"{capital('; '.join(parts))}."


def _stand(axes, ground: float, evidence: Evidence, cells: dict[str, dict[str, Comparison]]) -> None:
    """Draw the bars of a row on their ground, the stronger designs taller."""
    axes.plot([0.05, len(WAYS) - 0.05], [ground] * 2, color="#000000", lw=0.6)
    for column, (key, cell) in enumerate(cells.items()):
        step = min(0.37, 0.9 / max(1, len(cell)))
        for i, made in enumerate(cell.values()):
            rung = ladder(evidence, made.study)
            middle, height = column + 0.5 + step * (i - (len(cell) - 1) / 2), HEIGHTS[rung]
            offsets, width = ((-0.1, 0.02), 0.08) if rung == "within-patient" else ((-0.1,), 0.2)
            for offset in offsets:
                look = {"edgecolor": BRAND, "facecolor": "none" if key in HOLLOW else BRAND}
                axes.add_patch(Rectangle((middle + offset, ground - height), width, height, **look))
            left, right = ((middle + side * step / 2) / len(WAYS) for side in (-1, 1))
            lead(axes, f"{made.study.id}/{made.rows[0]}", left, right, ground - HEIGHTS["vehicle-controlled"], ground)
            if len(cell) < 4:  # else there is no room, and the words above say it
                axes.text(middle, ground - height - 0.03, "?" if made.people is None else str(made.people), ha="center")
