"""The calendar of the trials of topical ruxolitinib: start, completion and the day on which results were posted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from ruxreview.dates import first_day, last_day
from ruxreview.drawing import BRAND, Figure, canvas, svg_of
from ruxreview.evidence import Evidence
from ruxreview.records import Study, Trial
from ruxreview.results import GROUPS

MARKS = {"started": "o", "completed": "s", "results_posted": "^"}


def calendar(evidence: Evidence, group: str | None = None) -> Figure:
    """Return a figure of the trials of topical ruxolitinib by date, one line a trial, undated ones last.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str, optional
        A term of the vocabulary's groups; by default lichenoid, granulomatous and alopecia together.
    """
    lines = sorted(_trials(evidence, (group,) if group else GROUPS), key=lambda line: _first(line[1]))
    told = []
    with canvas(len(lines)) as (made, axes):
        for position, (study, trial) in enumerate(reversed(lines)):
            # Above the marks and from the left edge, so that it fits a phone.
            name = f"{study.id} ({trial.id})" if trial.registered and trial.id.lower() not in study.id else study.id
            words = in_words(trial)
            place = axes.get_yaxis_transform()
            axes.text(0, position + 0.22, name + ("" if dates_of(trial) else f": {words}"), transform=place, fontsize=9)
            told.append(f"{name}: {words}")
            _draw(axes, position, trial)
        axes.xaxis.set_major_locator(locator := AutoDateLocator(minticks=3, maxticks=6))
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    label = evidence.vocabulary.label("groups", group) if group else "the three groups"
    return Figure(
        f"figure-calendar-{group or 'all'}",
        svg_of(made, f"calendar-{group or 'all'}"),
        f"Calendar of the trials of topical ruxolitinib in {label}. {'; '.join(reversed(told))}.",
        "Dot: start. Square: completion, hollow where the text read only expected it. Triangle: results posted on a "
        "registry. A bar through a mark spans a year where only the year is known. A trial without a mark has no date "
        "in what was read; a status is that of the text read, which may be old.",
    )


def dates_of(trial: Trial) -> dict[str, str]:
    """Return the dates of a trial that were read, by the name of their field."""
    return {name: date for name in MARKS if (date := getattr(trial, name))}


def in_words(trial: Trial) -> str:
    """Return the dates and the status of a trial in words; what was not read is left out."""
    end = "completion expected" if trial.completed_is == "expected" else "completed"
    names = {"started": "started", "completed": end, "results_posted": "results posted"}
    told = [f"{names[name]} {date}" for name, date in dates_of(trial).items()] or ["undated"]
    if trial.status not in (None, "unknown") and not (trial.status == end and trial.completed):
        told.append(f"status {trial.status.replace('-', ' ')}")
    return ", ".join(told)


def _trials(evidence: Evidence, groups: tuple[str, ...]) -> Iterator[tuple[Study, Trial]]:
    """Yield each trial once, with the first study that reports it."""
    seen = set()
    for study in evidence.where(topical_ruxolitinib=True).records.values():
        for trial in study.trials if set(groups) & set(evidence.groups_of(study)) else ():
            if trial.id not in seen:
                seen.add(trial.id)
                yield study, trial


def _first(trial: Trial) -> datetime.date:
    return min(map(first_day, dates_of(trial).values()), default=datetime.date.max)


def _draw(axes, position: int, trial: Trial) -> None:
    for name, date in dates_of(trial).items():
        low, high = first_day(date), last_day(date)
        fill = "none" if name == "completed" and trial.completed_is == "expected" else "full"
        if len(date) == 4:  # the year alone
            axes.plot([low, high], [position, position], color=BRAND, lw=1.5)
        axes.plot(low + (high - low) / 2, position, MARKS[name], color=BRAND, fillstyle=fill)
