"""The results: numbers computed once from the evidence, each with the rows or studies behind it.

Pages never hold a number of their own. They ask for one by its key, or for a printed number by its address
(:mod:`livingevidence.results.numbers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import conditions, conditions_in, ladder, people_once, treated_studies
from livingevidence.record.text import in_words
from livingevidence.results.harm_numbers import harm_numbers
from livingevidence.results.ladder_numbers import rungs
from livingevidence.results.paired_numbers import paired_numbers
from livingevidence.results.result import Result, Results


@lru_cache(maxsize=4)  # asked by every table, of one evidence
def compute(evidence: Evidence) -> Results:
    """Return every result that pages may show."""
    estimates = (*harm_numbers(evidence), *paired_numbers(evidence))
    return Results([*_totals(evidence), *_shelves(evidence), *rungs(evidence), *estimates])


def _totals(evidence: Evidence) -> Iterator[Result]:
    records = evidence.records
    rows = {
        "outcomes": "outcome rows",
        "adverse_events": "adverse-event rows",
        "cases": "case entries",
        "sources": "sources read",
        "arms": "arms",
        "trials": "trials named",
    }
    yield Result("all.studies", len(records), "study records", tuple(records))
    for name, meaning in rows.items():
        holders = tuple(study.id for study in records.values() if getattr(study, name))
        yield Result(
            f"all.{name.replace('_', '-')}", sum(len(getattr(s, name)) for s in records.values()), meaning, holders
        )
    every = sum(len(study.rows) for study in records.values())
    yield Result("all.rows", every, "outcome and adverse-event rows", tuple(records))
    again = [study for study in records.values() if any(row.second_readings for row in study.rows)]
    yield Result(
        "all.rows-read-twice",
        sum(bool(row.second_readings) for s in again for row in s.rows),
        "rows that a second reader read again",
        tuple(s.id for s in again),
    )
    apart = [s for s in again if any(not r.agrees for row in s.rows for r in row.second_readings)]
    yield Result(
        "all.rows-in-conflict",
        sum(any(not r.agrees for r in row.second_readings) for s in apart for row in s.rows),
        "rows on which the two readings disagree",
        tuple(s.id for s in apart),
    )
    awaited = [s for s in records.values() if any(row.kind == "awaited" for row in s.rows)]
    yield Result(
        "all.awaited",
        sum(row.kind == "awaited" for s in awaited for row in s.rows),
        "results that are awaited",
        tuple(s.id for s in awaited),
    )
    undated = tuple(s.id for s in records.values() if all(r.first_public == "unknown" for r in s.reports))
    yield Result("all.undated", len(undated), "studies of which no first public date is known", undated)


def _shelves(evidence: Evidence) -> Iterator[Result]:
    """Yield counts for each group and condition: studies and people of the treatment."""
    vocabulary, treatment = evidence.vocabulary, evidence.topic.treatment.label
    for group in evidence.topic.groups:
        label = vocabulary.label("groups", group)
        yield from _counts(evidence, group, label)
        everything = tuple(evidence.where(group=group).records)
        yield Result(
            f"{group}.all-records", len(everything), f"records of any treatment or question on {label}", everything
        )
        without = conditions(evidence, group, treated=False)
        yield Result(
            f"{group}.conditions",
            len(conditions_in(evidence, group)),
            f"conditions of the vocabulary in the group {label}",
            (),
        )
        meaning = f"conditions of the group {label} in which no patient treated with {treatment} is recorded"
        named = [vocabulary.label("conditions", c) for c in without]
        yield Result(f"{group}.conditions-without", len(without), meaning, ())
        yield Result(f"{group}.names-without", in_words(named), meaning, ())
    for condition, term in vocabulary["conditions"].items():
        yield from _counts(evidence, condition, term.label)


def _counts(evidence: Evidence, of: str, label: str) -> Iterator[Result]:
    treatment, patients = evidence.topic.treatment.label, treated_studies(evidence, of)
    controlled = [s.id for s in patients if ladder(evidence, s) in evidence.topic.compared]
    counted = list(people_once(patients))
    unread = [s.id for s in patients if s.population.n_enrolled is None]
    yield Result(
        f"{of}.studies",
        len(patients),
        f"studies of patients treated with {treatment}, {label}",
        tuple(s.id for s in patients),
    )
    yield Result(
        f"{of}.people",
        sum(s.population.n_enrolled for s in counted),
        f"people enrolled in studies of {treatment}, {label}, all arms, counted once",
        tuple(s.id for s in counted),
        f"number not read: {', '.join(unread)}" if unread else "",
        tuple(s.population.n_enrolled for s in counted),
    )
    yield Result(
        f"{of}.controlled",
        len(controlled),
        f"studies of {treatment} with a comparator in the same study, {label}",
        tuple(controlled),
    )
