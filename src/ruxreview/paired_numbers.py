"""Differences between areas of the same people, as numbers that pages may show and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from ruxreview.evidence import Evidence
from ruxreview.harm_numbers import how, more
from ruxreview.results import Result
from ruxreview.synthesis.estimate import Analysis, Estimate
from ruxreview.synthesis.within_person import differences
from ruxreview.tables import Table
from ruxreview.text import escape


def paired_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield each difference of 100 people, with keys ``paired.<study>.<row of the other treatment>``."""
    for found in differences(evidence):
        study = found.rows[0].partition("/")[0]
        yield Result(
            _key(found), _per_hundred(found), f"difference of 100 people, {found.question}", (study,), how(found)
        )


def table(evidence: Evidence) -> Table:
    """Return the differences with their bounds; see :func:`ruxreview.synthesis.within_person.differences`."""
    rows = [
        (escape(found.question), f"{{number}}`{_key(found)}`", escape(found.note)) for found in differences(evidence)
    ]
    return Table(
        ("Compared", "Of a hundred people", "What to know"), tuple(rows), "Nothing was compared on the same people."
    )


def _key(found: Analysis) -> str:
    study, row = found.rows[1].split("/")
    return f"paired.{study}.{row}"


def _per_hundred(found: Analysis) -> str:
    if not isinstance(found, Estimate):
        return "not computed"
    return f"{more(found.estimate, 100)} ({more(found.low, 100)} to {more(found.high, 100)})"
