"""The chapters of the review: plain words first, and in the readers' own words."""

import re

import pytest

from live import REVIEW
from livingevidence.record.prose import prose
from livingevidence.site.condition import conditions_with_pages

CHAPTERS = sorted(REVIEW.chapters.glob("*.md"))
# Names that hold one of our words and are the readers' own.
OTHER_NAMES = re.compile(r"registry records?|routine records|records of people|whole[- ]records?", re.IGNORECASE)
OUR_WORDS = re.compile(r"\b(?:rows?|rungs?|records?)\b|\bheld against\b", re.IGNORECASE)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_begins_with_plain_words(path):
    """The first part of a chapter is for patients: claims in their plain wording, and nothing typed by hand."""
    text = path.read_text(encoding="utf-8")
    part = re.search(r"^## ([^\n]*)\n(.*?)^## ", text, flags=re.MULTILINE | re.DOTALL)
    assert part[1] == "In plain words"
    lines = [line for line in part[2].splitlines() if line]
    assert lines and all(re.fullmatch(r"- \{plain\}`[a-z0-9-]+`", line) for line in lines)
    assert "[in plain words](#in-plain-words)" in text


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_part_on_a_condition_leads_to_its_page(evidence, path):
    """Under a heading that names a condition stands a link to the page of that condition."""
    parts = re.split(r"^#+ (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    texts: dict[str, str] = {}
    for title, text in zip(parts[1::2], parts[2::2], strict=True):
        texts[title.casefold()] = texts.get(title.casefold(), "") + text
    for name, term in conditions_with_pages(evidence).items():
        if term.label.casefold() in texts:
            assert f"</conditions/{name}>" in texts[term.label.casefold()], name


@pytest.mark.parametrize("path", [*CHAPTERS, REVIEW.pages / "index.md"], ids=lambda path: path.stem)
def test_the_words_are_the_readers(path):
    """A chapter speaks of studies, results and designs, not of how they are kept here."""
    assert OUR_WORDS.findall(OTHER_NAMES.sub("", prose(path.read_text(encoding="utf-8")))) == []
