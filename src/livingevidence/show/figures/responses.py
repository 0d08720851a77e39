"""Figures of who was studied and of responses; each is made from rows and says its result in words."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup
from matplotlib.axes import Axes

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import ladder, people_by_condition
from livingevidence.record.models import Row, Study
from livingevidence.show.figures.drawing import (
    BRAND,
    Figure,
    Line,
    figure,
    headed,
    in_percent,
    marks,
    share,
    told,
    whole,
)
from livingevidence.show.inline import inline
from livingevidence.show.table import Prose, bullets, prose
from livingevidence.synthesis.stats.proportions import exact_percent

CHANGES = ("percent-reduction", "mean-percent-improvement", "mean-percent-change")


def who_was_studied(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people in studies of the treatment, by condition of a group."""
    lines, most, treatment = [], 1, evidence.topic.treatment.label
    for name, study in people_by_condition(evidence, group):
        n = study.population.n_enrolled if study else None
        most = max(most, n or 0)
        words = f"{name}: {f'{describe.people(n)}, {inline(evidence).design(study)}' if study else 'none recorded'}"
        behind = () if n is None else (f"{study.id}/population.n_enrolled",)
        bar = partial(_bar, people=n or 0) if study else None
        lines.append(Line(words, told=words, marked=bool(study), behind=behind, draw=bar))

    return figure(
        evidence,
        f"who-{group}",
        lines,
        alt=f"Bar chart of the people in studies of {treatment} in {evidence.vocabulary.label('groups', group)}. "
        f"{told(lines, '; ')}.",
        caption=f"People in studies of {treatment}, all arms, one bar a study; every condition of the group is listed.",
        axis="people in the study",
        ends=(0, most),
        finish=whole,
    )


def _bar(axes: Axes, place: float, people: int) -> None:
    axes.barh(place, people, height=0.11, color=BRAND)


def responses(evidence: Evidence, condition: str) -> Figure | Prose:
    """Return a figure of the responses by arm in studies of a condition that a protocol enrolled people into.

    A count of people has its exact interval; a percentage or mean without a count is a point without one; a
    result that is awaited is said to be, in its place. Reports and series of cases are left out. Where nothing
    was read, a list of what is awaited stands in place of the figure.
    """
    names, topic = short_names(evidence), evidence.topic
    # designs whose denominators allow an interval
    rungs = {name for name, rung in topic.ladder.items() if rung.people == "enrolled"}
    part = evidence.where(condition=condition, treated=True).records.values()
    studies = [study for study in part if ladder(evidence, study) in rungs]
    rows = [(study, row) for study in studies for row in study.outcomes if _is_response(row, evidence)]
    if all(row.kind == "awaited" for _, row in rows):
        return _only_awaited(evidence, rows)
    lines = []
    for study, row in rows:
        words, read = f"{_words(study, row)}: {_result(evidence, row)}", row.kind != "awaited"
        treated = any(arm.id == row.arm and topic.treats(arm) for arm in study.arms)
        lines.append(
            Line(
                words,
                _head(evidence, study, names[study.id]),
                f"{words}{_more(evidence, row)};",
                read,
                (f"{study.id}/{row.id}",),
                partial(share, **_share_of(row), treated=treated) if read else None,
            )
        )
    lines = headed(lines)
    within = any(ladder(evidence, study) == topic.within_people for study, _ in rows)
    areas = " Areas of the same people are no independent groups, and their intervals can't be compared."
    return figure(
        evidence,
        f"responses-{condition}",
        lines,
        alt=f"Responses by arm in {evidence.vocabulary.label('conditions', condition)}. "
        f"{told(lines).removesuffix(';')}.",
        caption=f"{marks(topic)}Hollow: a percentage or mean without a count, so without an interval. People are those "
        f"enrolled.{areas if within else ''}",
        axis=_axis([row for _, row in rows]),
        ends=(0, 100),
    )


def _is_response(row: Row, evidence: Evidence) -> bool:
    term = evidence.vocabulary["outcomes"][row.outcome]
    if term.kind != "efficacy" or row.period == "extension":
        return False
    return row.kind in ("percent", "awaited") or (row.kind == "count" and row.n is not None) or row.measure in CHANGES


def _head(evidence: Evidence, study: Study, name: str) -> str:
    people = describe.people(study.population.n_enrolled)
    if ladder(evidence, study) == evidence.topic.within_people:
        return f"{name}: {people}, the same in every line, on different areas"
    return f"{name}: {people}"


def _words(study: Study, row: Row) -> str:
    """Return arm, outcome and time; what the label says already is not said again."""
    when = describe.when(row)
    return f"{describe.of_whom(study, row)}: {row.label}" + (f", {when}" if when and when not in row.label else "")


def _result(evidence: Evidence, row: Row) -> str:
    """Return a result; without the number of people behind a mean, which is that of those enrolled."""
    if row.kind == "awaited":
        return "awaited"
    return describe.result(row.model_copy(update={"n": None}) if row.kind == "value" else row, evidence.vocabulary)


def _more(evidence: Evidence, row: Row) -> str:
    """Return what the drawing adds to the words."""
    if row.kind == "count":
        return f", {in_percent(exact_percent(row.events, row.n))}"
    return f", {evidence.vocabulary.label('measures', row.measure)}" if row.measure in CHANGES else ""


def _share_of(row: Row) -> dict:
    """Return what is drawn of a row: a percentage, with its exact interval where it is a count of people."""
    if row.kind == "count":
        return {"percent": 100 * row.events / row.n, "bounds": exact_percent(row.events, row.n)}
    fall = -row.value if row.measure == "mean-percent-change" else row.value
    return {"percent": row.percent if row.kind == "percent" else fall, "bounds": None}


def _axis(rows: list[Row]) -> str:
    drawn = {row.measure in CHANGES for row in rows if row.kind != "awaited"}
    words = {False: "percent of people", True: "fall, in percent of the start"}
    return ", or ".join(words[kind] for kind in sorted(drawn))


def _only_awaited(evidence: Evidence, rows: list[tuple[Study, Row]]) -> Prose:
    """Return who awaits what, as a list: the arms with their people, and a link to the row."""
    say, items = inline(evidence), []
    for study, row in rows:
        names, sizes = describe.arm_names(study), {arm.id: arm.n for arm in study.arms}
        arms = [row.contrast.treatment, row.contrast.comparator] if row.contrast else [row.arm] if row.arm else []
        whom = " against ".join(f"{names[arm]} ({describe.people(sizes[arm])})" for arm in arms) or "whole study"
        link = say.number(f"{study.id}/{row.id}", "awaited")
        items.append(Markup("{}, {}: {}: {}").format(say.study(study), whom, row.label, link))
    return prose(bullets(items) if items else "No response by arm was read or is known to be awaited.")
