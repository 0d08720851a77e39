"""Results by arm in percent of people: responses of a condition, and an adverse event; never pooled."""

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import rung_of, studies_about
from livingevidence.record.models import Row, Study
from livingevidence.record.text import capital, rounded
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, Mark, figure, lines_under_heads, mark
from livingevidence.show.findings import disease_and_trials, recovered_note, sides
from livingevidence.show.inline import inline_of
from livingevidence.show.table import Prose, bullets, prose
from livingevidence.synthesis.harm_rows import exact_interval, reported_events
from livingevidence.synthesis.stats.proportions import exact_percent

CHANGES = ("percent-reduction", "mean-percent-improvement", "mean-percent-change")
Bounds = tuple[float, float] | None


def share_marks(percent: float, bounds: Bounds, *, treated: bool) -> list[Mark]:
    """Return a percentage: of the treatment as a circle in colour, all else as a square; hollow without an interval."""
    (color, shape), fill = (BRAND, "o") if treated else (INK, "s"), "full" if bounds else "none"
    return [mark(*(bounds or ()), color=color, lw=2), mark(percent, shape=shape, color=color, fillstyle=fill)]


def _in_words(bounds: Bounds) -> str:
    return "exact interval {} to {} percent".format(*(rounded(end, 1) for end in bounds)) if bounds else ""


def harms_by_arm(evidence: Evidence, event: str) -> Figure:
    """Return a figure of an adverse event in blinded time, by trial and arm, treatment and control."""
    inline, lines, intervals = inline_of(evidence), [], False
    harms = reported_events(evidence, evidence.topic.control.period)
    for harm in (harm for harm in harms if harm.event == event):
        treated, control = sides(evidence, harm)
        of_arms = [row for row in harm.rows if row.arm in treated | control]
        rows = [row for row in of_arms if exact_interval(row) or row.percent is not None]
        for row in rows:
            head, bounds = capital(", ".join(disease_and_trials(inline, harm))), exact_interval(row)
            result = describe.result(row, evidence.vocabulary) + recovered_note(row)
            words = f"{treated.get(row.arm, inline.topic.control.label)}: {result}"
            alt = f"{head}, {words}, {_in_words(bounds) or 'count not available'}"
            percent = 100 * row.events / row.n if row.kind == "count" and bounds else row.percent
            marks, first = share_marks(percent, bounds, treated=row.arm in treated), head if row is rows[0] else ""
            lines.append(Line(words, first, alt, addresses=(f"{harm.study.id}/{row.id}",), marks=marks))
            intervals = intervals or bool(bounds)
    return figure(evidence, "harms", event, lines, ends=(0, None), intervals=intervals)


def responses(evidence: Evidence, condition: str) -> Figure | Prose:
    """Return a figure of the responses by arm in studies of a condition that a protocol enrolled people into.

    A count of people has its exact interval; a percentage or mean without a count is a point without one; a
    result that is awaited is said to be, in its place. Reports and series of cases are left out. Where nothing
    was read, a list of what is awaited stands in place of the figure.
    """
    names, topic = short_names(evidence), evidence.topic
    # designs whose denominators allow an interval
    rungs = {name for name, rung in topic.ladder.items() if rung.people == "enrolled"}
    studies = [study for study in studies_about(evidence, condition) if rung_of(evidence, study) in rungs]
    rows = [(study, row) for study in studies for row in study.outcomes if _is_response(row, evidence)]
    if all(row.kind == "awaited" for _, row in rows):
        return _only_awaited(evidence, rows)
    lines, within = [], {study.id for study in studies if rung_of(evidence, study) == topic.within_people_rung}
    for study, row in rows:
        same = ", the same in every line, on different areas" if study.id in within else ""
        head = f"{names[study.id]}: {describe.people(study.population.n_enrolled)}{same}"
        lines.append(_response(evidence, study, row, head))
    drawn = {row.measure in CHANGES for _, row in rows if row.kind != "awaited"}
    facts = {"intervals": any(row.kind == "count" for _, row in rows), "means": True in drawn, "counts": False in drawn}
    facts["within"] = bool(within & {study.id for study, _ in rows})
    return figure(evidence, "responses", condition, lines_under_heads(lines), ends=(0, 100), **facts)


def _is_response(row: Row, evidence: Evidence) -> bool:
    term = evidence.vocabulary["outcomes"][row.outcome]
    if term.kind != "efficacy" or row.period == evidence.topic.control.extension:
        return False
    return row.kind in ("percent", "awaited") or (row.kind == "count" and row.n is not None) or row.measure in CHANGES


def _response(evidence: Evidence, study: Study, row: Row, head: str) -> Line:
    """Return arm, outcome, time and result; what the label says already is not said again."""
    addresses = (f"{study.id}/{row.id}",)
    when, words = describe.when(row), f"{describe.of_whom(study, row)}: {row.label}"
    words += f", {when}: " if when and when not in row.label else ": "
    if row.kind == "awaited":
        return Line(f"{words}awaited", head, f"{words}awaited;", False, addresses)
    # Without the number of people behind a mean, which is that of those enrolled.
    words += describe.result(row.model_copy(update={"n": None}) if row.kind == "value" else row, evidence.vocabulary)
    bounds = exact_percent(row.events, row.n) if row.kind == "count" else None
    percent = 100 * row.events / row.n if bounds else row.percent
    if row.kind not in ("count", "percent"):
        percent = -row.value if row.measure == "mean-percent-change" else row.value
    remark = _in_words(bounds) or (evidence.vocabulary.label("measures", row.measure) if row.measure in CHANGES else "")
    treated = any(arm.id == row.arm and evidence.topic.treats(arm) for arm in study.arms)
    alt = ", ".join(filter(None, (words, remark))) + ";"
    return Line(words, head, alt, True, addresses, share_marks(percent, bounds, treated=treated))


def _only_awaited(evidence: Evidence, rows: list[tuple[Study, Row]]) -> Prose:
    """Return who awaits what, as a list: the arms with their people, and a link to the row."""
    inline, items = inline_of(evidence), []
    for study, row in rows:
        names, sizes = describe.arm_names(study), {arm.id: arm.n for arm in study.arms}
        whom = " against ".join(f"{names[arm]} ({describe.people(sizes[arm])})" for arm in row.arms) or "whole study"
        link = inline.number(f"{study.id}/{row.id}", "awaited")
        facts = (inline.study(study), whom, row.label, link, describe.why_awaited(study, row))
        items.append(Markup("{}, {}: {}: {}, {}").format(*facts))
    return prose(bullets(items) if items else "No response by arm is available or known to be awaited.")
