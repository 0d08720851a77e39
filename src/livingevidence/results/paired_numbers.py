"""Differences between areas of the same people, as numbers that pages may show."""

from __future__ import annotations

from collections.abc import Iterator

from livingevidence.evidence.evidence import Evidence
from livingevidence.results.harm_numbers import how, more
from livingevidence.results.result import Result
from livingevidence.synthesis.estimate import Analysis, Estimate
from livingevidence.synthesis.within_person import differences


def paired_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield each difference of 100 people, with keys ``paired.<study>.<row of the other treatment>``."""
    for found in differences(evidence):
        yield Result(
            key_of(found),
            _per_hundred(found),
            f"difference of 100 people, {found.question}",
            (found.rows[1].study,),
            how(found),
        )


def key_of(found: Analysis) -> str:
    """Return the key of a difference."""
    other = found.rows[1]
    return f"paired.{other.study}.{other.part}"


def _per_hundred(found: Analysis) -> str:
    if not isinstance(found, Estimate):
        return "not computed"
    return f"{more(found.estimate, 100)} ({more(found.low, 100)} to {more(found.high, 100)})"
