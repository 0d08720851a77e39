"""Who was treated: a bar a study, and the ladder of evidence, now and year by year."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, conditions, counts, people_by_condition
from livingevidence.record.text import capital, count, number
from livingevidence.show.figures.drawing import BRAND, FINGER, INK, Figure, Line, bar, columns, figure, lead, whole
from livingevidence.show.inline import inline
from livingevidence.show.timeline import by_year

ROWS = 3  # lines of a panel of years, blank ones, which make room for the bars


def who_was_studied(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people in studies of the treatment, by condition of a group."""
    say, lines, most = inline(evidence), [], 1
    for name, study in people_by_condition(evidence, group):
        n = study.population.n_enrolled if study else None
        most = max(most, n or 0)
        words = f"{name}: {f'{describe.people(n)}, {say.design(study)}' if study else 'none recorded'}"
        behind = () if n is None else (f"{study.id}/population.n_enrolled",)
        lines.append(Line(words, "", words, bool(study), behind, [bar(n or 0, height=0.11)] if study else ()))
    return figure(evidence, "who", group, lines, ends=(0, most), finish=whole)


def ladder(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people on each rung, one line of cells a condition of a group with patients."""
    say, steps, lines = inline(evidence), evidence.topic.ladder, []
    for term in conditions(evidence, group, treated=True):
        found, name = counts(evidence, term), say.label("conditions", term)
        studied = {rung: step for rung, step in found.items() if step.studies}
        words = ", ".join(
            f"{_people(step)} in {count(len(step.studies), steps[rung].one, steps[rung].many)}"
            for rung, step in studied.items()
        )
        lines.append(Line(name, told=f"{name}: {words}", marks=[partial(_cells, term=term, found=found)]))
    titles = columns([rung.short.replace(" ", "\n") for rung in steps.values()])
    without = say.conditions(conditions(evidence, group, treated=False))
    return figure(evidence, "ladder", group, [titles, *lines], ends=(0, len(steps)), without=without)


def _people(rung: Counted) -> str:
    if rung.unread:
        return f"at least {count(rung.people, 'person', 'people')}" if rung.people else "an unknown number of people"
    return count(rung.people, "person", "people")


def _cells(axes: Axes, place: float, term: str, found: dict[str, Counted]) -> None:
    """Draw the cells of a condition: filled with their number, or an empty outline with a dash."""
    for column, (name, rung) in enumerate(found.items()):
        look = {"facecolor": BRAND, "alpha": 0.25} if rung.studies else {"fill": False, "linestyle": ":"}
        axes.add_patch(Rectangle((column + 0.03, place - 0.1), 0.94, 0.2, edgecolor=INK, linewidth=0.6, **look))
        axes.text(column + 0.5, place, _shown(rung) or "–", ha="center", va="center")
        if rung.studies:
            ends = column / len(found), (column + 1) / len(found)
            lead(axes, f"{term}.{name}.people", *ends, place - FINGER / 2, place + FINGER / 2)


def _shown(rung: Counted) -> str:
    return f"{number(rung.people)}{'+' if rung.unread else ''}" if rung.studies else ""


def ladder_by_year(evidence: Evidence, group: str) -> Figure:
    """Return the people on each rung at the end of each year, one small panel a design, bars on one scale."""
    cuts = by_year(evidence)
    found = {year: counts(cut, group) for year, cut in cuts.items()}
    lines, panels, told, empty = [], [], [], []
    for name, rung in evidence.topic.ladder.items():
        rungs, title = {year: made[name] for year, made in found.items()}, capital(rung.many)
        changed = ", ".join(f"{now} from {year} on" for year, now in _changes(rungs))
        told.append(f"{title}: {changed or 'no study in any year'}")
        if any(step.studies for step in rungs.values()):
            panels.append((len(lines), rungs))
            lines += [Line("", title), *[Line("")] * (ROWS - 1)]
        else:
            empty.append(title)
    lines += [Line(", ".join(empty), "No study in any year", marked=False)] if empty else []
    most = max((item.people for _, rungs in panels for item in rungs.values()), default=1) or 1

    def bars(axes: Axes, places: list[float]) -> None:
        axes.set_xlim(min(cuts) - 0.6, max(cuts) + 0.6)
        axes.set_xticks(range(min(cuts), max(cuts) + 1, 2))
        for first, rungs in panels:
            _bars(axes, rungs, places[first] + 0.12, places[first + ROWS - 1] + 0.1, most)

    return figure(evidence, "timeline", group, lines, finish=bars, told=told)


def _bars(axes: Axes, rungs: dict[int, Counted], top: float, base: float, most: int) -> None:
    start, end = min(rungs), max(rungs)
    axes.plot([start - 0.5, end + 0.5], [base, base], color=INK, lw=0.4)
    came, seen = {}, set()  # the people of each study stand behind the year in which it came
    for year, rung in rungs.items():
        if new := [study for study in rung.parts if study not in seen]:
            came[year] = new
        seen = set(rung.parts)
    for year, until in zip(came, [*came, end + 1][1:], strict=True):
        wide, left = (until - year) / len(came[year]), year - start + 0.1
        for i, study in enumerate(came[year]):
            ends = ((left + place * wide) / (end - start + 1.2) for place in (i, i + 1))
            lead(axes, f"{study}/population.n_enrolled", *ends, top, base)
    heights = {year: (base - top) * rung.people / most for year, rung in rungs.items()}
    for year, height in heights.items():
        axes.bar(year, -height, 0.7, bottom=base, color=BRAND, alpha=0.5)
    for year, words in _changes(rungs):
        if words:
            axes.text(year, base - heights[year] - 0.02, words, ha="center", va="bottom")


def _changes(rungs: dict[int, Counted]) -> list[tuple[int, str]]:
    """Return the years in which the number of people changed, with it."""
    shown = {year: _shown(rung) for year, rung in rungs.items()}
    return [(y, now) for (y, now), before in zip(shown.items(), ["", *shown.values()], strict=False) if now != before]
