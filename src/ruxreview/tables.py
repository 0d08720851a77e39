"""Tables for the chapters: Markdown with citations, links and numbers that lead to their rows.

Each function takes evidence and returns a :class:`Table`; none prints. Text of records is escaped, so it is
shown as the characters it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ruxreview import describe
from ruxreview.evidence import Evidence, is_topical_ruxolitinib, uses_topical_ruxolitinib
from ruxreview.names import short_names
from ruxreview.records import Case, Row, Study
from ruxreview.results import GROUPS, ladder
from ruxreview.text import count, escape


@dataclass(frozen=True)
class Table:
    """A table that a notebook shows.

    Attributes
    ----------
    head : tuple of str
        Column titles.
    rows : tuple of tuple of str
        Cells, in MyST.
    empty : str
        The sentence that stands in place of an empty table.
    what : str
        What the rows are, as it stands on the fold of a long table.
    most : int
        The rows that are shown unfolded. A fold works without a script, and a browser searches and prints it.
    by : tuple of str
        Columns by which readers may sort; with any, they may filter the rows and download them too (``tables.js``).
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "None."
    what: str = "All rows"
    most: int = 20
    by: tuple[str, ...] = ()

    def _repr_markdown_(self) -> str:
        if not self.rows:
            return self.empty
        # On a phone rows become blocks, and each cell shows its column's title; elsewhere it stays hidden.
        labels = [f'<span class="cell-label" hidden>{title}: </span>' for title in self.head]
        told = ([label + cell for label, cell in zip(labels, row, strict=True)] for row in self.rows)
        lines = [_line(self.head), _line("---" for _ in self.head), *map(_line, told)]
        made = "\n".join(lines) + "\n"
        if self.by:
            made = f'<div class="sortable" data-by="{"|".join(self.by)}">\n\n{made}\n</div>\n'
        if len(self.rows) <= self.most:
            return made
        summary = f"<summary>{self.what}, {count(len(self.rows), 'row')}</summary>"
        return f'<details class="fold">\n{summary}\n\n{made}\n</details>\n'


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def study_link(study: Study) -> str:
    """Return the citation of a study with a link to its record."""
    return f"{{cite:p}}`{study.reports[0].key}` {{doc}}`record </studies/{study.id}>`"


def _number(study: Study, row: Row) -> str:
    return f"{{number}}`{study.id}/{row.id}`"


def studies(evidence: Evidence) -> Table:
    """Return the studies with patients treated with topical ruxolitinib, strongest design first."""
    rows = []
    order = list(evidence.vocabulary["designs"])
    treated = [s for s in evidence.where(topical_ruxolitinib=True).records.values() if ladder(evidence, s) != "none"]
    for study in sorted(treated, key=lambda s: (order.index(s.design), s.id)):
        n = study.population.n_enrolled
        people = describe.people(n)
        if n is not None:
            people = f"{{number}}`{study.id}/population.n_enrolled` {people.split(' ')[-1]}"
        rows.append(
            (
                study_link(study),
                _conditions(evidence, study.conditions),
                escape(evidence.vocabulary.label("designs", study.design)),
                people,
                _regimen(study),
                escape(describe_reading(study)),
            )
        )
    return Table(("Study", "Condition", "Design", "People", "Regimen", "What was read"), tuple(rows))


def describe_reading(study: Study) -> str:
    """Return how close to the study the reading came: its own text, or texts about it."""
    if not any(source.verification == "primary" for source in study.sources):
        return "only texts about it"
    read = sorted({report.read for report in study.reports} - {"none", "secondary-only"}, key=list(_CLOSE).index)
    return _CLOSE[read[0]] if read else "texts of its own"


_CLOSE = {
    "full": "the whole report",
    "part": "part of the report",
    "abstract": "its abstract",
    "record": "its registry record",
    "excerpt": "an excerpt",
}


def _conditions(evidence: Evidence, terms: Sequence[str]) -> str:
    return escape(", ".join(evidence.vocabulary.label("conditions", term) for term in terms))


def _regimen(study: Study) -> str:
    parts = []
    for arm in (arm for arm in study.arms if is_topical_ruxolitinib(arm)):
        shown = (
            [f"{{number}}`{study.id}/arm-{arm.id}.strength_percent`"]
            if arm.strength_percent is not None
            else ["strength not read"]
        )
        shown.append(_frequency(study, arm.frequency) if arm.frequency else "frequency not read")
        if arm.duration_weeks is not None:
            shown.append(f"{{number}}`{study.id}/arm-{arm.id}.duration_weeks` weeks")
        parts.append(", ".join(shown))
    return "; ".join(dict.fromkeys(parts))


