"""The ladder of evidence: how many people stand on each rung, by condition; readers are told of designs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.patches import Rectangle

from ruxreview.evidence import Evidence
from ruxreview.figures.drawing import BRAND, FINGER, Figure, Line, canvas, lead, svg_of
from ruxreview.results import GROUPS, Result, in_words, ladder, people_once
from ruxreview.tables import Table
from ruxreview.text import count, escape, number
from ruxreview.treated import conditions

RUNGS = {
    "vehicle-controlled": ("vehicle-controlled trial", "vehicle-controlled trials"),
    "within-patient": ("within-patient trial", "within-patient trials"),
    "single-arm": ("single-arm trial", "single-arm trials"),
    "cohort": ("cohort", "cohorts"),
    "series": ("case series", "case series"),
    "report": ("case report", "case reports"),
}
"""The rungs of the vocabulary's designs, strongest first: one study of them, and several."""

VEHICLE = "the vehicle group and any open-label part included"
WHO = (
    f"Everyone enrolled is counted once, under one design: in a vehicle-controlled trial {VEHICLE}; in a "
    "within-patient trial people, not treated areas."
)


@dataclass(frozen=True)
class Rung:
    """What stands on a rung.

    Attributes
    ----------
    studies : tuple of str
        The studies of its designs.
    parts : dict of int
        People by study, for the studies whose people are added up.
    unread : tuple of str
        The studies whose number of people was not read.
    """

    studies: tuple[str, ...]
    parts: dict[str, int]
    unread: tuple[str, ...]

    @property
    def people(self) -> int:
        """People of all its studies together; what is known at least."""
        return sum(self.parts.values())


def counts(evidence: Evidence, condition: str) -> dict[str, Rung]:
    """Return every rung with its people and studies of topical ruxolitinib in a condition, empty rungs too.

    People of two studies that share some are counted with the larger study, so they stand on its rung alone; the
    sum over the rungs is the number of people in the condition.
    """
    part = evidence.where(condition=condition, topical_ruxolitinib=True).records.values()
    once = {study.id for study in people_once(study for study in part if ladder(evidence, study) != "none")}
    made = {}
    for rung in RUNGS:
        here = [study for study in part if ladder(evidence, study) == rung]
        made[rung] = Rung(
            tuple(study.id for study in here),
            {study.id: study.population.n_enrolled for study in here if study.id in once},
            tuple(study.id for study in here if study.population.n_enrolled is None),
        )
    return made


def rungs(evidence: Evidence) -> Iterator[Result]:
    """Yield people and studies on each rung, for the conditions in which patients are recorded."""
    named = {term: None for group in GROUPS for term in conditions(evidence, group, treated=True)}
    for condition in named:
        label = evidence.vocabulary.label("conditions", condition)
        for rung, found in counts(evidence, condition).items():
            words = f"{RUNGS[rung][1]} of topical ruxolitinib, {label}"
            apart = [name for name in found.studies if name not in found.parts and name not in found.unread]
            notes = [f"number not read: {', '.join(found.unread)}"] if found.unread else []
            notes += [f"everyone enrolled, {VEHICLE}"] if rung == "vehicle-controlled" and found.studies else []
            notes += [f"counted with a larger study: {', '.join(apart)}"] if apart else []
            yield Result(
                f"{condition}.{rung}.people",
                found.people,
                f"people enrolled in {words}, all arms, counted once",
                tuple(found.parts),
                "; ".join(notes),
                tuple(found.parts.values()),
            )
            yield Result(f"{condition}.{rung}.studies", len(found.studies), words, found.studies)


def table(evidence: Evidence, group: str) -> Table:
    """Return a table of people and studies on each rung, one line a condition of a group with patients."""
    rows = []
    for condition in conditions(evidence, group, treated=True):
        cells = [_cell(condition, rung, found) for rung, found in counts(evidence, condition).items()]
        rows.append((escape(evidence.vocabulary.label("conditions", condition)), *cells))
    head = [one[0].upper() + one[1:] for one, _ in RUNGS.values()]
    head[0] += f", {VEHICLE}"
    return Table(("Condition", *head), tuple(rows), "No patient is recorded.")


def _cell(condition: str, rung: str, found: Rung) -> str:
    if not found.studies:
        return "empty"
    people = f"{{number}}`{condition}.{rung}.people` {'person' if found.people == 1 else 'people'}"
    studies = f"{{number}}`{condition}.{rung}.studies` {'study' if len(found.studies) == 1 else 'studies'}"
    return f"{people}, {studies}" + (", the number of some not read" if found.unread else "")


COLUMNS = ("vehicle", "within\npatient", "single\narm", "cohort", "series", "report")


def figure(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people on each rung, one line of six cells a condition of a group with patients.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    label = evidence.vocabulary.label
    named = {term: counts(evidence, term) for term in conditions(evidence, group, treated=True)}
    told = []
    with canvas([Line(" "), *(Line(label("conditions", term)) for term in named)]) as (axes, places):
        axes.set_axis_off()
        axes.set_xlim(0, len(RUNGS))
        for column, words in enumerate(COLUMNS):
            axes.text(column + 0.5, places[0] - 0.06, words, ha="center", va="center", weight="bold")
        for place, (term, found) in zip(places[1:], named.items(), strict=True):
            for column, (step, rung) in enumerate(found.items()):
                _step(axes, column, place, rung)
                if rung.studies:
                    ends = column / len(RUNGS), (column + 1) / len(RUNGS)
                    lead(axes, f"{term}.{step}.people", *ends, place - FINGER / 2, place + FINGER / 2)
            filled = [(rung, RUNGS[key]) for key, rung in found.items() if rung.studies]
            words = ", ".join(f"{_people(rung)} in {count(len(rung.studies), *names)}" for rung, names in filled)
            told.append(f"{label('conditions', term)}: {words}")
    without = in_words([label("conditions", term) for term in conditions(evidence, group, treated=False)])
    return Figure(
        f"figure-ladder-{group}",
        svg_of(axes, f"ladder-{group}"),
        f"Ladder of evidence for topical ruxolitinib in {label('groups', group)}: people by design, from trials "
        f"against vehicle down to case reports. {'; '.join(told)}. For all other designs there is nobody.",
        f"People by design, the strongest design at the left. {WHO} A dash: nobody. Nobody with {without} is recorded.",
    )


def _people(rung: Rung) -> str:
    if rung.unread:
        return f"at least {count(rung.people, 'person', 'people')}" if rung.people else "an unknown number of people"
    return count(rung.people, "person", "people")


def _step(axes, column: int, place: float, rung: Rung) -> None:
    """Draw a cell: filled with its number, or an empty outline with a dash."""
    look = {"facecolor": BRAND, "alpha": 0.25} if rung.studies else {"fill": False, "linestyle": ":"}
    axes.add_patch(Rectangle((column + 0.03, place - 0.1), 0.94, 0.2, edgecolor="#000000", linewidth=0.6, **look))
    words = (number(rung.people) + "+" * bool(rung.unread)) if rung.studies else "–"
    axes.text(column + 0.5, place, words, ha="center", va="center")
