"""The prose of chapters: no number in it is typed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from prose import typed_digits

ROOT = Path(__file__).parent.parent
SOURCES = [
    *sorted((ROOT / "notebooks").glob("*.md")),
    ROOT / "docs/index.md",
    ROOT / "docs/numbers.md",
    ROOT / "docs/about.md",
]
CHAPTER = (ROOT / "notebooks/granulomatous.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_number_is_typed(source):
    """A chapter, the home page and the page of numbers hold no digit that does not come from the data."""
    assert typed_digits(source.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("typed", ["fell by 58.2 %", "in 12 people", "P = .003", "week12", "(n=12)"])
def test_a_typed_number_is_found(typed):
    """A result typed into the prose of the real chapter is found, with its line."""
    spoiled = CHAPTER.replace("A second reader took", f"It {typed}. A second reader took")
    line = spoiled[: spoiled.index(typed)].count("\n") + 1
    assert [number for number, _ in typed_digits(spoiled)] == [line]


def test_a_typed_number_beside_a_role_is_found():
    """A digit in the same line as a role is not hidden by it."""
    assert typed_digits("By week {number}`hwang-2024/population.n_enrolled` it was 12.") == [(1, "12.")]


def test_cells_and_addresses_are_no_prose():
    """Digits in cells, roles and link addresses are not prose."""
    text = "{cite:p}`hwang-2024` [x](studies/a-1.md)\n\n```{code-cell} ipython3\nx = 1\n```\n"
    assert typed_digits(text) == []
