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

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from livingevidence.claims.base import Change, Claim, Says
from livingevidence.claims.expression import ALLOWED, BadExpression, parse
from livingevidence.record.load import Loader
from livingevidence.record.models import Model, Text
from livingevidence.record.problems import Problem, shown
from livingevidence.record.reading import Document
from livingevidence.record.reading import parse as parse_yaml
from livingevidence.record.root import Root

FENCE = re.compile(r"( *(?:[-*+] +)?)(`{3,}|~{3,})(.*)")  # an item of a list may begin with one
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REPEATED = re.compile(r"(?<!``)(?<!`` )\{(?:claim|plain)\}`([^`]+)`")  # by either wording; code repeats nothing


class Fields(Model):
    """What a claim has between its two lines of ``---``."""

    about: Text | None = None
    """The condition or group that it is about, or several with commas between."""
    plain: Text | None = None
    """The same in plain words."""
    needs: Text
    """What it needs of the evidence, behind ``|`` one question a line."""
    says: Says | None = None
    main: bool = False
    """Whether it is a main conclusion."""
    false_when: Text | None = None
    """Changes of the evidence, each of which must overturn it, behind ``|``."""
    true_when: Text | None = None
    """Changes that must leave it standing, where that is not plain."""


@dataclass
class Texts:
    """What the chapters and pages of a review claim.

    Attributes
    ----------
    claims : dict of Claim
        By id, in the order of files and lines.
    repeated : dict of tuple
        The places that repeat a claim, by id: file and line.
    lines : dict of tuple
        File, line and column of each line that a claim needs, by claim and index.
    problems : list of Problem
        What is wrong with them.
    """

    claims: dict[str, Claim] = field(default_factory=dict)
    repeated: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    lines: dict[tuple[str, int], tuple[str, int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(root: Root) -> Texts:
    """Return the claims of a review, from its chapters and pages."""
    texts = Texts()
    for path in root.texts:
        shown_as, file = root.named(path), path.relative_to(root.folder).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            for name in REPEATED.findall(line):
                texts.repeated.setdefault(name, []).append((file, number))
        for name, start, indent, body in blocks(lines):
            _add(texts, name, body, Block(shown_as, file, start, indent), root)
    _twice(texts)
    return texts


@dataclass(frozen=True)
class Block:
    """Where a block stands: the file as messages name it and from the review's folder, line, and indentation."""

    shown_as: str
    file: str
    line: int
    indent: int

    def problem(self, rule: str, found: str, allowed: str, fix: str, line: int = 0, column: int = 1) -> Problem:
        """Return a problem of it."""
        at = self.indent + column
        return Problem(self.shown_as, line or self.line, at, "claim", rule, found, allowed, fix)


def blocks(lines: list[str]) -> Iterator[tuple[str, int, int, list[str]]]:
    """Yield name, line, indentation and content of each claim of a text; one inside other code is none."""
    fence, name, start, indent = "", None, 0, 0
    for number, line in enumerate([*lines, ""], 1):
        found = FENCE.fullmatch(line)
        closes = fence and found and found[2].startswith(fence) and not found[3].strip()
        if name is not None and (closes or number > len(lines)):
            blank = " " * indent
            yield name, start, indent, [inner.removeprefix(blank) for inner in lines[start : number - 1]]
        if closes:
            fence, name = "", None
        elif not fence and found:
            fence, start, indent = found[2], number, len(found[1])
            directive = re.fullmatch(r"\{claim\}(.*)", found[3].strip())
            name = directive[1].strip() if directive else None


def replaced(text: str, say: Callable[[str], str]) -> str:
    """Return Markdown with what is said by its name in place of each claim."""
    lines = text.splitlines()
    for name, start, _, body in reversed([*blocks(lines)]):
        prefix = FENCE.fullmatch(lines[start - 1])[1]
        lines[start - 1 : start + len(body) + 1] = [prefix + say(name)]
    return "\n".join(lines)


def _add(texts: Texts, name: str, body: list[str], block: Block, root: Root) -> None:
    """Add a claim, or what is wrong with it."""
    marks = [number for number, line in enumerate(body) if line.rstrip() == "---"][:2]
    if len(marks) < 2 or any(line.strip() for line in body[: marks[0]]):
        fix = "begin the block with the fields between two lines of ---, and write the sentence below them"
        texts.problems.append(block.problem("ClaimFields", "no fields between two lines of ---", "a claim", fix))
        return
    head, text = body[marks[0] + 1 : marks[1]], " ".join(" ".join(body[marks[1] + 1 :]).split())
    before = block.line + marks[0] + 1
    document = parse_yaml("\n" * before + "\n".join(head), Document(block.shown_as))
    bad = [*document.problems, *_names(texts, name, text, block)]
    loader, needs = Loader(root), []
    fields = None if document.problems else loader.fit(document.data or {}, Fields, document)
    for index, (line, column, written) in enumerate(_written(fields, document, body, block)):
        try:
            needs.append(parse(written))
            texts.lines[name, index] = (block.shown_as, line, column)
        except BadExpression as error:
            at = column + error.column - 1 - block.indent
            bad.append(block.problem("Needs", error.found, ALLOWED, error.fix, line, at))
    changes = [*_changes(fields, document, bad)] if fields else []
    texts.problems += [*bad, *loader.problems]
    if fields and not bad:
        about = tuple(part.strip() for part in (fields.about or "").split(","))
        words, place = " ".join((fields.plain or "").split()), (block.file, block.line)
        says = fields.says or ""
        texts.claims[name] = Claim(
            name, text, tuple(needs), tuple(filter(None, about)), says, fields.main, tuple(changes), words, *place
        )


def _names(texts: Texts, name: str, text: str, block: Block) -> Iterator[Problem]:
    """Yield what is wrong with the name and the sentence."""
    if not ID.fullmatch(name):
        fix = "write it behind {claim}, such as a-condition-verdict"
        yield block.problem("ClaimId", f"the name {shown(name)}", "small letters, digits and single hyphens", fix)
    if name in texts.claims:
        other = texts.claims[name].place
        yield block.problem("TwoClaims", f"a second claim '{name}'", f"one, as at {other}", "give it another name")
    if not text:
        fix = "write it below the second line of ---"
        yield block.problem("NoSentence", f"no sentence in '{name}'", "one sentence", fix)


def _written(
    fields: Fields | None, document: Document, body: list[str], block: Block
) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text of each question."""
    if fields is None:
        return
    first = document.place(("needs",))[0]
    raw = body[first - block.line - 1].partition(":")[2].strip()
    if not raw.startswith("|"):  # all on the line of the field itself
        yield first, body[first - block.line - 1].index(raw) + 1 + block.indent, fields.needs.strip()
        return
    for number, line in enumerate(body[first - block.line :], first + 1):
        if line.strip() and not line.startswith(" "):
            return
        if line.strip():
            yield number, len(line) - len(line.lstrip()) + 1 + block.indent, line.strip()


def _changes(fields: Fields, document: Document, bad: list[Problem]) -> Iterator[Change]:
    """Yield the changes of the evidence beside a claim; add what can't be read."""
    for when in ("false_when", "true_when"):
        if written := getattr(fields, when):
            inner = Document(document.file)
            parse_yaml("\n" * document.place((when,))[0] + textwrap.indent(written, "  "), inner)
            several = inner.data if isinstance(inner.data, list) else [inner.data]
            if not inner.problems and not all(isinstance(change, dict) for change in several):
                fix = "write what is set by its address: a-study/a-row: {events: 9}"
                inner.problems.append(inner.problem((), "Change", "no change of the evidence", "a mapping", fix))
            bad += inner.problems
            for index, change in enumerate(() if inner.problems else several):
                yield Change(when, change, inner, (index,) if isinstance(inner.data, list) else ())


def _twice(texts: Texts) -> None:
    """Add the sentences that stand twice, and repetitions of claims that aren't there."""
    seen: dict[str, Claim] = {}
    for claim in texts.claims.values():
        for text in filter(None, (claim.text, claim.plain)):
            if (other := seen.setdefault(text, claim)) is not claim:
                block = Block(claim.file, claim.file, claim.line, 0)
                fix = f"repeat the other where it is wanted: {{claim}}`{other.id}`"
                allowed = "each sentence once"
                texts.problems.append(block.problem("SentenceTwice", f"the sentence of '{other.id}'", allowed, fix))
