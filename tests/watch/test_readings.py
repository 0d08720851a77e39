"""Two extractions of one study: what agrees, how well, and the record of both."""

import copy

import pytest

from livingevidence.cli import main
from livingevidence.record.reading import read_document
from livingevidence.watch.readings import Pair, double_reading, kappa, report_lines


@pytest.fixture
def first(small) -> dict:
    """Return what the first reader made of a study."""
    return read_document(small.data / "studies" / "loe-2018.yaml").data


def test_the_same_twice_agrees_wholly(first):
    """No conflict, and a kappa of one."""
    made = double_reading(first, copy.deepcopy(first))
    assert made.pairs and all(pair.agrees for pair in made.pairs) and made.alone == []
    assert kappa(made.pairs) == 1
    assert list(report_lines(made))[-1].endswith("kappa of the decisions among them 1.00")


def test_kappa_is_that_of_the_book():
    """Of 50 decisions, 20 and 15 the same, 5 and 10 not: agreement 0.7, by chance 0.5, kappa 0.4."""
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    pairs = [Pair("", "serious", *sides) for sides, n in table.items() for _ in range(n)]
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([Pair("", "events", 1, 2)]) is None
    assert kappa([Pair("", "serious", True, True)]) is None


def test_a_row_is_the_same_under_another_id(first):
    """Readers give ids as they like; what a row is of makes it the same, and a row of one reader alone is told."""
    second = copy.deepcopy(first)
    second["outcomes"][0]["id"] = "another-name"
    gone = second["adverse_events"].pop()
    made = double_reading(first, second)
    assert made.alone == [f"adverse_events: {gone['id']}, first reader alone"]


def test_what_both_make_keeps_both_numbers(small_copy, first, tmp_path, capsys):
    """The second number stands beside the first, which stays; other conflicts in words; the check accepts it."""
    second = copy.deepcopy(first)
    row = second["outcomes"][0]
    name = next(name for name in ("events", "value", "percent") if name in row)
    before, row[name] = row[name], row[name] + 1
    second["design"] = "case-series"
    small_copy.dump("studies/second.yaml", second)
    theirs = small_copy.file("second").rename(tmp_path / "second.yaml")
    mine = small_copy.file("loe-2018")
    assert main(["compare", str(mine), str(theirs), "--output", str(mine)]) == 0
    assert f"{name}: {before} (first reader), {before + 1} (second reader)" in capsys.readouterr().out
    made = read_document(mine).data
    reading = made["outcomes"][0]["second_readings"][-1]
    assert made["outcomes"][0][name] == before and made["design"] == first["design"]
    assert (reading["agrees"], reading["printed"][name]) == (False, before + 1)
    assert any("design" in line for line in made["conflicts"])
    assert all(row["second_readings"][-1]["agrees"] for row in made["adverse_events"])
    assert small_copy.problems() == []
