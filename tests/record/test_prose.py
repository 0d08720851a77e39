"""What chapters and pages say by themselves, and what an editor owes to the records there."""

from __future__ import annotations

import pytest

from livingevidence.record.check import check_texts
from livingevidence.record.library import load_library
from livingevidence.record.prose import named, typed_digits


@pytest.mark.parametrize("typed", ["fell by 58.2 %", "in 12 people", "P = .003", "week12", "(n=12)"])
def test_a_typed_number_is_found(small, typed):
    """A result typed into the prose of a chapter is found, with its line."""
    text = (small.chapters / "rashes.md").read_text(encoding="utf-8")
    assert typed_digits(text) == []
    spoiled = text.replace("A series tells", f"It {typed}. A series tells")
    line = spoiled[: spoiled.index(typed)].count("\n") + 1
    assert [number for number, _ in typed_digits(spoiled)] == [line]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("By week {number}`doe-2021/population.n_enrolled` it was 12.", [(1, "12.")]),
        ("{cite:p}`doe-2021` [x](studies/a-1.md)", []),
        ("```{code-cell} ipython3\nx = 1\n```\n", []),
        ("---\nversion: 1\n---\nwords", []),
        ("<!-- 12 -->\nwords", []),
        ("By RoB 2 it was 3.", [(1, "3.")]),
    ],
)
def test_only_prose_is_looked_at(text, found):
    """Digits in cells, roles, front matter, comments, addresses and names are no results; one beside them is."""
    assert typed_digits(text, ["RoB 2"]) == found


def test_studies_are_named_by_numbers_links_and_citations():
    """What a text names is known by id or by key."""
    text = "{number}`doe-2021/clearing-ten-w8` {number}`all.studies` {cite:p}`a, b` [x](/studies/poe-2017)"
    assert named(text) == ({"doe-2021", "poe-2017"}, {"a", "b"})


@pytest.mark.parametrize(
    ("chapter", "old", "new", "rule", "found"),
    [
        ("rashes", "A series tells", "In 12 people it helped. A series tells", "NumberFromTheData", "'12'"),
        ("rashes", "`poe-2017`", "`poe-2071`", "KnownCitation", "the key 'poe-2071'"),
        ("fevers", '"fevers")\n', '"rashes")\n', "LeftOutByItsChapter", "the chapter 'fevers', which lists nothing"),
        ("fevers", "`roe-2022`", "`roe-2022,review-2020`", "LeftOutByItsChapter", "review-2020, which a chapter tells"),
    ],
)
def test_what_an_editor_owes_is_told(small_copy, chapter, old, new, rule, found):
    """A typed number, an unknown key, a list that is not shown and one that is not needed are told in their place."""
    path = small_copy.review.chapters / f"{chapter}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    told = check_texts(load_library(small_copy.review))
    assert [(problem.rule, found in problem.found) for problem in told] == [(rule, True)]
