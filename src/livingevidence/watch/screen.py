"""Deciding on candidates: one after the other in the terminal, or all at once in another program.

They go there and come back as CSV for ASReview and any spreadsheet, as RIS for all others. Each record carries its id
and what is decided in several places, because programs keep different ones: ASReview its own notes, Rayyan notes,
Zotero tags. What comes back is read from any of these.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, get_args

import rispy

from livingevidence.export import ris
from livingevidence.export.cells import GUARD, lines_to_csv
from livingevidence.record.candidates import Candidate, Decision, Step, Verdict
from livingevidence.record.library import Library
from livingevidence.record.problems import UserError, excerpt, guess
from livingevidence.record.search import Search
from livingevidence.record.vocabulary import Vocabulary
from livingevidence.watch.ask import Ask, Question
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.publication import plain
from livingevidence.watch.readings import Pair

WAYS = {"i": "include", "e": "exclude", "a": "await", "u": "undo", "q": "quit"}
WORDS = {"i": "include", "e": "exclude, with a reason", "a": "await more of it", "u": "take the last one back"}
WORDS |= {"q": "stop; nothing is lost"}
LABELS = {"include": ("1", "ASReview_relevant"), "exclude": ("0", "ASReview_irrelevant")}
LONGEST = 131_072  # characters of a cell
NAMING = {"record_id", "id", "key", "title", "doi", "pmid"}
"""Columns of which a table has one at least, so that its lines can be told from those of RIS."""
COLUMNS = ("record_id", "title", "authors", "year", "journal", "abstract", "doi", "pmid", "score", "included")
COLUMNS += ("verdict", "reason", "why")
INCLUDED = {"1": "include", "0": "exclude", "included": "include", "excluded": "exclude", "maybe": "await"}
_OURS = re.compile(r"\b(candidate|verdict|reason)=(\S+)")
_RAYYAN = re.compile(r'RAYYAN-INCLUSION:.*?=>\s*"(\w+)"')
_RAYYAN_WHY = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|\n]+)")


class Ruling(NamedTuple):
    """What was decided on one candidate, here or in another program; without a verdict the decision is taken back."""

    id: str
    verdict: str | None = None
    reason: str | None = None


def waiting_candidates(library: Library, by: str, on: Step = "abstract") -> list[Candidate]:
    """Return the candidates that a screener has not decided at a step, the highest score first.

    Candidates that the review has already are left out. On the full text those wait that were included before; for the
    arbiter those on which the screeners disagree.
    """
    open_ = library.search.ranked_candidates(library.study_by_identity)
    open_ = [one for one in open_ if (one.sought if on == "full-text" else one.step == on)]
    if by == "arbiter":
        open_ = [candidate for candidate in open_ if candidate.step == on and candidate.verdict == "disagreed"]
    return [candidate for candidate in open_ if by not in candidate.latest(on)]


def reasons_at(vocabulary: Vocabulary, on: Step) -> dict[str, str]:
    """Return the reasons for which a candidate can be excluded at a step, with their labels."""
    return {name: term.label for name, term in vocabulary["exclusions"].items() if term.step in (None, on)}


def decide(inbox: Inbox, decisions: Iterable[Ruling], by: str, reasons: Iterable[str], on: Step = "abstract") -> None:
    """Enter decisions of the screener `by`, all or none; raises UserError for the first that can't be entered."""
    reasons, here, said = list(reasons), dict(inbox.search.candidates), dict[str, str | None]()
    choices = f"write one of {', '.join(reasons)}" if reasons else "add the reasons to vocabulary/exclusions.yaml first"
    for name, verdict, reason in decisions:
        candidate = here.get(name) or inbox[name]
        if said.setdefault(name, verdict) != verdict:
            raise UserError(f"{name}: both {said[name]} and {verdict}; keep one of the two")
        if reason is not None and (verdict != "exclude" or reason not in reasons):
            if verdict != "exclude":
                raise UserError(f"{name}: only an exclusion has a reason; leave out '{reason}'")
            raise UserError(f"{name}: '{reason}' is no reason for an exclusion; {guess(reason, reasons, choices)}")
        if on == "full-text" and not candidate.sought:
            raise UserError(f"{name}: include it on title and abstract first; then decide on its full text")
        if on == "full-text" and verdict == "exclude" and reason is None:
            raise UserError(f"{name}: an exclusion on the full text needs a reason; {choices}")
        if verdict not in (None, *get_args(Verdict)):
            raise UserError(f"{name}: no verdict '{verdict}'; write one of {', '.join(get_args(Verdict))}")
        if verdict is None and by not in candidate.latest(on):
            raise UserError(f"{name}: there is no decision of the {by} screener to take back")
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
    queue, done = waiting_candidates(library, by, on), []
    while queue:
        candidate = inbox[queue[0].id]
        show("\n".join(lines_of(candidate, len(queue))))
        if candidate.shown is None:
            inbox.change(candidate.id, shown=inbox.today.isoformat())
            inbox.save()
        way = WAYS[ask(Question("verdict", "What of it?", WORDS))]
        if way == "quit":
            break
        if way == "undo":
            if done:
                decide(inbox, [Ruling(done[-1].id)], by, reasons, on)
                queue.insert(0, done.pop())
            continue
        reason = ask(Question("reason", "Why?", reasons)) if way == "exclude" and reasons else None
        decide(inbox, [Ruling(candidate.id, way, reason)], by, reasons, on)
        done.append(queue.pop(0))
    return len(done)


