"""Which harms stand on the page of every condition: one rule for what speaks for the treatment and against it.

Nobody picks a number. For each class of adverse events that ``topic.yaml`` names, the trials against the control give,
disease by disease, the event of which the treatment had most more than its control, and the one of which it had most
fewer. Beside each stands the highest share that was reported of it anywhere else. An event that is rare and grave
stands wherever anybody reported one, and with the largest number of people of whom none had it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import percent_of_people
from livingevidence.evidence.treated import rung_of
from livingevidence.record.ages import children_alone
from livingevidence.record.library import trials_of
from livingevidence.record.models import AdverseEvent, Arm, Study
from livingevidence.record.reads import remembered
from livingevidence.synthesis.sides import owner_of, regimen


class Place(NamedTuple):
    """Where an event was reported."""

    study: Study
    row: AdverseEvent


class WeighedHarm(NamedTuple):
    """An event in blinded time, with the treatment and with its control."""

    disease: str
    study: Study
    trials: frozenset[str]
    treated: AdverseEvent
    control: AdverseEvent
    parts: tuple["WeighedHarm", ...] = ()
    """The counts of the same event in some of these trials alone."""
    most: Place | None = None
    """The highest share in other studies or at other times, where it is higher."""

    @property
    def difference(self) -> float:
        """How many percent more had it with the treatment."""
        return (percent_of_people(self.treated) or 0) - (percent_of_people(self.control) or 0)


class GraveHarm(NamedTuple):
    """A rare and grave event: where one was reported, and the most people of whom nobody had it."""

    event: str
    reported: tuple[Place, ...]
    nobody: Place | None


@remembered(4)  # asked by the page of each condition, of one evidence
def weighed_harms(evidence: Evidence) -> list[WeighedHarm]:
    """Return what the trials against the control weigh, class by class, first what is nearest to most readers.

    Those with adults stand before those of children alone, the longest before shorter ones, then the largest.
    """
    terms, harms = evidence.vocabulary["adverse-events"], []
    for class_ in evidence.topic.harms.compared:
        pairs = [pair for pair in _pairs(evidence) if terms[pair.treated.event].class_ == class_]
        owners = (owner_of(evidence, tuple(pair.trials)) for pair in pairs)
        by_owner = []
        for owner in dict.fromkeys(owner.id for owner in owners if owner):
            trials = {trial.id for trial in evidence.records[owner].trials}
            by_owner.append(_extremes([pair for pair in pairs if pair.trials <= trials]))
        harms += [pair for extremes in sorted(by_owner, key=_nearness) for pair in extremes]
    return [pair._replace(most=_highest_elsewhere(evidence, pair.treated)) for pair in harms]


def grave_harms(evidence: Evidence) -> list[GraveHarm]:
    """Return each event that is told wherever anybody had it; one of which nothing was read is left out."""
    harms = []
    for event in evidence.topic.together.get(evidence.topic.harms.grave or "", ()):
        places = [place for place in _of_treated(evidence) if place.row.event == event]
        nobody = [place for place in places if percent_of_people(place.row) == 0 and place.row.n]
        reported = tuple(p for p in places if p.row.kind == "qualitative" or p.row.events or p.row.percent)
        if reported or nobody:
            largest = max(nobody, key=lambda place: place.row.n or 0, default=None)
            harms.append(GraveHarm(event, reported, largest))
    return harms


def _of_treated(evidence: Evidence) -> Iterator[Place]:
    """Yield adverse events of people who had the treatment, of studies as a whole, and of labels; none told singly."""
    topic = evidence.topic
    labels = {name: evidence.records[name] for name in topic.labels.values() if name in evidence.records}
    excluded = {name for name, rung in topic.ladder.items() if rung.people in ("chosen", "single")}
    for study in (evidence.where(treated=True).records | labels).values():
        arms = {arm.id for arm in study.arms if topic.treats(arm)} | {None}
        if rung_of(evidence, study) not in excluded:
            rows = (row for row in study.adverse_events if row.arm in arms and not row.contrast)
            yield from (Place(study, row) for row in rows if row.kind != "awaited" and not row.duplicate_of)


def _pairs(evidence: Evidence) -> Iterator[WeighedHarm]:
    """Yield what blinded rows of the same event, trials and week say of the main regimen and of the control."""
    topic = evidence.topic
    for study in evidence.where(treated=True).records.values():
        by_event: dict[tuple, dict[bool, AdverseEvent]] = {}
        arms: dict[str | None, Arm] = {arm.id: arm for arm in study.arms}
        for row in study.adverse_events:
            arm = arms.get(row.arm)
            if arm is None or row.period != topic.control.period or percent_of_people(row) is None:
                continue
            treated = topic.as_made(arm) and regimen(arm) == topic.treatment.regimen
            if treated or topic.controls(arm):
                by_event.setdefault((row.event, trials_of(study, row), row.timepoint_weeks), {})[treated] = row
        for (_, trials, _), sides in by_event.items():
            if len(sides) > 1 and (owner := owner_of(evidence, trials)):
                yield WeighedHarm(owner.conditions[0], study, frozenset(trials), sides[True], sides[False])


def _extremes(pairs: list[WeighedHarm]) -> list[WeighedHarm]:
    """Return where the treatment did worst and best; a result of all trials goes before one of some of them."""
    of_all = [pair for pair in pairs if not any(pair.trials < other.trials for other in pairs)]
    by_difference = sorted(of_all, key=lambda pair: pair.difference)
    best, worst = by_difference[0], by_difference[-1]
    extremes = [worst] if worst.difference > 0 else []
    if best.difference < 0:
        extremes.append(best)

    def parts(extreme: WeighedHarm) -> tuple[WeighedHarm, ...]:
        event, trials = extreme.treated.event, extreme.trials
        return tuple(pair for pair in pairs if pair.trials < trials and pair.treated.event == event)

    return [extreme._replace(parts=parts(extreme)) for extreme in extremes or [worst]]


def _nearness(pairs: list[WeighedHarm]) -> tuple[bool, float, int]:
    """Return by what the pairs of one disease stand before those of another."""
    weeks = max(pair.treated.timepoint_weeks or 0 for pair in pairs)
    people = max((pair.treated.n or 0) + (pair.control.n or 0) for pair in pairs)
    return all(children_alone(pair.study) for pair in pairs), -weeks, -people


def _highest_elsewhere(evidence: Evidence, row: AdverseEvent) -> Place | None:
    """Return the highest share of an event outside of trials against the control in blinded time, if it is higher."""
    blinded = evidence.topic.control.period
    places = (p for p in _of_treated(evidence) if p.row.event == row.event and p.row.arm and p.row.period != blinded)
    highest = max(places, key=lambda place: percent_of_people(place.row) or 0, default=None)
    return highest if highest and (percent_of_people(highest.row) or 0) > (percent_of_people(row) or 0) else None
