"""A figure of the concentrations of the treatment in blood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from matplotlib.axes import Axes

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.models import Row, Study
from livingevidence.record.text import number
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure, headed, told
from livingevidence.show.inline import inline

UNIT = "nM"


def exposure(evidence: Evidence, outcomes: Sequence[str], reference: str, meaning: str) -> Figure:
    """Return a figure of mean concentrations in plasma against a reference concentration, on a log scale.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    outcomes : sequence of str
        Terms of the vocabulary under which the concentrations stand.
    reference : str
        The term of the reference concentration, which all sources print alike.
    meaning : str
        What the reference concentration is, for the legend.
    """
    topic, names = evidence.topic, short_names(evidence)
    read = [
        (s, row) for s in evidence.records.values() for row in s.outcomes if row.kind == "value" and row.unit == UNIT
    ]
    found = [(study, row) for study, row in read if row.outcome in outcomes]
    (limit,) = {row.value for _, row in read if row.outcome == reference}
    lines = []
    for study, row in found:
        several = len({other.arm for owner, other in found if owner is study}) > 1
        whom = describe.of_whom(study, row)
        words = f"{whom}: {row.label}" if several else row.label
        whole, alone = (describe.result(one, evidence.vocabulary) for one in (row, row.model_copy(update={"n": None})))
        short = alone.replace(" ", "\N{NO-BREAK SPACE}")
        head = f"{_head(evidence, study, names[study.id])}{'' if several else f'; {whom}'}"
        said, draw = f"{words}: {whole};", partial(_draw, row=row, reference=limit)
        lines.append(Line(f"{words}: {short}", head, said, behind=(f"{study.id}/{row.id}",), draw=draw))
    lines, above = headed(lines), [r for _, r in found if r.value is not None and r.value > limit]
    means = f"Mean plasma concentrations under the {topic.treatment.short}"
    return figure(
        evidence,
        "exposure",
        lines,
        alt=f"{means}, and the reference concentration of {number(limit)} {UNIT}; {number(len(above))} of "
        f"{number(len(found))} lie above it. {told(lines).removesuffix(';')}.",
        caption="Dot: arithmetic mean, or the geometric mean where its label says so; two dots with a line: the lowest "
        f"and highest of several means. Upright stroke: {meaning}, {number(limit)} {UNIT}. Trials differ in area "
        "treated and in age.",
        axis=f"mean {topic.treatment.drug} in plasma, {UNIT} (log scale)",
        finish=partial(_scale, reference=limit),
    )


def _head(evidence: Evidence, study: Study, name: str) -> str:
    age = f"age {study.population.age}" if study.population.age else "age not read"
    return f"{name}: {inline(evidence).diseases(study)}, {age}"


def _draw(axes: Axes, place: float, row: Row, reference: float) -> None:
    # At the marks alone, so that it crosses no words.
    axes.plot([reference] * 2, [place - 0.1, place + 0.1], color=INK, lw=1)
    ends = [row.value] if row.value is not None else [row.value_low, row.value_high]
    axes.plot(ends, [place] * len(ends), "o-", color=BRAND)


def _scale(axes: Axes, places: list[float], reference: float) -> None:
    axes.set_xscale("log")
    axes.set_xlim(10, 1000)
    axes.set_xticks([10, 30, 100, reference, 1000], ["10", "30", "100", number(reference), "1000"])
    axes.minorticks_off()
