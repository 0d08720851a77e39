"""Differences between areas of the same people, as a table."""

from __future__ import annotations

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import escape
from livingevidence.results.paired_numbers import key_of
from livingevidence.show.tables.base import Table
from livingevidence.synthesis.within_person import differences


def table(evidence: Evidence) -> Table:
    """Return the differences with their bounds; see :func:`livingevidence.synthesis.within_person.differences`."""
    rows = [
        (escape(found.question), f"{{number}}`{key_of(found)}`", escape(found.note)) for found in differences(evidence)
    ]
    return Table(
        ("Compared", "Of a hundred people", "What to know"), tuple(rows), "Nothing was compared on the same people."
    )
