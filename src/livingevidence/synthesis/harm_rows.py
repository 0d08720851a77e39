"""Adverse events of the treatment as they were reported, by event and trial; periods never meet."""

from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import events_and_people
from livingevidence.evidence.treated import rung_of, studies_about
from livingevidence.record.library import trials_of
from livingevidence.record.models import Row, Study
from livingevidence.synthesis.stats.proportions import exact_percent


class ReportedEvent(NamedTuple):
    """One event in the trials that a study takes together, with its rows."""

    event: str
    study: Study
    trials: tuple[str, ...]
    rows: list[Row]


def reported_events(evidence: Evidence, period: str, classes: tuple[str, ...] = ()) -> list[ReportedEvent]:
    """Return adverse events by arm in studies of the treatment; no single or chosen people, awaited rows or duplicates.

    Parameters
    ----------
    period : str
        A term of the vocabulary's periods; periods never meet.
    classes : tuple of str, optional
        Classes of adverse events, such as ``application-site``; all if none is given.
    """
    by_trials: dict[tuple, ReportedEvent] = {}
    excluded = {name for name, rung in evidence.topic.ladder.items() if rung.people in ("chosen", "single")}
    treated = [study for study in studies_about(evidence) if rung_of(evidence, study) not in excluded]
    for study, row in ((s, row) for s in treated for row in s.adverse_events):
        if row.period == period and row.kind != "awaited" and row.duplicate_of is None and row.arm:
            new = ReportedEvent(row.event, study, trials_of(study, row), [])
            by_trials.setdefault((row.event, study.id, new.trials), new).rows.append(row)
    terms = evidence.vocabulary["adverse-events"].items()
    order = [event for event, term in terms if not classes or term.class_ in classes]
    # Rows by trial stand before a row over several trials, which goes as soon as one of them has its own: never both.
    single = {(item.event, *item.trials) for item in by_trials.values() if len(item.trials) == 1}
    selected = [i for i in by_trials.values() if len(i.trials) < 2 or single.isdisjoint((i.event, t) for t in i.trials)]
    return [item for event in order for item in selected if item.event == event]


def exact_interval(row: Row) -> tuple[float, float] | None:
    """Return the exact 95 % interval in percent; None without a count of people, printed or recovered."""
    counts = events_and_people(row)
    return exact_percent(*counts) if counts else None
