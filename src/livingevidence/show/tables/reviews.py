"""Tables on reviews: what earlier ones hold and say, whom this one takes in, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Row, Study
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import BREAK, Cell, Table
from livingevidence.show.tables.common import describe_reading, design, diseases, result

_COUNTED = {"n_studies": "studies", "n_trials": "trials", "n_enrolled": "people", "n_analysed": "people analysed"}
_COVERED = ("studies-included", "patients-included")  # outcomes that say what a review holds, not what it found


def reviews(evidence: Evidence, names: Sequence[str]) -> Table:
    """Return earlier reviews with what they cover and what they say; a result that is awaited is left out."""
    say, rows = inline(evidence), []
    for study in (evidence.records[name] for name in names):
        told: dict[bool, list[Markup]] = {True: [], False: []}
        for row in (row for row in study.rows if row.kind != "awaited"):
            told[describe.term_of(row)[1] in _COVERED].append(_said(evidence, say, study, row))
        kind = f"{design(evidence, study)}; {describe_reading(study)}"
        conditions = "; ".join(evidence.vocabulary.label("conditions", term) for term in study.conditions)
        covered = BREAK.join([*_population(say, study), *told[True]]) or "not recorded"
        rows.append((say.study(study), kind, conditions, covered, BREAK.join(told[False]) or "not recorded"))
    head = ("Review", "Kind and what was read", "Conditions", "What it covers", "What it says")
    return Table(head, tuple(rows), what="What each review covers and says", most=5)


def _population(say: Inline, study: Study) -> list[Cell]:
    people = study.population
    told = [str(text) if name == "note" else f"{name}: {text}" for name, text in people.details.items()]
    counted = [(f, w) for f, w in _COUNTED.items() if getattr(people, f) is not None]
    numbers = [say.number(f"{study.id}/population.{field}") + f" {words}" for field, words in counted]
    return numbers + [text for text in (people.inclusion, *told) if text]


def _said(evidence: Evidence, say: Inline, study: Study, row: Row) -> Markup:
    label = evidence.vocabulary.label
    whom = [describe.of_whom(study, row)] if row.arm or row.contrast else []
    words = [label(*describe.term_of(row)) if row.label in (row.text, *whom) else row.label, *whom]
    if row.kind in ("percent", "value", "contrast"):
        words.append(row.measure_label or label("measures", row.measure))
    return Markup("{}: {}").format(", ".join(words), result(say, study, row))


def eligibility(evidence: Evidence, group: str) -> Table:
    """Return whom and which treatments the protocol takes in for a group, and what it leaves out."""
    shown = ("People", "Treatment", "Comparator")
    found = [c for c in evidence.library.protocol.eligibility if c.concept in shown and c.group in (None, group)]
    rows = ((f"{c.concept}: {c.what}", c.taken_in, c.out) for c in found)
    return Table(("What", "Taken in", "Left out"), tuple(rows), what="What is looked for")


def not_discussed(evidence: Evidence, chapter: str) -> Table:
    """Return the studies that were read and that no chapter discusses, with the reason."""
    say, rows = inline(evidence), []
    for item in (item for item in evidence.library.left_out if item.chapter == chapter):
        study = evidence.records[item.study]
        rows.append((say.study(study), f"{diseases(evidence, study)}; {design(evidence, study)}", item.reason))
    head = ("Study", "Condition and design", "Why it is not discussed")
    return Table(head, tuple(rows), "Nothing.", "Studies that are not discussed")