def _frequency(study: Study, text: str) -> str:
    """Return a frequency; where it says "see conflicts", that is a link to them."""
    link = f'<a href="../studies/{study.id}.html#conflicts">sources disagree</a>'
    return escape(text).replace("see conflicts", link)


def outcomes(
    evidence: Evidence, *, kinds: Sequence[str] = ("count", "percent", "value", "contrast", "qualitative")
) -> Table:
    """Return the outcome rows of topical ruxolitinib, each with its number and place.

    Parameters
    ----------
    evidence : Evidence
        Usually one condition or group.
    kinds : sequence of str, optional
        Kinds of rows to show; awaited rows have a table of their own.
    """
    rows = []
    for study in evidence.where(topical_ruxolitinib=True).records.values():
        for row in study.outcomes:
            if row.kind in kinds:
                rows.append(
                    (
                        study_link(study),
                        escape(row.label),
                        escape(describe.of_whom(study, row)),
                        escape(describe.when(row) or evidence.vocabulary.label("periods", row.period)),
                        _number(study, row),
                    )
                )
    head = ("Study", "Outcome", "Of whom", "When", "Result")
    return Table(head, tuple(rows), "No outcome could be read.", "All outcomes by arm")


def awaited(evidence: Evidence) -> Table:
    """Return the results that exist or are due and have not been read, with where they are.

    Records of oral drugs and of context are left out; reviews that hold cases of topical ruxolitinib are not.
    """
    rows = []
    for study in evidence.records.values():
        about_it = uses_topical_ruxolitinib(study) or study.domain in GROUPS
        for row in study.rows if about_it else ():
            if row.kind == "awaited":
                rows.append((study_link(study), _awaited(study, row), escape(row.where or "not known")))
    return Table(("Study", "Awaited", "Where"), tuple(rows), "Nothing is known to be awaited.")


def _awaited(study: Study, row: Row) -> str:
    return f"{escape(row.text)} ({{number}}`row <{study.id}/{row.id}>`)"


@dataclass(frozen=True)
class Prose:
    """Lines of MyST that a notebook shows."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text


def cases(evidence: Evidence, condition: str | None = None) -> Prose:
    """Return the single patients treated with topical ruxolitinib, or those of one condition, one block a patient."""
    blocks = [
        _case(study, case)
        for study in evidence.where(topical_ruxolitinib=True).records.values()
        for case in study.cases
        if condition in (None, case.condition)
    ]
    return Prose("\n\n".join(blocks) or "No single patient is described.")


def _case(study: Study, case: Case) -> str:
    age = escape(case.age_text or "age not read")
    if case.age_years is not None:
        age = f"{{number}}`{study.id}/{case.id}.age_years` years"
    lines = {
        "Diagnosis": escape(case.diagnosis),
        "Tried before": escape("; ".join(case.prior_treatments)) or "not stated in what was read",
        "Treatment": escape(case.regimen),
        "At the same time": escape("; ".join(case.concomitant)) or "not stated in what was read",
        "What was reported": escape(case.response_detail or "degree not read"),
    }
    if case.weeks_followed is not None:
        lines["Followed"] = f"{{number}}`{study.id}/{case.id}.weeks_followed` weeks"
    if case.adverse_events:
        lines["Adverse events"] = escape(case.adverse_events)
    told = "\n".join(f"- {name}: {text}" for name, text in lines.items())
    return f"**{describe.person(case)}**, {age} {study_link(study)}\n\n{told}"


def texts(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record, such as ``mechanism`` or ``limitations``, as a list."""
    items = getattr(evidence.records[study], field)
    return Prose("\n".join(f"- {_linked(evidence, item)}" for item in items) or "Nothing is recorded.")


def _linked(evidence: Evidence, text: str) -> str:
    """Return text of a record; where it names another record by its id, a link with the study's short name."""
    ids = "|".join(map(re.escape, sorted(evidence.records, key=len, reverse=True)))
    # A source's number means nothing away from the record that lists it.
    parts = re.split(rf"(?:S\d+ of )?(?<![\w-])({ids})(?![\w-])", text)
    names = short_names(evidence) if len(parts) > 1 else {}
    told = [f"{{doc}}`{names[part]} </studies/{part}>`" if i % 2 else _escape(part) for i, part in enumerate(parts)]
    return "".join(told)


