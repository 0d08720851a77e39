"""How the review searches, what each run found, and every candidate until it is decided.

Strategies are curated (``search/<source>.yaml``). The log (``search/runs.jsonl``) and the candidates
(``search/candidates.jsonl``) are written by commands, a line each, in an order that stays, so that git shows and merges
what changed.
"""

import datetime
import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import Path
from typing import Self, TypeVar

from pydantic import ValidationError

from livingevidence.record.candidates import Candidate, Hit, Step
from livingevidence.record.models import Day, Model, ReferenceKey, Slug, Text, field
from livingevidence.record.problems import Problem, excerpt

RUNS, CANDIDATES, NOTICES = (f"search/{name}.jsonl" for name in ("runs", "candidates", "notices"))
L = TypeVar("L", bound=Model)


class Question(Model):
    """What is sent to a source; ``{since}`` and ``{until}`` stand for the days of the window."""

    path: Text
    parameters: dict[str, Text]

    def for_window(self, since: str, until: str) -> Self:
        """Return the question as it is sent for a window."""
        days = {"{since}": since, "{until}": until}

        def with_days(value: str) -> str:
            return re.sub(r"\{(since|until)\}", lambda match: days[match[0]], value)

        return Question(path=self.path, parameters={name: with_days(value) for name, value in self.parameters.items()})


class Canary(Model):
    """A question whose answer is known, asked before the search is believed."""

    question: Question
    finds: Text = field("The number, as the source has it, or the DOI, that must be among the answers.")


class Strategy(Model):
    """How one source is searched (``search/<source>.yaml``); the file is named after the module that asks it."""

    title: Text = field("What people call the source.")
    version: int = field("Raised with every change of what is asked.", ge=1)
    date: Day = field("Day of this version.")
    promised_days: int = field("The source is searched again within so many days.", ge=1)
    overlap_days: int = field("Days before the end of the last window that are asked again.", ge=0)
    begins: Day = field("First day of the first window.")
    window: Text = field("Which date of a record must lie in the window.")
    days: Text = field("How the source writes a day.", "%Y-%m-%d")
    search: Question
    canary: Canary | None = None
    terms: list[Text] = field("Words of the question that raise the rank of a candidate that has them.", [])
    note: Text | None = None


class Run(Model):
    """One run of a strategy, as it is logged."""

    at: Text = field("When it began, in UTC.")
    source: Slug
    strategy: int
    since: Day
    until: Day
    sent: list[Question] = field("Each question as it was sent, the first page of it.", [])
    hits: int = field("What the source says that it has in the window.", 0)
    fetched: int = 0
    new: int = field("Candidates that were not there before.", 0)
    joined: int = field("Records taken for the same as a candidate.", 0)
    known: int = field("Records that were there before.", 0)
    recovered: int = field("Records of a run that was stopped before it was logged.", 0)
    error: str = field("Why the run is not believed, and its window is asked again.", "")
    versions: dict[str, str] = field("Of what asked.", {})


class Notice(Model):
    """What sources say became of a report that the review cites, or of a trial by its registration, as of a day."""

    key: ReferenceKey
    asked: Day = field("Day on which a source last answered.")
    notices: list[str] = field("``retracted``, ``corrected`` or ``concern``.", [])
    trial: dict[str, str] = field("Status and days of the trial, by the names that a record has for them.", {})
    error: str = field("Why no source answered the last time.", "")


