"""What all questions share: the evidence, what is computed of it once, how rows are found, how answers are worded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

from livingevidence.claims.base import Finding
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import Row, Study
from livingevidence.record.text import number
from livingevidence.results.compute import compute
from livingevidence.results.result import Results
from livingevidence.synthesis.benefit import Comparison, comparisons
from livingevidence.synthesis.harms import EventAnalysis, analyses

NUMBERS = ("count", "percent", "value", "contrast")
ANSWERED = (*NUMBERS, "qualitative")


class Shared:
    """The evidence that questions are asked of."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._within = cache(self._within)  # asked a hundred times for some thirty terms

    @cached_property
    def results(self) -> Results:
        """The computed results."""
        return compute(self.evidence)

    @cached_property
    def harms(self) -> dict[str, EventAnalysis]:
        """The analyses of harms by event."""
        return {found.event: found for found in analyses(self.evidence)}

    def _treated(self, of: str) -> list[Study]:
        return [study for study in self._recorded(of) if ladder(self.evidence, study) != "none"]

    def _within(self, of: str) -> Evidence:
        return self.evidence.where(**{"group" if of in self.evidence.vocabulary["groups"] else "condition": of})

    def _numbers(self, terms: tuple[str, ...], of: str | None = None) -> list[tuple[str, Row]]:
        """Rows with numbers of terms (of any adverse event, if none) of studies of topical ruxolitinib, each once."""
        part = self._within(of) if of else self.evidence
        return [
            (f"{study.id}/{row.id}", row)
            for study in part.records.values()
            if self.evidence.topic.is_about(study)
            for row in study.rows
            for kind, term in [describe.term_of(row)]
            if row.kind in NUMBERS and not getattr(row, "duplicate_of", None)
            if (term in terms if terms else kind == "adverse-events")
        ]

    def _recorded(self, of: str) -> list[Study]:
        """Return the studies of topical ruxolitinib, planned ones and those without patients included."""
        return list(self._within(of).where(treated=True).records.values())

    def _comparisons(self, of: str) -> list[Comparison]:
        if of in self.evidence.vocabulary["groups"]:
            return comparisons(self.evidence, of)
        group = self.evidence.vocabulary["conditions"][of].groups[0]
        return [made for made in comparisons(self.evidence, group) if of in made.study.conditions]

    def _label(self, of: str) -> str:
        vocabulary = self.evidence.vocabulary
        return vocabulary.label("groups" if of in vocabulary["groups"] else "conditions", of)

    def _is_benefit(self, row: Row) -> bool:
        return self.evidence.vocabulary["outcomes"][row.outcome].kind == "efficacy"

    def _row(self, address: str) -> tuple[Study, Row] | None:
        try:
            return self.evidence.row(address)
        except KeyError:
            return None

    def _rows(self, addresses, what: str, test) -> Finding:
        """Ask each row; a missing one fails, and one that can't answer leaves it open."""
        held, told = [], []
        for address in addresses:
            found = self._row(address)
            held.append(test(found[1]) if found else False)
            told.append(describe.result(found[1]) if found else f"{address} is missing")
        holds = False if False in held else None if None in held else True
        return Finding(f"{what} in {', '.join(addresses)}", "; ".join(told), holds, tuple(addresses))


def none(what: str, found: list[str]) -> Finding:
    """Return the finding that nothing of a kind stands in the evidence."""
    told = tuple(dict.fromkeys(found))
    return Finding(f"no {what}", ", ".join(told) or "none", not told, told, f"one {what}")


def so_many(
    found: Sequence[str], what: str, low: int, high: int | None, *, step: str = "", rows: Iterable[str] = ()
) -> Finding:
    """Return the finding that so many studies of a kind stand in the evidence."""
    holds = low <= len(found) and (high is None or len(found) <= high)
    told = f"{len(found)}: {', '.join(found) or 'none'}"
    flip = steps(len(found), low, high, step or f"of the {what}")
    return Finding(f"{bounds(low, high)} {what}", told, holds, tuple(rows or (f"{name}/" for name in found)), flip)


def bounds(low: float, high: float | None) -> str:
    """Return bounds in words."""
    if high is None:
        return f"at least {number(low)}"
    if low == high:
        return f"exactly {number(low)}" if low else "no"
    return f"{number(low)} to {number(high)}" if low else f"at most {number(high)}"


def steps(found: float, low: float, high: float | None, what: str) -> str:
    """Return the smallest steps that lead out of bounds, in words; nothing where no step does."""
    if isinstance(found, int):
        told = [f"{number(high - found + 1)} more"] if high is not None else []
        told += [f"{number(found - low + 1)} fewer"] if low else []
    else:
        told = [f"more than {number(high)}"] if high is not None else []
        told += [f"less than {number(low)}"] if low else []
    return f"{' or '.join(told)} {what}" if told else ""


def share_of(row: Row) -> float | None:
    """Return the number of a row, a count in percent of its people."""
    if row.kind == "count":
        return 100 * row.events / row.n if row.n else None
    return row.percent if row.kind == "percent" else row.value


def nearest(row: Row, address: str, fits: Callable[[float], bool]) -> str:
    """Return the count nearest to that of a row whose share doesn't fit, in words; nothing for other rows."""
    other = [k for k in range(row.n + 1) if not fits(100 * k / row.n)] if row.kind == "count" and row.n else []
    if not other:
        return ""
    near = min(other, key=lambda k: abs(k - row.events))
    return f"{near} of {row.n} in {address}, where now it is {row.events}"
