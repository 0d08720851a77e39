"""Which conditions have treated people, and how many; people who overlap are counted once."""

from __future__ import annotations

from ruxreview.evidence import Evidence
from ruxreview.records import Study
from ruxreview.results import ladder


def conditions(evidence: Evidence, group: str, *, treated: bool) -> list[str]:
    """Return the conditions of a group in which patients treated with topical ruxolitinib are, or are not, recorded.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    treated : bool
        Which of the two.
    """
    terms = [t for t, c in evidence.vocabulary["conditions"].items() if group in c.groups and not c.collective]
    return [term for term in terms if bool(_with_patients(evidence, term)) is treated]


def _with_patients(evidence: Evidence, condition: str) -> list[Study]:
    part = evidence.where(condition=condition, topical_ruxolitinib=True).records.values()
    return [study for study in part if ladder(evidence, study) != "none"]


def people_by_condition(evidence: Evidence, group: str) -> list[tuple[str, Study | None]]:
    """Return the label of the condition and the study, for each study of a group with patients.

    A condition without a study comes once, with none.
    """
    made = []
    for term, condition in evidence.vocabulary["conditions"].items():
        if group not in condition.groups or condition.collective:
            continue
        made += [(condition.label, study) for study in _with_patients(evidence, term) or [None]]
    return made