@dataclass
class Search:
    """Everything on the search of a review."""

    strategies: dict[str, Strategy] = attribute(default_factory=dict)
    """By source."""
    runs: list[Run] = attribute(default_factory=list)
    """The oldest first."""
    candidates: dict[str, Candidate] = attribute(default_factory=dict)
    """By id, in the order of the file."""
    notices: dict[str, Notice] = attribute(default_factory=dict)
    """By the key of the report."""

    def hits_of(self, source: str) -> Iterator[Hit]:
        """Yield the records of a source among the candidates."""
        yield from (hit for candidate in self.candidates.values() for hit in candidate.hits if hit.source == source)

    def believed_runs(self, source: str) -> list[Run]:
        """Return the runs of a source that are believed."""
        return [run for run in self.runs if run.source == source and not run.error]

    def totals_in_words(self) -> dict[str, str]:
        """Return sources, last days and numbers of records in words, of all that were searched; empty before that."""
        sources, days, hits = [], [], []
        for name, strategy in self.strategies.items():
            if runs := self.believed_runs(name):
                sources.append(strategy.title)
                days.append(f"{strategy.title} up to {max(run.until for run in runs)}")
                hits.append(f"{strategy.title} {self.record_count(name)}")
        totals = {"sources": sources, "days": days, "hits": hits}
        return {kind: ", ".join(words) for kind, words in totals.items() if words}

    def recall(
        self, source: str, identities_by_study: Mapping[str, Collection[str]], studies: Collection[str]
    ) -> set[str]:
        """Return which of some studies a source found, by the identifiers of each."""
        hit_identities = {identity for hit in self.hits_of(source) for identity in hit.identities}
        return {study for study in studies if hit_identities.intersection(identities_by_study[study])}

    def delay(self, source: str) -> float | None:
        """Return the days after which half of what a source brings was found, what its first run brought left out."""
        first_run = min((run.at[:10] for run in self.believed_runs(source)), default="")
        day = datetime.date.fromisoformat
        dated = [hit for hit in self.hits_of(source) if hit.found > first_run and len(hit.published) == 10]
        days = [(day(hit.found) - day(hit.published)).days for hit in dated]
        return statistics.median(days) if days else None

    def record_count(self, source: str, after: str = "", until: str = "9") -> int:
        """Return how many records of a source stand among the candidates, of those that were found between days."""
        return sum(after < hit.found <= until for hit in self.hits_of(source))

    def logged_count(self, source: str) -> int:
        """Return how many records of a source the log tells of; all that are held, unless a run was stopped."""
        return sum(run.new + run.joined + run.recovered for run in self.runs if run.source == source)

    def ranked_candidates(self, identities: Collection[str]) -> list[Candidate]:
        """Return the candidates without any identifier that the review has, the highest first."""
        review_has = set(identities)
        new = [candidate for candidate in self.candidates.values() if not candidate.identities & review_has]
        return sorted(new, key=lambda candidate: (-(candidate.score or 0), candidate.id))

    def undecided_candidates(self, identities: Collection[str]) -> list[Candidate]:
        """Return those of them on which nobody has decided, the highest first."""
        return [candidate for candidate in self.ranked_candidates(identities) if candidate.state != "decided"]

    def fates(self, identities: Collection[str]) -> dict[str, tuple[str, Step]]:
        """Return of each candidate what became of it, and at which step.

        It is ``open``, ``await``, ``disagreed`` or ``exclude``; ``known`` where the review had it before anybody
        decided; and what is to be taken in is ``include`` where its full text was read, or the review has it by now,
        else ``sought``.
        """
        review_has, fates = set(identities), {}
        for name, candidate in self.candidates.items():
            is_here, verdict = bool(candidate.identities & review_has), candidate.verdict
            if verdict == "include" and candidate.step == "abstract" and not is_here:
                verdict = "sought"
            fates[name] = verdict or ("known" if is_here else "open"), candidate.step
        return fates

    def due_day(self, source: str) -> datetime.date | None:
        """Return the day by which a source is to be searched again; None where it never was."""
        last = self.searched_until(source)
        return last and last + datetime.timedelta(days=self.strategies[source].promised_days)

    def searched_until(self, source: str) -> datetime.date | None:
        """Return the day up to which a source was searched without a gap, by the strategy as it is; None if never."""
        version, last = self.strategies[source].version, None
        for run in sorted(self.believed_runs(source), key=lambda run: run.since):
            since, until = datetime.date.fromisoformat(run.since), datetime.date.fromisoformat(run.until)
            if run.strategy == version and (last is None or since <= last + datetime.timedelta(days=1)):
                last = max(until, last or until)
        return last


