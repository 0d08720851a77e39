"""Tables of one condition for its page: regimens, who took part, trials in registries, and all other studies."""

from __future__ import annotations

import re

from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import treated_studies
from livingevidence.record.models import Arm, Study, Trial
from livingevidence.show.inline import JOIN, Inline, inline
from livingevidence.show.listings import Item, listing, read_rows, strongest_first, treated
from livingevidence.show.table import BREAK, Cell, Table

ONGOING = ("not-yet-recruiting", "recruiting", "active")
SEXES, SHARE = ("female", "male"), "women and girls, percent"
_REGIMEN = {"interventions", "form", "strength_percent", "dose", "frequency", "duration_weeks", "duration_label"}


def regimens(evidence: Evidence, condition: str) -> Table:
    """Return what was put on, how strong, how often, how long and on how much skin, one line a regimen of a study."""
    say = inline(evidence)
    own = {
        "Study": lambda study, _: say.study(study) + BREAK + say.design(study),
        "What was put on": lambda _, arm: f"{say.drugs(arm, ' + ')}, {say.label('forms', arm.form)}",
        "Strength": lambda study, arm: say.known(study, arm, "strength_percent", unread=arm.dose or "not read"),
        "How often": lambda _, arm: arm.frequency or "not read",
        "Weeks": lambda study, arm: say.known(
            study, arm, "duration_weeks", unread=arm.duration_label or _last(say, study, arm)
        ),
        "Body surface": lambda study, _: _surface(say, study),
    }
    alike: dict[tuple[str, str], Item] = {}
    for study in strongest_first(evidence, treated(evidence, condition)):
        for arm in filter(evidence.topic.treats, study.arms):
            alike.setdefault((study.id, arm.model_dump_json(include=_REGIMEN)), (study, arm))
    return listing(evidence, "regimens", alike.values(), own)


def _last(say: Inline, study: Study, arm: Arm) -> Cell:
    """Return that the length of treatment was not read, and the week of the last result, which is not that length."""
    own = [row for _, row in read_rows([study]) if arm.id in (row.arm, row.contrast and row.contrast.treatment)]
    timed = [row for row in own if row.timepoint_weeks is not None]
    if not timed:
        return "not read"
    last = max(timed, key=lambda row: row.timepoint_weeks)
    return "not read; last result at week " + say.number(f"{study.id}/{last.id}.timepoint_weeks")


def _surface(say: Inline, study: Study) -> Cell:
    """Return what the record says of the body surface, in its own words, as a link to where they stand."""
    people = study.population
    told = [part.strip() for part in re.split("[;,]", people.inclusion or "") if re.search("BSA|body surface", part)]
    told += [f"{name}: {value}" for name, value in people.details.items() if "body surface" in name]
    return say.page(f"studies/{study.id}", "; ".join(told), "population") if told else "not read"


def who_took_part(evidence: Evidence, condition: str) -> Table:
    """Return who was treated, by study: people, age, sex and who could take part."""
    say = inline(evidence)
    own = {
        "Study": lambda study, _: say.study(study) + BREAK + say.design(study),
        "Age": lambda study, _: study.population.age or "not read",
        "Sex": lambda study, _: _sex(say, study),
        "Who could take part": lambda study, _: study.population.inclusion or "not read",
    }
    found = strongest_first(evidence, treated_studies(evidence, condition))
    return listing(evidence, "who-took-part", [(study, None) for study in found], own)


def _sex(say: Inline, study: Study) -> Cell:
    found = study.population
    counts = JOIN.join(filter(None, (say.known(study, found, f"sex_{sex}", f"{{}} {sex}", "") for sex in SEXES)))
    if not counts and (share := found.details.get(SHARE)) is not None:
        return say.page(f"studies/{study.id}", f"{SHARE}: {share}", "population")
    return counts or found.sex or "not read"


def registered(evidence: Evidence, condition: str) -> list[tuple[Study, Trial]]:
    """Return the registered trials of the treatment in a condition with their studies, those that go on first."""
    found = strongest_first(evidence, treated(evidence, condition))
    trials = [(study, trial) for study in found for trial in study.trials if trial.registered]
    return sorted(trials, key=lambda pair: pair[1].status not in ONGOING)


def trials(evidence: Evidence, condition: str) -> Table:
    """Return the registered trials of a condition with status and dates, as they stand in what was read."""
    say = inline(evidence)

    def people(study: Study, _: Trial) -> Cell:
        planned = say.known(study, study.population, "n_planned", "{} planned")
        return say.known(study, study.population, "n_enrolled", "{} enrolled", planned)

    own = {
        "Trial": lambda study, trial: _registry(trial) + BREAK + say.study(study),
        "Status in what was read": status,
        "People": people,
        "Completed": lambda _, trial: _completed(trial),
        "Results posted": lambda _, trial: trial.results_posted or "not read",
    }
    return listing(evidence, "trials", registered(evidence, condition), own)


def status(study: Study, trial: Trial) -> str:
    """Return the status of a trial in words; where it was not read, with what is known of its results."""
    if trial.status not in (None, "unknown"):
        return trial.status.replace("-", " ")
    if trial.results_posted:
        return f"status not read, results posted {trial.results_posted}"
    return "status not read, results reported" if read_rows([study], "outcomes") else "status not read"


def _registry(trial: Trial) -> Markup:
    outside = Markup('<a class="reference external" href="https://clinicaltrials.gov/study/{0}">{0}</a>')
    return outside.format(trial.id) if trial.id.startswith("NCT") else Markup.escape(trial.id)


def _completed(trial: Trial) -> str:
    if not trial.completed:
        return "not read"
    return f"{trial.completed} ({trial.completed_is})" if trial.completed_is else trial.completed


def others(evidence: Evidence, condition: str) -> Table:
    """Return the other studies of a condition: other treatments, reviews, mechanism."""
    found = strongest_first(evidence, evidence.where(condition=condition, treated=False).records.values())
    return listing(evidence, "others", [(study, None) for study in found])
