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
from livingevidence.watch.publication import comparable
from livingevidence.watch.readings import Pair

WAYS = {"i": "include", "e": "exclude", "a": "await", "u": "undo", "q": "quit"}
WORDS = {"i": "include", "e": "exclude, with a reason", "a": "await more of it", "u": "take the last one back"}
WORDS |= {"q": "stop; nothing is lost"}
LABELS = {"include": ("1", "ASReview_relevant"), "exclude": ("0", "ASReview_irrelevant")}
LONGEST_CELL = 131_072  # characters of a cell
ID_COLUMNS = {"record_id", "id", "key", "title", "doi", "pmid"}
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


def waiting_candidates(library: Library, screener: str, step: Step = "abstract") -> list[Candidate]:
    """Return the candidates that a screener has not decided at a step, the highest score first.

    Candidates that the review has already are left out. On the full text those wait that were included before; for the
    arbiter those on which the screeners disagree.
    """

    def is_waiting(candidate: Candidate) -> bool:
        if screener == "arbiter" and not (candidate.step == step and candidate.verdict == "disagreed"):
            return False
        is_there = candidate.is_sought if step == "full-text" else candidate.step == step
        return is_there and screener not in candidate.standing_decisions(step)

    return list(filter(is_waiting, library.search.ranked_candidates(library.study_by_identity)))


def reasons_at(vocabulary: Vocabulary, step: Step) -> dict[str, str]:
    """Return the reasons for which a candidate can be excluded at a step, with their labels."""
    return {name: term.label for name, term in vocabulary["exclusions"].items() if term.step in (None, step)}


def decide(
    inbox: Inbox, rulings: Iterable[Ruling], screener: str, reasons: Iterable[str], step: Step = "abstract"
) -> None:
    """Enter decisions of a screener, all or none; raises UserError for the first that can't be entered."""
    reasons, candidates, verdicts = list(reasons), dict(inbox.search.candidates), dict[str, str | None]()
    choices = f"write one of {', '.join(reasons)}" if reasons else "add the reasons to vocabulary/exclusions.yaml first"
    for name, verdict, reason in rulings:
        candidate = candidates.get(name) or inbox[name]
        if verdicts.setdefault(name, verdict) != verdict:
            raise UserError(f"{name}: both {verdicts[name]} and {verdict}; keep one of the two")
        if reason is not None and verdict != "exclude":
            raise UserError(f"{name}: only an exclusion has a reason; leave out '{reason}'")
        if reason is not None and reason not in reasons:
            raise UserError(f"{name}: '{reason}' is no reason for an exclusion; {guess(reason, reasons, choices)}")
        if step == "full-text" and not candidate.is_sought:
            raise UserError(f"{name}: include it on title and abstract first; then decide on its full text")
        if step == "full-text" and verdict == "exclude" and reason is None:
            raise UserError(f"{name}: an exclusion on the full text needs a reason; {choices}")
        if verdict not in (None, *get_args(Verdict)):
            raise UserError(f"{name}: no verdict '{verdict}'; write one of {', '.join(get_args(Verdict))}")
        if verdict is None and screener not in candidate.standing_decisions(step):
            raise UserError(f"{name}: there is no decision of the {screener} screener to take back")
        decision = Decision(by=screener, on=step, date=inbox.today.isoformat(), verdict=verdict, reason=reason)
        latest = candidate.standing_decisions(step).get(screener)
        if latest is None or (latest.verdict, latest.reason) != (verdict, reason):
            candidates[name] = candidate.model_copy(update={"decisions": [*candidate.decisions, decision]})
    inbox.search.candidates = candidates
    inbox.save()


