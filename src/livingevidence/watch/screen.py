"""Deciding on candidates: one after the other in the terminal, or all at once from a file."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, get_args

from livingevidence.record.library import Library
from livingevidence.record.problems import Told, guess
from livingevidence.record.search import Candidate, Decision, Search, Step, Verdict
from livingevidence.record.vocabulary import Vocabulary
from livingevidence.watch.ask import Ask, Question
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.readings import Pair, kappa

WAYS = {"i": "include", "e": "exclude", "a": "await", "u": "undo", "q": "quit"}
WORDS = {"i": "include", "e": "exclude, with a reason", "a": "await more of it", "u": "take the last one back"}
WORDS |= {"q": "stop; nothing is lost"}


class Returned(NamedTuple):
    """What is decided of one candidate, here or in another program; without a verdict, that it is open again."""

    id: str
    verdict: str | None = None
    reason: str | None = None


class Agreement(NamedTuple):
    """How two screeners agree on the candidates that both decided."""

    both: int
    agreed: int
    kappa: float | None
    """Cohen's; None where chance alone would agree always, or nobody decided twice."""


def waiting(library: Library, by: str, on: Step = "abstract") -> list[Candidate]:
    """Return the candidates that a screener still has to decide, the highest first; none that the review has."""
    open_ = library.search.ranked(library.identities)
    open_ = [one for one in open_ if (one.sought if on == "full-text" else one.step == on)]
    if by == "arbiter":
        open_ = [candidate for candidate in open_ if candidate.step == on and candidate.verdict == "disagreed"]
    return [candidate for candidate in open_ if by not in candidate.latest(on)]


def reasons_at(vocabulary: Vocabulary, on: Step) -> dict[str, str]:
    """Return the reasons for which a candidate can be excluded at a step, with their labels."""
    return {name: term.label for name, term in vocabulary["exclusions"].items() if term.step in (None, on)}


def decide(inbox: Inbox, decisions: Iterable[Returned], by: str, reasons: Iterable[str], on: Step = "abstract") -> None:
    """Enter decisions, all or none; one without a verdict takes the screener's own back."""
    reasons, here = list(reasons), dict(inbox.search.candidates)
    for name, verdict, reason in decisions:
        candidate = here.get(name) or inbox[name]
        if reason is not None and (verdict != "exclude" or reason not in reasons):
            told = guess(reason, reasons, f"write one of {', '.join(reasons) or 'vocabulary/exclusions.yaml, first'}")
            raise Told(f"{name}: no reason '{reason}' of an exclusion; {told}")
        if on == "full-text" and not candidate.sought:
            raise Told(f"{name}: include it on title and abstract first; then decide on its full text")
        if on == "full-text" and verdict == "exclude" and reason is None:
            raise Told(f"{name}: an exclusion on the full text needs a reason; write one of {', '.join(reasons)}")
        if verdict not in (None, *get_args(Verdict)):
            raise Told(f"{name}: no verdict '{verdict}'; write one of {', '.join(get_args(Verdict))}")
        if verdict is None and by not in candidate.latest(on):
            raise Told(f"{name}: there is no decision of the {by} screener to take back")
        made = Decision(by=by, on=on, date=inbox.today.isoformat(), verdict=verdict, reason=reason)
        if (now := candidate.latest(on).get(by)) is None or (now.verdict, now.reason) != (verdict, reason):
            here[name] = candidate.model_copy(update={"decisions": [*candidate.decisions, made]})
    inbox.search.candidates = here
    inbox.save()


def screen(
    inbox: Inbox, library: Library, by: str, ask: Ask, show: Callable[[str], None], on: Step = "abstract"
) -> int:
    """Show candidate after candidate until the screener stops, and return how many were decided."""
    reasons = reasons_at(library.vocabulary, on)
    queue, done = waiting(library, by, on), []
    while queue:
        candidate = inbox[queue[0].id]
        show("\n".join(shown(candidate, len(queue))))
        if candidate.shown is None:
            inbox.change(candidate.id, shown=inbox.today.isoformat())
            inbox.save()
        way = WAYS[ask(Question("verdict", "What of it?", WORDS))]
        if way == "quit":
            break
        if way == "undo":
            if done:
                decide(inbox, [Returned(done[-1].id)], by, reasons, on)
                queue.insert(0, done.pop())
            continue
        reason = ask(Question("reason", "Why?", reasons)) if way == "exclude" and reasons else None
        decide(inbox, [Returned(candidate.id, way, reason)], by, reasons, on)
        done.append(queue.pop(0))
    return len(done)


def shown(candidate: Candidate, left: int = 0) -> Iterator[str]:
    """Yield the lines in which a candidate is shown."""
    first = candidate.hits[0]
    yield f"\n{candidate.id}  {candidate.score or 0} points" + (f", {left} left" if left else "")
    yield first.title
    yield "; ".join(filter(None, [", ".join(first.authors[:3]), first.journal, first.published]))
    yield from (f"  {reason}" for reason in candidate.reasons)
    yield from (f"  would overturn {name}" for name in candidate.overturns)
    yield from (f"  maybe the same as {name}: {why}" for name, why in candidate.maybe.items())
    yield from (f"  also {hit.key}: {hit.why}" for hit in candidate.hits[1:])
    if first.abstract:
        yield first.abstract


def agreement(search: Search, on: Step = "abstract") -> Agreement:
    """Return how the first and the second screener agree at a step, with Cohen's kappa."""
    latest = [candidate.latest(on) for candidate in search.candidates.values()]
    both = [found for found in latest if {"first", "second"} <= {*found}]
    pairs = [Pair("", "verdict", found["first"].verdict, found["second"].verdict) for found in both]
    return Agreement(len(pairs), sum(pair.agrees for pair in pairs), kappa(pairs))
