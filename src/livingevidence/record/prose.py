"""What chapters and pages say by themselves: their prose, without cells, roles and addresses, line by line."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from livingevidence.record.addresses import Address

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"([\s>]*(?:[-*+] +)?)(`{3,}|~{3,})(.*)")  # an item of a list may begin with one
_CODE_BLOCK = "{code"  # what other blocks of MyST hold is shown as it is typed
_OPTION = re.compile(r"\s*:[\w-]+:")  # a line of a block that is an option of it
# Roles with their address, code, comments, addresses of links, and the lines that open and close a container.
_SKIPPED = re.compile(
    r"\{(?:number|claim|plain|cite:\w|doc|ref)\}`[^`]+`|``[^`]*``|<!--.*?-->|\]\([^)]*\)|^:::.*?$",
    re.DOTALL | re.MULTILINE,
)
_ROLE = re.compile(r"\{(?P<role>number|cite:p|cite:t)\}`(?P<content>[^`]*)`")
_UNFILLED = re.compile(r"(?<!`)\{(?:number|claim|plain|cite:[pt]|doc|ref)\}(?!`[^`])")
_CODE = re.compile(r"(?<!`)``(?!`).+?(?<!`)``(?!`)")
_LINK = re.compile(r"/studies/([a-z0-9-]+)")


class Fence(NamedTuple):
    """A fenced block: what stands behind and before its fence, the line of that, and its own lines."""

    info: str
    prefix: str
    line: int
    body: list[str]


def fences(lines: list[str]) -> Iterator[Fence]:
    """Yield each fenced block of a text; what stands inside one is part of it, and its end may be missing."""
    fence, info, prefix, start = "", "", "", 0
    for number, line in enumerate([*lines, ""], 1):
        match = _FENCE.fullmatch(line)
        closes = match and match[2].startswith(fence) and not match[3].strip()
        if fence and (closes or number > len(lines)):
            body = [inner.removeprefix(" " * len(prefix)) for inner in lines[start : number - 1]]
            yield Fence(info, prefix, start, body)
            fence = ""
        elif not fence and match:
            prefix, fence, info, start = match[1], match[2], match[3].strip(), number


def prose(text: str) -> str:
    """Return the source of a chapter or page with all that is no prose left out; each line keeps its number."""
    lines = _FRONT.sub(_blank, text).splitlines()
    for info, _, line, body in [*fences(lines)]:
        if info.startswith("{claim}"):
            prose_lines = list(_claim_prose(body))
        elif info.startswith("{") and not info.startswith(_CODE_BLOCK):
            prose_lines = ["" if _OPTION.match(inner) else inner for inner in body]
        else:
            prose_lines = [""] * len(body)
        lines[line - 1 : line + len(body) + 1] = ["", *prose_lines, ""]
    return _SKIPPED.sub(_blank, "\n".join(lines))


def _claim_prose(claim: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a claim, empty but for its sentence and its plain words."""
    part = "sentence"
    for line in claim:
        if part != "sentence" and (option := re.match(r"\s*(\w+):", line)):
            part = option[1]
        if line.strip() != "---":
            yield line if part in ("sentence", "plain") else ""
        else:
            yield ""
            part = "option" if part == "sentence" else "sentence"


def _blank(match: re.Match) -> str:
    return "\n" * match[0].count("\n")


def typed_digits(text: str, names: Iterable[str] = ()) -> list[tuple[int, str]]:
    """Return line and word of each digit that was typed by hand, but for names that hold a digit and are no result."""
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    words = prose(text)
    if longest_first:
        words = re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", "", words)
    lines = enumerate(words.splitlines(), 1)
    return [(number, word) for number, line in lines for word in line.split() if any(map(str.isnumeric, word))]


def empty_roles(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of each role with nothing behind it, which a page would show as it is typed."""
    words = prose(text)
    for match in _UNFILLED.finditer(words):
        yield words.count("\n", 0, match.start()) + 1, match[0]


def numbers_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and address of each number."""
    without_code = _CODE.sub(_blank, text)
    for match in _ROLE.finditer(without_code):
        if match["role"] == "number":
            yield without_code.count("\n", 0, match.start()) + 1, match["content"].rpartition("<")[2].rstrip(">")


def citations_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and key of each citation."""
    for match in _ROLE.finditer(text):
        if match["role"] != "number":
            line = text.count("\n", 0, match.start()) + 1
            yield from ((line, key.strip()) for key in match["content"].split(","))


def mentions_in(text: str) -> tuple[set[str], set[str]]:
    """Return the studies that a text names by a number or a link, and the keys that it cites."""
    studies = {study for _, address in numbers_in(text) if (study := Address(address).study)}
    return studies | set(_LINK.findall(text)), {key for _, key in citations_in(text)}
