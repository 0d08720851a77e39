"""Who got the treatment: in which studies and conditions, on which rung of the ladder, each person counted once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Case, Study


def treated_studies(evidence: Evidence, subject: str | None = None) -> list[Study]:
    """Return the studies of people who got the treatment.

    Parameters
    ----------
    evidence : Evidence
    subject : str, optional
        A condition or a group, whose studies alone are returned.

    Raises
    ------
    KeyError
        If there is no such condition or group.
    """
    return [study for study in studies_about(evidence, subject) if has_people(evidence, study)]


def studies_about(evidence: Evidence, subject: str | None = None) -> Iterable[Study]:
    """Return the studies of the treatment, all or those of a condition or group; planned ones and texts, too."""
    kind = "group" if subject in evidence.vocabulary["groups"] else "condition"
    return evidence.where(treated=True, **{kind: subject}).records.values()


def cases(evidence: Evidence, subject: str | None = None) -> list[tuple[Study, Case]]:
    """Return the patients told one by one in studies of the treatment, all or those of a condition or group."""
    terms = evidence.vocabulary["conditions"]
    return [
        (study, case)
        for study in studies_about(evidence, subject)
        for case in study.cases
        if subject in (None, case.condition, *terms[case.condition].groups)
    ]


def has_people(evidence: Evidence, study: Study) -> bool:
    """Return whether a study's design is one of people, not of a text, a register's entry or a laboratory."""
    return rung_of(evidence, study) != "none"


def rung_of(evidence: Evidence, study: Study) -> str:
    """Return the rung of the ladder of evidence on which a study's design stands; ``none`` without people."""
    return evidence.vocabulary["designs"][study.design].ladder


def conditions_in(evidence: Evidence, group: str) -> list[str]:
    """Return the conditions of a group, without headings over several of them."""
    terms = evidence.vocabulary["conditions"].items()
    return [name for name, term in terms if group in term.groups and not term.collective]


def conditions(evidence: Evidence, group: str, *, treated: bool) -> list[str]:
    """Return the conditions of a group in which people who got the treatment are, or are not, recorded."""
    return [term for term in conditions_in(evidence, group) if bool(treated_studies(evidence, term)) is treated]


def studies_counted_once(studies: Iterable[Study]) -> Iterator[Study]:
    """Yield the studies whose people can be added up without counting anybody twice.

    Larger studies first; a study that shares people with one already taken, by a trial of both or an overlap that
    either declares, is passed over, so the sum is what is known at least. Studies whose number was not read add
    nothing.
    """
    counted: set[tuple[str, str]] = set()  # ids of the studies counted, of their trials, and of what they share
    with_number = [study for study in studies if study.population.n_enrolled is not None]
    for study in sorted(with_number, key=lambda study: (-(study.population.n_enrolled or 0), study.id)):
        trials = {("trial", trial.id) for trial in study.trials}
        overlaps = {overlap.study for overlap in study.overlaps}
        if counted.isdisjoint({("overlaps", study.id), *trials, *(("study", other) for other in overlaps)}):
            counted |= {("study", study.id), *trials, *(("overlaps", other) for other in overlaps)}
            yield study


def on_treatment(evidence: Evidence, study: Study) -> int | None:
    """Return how many people of a study had the treatment; None where that was not read, or an arm had it or another.

    All of a study without another arm, and of one on areas of the same people; else those of the arms that had it, and
    no more than enrolled, since an extension counts people again.
    """
    people, treats = study.population.n_enrolled, evidence.topic.treats
    if any(arm.either for arm in study.arms if treats(arm)):
        return None
    if all(map(treats, study.arms)) or rung_of(evidence, study) == evidence.topic.within_people_rung:
        return people
    sizes = [arm.n for arm in study.arms if treats(arm)]
    sizes_read = [size for size in sizes if size is not None]
    return None if people is None or sizes_read != sizes else min(sum(sizes_read), people)


def at_least_on_treatment(evidence: Evidence, study: Study) -> int:
    """Return how many people had the treatment at least, where not every arm's number was read: the largest arm."""
    sizes = (arm.n for arm in study.arms if evidence.topic.treats(arm) and not arm.either)
    return max(filter(None, sizes), default=0)


def uncounted_texts(evidence: Evidence, subject: str) -> list[str]:
    """Return the texts that are no study of people and tell of a benefit in people whom they don't count."""
    kinds, treats = evidence.vocabulary["outcomes"], evidence.topic.treats
    return [
        study.id
        for study in studies_about(evidence, subject)
        if not has_people(evidence, study)
        and {row.arm for row in study.outcomes if row.kind != "awaited" and kinds[row.outcome].kind == "efficacy"}
        & {arm.id for arm in study.arms if treats(arm) and arm.role == "treatment"}
    ]


@dataclass(frozen=True)
class Rung:
    """What stands on a rung."""

    studies: tuple[str, ...]
    """The studies of its designs."""
    parts: dict[str, int]
    """People by study, for the studies whose people are added up."""
    unread: tuple[str, ...]
    """The studies whose number of people was not read."""

    @property
    def people(self) -> int:
        """People of all its studies together; what is known at least."""
        return sum(self.parts.values())


def rungs_of(evidence: Evidence, subject: str) -> dict[str, Rung]:
    """Return every rung, empty ones too, with its people and studies of the treatment in a condition or group.

    People of two studies that share some are counted with the larger study, so they stand on its rung alone; the
    sum over the rungs is the number of people.
    """
    studies = treated_studies(evidence, subject)
    once = {study.id for study in studies_counted_once(studies)}
    rungs = {}
    for rung in evidence.topic.ladder:
        studies_there = [study for study in studies if rung_of(evidence, study) == rung]
        rungs[rung] = Rung(
            tuple(study.id for study in studies_there),
            {study.id: study.population.n_enrolled or 0 for study in studies_there if study.id in once},
            tuple(study.id for study in studies_there if study.population.n_enrolled is None),
        )
    return rungs
