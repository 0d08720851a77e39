"""What was read and left out: each item names a study that is there, and a chapter lists its own."""

from __future__ import annotations

from livingevidence.show.tables.reviews import not_discussed


def test_an_unknown_study_is_told_with_its_line(data_copy):
    """An item on a study that is not in the folder is told, with the nearest id."""
    data_copy.write("left-out.yaml", "- study: hwang-2042\n  what: invented\n  reason: invented\n")
    (problem,) = data_copy.problems()
    assert (problem.rule, problem.field, problem.line) == ("KnownStudy", "[0].study", 1)
    assert "hwang-2024" in problem.fix


def test_a_chapter_lists_the_studies_that_it_does_not_discuss(evidence):
    """The list has the studies of that chapter with their reasons, and of no other."""
    wanted = [item for item in evidence.library.left_out if item.chapter == "systemic"]
    rows = not_discussed(evidence, "systemic").rows
    assert wanted and len(rows) == len(wanted)
    for item, (link, what, reason) in zip(wanted, rows, strict=True):
        assert f"/studies/{item.study}>" in link and what
        assert reason.replace("\\", "") == item.reason


def test_a_chapter_without_such_studies_says_so(evidence):
    """An empty list is a word, not an empty table."""
    assert not_discussed(evidence, "nowhere")._repr_markdown_() == "Nothing."
