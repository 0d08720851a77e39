"""What is known of one condition, as its page tells it: how it was studied, in whom, and how sure one can be."""

from __future__ import annotations

import re

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import LEVELS, Level
from livingevidence.record.models import Case, Study
from livingevidence.record.vocabulary import Condition


def with_pages(evidence: Evidence) -> dict[str, Condition]:
    """Return the conditions that have a page: those of the review's groups, but for headings over several."""
    terms = evidence.vocabulary["conditions"].items()
    return {name: term for name, term in terms if set(term.groups) & set(evidence.topic.groups) and not term.collective}


def best_certainty(evidence: Evidence, condition: str, kind: str) -> Level | None:
    """Return the highest certainty of a benefit or harm in a condition; None where none is rated."""
    appraisal = evidence.library.appraisal
    ratings = [r for r in appraisal.certainties.values() if r.condition == condition and r.kind == kind]
    levels = [rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level for rated in ratings]
    return max(filter(None, levels), key=LEVELS.index, default=None)


def treated(evidence: Evidence, condition: str) -> Evidence:
    """Return the evidence on the treatment in a condition, planned trials and reviews included."""
    return evidence.where(condition=condition, treated=True)


def cases(evidence: Evidence, condition: str) -> list[tuple[Study, Case]]:
    """Return the patients with a condition who are told one by one, with their studies of the treatment."""
    found = treated(evidence, condition).records.values()
    return [(study, case) for study in found for case in study.cases if case.condition == condition]


def related(evidence: Evidence, condition: str) -> list[str]:
    """Return the conditions with a page whose definition names this one, or that this one's definition names."""
    pages = with_pages(evidence)

    def names(one: str, other: str) -> bool:
        return bool(re.search(rf"\b{re.escape(pages[other].label)}\b", pages[one].definition, re.IGNORECASE))

    return [term for term in pages if term != condition and (names(term, condition) or names(condition, term))]
