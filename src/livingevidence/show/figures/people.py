"""Who was treated: the ladder of evidence, year by year."""

from matplotlib.axes import Axes

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, counts
from livingevidence.record.text import capital, number
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure, lead
from livingevidence.show.timeline import by_year

ROWS = 3  # lines of a panel of years, blank ones, which make room for the bars


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
            lines += [Line("", f"People in {rung.many}"), *[Line("")] * (ROWS - 1)]
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
    shown = {y: number(rung.people) + "+" * bool(rung.unread) if rung.studies else "" for y, rung in rungs.items()}
    return [(y, now) for (y, now), before in zip(shown.items(), ["", *shown.values()], strict=False) if now != before]
