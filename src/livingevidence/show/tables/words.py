"""What a record says in words: lists of a study, and its single patients."""

from __future__ import annotations

import re

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.models import Case, Study
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Cell, Prose, bullets, paragraph, prose

UNTOLD = "not stated in what was read"


def texts(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record, such as ``mechanism`` or ``limitations``, as a list."""
    items = [_linked(evidence, item) for item in getattr(evidence.records[study], field)]
    return prose(bullets(items) if items else "Nothing is recorded.")


def listed(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record as one sentence."""
    return prose("; ".join(getattr(evidence.records[study], field)) + ".")


def _linked(evidence: Evidence, text: str) -> Markup:
    """Return text of a record; where it names another record by its id, a link with the study's short name."""
    say, names = inline(evidence), short_names(evidence.whole)
    ids = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    # A source's number means nothing away from the record that lists it.
    parts = re.split(rf"(?:S\d+ of )?(?<![\w-])({ids})(?![\w-])", text)
    return Markup("").join(say.page(f"studies/{p}", names[p]) if i % 2 else p for i, p in enumerate(parts))


def cases(evidence: Evidence) -> Prose:
    """Return the single patients who had the treatment, one block a patient."""
    blocks = [
        patient(inline(evidence), study, case)
        for study in evidence.where(treated=True).records.values()
        for case in study.cases
    ]
    return prose(*blocks or ["No single patient is described."])


def patient(say: Inline, study: Study, case: Case) -> Markup:
    """Return what is told of one patient."""
    at = f"{study.id}/{case.id}"
    age = say.number(f"{at}.age_years") + " years" if case.age_years is not None else case.age_text or "age not read"
    lines: dict[str, Cell] = {
        "Diagnosis": case.diagnosis,
        "Tried before": "; ".join(case.prior_treatments) or UNTOLD,
        "Treatment": case.regimen,
        "At the same time": "; ".join(case.concomitant) or UNTOLD,
        "What was reported": case.response_detail or "degree not read",
    }
    if case.weeks_followed is not None:
        lines["Followed"] = say.number(f"{at}.weeks_followed") + " weeks"
    if case.adverse_events:
        lines["Adverse events"] = case.adverse_events
    head = Markup("<strong>{}</strong>, {} {}").format(describe.person(case), age, say.study(study))
    return paragraph(head) + bullets(map(Markup("{}: {}").format, lines, lines.values()))
