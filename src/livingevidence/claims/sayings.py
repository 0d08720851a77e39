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

from livingevidence.claims.base import Finding
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
        held = [finding.holds for finding in self.shows]
        if not held or not all(finding.holds for finding in self.there):
            return None
        return False if False in held else None if None in held else True

    @property
    def deciding(self) -> list[Finding]:
        """The findings that decide: what is lacking, else what fails, else what can't be told, else all."""
        fails, untold = ([f for f in self.shows if f.holds is what] for what in (False, None))
        return [f for f in self.there if not f.holds] or fails or untold or [*self.shows]


class TestedSaying(NamedTuple):
    """A saying held against the evidence, with its parts by what each says."""

    saying: Saying
    verdict: Verdict
    parts: Mapping[str, Part]


def verdict_of(parts: Mapping[str, Part]) -> Verdict:
    """Return the verdict on a saying from its parts, of which there is at least one."""
    held = [part.holds for part in parts.values()]
    if True in held:
        return "supported" if all(held) else "partly supported"
    return "not supported" if False in held else "not testable yet"


def problems(library: Library, known: ClaimNames) -> Iterator[Problem]:
    """Yield the lines that sayings need and that are not of the grammar, or name what is not there."""
    document = library.files.get("sayings")
    for at, saying in library.sayings.items():
        for (index, part), name in product(enumerate(saying.parts), ("shows", "there")):
            first = document.place((at, "parts", index, name))[0]
            for number, text in enumerate((getattr(part, name) or "").splitlines(), first + 1):
                try:
                    for found, fix in known.expression(parse(text.strip())):
                        yield Problem(document.file, number, 1, "saying", "Needs", found, ALLOWED_QUESTIONS, fix)
                except BadExpression as error:
                    field, words = f"{saying.id}: {part.part}", (error.found, ALLOWED, error.fix)
                    yield Problem(document.file, number, error.column, field, "Needs", *words)


def test_all(evidence: Evidence) -> list[TestedSaying]:
    """Return every saying held against the evidence."""
    find = Questions(evidence).find
    made = []
    for saying in evidence.library.sayings.values():
        parts = {part.part: Part(_found(part.shows, find), _found(part.there or "", find)) for part in saying.parts}
        made.append(TestedSaying(saying, verdict_of(parts), parts))
    return made


test_all.__test__ = False  # no test, though it is called like one


def _found(text: str, find: Callable[[Expression], Finding]) -> list[Finding]:
    return [find(parse(line.strip())) for line in text.splitlines()]
