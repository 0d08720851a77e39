"""Tables of the studies of a chapter, of what they measured, and of what is awaited."""

from __future__ import annotations

from collections.abc import Sequence

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import has_people, treated_studies
from livingevidence.record.models import Row, Study
from livingevidence.record.text import escape
from livingevidence.show.tables.base import Table, study_link


def studies(evidence: Evidence) -> Table:
    """Return the studies with patients treated with topical ruxolitinib, strongest design first."""
    rows = []
    order = list(evidence.vocabulary["designs"])
    for study in sorted(treated_studies(evidence), key=lambda s: (order.index(s.design), s.id)):
        n = study.population.n_enrolled
        people = describe.people(n)
        if n is not None:
            people = f"{{number}}`{study.id}/population.n_enrolled` {people.split(' ')[-1]}"
        rows.append(
            (
                study_link(study),
                _conditions(evidence, study.conditions),
                escape(evidence.vocabulary.label("designs", study.design)),
                people,
                _regimen(evidence, study),
                escape(describe_reading(study)),
            )
        )
    return Table(
        ("Study", "Condition", "Design", "People", "Regimen", "What was read"), tuple(rows), what="All studies"
    )


def _number(study: Study, row: Row) -> str:
    return f"{{number}}`{study.id}/{row.id}`"


def describe_reading(study: Study) -> str:
    """Return how close to the study the reading came: its own text, or texts about it."""
    if not any(source.verification == "primary" for source in study.sources):
        return "only texts about it"
    read = sorted({report.read for report in study.reports} - {"none", "secondary-only"}, key=list(_CLOSE).index)
    return _CLOSE[read[0]] if read else "texts of its own"


_CLOSE = {
    "full": "the whole report",
    "part": "part of the report",
    "abstract": "its abstract",
    "record": "its registry record",
    "excerpt": "an excerpt",
}


def _conditions(evidence: Evidence, terms: Sequence[str]) -> str:
    return escape(", ".join(evidence.vocabulary.label("conditions", term) for term in terms))


def _regimen(evidence: Evidence, study: Study) -> str:
    parts = []
    for arm in (arm for arm in study.arms if evidence.topic.treats(arm)):
        shown = (
            [f"{{number}}`{study.id}/arm-{arm.id}.strength_percent`"]
            if arm.strength_percent is not None
            else ["strength not read"]
        )
        shown.append(_frequency(study, arm.frequency) if arm.frequency else "frequency not read")
        if arm.duration_weeks is not None:
            shown.append(f"{{number}}`{study.id}/arm-{arm.id}.duration_weeks` weeks")
        parts.append(", ".join(shown))
    return "; ".join(dict.fromkeys(parts))


def _frequency(study: Study, text: str) -> str:
    """Return a frequency; where it says "see conflicts", that is a link to them."""
    link = f'<a href="../studies/{study.id}.html#conflicts">sources disagree</a>'
    return escape(text).replace("see conflicts", link)


def outcomes(
    evidence: Evidence, *, kinds: Sequence[str] = ("count", "percent", "value", "contrast", "qualitative")
) -> Table:
    """Return the outcome rows of topical ruxolitinib, each with its number and place.

    Parameters
    ----------
    evidence : Evidence
        Usually one condition or group.
    kinds : sequence of str, optional
        Kinds of rows to show; awaited rows have a table of their own.
    """
    rows = []
    for study in evidence.where(treated=True).records.values():
        for row in study.outcomes:
            if row.kind in kinds:
                rows.append(
                    (
                        study_link(study),
                        escape(row.label),
                        escape(describe.of_whom(study, row)),
                        escape(describe.when(row) or evidence.vocabulary.label("periods", row.period)),
                        _number(study, row),
                    )
                )
    head = ("Study", "Outcome", "Of whom", "When", "Result")
    return Table(head, tuple(rows), "No outcome could be read.", "All outcomes by arm")


def awaited(evidence: Evidence) -> Table:
    """Return the results that exist or are due and have not been read, with where they are.

    Records of oral drugs and of context are left out; reviews that hold cases of topical ruxolitinib are not.
    """
    rows = []
    for study in evidence.records.values():
        about_it = evidence.topic.is_about(study) or study.domain in evidence.topic.groups
        for row in study.rows if about_it else ():
            if row.kind == "awaited":
                rows.append((study_link(study), _awaited(study, row), escape(row.where or "not known")))
    return Table(("Study", "Awaited", "Where"), tuple(rows), "Nothing is known to be awaited.", "All awaited results")


def _awaited(study: Study, row: Row) -> str:
    return f"{escape(row.text)} ({{number}}`details <{study.id}/{row.id}>`)"


def other_treatments(evidence: Evidence, conditions: Sequence[str]) -> Table:
    """Return what is recorded of other treatments than topical ruxolitinib, by condition: context, no comparison.

    Of a study that names primary outcomes only these are shown, with their values at the start.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    conditions : sequence of str
        Terms of the vocabulary, in the order to be shown.
    """
    rows = []
    for term in conditions:
        label = escape(evidence.vocabulary.label("conditions", term))
        part = evidence.where(condition=term, treated=False).records.values()
        treated = [study for study in part if has_people(evidence, study)]
        for study in treated:
            trials = escape("".join(f", {trial.name}" for trial in study.trials if trial.name))
            treatment = escape(_treatment(evidence, study))
            rows.append((label, study_link(study) + trials, treatment, _shown(evidence, study, term)))
        if not treated:
            rows.append((label, "no study found", "–", "–"))
    head = ("Condition", "Study", "Treatment and design", "What was reported")
    return Table(head, tuple(rows), what="Other treatments, by condition", most=5)


def _treatment(evidence: Evidence, study: Study) -> str:
    label = evidence.vocabulary.label
    names = []
    for arm in (arm for arm in study.arms if arm.role != "comparator"):
        drugs = " and ".join(label("interventions", term) for term in arm.interventions)
        # Of drugs by several routes only the words of the arm can say which was given how.
        names.append(arm.label if arm.route == "mixed" else f"{drugs} ({label('routes', arm.route)})")
    return f"{'; '.join(dict.fromkeys(names))}; {label('designs', study.design)}"


def _shown(evidence: Evidence, study: Study, condition: str) -> str:
    """Return the main outcomes, each named once before the arms that it was read of; without rows, the cases."""
    rows = [row for row in study.outcomes if row.kind != "awaited"]
    if primary := {row.outcome for row in rows if row.primary}:
        rows = [row for row in rows if row.primary or (row.outcome in primary and row.timepoint_weeks == 0)]
    several = len({row.arm for row in rows}) > 1
    told: dict[str, list[str]] = {}
    for row in rows:
        arm = f" ({escape(describe.of_whom(study, row))})" if several else ""
        # A primary outcome is of everybody, so its term says all; the reader's words may name a subgroup.
        name = evidence.vocabulary.label("outcomes", row.outcome) if primary else row.label
        name = ", ".join(filter(None, [name, describe.when(row)]))
        told.setdefault(name, []).append(f"{_number(study, row)}{arm}")
    cases = [case for case in study.cases if case.condition == condition and case.response_detail]
    words = [f"{escape(name)}: {', '.join(found)}" for name, found in told.items()]
    return "; ".join(words or [escape(case.response_detail) for case in cases]) or "not read"
