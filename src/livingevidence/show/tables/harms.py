"""Adverse events of the treatment, never pooled: blinded time against the control, other periods apart from it."""

from __future__ import annotations

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Arm
from livingevidence.record.text import THIN, capital, number
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Cell, Table
from livingevidence.show.tables.common import result
from livingevidence.synthesis.harm_rows import Reported, exact, reported


def against_control(evidence: Evidence, classes: tuple[str, ...] = ()) -> Table:
    """Return adverse events in blinded time by arm; "up to" is the upper end of the exact interval."""
    say, treated, control = inline(evidence), evidence.topic.treatment.short, evidence.topic.control.label
    rows = [
        (*_head(evidence, say, item), *(_cell(say, item, side) for side in sides(evidence, item)))
        for item in reported(evidence, "blinded", classes)
    ]
    head = ("Event", "Disease", "Study", capital(treated), capital(control))
    return Table(head, tuple(rows), what=f"Adverse events, {treated} and {control}")


def apart(evidence: Evidence, period: str) -> Table:
    """Return adverse events of another period than the blinded one, by group: no comparison."""
    say = inline(evidence)
    rows = [
        (*_head(evidence, say, item), _cell(say, item, describe.arm_names(item.study)))
        for item in reported(evidence, period)
    ]
    what = f"Adverse events, {evidence.vocabulary.label('periods', period)}"
    return Table(("Event", "Disease", "Study", "Groups"), tuple(rows), what=what)


def sides(evidence: Evidence, item: Reported) -> tuple[dict[str, str], dict[str, str]]:
    """Return names of the arms with nothing but the treatment, by strength, and of those with nothing but control."""
    topic, arms = evidence.topic, item.study.arms
    treated = {arm.id: f"{_strength(arm)} {topic.treatment.short}".strip() for arm in arms if topic.treats_alone(arm)}
    return treated, {arm.id: "" for arm in arms if topic.controls(arm)}


def _strength(arm: Arm) -> str:
    return arm.dose or "" if arm.strength_percent is None else f"{number(arm.strength_percent)}{THIN}%"


def disease_and_trials(evidence: Evidence, item: Reported) -> tuple[str, str]:
    """Return disease and trials; a label of several diseases has the disease of its trials' own study."""
    same = [item.study, *(s for s in evidence.records.values() if {t.id for t in s.trials} & set(item.trials))]
    terms = next((study.conditions for study in same if len(study.conditions) == 1), item.study.conditions)
    trials = ", ".join(t.name or t.id for t in item.study.trials if t.id in item.trials and (t.name or t.registered))
    return ", ".join(evidence.vocabulary.label("conditions", term) for term in terms), trials


def _head(evidence: Evidence, say: Inline, item: Reported) -> tuple[Cell, ...]:
    event = evidence.vocabulary.label("adverse-events", item.event)
    disease, trials = disease_and_trials(evidence, item)
    told = "; ".join(filter(None, dict.fromkeys([trials, *map(describe.when, item.rows)])))
    return event, disease, Markup("{} {}").format(told, say.study(item.study)).strip()


def _cell(say: Inline, item: Reported, names: dict[str, str]) -> Cell:
    told = []
    for row in (row for row in item.rows if row.arm in names):
        bounds, unknown = exact(row), row.n is None and not row.unit and row.kind in ("count", "percent")
        added = f", up to {bounds[1]:.1f}{THIN}%" if bounds else ", of how many not read" if unknown else ""
        name = f"{names[row.arm]}: " if names[row.arm] else ""
        told.append(Markup("{}{}{}").format(name, result(say, item.study, row), added))
    return Markup("; ").join(told) or "not read"