def screen(
    inbox: Inbox, library: Library, screener: str, ask: Ask, show: Callable[[str], None], step: Step = "abstract"
) -> int:
    """Show candidate after candidate until the screener stops, and return how many were decided."""
    reasons = reasons_at(library.vocabulary, step)
    queue, decided = waiting_candidates(library, screener, step), []
    while queue:
        candidate = inbox[queue[0].id]
        show("\n".join(lines_of(candidate, len(queue))))
        if candidate.shown is None:
            inbox.change(candidate.id, shown=inbox.today.isoformat())
            inbox.save()
        choice = WAYS[ask(Question("verdict", "What of it?", WORDS))]
        if choice == "quit":
            break
        if choice == "undo":
            if decided:
                decide(inbox, [Ruling(decided[-1].id)], screener, reasons, step)
                queue.insert(0, decided.pop())
            continue
        reason = ask(Question("reason", "Why?", reasons)) if choice == "exclude" and reasons else None
        decide(inbox, [Ruling(candidate.id, choice, reason)], screener, reasons, step)
        decided.append(queue.pop(0))
    return len(decided)


def lines_of(candidate: Candidate, remaining: int) -> Iterator[str]:
    """Yield the lines in which a candidate is shown, of so many that are left."""
    first = candidate.hits[0]
    yield f"\n{candidate.id}  {candidate.score or 0} points, {remaining} left"
    yield first.title
    yield "; ".join(filter(None, [", ".join(first.authors[:3]), first.journal, first.published]))
    yield from (f"  {reason}" for reason in candidate.reasons)
    yield from (f"  would overturn {name}" for name in candidate.overturns)
    yield from (f"  maybe the same as {name}: {why}" for name, why in candidate.maybe.items())
    yield from (f"  also {hit.key}: {hit.why}" for hit in candidate.hits[1:])
    if first.abstract:
        yield first.abstract


def double_decisions(search: Search, step: Step = "abstract") -> list[Pair]:
    """Return what the first and the second screener decided at a step, of the candidates that both decided."""
    latest = [candidate.standing_decisions(step) for candidate in search.candidates.values()]
    both = [decisions for decisions in latest if {"first", "second"} <= {*decisions}]
    return [Pair("", "verdict", decisions["first"].verdict, decisions["second"].verdict) for decisions in both]


def as_csv(candidates: Iterable[Candidate], screener: str, step: Step = "abstract") -> str:
    """Return candidates as CSV, with what a screener decided at a step."""

    def line(candidate: Candidate) -> dict[str, object]:
        decision, hit = candidate.standing_decisions(step).get(screener), candidate.hits[0]
        verdict = decision.verdict if decision else ""
        cells = {name: getattr(hit, name) for name in ("title", "journal", "abstract", "doi", "pmid")}
        cells |= {"record_id": candidate.id, "authors": "; ".join(hit.authors), "year": hit.published[:4]}
        cells |= {"score": candidate.score or 0, "verdict": verdict, "why": "; ".join(candidate.reasons)}
        cells |= {"included": LABELS.get(verdict, ("",))[0], "reason": (decision and decision.reason) or ""}
        return cells

    return lines_to_csv(COLUMNS, map(line, candidates))


def as_ris(candidates: Iterable[Candidate], screener: str, step: Step = "abstract") -> str:
    """Return candidates as RIS, with what a screener decided at a step in notes and tags."""
    return ris.ris_text(_entry(candidate, candidate.standing_decisions(step).get(screener)) for candidate in candidates)


def _entry(candidate: Candidate, decision: Decision | None) -> dict:
    hit = candidate.hits[0]
    tags = [f"candidate={candidate.id}"]
    if decision:
        tags += [f"verdict={decision.verdict}"] + [f"reason={decision.reason}"] * bool(decision.reason)
    label = LABELS.get(decision.verdict if decision else "", ("", "ASReview_not_seen"))[1]
    fields = {"title": hit.title, "authors": hit.authors, "year": hit.published[:4], "journal_name": hit.journal}
    fields |= {"abstract": hit.abstract, "doi": hit.doi, "accession_number": hit.pmid, "id": candidate.id}
    fields |= {"notes": [*tags, label], "keywords": tags}
    one_line = {name: " ".join(value.split()) for name, value in fields.items() if isinstance(value, str)}
    return {"type_of_reference": "JOUR"} | {name: value for name, value in (fields | one_line).items() if value}


