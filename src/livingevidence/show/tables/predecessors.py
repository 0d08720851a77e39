"""What earlier work said, with the verdict on it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from livingevidence.claims.base import Finding
from livingevidence.claims.predecessors.model import UNQUOTED, Part
from livingevidence.claims.predecessors.verdicts import test_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.text import escape
from livingevidence.show.tables.base import Table, study_link

MARKS = {True: "✓", False: "✗", None: "?"}


def table(evidence: Evidence) -> Table:
    """Return the sayings with their verdicts, and for each part why; rows of the evidence are links."""
    names = short_names(evidence)
    rows = [
        (
            study_link(evidence.records[said.said_by]) if said.said_by in evidence.records else escape(said.said_by),
            said.said if said.said_by in evidence.records else f"{said.said} {UNQUOTED}",
            f"**{tested.verdict}**",
            "<br>".join(_why(evidence, names, name, part) for name, part in tested.parts.items()),
        )
        for tested in test_all(evidence)
        for said in [tested.predecessor]
    ]
    return Table(("Said by", "What it said", "Verdict", "Why"), tuple(rows), most=len(rows))  # the chapter's answer


def _why(evidence: Evidence, names: Mapping[str, str], name: str, part: Part) -> str:
    told = "; ".join(dict.fromkeys(_told(evidence, names, finding) for finding in part.deciding))
    if part.holds is None and (so_far := [f for f in part.shows if f.holds is not None and f not in part.deciding]):
        told += "; so far " + "; ".join(_told(evidence, names, finding) for finding in so_far)
    return f"{MARKS[part.holds]} {escape(name)}: {told}"


def _told(evidence: Evidence, names: Mapping[str, str], finding: Finding) -> str:
    """Return what was found, and what was needed where it isn't so, with links to the rows."""

    def named(text: str) -> str:
        text = re.sub(rf"\b({'|'.join(names)})/[\w-]*", r"\1", text).replace("at least 1 studies", "a study")
        return escape(re.sub(r"[\w-]+", lambda word: names.get(word[0], word[0]), text))

    said = named(finding.found) if finding.holds else f"needed {named(finding.needs)}, found {named(finding.found)}"
    links = [link for row in finding.rows if (link := _link(evidence, row, names))]
    return said + (f" \\({', '.join(dict.fromkeys(links))}\\)" if links else "")


def _link(evidence: Evidence, address: str, names: Mapping[str, str]) -> str:
    study, _, row = address.partition("/")
    if study not in evidence.records:
        return ""
    if row in {known.id for known in evidence.records[study].rows}:
        return f"{{number}}`details <{study}/{row}>`"
    return "" if row else f"{{doc}}`{names[study]} </studies/{study}>`"
