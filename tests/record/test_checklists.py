"""The reporting standards: no item vanishes, and each is met somewhere or not yet."""

from __future__ import annotations

import pytest

from live import REVIEW
from livingevidence.record import library
from livingevidence.record.library import load_library

SUBITEMS = {10: 2, 13: 6, 16: 2, 20: 4, 23: 4, 24: 3}  # of PRISMA 2020, the others have none
INVENTED = {
    "name": "Invented standard",
    "reference": "tool-2010",
    "items": [
        {"id": "1", "topic": "invented", "met": ["methods#a-heading"], "how": "It stands there."},
        {"id": "2", "topic": "invented", "critical": True, "not_yet": "It does not."},
    ],
}
FILE = "checklists/invented"


@pytest.fixture
def listed(small_copy, monkeypatch):
    """Return a copy with one invented standard of two items."""
    monkeypatch.setattr(library, "COUNTS", {"invented": 2})
    (small_copy.folder / "checklists").mkdir(exist_ok=True)
    small_copy.dump(FILE, INVENTED)
    return small_copy


def told(copy) -> list[tuple[str, str]]:
    """Return rule and field of each problem."""
    return [(problem.rule, problem.field) for problem in copy.problems()]


def test_a_standard_in_order_is_read(listed):
    """Its items are there, and those that are met are known."""
    assert told(listed) == []
    found = load_library(listed.review).checklists["invented"]
    assert [item.id for item in found.met] == ["1"]


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        (1, {"not_yet": None}),
        (0, {"not_yet": "It does not."}),
        (0, {"how": None}),
        (0, {"met": None}),
        (1, {"how": "It stands there."}),
    ],
    ids=["neither", "both", "met-without-how", "how-alone", "not-yet-with-how"],
)
def test_an_item_is_met_or_not_yet(listed, item, fields):
    """An item with neither, with both, or with half of either is a problem at its line."""
    for name, value in fields.items():
        at = f"items[{item}].{name}"
        listed.edit(FILE, at, value) if value else listed.remove(FILE, at)
    (problem,) = listed.problems()
    assert problem.field == f"items[{item}]" and "`met` with `how`, or `not_yet` alone" in problem.allowed
    assert f"id: '{item + 1}'" in listed.line(problem)


@pytest.mark.parametrize(
    ("wanted", "problems"),
    [
        ({"invented": 3}, [("EveryItem", "items")]),
        ({"another": 1, "invented": 2}, [("MissingFile", "")]),
        ({"another": 1}, [("MissingFile", ""), ("NotARecord", "")]),
    ],
    ids=["an-item", "a-standard", "of-no-standard"],
)
def test_nothing_of_a_standard_can_vanish(listed, monkeypatch, wanted, problems):
    """Fewer items than the standard has, a standard without its file and a file of no standard are problems."""
    monkeypatch.setattr(library, "COUNTS", wanted)
    assert told(listed) == problems


def test_an_item_stands_once(listed):
    """The same item twice is a problem of the list, which names it."""
    listed.edit(FILE, "items[1].id", "1")
    (problem,) = listed.problems()
    assert problem.field == "items" and "1 stands again" in problem.allowed


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("met", [], "WrongType"),
        ("met", ["https://example.org"], "WrongForm"),
        ("id", "one", "WrongForm"),
        ("mett", "x", "UnknownField"),
    ],
)
def test_a_wrong_field_is_told(listed, field, value, rule):
    """No target, an outside address, an id of another form and an unknown field are problems."""
    listed.edit(FILE, f"items[0].{field}", value)
    assert [found for found, _ in told(listed)] == [rule]


@pytest.fixture(scope="module")
def standards():
    """Return the standards that the live review is held against."""
    return load_library(REVIEW).checklists


def test_items_are_numbered_as_in_their_standards(standards):
    """PRISMA 2020 has its sub-items, PRISMA-LSR its four new ones, and of AMSTAR 2 seven are critical."""
    numbers = [item.id for item in standards["prisma-2020"].items]
    assert numbers == [f"{n}{letter}" for n in range(1, 28) for letter in "abcdef"[: SUBITEMS.get(n, 0)] or [""]]
    for name in ("prisma-s", "swim", "amstar-2"):
        assert [item.id for item in standards[name].items] == [str(n + 1) for n in range(library.COUNTS[name])]
    assert [item.id for item in standards["prisma-lsr"].items if item.id[0] == "L"] == ["L1", "L2", "L3", "L4"]
    critical = [(name, item.id) for name, standard in standards.items() for item in standard.items if item.critical]
    assert critical == [("amstar-2", number) for number in ("2", "4", "7", "9", "11", "13", "15")]


def test_each_standard_has_its_paper(standards):
    """The paper of each standard stands in the bibliography, as a paper on methods."""
    references = load_library(REVIEW).references
    assert all(references[standard.reference].for_methods for standard in standards.values())
