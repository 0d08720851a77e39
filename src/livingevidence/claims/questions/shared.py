"""What all questions share: the evidence, what is computed of it once, how rows and studies are found and named."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import TYPE_CHECKING

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import Arm, Row, Study
from livingevidence.results.result import Results
from livingevidence.synthesis.benefit import Comparison, comparisons

if TYPE_CHECKING:
    from livingevidence.synthesis.harms import EventAnalysis

NUMBERS = ("count", "percent", "value", "contrast")
ANSWERED = (*NUMBERS, "qualitative")
Of = str | tuple[str, ...]
"""A condition or group, or several of them; all studies where it is empty."""


class Shared:
    """The evidence that questions are asked of."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._within = cache(self._within)  # asked a hundred times for some thirty terms

    @cached_property
    def computed(self) -> Results:
        """The computed results."""
        from livingevidence.results.compute import compute  # slow, and the check asks nothing

        return compute(self.evidence)

    @cached_property
    def harms(self) -> dict[str, EventAnalysis]:
        """The analyses of harms by event."""
        from livingevidence.synthesis.harms import analyses

        return {found.event: found for found in analyses(self.evidence)}

    def _within(self, of: Of) -> dict[str, Study]:
        """Return the studies on a condition or group, or on any of several."""
        if not of:
            return self.evidence.records
        groups = self.evidence.vocabulary["groups"]
        parts = [self.evidence.where(**{"group" if term in groups else "condition": term}) for term in several(of)]
        found = {name for part in parts for name in part.records}
        return {name: study for name, study in self.evidence.records.items() if name in found}

    def _about(self, of: Of) -> list[Study]:
        """Return the studies of the treatment, planned ones and those without patients included."""
        return [study for study in self._within(of).values() if self.evidence.topic.is_about(study)]

    def _treated(self, of: Of, rung: Of = ()) -> list[Study]:
        """Return the studies with treated patients, on some rungs of the ladder if these are given."""
        rungs = several(rung) or tuple(self.evidence.topic.ladder)
        return [study for study in self._about(of) if ladder(self.evidence, study) in rungs]

    def _comparisons(self, of: Of) -> list[Comparison]:
        """Return the comparisons of benefit with the treatment."""
        terms = self.evidence.vocabulary["conditions"]
        groups = dict.fromkeys(term if term not in terms else terms[term].groups[0] for term in several(of))
        found = [made for group in groups for made in comparisons(self.evidence, group)]
        here = self._within(of)
        return [made for made in found if made.study.id in here]

    def _label(self, of: Of) -> str:
        vocabulary = self.evidence.vocabulary
        known = vocabulary["groups"] | vocabulary["conditions"]
        *some, last = [known[term].label for term in several(of)]
        return " or ".join(filter(None, [", ".join(some), last]))

    def _in(self, of: Of) -> str:
        return f" in {self._label(of)}" if of else ""

    def _gets(self, arm: Arm, drugs: Iterable[str]) -> bool:
        """Return whether an arm got one of some drugs, or of some classes of drugs."""
        terms = self.evidence.vocabulary["interventions"]
        return any({drug, terms[drug].class_} & {*drugs} for drug in arm.interventions)

    def _row(self, address: str) -> tuple[Study, Row] | None:
        try:
            return self.evidence.row(address)
        except KeyError:
            return None

    def _result(self, row: Row) -> str:
        return describe.result(row, self.evidence.vocabulary)


def several(value: Of) -> tuple[str, ...]:
    """Return one value or several as several."""
    return ((value,) if value else ()) if isinstance(value, str) else value


def of_studies(names: Iterable[str]) -> tuple[str, ...]:
    """Return studies as addresses."""
    return tuple(f"{name}/" for name in names)


def told(found: Iterable[str]) -> str:
    """Return what was found with its number, in words."""
    found = [*found]
    return f"{len(found)}: {', '.join(found)}" if found else "none"
