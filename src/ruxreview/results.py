"""The results: numbers computed once from the evidence, each with the rows or studies behind it.

Pages never hold a number of their own. They ask for one by its key, or for a printed number by its address
(:mod:`ruxreview.numbers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ruxreview.evidence import Evidence
from ruxreview.records import Study

GROUPS = ("lichenoid", "granulomatous", "alopecia")


@dataclass(frozen=True)
class Result:
    """A computed number.

    Attributes
    ----------
    key : str
        Its name, such as ``necrobiosis-lipoidica.people``.
    value : int or str
        The number, or a list of names in words.
    meaning : str
        What was counted, in words.
    studies : tuple of str
        The studies behind it.
    note : str
        What a reader must know; empty if nothing.
    parts : tuple of int
        What each of the studies adds, where the number is a sum over them.
    """

    key: str
    value: int | str
    meaning: str
    studies: tuple[str, ...]
    note: str = ""
    parts: tuple[int, ...] = ()


class Results(Mapping):
    """All results by key."""

    def __init__(self, results: Iterable[Result]):
        self._results = {result.key: result for result in results}

    def __getitem__(self, key: str) -> Result:
        return self._results[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)


def compute(evidence: Evidence) -> Results:
    """Return every result that pages may show.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    """
    # These count with what stands below, so they are known only now.
    from ruxreview.harm_numbers import harm_numbers
    from ruxreview.ladder import rungs
    from ruxreview.paired_numbers import paired_numbers

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
    """Yield counts for each group and condition: studies and people of topical ruxolitinib."""
    vocabulary = evidence.vocabulary
    for group in GROUPS:
        label = vocabulary.label("groups", group)
        yield from _counts(group, f"{label}", evidence.where(group=group, topical_ruxolitinib=True))
        everything = tuple(evidence.where(group=group).records)
        yield Result(
            f"{group}.all-records", len(everything), f"records of any treatment or question on {label}", everything
        )
        conditions = [c for c, term in vocabulary["conditions"].items() if group in term.groups and not term.collective]
        without = [c for c in conditions if not _patients(evidence.where(condition=c, topical_ruxolitinib=True))]
        yield Result(f"{group}.conditions", len(conditions), f"conditions of the vocabulary in the group {label}", ())
        meaning = f"conditions of the group {label} in which no patient treated with topical ruxolitinib is recorded"
        named = [vocabulary.label("conditions", c) for c in without]
        yield Result(f"{group}.conditions-without", len(without), meaning, ())
        yield Result(f"{group}.names-without", in_words(named), meaning, ())
    for condition, term in vocabulary["conditions"].items():
        yield from _counts(condition, term.label, evidence.where(condition=condition, topical_ruxolitinib=True))


def _counts(key: str, label: str, part: Evidence) -> Iterator[Result]:
    patients = _patients(part)
    controlled = [s.id for s in patients if ladder(part, s) in ("vehicle-controlled", "within-patient")]
    counted = list(people_once(patients))
    unread = [s.id for s in patients if s.population.n_enrolled is None]
    yield Result(
        f"{key}.studies",
        len(patients),
        f"studies of patients treated with topical ruxolitinib, {label}",
        tuple(s.id for s in patients),
    )
    yield Result(
        f"{key}.people",
        sum(s.population.n_enrolled for s in counted),
        f"people enrolled in studies of topical ruxolitinib, {label}, all arms, counted once",
        tuple(s.id for s in counted),
        f"number not read: {', '.join(unread)}" if unread else "",
        tuple(s.population.n_enrolled for s in counted),
    )
    yield Result(
        f"{key}.controlled",
        len(controlled),
        f"studies of topical ruxolitinib with a comparator in the same study, {label}",
        tuple(controlled),
    )


def in_words(names: list[str]) -> str:
    """Return names as a sentence has them: ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "none"


def ladder(evidence: Evidence, study: Study) -> str:
    """Return the rung of the ladder of evidence on which a study's design stands."""
    return evidence.vocabulary["designs"][study.design].ladder


def _patients(part: Evidence) -> list[Study]:
    return [study for study in part.records.values() if ladder(part, study) != "none"]


def people_once(studies: Iterable[Study]) -> Iterator[Study]:
    """Yield the studies whose people can be added up without counting anybody twice.

    Larger studies first; a study that shares people with one already taken is passed over, so the sum is
    what is known at least. Studies whose number was not read add nothing.
    """
    taken: list[Study] = []
    with_number = [study for study in studies if study.population.n_enrolled is not None]
    for study in sorted(with_number, key=lambda s: (-s.population.n_enrolled, s.id)):
        if not any(_share(study, other) for other in taken):
            taken.append(study)
            yield study


def _share(a: Study, b: Study) -> bool:
    """Return whether two studies have people in common: a trial of both, or an overlap that either declares."""
    declared = b.id in {item.study for item in a.overlaps} or a.id in {item.study for item in b.overlaps}
    return declared or bool({t.id for t in a.trials} & {t.id for t in b.trials})
