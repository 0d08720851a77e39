"""What earlier work said, tested on the data: a verdict on each saying, with why.

A saying is taken apart. Each part names the evidence that must be there to test it, and what that evidence must show.
A part can't be tested where its evidence is lacking; it fails where the evidence shows otherwise. Where benefit or harm
is said to be caused by the treatment, evidence is lacking below low certainty (GRADE: Guyatt and others, BMJ 2008).

The verdict follows from the parts: all hold, *supported*; some hold, and others fail or can't be tested, *partly
supported*; none holds and one fails, *not supported*; none holds and none fails, *not testable yet*.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple

from livingevidence.claims.base import Finding, all_hold
from livingevidence.claims.check import ALLOWED_QUESTIONS, ClaimNames
from livingevidence.claims.expression import ALLOWED, BadExpression, Expression, parse
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.library import Library
from livingevidence.record.problems import Problem
from livingevidence.record.review import Saying

Verdict = Literal["supported", "partly supported", "not supported", "not testable yet"]


class Part(NamedTuple):
    """A part of a saying, held against the evidence."""

    shows: Sequence[Finding]
    there: Sequence[Finding] = ()

    @property
    def holds(self) -> bool | None:
        """Whether it holds; None where it can't be tested."""
        if not self.shows or not all(finding.holds for finding in self.there):
            return None
        return all_hold([finding.holds for finding in self.shows])

    @property
    def deciding(self) -> list[Finding]:
        """The findings that decide: what is lacking, else what fails, else what can't be told, else all."""
        lacking = [finding for finding in self.there if not finding.holds]
        failing = [finding for finding in self.shows if finding.holds is False]
        open_ = [finding for finding in self.shows if finding.holds is None]
        return lacking or failing or open_ or [*self.shows]


class JudgedSaying(NamedTuple):
    """A saying held against the evidence, with its parts by what each says."""

    saying: Saying
    verdict: Verdict
    parts: Mapping[str, Part]


def verdict_of(parts: Mapping[str, Part]) -> Verdict:
    """Return the verdict on a saying from its parts, of which there is at least one."""
    outcomes = [part.holds for part in parts.values()]
    if True in outcomes:
        return "supported" if all(outcomes) else "partly supported"
    return "not supported" if False in outcomes else "not testable yet"


def problems(library: Library, names: ClaimNames) -> Iterator[Problem]:
    """Yield the lines that sayings need and that are not of the grammar, or name what is not there."""
    document = library.files.get("sayings")
    for key, saying in library.sayings.items():
        for (index, part), name in product(enumerate(saying.parts), ("shows", "there")):
            first = document.place((key, "parts", index, name))[0]
            for line, text in enumerate((getattr(part, name) or "").splitlines(), first + 1):
                try:
                    for fault, fix in names.faults(parse(text.strip())):
                        yield Problem(document.file, line, 1, "saying", "Needs", fault, ALLOWED_QUESTIONS, fix)
                except BadExpression as error:
                    field, words = f"{saying.id}: {part.part}", (error.found, ALLOWED, error.fix)
                    yield Problem(document.file, line, error.column, field, "Needs", *words)


def judge_sayings(evidence: Evidence) -> list[JudgedSaying]:
    """Return every saying held against the evidence."""
    find = Questions(evidence).find
    judged = []
    for saying in evidence.library.sayings.values():
        parts = {part.part: Part(_findings(part.shows, find), _findings(part.there, find)) for part in saying.parts}
        judged.append(JudgedSaying(saying, verdict_of(parts), parts))
    return judged


def _findings(text: str | None, find: Callable[[Expression], Finding]) -> list[Finding]:
    return [find(parse(line.strip())) for line in (text or "").splitlines()]
