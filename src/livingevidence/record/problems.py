"""What is wrong with a file, told to the person who can mend it."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in one place."""

    file: str
    """Its path, which the reader can open."""
    line: int
    column: int
    """Both counted from 1."""
    field: str
    """Such as ``outcomes[2].events``; empty for the whole file."""
    rule: str
    found: str
    allowed: str
    fix: str
    """The name of the rule that is broken, what stands there, what may, and how to mend it."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        head = f"{where}: {self.field or 'the whole file'} [{self.rule}]"
        lines = [head, f"  found:   {self.found}", f"  allowed: {self.allowed}", f"  to mend: {self.fix}"]
        return "\n".join(map(visible, lines))

    @classmethod
    def of_file(cls, file: str, rule: str, found: str, allowed: str, fix: str) -> Self:
        """Return a problem of a whole file or folder."""
        return cls(file, 1, 1, "", rule, found, allowed, fix)


class UserError(Exception):
    """What a person can mend, told in words alone: the command line prints them, and ends with `code`."""

    code = 1


class BrokenEvidence(UserError):
    """The evidence can't be used; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(problems)
        count = len(self.problems)
        title = f"{count} problem{'s' if count != 1 else ''} in the evidence"
        super().__init__("\n\n".join([title, *map(str, self.problems)]))


# Letters and marks that nothing is drawn for, though they are no control characters.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def is_hidden(character: str) -> bool:
    """Return whether a character can't be seen, or would steer how the rest is shown."""
    is_control = not character.isprintable() and unicodedata.category(character) not in ("Zs", "Cn")
    return is_control or BLANK.match(character) is not None


def hidden_in(text: str) -> str:
    """Return the first hidden character of a text of one or more lines; empty where there is none."""
    if text.isprintable() and not BLANK.search(text):  # as nearly all are, and thousands are looked at
        return ""
    return next((character for character in text if character != "\n" and is_hidden(character)), "")


def visible(text: str) -> str:
    """Return text in which characters that can't be seen, or that steer a terminal, are written out."""
    return "".join(f"<U+{ord(c):04X}>" if is_hidden(c) else c for c in text)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the valid spelling that is closest to `word`, or None if none is close."""
    matches = difflib.get_close_matches(str(word), list(choices), n=1, cutoff=0.6)
    return matches[0] if matches else None


def hint(word: str, choices: Iterable[str]) -> str:
    """Return the nearest spelling as the end of a message; nothing where none is near."""
    close = nearest(word, choices)
    return f"; did you mean '{close}'?" if close else ""


def guess(word: str, choices: Iterable[str], otherwise: str) -> str:
    """Return the question whether the closest valid spelling was meant, or other words if none is close."""
    close = nearest(word, choices)
    return f"did you mean `{close}`?" if close else otherwise


def excerpt(value: object, limit: int = 80) -> str:
    """Return `value` as it can be shown in a message: one line, not too long."""
    text = repr(value) if not isinstance(value, str) else f"'{value}'"
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
