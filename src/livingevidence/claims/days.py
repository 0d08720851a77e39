"""What claims were on earlier days, in the evidence as it became public; only what moved is judged again."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from livingevidence.claims.base import Claim, Finding, Judged, Verdict, judge
from livingevidence.claims.expression import Expression
from livingevidence.claims.ledger import declared
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.dates import last_day
from livingevidence.record.reads import Read, note, noted, unnoted

DAY = "day:"
"""The kind of read that stands for what all main conclusions are on a day."""


@dataclass
class Found:
    """What a claim was found to be on days, and what was read for it."""

    needs: tuple[Expression, ...]
    on: dict[datetime.date, Verdict] = field(default_factory=dict)
    reads: dict[Read, datetime.date] = field(default_factory=dict)
    """With the first day on which it was read: what became public later is no part of an earlier day."""

    def forget(self, moved: Set[Read]) -> None:
        """Forget the days on which something that moved was read."""
        first = min((self.reads[read] for read in self.reads.keys() & moved), default=datetime.date.max)
        self.on = {day: verdict for day, verdict in self.on.items() if day < first}
        self.reads = {read: day for read, day in self.reads.items() if day < first}


class Day:
    """The claims on the evidence as it became public up to a day; what is known already is not judged again."""

    def __init__(self, evidence: Evidence, day: datetime.date):
        self.evidence, self.day = evidence, day

    @cached_property
    def _cut(self) -> tuple[Callable[..., Finding], Set[Read]]:
        with noted() as seen:
            return Questions(self.evidence.as_of(self.day)).find, seen

    def verdict(self, claim: Claim) -> Verdict:
        """Return what a claim is on that day."""
        verdicts = self.evidence.library.verdicts
        if (known := verdicts.get(claim.id)) is None or known.needs != claim.needs:
            known = verdicts[claim.id] = Found(claim.needs)
        known.needs = claim.needs  # the very same is compared at once
        if self.day not in known.on:
            find, cut = self._cut
            with noted() as seen:
                known.on[self.day] = judge(claim, find).verdict
            earlier = dict.fromkeys(seen | cut, self.day)
            if self.day > min(known.on):
                earlier |= {read: min(day, self.day) for read, day in known.reads.items() if read in earlier}
            known.reads |= earlier
        note(known.reads)
        return known.on[self.day]


def _days(evidence: Evidence) -> Iterator[datetime.date]:
    """Yield the days on which a report appeared."""
    days = (last_day(report.first_public) for study in evidence.records.values() for report in study.reports)
    return filter(None, days)


def on_the_day(evidence: Evidence) -> dict[str, Verdict]:
    """Return what each main conclusion is on an evidence; of one that is cut to a day that day alone is noted."""
    if evidence.library.day is None or len(evidence.records) < len(evidence.library.analysed):
        return _on_the_day(evidence)
    note([(DAY, evidence.library.day.isoformat())])
    with unnoted():
        return _on_the_day(evidence)


def _on_the_day(evidence: Evidence) -> dict[str, Verdict]:
    """Judge; a day has the verdicts of the last one before it on which a report appeared."""
    claims = {name: claim for name, claim in declared(evidence.library.root).items() if claim.main}
    if evidence.library.day is None:
        find = Questions(evidence).find
        return {name: judge(claim, find).verdict for name, claim in claims.items()}
    day = Day(evidence, max(_days(evidence), default=datetime.date.min))
    return {name: day.verdict(claim) for name, claim in claims.items()}


def since(evidence: Evidence, judged: Mapping[str, Judged]) -> dict[str, datetime.date | None]:
    """Return the day from which on each standing claim holds, in the evidence as it became public.

    Walked back over the days on which a report appeared; None for a claim that rests on reports without a date, which
    no cut holds.
    """
    standing = {name: item.claim for name, item in judged.items() if item.verdict == "holds"}
    found: dict[str, datetime.date | None] = dict.fromkeys(standing)
    for date in sorted({*_days(evidence)}, reverse=True):
        day = Day(evidence, date)
        held = [name for name, claim in standing.items() if day.verdict(claim) == "holds"]
        found |= dict.fromkeys(held, date)
        standing = {name: standing[name] for name in held}
        if not standing:
            break
    return found
