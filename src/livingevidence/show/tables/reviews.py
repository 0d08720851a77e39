"""Tables on the review itself: earlier reviews, whom it takes in, and what was read and not discussed."""

from __future__ import annotations

from collections.abc import Sequence

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Row, Study
from livingevidence.record.text import escape
from livingevidence.show.tables import Table, describe_reading, study_link

_COUNTED = {"n_studies": "studies", "n_trials": "trials", "n_enrolled": "people", "n_analysed": "people analysed"}
_COVERED = ("studies-included", "patients-included")  # outcomes that say what a review holds, not what it found


def reviews(evidence: Evidence, names: Sequence[str]) -> Table:
    """Return earlier reviews with what they cover and what they say; a result that is awaited is left out.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    names : sequence of str
        Ids of the records, in the order to be shown.
    """
    label, rows = evidence.vocabulary.label, []
    for study in (evidence.records[name] for name in names):
        known = [row for row in study.rows if row.kind != "awaited"]
        covered = [_said(evidence, study, row) for row in known if describe.term_of(row)[1] in _COVERED]
        said = [_said(evidence, study, row) for row in known if describe.term_of(row)[1] not in _COVERED]
        rows.append(
            (
                study_link(study),
                escape(f"{label('designs', study.design)}; {describe_reading(study)}"),
                escape("; ".join(label("conditions", term) for term in study.conditions)),
                "<br>".join([*_population(study), *covered]) or "not recorded",
                "<br>".join(said) or "not recorded",
            )
        )
    head = ("Review", "Kind and what was read", "Conditions", "What it covers", "What it says")
    return Table(head, tuple(rows), what="What each review covers and says", most=5)


def _population(study: Study) -> list[str]:
    people = study.population
    counted = [(f, w) for f, w in _COUNTED.items() if getattr(people, f) is not None]
    told = [str(text) if name == "note" else f"{name}: {text}" for name, text in people.details.items()]
    numbers = [f"{{number}}`{study.id}/population.{f}` {w}" for f, w in counted]
    return numbers + [escape(text) for text in (people.inclusion, *told) if text]


def _said(evidence: Evidence, study: Study, row: Row) -> str:
    label = evidence.vocabulary.label
    whom = [describe.of_whom(study, row)] if row.arm or row.contrast else []
    words = [label(*describe.term_of(row)) if row.label in (row.text, *whom) else row.label, *whom]
    if row.kind in ("percent", "value", "contrast"):
        words.append(row.measure_label or label("measures", row.measure))
    return f"{escape(', '.join(words))}: {{number}}`{study.id}/{row.id}`"


def eligibility(evidence: Evidence, group: str) -> Table:
    """Return whom and which treatments the protocol takes in for a group, and what it leaves out.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    """
    shown = ("People", "Treatment", "Comparator")
    found = [c for c in evidence.library.protocol.eligibility if c.concept in shown and c.group in (None, group)]
    rows = ((f"{c.concept}: {escape(c.what)}", escape(c.taken_in), escape(c.out)) for c in found)
    return Table(("What", "Taken in", "Left out"), tuple(rows), what="What is looked for")


def not_discussed(evidence: Evidence, chapter: str) -> Table:
    """Return the studies that were read and that no chapter discusses, with the reason.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    chapter : str
        The chapter to which they belong, by the name of its file.
    """
    label, rows = evidence.vocabulary.label, []
    for item in (item for item in evidence.library.left_out if item.chapter == chapter):
        study = evidence.records[item.study]
        conditions = ", ".join(label("conditions", term) for term in study.conditions)
        what = escape(f"{conditions}; {label('designs', study.design)}")
        rows.append((study_link(study), what, escape(item.reason)))
    head = ("Study", "Condition and design", "Why it is not discussed")
    return Table(head, tuple(rows), "Nothing.", "Studies that are not discussed")
