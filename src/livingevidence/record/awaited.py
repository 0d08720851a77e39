"""Why a result is awaited, when it is due, where it is to be found, and what registries say of its trial by now."""

import datetime
import re

from livingevidence.record.dates import last_day
from livingevidence.record.library import Library, trials_of
from livingevidence.record.models import Row, Study, Trial
from livingevidence.record.search import Notice

ONGOING = ("not-yet-recruiting", "recruiting", "active")
ENDED = ("completed", "terminated")
STATE_WORDS = {
    "running": "the trial was still running when last seen",
    "unreported": "the trial is over, and no result was found",
    "not-obtained": "reported, but not available to us",
    "unknown": "not known whether a result exists",
}
_ADDRESSES = {
    r"NCT\d{8}": "https://clinicaltrials.gov/study/{}{}",
    r"\b\d{4}-\d{6}-\d{2}-\d{2}\b": "https://euclinicaltrials.eu/ctis-public/view/{}",
    r"\b\d{4}-\d{6}-\d{2}\b": "https://www.clinicaltrialsregister.eu/ctr-search/search?query={}",
    r"\b10\.\d{4,}/[^\s,;]*[^\s,;.]": "https://doi.org/{}",
    r"PMC\d+": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}


def state_of(study: Study, row: Row) -> str:
    """Return why a result is awaited, by a key of :data:`STATE_WORDS`; a row says so, or its trials and reports do."""
    if row.awaits:
        return row.awaits
    covered = [trial for trial in study.trials if trial.id in trials_of(study, row)]
    if any(trial.results_posted for trial in covered):
        return "not-obtained"
    if any(trial.status in ONGOING for trial in covered):
        return "running"
    if any(report.kind not in ("registry-record", "web") for report in study.reports):
        return "not-obtained"
    return "unreported" if any(trial.status in ENDED for trial in covered) else "unknown"


def moved_fields(trial: Trial, notice: Notice | None, *, gaps: bool = False) -> dict[str, str]:
    """Return the fields in which a registry contradicts the record of a trial, with the registry's values.

    Results that were posted always count; other fields that the record lacks count with `gaps` alone.
    """
    moved = {}
    for name, value in notice.trial.items() if notice else ():
        recorded = getattr(trial, name)
        if not recorded:
            is_moved = gaps or name == "results_posted"
        else:  # a day may be known to the month alone
            is_moved = not value.startswith(recorded) and not recorded.startswith(value)
        if is_moved:
            moved[name] = value
    return moved


def moved_trials(library: Library) -> dict[str, tuple[Study, dict[str, str], Notice]]:
    """Return the trials that moved, by number: a study that has it, what the registry says now, and its notice."""
    return {
        trial.id: (study, moved, notice)
        for study in library.studies.values()
        for trial in study.trials
        if (notice := library.registry_notices.get(trial.id)) and (moved := moved_fields(trial, notice))
    }


def due_day(trial: Trial) -> datetime.date | None:
    """Return the day by which results should be public: a year after primary completion, else after completion."""
    day = last_day(trial.primary_completed or trial.completed or "unknown")
    return day and day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def number_and_address(study: Study, row: Row) -> tuple[str, str] | None:
    """Return the number under which an awaited result is to be found, with its address; None where none is noted."""
    for pattern, address in _ADDRESSES.items():
        if match := re.search(pattern, row.where or ""):
            results = "" if state_of(study, row) == "running" else "?tab=results"
            return match[0], address.format(match[0], results)
    return None
