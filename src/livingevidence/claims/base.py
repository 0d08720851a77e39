"""What a claim is, and when it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from livingevidence.claims.expression import Expression
from livingevidence.record.reading import Document, Path

Verdict = Literal["holds", "open", "overturned"]
Says = Literal["verdict", "nobody", "harm", "certainty", "warning"]
"""What kind of thing a claim says.

The bottom line on a condition; that nobody treated is recorded; something on harms; how sure one can be; or what labels
warn of, which stands on the page of every condition.
"""


@dataclass(frozen=True)
class Finding:
    """One thing that a claim needs, held against the evidence."""

    needs: str
    answer: str
    """What is needed, and what the evidence has now, in words."""
    holds: bool | None
    """None where it can't be told yet, because a result is awaited or was not read."""
    rows: tuple[str, ...] = ()
    """Addresses of the rows and cases behind it; of a whole study ``study/``."""
    flip: str = ""
    """The smallest change of the evidence that would make it fail, in words; empty where none is known."""
    search: tuple[str, ...] = ()
    """Event, disease and side of a difference, for which :mod:`livingevidence.claims.change` searches that change."""
    stale: tuple[str, ...] = ()
    """Judgements that keep it from being told, because their values changed since they were signed."""


@dataclass(frozen=True)
class Change:
    """A change of the evidence, as it is written beside a claim; see :mod:`livingevidence.claims.mutation`."""

    when: str
    """``false_when`` or ``true_when``."""
    fields: Mapping[str, Mapping | None]
    """What is set, by the address of what is changed."""
    document: Document
    """The block, which knows where each value stands."""
    path: Path = ()
    """Where the change stands in it."""


@dataclass(frozen=True)
class Claim:
    """A sentence that concludes something."""

    id: str
    """Its name, by which pages repeat it: ``{claim}`a-condition-compared```."""
    text: str
    """The sentence in MyST; its numbers are ``{number}`` roles."""
    needs: tuple[Expression, ...] = ()
    """What it asks of the evidence, all of which must hold."""
    about: tuple[str, ...] = ()
    """The conditions and groups that it is about; pages of conditions choose by it."""
    says: str = ""
    """What kind of thing it says, as :data:`Says` has it; empty for any other."""
    main: bool = False
    """Whether it is a main conclusion, for which the first change that would flip it is shown."""
    changes: tuple[Change, ...] = field(default=(), repr=False, compare=False)
    """Changes of the evidence that must overturn it, or must leave it standing."""
    plain: str = ""
    """The sentence for readers who are no physicians, with numbers of `text` alone and no surer; may be empty."""
    file: str = ""
    line: int = 0
    """Where it stands, the file from the review's folder."""

    @property
    def place(self) -> str:
        """Where it stands, as ``notebooks/chapter.md:18``."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class JudgedClaim:
    """A claim held against the evidence."""

    claim: Claim
    verdict: Verdict
    """``overturned`` where anything that it needs fails, ``open`` where something can't be told, else ``holds``."""
    findings: tuple[Finding, ...]


def judge(claim: Claim, find: Callable[[Expression], Finding]) -> JudgedClaim:
    """Return a claim held against the evidence, of which `find` returns what a line of its needs finds."""
    findings = tuple(map(find, claim.needs))
    verdicts: dict[bool | None, Verdict] = {True: "holds", False: "overturned", None: "open"}
    holds = all_hold([finding.holds for finding in findings]) if findings else None
    return JudgedClaim(claim, verdicts[holds], findings)


def all_hold(answers: Sequence[bool | None]) -> bool | None:
    """Return whether all of some things hold; None where none fails, and one can't be told."""
    if False in answers:
        return False
    return None if None in answers else True
