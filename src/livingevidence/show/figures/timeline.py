"""The ladder of evidence year by year, one small panel a design."""

from __future__ import annotations

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted
from livingevidence.record.text import capital, number
from livingevidence.show.figures.drawing import BRAND, Figure, Line, canvas, lead, svg_of
from livingevidence.show.ladder import who
from livingevidence.show.timeline import years

ROWS = 3  # of blank lines, which make room for the bars


def figure(by_year: dict[int, Evidence], group: str) -> Figure:
    """Return the people on each rung at the end of each year, bars of all panels on one scale.

    Parameters
    ----------
    by_year : dict of Evidence
        As :func:`livingevidence.show.timeline.cuts` returns.
    group : str
        A term of the vocabulary's groups.
    """
    evidence = next(iter(by_year.values()))
    label = evidence.vocabulary.label("groups", group)
    lines, panels, told, empty = [], [], [], []
    for rung, found in years(by_year, group):
        name = capital(evidence.topic.ladder[rung].many)
        told.append(f"{name}: {_in_words(list(by_year), found)}")
        if any(item.studies for item in found):
            panels.append((len(lines), found))
            lines += [Line("", name), *[Line("")] * (ROWS - 1)]
        else:
            empty.append(name)
    lines += [Line(", ".join(empty), "No study in any year", marked=False)] if empty else []
    most = max((item.people for _, found in panels for item in found), default=1) or 1
    with canvas(lines) as (axes, places):
        axes.set_xlim(min(by_year) - 0.6, max(by_year) + 0.6)
        axes.set_xticks(range(min(by_year), max(by_year) + 1, 2))
        for first, found in panels:
            _bars(axes, list(by_year), found, places[first] + 0.12, places[first + ROWS - 1] + 0.1, most)
    return Figure(
        f"figure-timeline-{group}",
        svg_of(axes, f"timeline-{group}"),
        f"People by design, the ladder of evidence for topical ruxolitinib in {label}, at the end of each year. "
        f"{'; '.join(told)}.",
        "People at the end of each year by design, from when the first report of their study was public; all bars on "
        f"one scale, the number where it changes. {who(evidence.topic)} A plus: the number of some was not read.",
    )


def _bars(axes, of: list[int], found: list[Counted], top: float, base: float, most: int) -> None:
    axes.plot([of[0] - 0.5, of[-1] + 0.5], [base, base], color="#000000", lw=0.4)
    came = {}  # the people of each study stand behind the year in which it came
    for year, item, before in zip(of, found, [None, *found], strict=False):
        if new := [study for study in item.parts if before is None or study not in before.parts]:
            came[year] = new
    for year, until in zip(came, [*came, of[-1] + 1][1:], strict=True):
        wide, start = (until - year) / len(came[year]), year - of[0] + 0.1
        for i, study in enumerate(came[year]):
            ends = ((start + place * wide) / (of[-1] - of[0] + 1.2) for place in (i, i + 1))
            lead(axes, f"{study}/population.n_enrolled", *ends, top, base)
    for year, item, now, before in zip(of, found, _shown(found), ["", *_shown(found)], strict=False):
        height = (base - top) * item.people / most
        axes.bar(year, -height, 0.7, bottom=base, color=BRAND, alpha=0.5)
        if now != before and now:
            axes.text(year, base - height - 0.02, now, ha="center", va="bottom")


def _shown(found: list[Counted]) -> list[str]:
    return [number(item.people) + "+" * bool(item.unread) if item.studies else "" for item in found]


def _in_words(of: list[int], found: list[Counted]) -> str:
    shown = _shown(found)
    steps = [(y, now) for y, now, before in zip(of, shown, ["", *shown], strict=False) if now != before]
    return ", ".join(f"{now} from {year} on" for year, now in steps) or "no study in any year"
