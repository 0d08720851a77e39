"""The ladder of evidence: how many people stand on each rung, by condition; readers are told of designs."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, conditions, counts
from livingevidence.record.text import capital, count, escape, in_words, number
from livingevidence.record.topic import Topic
from livingevidence.show.figures.drawing import BRAND, FINGER, Figure, Line, canvas, lead, svg_of
from livingevidence.show.tables import Table


def who(topic: Topic) -> str:
    """Return in words who is counted, and where."""
    ladder = topic.ladder
    return (
        f"Everyone enrolled is counted once, under one design: in a {ladder[topic.controlled].one} "
        f"{topic.control.included}; in a {ladder[topic.within_people].one} people, not treated areas."
    )


def table(evidence: Evidence, group: str) -> Table:
    """Return a table of people and studies on each rung, one line a condition of a group with patients."""
    rows = []
    for condition in conditions(evidence, group, treated=True):
        cells = [_cell(condition, rung, found) for rung, found in counts(evidence, condition).items()]
        rows.append((escape(evidence.vocabulary.label("conditions", condition)), *cells))
    ladder, included = evidence.topic.ladder, {evidence.topic.controlled: f", {evidence.topic.control.included}"}
    head = [capital(rung.one) + included.get(name, "") for name, rung in ladder.items()]
    return Table(("Condition", *head), tuple(rows), "No patient is recorded.")


def _cell(condition: str, rung: str, found: Counted) -> str:
    if not found.studies:
        return "empty"
    people = f"{{number}}`{condition}.{rung}.people` {'person' if found.people == 1 else 'people'}"
    studies = f"{{number}}`{condition}.{rung}.studies` {'study' if len(found.studies) == 1 else 'studies'}"
    return f"{people}, {studies}" + (", the number of some not read" if found.unread else "")


def figure(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people on each rung, one line of six cells a condition of a group with patients.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    label, ladder = evidence.vocabulary.label, evidence.topic.ladder
    named = {term: counts(evidence, term) for term in conditions(evidence, group, treated=True)}
    told = []
    with canvas([Line(" "), *(Line(label("conditions", term)) for term in named)]) as (axes, places):
        axes.set_axis_off()
        axes.set_xlim(0, len(ladder))
        for column, rung in enumerate(ladder.values()):
            words = rung.short.replace(" ", "\n")
            axes.text(column + 0.5, places[0] - 0.06, words, ha="center", va="center", weight="bold")
        for place, (term, found) in zip(places[1:], named.items(), strict=True):
            for column, (step, rung) in enumerate(found.items()):
                _step(axes, column, place, rung)
                if rung.studies:
                    ends = column / len(ladder), (column + 1) / len(ladder)
                    lead(axes, f"{term}.{step}.people", *ends, place - FINGER / 2, place + FINGER / 2)
            filled = [(rung, ladder[key]) for key, rung in found.items() if rung.studies]
            words = ", ".join(f"{_people(r)} in {count(len(r.studies), name.one, name.many)}" for r, name in filled)
            told.append(f"{label('conditions', term)}: {words}")
    without = in_words([label("conditions", term) for term in conditions(evidence, group, treated=False)])
    return Figure(
        f"figure-ladder-{group}",
        svg_of(axes, f"ladder-{group}"),
        f"Ladder of evidence for topical ruxolitinib in {label('groups', group)}: people by design, from trials "
        f"against vehicle down to case reports. {'; '.join(told)}. For all other designs there is nobody.",
        f"People by design, the strongest design at the left. {who(evidence.topic)} A dash: nobody. "
        f"Nobody with {without} is recorded.",
    )


def _people(rung: Counted) -> str:
    if rung.unread:
        return f"at least {count(rung.people, 'person', 'people')}" if rung.people else "an unknown number of people"
    return count(rung.people, "person", "people")


def _step(axes, column: int, place: float, rung: Counted) -> None:
    """Draw a cell: filled with its number, or an empty outline with a dash."""
    look = {"facecolor": BRAND, "alpha": 0.25} if rung.studies else {"fill": False, "linestyle": ":"}
    axes.add_patch(Rectangle((column + 0.03, place - 0.1), 0.94, 0.2, edgecolor="#000000", linewidth=0.6, **look))
    words = (number(rung.people) + "+" * bool(rung.unread)) if rung.studies else "–"
    axes.text(column + 0.5, place, words, ha="center", va="center")
