"""The prose of chapters: digits that somebody typed."""

from __future__ import annotations

import re

# What is not prose: the front matter, cells, fences, roles with their address, comments, addresses of links.
_SKIP = re.compile(
    r"\A---\n.*?\n---\n|^```.*?^```|\{[\w:]+\}`[^`]*`|``[^`]*``|<!--.*?-->|\]\([^)]*\)|^:::.*?$",
    re.DOTALL | re.MULTILINE,
)
# Names that hold a digit and are no result.
_NAMES = re.compile(
    r"\b(JAK1|JAK2|JAK3|TYK2|STAT1|STAT3|R333|ATI-502|COVID-19|RoB 2|ROBINS-I V2|AMSTAR 2|PRISMA 2020)\b"
)


def typed_digits(text: str) -> list[tuple[int, str]]:
    """Return line number and word of each digit that was typed by hand.

    Parameters
    ----------
    text : str
        The source of a chapter or page in MyST.
    """
    blank = _SKIP.sub(lambda found: "\n" * found.group().count("\n"), text)
    blank = _NAMES.sub("", blank)
    return [
        (number, word) for number, line in enumerate(blank.splitlines(), 1) for word in re.findall(r"\S*\d\S*", line)
    ]
