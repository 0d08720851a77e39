"""Figures of who was studied and of responses; each is made from rows and says its result in words."""

from __future__ import annotations

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import ladder, people_by_condition
from livingevidence.record.models import Row, Study
from livingevidence.record.text import escape
from livingevidence.show.figures.drawing import BRAND, MARKS, Figure, Line, canvas, share, svg_of
from livingevidence.show.tables import Prose, study_link
from livingevidence.synthesis.stats.proportions import exact_percent

COMPARED = ("vehicle-controlled", "within-patient", "single-arm")  # designs whose denominators allow an interval
CHANGES = ("percent-reduction", "mean-percent-improvement", "mean-percent-change")


def who_was_studied(evidence: Evidence, group: str) -> Figure:
    """Return a figure of the people in studies of topical ruxolitinib, by condition of a group.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    bars = people_by_condition(evidence, group)
    label, told, lines = evidence.vocabulary.label("groups", group), [], []
    for name, study in bars:
        n = study and study.population.n_enrolled
        what = f"{describe.people(n)}, {evidence.vocabulary.label('designs', study.design)}" if study else ""
        told.append(f"{name}: {what or 'none recorded'}")
        behind = () if n is None else (f"{study.id}/population.n_enrolled",)
        lines.append(Line(told[-1], marked=bool(study), behind=behind))
    with canvas(lines, "people in the study") as (axes, places):
        people = [study.population.n_enrolled or 0 if study else 0 for _, study in bars]
        for place, n, (_, study) in zip(places, people, bars, strict=True):
            axes.barh(place, n, height=0.11, color=BRAND) if study else None
        axes.set_xlim(0, max([1, *people]))
        axes.xaxis.get_major_locator().set_params(integer=True)
    return Figure(
        f"figure-who-{group}",
        svg_of(axes, f"who-{group}"),
        f"Bar chart of the people in studies of topical ruxolitinib in {label}. {'; '.join(told)}.",
        "People in studies of topical ruxolitinib, all arms, one bar a study; every condition of the group is listed.",
    )


def responses(evidence: Evidence, condition: str) -> Figure | Prose:
    """Return a figure of the responses by arm in controlled and single-arm studies of a condition.

    A count of people has its exact interval; a percentage or mean without a count is a point without one; a
    result that is awaited is said to be, in its place. Reports and series of cases are left out. Where nothing
    was read, a list of what is awaited stands in place of the figure.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    condition : str
        A term of the vocabulary's conditions.
    """
    part = evidence.where(condition=condition, treated=True)
    studies = [study for study in part.records.values() if ladder(evidence, study) in COMPARED]
    rows = [(study, row) for study in studies for row in study.outcomes if _is_response(row, evidence)]
    if all(row.kind == "awaited" for _, row in rows):
        return _only_awaited(rows)
    names, lines, told, head = short_names(evidence), [], [], ""
    for study, row in rows:
        new = _head(evidence, study, names[study.id])
        words = f"{_words(study, row)}: {_result(row)}"
        lines.append(Line(words, new if new != head else "", row.kind != "awaited", (f"{study.id}/{row.id}",)))
        told += [f"{new}."] if new != head else []
        told.append(words + _more(evidence, row) + ";")
        head = new
    with canvas(lines, _axis([row for _, row in rows])) as (axes, places):
        for place, (study, row) in zip(places, rows, strict=True):
            _draw(evidence.topic, axes, place, study, row)
        axes.set_xlim(0, 100)
    label = evidence.vocabulary.label("conditions", condition)
    within = any(ladder(evidence, study) == "within-patient" for study, _ in rows)
    return Figure(
        f"figure-responses-{condition}",
        svg_of(axes, f"responses-{condition}"),
        f"Responses by arm in {label}. {' '.join(told).removesuffix(';')}.",
        MARKS
        + "Hollow: a percentage or mean without a count, so without an interval. People are those enrolled."
        + " Areas of the same people are no independent groups, and their intervals can't be compared." * within,
    )


def _is_response(row: Row, evidence: Evidence) -> bool:
    term = evidence.vocabulary["outcomes"][row.outcome]
    if term.kind != "efficacy" or row.period == "extension":
        return False
    return row.kind in ("percent", "awaited") or (row.kind == "count" and row.n is not None) or row.measure in CHANGES


def _head(evidence: Evidence, study: Study, name: str) -> str:
    people = describe.people(study.population.n_enrolled)
    if ladder(evidence, study) == "within-patient":
        return f"{name}: {people}, the same in every line, on different areas"
    return f"{name}: {people}"


def _words(study: Study, row: Row) -> str:
    """Return arm, outcome and time; what the label says already is not said again."""
    when = describe.when(row)
    return f"{describe.of_whom(study, row)}: {row.label}" + (f", {when}" if when and when not in row.label else "")


def _result(row: Row) -> str:
    """Return a result; without the number of people behind a mean, which is that of those enrolled."""
    if row.kind == "awaited":
        return "awaited"
    return describe.result(row.model_copy(update={"n": None}) if row.kind == "value" else row)


def _more(evidence: Evidence, row: Row) -> str:
    """Return what the drawing adds to the words."""
    if row.kind == "count":
        return ", exact interval {:.1f} to {:.1f} percent".format(*exact_percent(row.events, row.n))
    return f", {evidence.vocabulary.label('measures', row.measure)}" if row.measure in CHANGES else ""


def _draw(topic, axes, place: float, study: Study, row: Row) -> None:
    if row.kind == "awaited":
        return
    cream = any(arm.id == row.arm and topic.treats(arm) for arm in study.arms)
    if row.kind == "count":
        share(axes, place, 100 * row.events / row.n, exact_percent(row.events, row.n), cream=cream)
        return
    percent = (
        row.percent if row.kind == "percent" else -row.value if row.measure == "mean-percent-change" else row.value
    )
    share(axes, place, percent, None, cream=cream)


def _axis(rows: list[Row]) -> str:
    drawn = {row.measure in CHANGES for row in rows if row.kind != "awaited"}
    words = {False: "percent of people", True: "fall, in percent of the start"}
    return ", or ".join(words[kind] for kind in sorted(drawn))


def _only_awaited(rows: list[tuple[Study, Row]]) -> Prose:
    """Return who awaits what, as a list: the arms with their people, and a link to the row."""
    lines = []
    for study, row in rows:
        names, sizes = describe.arm_names(study), {arm.id: arm.n for arm in study.arms}
        arms = [row.contrast.treatment, row.contrast.comparator] if row.contrast else [row.arm] if row.arm else []
        whom = " against ".join(f"{names[arm]} ({describe.people(sizes[arm])})" for arm in arms) or "whole study"
        lines.append(
            f"- {study_link(study)}, {escape(f'{whom}: {row.label}')}: {{number}}`awaited <{study.id}/{row.id}>`"
        )
    return Prose("\n".join(lines) or "No response by arm was read or is known to be awaited.")
