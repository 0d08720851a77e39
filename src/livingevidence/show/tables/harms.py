"""Adverse events of the cream, never pooled: blinded time against vehicle, and other periods apart from it."""

from __future__ import annotations

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import THIN, escape, number
from livingevidence.show.figures.drawing import MARKS, Figure, Line, canvas, share, svg_of
from livingevidence.show.tables import Table, study_link
from livingevidence.synthesis.harm_rows import Reported, exact, reported


def _cell(item: Reported, names: dict[str, str]) -> str:
    told = []
    for row in (row for row in item.rows if row.arm in names):
        bounds, unknown = exact(row), row.n is None and not row.unit and row.kind in ("count", "percent")
        added = f", up to {bounds[1]:.1f}{THIN}%" if bounds else ", of how many not read" if unknown else ""
        told.append(f"{escape(names[row.arm])}: {{number}}`{item.study.id}/{row.id}`{added}".removeprefix(": "))
    return "; ".join(told) or "not read"


def _sides(item: Reported) -> tuple[dict[str, str], dict[str, str]]:
    """Return names of the arms with nothing but the cream, by strength, and of those with nothing but vehicle."""
    topical = [arm for arm in item.study.arms if arm.route == "topical"]
    cream = {a.id: f"{number(a.strength_percent)}{THIN}% cream" for a in topical if a.interventions == ["ruxolitinib"]}
    return cream, {arm.id: "" for arm in topical if arm.interventions == ["vehicle"]}


def _head(evidence: Evidence, item: Reported) -> tuple[str, str]:
    """Return disease and trials; a label of several diseases has the disease of its trials' own study."""
    same = [item.study, *(s for s in evidence.records.values() if {t.id for t in s.trials} & set(item.trials))]
    terms = next((study.conditions for study in same if len(study.conditions) == 1), item.study.conditions)
    trials = ", ".join(t.name or t.id for t in item.study.trials if t.id in item.trials and (t.name or t.registered))
    return ", ".join(evidence.vocabulary.label("conditions", term) for term in terms), trials


def _row(evidence: Evidence, item: Reported, *cells: str) -> tuple[str, ...]:
    event, (disease, trials) = evidence.vocabulary.label("adverse-events", item.event), _head(evidence, item)
    told = escape("; ".join(filter(None, dict.fromkeys([trials, *map(describe.when, item.rows)]))))
    return escape(event), escape(disease), f"{told} {study_link(item.study)}".strip(), *cells


def against_vehicle(evidence: Evidence, classes: tuple[str, ...] = ()) -> Table:
    """Return adverse events in blinded time by arm; "up to" is the upper end of :func:`exact`. See :func:`reported`."""
    rows = (_row(evidence, i, *(_cell(i, side) for side in _sides(i))) for i in reported(evidence, "blinded", classes))
    return Table(
        ("Event", "Disease", "Study", "Cream", "Vehicle"), tuple(rows), what="Adverse events, cream and vehicle"
    )


def apart(evidence: Evidence, period: str, classes: tuple[str, ...] = ()) -> Table:
    """Return adverse events of another period than the blinded one, by group: no comparison. See :func:`reported`."""
    rows = (_row(evidence, i, _cell(i, describe.arm_names(i.study))) for i in reported(evidence, period, classes))
    what = f"Adverse events, {evidence.vocabulary.label('periods', period)}"
    return Table(("Event", "Disease", "Study", "Groups"), tuple(rows), what=what, most=8)


def by_arm(evidence: Evidence, event: str) -> Figure:
    """Return a figure of an adverse event in blinded time, by trial and arm, cream and vehicle."""
    rows, lines, told = [], [], []
    for item in (item for item in reported(evidence, "blinded") if item.event == event):
        cream, vehicle = _sides(item)
        here = [row for row in item.rows if row.arm in {**cream, **vehicle} and (exact(row) or row.percent is not None)]
        for row in here:
            head, bounds, name = ", ".join(_head(evidence, item)), exact(row), cream.get(row.arm, "vehicle")
            behind = (f"{item.study.id}/{row.id}",)
            lines.append(Line(f"{name}: {describe.result(row)}", head if row is here[0] else "", behind=behind))
            known = "exact interval {:.1f} to {:.1f} percent".format(*bounds) if bounds else "count not read"
            told.append(f"{head}, {lines[-1].words}, {known}")
            rows.append((row, bounds, row.arm in cream))
    with canvas(lines, "percent of people") as (axes, places):
        for place, (row, bounds, is_cream) in zip(places, rows, strict=True):
            share(axes, place, 100 * (row.events or 0) / row.n if bounds else row.percent, bounds, cream=is_cream)
        axes.set_xlim(0, None)
    label = evidence.vocabulary.label("adverse-events", event)
    alt = f"People with {label} by arm in blinded time. {'; '.join(told)}."
    caption = f"{label[0].upper()}{label[1:]}, blinded time. {MARKS}Hollow: a percentage without its count."
    return Figure(f"figure-harms-{event}", svg_of(axes, f"harms-{event}"), alt, caption)
