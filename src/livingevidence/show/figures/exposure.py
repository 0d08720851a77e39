"""A figure of the concentrations of the treatment in blood."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.text import number
from livingevidence.show.figures.drawing import JOINED, Figure, Line, figure, lines_under_heads, mark, stroke
from livingevidence.show.inline import inline_of

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
        What the reference concentration is.
    """
    names, inline, lines = short_names(evidence), inline_of(evidence), []
    rows = [(study, row) for study in evidence.records.values() for row in study.outcomes]
    rows = [(study, row) for study, row in rows if row.kind == "value" and row.unit == UNIT]
    concentrations = [(study, row) for study, row in rows if row.outcome in outcomes]
    (limit,) = {row.value for _, row in rows if row.outcome == reference}
    for study, row in concentrations:
        several = len({other.arm for owner, other in concentrations if owner is study}) > 1
        whom, age = describe.of_whom(study, row), study.population.age
        words = f"{whom}: {row.label}" if several else row.label
        with_people = describe.result(row, evidence.vocabulary)
        value = describe.result(row.model_copy(update={"n": None}), evidence.vocabulary)
        head = f"{names[study.id]}: {inline.diseases(study)}, {f'age {age}' if age else 'age not available'}"
        means = [row.value] if row.value is not None else [row.value_low, row.value_high]
        lines.append(
            Line(
                f"{words}: {value.replace(' ', JOINED)}",
                head if several else f"{head}; {whom}",
                f"{words}: {with_people};",
                addresses=(f"{study.id}/{row.id}",),
                marks=[stroke(limit, lw=1), mark(*means, shape="o-")],
            )
        )

    def scale(axes: Axes, places: list[float]) -> None:
        axes.set_xscale("log")
        axes.set_xlim(10, 1000)
        axes.set_xticks([10, 30, 100, limit, 1000], ["10", "30", "100", number(limit), "1000"])
        axes.minorticks_off()

    key = Line(f"Upright stroke, {number(limit)} {UNIT}: {meaning}", marks=[stroke(limit, lw=1)])
    lines = [key, *lines_under_heads(lines)]
    above = sum(row.value is not None and row.value > limit for _, row in concentrations)
    facts = {"reference": f"{number(limit)} {UNIT}", "meaning": meaning, "unit": UNIT}
    facts |= {"above": number(above), "found": number(len(concentrations))}
    return figure(evidence, "exposure", "", lines, finish=scale, **facts)
