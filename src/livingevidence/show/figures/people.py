"""Who was treated: the ladder of evidence, year by year."""

from matplotlib.axes import Axes

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Rung, rungs_of
from livingevidence.record.text import capital, number
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure, lay_link
from livingevidence.show.timeline import by_year

PANEL_LINES = 3  # of a panel of years; all but the first are blank and make room for the bars


def ladder_by_year(evidence: Evidence, group: str) -> Figure:
    """Return the people on each rung at the end of each year, one small panel a design, bars on one scale."""
    cuts = by_year(evidence)
    counts_by_year = {year: rungs_of(cut, group) for year, cut in cuts.items()}
    lines, panels, alts, empty = [], [], [], []
    for name, rung in evidence.topic.ladder.items():
        rungs, title = {year: by_rung[name] for year, by_rung in counts_by_year.items()}, capital(rung.many)
        changed = ", ".join(f"{now} from {year} on" for year, now in _changes(rungs))
        alts.append(f"{title}: {changed or 'no study in any year'}")
        if any(step.studies for step in rungs.values()):
            panels.append((len(lines), rungs))
            lines += [Line("", f"People in {rung.many}"), *[Line("")] * (PANEL_LINES - 1)]
        else:
            empty.append(title)
    lines += [Line(", ".join(empty), "No study in any year", marked=False)] if empty else []
    most = max((step.people for _, rungs in panels for step in rungs.values()), default=1) or 1

    def bars(axes: Axes, places: list[float]) -> None:
        axes.set_xlim(min(cuts) - 0.6, max(cuts) + 0.6)
        axes.set_xticks(range(min(cuts), max(cuts) + 1, 2))
        for first, rungs in panels:
            _bars(axes, rungs, places[first] + 0.12, places[first + PANEL_LINES - 1] + 0.1, most)

    return figure(evidence, "timeline", group, lines, finish=bars, alts=alts)


def _bars(axes: Axes, rungs: dict[int, Rung], top: float, base: float, most: int) -> None:
    start, end = min(rungs), max(rungs)
    axes.plot([start - 0.5, end + 0.5], [base, base], color=INK, lw=0.4)
    arrivals, earlier = {}, set()  # the people of each study stand behind the year in which it came
    for year, rung in rungs.items():
        if new := [study for study in rung.parts if study not in earlier]:
            arrivals[year] = new
        earlier = set(rung.parts)
    for year, until in zip(arrivals, [*arrivals, end + 1][1:], strict=True):
        width, begin = (until - year) / len(arrivals[year]), year - start + 0.1
        for place, study in enumerate(arrivals[year]):
            ends = ((begin + edge * width) / (end - start + 1.2) for edge in (place, place + 1))
            lay_link(axes, f"{study}/population.n_enrolled", *ends, top, base)
    heights = {year: (base - top) * rung.people / most for year, rung in rungs.items()}
    for year, height in heights.items():
        axes.bar(year, -height, 0.7, bottom=base, color=BRAND, alpha=0.5)
    for year, words in _changes(rungs):
        if words:
            axes.text(year, base - heights[year] - 0.02, words, ha="center", va="bottom")


def _changes(rungs: dict[int, Rung]) -> list[tuple[int, str]]:
    """Return the years in which the number of people changed, with it."""
    changes, before = [], ""
    for year, rung in rungs.items():
        label = number(rung.people) + ("+" if rung.unread else "") if rung.studies else ""
        if label != before:
            changes.append((year, label))
        before = label
    return changes
