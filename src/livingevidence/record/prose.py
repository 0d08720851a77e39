"""What chapters and pages say by themselves: their prose, without cells, roles and addresses, line by line."""

import re
from collections.abc import Iterable, Iterator

from livingevidence.record.addresses import Address

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"[\s>*-]*(`{3,}|~{3,})(\{claim\})?")
# Roles with their address, code, comments, addresses of links, and the lines that open and close a container.
_SKIPPED = re.compile(r"\{[\w:]+\}`[^`]*`|``[^`]*``|<!--.*?-->|\]\([^)]*\)|^:::.*?$", re.DOTALL | re.MULTILINE)
_ROLE = re.compile(r"\{(?P<role>number|cite:p|cite:t)\}`(?P<held>[^`]*)`")
_CODE = re.compile(r"(?<!`)``(?!`).+?(?<!`)``(?!`)")
_LINK = re.compile(r"/studies/([a-z0-9-]+)")


def prose(text: str) -> str:
    """Return the source of a chapter or page with all that is no prose left out; each line keeps its number."""
    lines = "\n".join(_outside_of_fences(_FRONT.sub(_blank, text).splitlines()))
    return _SKIPPED.sub(_blank, lines)


def _outside_of_fences(lines: Iterable[str]) -> Iterator[str]:
    """Yield each line, empty where it is of a cell; of a claim's block its sentence and its plain words stay."""
    fence, claim, part = "", False, ""
    for line in lines:
        words = line.strip()
        if not fence:
            opening = _FENCE.match(line)
            if opening:
                fence, claim, part = opening[1], bool(opening[2]), "sentence"
            yield "" if opening else line
        elif words.startswith(fence) and not words.strip(fence[0]):
            fence = ""
            yield ""
        elif words == "---":
            part = "option" if part == "sentence" else "sentence"
            yield ""
        else:
            if part != "sentence" and (option := re.match(r"\s*(\w+):", line)):
                part = option[1]
            yield line if claim and part in ("sentence", "plain") else ""


def _blank(found: re.Match) -> str:
    return "\n" * found[0].count("\n")


def typed_digits(text: str, names: Iterable[str] = ()) -> list[tuple[int, str]]:
    """Return line and word of each digit that was typed by hand, but for names that hold a digit and are no result."""
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    shown = re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", "", prose(text)) if longest_first else prose(text)
    lines = enumerate(shown.splitlines(), 1)
    return [(number, word) for number, line in lines for word in line.split() if re.search(r"\d", word)]


def asked(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and address of each number."""
    shown = _CODE.sub(_blank, text)
    for found in _ROLE.finditer(shown):
        if found["role"] == "number":
            yield shown.count("\n", 0, found.start()) + 1, found["held"].rpartition("<")[2].rstrip(">")


def cited(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and key of each citation."""
    for found in _ROLE.finditer(text):
        if found["role"] != "number":
            line = text.count("\n", 0, found.start()) + 1
            yield from ((line, key.strip()) for key in found["held"].split(","))


def named(text: str) -> tuple[set[str], set[str]]:
    """Return the studies that a text names by a number or a link, and the keys that it cites."""
    studies = {study for _, address in asked(text) if (study := Address(address).study)}
    return studies | set(_LINK.findall(text)), {key for _, key in cited(text)}
