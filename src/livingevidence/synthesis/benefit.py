"""Benefit in values that can't be pooled: which way each comparison points, and what was told without one.

The direction comes from the values alone: a printed contrast, or the values of both arms side by side, with the
outcome's own direction. P values and intervals play no part (Cochrane Handbook, chapter 12). A statement without
numbers stays a statement; nobody's words are turned into a direction here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import number_of
from livingevidence.evidence.treated import rung_of
from livingevidence.record.library import trials_of
from livingevidence.record.models import Outcome, Row, Study

MEANS = ("value", "contrast")
VALUES = ("count", "percent", "value")
NO_NUMBER = {"qualitative": "stated", "awaited": "awaited"}


@dataclass(frozen=True)
class Benefit:
    """A result of the treatment beside something else in the same study."""

    study: Study
    against: str
    """What the other arm got."""
    what: str
    """Outcome, time and the two arms."""
    result: str
    """What was read, in words; empty where it is awaited."""
    way: str
    people: int | None
    """The people of the result where it says how many, else of its arms, else those enrolled."""
    rows: tuple[str, ...]

    @property
    def outcomes(self) -> list[Outcome]:
        """These rows themselves."""
        by_id = {row.id: row for row in self.study.outcomes}
        return [by_id[name] for name in self.rows]


def comparisons(evidence: Evidence, group: str | None = None) -> list[Benefit]:
    """Return the comparisons of benefit, of all or of a group, within studies that have a comparator, by condition.

    Of studies without people, such as entries of a register, only what is awaited. The strongest design of a condition
    comes first, the review's control before other comparators.
    """
    control = evidence.vocabulary.label("interventions", evidence.topic.control.intervention)
    rungs, terms, benefits = (*evidence.topic.compared_rungs, "none"), list(evidence.vocabulary["conditions"]), []
    for study in evidence.where(group=group, treated=True).records.values():
        if (rung := rung_of(evidence, study)) in rungs:
            benefits += [item for item in _of_study(evidence, study) if rung != "none" or item.way == "awaited"]

    def place(benefit: Benefit) -> tuple:
        rung = rungs.index(rung_of(evidence, benefit.study))
        return terms.index(benefit.study.conditions[0]), rung, benefit.study.id, benefit.against != control

    return sorted(benefits, key=place)


def _of_study(evidence: Evidence, study: Study) -> Iterator[Benefit]:
    treated, terms = {arm.id for arm in study.arms if evidence.topic.treats(arm)}, evidence.vocabulary["outcomes"]
    rows = [row for row in study.outcomes if terms[row.outcome].kind == "efficacy"]
    valued = {row.outcome for row in rows if row.arm and row.kind in VALUES}
    for row in rows:
        if row.contrast and row.contrast.treatment in treated and row.contrast.comparator not in treated:
            # A P value alone adds nothing to the arms' own values.
            if row.kind != "contrast" or row.value is not None or row.outcome not in valued:
                yield _comparison(evidence, study, (row,), row.contrast.treatment, row.contrast.comparator)
        elif row.arm in treated and row.kind in VALUES:
            for other in rows:
                if other.arm and other.arm not in treated and _question(study, row) == _question(study, other):
                    yield _comparison(evidence, study, (row, other), row.arm, other.arm)


def _question(study: Study, row: Outcome) -> tuple:
    """Return what two arms' rows must share to be set side by side; the label may name a part of the people."""
    return row.outcome, row.label, row.measure, row.kind, row.timepoint_weeks, row.period, trials_of(study, row)


def _comparison(evidence: Evidence, study: Study, rows: tuple[Outcome, ...], ours: str, theirs: str) -> Benefit:
    row, arms = rows[0], {arm.id: arm for arm in study.arms}
    sizes = [arms[ours].n, arms[theirs].n]
    within = rung_of(evidence, study) == evidence.topic.within_people_rung
    people = row.n if len(rows) == 1 or within else None
    if people is None and not within and None not in sizes:
        people = sum(sizes)
    return Benefit(
        study,
        " and ".join(evidence.vocabulary.label("interventions", term) for term in arms[theirs].interventions),
        f"{_what(evidence, row)}, {' against '.join(describe.of_whom(study, each) for each in rows)}",
        "" if row.kind == "awaited" else " against ".join(_result(evidence, each) for each in rows),
        way(evidence, *rows),
        study.population.n_enrolled if people is None else people,
        tuple(each.id for each in rows),
    )


def way(evidence: Evidence, row: Outcome, other: Outcome | None = None) -> str:
    """Return which way a contrast points, or a row of the treatment beside one of another arm.

    Returns
    -------
    str
        ``better``, ``worse`` or ``unclear``; ``stated`` for words without numbers; ``awaited``.
    """
    if row.kind in NO_NUMBER:
        return NO_NUMBER[row.kind]
    direction = evidence.vocabulary["outcomes"][row.outcome].direction
    upwards = {"higher-is-better": True, "lower-is-better": False}.get(direction)
    upwards = upwards if row.higher_is_better is None else row.higher_is_better
    ours = row.value if other is None else number_of(row)
    theirs = evidence.vocabulary["measures"][row.measure].null if other is None else number_of(other)
    if None in (upwards, ours, theirs) or ours == theirs:
        return "unclear"
    return "better" if (ours > theirs) == upwards else "worse"


def _what(evidence: Evidence, row: Row) -> str:
    """Return outcome, measure where it is not a share of people, and time."""
    outcome, time = describe.what(row, evidence.vocabulary), describe.when(row)
    return f"{outcome}, {time}" if time and time not in outcome else outcome


def _result(evidence: Evidence, row: Row) -> str:
    """Return a result without its P value, and without the number behind a mean, which is told apart."""
    if row.kind == "qualitative":
        return f"“{row.text}”"
    shortened = row.model_copy(update={"p_value": None} | ({"n": None} if row.kind in MEANS else {}))
    return describe.result(shortened, evidence.vocabulary)
