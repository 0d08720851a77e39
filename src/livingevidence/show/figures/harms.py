"""A figure of an adverse event by trial and arm, never pooled."""

from __future__ import annotations

from functools import partial

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import capital
from livingevidence.show.figures.drawing import Figure, Line, figure, in_percent, marks, share, told
from livingevidence.show.findings import disease_and_trials, sides
from livingevidence.show.inline import inline
from livingevidence.synthesis.harm_rows import exact, reported


def harms_by_arm(evidence: Evidence, event: str) -> Figure:
    """Return a figure of an adverse event in blinded time, by trial and arm, treatment and control."""
    topic, lines = evidence.topic, []
    for item in (item for item in reported(evidence, "blinded") if item.event == event):
        treated, control = sides(evidence, item)
        here = [row for row in item.rows if row.arm in treated | control and (exact(row) or row.percent is not None)]
        for row in here:
            head, bounds = ", ".join(disease_and_trials(inline(evidence), item)), exact(row)
            words = f"{treated.get(row.arm, topic.control.label)}: {describe.result(row, evidence.vocabulary)}"
            known = in_percent(bounds) if bounds else "count not read"
            percent = 100 * (row.events or 0) / row.n if bounds else row.percent
            draw = partial(share, percent=percent, bounds=bounds, treated=row.arm in treated)
            behind = (f"{item.study.id}/{row.id}",)
            first = head if row is here[0] else ""
            lines.append(Line(words, first, f"{head}, {words}, {known}", behind=behind, draw=draw))
    label = evidence.vocabulary.label("adverse-events", event)
    return figure(
        evidence,
        f"harms-{event}",
        lines,
        alt=f"People with {label} by arm in blinded time. {told(lines, '; ')}.",
        caption=f"{capital(label)}, blinded time. {marks(topic)}Hollow: a percentage without its count.",
        axis="percent of people",
        ends=(0, None),
    )
