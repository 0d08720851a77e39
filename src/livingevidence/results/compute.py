"""The results: numbers computed once from the evidence, each with its key and the rows or studies behind it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import (
    at_least_on_treatment,
    conditions,
    conditions_in,
    counts,
    ladder,
    on_treatment,
    people_once,
    treated_studies,
    uncounted,
)
from livingevidence.record.models import Study
from livingevidence.record.reads import remembered, unnoted
from livingevidence.record.text import in_words
from livingevidence.results.harm_numbers import harm_numbers, paired_numbers
from livingevidence.results.result import Result, Results
from livingevidence.results.row_intervals import count_numbers, mean_numbers

TOTALS: dict[str, tuple[str, Callable[[Study], int]]] = {
    "studies": ("study records", lambda study: 1),
    "outcomes": ("outcome rows", lambda study: len(study.outcomes)),
    "adverse-events": ("adverse-event rows", lambda study: len(study.adverse_events)),
    "cases": ("case entries", lambda study: len(study.cases)),
    "sources": ("sources read", lambda study: len(study.sources)),
    "arms": ("arms", lambda study: len(study.arms)),
    "trials": ("trials named", lambda study: len(study.trials)),
    "rows": ("outcome and adverse-event rows", lambda study: len(study.rows)),
    "rows-read-twice": (
        "rows that a second reader read again",
        lambda study: sum(bool(row.second_readings) for row in study.rows),
    ),
    "rows-in-conflict": (
        "rows on which the two readings disagree",
        lambda study: sum(any(not reading.agrees for reading in row.second_readings) for row in study.rows),
    ),
    "awaited": ("results that are awaited", lambda study: sum(row.kind == "awaited" for row in study.rows)),
    "undated": (
        "studies of which no first public date is known",
        lambda study: all(report.first_public == "unknown" for report in study.reports),
    ),
}
"""What is counted over all studies: its meaning, and how much of it a study has."""
MOST = 5_000
"""Differences from the control that stand on one page; of more those of each event and outcome have their own."""


def compute(evidence: Evidence) -> Results:
    """Return every result that pages may show; of what is read for them, the keys that are asked for are noted."""
    if evidence.library.day:
        return _compute(evidence)
    with unnoted():
        return _compute(evidence)


@remembered(4)  # asked by every table, of one evidence
def _compute(evidence: Evidence) -> Results:
    counts = [*_totals(evidence), *_groups(evidence)]
    for condition, term in evidence.vocabulary["conditions"].items():
        counts += _counts(evidence, condition, term.label)
    counts += _rungs(evidence)
    compared, single = [*harm_numbers(evidence)], [*paired_numbers(evidence), *mean_numbers(evidence)]
    if len(compared) > MOST:
        compared = [replace(one, page="numbers/" + "-".join(one.key.split(".")[:2])) for one in compared]
    return Results([*counts, *compared, *single, *count_numbers(evidence)])


def _totals(evidence: Evidence) -> Iterator[Result]:
    for key, (meaning, of) in TOTALS.items():
        found = {study.id: int(of(study)) for study in evidence.records.values()}
        # Every study was read for rows, those too that gave none.
        held = tuple(name for name, n in found.items() if n or key == "rows")
        yield Result(f"all.{key}", sum(found.values()), meaning, held)


def _groups(evidence: Evidence) -> Iterator[Result]:
    names, treatment = evidence.vocabulary.label, evidence.topic.treatment.label
    for group in evidence.topic.groups:
        label = names("groups", group)
        yield from _counts(evidence, group, label)
        every, all_of_it = tuple(evidence.where(group=group).records), conditions_in(evidence, group)
        without = [names("conditions", term) for term in conditions(evidence, group, treated=False)]
        empty = f"conditions of the group {label} in which no patient treated with {treatment} is recorded"
        yield Result(f"{group}.all-records", len(every), f"records of any treatment or question on {label}", every)
        yield Result(f"{group}.conditions", len(all_of_it), f"conditions of the vocabulary in the group {label}", ())
        yield Result(f"{group}.conditions-without", len(without), empty, ())
        yield Result(f"{group}.names-without", in_words(without), empty, ())


def _counts(evidence: Evidence, of: str, label: str) -> Iterator[Result]:
    treatment, patients = evidence.topic.treatment.label, treated_studies(evidence, of)
    controlled = tuple(s.id for s in patients if ladder(evidence, s) in evidence.topic.compared)
    people = {study.id: study.population.n_enrolled or 0 for study in people_once(patients)}
    unread = [s.id for s in patients if s.population.n_enrolled is None]
    all_ids = tuple(study.id for study in patients)
    yield Result(f"{of}.studies", len(patients), f"studies of patients treated with {treatment}, {label}", all_ids)
    enrolled = f"people enrolled in studies of {treatment}, {label}, all arms, counted once"
    yield _people(f"{of}.people", people, enrolled, _unread(unread))
    given, had, part = evidence.topic.treatment, {}, list[str]()
    unread += uncounted(evidence, of)
    for study in people_once(patients):
        if (known := on_treatment(evidence, study)) is None:
            known = at_least_on_treatment(evidence, study)
            (part if known else unread).append(study.id)
        if known:
            had[study.id] = known
    notes = filter(None, [_unread(unread), f"the largest arm alone: {', '.join(part)}" if part else ""])
    had_it = f"people who had {given.given}, {label}, counted once"
    yield _people(f"{of}.on-{given.short}", had, had_it, "; ".join(notes))
    compared = f"studies of {treatment} with a comparator in the same study, {label}"
    yield Result(f"{of}.controlled", len(controlled), compared, controlled)


def _rungs(evidence: Evidence) -> Iterator[Result]:
    """Yield people and studies on each rung, for the conditions in which patients are recorded."""
    topic = evidence.topic
    named = {term: None for group in topic.groups for term in conditions(evidence, group, treated=True)}
    for condition in named:
        label = evidence.vocabulary.label("conditions", condition)
        for rung, found in counts(evidence, condition).items():
            words = f"{topic.ladder[rung].many} of {topic.treatment.label}, {label}"
            apart = [name for name in found.studies if name not in found.parts and name not in found.unread]
            notes = [
                _unread(found.unread),
                f"everyone enrolled, {topic.control.included}" if rung == topic.controlled and found.studies else "",
                f"counted with a larger study: {', '.join(apart)}" if apart else "",
            ]
            enrolled = f"people enrolled in {words}, all arms, counted once"
            yield _people(f"{condition}.{rung}.people", found.parts, enrolled, "; ".join(filter(None, notes)))
            yield Result(f"{condition}.{rung}.studies", len(found.studies), words, found.studies)


def _people(key: str, parts: dict[str, int], meaning: str, note: str) -> Result:
    return Result(key, sum(parts.values()), meaning, tuple(parts), note, tuple(parts.values()))


def _unread(studies) -> str:
    return f"number not available: {', '.join(studies)}" if studies else ""