def lines_of(candidate: Candidate, left: int) -> Iterator[str]:
    """Yield the lines in which a candidate is shown, of so many that are left."""
    first = candidate.hits[0]
    yield f"\n{candidate.id}  {candidate.score or 0} points, {left} left"
    yield first.title
    yield "; ".join(filter(None, [", ".join(first.authors[:3]), first.journal, first.published]))
    yield from (f"  {reason}" for reason in candidate.reasons)
    yield from (f"  would overturn {name}" for name in candidate.overturns)
    yield from (f"  maybe the same as {name}: {why}" for name, why in candidate.maybe.items())
    yield from (f"  also {hit.key}: {hit.why}" for hit in candidate.hits[1:])
    if first.abstract:
        yield first.abstract


def double_decisions(search: Search, on: Step = "abstract") -> list[Pair]:
    """Return what the first and the second screener decided at a step, of the candidates that both decided."""
    latest = [candidate.latest(on) for candidate in search.candidates.values()]
    both = [found for found in latest if {"first", "second"} <= {*found}]
    return [Pair("", "verdict", found["first"].verdict, found["second"].verdict) for found in both]


def as_csv(candidates: Iterable[Candidate], by: str, on: Step = "abstract") -> str:
    """Return candidates as CSV, with what a screener decided at a step."""

    def line(candidate: Candidate) -> dict[str, object]:
        decision, hit = candidate.latest(on).get(by), candidate.hits[0]
        verdict = decision.verdict if decision else ""
        told = {name: getattr(hit, name) for name in ("title", "journal", "abstract", "doi", "pmid")}
        told |= {"record_id": candidate.id, "authors": "; ".join(hit.authors), "year": hit.published[:4]}
        told |= {"score": candidate.score or 0, "verdict": verdict, "why": "; ".join(candidate.reasons)}
        told |= {"included": LABELS.get(verdict, ("",))[0], "reason": (decision and decision.reason) or ""}
        return told

    return lines_to_csv(COLUMNS, map(line, candidates))


def as_ris(candidates: Iterable[Candidate], by: str, on: Step = "abstract") -> str:
    """Return candidates as RIS, with what a screener decided at a step in notes and tags."""
    return ris.ris_text(_entry(candidate, candidate.latest(on).get(by)) for candidate in candidates)


def _entry(candidate: Candidate, decision: Decision | None) -> dict:
    hit = candidate.hits[0]
    tags = [f"candidate={candidate.id}"]
    if decision:
        tags += [f"verdict={decision.verdict}"] + [f"reason={decision.reason}"] * bool(decision.reason)
    label = LABELS.get(decision.verdict if decision else "", ("", "ASReview_not_seen"))[1]
    told = {"title": hit.title, "authors": hit.authors, "year": hit.published[:4], "journal_name": hit.journal}
    told |= {"abstract": hit.abstract, "doi": hit.doi, "accession_number": hit.pmid, "id": candidate.id}
    told |= {"notes": [*tags, label], "keywords": tags}
    one_line = {name: " ".join(value.split()) for name, value in told.items() if isinstance(value, str)}
    return {"type_of_reference": "JOUR"} | {name: value for name, value in (told | one_line).items() if value}