def read_search(strategies: dict[str, Strategy], data: Path, name: str) -> tuple[Search, list[Problem]]:
    """Return the search of a review whose data stand in a folder that messages call `name`, and what is wrong."""
    runs, problems = _lines(data / RUNS, Run, f"{name}/{RUNS}", may_be_torn=True)
    candidates, bad_candidates = _lines(data / CANDIDATES, Candidate, f"{name}/{CANDIDATES}")
    notices, bad_notices = _lines(data / NOTICES, Notice, f"{name}/{NOTICES}")
    by_id, by_key = {candidate.id: candidate for candidate in candidates}, {notice.key: notice for notice in notices}
    search = Search(strategies, runs, by_id, by_key)
    problems += bad_candidates + bad_notices

    def add(file: str, rule: str, found: str, allowed: str, fix: str) -> None:
        problems.append(Problem.of_file(f"{name}/{file}", rule, found, allowed, fix))

    for key, times in Counter(hit.key for candidate in candidates for hit in candidate.hits).items():
        if times > 1:  # as after a merge in git that kept both sides
            fix = "keep one line, with the decisions of both"
            add(CANDIDATES, "RecordsAreOnce", f"the record {key} in {times} candidates", "each record once", fix)
    for source, strategy in strategies.items():
        sent = [run for run in runs if run.source == source and run.strategy == strategy.version and run.sent]
        for run in sent[-1:]:
            days = (datetime.date.fromisoformat(day).strftime(strategy.days) for day in (run.since, run.until))
            if strategy.search.for_window(*days) != run.sent[0]:
                found = f"another question than version {run.strategy} sent at {run.at}"
                fix = "raise `version`, and set `date`, so that all windows are asked anew"
                add(f"search/{source}.yaml", "VersionIsRaised", found, "what the log says was sent", fix)
    for run in runs:
        total = run.new + run.joined + run.known
        if run.fetched != total or (not run.error and run.fetched < run.hits):
            found = f"{run.fetched} records of {run.source} at {run.at}, {total} of them accounted for"
            allowed = "records that are new, joined or known, and all hits"
            add(RUNS, "RunAddsUp", f"{found}, of {run.hits} hits", allowed, "take the line back from git")
    for source in {run.source for run in runs} if not problems else ():
        logged, present = search.logged_count(source), search.record_count(source)
        if logged > present:
            found = f"{logged} records of {source} in the log, {present} among the candidates"
            fix = "take the lines that are gone back from git; a candidate is never deleted"
            add(CANDIDATES, "LogAddsUp", found, "as many as were logged", fix)
    return search, problems


def _lines(path: Path, model: type[L], name: str, *, may_be_torn: bool = False) -> tuple[list[L], list[Problem]]:
    if not path.is_file():
        return [], []
    *whole_lines, rest = path.read_bytes().split(b"\n")
    entries, problems = [], []
    for number, line in enumerate([*whole_lines, *([rest] if rest else [])], 1):
        try:
            entries.append(model.model_validate_json(line))
        except ValidationError as error:
            if may_be_torn and number > len(whole_lines):
                continue  # half a line at the end of the log, whose window is asked again
            detail = error.errors(include_url=False)[0]
            field_name = ".".join(map(str, detail["loc"]))
            found = f"{detail['msg']}: {excerpt(line.decode(errors='replace'))}"
            fix = "take the line back from git; commands write this file, not people"
            allowed = "a line that a command wrote"
            problems.append(Problem(name, number, 1, field_name, "NotALine", found, allowed, fix))
    return entries, problems


def jsonl_text(entries: Iterable[Model]) -> str:
    """Return the text of a file that holds one entry a line."""
    return "".join(f"{entry.model_dump_json(exclude_defaults=True)}\n" for entry in entries)
