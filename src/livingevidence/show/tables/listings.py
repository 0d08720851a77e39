"""Listings: every row, case and awaited result of a part of the evidence, as tables."""

from __future__ import annotations

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.library import trials_of
from livingevidence.record.models import AdverseEvent, Case, Row, Study
from livingevidence.record.text import escape
from livingevidence.show.tables import Table, study_link


def outcomes(evidence: Evidence) -> Table:
    """Return every outcome row that was read in the studies of topical ruxolitinib.

    Parameters
    ----------
    evidence : Evidence
        Usually one shelf, or one condition of a shelf.
    """
    return _listing(evidence, "outcomes", "No outcome of topical ruxolitinib could be read.", "All outcomes")


def adverse_events(evidence: Evidence) -> Table:
    """Return every adverse-event row that was read in the studies of topical ruxolitinib; see :func:`outcomes`."""
    return _listing(
        evidence, "adverse_events", "No adverse event of topical ruxolitinib could be read.", "All adverse events"
    )


def _listing(evidence: Evidence, field: str, empty: str, what: str) -> Table:
    rows = [
        (
            study_link(study),
            escape(", ".join(evidence.vocabulary.label("conditions", term) for term in study.conditions)),
            _what(evidence, row),
            escape(describe.of_whom(study, row)),
            _when(evidence, row),
            _result(study, row),
            escape(describe.readers(row)),
        )
        for study in _topical(evidence)
        for row in getattr(study, field)
        if row.kind != "awaited"
    ]
    head = ("Study", "Condition", "What", "Of whom", "When", "Result", "Readers")
    # Not by result: an order of numbers of several measures and studies would be read as a ranking.
    return Table(head, tuple(rows), empty, what, by=tuple(title for title in head if title != "Result"))


def _topical(evidence: Evidence) -> list[Study]:
    """Return the studies of topical ruxolitinib by their first condition, the strongest design first."""
    conditions, designs = (list(evidence.vocabulary[name]) for name in ("conditions", "designs"))
    found = evidence.where(treated=True).records.values()
    return sorted(found, key=lambda s: (conditions.index(s.conditions[0]), designs.index(s.design), s.id))


def _what(evidence: Evidence, row: Row) -> str:
    """Return the term, and the words of the reader where they differ."""
    label = evidence.vocabulary.label(*describe.term_of(row))
    return escape(label if row.label.casefold() == label.casefold() else f"{label}: {row.label}")


def _when(evidence: Evidence, row: Row) -> str:
    """Return the timepoint with the period, which says whether it was blinded."""
    period = evidence.vocabulary.label("periods", row.period)
    when = describe.when(row)
    return escape(f"{when}, {period}" if when and when != period else period)


def _result(study: Study, row: Row) -> str:
    shown = f"{{number}}`{study.id}/{row.id}`"
    if isinstance(row, AdverseEvent) and row.duplicate_of:
        shown += f", repeats a result of {{doc}}`another study </studies/{row.duplicate_of}>`"
    return shown


def cases(evidence: Evidence) -> Table:
    """Return the patients described one by one, or a few together, in the studies of topical ruxolitinib."""
    label = evidence.vocabulary.label
    rows = [
        (
            study_link(study),
            _patient(study, case),
            escape(label("conditions", case.condition)),
            escape(case.regimen),
            escape(case.response_detail or "not read"),
            escape(case.response.replace("-", " ")) if case.response else "degree not read",
            f"week {{number}}`{study.id}/{case.id}.weeks_followed`" if case.weeks_followed is not None else "not read",
        )
        for study in _topical(evidence)
        for case in study.cases
    ]
    head = ("Study", "Patient", "Condition", "Treatment", "What was reported", "Degree", "Followed until")
    by = ("Study", "Patient", "Condition", "Treatment", "Degree", "Followed until")
    return Table(head, tuple(rows), "No single patient is described.", "All patients described", by=by)


def _patient(study: Study, case: Case) -> str:
    who = describe.person(case) if case.people == 1 else f"{describe.people(case.people)} described together"
    if case.age_years is not None:
        return f"{escape(who)}, {{number}}`{study.id}/{case.id}.age_years` years"
    return escape(f"{who}, {case.age_text or 'age not read'}")


def awaited(evidence: Evidence) -> Table:
    """Return every awaited result of every study, of the cream or not, with its registration and its place."""
    rows = [
        (
            study_link(study),
            escape(row.text) + f" ({{number}}`details <{study.id}/{row.id}>`)",
            _registration(study, row),
            escape(row.where or "not known"),
        )
        for study in evidence.records.values()
        for row in study.rows
        if row.kind == "awaited"
    ]
    head = ("Study", "Awaited", "Registration", "Where")
    return Table(head, tuple(rows), "Nothing is known to be awaited.", "All awaited results", by=head)


def _registration(study: Study, row: Row) -> str:
    """Return the registry numbers of the trials that a row covers, other registers' included."""
    covered = [trial for trial in study.trials if trial.registered and trial.id in trials_of(study, row)]
    numbers = [name for trial in covered for name in (trial.id, *trial.also)]
    return escape(", ".join(numbers)) or "no number known"
