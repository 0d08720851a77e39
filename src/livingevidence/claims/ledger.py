"""All claims with their verdicts, today and on earlier days, and what is wrong with one.

On a day they are judged in the evidence as it had become public; only what moved is judged again.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from livingevidence.claims import mutation, sayings
from livingevidence.claims.base import Claim, Finding, JudgedClaim, Verdict, judge
from livingevidence.claims.check import ClaimNames, check
from livingevidence.claims.directive import Texts, read
from livingevidence.claims.expression import Expression
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.dates import last_day
from livingevidence.record.problems import BrokenEvidence, Problem
from livingevidence.record.reads import Read, ignoring_reads, note_reads, noting_reads
from livingevidence.record.root import Root

TEXTS = ("texts:", "claims")
"""Stands for what chapters and pages claim, among what is read."""
DAY = "day:"
"""The kind of read that stands for what all main conclusions are on a day."""


def all_claims(root: Root) -> dict[str, Claim]:
    """Return every claim of a review by its id, in the order of its texts; raises BrokenEvidence."""
    note_reads([TEXTS])
    texts = read(root)
    if texts.problems:
        raise BrokenEvidence(texts.problems)
    return texts.claims


def problems(evidence: Evidence, texts: Texts | None = None) -> list[Problem]:
    """Return what is wrong with claims and sayings of a review, found without judging them."""
    library, names = evidence.library, ClaimNames(evidence)
    texts = texts or read(library.root)
    of_claims = check(names, texts, {claim.id for claim in library.retired.values()})
    return sorted([*of_claims, *mutation.problems(evidence, texts.claims), *sayings.problems(library, names)])


def judge_all(evidence: Evidence) -> dict[str, JudgedClaim]:
    """Return every claim held against the evidence, by its id."""
    questions = Questions(evidence)

    def find(line: Expression) -> Finding:
        return evidence.lasting(("line", line.text), lambda: questions.find(line))

    return {name: judge(claim, find) for name, claim in all_claims(evidence.library.root).items()}


def report(judged: JudgedClaim, texts: Texts, text: str) -> str:
    """Return what an editor needs to know of a claim that doesn't hold, its sentence as `text` with its numbers."""
    claim = judged.claim
    repeats = ", ".join(f"{file}:{line}" for file, line in texts.repeated.get(claim.id, ()))
    lines = [f"  sentence: {text}", f"  stands at: {claim.place}{f', and again at {repeats}' if repeats else ''}"]
    for finding in judged.findings:
        if finding.holds is not True:
            lines += [f"  needed: {finding.needs}", f"  finds:  {finding.answer}"]
            lines += [f"  rows:   {', '.join(row.rstrip('/') for row in finding.rows)}"] if finding.rows else []
    return "\n".join([*lines, f"  to do:  {to_do(judged)}"])


def to_do(judged: JudgedClaim) -> str:
    """Return what cures a claim that doesn't hold: another sentence, a signature, or patience."""
    if judged.verdict == "overturned":
        place = judged.claim.place
        return (
            f"write the sentence anew at {place}, with what it needs; or, if nothing is left of it, take it off its "
            "page and enter it in retired.yaml with the evidence; or mend the row if it was entered wrongly"
        )
    if stale := dict.fromkeys(name for finding in judged.findings for name in finding.stale):
        return f"look again at what was judged on other values, then sign it: `sign {' '.join(stale)} --role ROLE`"
    return "it is shown as open until what is awaited has been read"


@dataclass
class VerdictsByDay:
    """The verdicts on a claim on days, and what was read for them."""

    needs: tuple[Expression, ...]
    by_day: dict[datetime.date, Verdict] = field(default_factory=dict)
    reads: dict[Read, datetime.date] = field(default_factory=dict)
    """With the first day on which it was read: what became public later is no part of an earlier day."""

    def forget(self, moved: Set[Read]) -> None:
        """Forget the days on which something that moved was read."""
        first = min((self.reads[read] for read in self.reads.keys() & moved), default=datetime.date.max)
        self.by_day = {day: verdict for day, verdict in self.by_day.items() if day < first}
        self.reads = {read: day for read, day in self.reads.items() if day < first}


class Day:
    """The claims on the evidence as it became public up to a day; a verdict that is kept is not judged again."""

    def __init__(self, evidence: Evidence, day: datetime.date):
        self.evidence, self.day = evidence, day

    @cached_property
    def _cut(self) -> tuple[Callable[..., Finding], Set[Read]]:
        with noting_reads() as reads:
            return Questions(self.evidence.as_of(self.day)).find, reads

    def verdict(self, claim: Claim) -> Verdict:
        """Return the verdict on a claim on that day."""
        library = self.evidence.library
        verdicts = library.verdicts.get(claim.id)
        if verdicts is None or verdicts.needs != claim.needs:
            verdicts = library.verdicts[claim.id] = VerdictsByDay(claim.needs)
        verdicts.needs = claim.needs  # the very same is compared at once
        if self.day not in verdicts.by_day:
            find, reads_of_cut = self._cut
            with noting_reads() as reads:
                verdicts.by_day[self.day] = judge(claim, find).verdict
            first_days = dict.fromkeys(reads | reads_of_cut, self.day)
            if self.day > min(verdicts.by_day):
                first_days |= {read: min(day, self.day) for read, day in verdicts.reads.items() if read in first_days}
            verdicts.reads |= first_days
        note_reads(verdicts.reads)
        return verdicts.by_day[self.day]


def _days(evidence: Evidence) -> Iterator[datetime.date]:
    """Yield the days on which a report appeared."""
    days = (last_day(report.first_public) for study in evidence.records.values() for report in study.reports)
    return filter(None, days)


def main_verdicts(evidence: Evidence) -> dict[str, Verdict]:
    """Return the verdict on each main conclusion; of an evidence that is cut to a day that day alone is noted."""
    if evidence.library.day is None or len(evidence.records) < len(evidence.library.analysed_studies):
        return _main_verdicts(evidence)
    note_reads([(DAY, evidence.library.day.isoformat())])
    with ignoring_reads():
        return _main_verdicts(evidence)


def _main_verdicts(evidence: Evidence) -> dict[str, Verdict]:
    """Judge; a day has the verdicts of the last one before it on which a report appeared."""
    claims = {name: claim for name, claim in all_claims(evidence.library.root).items() if claim.main}
    if evidence.library.day is None:
        find = Questions(evidence).find
        return {name: judge(claim, find).verdict for name, claim in claims.items()}
    evidence.library.wait_for_verdicts()
    day = Day(evidence, max(_days(evidence), default=datetime.date.min))
    return {name: day.verdict(claim) for name, claim in claims.items()}


def holding_since(evidence: Evidence, judged: Mapping[str, JudgedClaim]) -> dict[str, datetime.date | None]:
    """Return the day from which on each standing claim holds, in the evidence as it became public.

    Walked back over the days on which a report appeared; None for a claim that rests on reports without a date, which
    no cut holds.
    """
    standing = {name: item.claim for name, item in judged.items() if item.verdict == "holds"}
    days: dict[str, datetime.date | None] = dict.fromkeys(standing)
    for date in sorted({*_days(evidence)}, reverse=True):
        day = Day(evidence, date)
        standing = {name: claim for name, claim in standing.items() if day.verdict(claim) == "holds"}
        days |= dict.fromkeys(standing, date)
        if not standing:
            break
    return days
