"""Claims as they stand in chapters and pages: the one parser of their blocks, for the site and for everything else.

A claim is a directive of MyST, read from the raw Markdown, so that nothing needs to be built to know it::

    ```{claim} a-condition-one-man
    ---
    about: a-condition
    plain: One treated man is known.
    needs: |
      people("a-condition") == 1
    ---
    One man with the condition who was treated is known.
    ```
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from livingevidence.claims.base import Change, Claim, Says
from livingevidence.claims.expression import ALLOWED, BadExpression, Expression, parse
from livingevidence.record.load import Loader
from livingevidence.record.models import Model, Text
from livingevidence.record.problems import Problem, excerpt
from livingevidence.record.prose import Fence, fences
from livingevidence.record.reading import Document
from livingevidence.record.reading import parse as parse_yaml
from livingevidence.record.root import Root

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REPEATED = re.compile(r"(?<!``)(?<!`` )\{(?:claim|plain)\}`([^`]+)`")  # by either wording; code repeats nothing
OPENS = re.compile(r"[\s>]*(`{3,}|~{3,}|:{3,})\{")


class Fields(Model):
    """What a claim has between its two lines of ``---``; several that it is about have commas between."""

    about: Text | None = None
    plain: Text | None = None
    needs: Text
    """What it needs of the evidence, behind ``|`` one question a line."""
    says: Says | None = None
    main: bool = False
    false_when: Text | None = None
    """Changes of the evidence, each of which must overturn it, behind ``|``."""
    true_when: Text | None = None
    """Changes that must leave it standing, where that is not plain."""


@dataclass
class Texts:
    """What the chapters and pages of a review claim."""

    claims: dict[str, Claim] = field(default_factory=dict)
    """By id, in the order of files and lines."""
    repeated: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """The places that repeat a claim, by id: file and line."""
    problems: list[Problem] = field(default_factory=list)


def read(root: Root) -> Texts:
    """Return the claims of a review, from its chapters and pages."""
    texts = ((path, path.read_text(encoding="utf-8", errors="replace")) for path in root.texts)
    return _read(root, tuple(texts))


@lru_cache(2)  # asked for each earlier day, and of a change for both sides
def _read(root: Root, contents: tuple[tuple[Path, str], ...]) -> Texts:
    texts = Texts()
    for path, text in contents:
        label, file = root.display_path(path), path.relative_to(root.folder).as_posix()
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            for name in REPEATED.findall(line):
                texts.repeated.setdefault(name, []).append((file, number))
        for name, block in blocks(lines):
            _ClaimBlock(texts, root, label, file, name, block).add()
    return texts


def blocks(lines: list[str]) -> Iterator[tuple[str, Fence]]:
    """Yield name and block of each claim of a text; one inside other code or a quotation is none."""
    for block in fences(lines):
        if ">" not in block.prefix and (claim := re.fullmatch(r"\{claim\}(.*)", block.info)):
            yield claim[1].strip(), block


def with_sentences(text: str, sentence_of: Callable[[str], str]) -> str:
    """Return Markdown with a sentence, by the name of the claim, in place of each block of one."""
    lines = text.splitlines()
    for name, (_, prefix, start, body) in reversed([*blocks(lines)]):
        lines[start - 1 : start + len(body) + 1] = [lines[start - 1][: len(prefix)] + sentence_of(name)]
    return "\n".join(lines)


class _ClaimBlock(NamedTuple):
    """One block on its way to a claim."""

    texts: Texts
    root: Root
    label: str
    """The file as messages name it."""
    file: str
    """The file from the review's folder."""
    name: str
    block: Fence

    def add(self) -> None:
        """Add the claim, or what is wrong with it."""
        _, _, start, body = self.block
        marks = [number for number, line in enumerate(body) if line.rstrip() == "---"][:2]
        if len(marks) < 2 or any(line.strip() for line in body[: marks[0]]):
            fix = "begin the block with the fields between two lines of ---, and write the sentence below them"
            self._problem("ClaimFields", "no fields between two lines of ---", "a claim", fix)
            return
        if inner_line := next((number for number, line in enumerate(body, start + 1) if OPENS.match(line)), 0):
            fix = f"end the block of '{self.name}' before it, with the fence with which it begins"
            self._problem("OpenBlock", f"a block that begins inside '{self.name}'", "a claim", fix, inner_line)
        text, problems_before = " ".join(" ".join(body[marks[1] + 1 :]).split()), len(self.texts.problems)
        above = "\n" * (start + marks[0] + 1)
        document = parse_yaml(above + "\n".join(body[marks[0] + 1 : marks[1]]), Document(self.label))
        self.texts.problems += document.problems
        self._check_name(text)
        loader = Loader(self.root)
        fields = None if document.problems else loader.fit(document.data or {}, Fields, document)
        self.texts.problems += loader.problems
        if fields is None:
            return
        needs, changes = [*self._needs(fields.needs, document)], [*self._changes(fields, document)]
        plain = " ".join((fields.plain or "").split())
        self._check_once(text, plain)
        if len(self.texts.problems) == problems_before:
            about = tuple(filter(None, (part.strip() for part in (fields.about or "").split(","))))
            says, place = fields.says or "", (self.file, start)
            self.texts.claims[self.name] = Claim(
                self.name, text, tuple(needs), about, says, fields.main, tuple(changes), plain, *place
            )

    def _problem(self, rule: str, fault: str, allowed: str, fix: str, line: int = 0, column: int = 0) -> None:
        place = line or self.block.line, column or len(self.block.prefix) + 1
        self.texts.problems.append(Problem(self.label, *place, "claim", rule, fault, allowed, fix))

    def _check_name(self, text: str) -> None:
        name = self.name
        if not ID.fullmatch(name):
            fix = "write it behind {claim}, such as a-condition-verdict"
            self._problem("ClaimId", f"the name {excerpt(name)}", "small letters, digits and single hyphens", fix)
        if other := self.texts.claims.get(name):
            allowed = f"one, as at {other.place}"
            self._problem("TwoClaims", f"a second claim '{name}'", allowed, "give it another name")
        if not text:
            fix = "write it below the second line of ---"
            self._problem("NoSentence", f"no sentence in '{name}'", "one sentence", fix)

    def _check_once(self, *sentences: str) -> None:
        for claim in self.texts.claims.values():
            if {*filter(None, sentences)} & {claim.text, claim.plain} and claim.id != self.name:
                fix = f"repeat the other where it is wanted: {{claim}}`{claim.id}`"
                self._problem("SentenceTwice", f"the sentence of '{claim.id}'", "each sentence once", fix)
                return

    def _needs(self, needs: str, document: Document) -> Iterator[Expression]:
        """Yield each question; lines that can't be read are problems."""
        first, body = document.place(("needs",))[0], self.block.body
        rest = body[first - self.block.line - 1].partition(":")[2].strip()
        start = first + rest.startswith("|")  # else all stands on the line of the field itself
        for number, need in enumerate(needs.splitlines(), start):
            if not (text := need.strip()):
                continue
            line = body[number - self.block.line - 1] if number - self.block.line <= len(body) else ""
            if text not in line:
                fix = "write `needs: |`, and below it one question a line"
                self._problem("Needs", f"{excerpt(text)} over several lines", ALLOWED, fix, first)
                return
            column = line.index(text) + len(self.block.prefix) + 1
            try:
                yield parse(text, (self.label, number, column))
            except BadExpression as error:
                self._problem("Needs", error.found, ALLOWED, error.fix, number, column + error.column - 1)

    def _changes(self, fields: Fields, document: Document) -> Iterator[Change]:
        for when in ("false_when", "true_when"):
            if block := getattr(fields, when):
                inner = Document(document.file)
                parse_yaml("\n" * document.place((when,))[0] + textwrap.indent(block, "  "), inner)
                changes = inner.data if isinstance(inner.data, list) else [inner.data]
                if not inner.problems and not all(isinstance(change, dict) for change in changes):
                    fix = "write what is set by its address: a-study/a-row: {events: 9}"
                    inner.problems.append(inner.problem((), "Change", "no change of the evidence", "a mapping", fix))
                self.texts.problems += inner.problems
                for index, change in enumerate(() if inner.problems else changes):
                    yield Change(when, change, inner, (index,) if isinstance(inner.data, list) else ())
