"""What a record says in words: lists of a study, and its single patients."""

from __future__ import annotations

import re

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.models import Case, Study
from livingevidence.record.text import escape
from livingevidence.show.tables.base import Prose, study_link


def texts(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record, such as ``mechanism`` or ``limitations``, as a list."""
    items = getattr(evidence.records[study], field)
    return Prose("\n".join(f"- {_linked(evidence, item)}" for item in items) or "Nothing is recorded.")


def listed(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record as one sentence."""
    return Prose(escape("; ".join(getattr(evidence.records[study], field))) + ".")


def _linked(evidence: Evidence, text: str) -> str:
    """Return text of a record; where it names another record by its id, a link with the study's short name."""
    ids = "|".join(map(re.escape, sorted(evidence.records, key=len, reverse=True)))
    # A source's number means nothing away from the record that lists it.
    parts = re.split(rf"(?:S\d+ of )?(?<![\w-])({ids})(?![\w-])", text)
    names = short_names(evidence) if len(parts) > 1 else {}
    told = [f"{{doc}}`{names[part]} </studies/{part}>`" if i % 2 else _escape(part) for i, part in enumerate(parts)]
    return "".join(told)


def _escape(part: str) -> str:
    """Return a part of a text escaped, with the spaces at its ends."""
    return f"{' ' * part[:1].isspace()}{escape(part)}{' ' * (part[-1:].isspace() and bool(part.strip()))}"


def cases(evidence: Evidence, condition: str | None = None) -> Prose:
    """Return the single patients treated with topical ruxolitinib, or those of one condition, one block a patient."""
    blocks = [
        _case(study, case)
        for study in evidence.where(treated=True).records.values()
        for case in study.cases
        if condition in (None, case.condition)
    ]
    return Prose("\n\n".join(blocks) or "No single patient is described.")


def _case(study: Study, case: Case) -> str:
    age = escape(case.age_text or "age not read")
    if case.age_years is not None:
        age = f"{{number}}`{study.id}/{case.id}.age_years` years"
    lines = {
        "Diagnosis": escape(case.diagnosis),
        "Tried before": escape("; ".join(case.prior_treatments)) or "not stated in what was read",
        "Treatment": escape(case.regimen),
        "At the same time": escape("; ".join(case.concomitant)) or "not stated in what was read",
        "What was reported": escape(case.response_detail or "degree not read"),
    }
    if case.weeks_followed is not None:
        lines["Followed"] = f"{{number}}`{study.id}/{case.id}.weeks_followed` weeks"
    if case.adverse_events:
        lines["Adverse events"] = escape(case.adverse_events)
    told = "\n".join(f"- {name}: {text}" for name, text in lines.items())
    return f"**{describe.person(case)}**, {age} {study_link(study)}\n\n{told}"
