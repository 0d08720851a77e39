"""Two states of the evidence side by side: which records changed, and what moved by it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from livingevidence.history.diff.snapshot import SECTIONS, Record, Snapshot, Statement, is_overturned
from livingevidence.history.diff.states import State
from livingevidence.record.prose import fences
from livingevidence.record.root import Root
from livingevidence.record.text import number

# Fields in which words stand and no value; a change of them alone moves nothing that is computed.
WORD_FIELDS = """
label measure_label timepoint_label duration_label condition_label design_label title title_is definition note notes
locator where limitations mechanism conflicts missing not_read_again why reason means read via scale first_public_from
dates_from
"""
# What is told of a record that is there on one side alone, by its kind; of a row stands its result.
TOLD_FIELDS = {
    "study": ("design", "conditions", "population.n_enrolled"),
    "arm": ("interventions", "form", "strength_percent", "n"),
    "case": ("people", "regimen", "response", "response_detail"),
    "judgement": ("overall.judgement", "not_assessable", "not_rated", "means"),
}
FIRST_KINDS = ("study", "case", "row", "judgement")  # of what was edited
VERDICTS = ("overturned", "does not hold", "open", "holds")  # the weightiest first
SECTIONS_IN_WORDS = ("claims", "certainty")  # of which the sense is a verdict or a level, and sentences
GENERATED = {"numbers": ("estimates", "numbers"), "claims": ("claims",), "certainty": ("certainty",)}
LISTS = {"reference": "references", "term": "vocabulary"}
"""The page of all records of a kind."""
KINDS_OF_NO_STUDY = ("judgement", "review", "file", *LISTS)
"""Kinds of records that are of no study."""


class Move(NamedTuple):
    """Something that the review says and that moved, by its key or address; None where a state doesn't have it."""

    key: str
    old: Statement | None
    new: Statement | None
    rows: tuple[str, ...]
    """The edited rows behind it."""
    reworded: bool
    """Whether words alone are others, while its verdict or level and its numbers stay."""

    @property
    def about(self) -> str:
        """What the statement is about."""
        return statement.about if (statement := self.new or self.old) else ""


class Edit(NamedTuple):
    """A record that was added, removed or changed; address, kind and about are those of the record.

    ``how`` is ``added``, ``removed``, ``changed``, or ``wording`` where no value changed. Fields have what they held
    before and after, values before words; ``–`` is nothing. Of a row the result as it is shown comes first.
    """

    address: str
    kind: str
    about: str
    how: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Diff:
    """What is different in HEAD: what moved by kind, the weightiest first, what was edited, the pages that show it."""

    base: State
    head: State
    moved: dict[str, list[Move]]
    records: list[Edit]
    pages: list[str]

    @property
    def edited(self) -> Counter:
        """How many records were edited, by (kind, how)."""
        return Counter((edit.kind, edit.how) for edit in self.records)

    @property
    def unjudged(self) -> str:
        """Why claims are not compared; empty where they are."""
        return "; ".join(f"of {state.name} {state.unjudged}" for state in (self.base, self.head) if state.unjudged)

    @property
    def overturned(self) -> list[str]:
        """The claims that are overturned in HEAD and weren't in BASE."""
        claims = self.moved.get("claims", ())
        return [move.key for move in claims if is_overturned(move.new) and not is_overturned(move.old)]


def compare(base: State, head: State, root: Root | None = None) -> Diff:
    """Return what is different in HEAD; without a review, whose pages are looked through, only generated pages."""
    before, after = base.snapshot, head.snapshot
    edits = list(_edits(before, after))
    edited = {edit.address for edit in edits if edit.how != "wording"}
    unjudged = ["claims"] if base.unjudged or head.unjudged else []
    moves = {name: [] if name in unjudged else list(_moves(name, before, after, edited)) for name in SECTIONS}
    moves["claims"].sort(key=lambda move: VERDICTS.index(move.new.sense[0]) if move.new else len(VERDICTS))
    edits.sort(key=lambda edit: FIRST_KINDS.index(edit.kind) if edit.kind in FIRST_KINDS else len(FIRST_KINDS))
    records = before.records | after.records
    terms = {term for address in edited for term in _terms(address, records)}
    pages = _pages(moves, edits, terms, root)
    return Diff(base, head, {name: entries for name, entries in moves.items() if entries}, edits, pages)


def _moves(section: str, before: Snapshot, after: Snapshot, edited: Set[str]) -> Iterator[Move]:
    for key in after.statements[section] | before.statements[section]:
        old, new = (side.statements[section].get(key) for side in (before, after))
        if old is None or new is None or old.sense != new.sense:
            statements = filter(None, (new, old))
            behind = [row.rstrip("/") for statement in statements for row in (*statement.rows, *statement.behind)]
            rows = tuple(row for row in dict.fromkeys(behind) if row in edited)
            if section == "judgements" and new and new.cure and not before.records.keys() >= {*rows}:
                new = new._replace(text=new.text.replace("its values changed", "its evidence grew"))
            reworded = section in SECTIONS_IN_WORDS and old and new and _figures(old) == _figures(new)
            yield Move(key, old, new, rows, bool(reworded))


