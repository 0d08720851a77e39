"""What is known of one condition, as its page tells it: how it was studied, in whom, and how sure one can be."""

from __future__ import annotations

import re
from functools import partial

from markupsafe import Markup

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import has_people
from livingevidence.record.judgements import LEVELS, Level
from livingevidence.record.models import Arm, Case, Study, Trial
from livingevidence.record.vocabulary import Condition
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import BREAK, Cell, Table
from livingevidence.show.tables.common import design, people

ONGOING = ("not-yet-recruiting", "recruiting", "active")


def with_pages(evidence: Evidence) -> dict[str, Condition]:
    """Return the conditions that have a page: those of the review's groups, but for headings over several."""
    terms = evidence.vocabulary["conditions"].items()
    return {name: term for name, term in terms if set(term.groups) & set(evidence.topic.groups) and not term.collective}


def best_certainty(evidence: Evidence, condition: str, kind: str) -> Level | None:
    """Return the highest certainty of a benefit or harm in a condition; None where none is rated."""
    appraisal = evidence.library.appraisal
    ratings = [r for r in appraisal.certainties.values() if r.condition == condition and r.kind == kind]
    levels = [rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level for rated in ratings]
    return max(filter(None, levels), key=LEVELS.index, default=None)


def treated(evidence: Evidence, condition: str) -> Evidence:
    """Return the evidence on the treatment in a condition, planned trials and reviews included."""
    return evidence.where(condition=condition, treated=True)


def cases(evidence: Evidence, condition: str) -> list[tuple[Study, Case]]:
    """Return the patients with a condition who are told one by one, with their studies of the treatment."""
    found = treated(evidence, condition).records.values()
    return [(study, case) for study in found for case in study.cases if case.condition == condition]


def _strongest_first(evidence: Evidence) -> list[Study]:
    order = list(evidence.vocabulary["designs"])
    return sorted(evidence.records.values(), key=lambda study: (order.index(study.design), study.id))


def regimens(evidence: Evidence, condition: str) -> Table:
    """Return what was put on, how strong, how often, how long and on how much skin, one line a regimen of a study."""
    rows, say = [], inline(evidence)
    for study in _strongest_first(treated(evidence, condition)):
        told = {}
        for arm in (arm for arm in study.arms if evidence.topic.treats(arm)):
            told.setdefault(arm.model_dump_json(include=_REGIMEN), _regimen(evidence, say, study, arm))
        rows += [(_named(evidence, say, study), *cells, _surface(say, study)) for cells in told.values()]
    head = ("Study", "What was put on", "Strength", "How often", "Weeks", "Body surface")
    return Table(head, tuple(rows), "No use in this condition is recorded.", "All regimens")


_REGIMEN = {"interventions", "form", "strength_percent", "dose", "frequency", "duration_weeks", "duration_label"}


def _named(evidence: Evidence, say: Inline, study: Study) -> Markup:
    return say.study(study) + BREAK + design(evidence, study)


def _regimen(evidence: Evidence, say: Inline, study: Study, arm: Arm) -> tuple[Cell, ...]:
    label = evidence.vocabulary.label
    drugs = " + ".join(label("interventions", term) for term in arm.interventions)
    strength, weeks = arm.dose or "not read", arm.duration_label or _weeks_known(say, study, arm)
    if arm.strength_percent is not None:
        strength = say.number(f"{study.id}/arm-{arm.id}.strength_percent")
    if arm.duration_weeks is not None:
        weeks = say.number(f"{study.id}/arm-{arm.id}.duration_weeks")
    return f"{drugs}, {label('forms', arm.form)}", strength, arm.frequency or "not read", weeks


def _weeks_known(say: Inline, study: Study, arm: Arm) -> Cell:
    """Return that the length of treatment was not read, and the week of the last result, which is not that length."""
    timed = [
        row
        for row in study.rows
        if row.kind != "awaited" and row.timepoint_weeks is not None
        if arm.id in (row.arm, row.contrast and row.contrast.treatment)
    ]
    last = max(timed, key=lambda row: row.timepoint_weeks, default=None)
    if last is None:
        return "not read"
    return "not read; last result at week " + say.number(f"{study.id}/{last.id}.timepoint_weeks")


