"""Benefit and harm side by side: of a hundred people on each side, for results that say how many that were."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import percent_of_people
from livingevidence.evidence.treated import rung_of
from livingevidence.record.addresses import Address
from livingevidence.record.models import Row, Study
from livingevidence.record.text import nearest_count
from livingevidence.results import harm_balance
from livingevidence.synthesis.benefit import comparisons
from livingevidence.synthesis.harm_rows import reported_events

MOST_PICTURES = 2  # pictures of benefit, and of harm


@dataclass(frozen=True)
class Side:
    """One side of a picture."""

    arm: str
    """What they got."""
    row: Row
    address: str
    of_hundred: int
    """People with the event of a hundred, rounded; one where any had it."""


@dataclass(frozen=True)
class Picture:
    """What happened on both sides, or on the treated side alone."""

    study: Study
    title: str
    """Outcome or event, and by when."""
    disease: str
    sides: tuple[Side, ...]
    same_people: bool
    """Whether both sides are areas of the same people."""


def benefit_pictures(evidence: Evidence, condition: str) -> list[Picture]:
    """Return pictures of benefit in a condition, primary outcomes first; without a comparison what happened to all.

    Reports and series, whose people were chosen, make none, since nobody knows of how many they were chosen.
    """
    part, pictures = evidence.where(condition=condition, treated=True), []
    for comparison in comparisons(part):
        if len(comparison.rows) > 1 and all(map(_drawn, comparison.outcomes)):
            pictures.append(_picture(evidence, comparison.study, comparison.outcomes))
    rungs = {name for name, rung in evidence.topic.ladder.items() if rung.people in ("enrolled", "followed")}
    studies = [study for study in part.records.values() if rung_of(evidence, study) in rungs]
    kinds, treats = evidence.vocabulary["outcomes"], evidence.topic.treats
    for study in () if pictures else studies:
        arms = {arm.id for arm in study.arms if treats(arm)}
        rows = (row for row in study.outcomes if row.arm in arms and kinds[row.outcome].kind == "efficacy")
        pictures += [_picture(evidence, study, [row]) for row in rows if _drawn(row)]
    return _first(pictures)


def harm_pictures(evidence: Evidence, condition: str) -> list[Picture]:
    """Return pictures of harm against the control: in the condition, else those that one rule picks of all diseases."""
    pictures, topic = [], evidence.topic
    for harm in reported_events(evidence.where(condition=condition), topic.control.period):
        arms = {arm.id: arm for arm in harm.study.arms}
        rows = [row for row in harm.rows if row.arm and _drawn(row)]
        treated = [row for row in rows if topic.treats_alone(arms[row.arm])]
        control = [row for row in rows if topic.controls(arms[row.arm])]
        if treated and control:
            pictures.append(_picture(evidence, harm.study, [treated[0], control[0]]))
    if not pictures:
        pairs = harm_balance.weighed_harms(evidence)
        pictures = [_picture(evidence, pair.study, [pair.treated, pair.control]) for pair in pairs]
    return _first(pictures)


def _first(pictures: Iterable[Picture]) -> list[Picture]:
    """Return the first pictures, primary outcomes before others, and one of each outcome or event."""
    by_term: dict[str, Picture] = {}
    for picture in sorted(pictures, key=lambda picture: not picture.sides[0].row.primary):
        by_term.setdefault(describe.term_of(picture.sides[0].row)[1], picture)
    return list(by_term.values())[:MOST_PICTURES]


def _picture(evidence: Evidence, study: Study, rows: list[Row]) -> Picture:
    first, names = rows[0], describe.arm_names(study)
    title = ", ".join(filter(None, [evidence.vocabulary.label(*describe.term_of(first)), describe.when(first)]))
    diseases = ", ".join(evidence.vocabulary.label("conditions", term) for term in study.conditions)
    sides = tuple(Side(names[row.arm], row, Address.of(study.id, row.id), _of_hundred(row)) for row in rows)
    return Picture(study, title, diseases, sides, rung_of(evidence, study) == evidence.topic.within_people_rung)


def _of_hundred(row: Row) -> int:
    percent = percent_of_people(row)
    return 1 if 0 < percent < 1 else nearest_count(percent)


def _drawn(row: Row) -> bool:
    """Return whether a row tells a share of people, and of how many."""
    return percent_of_people(row) is not None and bool(row.n)


def rows_of_dots(of_hundred: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of a square of a hundred dots, each with how many of its ten are filled."""
    full_lines, rest = divmod(of_hundred, 10)
    yield from ((line, 10) for line in range(full_lines))
    if rest:
        yield full_lines, rest
