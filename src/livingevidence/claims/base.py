"""What a claim is, and when it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["holds", "open", "overturned"]


@dataclass(frozen=True)
class Finding:
    """One thing that a claim needs, held against the evidence.

    Attributes
    ----------
    needs : str
        What the claim needs, in words.
    found : str
        What the evidence has now, in words.
    holds : bool or None
        None where it can't be told yet, because a result is awaited or was not read.
    rows : tuple of str
        Addresses ``study/row`` of the rows behind it.
    flip : str
        The smallest change of the evidence that would make it fail, in words; empty where none is known.
    search : tuple of str
        Event, disease and side of a difference, for which :mod:`livingevidence.claims.change` searches that change.
    """

    needs: str
    found: str
    holds: bool | None
    rows: tuple[str, ...] = ()
    flip: str = ""
    search: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A sentence that concludes something.

    Attributes
    ----------
    id : str
        Its name, by which pages place it: ``{claim}`alopecia-areata-vehicle```.
    text : str
        The sentence in MyST; its numbers are ``{number}`` roles.
    needs : callable
        From :class:`livingevidence.claims.facts.Facts` to findings, all of which must hold.
    main : bool
        Whether it is a main conclusion, for which the first change that would flip it is shown.
    plain : str
        The same sentence for readers who are no physicians, with numbers of `text` alone and no surer than it; empty
        where there is none. Pages place it as ``{plain}`alopecia-areata-vehicle```.
    """

    id: str
    text: str
    needs: Callable[..., Iterable[Finding]]
    main: bool = False
    plain: str = ""


@dataclass(frozen=True)
class Retired:
    """A claim that no longer stands on any page.

    Attributes
    ----------
    id, text : str
        As they were.
    date : str
        The day on which it was retired.
    evidence : str
        What retired it.
    """

    id: str
    text: str
    date: str
    evidence: str


@dataclass(frozen=True)
class Judged:
    """A claim held against the evidence.

    Attributes
    ----------
    claim : Claim
    verdict : str
        ``overturned`` where anything that it needs fails, ``open`` where something can't be told, else ``holds``.
    findings : tuple of Finding
    """

    claim: Claim
    verdict: Verdict
    findings: tuple[Finding, ...]


def judge(claim: Claim, facts) -> Judged:
    """Return a claim held against the evidence.

    Parameters
    ----------
    claim : Claim
    facts : Facts
        What the evidence answers to the questions of claims.
    """
    findings = tuple(claim.needs(facts))
    held = [finding.holds for finding in findings]
    verdict: Verdict = "overturned" if False in held else "open" if None in held or not held else "holds"
    return Judged(claim, verdict, findings)
