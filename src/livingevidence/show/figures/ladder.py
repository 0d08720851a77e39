"""The ladder of evidence: how many people stand on each rung, by condition and year by year."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, conditions, counts
from livingevidence.record.text import capital, count, number
from livingevidence.record.topic import Topic
from livingevidence.show.figures.drawing import BRAND, FINGER, INK, Figure, Line, columns, figure, lead, told
from livingevidence.show.inline import inline
from livingevidence.show.timeline import by_year

ROWS = 3  # lines of a panel of years, blank ones, which make room for the bars


def who(topic: Topic) -> str:
    """Return in words who is counted, and where."""
    steps = topic.ladder
    return (
        f"Everyone enrolled is counted once, under one design: in a {steps[topic.controlled].one} "
        f"{topic.control.included}; in a {steps[topic.within_people].one} people, not treated areas."
    )


def ladder(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people on each rung, one line of cells a condition of a group with patients."""
    label, topic, steps, lines = evidence.vocabulary.label, evidence.topic, evidence.topic.ladder, []
    for term in conditions(evidence, group, treated=True):
        found = counts(evidence, term)
        words = ", ".join(
            f"{_people(rung)} in {count(len(rung.studies), steps[name].one, steps[name].many)}"
            for name, rung in found.items()
            if rung.studies
        )
        name = label("conditions", term)
        lines.append(Line(name, told=f"{name}: {words}", draw=partial(_steps, term=term, found=found)))
    without = inline(evidence).conditions(conditions(evidence, group, treated=False))
    rungs = list(steps.values())
    return figure(
        evidence,
        f"ladder-{group}",
        [columns([rung.short.replace(" ", "\n") for rung in rungs]), *lines],
        ends=(0, len(rungs)),
        alt=f"Ladder of evidence for {topic.treatment.label} in {label('groups', group)}: people by design, from "
        f"{rungs[0].many} down to {rungs[-1].many}. {told(lines, '; ')}. For all other designs there is nobody.",
        caption=f"People by design, the strongest design at the left. {who(topic)} A dash: nobody. Nobody with "
        f"{without} is recorded.",
    )


def _people(rung: Counted) -> str:
    if rung.unread:
        return f"at least {count(rung.people, 'person', 'people')}" if rung.people else "an unknown number of people"
    return count(rung.people, "person", "people")


def _steps(axes: Axes, place: float, term: str, found: dict[str, Counted]) -> None:
    """Draw the cells of a condition: filled with their number, or an empty outline with a dash."""
    for column, (name, rung) in enumerate(found.items()):
        look = {"facecolor": BRAND, "alpha": 0.25} if rung.studies else {"fill": False, "linestyle": ":"}
        axes.add_patch(Rectangle((column + 0.03, place - 0.1), 0.94, 0.2, edgecolor=INK, linewidth=0.6, **look))
        axes.text(column + 0.5, place, _shown(rung) or "–", ha="center", va="center")
        if rung.studies:
            ends = column / len(found), (column + 1) / len(found)
            lead(axes, f"{term}.{name}.people", *ends, place - FINGER / 2, place + FINGER / 2)


def _shown(rung: Counted) -> str:
    if not rung.studies:
        return ""
    return f"{number(rung.people)}+" if rung.unread else number(rung.people)


def ladder_by_year(evidence: Evidence, group: str) -> Figure:
    """Return the people on each rung at the end of each year, one small panel a design, bars on one scale."""
    topic, cuts = evidence.topic, by_year(evidence)
    found = {year: counts(cut, group) for year, cut in cuts.items()}
    lines, panels, said, empty = [], [], [], []
    for name, rung in topic.ladder.items():
        rungs = {year: made[name] for year, made in found.items()}
        title = capital(rung.many)
        said.append(f"{title}: {_in_words(rungs)}")
        if any(item.studies for item in rungs.values()):
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

    return figure(
        evidence,
        f"timeline-{group}",
        lines,
        alt=f"People by design, the ladder of evidence for {topic.treatment.label} in "
        f"{evidence.vocabulary.label('groups', group)}, at the end of each year. {'; '.join(said)}.",
        caption="People at the end of each year by design, from when the first report of their study was public; all "
        f"bars on one scale, the number where it changes. {who(topic)} A plus: the number of some was not read.",
        finish=bars,
    )


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
    for year, rung in rungs.items():
        axes.bar(year, -(base - top) * rung.people / most, 0.7, bottom=base, color=BRAND, alpha=0.5)
    for year, words in _changes(rungs):
        if words:
            height = (base - top) * rungs[year].people / most
            axes.text(year, base - height - 0.02, words, ha="center", va="bottom")


def _changes(rungs: dict[int, Counted]) -> list[tuple[int, str]]:
    """Return the years in which the number of people changed, with it."""
    shown = {year: _shown(rung) for year, rung in rungs.items()}
    return [(y, now) for (y, now), before in zip(shown.items(), ["", *shown.values()], strict=False) if now != before]


def _in_words(rungs: dict[int, Counted]) -> str:
    return ", ".join(f"{now} from {year} on" for year, now in _changes(rungs)) or "no study in any year"
