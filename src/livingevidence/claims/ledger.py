"""All claims with their verdicts, and what is wrong with one."""

from livingevidence.claims import mutation, sayings
from livingevidence.claims.base import Claim, Judged, judge
from livingevidence.claims.check import Known, check
from livingevidence.claims.directive import Texts, read
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.problems import BrokenEvidence, Problem
from livingevidence.record.reads import note
from livingevidence.record.root import Root

TEXTS = ("texts:", "claims")
"""Stands for what chapters and pages claim, among what is read."""


def declared(root: Root) -> dict[str, Claim]:
    """Return every claim of a review by its id, in the order of its texts; raises BrokenEvidence."""
    note([TEXTS])
    texts = read(root)
    if texts.problems:
        raise BrokenEvidence(texts.problems)
    return texts.claims


def problems(evidence: Evidence, texts: Texts | None = None) -> list[Problem]:
    """Return what is wrong with claims and sayings of a review, found without judging them."""
    library, known = evidence.library, Known(evidence)
    texts = texts or read(library.root)
    found = check(known, texts, {claim.id for claim in library.retired.values()})
    return sorted([*found, *mutation.problems(evidence, texts.claims), *sayings.problems(library, known)])


def judge_all(evidence: Evidence) -> dict[str, Judged]:
    """Return every claim held against the evidence, by its id."""
    find = Questions(evidence).find
    return {name: judge(claim, find) for name, claim in declared(evidence.library.root).items()}


def report(judged: Judged, texts: Texts, text: str) -> str:
    """Return what an editor needs to know of a claim that doesn't hold, its sentence as `text` with its numbers."""
    claim = judged.claim
    again = ", ".join(f"{file}:{line}" for file, line in texts.repeated.get(claim.id, ()))
    lines = [f"  sentence: {text}", f"  stands at: {claim.place}{f', and again at {again}' if again else ''}"]
    for finding in judged.findings:
        if finding.holds is not True:
            lines += [f"  needed: {finding.needs}", f"  finds:  {finding.found}"]
            lines += [f"  rows:   {', '.join(row.rstrip('/') for row in finding.rows)}"] if finding.rows else []
    return "\n".join([*lines, f"  to do:  {to_do(judged)}"])


def to_do(judged: Judged) -> str:
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
