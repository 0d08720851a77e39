"""Every trial of the treatment: whether it runs, is silent, or has results that are here or elsewhere."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from textwrap import shorten
from typing import NamedTuple

from markupsafe import Markup

from livingevidence.claims.base import Claim
from livingevidence.evidence.describe import completed
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import about
from livingevidence.record.awaited import ENDED, ONGOING, due_day, moved_fields, state_of
from livingevidence.record.library import trials_of
from livingevidence.record.models import Study, Trial
from livingevidence.record.search import Notice
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import BREAK, Table
from livingevidence.show.wording import tabled

MOST, LONGEST = 2, 70  # claims that stand beside a trial, and how many letters of each
STATES = {
    "running": "running",
    "silent": "completed, no result found",
    "elsewhere": "posted or published, not obtained by us",
    "here": "results in this review",
    "withdrawn": "withdrawn before anyone took part",
    "unknown": "status not known",
}
_KNOWN = ("here", "elsewhere", "silent", "running", "withdrawn", "unknown")  # what is known of a trial, the most first


class Listed(NamedTuple):
    """A trial of the treatment, with the study that tells of it."""

    study: Study
    trial: Trial
    state: str
    """A key of :data:`STATES`."""


def state(evidence: Evidence, study: Study, trial: Trial) -> str:
    """Return how far a trial is, and whether its results on benefit are in this review."""
    kinds = evidence.vocabulary["outcomes"]
    own = [row for row in study.outcomes if kinds[row.outcome].kind == "efficacy" and trial.id in trials_of(study, row)]
    if any(row.kind not in ("awaited", "qualitative") for row in own):
        return "here"
    if trial.status == "withdrawn":
        return "withdrawn"
    states = {state_of(study, row) for row in own if row.kind == "awaited"}
    if "not-obtained" in states:
        return "elsewhere"
    if trial.status in ONGOING or "running" in states:
        return "running"
    if trial.results_posted or any(report.kind != "registry-record" for report in study.reports):
        return "elsewhere"
    return "silent" if trial.status in ENDED or (trial.completed and trial.completed_is == "actual") else "unknown"


def listed(evidence: Evidence, condition: str | None = None) -> Iterator[Listed]:
    """Yield the trials of the treatment, each with the study that holds most of it, those that go on first."""
    most: dict[str, Listed] = {}
    told = evidence.library.registered
    for study in about(evidence, condition):
        trials = [_by_now(trial, told.get(trial.id)) for trial in study.trials]
        study = study if trials == study.trials else study.model_copy(update={"trials": trials})
        for trial in trials:
            one = Listed(study, trial, state(evidence, study, trial))
            # Of a trial that several tell of, as a label and a paper do, the one with results stands for it.
            if trial.id not in most or _KNOWN.index(one.state) < _KNOWN.index(most[trial.id].state):
                most[trial.id] = one
    yield from sorted(most.values(), key=lambda one: list(STATES).index(one.state))


def owed(one: Listed) -> datetime.date | None:
    """Return by which day results should stand somewhere that stand nowhere; None where none are owed, or no day is."""
    return None if one.state in ("here", "elsewhere", "withdrawn") or one.trial.results_posted else due_day(one.trial)


def _by_now(trial: Trial, notice: Notice | None) -> Trial:
    """Return a trial as its registry told it last, where that is more than its record has."""
    told = moved_fields(trial, notice, gaps=True)
    return trial.model_copy(update=told | {"dates_from": f"the registry on {notice.asked}"}) if told else trial


def overdue(evidence: Evidence, one: Listed) -> bool:
    """Return whether a trial's results should stand somewhere by the day of the evidence, and stand nowhere."""
    day = owed(one)
    return day is not None and day.isoformat() <= evidence.library.review.evidence_as_of


def silence(evidence: Evidence) -> dict[str, list[Listed]]:
    """Return the trials whose results are overdue, and those that are over, silent, and of no known completion."""
    found = list(listed(evidence))
    undated = [one for one in found if one.state == "silent" and not one.trial.completed]
    return {"overdue": [one for one in found if overdue(evidence, one)], "undated": undated}


def next_result(evidence: Evidence, condition: str, today: str) -> tuple[Listed | None, str]:
    """Return the trial whose result comes next, and when: of those that run the one whose results are due first.

    Where none runs it is one whose result stands somewhere that we could not reach, else one that is over and silent.
    """
    found = list(listed(evidence, condition))
    running = [(due_day(one.trial), one) for one in found if one.state == "running"]
    if running:
        day, one = min(running, key=lambda dated: dated[0] or datetime.date.max)
        return one, f"{'was due' if day.isoformat() <= today else 'due'} {day}" if day else "running, end not known"
    missing = next((one for state in ("elsewhere", "silent") for one in found if one.state == state), None)
    return missing, STATES[missing.state] if missing else "no trial under way"


def board(
    evidence: Evidence, claims: Mapping[str, Claim], condition: str | None = None, say: Inline | None = None
) -> Table:
    """Return the trials of the treatment, of all conditions or one: how far each is, and what it could change."""
    say, order = say or inline(evidence), list(evidence.vocabulary["conditions"])
    found = list(listed(evidence, condition))
    if condition is None:
        found.sort(key=lambda one: order.index(one.study.conditions[0]))
    could = partial(_could_change, say, claims)
    facts = {"say": say, "states": STATES, "could": could, "completed": completed}
    facts |= {"due": due_day, "owed": owed, "overdue": partial(overdue, evidence)}
    if condition:
        return tabled(evidence, "trials-of-a-condition", found, **facts)
    names = short_names(evidence)
    opens = tuple(one.trial.name or names[one.study.id] for one in found)
    return replace(tabled(evidence, "trials", found, **facts), brief=opens)


def _could_change(say: Inline, claims: Mapping[str, Claim], study: Study) -> Markup:
    """Return links to the claims whose test asks for a study, else to the main ones about its conditions."""
    asked = [c for c in claims.values() if any(study.id in line.text for line in c.needs)]
    about = [c for c in claims.values() if set(c.about) & set(study.conditions)]
    about = [c for c in about if c.main or c.says in ("verdict", "nobody")]
    link, shown = Markup('<a href="{}claims.html#claim-{}">{}</a>'), (asked or about)[:MOST]
    short = {c.id: shorten(say.sentence(c.text).striptags(), LONGEST, placeholder=" …") for c in shown}
    return BREAK.join(link.format(say.base, *pair) for pair in short.items())