def _escape(part: str) -> str:
    """Return a part of a text escaped, with the spaces at its ends."""
    return f"{' ' * part[:1].isspace()}{escape(part)}{' ' * (part[-1:].isspace() and bool(part.strip()))}"


def listed(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record as one sentence."""
    return Prose(escape("; ".join(getattr(evidence.records[study], field))) + ".")


def other_treatments(evidence: Evidence, conditions: Sequence[str]) -> Table:
    """Return what is recorded of other treatments than topical ruxolitinib, by condition: context, no comparison.

    Of a study that names primary outcomes only these are shown, with their values at the start.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    conditions : sequence of str
        Terms of the vocabulary, in the order to be shown.
    """
    rows = []
    for term in conditions:
        label = escape(evidence.vocabulary.label("conditions", term))
        part = evidence.where(condition=term, topical_ruxolitinib=False).records.values()
        treated = [study for study in part if ladder(evidence, study) != "none"]
        for study in treated:
            trials = escape("".join(f", {trial.name}" for trial in study.trials if trial.name))
            treatment = escape(_treatment(evidence, study))
            rows.append((label, study_link(study) + trials, treatment, _shown(evidence, study, term)))
        if not treated:
            rows.append((label, "no record", "–", "–"))
    return Table(("Condition", "Study", "Treatment and design", "What was reported"), tuple(rows))


def _treatment(evidence: Evidence, study: Study) -> str:
    label = evidence.vocabulary.label
    names = []
    for arm in (arm for arm in study.arms if arm.role != "comparator"):
        drugs = " and ".join(label("interventions", term) for term in arm.interventions)
        # Of drugs by several routes only the words of the arm can say which was given how.
        names.append(arm.label if arm.route == "mixed" else f"{drugs} ({label('routes', arm.route)})")
    return f"{'; '.join(dict.fromkeys(names))}; {label('designs', study.design)}"


def _shown(evidence: Evidence, study: Study, condition: str) -> str:
    """Return the main outcomes, each named once before the arms that it was read of; without rows, the cases."""
    rows = [row for row in study.outcomes if row.kind != "awaited"]
    if primary := {row.outcome for row in rows if row.primary}:
        rows = [row for row in rows if row.primary or (row.outcome in primary and row.timepoint_weeks == 0)]
    several = len({row.arm for row in rows}) > 1
    told: dict[str, list[str]] = {}
    for row in rows:
        arm = f" ({escape(describe.of_whom(study, row))})" if several else ""
        # A primary outcome is of everybody, so its term says all; the reader's words may name a subgroup.
        name = evidence.vocabulary.label("outcomes", row.outcome) if primary else row.label
        name = ", ".join(filter(None, [name, describe.when(row)]))
        told.setdefault(name, []).append(f"{_number(study, row)}{arm}")
    cases = [case for case in study.cases if case.condition == condition and case.response_detail]
    words = [f"{escape(name)}: {', '.join(found)}" for name, found in told.items()]
    return "; ".join(words or [escape(case.response_detail) for case in cases]) or "not read"


def conditions(evidence: Evidence, group: str, *, treated: bool) -> list[str]:
    """Return the conditions of a group in which patients treated with topical ruxolitinib are, or are not, recorded.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str
        A term of the vocabulary's groups.
    treated : bool
        Which of the two.
    """
    terms = [t for t, c in evidence.vocabulary["conditions"].items() if group in c.groups and not c.collective]
    return [term for term in terms if bool(_with_patients(evidence, term)) is treated]


def _with_patients(evidence: Evidence, condition: str) -> list[Study]:
    part = evidence.where(condition=condition, topical_ruxolitinib=True).records.values()
    return [study for study in part if ladder(evidence, study) != "none"]


def people_by_condition(evidence: Evidence, group: str) -> list[tuple[str, str, int, bool]]:
    """Return condition, design, people, and whether the number is known, for each study of a group.

    A condition without a study comes once, with no design and zero people.
    """
    label, made = evidence.vocabulary.label, []
    for term, condition in evidence.vocabulary["conditions"].items():
        if group not in condition.groups or condition.collective:
            continue
        found = _with_patients(evidence, term)
        for study in found:
            n = study.population.n_enrolled
            made.append((condition.label, label("designs", study.design), n or 0, n is not None))
        if not found:
            made.append((condition.label, "", 0, True))
    return made
