"""The reporting standards: no item vanishes, each is met somewhere or not yet, and each place exists."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from live import DATA
from livingevidence.record import checklists
from livingevidence.record.checklists import COUNTS, load_checklists
from livingevidence.site.lists import counted

SUBITEMS = {10: 2, 13: 6, 16: 2, 20: 4, 23: 4, 24: 3}  # of PRISMA 2020, the others have none
INVENTED = {
    "name": "Invented standard",
    "reference": "page-2021",
    "items": [
        {"id": "1", "topic": "invented", "met": ["place#a-heading"], "how": "It stands there."},
        {"id": "2", "topic": "invented", "critical": True, "not_yet": "It does not."},
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds one invented standard with two items."""
    monkeypatch.setattr(checklists, "COUNTS", {"invented": 2})
    (tmp_path / "data").mkdir()
    return write(tmp_path / "data")


def write(folder: Path, *paths_and_values: object) -> Path:
    """Write the invented standard, with fields of its items set, or taken out where the value is None."""
    data = copy.deepcopy(INVENTED)
    for index, field, value in zip(*[iter(paths_and_values)] * 3, strict=True):
        data["items"][index].pop(field, None)
        data["items"][index] |= {} if value is None else {field: value}
    (folder / "invented.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return folder


def rules(folder: Path) -> list[tuple[str, str]]:
    """Return rule and field of each problem."""
    return [(problem.rule, problem.field) for problem in load_checklists(folder)[1]]


def test_each_standard_is_there_whole():
    """The five standards have as many items as the standards themselves, and nothing is wrong with them."""
    found, problems = load_checklists(DATA / "checklists")
    assert problems == []
    assert {name: len(checklist.items) for name, checklist in found.items()} == COUNTS
    numbers = [item.id for item in found["prisma-2020"].items]
    assert numbers == [f"{n}{letter}" for n in range(1, 28) for letter in "abcdef"[: SUBITEMS.get(n, 0)] or [""]]
    for name in ("prisma-s", "swim", "amstar-2"):
        assert [item.id for item in found[name].items] == [str(n + 1) for n in range(COUNTS[name])]
    assert [item.id for item in found["prisma-lsr"].items if item.id[0] == "L"] == ["L1", "L2", "L3", "L4"]


def test_the_critical_items_are_those_of_amstar_2():
    """Seven items of AMSTAR 2 are critical, and none of another standard."""
    found, _ = load_checklists(DATA / "checklists")
    critical = [(name, item.id) for name, checklist in found.items() for item in checklist.items if item.critical]
    assert critical == [("amstar-2", number) for number in ("2", "4", "7", "9", "11", "13", "15")]


def test_each_standard_has_its_paper(evidence):
    """The paper of each standard stands in the bibliography, as a paper on methods."""
    found, _ = load_checklists(DATA / "checklists")
    assert all(evidence.references[checklist.reference].for_methods for checklist in found.values())


@pytest.mark.parametrize(
    "change",
    [
        (1, "not_yet", None),
        (0, "not_yet", "It does not."),
        (0, "how", None),
        (0, "met", None),
        (1, "how", "It stands there."),
    ],
    ids=["neither", "both", "met without how", "how alone", "not yet with how"],
)
def test_an_item_is_met_or_not_yet(folder, change):
    """An item with neither, with both, or with half of either is a problem at its line."""
    assert rules(folder) == []
    (problem,) = load_checklists(write(folder, *change))[1]
    assert (problem.rule, problem.field) == ("MetOrNotYet", f"items[{change[0]}]")
    line = Path(problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert f"id: '{change[0] + 1}'" in line


def test_an_item_can_not_vanish(folder, monkeypatch):
    """Fewer items than the standard has is a problem."""
    monkeypatch.setattr(checklists, "COUNTS", {"invented": 3})
    assert rules(folder) == [("EveryItem", "items")]


def test_an_item_stands_once(folder):
    """The same item twice is a problem of both."""
    assert rules(write(folder, 1, "id", "1")) == [("EveryItem", "items[0].id"), ("EveryItem", "items[1].id")]


def test_a_standard_can_not_vanish(folder, monkeypatch):
    """A standard without its file, and a file of no standard, are problems."""
    monkeypatch.setattr(checklists, "COUNTS", {"another": 1})
    assert rules(folder) == [("Unreadable", ""), ("EveryItem", "items")]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [("met", [], "WrongType"), ("met", ["https://example.org"], "WrongForm"), ("id", "one", "WrongForm"),
     ("mett", "x", "UnknownField")],
)  # fmt: skip
def test_a_wrong_field_is_told(folder, field, value, rule):
    """No target, an outside address, an id of another form and an unknown field are problems."""
    assert [found for found, _ in rules(write(folder, 0, field, value))] == [rule]


def test_what_is_met_is_counted(folder):
    """The sentence counts what is met and what is not yet, and the critical items apart."""
    found, _ = load_checklists(folder)
    assert counted(found["invented"]) == "1 of 2 items is met, 1 not yet. Of the critical ones 0 of 1."
