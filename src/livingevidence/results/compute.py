"""All results of a review: counts of studies and people, and differences in harms, each under the key of its number."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from livingevidence.evidence import treated
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Study
from livingevidence.record.reads import ignoring_reads, remembered
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
"""What is counted over all studies: what it means, and how much of it one study has."""
MOST = 5_000
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
    counted = [*_totals(evidence), *_groups(evidence)]
    for condition, term in evidence.vocabulary["conditions"].items():
        counted += _counts(evidence, condition, term.label)
    counted += _rungs(evidence)
    compared, single = [*harm_numbers(evidence)], [*paired_numbers(evidence), *mean_numbers(evidence)]
    if len(compared) > MOST:
        compared = [replace(one, page="numbers/" + "-".join(one.key.split(".")[:2])) for one in compared]
    return Results([*counted, *compared, *single, *count_numbers(evidence)])


def _totals(evidence: Evidence) -> Iterator[Result]:
    for key, (meaning, amount) in TOTALS.items():
        found = {study.id: int(amount(study)) for study in evidence.records.values()}
        # Every study was read for rows, even if it has none.
        behind = tuple(name for name, n in found.items() if n or key == "rows")
        yield Result(f"all.{key}", sum(found.values()), meaning, behind)


def _groups(evidence: Evidence) -> Iterator[Result]:
    names, treatment = evidence.vocabulary.label, evidence.topic.treatment.label
    for group in evidence.topic.groups:
        label = names("groups", group)
        yield from _counts(evidence, group, label)
        every, all_of_it = tuple(evidence.where(group=group).records), treated.conditions_in(evidence, group)
        without = [names("conditions", term) for term in treated.conditions(evidence, group, treated=False)]
        empty = f"conditions of the group {label} in which no patient treated with {treatment} is recorded"
        yield Result(f"{group}.all-records", len(every), f"records of any treatment or question on {label}", every)
        yield Result(f"{group}.conditions", len(all_of_it), f"conditions of the vocabulary in the group {label}", ())
        yield Result(f"{group}.conditions-without", len(without), empty, ())
        yield Result(f"{group}.names-without", in_words(without), empty, ())


def _counts(evidence: Evidence, of: str, label: str) -> Iterator[Result]:
    """Yield studies and people of a condition or group, how many of them had the treatment, and controlled studies."""
    treatment, patients = evidence.topic.treatment.label, treated.treated_studies(evidence, of)
    controlled = tuple(s.id for s in patients if treated.rung_of(evidence, s) in evidence.topic.compared_rungs)
    once = list(treated.studies_counted_once(patients))
    people = {study.id: study.population.n_enrolled or 0 for study in once}
    unread = [s.id for s in patients if s.population.n_enrolled is None]
    all_ids = tuple(study.id for study in patients)
    yield Result(f"{of}.studies", len(patients), f"studies of patients treated with {treatment}, {label}", all_ids)
    enrolled = f"people enrolled in studies of {treatment}, {label}, all arms, counted once"
    yield _people(f"{of}.people", people, enrolled, _unread(unread))
    whole = {study.id: treated.on_treatment(evidence, study) for study in once}
    part = {study.id: treated.at_least_on_treatment(evidence, study) for study in once if whole[study.id] is None}
    had = {name: known for name, known in (whole | part).items() if known}
    unread += [*treated.uncounted_texts(evidence, of), *(name for name, known in part.items() if not known)]
    largest = [name for name, known in part.items() if known]
    notes = filter(None, [_unread(unread), f"the largest arm alone: {', '.join(largest)}" if largest else ""])
    had_it = f"people who had {evidence.topic.treatment.given}, {label}, counted once"
    yield _people(f"{of}.on-{evidence.topic.treatment.short}", had, had_it, "; ".join(notes))
    compared = f"studies of {treatment} with a comparator in the same study, {label}"
    yield Result(f"{of}.controlled", len(controlled), compared, controlled)


def _rungs(evidence: Evidence) -> Iterator[Result]:
    """Yield people and studies on each rung of the ladder, for each condition with people who had the treatment."""
    topic = evidence.topic
    named = {term: None for group in topic.groups for term in treated.conditions(evidence, group, treated=True)}
    for condition in named:
        label = evidence.vocabulary.label("conditions", condition)
        for rung, found in treated.rungs_of(evidence, condition).items():
            words = f"{topic.ladder[rung].many} of {topic.treatment.label}, {label}"
            apart = [name for name in found.studies if name not in found.parts and name not in found.unread]
            notes = [
                _unread(found.unread),
                f"everyone enrolled, {topic.control.included}"
                if rung == topic.controlled_rung and found.studies
                else "",
                f"counted with a larger study: {', '.join(apart)}" if apart else "",
            ]
            enrolled = f"people enrolled in {words}, all arms, counted once"
            yield _people(f"{condition}.{rung}.people", found.parts, enrolled, "; ".join(filter(None, notes)))
            yield Result(f"{condition}.{rung}.studies", len(found.studies), words, found.studies)


def _people(key: str, parts: dict[str, int], meaning: str, note: str) -> Result:
    return Result(key, sum(parts.values()), meaning, tuple(parts), note, tuple(parts.values()))


def _unread(studies) -> str:
    return f"number not available: {', '.join(studies)}" if studies else ""
