"""The calendar of the trials of the treatment: start, completion and the day on which results were posted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.dates import first_day, last_day
from livingevidence.record.models import Study, Trial
from livingevidence.show.figures.drawing import BRAND, Figure, Line, figure, told
from livingevidence.show.timeline import the_groups

MARKS = {"started": "o", "completed": "s", "results_posted": "^"}


def calendar(evidence: Evidence) -> Figure:
    """Return a figure of the trials of the treatment by date, one line a trial, undated ones last."""
    topic, names, lines = evidence.topic, short_names(evidence), []
    for study, trial in sorted(_trials(evidence), key=lambda line: _first(line[1])):
        name = names[study.id]
        name += f" ({trial.id})" if trial.registered and trial.id not in name else ""
        said, dated = f"{name}: {in_words(trial)}", bool(dates_of(trial))
        behind = (f"{study.id}/trial-dates",) if trial.dates_from else ()
        draw = partial(_draw, trial=trial)
        lines.append(Line(name if dated else said, told=said, marked=dated, behind=behind, draw=draw))
    return figure(
        evidence,
        "calendar-all",
        lines,
        alt=f"Calendar of the trials of {topic.treatment.label} in {the_groups(topic)}. {told(lines, '; ')}.",
        caption="Dot: start. Square: completion, hollow where the text read only expected it. Triangle: results posted "
        "on a registry. A bar through a mark spans a year where only the year is known. A trial without a mark has no "
        "date in what was read; a status is that of the text read, which may be old.",
        finish=_scale,
    )


def dates_of(trial: Trial) -> dict[str, str]:
    """Return the dates of a trial that were read, by the name of their field."""
    return {name: date for name in MARKS if (date := getattr(trial, name))}


def in_words(trial: Trial) -> str:
    """Return the dates and the status of a trial in words; what was not read is left out."""
    end = "completion expected" if trial.completed_is == "expected" else "completed"
    names = {"started": "started", "completed": end, "results_posted": "results posted"}
    said = [f"{names[name]} {date}" for name, date in dates_of(trial).items()] or ["undated"]
    if trial.status not in (None, "unknown") and not (trial.status == end and trial.completed):
        said.append(f"status {trial.status.replace('-', ' ')}")
    return ", ".join(said)


def _trials(evidence: Evidence) -> Iterator[tuple[Study, Trial]]:
    """Yield each trial once, with the first study that reports it."""
    groups, seen = set(evidence.topic.groups), set()
    for study in evidence.where(treated=True).records.values():
        for trial in study.trials if groups & set(evidence.groups_of(study)) else ():
            if trial.id not in seen:
                seen.add(trial.id)
                yield study, trial


def _first(trial: Trial) -> datetime.date:
    return min(map(first_day, dates_of(trial).values()), default=datetime.date.max)


def _draw(axes: Axes, place: float, trial: Trial) -> None:
    for name, date in dates_of(trial).items():
        low, high = first_day(date), last_day(date)
        fill = "none" if name == "completed" and trial.completed_is == "expected" else "full"
        if len(date) == 4:  # the year alone
            axes.plot([low, high], [place, place], color=BRAND, lw=1.5)
        axes.plot(low + (high - low) / 2, place, MARKS[name], color=BRAND, fillstyle=fill)


def _scale(axes: Axes, places: list[float]) -> None:
    axes.xaxis.set_major_locator(locator := AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
