"""All results of a review: counts of studies and people, and differences in harms, each under the key of its number."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from livingevidence.evidence import treated
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Study
from livingevidence.record.reads import ignoring_reads, remembered
from livingevidence.record.text import names_in_words
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
"""What is counted over all studies: what it means, and how much of it one study has."""
MOST_ON_A_PAGE = 5_000
"""Differences from the control that one page shows; if there are more, each event and outcome gets its own page."""


def compute(evidence: Evidence) -> Results:
    """Return every result that pages may show.

    A page rests on those that it asks for, which `Results` notes by their keys, and not on all that was read to compute
    the others. Only today's results are kept from one build to the next; for a past day the records are noted instead.
    """
    if evidence.library.day:
        return _compute(evidence)
    with ignoring_reads():
        return _compute(evidence)


@remembered(4)  # every table asks, nearly always of the same evidence
def _compute(evidence: Evidence) -> Results:
    counts = [*_totals(evidence), *_groups(evidence)]
    for condition, term in evidence.vocabulary["conditions"].items():
        counts += _counts(evidence, condition, term.label)
    counts += _rungs(evidence)
    harms, of_rows = [*harm_numbers(evidence)], [*mean_numbers(evidence), *count_numbers(evidence)]
    if len(harms) > MOST_ON_A_PAGE:
        harms = [replace(result, page="numbers/" + "-".join(result.key.split(".")[:2])) for result in harms]
    return Results([*counts, *harms, *paired_numbers(evidence), *of_rows])


def _totals(evidence: Evidence) -> Iterator[Result]:
    for key, (meaning, amount) in TOTALS.items():
        by_study = {study.id: int(amount(study)) for study in evidence.records.values()}
        # Every study was read for rows, even if it has none.
        studies = tuple(name for name, n in by_study.items() if n or key == "rows")
        yield Result(f"all.{key}", sum(by_study.values()), meaning, studies)


def _groups(evidence: Evidence) -> Iterator[Result]:
    label_of, treatment = evidence.vocabulary.label, evidence.topic.treatment.label
    for group in evidence.topic.groups:
        label = label_of("groups", group)
        yield from _counts(evidence, group, label)
        records, conditions = tuple(evidence.where(group=group).records), treated.conditions_in(evidence, group)
        without = [label_of("conditions", term) for term in treated.conditions(evidence, group, treated=False)]
        meaning = f"conditions of the group {label} in which no patient treated with {treatment} is recorded"
        yield Result(f"{group}.all-records", len(records), f"records of any treatment or question on {label}", records)
        yield Result(f"{group}.conditions", len(conditions), f"conditions of the vocabulary in the group {label}", ())
        yield Result(f"{group}.conditions-without", len(without), meaning, ())
        yield Result(f"{group}.names-without", names_in_words(without), meaning, ())


def _counts(evidence: Evidence, term: str, label: str) -> Iterator[Result]:
    """Yield studies and people of a condition or group, how many of them had the treatment, and controlled studies."""
    treatment, studies = evidence.topic.treatment.label, treated.treated_studies(evidence, term)
    names = tuple(study.id for study in studies)
    yield Result(f"{term}.studies", len(studies), f"studies of patients treated with {treatment}, {label}", names)
    counted_once = list(treated.studies_counted_once(studies))
    enrolled = {study.id: study.population.n_enrolled or 0 for study in counted_once}
    unread = [study.id for study in studies if study.population.n_enrolled is None]
    meaning = f"people enrolled in studies of {treatment}, {label}, all arms, counted once"
    yield _people(f"{term}.people", enrolled, meaning, _unread(unread))
    on_treatment = {study.id: treated.on_treatment(evidence, study) for study in counted_once}
    uncounted = [study for study in counted_once if on_treatment[study.id] is None]
    at_least = {study.id: treated.at_least_on_treatment(evidence, study) for study in uncounted}
    people = {name: n for name, n in (on_treatment | at_least).items() if n}
    unread += [*treated.uncounted_texts(evidence, term), *(name for name, n in at_least.items() if not n)]
    largest = [name for name, n in at_least.items() if n]
    notes = filter(None, [_unread(unread), f"the largest arm alone: {', '.join(largest)}" if largest else ""])
    meaning = f"people who had {evidence.topic.treatment.given}, {label}, counted once"
    yield _people(f"{term}.on-{evidence.topic.treatment.short}", people, meaning, "; ".join(notes))
    controlled = tuple(s.id for s in studies if treated.rung_of(evidence, s) in evidence.topic.compared_rungs)
    meaning = f"studies of {treatment} with a comparator in the same study, {label}"
    yield Result(f"{term}.controlled", len(controlled), meaning, controlled)


def _rungs(evidence: Evidence) -> Iterator[Result]:
    """Yield people and studies on each rung of the ladder, for each condition with people who had the treatment."""
    topic = evidence.topic
    conditions = {term: None for group in topic.groups for term in treated.conditions(evidence, group, treated=True)}
    for condition in conditions:
        label = evidence.vocabulary.label("conditions", condition)
        for rung, on_rung in treated.rungs_of(evidence, condition).items():
            words = f"{topic.ladder[rung].many} of {topic.treatment.label}, {label}"
            notes = [_unread(on_rung.unread)] if on_rung.unread else []
            if rung == topic.controlled_rung and on_rung.studies:
                notes.append(f"everyone enrolled, {topic.control.included}")
            others = [name for name in on_rung.studies if name not in on_rung.parts and name not in on_rung.unread]
            if others:
                notes.append(f"counted with a larger study: {', '.join(others)}")
            meaning = f"people enrolled in {words}, all arms, counted once"
            yield _people(f"{condition}.{rung}.people", on_rung.parts, meaning, "; ".join(notes))
            yield Result(f"{condition}.{rung}.studies", len(on_rung.studies), words, on_rung.studies)


def _people(key: str, parts: dict[str, int], meaning: str, note: str) -> Result:
    return Result(key, sum(parts.values()), meaning, tuple(parts), note, tuple(parts.values()))


def _unread(studies: Sequence[str]) -> str:
    return f"number not available: {', '.join(studies)}" if studies else ""
