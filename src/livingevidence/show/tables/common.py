"""Cells that several tables share."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Case, Row, Study
from livingevidence.record.text import THIN, in_words
from livingevidence.show.inline import Inline
from livingevidence.show.table import Cell
from livingevidence.synthesis.stats.proportions import exact_percent

_CLOSE = {
    "full": "the whole report",
    "part": "part of the report",
    "abstract": "its abstract",
    "record": "its registry record",
    "excerpt": "an excerpt",
}


def diseases(evidence: Evidence, study: Study) -> str:
    """Return the conditions of a study in words."""
    return ", ".join(evidence.vocabulary.label("conditions", term) for term in study.conditions)


def labels(evidence: Evidence, conditions: Iterable[str]) -> str:
    """Return conditions as a sentence has them."""
    return in_words([evidence.vocabulary.label("conditions", term) for term in conditions])


def design(evidence: Evidence, study: Study) -> str:
    """Return the design of a study in words."""
    return evidence.vocabulary.label("designs", study.design)


def people(say: Inline, study: Study) -> Cell:
    """Return how many people were enrolled, as a link to where it stands."""
    n = study.population.n_enrolled
    if n is None:
        return describe.people(n)
    return say.number(f"{study.id}/population.n_enrolled") + (" person" if n == 1 else " people")


def result(say: Inline, study: Study, row: Row) -> Markup:
    """Return the result of a row in words, as a link to it."""
    return say.number(f"{study.id}/{row.id}")


def details(say: Inline, study: Study, row: Row) -> Markup:
    """Return what is awaited, with a link to its row."""
    return Markup("{} ({})").format(row.text, say.number(f"{study.id}/{row.id}", "details"))


def exact(row: Row) -> str:
    """Return the exact interval of a count of people in words; nothing of anything else."""
    if row.kind != "count" or not row.n or row.unit:
        return ""
    return ", exact interval {:.1f} to {:.1f}{}%".format(*exact_percent(row.events, row.n), THIN)


def who(case: Case) -> str:
    """Return whom a case is about, or how many people it describes together."""
    return describe.person(case) if case.people == 1 else f"{describe.people(case.people)} described together"


def awaited_results(evidence: Evidence) -> list[tuple[Study, Row]]:
    """Return every row whose result is awaited, with its study."""
    return [(study, row) for study in evidence.records.values() for row in study.rows if row.kind == "awaited"]


def describe_reading(study: Study) -> str:
    """Return how close to the study the reading came: its own text, or texts about it."""
    if not any(source.verification == "primary" for source in study.sources):
        return "only texts about it"
    read = sorted({report.read for report in study.reports} - {"none", "secondary-only"}, key=list(_CLOSE).index)
    return _CLOSE[read[0]] if read else "texts of its own"
