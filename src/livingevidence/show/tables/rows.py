"""Listings of rows: outcomes, adverse events, patients and awaited results of a part of the evidence."""

from __future__ import annotations

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.library import trials_of
from livingevidence.record.models import AdverseEvent, Case, Row, Study
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Cell, Table
from livingevidence.show.tables.common import awaited_results, details, diseases, result, who


def outcomes(evidence: Evidence) -> Table:
    """Return the outcomes that were read of the treatment, each with its number and place."""
    say, label = inline(evidence), evidence.vocabulary.label
    rows = [
        (
            say.study(study),
            row.label,
            describe.of_whom(study, row),
            describe.when(row) or label("periods", row.period),
            result(say, study, row),
        )
        for study in evidence.where(treated=True).records.values()
        for row in study.outcomes
        if row.kind != "awaited"
    ]
    head = ("Study", "Outcome", "Of whom", "When", "Result")
    return Table(head, tuple(rows), "No outcome could be read.", "All outcomes by arm")


def awaited(evidence: Evidence) -> Table:
    """Return the results that exist or are due and have not been read, with where they are.

    Records of other treatments and of context are left out; reviews that hold cases of the treatment are not.
    """
    say, topic = inline(evidence), evidence.topic
    rows = [
        (say.study(study), details(say, study, row), row.where or "not known")
        for study, row in awaited_results(evidence)
        if topic.is_about(study) or study.domain in topic.groups
    ]
    return Table(("Study", "Awaited", "Where"), tuple(rows), "Nothing is known to be awaited.", "All awaited results")


def every_outcome(evidence: Evidence) -> Table:
    """Return every outcome row that was read in the studies of the treatment, to be sorted and filtered."""
    return _every(evidence, "outcomes", "outcome", "All outcomes")


def every_adverse_event(evidence: Evidence) -> Table:
    """Return every adverse-event row that was read in the studies of the treatment; see :func:`every_outcome`."""
    return _every(evidence, "adverse_events", "adverse event", "All adverse events")


def _every(evidence: Evidence, field: str, noun: str, what: str) -> Table:
    say = inline(evidence)
    rows = [
        (
            say.study(study),
            diseases(evidence, study),
            _what(evidence, row),
            describe.of_whom(study, row),
            _when(evidence, row),
            _result(say, study, row),
            describe.readers(row),
        )
        for study in _treated(evidence)
        for row in getattr(study, field)
        if row.kind != "awaited"
    ]
    head = ("Study", "Condition", "What", "Of whom", "When", "Result", "Readers")
    empty = f"No {noun} of {evidence.topic.treatment.label} could be read."
    # Not by result: an order of numbers of several measures and studies would be read as a ranking.
    return Table(head, tuple(rows), empty, what, by=tuple(title for title in head if title != "Result"))


def _treated(evidence: Evidence) -> list[Study]:
    """Return the studies of the treatment by their first condition, the strongest design first."""
    conditions, designs = (list(evidence.vocabulary[name]) for name in ("conditions", "designs"))
    found = evidence.where(treated=True).records.values()
    return sorted(found, key=lambda s: (conditions.index(s.conditions[0]), designs.index(s.design), s.id))


def _what(evidence: Evidence, row: Row) -> str:
    """Return the term, and the words of the reader where they differ."""
    label = evidence.vocabulary.label(*describe.term_of(row))
    return label if row.label.casefold() == label.casefold() else f"{label}: {row.label}"


def _when(evidence: Evidence, row: Row) -> str:
    """Return the timepoint with the period, which says whether it was blinded."""
    period, when = evidence.vocabulary.label("periods", row.period), describe.when(row)
    return f"{when}, {period}" if when and when != period else period


def _result(say: Inline, study: Study, row: Row) -> Cell:
    if isinstance(row, AdverseEvent) and row.duplicate_of:
        other = say.page(f"studies/{row.duplicate_of}", "another study")
        return result(say, study, row) + ", repeats a result of " + other
    return result(say, study, row)


def every_case(evidence: Evidence) -> Table:
    """Return the patients described one by one, or a few together, in the studies of the treatment."""
    say, label = inline(evidence), evidence.vocabulary.label
    rows = [
        (
            say.study(study),
            _patient(say, study, case),
            label("conditions", case.condition),
            case.regimen,
            case.response_detail or "not read",
            case.response.replace("-", " ") if case.response else "degree not read",
            "not read" if case.weeks_followed is None else "week " + say.number(f"{study.id}/{case.id}.weeks_followed"),
        )
        for study in _treated(evidence)
        for case in study.cases
    ]
    head = ("Study", "Patient", "Condition", "Treatment", "What was reported", "Degree", "Followed until")
    by = tuple(title for title in head if title != "What was reported")
    return Table(head, tuple(rows), "No single patient is described.", "All patients described", by=by)


def _patient(say: Inline, study: Study, case: Case) -> Cell:
    if case.age_years is None:
        return f"{who(case)}, {case.age_text or 'age not read'}"
    return f"{who(case)}, " + say.number(f"{study.id}/{case.id}.age_years") + " years"


def every_awaited_result(evidence: Evidence) -> Table:
    """Return every awaited result of every study, of the treatment or not, with its registration and its place."""
    say = inline(evidence)
    rows = [
        (say.study(study), details(say, study, row), _registration(study, row), row.where or "not known")
        for study, row in awaited_results(evidence)
    ]
    head = ("Study", "Awaited", "Registration", "Where")
    return Table(head, tuple(rows), "Nothing is known to be awaited.", "All awaited results", by=head)


def _registration(study: Study, row: Row) -> str:
    """Return the registry numbers of the trials that a row covers, other registers' included."""
    covered = [trial for trial in study.trials if trial.registered and trial.id in trials_of(study, row)]
    return ", ".join(name for trial in covered for name in (trial.id, *trial.also)) or "no number known"
