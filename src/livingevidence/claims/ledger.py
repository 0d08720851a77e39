"""All claims with their verdicts, since when each holds, and those that were retired."""

from __future__ import annotations

import datetime
import importlib
import pkgutil
import re
from collections.abc import Iterable

from livingevidence.claims.base import Claim, Judged, Retired, judge
from livingevidence.claims.facts import Facts
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.dates import last_day
from livingevidence.record.root import Root

PLACED = re.compile(r"(?<!``)(?<!`` )\{(?:claim|plain)\}`([^`]+)`")  # by either wording; code places nothing
PARTS = ("base", "facts", "ledger", "change")  # modules that hold no claims of pages; packages hold none either
RETIRED: tuple[Retired, ...] = ()
"""Claims that were taken off the pages, the newest first. A claim is never deleted without an entry here."""


def declared() -> dict[str, Claim]:
    """Return every claim by its id.

    Raises
    ------
    ValueError
        If two claims share an id, or one of them is a retired one's.
    """
    claims = importlib.import_module("ruxreview.claims")  # until chapters hold them
    found: dict[str, Claim] = {}
    modules = [m.name for m in pkgutil.iter_modules(claims.__path__) if not m.ispkg and m.name not in PARTS]
    for module in sorted(modules):
        for claim in importlib.import_module(f"{claims.__name__}.{module}").CLAIMS:
            if claim.id in found or claim.id in {retired.id for retired in RETIRED}:
                raise ValueError(f"two claims are called '{claim.id}', the second in claims/{module}.py")
            found[claim.id] = claim
    return found


def judge_all(evidence: Evidence) -> dict[str, Judged]:
    """Return every claim held against the evidence, by its id."""
    facts = Facts(evidence)
    return {name: judge(claim, facts) for name, claim in declared().items()}


def since(evidence: Evidence, judged: dict[str, Judged]) -> dict[str, datetime.date | None]:
    """Return the day from which on each standing claim holds, in the evidence as it became public.

    Walked back over the days on which a report appeared; None for a claim that rests on reports without a date, which
    no cut holds.
    """
    standing = {name: item.claim for name, item in judged.items() if item.verdict == "holds"}
    days = {last_day(report.first_public) for study in evidence.records.values() for report in study.reports}
    found: dict[str, datetime.date | None] = dict.fromkeys(standing)
    for day in sorted(filter(None, days), reverse=True):
        facts = Facts(evidence.as_of(day))
        held = [name for name, claim in standing.items() if judge(claim, facts).verdict == "holds"]
        found |= dict.fromkeys(held, day)
        standing = {name: standing[name] for name in held}
        if not standing:
            break
    return found


def places(root: Root, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return where pages place each claim, as ``notebooks/alopecia.md:18``."""
    found: dict[str, list[str]] = {name: [] for name in names}
    for page in root.texts:
        for line, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            for name in PLACED.findall(text):
                found.setdefault(name, []).append(f"{page.relative_to(root.folder).as_posix()}:{line}")
    return {name: tuple(where) for name, where in found.items()}


def report(judged: Judged, where: Iterable[str], text: str) -> str:
    """Return what an editor needs to know of a claim that doesn't hold: sentence, places, needs, rows, what to do.

    Parameters
    ----------
    judged : Judged
        The claim held against the evidence.
    where : iterable of str
        The places at which pages show it.
    text : str
        The sentence with its numbers.
    """
    lines = [f"  sentence: {text}", f"  stands at: {', '.join(where) or 'no page'}"]
    for finding in judged.findings:
        if finding.holds is not True:
            lines += [f"  needed: {finding.needs}", f"  finds:  {finding.found}"]
            lines += [f"  rows:   {', '.join(row.rstrip('/') for row in finding.rows)}"] if finding.rows else []
    mend = (
        "write the sentence anew in src/ruxreview/claims, with what it needs; or, if nothing is left of it, take it "
        "off its page and enter it in RETIRED with the evidence; or mend the row if it was entered wrongly"
    )
    wait = "it is shown as open until what is awaited has been read"
    return "\n".join([*lines, f"  to do:  {mend if judged.verdict == 'overturned' else wait}"])
