"""Listings: one line a study, or a row, patient, arm or trial of it, with columns that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import treated_studies
from livingevidence.record.library import trials_of
from livingevidence.record.models import Case, Row, Study
from livingevidence.show.inline import JOIN, Inline, inline
from livingevidence.show.table import THEN, Cell, Table
from livingevidence.show.wording import worded

Item = tuple[Study, Any]  # a study, and what a line says of it: a row, patient, arm, trial or a word
Columns = Mapping[str, Callable[[Study, Any], Cell]]
_CLOSE = {
    "full": "the whole report",
    "part": "part of the report",
    "abstract": "its abstract",
    "record": "its registry record",
    "excerpt": "an excerpt",
}


def listing(evidence: Evidence, name: str, items: Iterable[Item], own: Columns | None = None, **facts: str) -> Table:
    """Return a declared table with a line for each item, its cells made by the columns of its heads."""
    words, columns = worded(evidence, name, **facts), {**_columns(inline(evidence)), **(own or {})}
    return Table.of(items, {head: columns[head] for head in words.pop("head")}, **words)


def _columns(say: Inline) -> Columns:
    return {
        "Study": lambda study, _: say.study(study),
        "Review": lambda study, _: say.study(study),
        "Title": lambda study, _: study.title,
        "Condition": lambda study, _: say.diseases(study),
        "Design": lambda study, _: say.design(study),
        "Condition and design": lambda study, _: f"{say.diseases(study)}; {say.design(study)}",
        "People": lambda study, _: say.people(study),
        "Regimen": lambda study, _: _regimens(say, study),
        "What was read": lambda study, _: reading(study),
        "Outcome": lambda _, row: row.label,
        "What": lambda _, row: _what(say, row),
        "Of whom": describe.of_whom,
        "When": lambda _, row: _when(say, row),
        "Result": lambda study, row: _result(say, study, row),
        "Readers": lambda _, row: describe.readers(row),
        "Awaited": say.awaited,
        "Registration": _registration,
        "Why it is not discussed": lambda _, item: item.reason,
        "Where": lambda _, row: row.where or "not known",
        "Patient": lambda study, case: f"{who(case)}, " + age(say, study, case),
        "Treatment": lambda _, case: case.regimen,
        "What was reported": lambda _, case: case.response_detail or "not read",
        "Degree": lambda _, case: case.response.replace("-", " ") if case.response else "degree not read",
        "Followed until": lambda study, case: say.known(study, case, "weeks_followed", "week {}"),
    }


def read_rows(studies: Iterable[Study], field: str = "rows") -> list[Item]:
    """Return the rows of studies that were read."""
    return [(study, row) for study in studies for row in getattr(study, field) if row.kind != "awaited"]


def outcomes(evidence: Evidence) -> Table:
    """Return the outcomes that were read of the treatment, each with its number and place."""
    when: Columns = {"When": lambda _, row: describe.when(row) or evidence.vocabulary.label("periods", row.period)}
    return listing(evidence, "outcomes", read_rows(treated(evidence), "outcomes"), when)


def awaited(evidence: Evidence) -> Table:
    """Return the results that exist or are due and have not been read, with where they are.

    Records of other treatments and of context are left out; reviews that hold cases of the treatment are not.
    """
    topic, rows = evidence.topic, _awaited(evidence)
    wanted = [(study, row) for study, row in rows if topic.is_about(study) or study.domain in topic.groups]
    return listing(evidence, "awaited", wanted)


def every_awaited_result(evidence: Evidence) -> Table:
    """Return every awaited result of every study, of the treatment or not, with its registration and its place."""
    return listing(evidence, "every-awaited-result", _awaited(evidence))


def _awaited(evidence: Evidence) -> list[Item]:
    return [(study, row) for study in evidence.records.values() for row in study.rows if row.kind == "awaited"]


def every_outcome(evidence: Evidence) -> Table:
    """Return every outcome row that was read in the studies of the treatment, to be sorted and filtered."""
    return listing(evidence, "every-row", read_rows(_by_condition(evidence), "outcomes"), noun="outcome")


def every_adverse_event(evidence: Evidence) -> Table:
    """Return every adverse event that was read in the studies of the treatment, to be sorted and filtered."""
    return listing(evidence, "every-row", read_rows(_by_condition(evidence), "adverse_events"), noun="adverse event")


def every_case(evidence: Evidence) -> Table:
    """Return the patients described one by one, or a few together, in the studies of the treatment."""
    condition: Columns = {"Condition": lambda _, case: evidence.vocabulary.label("conditions", case.condition)}
    cases = [(study, case) for study in _by_condition(evidence) for case in study.cases]
    return listing(evidence, "every-case", cases, condition)


def studies(evidence: Evidence) -> Table:
    """Return the studies with patients who had the treatment, strongest design first."""
    found = strongest_first(evidence, treated_studies(evidence))
    return listing(evidence, "studies", [(study, None) for study in found])


def not_discussed(evidence: Evidence, chapter: str) -> Table:
    """Return the studies that were read and that no chapter discusses, with the reason."""
    left = [
        (evidence.records[item.study], item) for item in evidence.library.left_out.values() if item.chapter == chapter
    ]
    return listing(evidence, "not-discussed", left)


def treated(evidence: Evidence, condition: str | None = None) -> Iterable[Study]:
    """Return the studies of the treatment, reviews and registry entries of it included."""
    return evidence.where(condition=condition, treated=True).records.values()


def _by_condition(evidence: Evidence) -> list[Study]:
    """Return the studies of the treatment by their first condition, the strongest design first."""
    conditions, designs = (list(evidence.vocabulary[name]) for name in ("conditions", "designs"))
    return sorted(treated(evidence), key=lambda s: (conditions.index(s.conditions[0]), designs.index(s.design), s.id))


def strongest_first(evidence: Evidence, found: Iterable[Study]) -> list[Study]:
    """Return studies by the strength of their design."""
    order = list(evidence.vocabulary["designs"])
    return sorted(found, key=lambda study: (order.index(study.design), study.id))


def reading(study: Study) -> str:
    """Return how close to the study the reading came: its own text, or texts about it."""
    if not any(source.verification == "primary" for source in study.sources):
        return "only texts about it"
    read = sorted({report.read for report in study.reports} - {"none", "secondary-only"}, key=list(_CLOSE).index)
    return _CLOSE[read[0]] if read else "texts of its own"


def who(case: Case) -> str:
    """Return whom a case is about, or how many people it describes together."""
    return describe.person(case) if case.people == 1 else f"{describe.people(case.people)} described together"


def age(say: Inline, study: Study, case: Case) -> Cell:
    """Return how old a patient was, as a link to where it stands."""
    return say.known(study, case, "age_years", "{} years", case.age_text or "age not read")


def _what(say: Inline, row: Row) -> str:
    """Return the term, and the words of the reader where they differ."""
    label = say.label(*describe.term_of(row))
    return label if row.label.casefold() == label.casefold() else f"{label}: {row.label}"


def _when(say: Inline, row: Row) -> str:
    """Return the timepoint with the period, which says whether it was blinded."""
    period, when = say.label("periods", row.period), describe.when(row)
    return f"{when}, {period}" if when and when != period else period


def _result(say: Inline, study: Study, row: Row) -> Cell:
    if other := getattr(row, "duplicate_of", None):
        return say.result(study, row) + ", repeats a result of " + say.page(f"studies/{other}", "another study")
    return say.result(study, row)


def _registration(study: Study, row: Row) -> str:
    """Return the registry numbers of the trials that a row covers, other registers' included."""
    covered = [trial for trial in study.trials if trial.registered and trial.id in trials_of(study, row)]
    return ", ".join(name for trial in covered for name in (trial.id, *trial.also)) or "no number known"


def _regimens(say: Inline, study: Study) -> Markup:
    told, conflicts = [], say.page(f"studies/{study.id}", "sources disagree", "conflicts")
    for arm in filter(say.topic.treats, study.arms):
        strength = say.known(study, arm, "strength_percent", unread="strength not read")
        often = Markup.escape(arm.frequency or "frequency not read").replace("see conflicts", conflicts)
        told.append(JOIN.join(filter(None, (strength, often, say.known(study, arm, "duration_weeks", "{} weeks", "")))))
    return THEN.join(dict.fromkeys(told))
