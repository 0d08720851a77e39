"""What earlier work said, with the verdict on it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from livingevidence.claims.base import Finding
from livingevidence.claims.sayings import Part, test_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.addresses import Address
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import BREAK, Table

UNQUOTED = "(in our words)"
MARKS = {True: "✓", False: "✗", None: "?"}


def sayings(evidence: Evidence) -> Table:
    """Return the sayings with their verdicts, and for each part why; rows of the evidence are links."""
    say, rows = inline(evidence), []
    for tested in test_all(evidence):
        said = tested.saying
        known = evidence.records.get(said.study or "")
        rows.append(
            (
                say.study(known) if known else said.by or said.study,
                say.sentence(said.said if known else f"{said.said} {UNQUOTED}"),
                Markup("<strong>{}</strong>").format(tested.verdict),
                BREAK.join(_why(say, name, part) for name, part in tested.parts.items()),
            )
        )
    return Table(("Said by", "What it said", "Verdict", "Why"), tuple(rows), most=len(rows))  # the chapter's answer


def _why(say: Inline, name: str, part: Part) -> Markup:
    told = Markup("; ").join(dict.fromkeys(_told(say, finding) for finding in part.deciding))
    if part.holds is None and (so_far := [f for f in part.shows if f.holds is not None and f not in part.deciding]):
        told += "; so far " + Markup("; ").join(_told(say, finding) for finding in so_far)
    return Markup("{} {}: {}").format(MARKS[part.holds], name, told)


def _told(say: Inline, finding: Finding) -> Markup:
    """Return what was found, and what was needed where it isn't so, with links to the rows."""
    names = short_names(say.evidence)

    def named(text: str) -> str:
        text = re.sub(rf"\b({'|'.join(names)})/[\w-]*", r"\1", text)
        return re.sub(r"[\w-]+", lambda word: names.get(word[0], word[0]), text)

    said = named(finding.found) if finding.holds else f"needed {named(finding.needs)}, found {named(finding.found)}"
    links = dict.fromkeys(link for row in finding.rows if (link := _link(say, row, names)))
    return Markup("{} ({})" if links else "{}").format(said, Markup(", ").join(links))


def _link(say: Inline, address: str, names: Mapping[str, str]) -> Markup | None:
    study, row = Address(address).study, Address(address).part
    if study not in say.evidence.records:
        return None
    if row in {known.id for known in say.evidence.records[study].rows}:
        return say.number(address, "details")
    return None if row else say.page(f"studies/{study}", names[study])