def returned_decisions(given: bytes, search: Search, reasons: Mapping[str, str]) -> tuple[list[Ruling], list[str]]:
    """Return what a CSV or RIS file decides on candidates, and the titles of its records that are none of them.

    A record is known by its id, else by a DOI or PMID, else by a title that one candidate alone has. `reasons` are the
    labels of the reasons for exclusion, by their names.
    """
    found, strange = [], []
    identities = {i: name for name, candidate in search.candidates.items() for i in candidate.identities}
    titled = {(plain(hit.title), name) for name, candidate in search.candidates.items() for hit in candidate.hits}
    times = Counter(title for title, _ in titled)
    titles = {title: name for title, name in titled if title and times[title] == 1}
    for fields, notes, tags in _records(given):
        words = f"{notes}\n{tags}"
        told = dict(_OURS.findall(words))
        numbers = [f"{kind}:{fields.get(kind, '').lower()}" for kind in ("doi", "pmid")]
        name = next((n for n in (told.get("candidate"), fields.get("id")) if n in search.candidates), None)
        name = name or next((identities[n] for n in numbers if n in identities), titles.get(plain(fields["title"])))
        if name is None:
            strange.append(fields["title"] or fields.get("id", ""))
        elif verdict := _verdict(fields, notes, tags):
            why = told.get("reason") or fields.get("reason") or ",".join(_RAYYAN_WHY.findall(words))
            named = {plain(word): key for key, label in reasons.items() for word in (key, label)}
            reason = named.get(plain(why.split(",")[0]), why.strip() or None) if verdict == "exclude" else None
            found.append(Ruling(name, verdict, reason))
    return found, strange


def _records(given: bytes) -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield of each record its fields, its notes and its tags; raises UserError if the file can't be read whole."""
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("nothing was taken: the file is no text in UTF-8; export it as that") from None
    head = text.partition("\n")[0]
    is_table = not NAMING.isdisjoint(re.split("[,;\t]", re.sub('[" \r]', "", head.lower())))
    if not is_table and (begun := len(re.findall(r"^TY  -", text, re.MULTILINE))):
        entries = rispy.loads(text)
        if len(entries) < begun:
            raise UserError(f"nothing was taken: of {begun} records {len(entries)} are whole; each ends with 'ER  - '")
        for entry in entries:
            fields = {"id": entry.get("id", ""), "title": entry.get("title") or entry.get("primary_title", "")}
            fields |= {"doi": entry.get("doi", ""), "pmid": entry.get("accession_number", "")}
            yield fields, "\n".join(entry.get("notes", [])), "\n".join(entry.get("keywords", []))
        return
    held = csv.field_size_limit(LONGEST)  # of the whole process, where other packages may have lifted it
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True))
    except csv.Error as error:
        raise UserError(f"nothing was taken: {error}") from None
    finally:
        csv.field_size_limit(held)
    if not is_table:
        raise UserError(f"nothing was taken: no column names a record; the first line is {excerpt(head)}")
    if not rows:
        raise UserError("nothing was taken: below its first line the file has no record")
    for row in rows:
        fields = {(name or "").lower(): (value or "").removeprefix(GUARD) for name, value in row.items() if name}
        fields["id"] = fields.get("record_id") or fields.get("id") or fields.get("key", "")
        fields["pmid"] = (fields.get("pmid") or fields.get("pubmed_id", "")).removesuffix(".0")  # as pandas leaves it
        yield {"title": ""} | fields, fields.get("notes", ""), fields.get("manual tags", "")


def _verdict(fields: Mapping[str, str], notes: str, tags: str) -> str:
    """Return the verdict on a record: of a tag that a person changed, else another program's, else the one sent out."""
    sent, tagged = (dict(_OURS.findall(text)).get("verdict", "") for text in (notes, tags))
    if sent and tagged and sent != tagged:
        return tagged
    now = [verdict for verdict, (_, label) in LABELS.items() if re.search(rf"\b{label}\b", notes)]
    now += [_said(word) for word in (*_RAYYAN.findall(notes), fields.get("asreview_label", ""))]
    return next(filter(None, [*now, sent, tagged, fields.get("verdict"), _said(fields.get("included", ""))]), "")


def _said(word: str) -> str:
    return INCLUDED.get(word.lower().removesuffix(".0"), "")
