"""Every trial of the treatment: whether it runs, is silent, or has results that are here or elsewhere."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from textwrap import shorten
from typing import NamedTuple

from markupsafe import Markup

from livingevidence.claims.base import Claim
from livingevidence.evidence.describe import completion
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import studies_about
from livingevidence.record.awaited import ENDED, ONGOING, due_day, moved_fields, state_of
from livingevidence.record.library import trials_of
from livingevidence.record.models import Study, Trial
from livingevidence.record.search import Notice
from livingevidence.show.inline import Inline, inline_of
from livingevidence.show.table import BREAK, Table
from livingevidence.show.wording import declared_table

MOST_CLAIMS, LONGEST_CLAIM = 2, 70  # claims that stand beside a trial, and how many letters of each
STATES = {
    "running": "running",
    "silent": "completed, no result found",
    "elsewhere": "posted or published, not obtained by us",
    "here": "results in this review",
    "withdrawn": "withdrawn before anyone took part",
    "unknown": "status not known",
}
_KNOWLEDGE = ("here", "elsewhere", "silent", "running", "withdrawn", "unknown")  # of a trial, the most first


class TrialEntry(NamedTuple):
    """A trial of the treatment, with the study that tells of it."""

    study: Study
    trial: Trial
    state: str
    """A key of :data:`STATES`."""


def state(evidence: Evidence, study: Study, trial: Trial) -> str:
    """Return how far a trial is, and whether its results on benefit are in this review."""
    kinds = evidence.vocabulary["outcomes"]
    efficacy = [row for row in study.outcomes if kinds[row.outcome].kind == "efficacy"]
    rows = [row for row in efficacy if trial.id in trials_of(study, row)]
    if any(row.kind not in ("awaited", "qualitative") for row in rows):
        return "here"
    if trial.status == "withdrawn":
        return "withdrawn"
    states = {state_of(study, row) for row in rows if row.kind == "awaited"}
    if "not-obtained" in states:
        return "elsewhere"
    if trial.status in ONGOING or "running" in states:
        return "running"
    if trial.results_posted or any(report.kind != "registry-record" for report in study.reports):
        return "elsewhere"
    return "silent" if trial.status in ENDED or (trial.completed and trial.completed_is == "actual") else "unknown"


def trial_entries(evidence: Evidence, condition: str | None = None) -> Iterator[TrialEntry]:
    """Yield the trials of the treatment, each with the study that holds most of it, those that go on first."""
    entries: dict[str, TrialEntry] = {}
    notices = evidence.library.registry_notices
    for study in studies_about(evidence, condition):
        trials = [_by_now(trial, notices.get(trial.id)) for trial in study.trials]
        study = study if trials == study.trials else study.model_copy(update={"trials": trials})
        for trial in trials:
            entry = TrialEntry(study, trial, state(evidence, study, trial))
            # Of a trial that several tell of, as a label and a paper do, the one with results stands for it.
            before = entries.get(trial.id)
            if before is None or _KNOWLEDGE.index(entry.state) < _KNOWLEDGE.index(before.state):
                entries[trial.id] = entry
    yield from sorted(entries.values(), key=lambda entry: list(STATES).index(entry.state))


def owed_day(entry: TrialEntry) -> datetime.date | None:
    """Return by which day results should stand somewhere that stand nowhere; None where none are owed, or no day is."""
    owed = entry.state not in ("here", "elsewhere", "withdrawn") and not entry.trial.results_posted
    return due_day(entry.trial) if owed else None


def _by_now(trial: Trial, notice: Notice | None) -> Trial:
    """Return a trial as its registry told it last, where that is more than its record has."""
    changes = moved_fields(trial, notice, gaps=True)
    return trial.model_copy(update=changes | {"dates_from": f"the registry on {notice.asked}"}) if changes else trial


def overdue(evidence: Evidence, entry: TrialEntry) -> bool:
    """Return whether a trial's results should stand somewhere by the day of the evidence, and stand nowhere."""
    day = owed_day(entry)
    return day is not None and day.isoformat() <= evidence.library.review.evidence_as_of


def silent_trials(evidence: Evidence) -> dict[str, list[TrialEntry]]:
    """Return the trials whose results are overdue, and those that are over, silent, and of no known completion."""
    entries = list(trial_entries(evidence))
    undated = [entry for entry in entries if entry.state == "silent" and not entry.trial.completed]
    return {"overdue": [entry for entry in entries if overdue(evidence, entry)], "undated": undated}


def next_result(evidence: Evidence, condition: str, today: str) -> tuple[TrialEntry | None, str]:
    """Return the trial whose result comes next, and when: of those that run the one whose results are due first.

    Where none runs it is one whose result stands somewhere that we could not reach, else one that is over and silent.
    """
    entries = list(trial_entries(evidence, condition))
    running = [(due_day(entry.trial), entry) for entry in entries if entry.state == "running"]
    if running:
        day, entry = min(running, key=lambda dated: dated[0] or datetime.date.max)
        if day is None:
            return entry, "running, end not known"
        return entry, f"{'was due' if day.isoformat() <= today else 'due'} {day}"
    missing = next((entry for state in ("elsewhere", "silent") for entry in entries if entry.state == state), None)
    return missing, STATES[missing.state] if missing else "no trial under way"


def board(
    evidence: Evidence, claims: Mapping[str, Claim], condition: str | None = None, inline: Inline | None = None
) -> Table:
    """Return the trials of the treatment, of all conditions or one: how far each is, and what it could change."""
    inline, order = inline or inline_of(evidence), list(evidence.vocabulary["conditions"])
    entries = list(trial_entries(evidence, condition))
    if condition is None:
        entries.sort(key=lambda entry: order.index(entry.study.conditions[0]))
    facts = {"inline": inline, "states": STATES, "could_change": partial(_could_change, inline, claims)}
    facts |= {"completed": completion, "due": due_day, "owed_day": owed_day, "overdue": partial(overdue, evidence)}
    if condition:
        return declared_table(evidence, "trials-of-a-condition", entries, **facts)
    names = short_names(evidence)
    briefs = tuple(entry.trial.name or names[entry.study.id] for entry in entries)
    return replace(declared_table(evidence, "trials", entries, **facts), brief=briefs)


def _could_change(inline: Inline, claims: Mapping[str, Claim], study: Study) -> Markup:
    """Return links to the claims whose test asks for a study, else to the main ones about its conditions."""
    tests_of_it = [claim for claim in claims.values() if any(study.id in line.text for line in claim.needs)]
    about = [claim for claim in claims.values() if set(claim.about) & set(study.conditions)]
    about = [claim for claim in about if claim.main or claim.says in ("verdict", "nobody")]
    link, links = Markup('<a href="{}claims.html#claim-{}">{}</a>'), []
    for claim in (tests_of_it or about)[:MOST_CLAIMS]:
        words = shorten(inline.sentence(claim.text).striptags(), LONGEST_CLAIM, placeholder=" …")
        links.append(link.format(inline.base, claim.id, words))
    return BREAK.join(links)
