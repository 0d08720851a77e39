"""Two extractions of one study: what agrees, how well, and the record of both."""

import copy

import pytest

from livingevidence.cli import main
from livingevidence.record.reading import read_document
from livingevidence.watch.readings import Pair, double_reading, kappa, report_lines


@pytest.fixture
def first_record(small) -> dict:
    """Return what the first reader made of a study."""
    return read_document(small.data / "studies" / "loe-2018.yaml").data


def test_the_same_twice_agrees_wholly(first_record):
    """No conflict, and a kappa of one."""
    comparison = double_reading(first_record, copy.deepcopy(first_record))
    assert comparison.pairs and all(pair.agrees for pair in comparison.pairs) and comparison.alone == []
    assert kappa(comparison.pairs) == 1
    assert list(report_lines(comparison))[-1].endswith("kappa of the decisions among them 1.00")


def test_kappa_is_that_of_the_book():
    """Of 50 decisions, 20 and 15 the same, 5 and 10 not: agreement 0.7, by chance 0.5, kappa 0.4."""
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    pairs = [Pair("", "serious", *sides) for sides, n in table.items() for _ in range(n)]
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([Pair("", "events", 1, 2)]) is None
    assert kappa([Pair("", "serious", True, True)]) is None


def test_a_row_is_the_same_under_another_id(first_record):
    """Readers give ids as they like; what a row is of makes it the same, and a row of one reader alone is told."""
    second_record = copy.deepcopy(first_record)
    second_record["outcomes"][0]["id"] = "another-name"
    event = second_record["adverse_events"].pop()
    comparison = double_reading(first_record, second_record)
    assert comparison.alone == [f"adverse_events: {event['id']}, first reader alone"]


def test_what_both_make_keeps_both_numbers(small_copy, first_record, tmp_path, capsys):
    """The second number stands beside the first, which stays; other conflicts in words; the check accepts it."""
    second_record = copy.deepcopy(first_record)
    row = second_record["outcomes"][0]
    name = next(name for name in ("events", "value", "percent") if name in row)
    value, row[name] = row[name], row[name] + 1
    second_record["design"] = "case-series"
    small_copy.dump("studies/second.yaml", second_record)
    second_file = small_copy.file("second").rename(tmp_path / "second.yaml")
    first_file = small_copy.file("loe-2018")
    assert main(["compare", str(first_file), str(second_file), "--output", str(first_file)]) == 0
    assert f"{name}: {value} (first reader), {value + 1} (second reader)" in capsys.readouterr().out
    record = read_document(first_file).data
    second_reading = record["outcomes"][0]["second_readings"][-1]
    assert record["outcomes"][0][name] == value and record["design"] == first_record["design"]
    assert (second_reading["agrees"], second_reading["printed"][name]) == (False, value + 1)
    assert any("design" in line for line in record["conflicts"])
    assert all(row["second_readings"][-1]["agrees"] for row in record["adverse_events"])
    assert small_copy.problems() == []
