"""Tables of the studies of a chapter, and of what other treatments did."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import has_people, treated_studies
from livingevidence.record.models import Study
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Cell, Table
from livingevidence.show.tables.common import describe_reading, design, diseases, people, result


def studies(evidence: Evidence) -> Table:
    """Return the studies with patients who had the treatment, strongest design first."""
    say, order = inline(evidence), list(evidence.vocabulary["designs"])
    rows = [
        (
            say.study(study),
            diseases(evidence, study),
            design(evidence, study),
            people(say, study),
            _regimen(evidence, say, study),
            describe_reading(study),
        )
        for study in sorted(treated_studies(evidence), key=lambda s: (order.index(s.design), s.id))
    ]
    head = ("Study", "Condition", "Design", "People", "Regimen", "What was read")
    return Table(head, tuple(rows), what="All studies")


def _regimen(evidence: Evidence, say: Inline, study: Study) -> Markup:
    parts = []
    for arm in (arm for arm in study.arms if evidence.topic.treats(arm)):
        at, shown = f"{study.id}/arm-{arm.id}", ["strength not read", "frequency not read"]
        if arm.strength_percent is not None:
            shown[0] = say.number(f"{at}.strength_percent")
        if arm.frequency:
            conflicts = say.page(f"studies/{study.id}", "sources disagree", "conflicts")
            shown[1] = Markup.escape(arm.frequency).replace("see conflicts", conflicts)
        if arm.duration_weeks is not None:
            shown.append(say.number(f"{at}.duration_weeks") + " weeks")
        parts.append(Markup(", ").join(shown))
    return Markup("; ").join(dict.fromkeys(parts))


def other_treatments(evidence: Evidence, conditions: Sequence[str]) -> Table:
    """Return what is recorded of other treatments, by condition: context, no comparison.

    Of a study that names primary outcomes only these are shown, with their values at the start.
    """
    say, rows = inline(evidence), []
    for term in conditions:
        label = evidence.vocabulary.label("conditions", term)
        part = evidence.where(condition=term, treated=False).records.values()
        treated = [study for study in part if has_people(evidence, study)]
        for study in treated:
            trials = "".join(f", {trial.name}" for trial in study.trials if trial.name)
            reported = _reported(evidence, say, study, term)
            rows.append((label, say.study(study) + trials, _treatment(evidence, study), reported))
        if not treated:
            rows.append((label, "no study found", "–", "–"))
    head = ("Condition", "Study", "Treatment and design", "What was reported")
    return Table(head, tuple(rows), what="Other treatments, by condition", most=5)


def _treatment(evidence: Evidence, study: Study) -> str:
    label, names = evidence.vocabulary.label, []
    for arm in (arm for arm in study.arms if arm.role != "comparator"):
        drugs = " and ".join(label("interventions", term) for term in arm.interventions)
        # Of drugs by several routes only the words of the arm can say which was given how.
        names.append(arm.label if arm.route == "mixed" else f"{drugs} ({label('routes', arm.route)})")
    return f"{'; '.join(dict.fromkeys(names))}; {design(evidence, study)}"


def _reported(evidence: Evidence, say: Inline, study: Study, condition: str) -> Cell:
    """Return the main outcomes, each named once before the arms that it was read of; without rows, the cases."""
    rows = [row for row in study.outcomes if row.kind != "awaited"]
    if primary := {row.outcome for row in rows if row.primary}:
        rows = [row for row in rows if row.primary or (row.outcome in primary and row.timepoint_weeks == 0)]
    several = len({row.arm for row in rows}) > 1
    told: dict[str, list[Markup]] = {}
    for row in rows:
        arm = f" ({describe.of_whom(study, row)})" if several else ""
        # A primary outcome is of everybody, so its term says all; the reader's words may name a subgroup.
        name = evidence.vocabulary.label("outcomes", row.outcome) if primary else row.label
        name = ", ".join(filter(None, [name, describe.when(row)]))
        told.setdefault(name, []).append(result(say, study, row) + arm)
    words = [Markup("{}: {}").format(name, Markup(", ").join(found)) for name, found in told.items()]
    cases = [case.response_detail for case in study.cases if case.condition == condition and case.response_detail]
    return Markup("; ").join(words or cases) or "not read"
