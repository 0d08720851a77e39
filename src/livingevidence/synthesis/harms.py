"""Harms of the treatment against its control: by disease, then one labelled second line with diseases as strata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.reads import remembered
from livingevidence.synthesis.comparisons import Comparison, events, select
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate, NotUsed
from livingevidence.synthesis.pooling import Pooled, pool
from livingevidence.synthesis.stats import information

SECOND_LINE = (
    "second line across diseases, not an answer for any one of them: each trial is a stratum within its disease, "
    "and one common effect in all diseases is assumed"
)


class PerThousand(NamedTuple):
    """Absolute numbers: people with the event of 1000."""

    control: float
    """People with the event under the control: events over people, summed over the comparisons."""
    difference: float
    """How many more with the treatment, with the 95 % interval; below 0 means fewer."""
    low: float
    high: float


class Line(NamedTuple):
    """An adverse event in one disease, or across diseases."""

    diseases: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    difference: Pooled
    ratio: Pooled
    odds: Pooled
    """Odds ratios, of single tables exact, as their check."""

    @property
    def tables(self) -> tuple[tuple[int, int, int, int], ...]:
        """Of each comparison, events and people with the treatment and with its control."""
        return tuple(item.table for item in self.comparisons)

    @property
    def rows(self) -> tuple[str, ...]:
        """Addresses of the rows behind it."""
        return tuple(row for item in self.comparisons for row in item.rows)

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies that hold the rows."""
        return tuple(dict.fromkeys(item.study for item in self.comparisons))

    @property
    def fragility(self) -> int | None:
        """How many people with the event, more or fewer in one arm, move the interval of the difference over zero."""
        return information.fragility(self.tables)

    @property
    def control_risk(self) -> float:
        """The share of people with the event with the control, summed over the comparisons."""
        return sum(item.control_events for item in self.comparisons) / sum(item.control_n for item in self.comparisons)

    @property
    def optimal_size(self) -> int | None:
        """People whom one trial would need to see the control's risk fall by a quarter; None without events there."""
        return information.optimal_size(self.control_risk)

    @property
    def per_thousand(self) -> PerThousand | None:
        """None where there is no difference to tell; across diseases too: the control's risk is that of a disease."""
        main = self.difference.main
        if len(self.diseases) > 1 or not isinstance(main, Estimate):
            return None
        return PerThousand(*(1000 * value for value in (self.control_risk, main.estimate, main.low, main.high)))


class EventAnalysis(NamedTuple):
    """All analyses of one adverse event, or of an outcome that the protocol pools."""

    event: str
    about: str
    """``harm`` or ``benefit``."""
    by_disease: tuple[Line, ...]
    """One line a disease, in alphabetical order."""
    across: Line | None
    """The line across diseases; None with fewer than two."""
    by_study: dict[str, Line]
    """By id of a study, with what its sources summed in place of single trials; none with the rows of a line above."""
    refusal: Analysis | None
    """Where no comparison exists at all: the refusal, with everything that was left out."""
    not_used: tuple[NotUsed, ...]

    @property
    def key(self) -> str:
        """How the keys of its results begin."""
        return f"{self.about}.{self.event}"

    @property
    def keyed(self) -> dict[str, Line]:
        """The lines by disease and by study, by the keys under which pages have their numbers."""
        by_name = {line.diseases[0]: line for line in self.by_disease} | self.by_study
        return {f"{self.key}.{name}": line for name, line in by_name.items()}

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines by disease, then the one across diseases where there is one."""
        return (*self.by_disease, *([self.across] if self.across else []))


@remembered(4)  # asked by results, tables and ratings, of one evidence
def analyses(evidence: Evidence) -> tuple[EventAnalysis, ...]:
    """Return the analyses of every adverse event of which a study of the treatment has a row."""
    return tuple(analysis(evidence, event) for event in events(evidence))


@remembered(256)  # asked by results, claims, tables and figures, of one evidence
def analysis(evidence: Evidence, event: str) -> EventAnalysis:
    """Return the analyses of one adverse event.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    return evidence.lasting(("analysis", event), lambda: _analysis(evidence, event))


def _analysis(evidence: Evidence, event: str) -> EventAnalysis:
    comparisons, not_used = select(evidence, event)
    topic, label, listed = evidence.topic, evidence.vocabulary.label, evidence.vocabulary.list_of(event)
    question = f"{evidence.vocabulary.label_of(event)} with the {topic.treatment.short} against {topic.control.label}"

    def line_of(words: str, part: Sequence[Comparison]) -> Line:
        diseases = tuple(sorted({item.disease for item in part}))
        pooled = (pool(f"{question}, {words}", part, measure, not_used, main) for measure in NULL)
        return Line(diseases, tuple(part), *pooled)

    main, diseases = evidence.library.protocol.pooling.main, sorted({item.disease for item in comparisons})
    parts = {disease: [item for item in comparisons if item.disease == disease] for disease in diseases}
    by_disease = tuple(line_of(label("conditions", disease), part) for disease, part in parts.items())
    across = line_of(SECOND_LINE, comparisons) if len(diseases) > 1 else None
    of_studies: dict[str, list[Comparison]] = {}
    for item in select(evidence, event, source_pools="in place of single trials").comparisons:
        of_studies.setdefault(item.study, []).append(item)
    row_sets = {frozenset(line.rows) for line in by_disease}
    by_study = {
        name: line_of(f"in {name} alone", part)
        for name, part in of_studies.items()
        if frozenset(row for item in part for row in item.rows) not in row_sets
    }
    refusal = None if comparisons else pool(question, [], not_used=not_used).main
    about = "harm" if listed == "adverse-events" else "benefit"
    return EventAnalysis(event, about, by_disease, across, by_study, refusal, not_used)
