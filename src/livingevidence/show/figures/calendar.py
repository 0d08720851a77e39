"""The calendar of the trials of the treatment: start, completion and the day on which results were posted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.dates import first_day, last_day
from livingevidence.record.models import Trial
from livingevidence.show.figures.drawing import Figure, Line, Mark, figure, mark
from livingevidence.show.timeline import the_groups

SHAPES = {"started": "o", "completed": "s", "results_posted": "^"}


def calendar(evidence: Evidence) -> Figure:
    """Return a figure of the trials of the treatment by date, one line a trial, undated ones last."""
    names, groups, first = short_names(evidence), set(evidence.topic.groups), {}
    for study in evidence.where(treated=True).records.values():
        for trial in study.trials if groups & set(evidence.groups_of(study)) else ():
            first.setdefault(trial.id, (study, trial))  # with the first study that reports it
    lines = []
    for study, trial in sorted(first.values(), key=lambda line: _first(line[1])):
        name = names[study.id]
        name += f" ({trial.id})" if trial.registered and trial.id not in name else ""
        said, dated = f"{name}: {in_words(trial)}", bool(dates_of(trial))
        behind = (f"{study.id}/trial-dates",) if trial.dates_from else ()
        lines.append(Line(name if dated else said, "", said, dated, behind, list(_marks(trial))))
    return figure(evidence, "calendar", "all", lines, finish=_scale, groups=the_groups(evidence.topic))


def dates_of(trial: Trial) -> dict[str, str]:
    """Return the dates of a trial that were read, by the name of their field."""
    return {name: date for name in SHAPES if (date := getattr(trial, name))}


def in_words(trial: Trial) -> str:
    """Return the dates and the status of a trial in words; what was not read is left out."""
    end = "completion expected" if trial.completed_is == "expected" else "completed"
    names = {"started": "started", "completed": end, "results_posted": "results posted"}
    said = [f"{names[name]} {date}" for name, date in dates_of(trial).items()] or ["undated"]
    if trial.status not in (None, "unknown") and not (trial.status == end and trial.completed):
        said.append(f"status {trial.status.replace('-', ' ')}")
    return ", ".join(said)


def _first(trial: Trial) -> datetime.date:
    return min(map(first_day, dates_of(trial).values()), default=datetime.date.max)


def _marks(trial: Trial) -> Iterator[Mark]:
    for name, date in dates_of(trial).items():
        low, high = first_day(date), last_day(date)
        if len(date) == 4:  # the year alone
            yield mark(low, high, lw=1.5)
        hollow = name == "completed" and trial.completed_is == "expected"
        yield mark(low + (high - low) / 2, shape=SHAPES[name], fillstyle="none" if hollow else "full")


def _scale(axes: Axes, places: list[float]) -> None:
    axes.xaxis.set_major_locator(locator := AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
