"""People and studies on each rung of the ladder of evidence, as numbers that pages may show."""

from __future__ import annotations

from collections.abc import Iterator

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import conditions, counts
from livingevidence.results.result import Result


def rungs(evidence: Evidence) -> Iterator[Result]:
    """Yield people and studies on each rung, for the conditions in which patients are recorded."""
    topic = evidence.topic
    named = {term: None for group in topic.groups for term in conditions(evidence, group, treated=True)}
    for condition in named:
        label = evidence.vocabulary.label("conditions", condition)
        for rung, found in counts(evidence, condition).items():
            words = f"{topic.ladder[rung].many} of {topic.treatment.label}, {label}"
            apart = [name for name in found.studies if name not in found.parts and name not in found.unread]
            notes = [f"number not read: {', '.join(found.unread)}"] if found.unread else []
            if rung == topic.controlled and found.studies:
                notes.append(f"everyone enrolled, {topic.control.included}")
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