def _figures(statement: Statement) -> list[str]:
    return [statement.sense[0], *figures_in(" ".join(statement.sense[1:]))]


def _edits(before: Snapshot, after: Snapshot) -> Iterator[Edit]:
    has_files = [any(record.kind == "file" for record in side.records.values()) for side in (before, after)]
    for address in after.records | before.records:
        old, new = before.records.get(address), after.records.get(address)
        record = new or old
        if record and old != new and (record.kind != "file" or all(has_files)):  # which the first release did not keep
            how, fields = _edit(record.kind, old.fields if old else None, new.fields if new else None)
            results = _value_text(before.printed.get(address)), _value_text(after.printed.get(address))
            if record.kind == "row" and results[0] != results[1]:
                fields.insert(0, ("result", *results))
            yield Edit(address, record.kind, record.about, how, tuple(fields))


def _edit(kind: str, old: dict | None, new: dict | None) -> tuple[str, list[tuple[str, str, str]]]:
    """Return how a record changed, and the fields that did with what they held, values before words."""
    how = "removed" if new is None else "added" if old is None else "changed"
    before, after = old or {}, new or {}
    names = [name for name in before | after if before.get(name) != after.get(name)]
    wording = [name for name in names if how == "changed" and _is_wording(name, before.get(name), after.get(name))]
    if how != "changed":
        names = [name for name in TOLD_FIELDS.get(kind, ()) if name in names or name == "response"]
    elif len(wording) == len(names):
        how = "wording"
    names.sort(key=wording.__contains__)
    return how, [(name, _value_text(before.get(name), name), _value_text(after.get(name), name)) for name in names]


def _terms(address: str, records: dict[str, Record]) -> Iterator[str]:
    """Yield what chapters ask for: the terms of a record or of its study, and the outcome or event of a row."""
    record, study = records[address], records.get(address.partition("/")[0])
    yield from (*record.terms, *(study.terms if study else ()))
    yield from (str(record.fields[name]) for name in ("outcome", "event") if name in record.fields)


def figures_in(text: str) -> list[str]:
    """Return the numbers in a text, as they are printed."""
    return re.findall(r"\d+(?:[.,\N{NARROW NO-BREAK SPACE}]\d+)*", text)


def _is_wording(name: str, old: object, new: object) -> bool:
    """Return whether words alone changed: in a field of words, or in case and punctuation of any text."""
    if set(re.split(r"\.(?:\d+\.)?", name)) & {*WORD_FIELDS.split()}:
        return True
    words = [re.findall(r"[^\W\d_]+|[\d.]+|[<>=≤≥%]", text.casefold()) for text in (old, new) if isinstance(text, str)]
    return len(words) == 2 and words[0] == words[1] != []


def _value_text(value: object, name: str = "") -> str:
    if value is None:
        return "not read" if name == "response" else "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return " ".join(str(value).split())


def _pages(moves: Mapping[str, list[Move]], edits: list[Edit], terms: Set[str], root: Root | None) -> list[str]:
    """Return the pages, as ``chapters/<name>``, those of studies last.

    A page is named if its text places a number, row or claim that changed, or if a cell asks, in quotation marks, for
    one of the terms whose records changed in a value. A table of the whole evidence, which asks for no term, isn't.
    """
    pages = {page for page, kinds in GENERATED.items() if any(moves[kind] for kind in kinds)}
    pages |= {LISTS[edit.kind] for edit in edits if edit.kind in LISTS}
    pages |= {"risk-of-bias" for edit in edits if edit.kind == "judgement" and "risk" in edit.address}
    moved = {move.key for section in moves.values() for move in section} | {edit.address for edit in edits}
    for folder, prefix in ((root.chapters, "chapters/"), (root.pages, "")) if root else ():
        texts = {prefix + path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
        pages |= {page for page, text in texts.items() if _mentions(text, moved, terms)}
    names = {edit.address.partition("/")[0] for edit in edits if edit.kind not in KINDS_OF_NO_STUDY}
    return [*sorted(pages), *(f"studies/{name}" for name in sorted(names))]


def _mentions(text: str, moved: Set[str], terms: Set[str]) -> bool:
    addresses = re.findall(r"\{(?:number|claim)\}`(?:[^`<]*<)?([^`>]+)>?`", text)
    rows = [address.rpartition(".")[0] for address in addresses if "/" in address]
    cells = " ".join(line for fence in fences(text.splitlines()) if "{code-cell}" in fence.info for line in fence.body)
    quoted = re.findall(r'"([a-z0-9-]+)"', cells)
    return not moved.isdisjoint([*addresses, *rows]) or not terms.isdisjoint(quoted)