def returned_decisions(content: bytes, search: Search, reasons: Mapping[str, str]) -> tuple[list[Ruling], list[str]]:
    """Return what a CSV or RIS file decides on candidates, and the titles of its records that are none of them.

    A record is known by its id, else by a DOI or PMID, else by a title that one candidate alone has. `reasons` are the
    labels of the reasons for exclusion, by their names.
    """
    rulings, unknown = [], []
    candidates = search.candidates.items()
    by_identity = {identity: name for name, candidate in candidates for identity in candidate.identities}
    title_pairs = {(comparable(hit.title), name) for name, candidate in candidates for hit in candidate.hits}
    times = Counter(title for title, _ in title_pairs)
    titles = {title: name for title, name in title_pairs if title and times[title] == 1}
    for fields, notes, tags in _records(content):
        words = f"{notes}\n{tags}"
        noted = dict(_OURS.findall(words))
        numbers = [f"{kind}:{fields.get(kind, '').lower()}" for kind in ("doi", "pmid")]
        names = [name for name in (noted.get("candidate"), fields.get("id")) if name in search.candidates]
        names += [by_identity[number] for number in numbers if number in by_identity]
        name = names[0] if names else titles.get(comparable(fields["title"]))
        if name is None:
            unknown.append(fields["title"] or fields.get("id", ""))
        elif verdict := _verdict(fields, notes, tags):
            why = noted.get("reason") or fields.get("reason") or ",".join(_RAYYAN_WHY.findall(words))
            by_words = {comparable(words): key for key, label in reasons.items() for words in (key, label)}
            reason = by_words.get(comparable(why.split(",")[0]), why.strip() or None) if verdict == "exclude" else None
            rulings.append(Ruling(name, verdict, reason))
    return rulings, unknown


def _records(content: bytes) -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield of each record its fields, its notes and its tags; raises UserError if the file can't be read whole."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("nothing was taken: the file is no text in UTF-8; export it as that") from None
    first_line = text.partition("\n")[0]
    is_table = not ID_COLUMNS.isdisjoint(re.split("[,;\t]", re.sub('[" \r]', "", first_line.lower())))
    if not is_table and (starts := len(re.findall(r"^TY  -", text, re.MULTILINE))):
        entries = rispy.loads(text)
        if len(entries) < starts:
            raise UserError(f"nothing was taken: of {starts} records {len(entries)} are whole; each ends with 'ER  - '")
        for entry in entries:
            fields = {"id": entry.get("id", ""), "title": entry.get("title") or entry.get("primary_title", "")}
            fields |= {"doi": entry.get("doi", ""), "pmid": entry.get("accession_number", "")}
            yield fields, "\n".join(entry.get("notes", [])), "\n".join(entry.get("keywords", []))
        return
    limit = csv.field_size_limit(LONGEST_CELL)  # of the whole process, where other packages may have lifted it
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first_line.count), strict=True))
    except csv.Error as error:
        raise UserError(f"nothing was taken: {error}") from None
    finally:
        csv.field_size_limit(limit)
    if not is_table:
        raise UserError(f"nothing was taken: no column names a record; the first line is {excerpt(first_line)}")
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
    verdicts = [verdict for verdict, (_, label) in LABELS.items() if re.search(rf"\b{label}\b", notes)]
    verdicts += [_verdict_of_word(word) for word in (*_RAYYAN.findall(notes), fields.get("asreview_label", ""))]
    verdicts += [sent, tagged, fields.get("verdict", ""), _verdict_of_word(fields.get("included", ""))]
    return next(filter(None, verdicts), "")


def _verdict_of_word(word: str) -> str:
    return INCLUDED.get(word.lower().removesuffix(".0"), "")
