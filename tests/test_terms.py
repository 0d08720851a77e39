"""The list of terms that the review does not use, which the lint session looks for."""

from pathlib import Path

PAIRS = [
    line.split("->")
    for line in (Path(__file__).parent.parent / "docs/terms.txt").read_text(encoding="utf-8").splitlines()
]


def test_each_line_has_the_wrong_and_the_right_term():
    """Lines are read by codespell: one arrow, both sides told, in the order of the alphabet, none twice."""
    assert all(len(pair) == 2 and all(side == side.strip() != "" for side in pair) for pair in PAIRS)
    wrong = [pair[0].casefold() for pair in PAIRS]
    assert wrong == sorted(set(wrong))


def test_no_term_is_both_wrong_and_right():
    """What stands for a term is not itself on the list."""
    assert {wrong.casefold() for wrong, _ in PAIRS}.isdisjoint(right.casefold() for _, right in PAIRS)
