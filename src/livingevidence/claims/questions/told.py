"""What a record tells of its arms, and in words or by the way: ages, weeks, people, mentions."""

import math
from collections.abc import Sequence

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import share_of
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import Arm, Outcome, Row, Study

NUMBERS = ("count", "percent", "value", "contrast")
UNPARTED = ("mixed", "not-stated")  # routes of pooled arms
Of = str | tuple[str, ...]
"""One name, or several of which any will do; all where it is empty."""


class Arms:
    """What arms of the studies of an evidence got, and which results may be set against another's."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence

    def _counts_treated(self, study: Study) -> bool:
        treated = {arm.id for arm in study.arms if self.evidence.topic.treats(arm)}
        return any(row.kind in NUMBERS and not treated.isdisjoint(row.arms) for row in study.rows)

    def _is_compared(self, study: Study) -> bool:
        topic = self.evidence.topic
        others = (arm.role == "comparator" and not topic.treats(arm) for arm in study.arms)
        return ladder(self.evidence, study) in topic.compared or any(others)

    def _has_arm(self, study: Study, drugs: Of, route: str, unparted: bool) -> bool:
        topic = self.evidence.topic
        own = topic.treatment.routes[0]
        return any(
            self._gets(arm, drugs)
            and (not route or ((arm.route == own) is (route == "same") and not (route == "same" and topic.treats(arm))))
            and (not unparted or arm.route in UNPARTED)
            for arm in study.arms
        )

    def _kinds(self, row: Row) -> tuple[str, ...]:
        """Return of which kind a result is; of an adverse event its class too."""
        vocabulary = self.evidence.vocabulary
        if not isinstance(row, Outcome):
            return "harm", vocabulary["adverse-events"][row.event].class_
        kind = vocabulary["outcomes"][row.outcome].kind
        return ("benefit" if kind == "efficacy" else kind,)

    def _under(self, study: Study, row: Row, drugs: Of, with_treatment: bool = False) -> bool:
        arms = [arm for arm in study.arms if arm.id == row.arm]
        return any(self._gets(arm, drugs) and self.evidence.topic.treats(arm) is with_treatment for arm in arms)

    def _against(self, study: Study, row: Row, drugs: Of) -> bool:
        topic, treats = self.evidence.topic, self.evidence.topic.treats
        others = {arm.id: arm for arm in study.arms if self._gets(arm, drugs) and not treats(arm)}
        if row.contrast or row.arm in others:
            return row.arm in others or row.contrast.comparator in others
        last = max((arm.duration_weeks or math.inf for arm in others.values()), default=-1)
        treated = row.arm in {arm.id for arm in study.arms if treats(arm)}
        return treated and row.period not in topic.control.without and (row.timepoint_weeks or 0) <= last

    def _gets(self, arm: Arm, drugs: Of) -> bool:
        """Return whether an arm got one of some drugs, or of some classes of drugs."""
        terms = self.evidence.vocabulary["interventions"]
        return any({drug, terms[drug].class_} & {*several(drugs)} for drug in arm.interventions)


def several(value: Of) -> tuple[str, ...]:
    """Return one value or several as several."""
    return ((value,) if value else ()) if isinstance(value, str) else value


def week_of(study: Study, row: Row) -> float:
    """Return the week of a result; where none is told, that to which its arm was treated, else any."""
    if row.timepoint_weeks is not None:
        return row.timepoint_weeks
    return next((arm.duration_weeks for arm in study.arms if arm.id == row.arm and arm.duration_weeks), math.inf)


def people_with(study: Study, row: Row) -> float:
    """Return how many people had the event; any number where it is not known, less than none of what counts nobody."""
    if row.kind not in ("count", "percent"):
        return -1
    if row.kind == "count":
        return row.events
    n, share = row.n or next((arm.n for arm in study.arms if arm.id == row.arm), None), share_of(row)
    return math.inf if n is None or share is None else round(n * share / 100)


def mentions(words: Sequence[str], study: Study, row: Row | None = None, part: str = "") -> bool:
    """Return whether a record, a part or a row of it holds one of some words, in small or capital letters."""
    text = " ".join(filter(None, getattr(study, part) if part else _said(study, row))).lower()
    return any(word.lower() in text for word in words)


def _said(study: Study, row: Row | None) -> list[str | None]:
    arms = [arm for arm in study.arms if row is None or row.arm in (arm.id, None)]
    said = [study.title, study.condition_label, study.population.inclusion]
    said += [text for arm in arms for text in (arm.label, arm.note)]
    if row is not None:
        return [*said, row.label, row.text, row.timepoint_label, row.note]
    return [*said, *study.mechanism, *study.notes, *study.missing, *study.limitations, *(r.label for r in study.rows)]
