"""How easily chapters and pages read: ``python -m livingevidence.claims.prose`` lists what is too hard."""

import re
import statistics
import sys
from collections.abc import Iterator
from typing import NamedTuple

import textstat

from livingevidence.claims.directive import blocks, read, with_sentences
from livingevidence.record.root import Root, find

MEDIAN, LONGEST_SENTENCE, EASE, PLAIN_EASE, OF_READING = 16, 30, 50, 65, 3
TECHNICAL = {"architecture", "contributing", "data", "style-of-writing"}
"""Pages that speak to those who build the review."""
READ = re.compile(r"\b(?:was|were|be|been) (?:not )?read\b")
DROPPED = re.compile(  # what holds no prose of the page: its head, code and directives in backticks, tables, headings
    r"\A---\n.*?\n---\n|^ *(`{3,}|~{3,}).*?^ *\1 *$|^(?:\||#+ |:::|\(|\{\.)[^\n]*$|</?(?:a|br|span)\b[^>]*>",
    re.DOTALL | re.MULTILINE,
)
ROLES = [
    (re.compile(r"\{number\}`(?:([^`<]+) <)?[^`]*`"), lambda match: match[1] or "12"),
    (re.compile(r"\{(?:doc|ref)\}`([^`<]+?)(?: <[^`]*)?`"), r"\1"),
    (re.compile(r" ?\{[\w:]+\}`[^`]*`"), ""),  # citations, and claims that are said elsewhere
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"[*_]{1,2}(\S.*?)[*_]{1,2}"), r"\1"),
]


class Reading(NamedTuple):
    """How a text reads."""

    sentences: list[str]
    ease: float

    @property
    def median(self) -> float:
        """The words of its middle sentence."""
        return statistics.median(len(sentence.split()) for sentence in self.sentences)


def spoken_text(markdown: str) -> str:
    """Return Markdown as it is said aloud: a number for each role that shows one, and no marks of form."""
    text = DROPPED.sub("\n", markdown)
    for pattern, spoken in ROLES:
        text = pattern.sub(spoken, text)
    return re.sub(r"^ *(?:[-*]|\d+\.) +", "\n", text, flags=re.MULTILINE)


def reading(text: str) -> Reading:
    """Return how a text reads; a line of a list, and a paragraph, ends a sentence."""
    lines = [line for part in re.split(r"\n\s*\n", text) for line in re.split(r"(?<=[.!?:])\s+(?=\W?[A-Z0-9])", part)]
    sentences = [" ".join(line.split()) for line in lines if len(line.split()) > 2]
    closed = " ".join(sentence.rstrip(".:;") + "." for sentence in sentences)
    return Reading(sentences, textstat.flesch_reading_ease(closed) if sentences else 100.0)


def hard_passages(text: str, plain: str = "") -> Iterator[str]:
    """Yield what is too hard in what a page says, and in its plain words."""
    page = reading(text)
    if page.sentences and page.median > MEDIAN:
        yield f"the middle sentence has {page.median:g} words; allowed are {MEDIAN}"
    if page.ease < EASE:
        yield f"Flesch's ease is {page.ease:.0f}; at least {EASE} is wanted"
    if (times := len(READ.findall(text))) > OF_READING:
        yield f"it says {times} times that something was read, or not; {OF_READING} are allowed: say what is available"
    for sentence in page.sentences:
        if (words := len(sentence.split())) > LONGEST_SENTENCE:
            yield f"{words} words, allowed are {LONGEST_SENTENCE}: {sentence}"
    if (ease := reading(plain).ease) < PLAIN_EASE:
        yield f"Flesch's ease of its plain words is {ease:.0f}; at least {PLAIN_EASE} is wanted"


def problems(root: Root) -> Iterator[str]:
    """Yield what is too hard on the pages of a review, each with the name of its page."""
    claims = read(root).claims
    for path in root.texts:
        if path.stem in TECHNICAL:
            continue
        markdown = path.read_text(encoding="utf-8")
        text = spoken_text(with_sentences(markdown, lambda name: claims[name].text if name in claims else ""))
        plain = (claims[name].plain for name, _ in blocks(markdown.splitlines()) if name in claims)
        for passage in hard_passages(text, spoken_text("\n\n".join(filter(None, plain)))):
            yield f"{root.display_path(path)}: {passage}"


if __name__ == "__main__":
    too_hard = [*problems(find())]
    print("\n".join(too_hard) or "every page reads as easily as the guide of style asks")
    sys.exit(bool(too_hard))