def _surface(say: Inline, study: Study) -> Cell:
    """Return what the record says of the body surface, in its own words, as a link to where they stand."""
    people = study.population
    told = [part.strip() for part in re.split("[;,]", people.inclusion or "") if re.search("BSA|body surface", part)]
    told += [f"{name}: {value}" for name, value in people.details.items() if "body surface" in name]
    return say.page(f"studies/{study.id}", "; ".join(told), "population") if told else "not read"


def who(evidence: Evidence, condition: str) -> Table:
    """Return who was treated, by study: people, age, sex and who could take part."""
    rows, say = [], inline(evidence)
    for study in filter(partial(has_people, evidence), _strongest_first(treated(evidence, condition))):
        found = study.population
        named = _named(evidence, say, study)
        rows.append((named, people(say, study), _told(found.age), _sex(say, study), _told(found.inclusion)))
    return Table(("Study", "People", "Age", "Sex", "Who could take part"), tuple(rows), "Nobody treated is recorded.")


def _told(text: str | None) -> str:
    return text or "not read"


def _sex(say: Inline, study: Study) -> Cell:
    found = study.population
    named = {"female": found.sex_female, "male": found.sex_male}
    counts = [say.number(f"{study.id}/population.sex_{sex}") + f" {sex}" for sex, n in named.items() if n is not None]
    shares = [f"{name}: {value}" for name, value in found.details.items() if name == "women and girls, percent"]
    if counts or not shares:
        return Markup(", ").join(counts) or _told(found.sex)
    return say.page(f"studies/{study.id}", "; ".join(shares), "population")


def registered(evidence: Evidence, condition: str) -> list[tuple[Study, Trial]]:
    """Return the registered trials of the treatment in a condition with their studies, those that go on first."""
    found = [
        (study, t) for study in _strongest_first(treated(evidence, condition)) for t in study.trials if t.registered
    ]
    return sorted(found, key=lambda pair: pair[1].status not in ONGOING)


def trials(evidence: Evidence, condition: str) -> Table:
    """Return the registered trials of a condition with status and dates, as they stand in what was read."""
    rows, say = [], inline(evidence)
    for study, trial in registered(evidence, condition):
        outside = Markup('<a class="reference external" href="https://clinicaltrials.gov/study/{0}">{0}</a>')
        number = outside.format(trial.id) if trial.id.startswith("NCT") else trial.id
        end = f"{trial.completed} ({trial.completed_is})" if trial.completed and trial.completed_is else trial.completed
        cells = (status(study, trial), _size(say, study), _told(end), _told(trial.results_posted))
        rows.append((number + BREAK + say.study(study), *cells))
    head = ("Trial", "Status in what was read", "People", "Completed", "Results posted")
    empty = f"No registered trial of {evidence.topic.treatment.label} in this condition is recorded."
    return Table(head, tuple(rows), empty)


def status(study: Study, trial: Trial) -> str:
    """Return the status of a trial in words; where it was not read, with what is known of its results."""
    if trial.status not in (None, "unknown"):
        return trial.status.replace("-", " ")
    if trial.results_posted:
        return f"status not read, results posted {trial.results_posted}"
    reported = any(row.kind != "awaited" for row in study.outcomes)
    return f"status not read{', results reported' * reported}"


def related(evidence: Evidence, condition: str) -> list[str]:
    """Return the conditions with a page whose definition names this one, or that this one's definition names."""
    pages = with_pages(evidence)

    def names(one: str, other: str) -> bool:
        return bool(re.search(rf"\b{re.escape(pages[other].label)}\b", pages[one].definition, re.IGNORECASE))

    return [term for term in pages if term != condition and (names(term, condition) or names(condition, term))]


def _size(say: Inline, study: Study) -> Cell:
    for field in ("n_enrolled", "n_planned"):
        if getattr(study.population, field) is not None:
            return say.number(f"{study.id}/population.{field}") + f" {field.removeprefix('n_')}"
    return "not read"


def others(evidence: Evidence, condition: str) -> Table:
    """Return the other studies of a condition: other treatments, reviews, mechanism."""
    found = _strongest_first(evidence.where(condition=condition, treated=False))
    say = inline(evidence)
    rows = [(say.study(study), study.title, design(evidence, study)) for study in found]
    return Table(("Study", "Title", "Design"), tuple(rows), "No other study.", "All other studies", most=8)
