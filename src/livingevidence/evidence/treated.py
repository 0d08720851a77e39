"""Which conditions have treated people, and how many; people who overlap are counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Study


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
    part = evidence.where(condition=condition, treated=True).records.values()
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


def ladder(evidence: Evidence, study: Study) -> str:
    """Return the rung of the ladder of evidence on which a study's design stands."""
    return evidence.vocabulary["designs"][study.design].ladder


def people_once(studies: Iterable[Study]) -> Iterator[Study]:
    """Yield the studies whose people can be added up without counting anybody twice.

    Larger studies first; a study that shares people with one already taken is passed over, so the sum is
    what is known at least. Studies whose number was not read add nothing.
    """
    taken: list[Study] = []
    with_number = [study for study in studies if study.population.n_enrolled is not None]
    for study in sorted(with_number, key=lambda s: (-s.population.n_enrolled, s.id)):
        if not any(_share(study, other) for other in taken):
            taken.append(study)
            yield study


def _share(a: Study, b: Study) -> bool:
    """Return whether two studies have people in common: a trial of both, or an overlap that either declares."""
    declared = b.id in {item.study for item in a.overlaps} or a.id in {item.study for item in b.overlaps}
    return declared or bool({t.id for t in a.trials} & {t.id for t in b.trials})


RUNGS = {
    "vehicle-controlled": ("vehicle-controlled trial", "vehicle-controlled trials"),
    "within-patient": ("within-patient trial", "within-patient trials"),
    "single-arm": ("single-arm trial", "single-arm trials"),
    "cohort": ("cohort", "cohorts"),
    "series": ("case series", "case series"),
    "report": ("case report", "case reports"),
}
"""The rungs of the vocabulary's designs, strongest first: one study of them, and several."""

VEHICLE = "the vehicle group and any open-label part included"


@dataclass(frozen=True)
class Rung:
    """What stands on a rung.

    Attributes
    ----------
    studies : tuple of str
        The studies of its designs.
    parts : dict of int
        People by study, for the studies whose people are added up.
    unread : tuple of str
        The studies whose number of people was not read.
    """

    studies: tuple[str, ...]
    parts: dict[str, int]
    unread: tuple[str, ...]

    @property
    def people(self) -> int:
        """People of all its studies together; what is known at least."""
        return sum(self.parts.values())


def counts(evidence: Evidence, condition: str) -> dict[str, Rung]:
    """Return every rung with its people and studies of topical ruxolitinib in a condition, empty rungs too.

    People of two studies that share some are counted with the larger study, so they stand on its rung alone; the
    sum over the rungs is the number of people in the condition.
    """
    part = evidence.where(condition=condition, treated=True).records.values()
    once = {study.id for study in people_once(study for study in part if ladder(evidence, study) != "none")}
    made = {}
    for rung in RUNGS:
        here = [study for study in part if ladder(evidence, study) == rung]
        made[rung] = Rung(
            tuple(study.id for study in here),
            {study.id: study.population.n_enrolled for study in here if study.id in once},
            tuple(study.id for study in here if study.population.n_enrolled is None),
        )
    return made
