"""A figure of the concentrations of ruxolitinib in blood under the cream."""

from __future__ import annotations

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.models import Row, Study
from livingevidence.record.text import number
from livingevidence.show.figures.drawing import BRAND, Figure, Line, canvas, svg_of


def exposure(evidence: Evidence) -> Figure:
    """Return a figure of mean plasma concentrations under the cream against the inhibitory concentration, log scale.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    """
    rows, reference, names = _concentrations(evidence), _reference(evidence), short_names(evidence)
    lines, told, head = [], [], ""
    for study, row in rows:
        several = len({other.arm for owner, other in rows if owner is study}) > 1
        whom = describe.of_whom(study, row)
        new = f"{_head(evidence, study, names[study.id])}{'' if several else f'; {whom}'}"
        words = f"{whom}: {row.label}" if several else row.label
        short = describe.result(row.model_copy(update={"n": None})).replace(" ", "\N{NO-BREAK SPACE}")
        lines.append(Line(f"{words}: {short}", new if new != head else "", behind=(f"{study.id}/{row.id}",)))
        told += [f"{new}."] if new != head else []
        told.append(f"{words}: {describe.result(row)};")
        head = new
    with canvas(lines, "mean ruxolitinib in plasma, nM (log scale)") as (axes, places):
        axes.set_xscale("log")
        for place, (_, row) in zip(places, rows, strict=True):
            # At the marks alone, so that it crosses no words.
            axes.plot([reference] * 2, [place - 0.1, place + 0.1], color="#000000", lw=1)
            ends = [row.value] if row.value is not None else [row.value_low, row.value_high]
            axes.plot(ends, [place] * len(ends), "o-", color=BRAND)
        axes.set_xlim(10, 1000)
        axes.set_xticks([10, 30, 100, reference, 1000], ["10", "30", "100", number(reference), "1000"])
        axes.minorticks_off()
    above = [row for _, row in rows if row.value is not None and row.value > reference]
    return Figure(
        "figure-exposure",
        svg_of(axes, "exposure"),
        f"Mean plasma concentrations under the cream, and the reference concentration of {number(reference)} nM; "
        f"{number(len(above))} of {number(len(rows))} lie above it. {' '.join(told).removesuffix(';')}.",
        "Dot: arithmetic mean, or the geometric mean where its label says so; two dots with a line: the lowest and "
        "highest of several means. Upright stroke: the concentration that halves the phosphorylation of STAT3 under "
        f"thrombopoietin, {number(reference)} nM. Trials differ in area treated and in age.",
    )


def _head(evidence: Evidence, study: Study, name: str) -> str:
    conditions = ", ".join(evidence.vocabulary.label("conditions", term) for term in study.conditions)
    age = f"age {study.population.age}" if study.population.age else "age not read"
    return f"{name}: {conditions}, {age}"


def _concentrations(evidence: Evidence) -> list[tuple[Study, Row]]:
    return [
        (study, row)
        for study in evidence.records.values()
        for row in study.outcomes
        if row.outcome in ("steady-state-concentration", "cmax") and row.kind == "value" and row.unit == "nM"
    ]


def _reference(evidence: Evidence) -> float:
    """Return the reference concentration, which all sources print alike."""
    rows = evidence.outcomes
    (value,) = set(rows[rows["outcome"] == "reference-ic50"]["value"])
    return float(value)
