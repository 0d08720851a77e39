"""Differences between areas of the same people, as a table."""

from __future__ import annotations

from livingevidence.evidence.evidence import Evidence
from livingevidence.results.harm_numbers import key_of
from livingevidence.show.inline import inline
from livingevidence.show.table import Table
from livingevidence.synthesis.within_person import differences


def paired(evidence: Evidence) -> Table:
    """Return the differences with their bounds; see :func:`livingevidence.synthesis.within_person.differences`."""
    say = inline(evidence)
    rows = [(found.question, say.number(key_of(found)), found.note) for found in differences(evidence)]
    head = ("Compared", "Of a hundred people", "What to know")
    return Table(head, tuple(rows), "Nothing was compared on the same people.")
