"""Figures for the chapters; each is made from rows and says its result in words."""

from __future__ import annotations

from textwrap import shorten

from ruxreview import describe
from ruxreview.drawing import BRAND, Figure, canvas, svg_of
from ruxreview.evidence import Evidence
from ruxreview.proportions import clopper_pearson
from ruxreview.records import Row, Study
from ruxreview.results import ladder
from ruxreview.tables import people_by_condition
from ruxreview.text import count, number

COMPARED = ("vehicle-controlled", "within-patient", "single-arm")  # designs whose denominators allow an interval


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
    with canvas(len(bars)) as (made, axes):
        for position, (name, design, people, known) in enumerate(reversed(bars)):
            axes.barh(position, people, height=0.26, color=BRAND)
            words = f"{people if known else '?'}, {design}" if design else "none recorded"
            axes.annotate(f"{name}: {words}", (0, position + 0.18), va="bottom")  # above the bar: it fits a phone
        axes.set_xlabel("people in the study")
        axes.set_xlim(0, max([1, *(bar[2] for bar in bars)]))
        axes.xaxis.get_major_locator().set_params(integer=True)
    told = "; ".join(
        f"{name}: {count(people, 'person', 'people')}, {design}" if design else f"{name}: none"
        for name, design, people, _ in bars
    )
    return Figure(
        f"figure-who-{group}",
        svg_of(made, f"who-{group}"),
        f"Bar chart of the people in studies of topical ruxolitinib in {label}. {told}.",
        "People in studies of topical ruxolitinib, one bar a study; every condition of the group is listed.",
    )


def responses(evidence: Evidence, condition: str) -> Figure:
    """Return a figure of the responses by arm in controlled and single-arm studies of a condition.

    A count of people has its exact interval; a percentage or mean without a count is a point without one; a
    result that is awaited is said to be, in its place. Reports and series of cases are left out.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    condition : str
        A term of the vocabulary's conditions.
    """
    part = evidence.where(condition=condition, topical_ruxolitinib=True)
    lines = [
        (study, row)
        for study in part.records.values()
        if ladder(evidence, study) in COMPARED
        for row in study.outcomes
        if _is_response(row, evidence)
    ]
    told = []
    with canvas(len(lines)) as (made, axes):
        for position, (study, row) in enumerate(reversed(lines)):
            words = f"{study.id}, {describe.of_whom(study, row)}: {row.label}"
            axes.annotate(shorten(words, 62, placeholder=" …"), (0, position + 0.14), va="bottom", fontsize=9)
            told.append(f"{words}: {_point(axes, position, row)}")
        axes.set_xlim(0, 100)
        axes.set_xlabel("percent of people, or of the score at the start")
    label = evidence.vocabulary.label("conditions", condition)
    return Figure(
        f"figure-responses-{condition}",
        svg_of(made, f"responses-{condition}"),
        f"Responses by arm in {label}. {'; '.join(reversed(told))}.",
        "Responses by arm. A line is the exact 95 % interval of a count; a point without a line is a percentage or "
        "mean without a count. Arms of one study are people, or areas, of that study only.",
    )


def _is_response(row: Row, evidence: Evidence) -> bool:
    term = evidence.vocabulary["outcomes"][row.outcome]
    if term.kind != "efficacy" or row.period == "extension":
        return False
    in_percent = row.measure in ("percent-reduction", "mean-percent-improvement", "mean-percent-change")
    return row.kind in ("percent", "awaited") or (row.kind == "count" and row.n is not None) or in_percent


def _point(axes, position: int, row: Row) -> str:
    """Draw a row and return it in words."""
    if row.kind == "awaited":
        axes.annotate("awaited", (2, position), va="center", style="italic", fontsize=10)
        return "awaited"
    if row.kind != "count":
        value = row.percent if row.kind == "percent" else abs(row.value)
        axes.plot(value, position, "o", color=BRAND, fillstyle="none")
        return describe.result(row)
    low, high = clopper_pearson(row.events, row.n)
    axes.plot([low, high], [position, position], color=BRAND, lw=2)
    axes.plot(100 * row.events / row.n, position, "o", color=BRAND)
    return f"{row.events} of {row.n}, exact interval {low:.1f} to {high:.1f} percent"


def exposure(evidence: Evidence) -> Figure:
    """Return a figure of mean plasma concentrations under the cream against the inhibitory concentration, log scale.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    """
    lines = _concentrations(evidence)
    reference = _reference(evidence)
    told = []
    with canvas(len(lines)) as (made, axes):
        axes.set_xscale("log")
        axes.axvline(reference, color="#000000", lw=1, ls="--")
        for position, (study, row) in enumerate(reversed(lines)):
            words = f"{study.id}: {row.label}"
            axes.annotate(shorten(words, 62, placeholder=" …"), (10.5, position + 0.14), va="bottom", fontsize=9)
            ends = [row.value] if row.value is not None else [row.value_low, row.value_high]
            axes.plot(ends, [position] * len(ends), "o-", color=BRAND)
            told.append(f"{words} {describe.result(row)}")
        axes.set_xlim(10, 1000)
        axes.set_xticks([10, 30, 100, reference, 1000], ["10", "30", "100", number(reference), "1000"])
        axes.minorticks_off()
        axes.set_xlabel("mean ruxolitinib in plasma, nM (log scale)")
    return Figure(
        "figure-exposure",
        svg_of(made, "exposure"),
        f"Mean plasma concentrations under the cream, and the reference concentration of {number(reference)} nM. "
        f"{'; '.join(reversed(told))}.",
        "Arithmetic means, and one geometric mean where its label says so; the spread stands with each row. The dashed "
        "line is the concentration that halves the phosphorylation of STAT3 under thrombopoietin. Trials differ in "
        "area treated and in age.",
    )


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
