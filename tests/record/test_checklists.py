"""The reporting standards: no item vanishes, and each is met somewhere or not yet."""

import pytest

from livingevidence.record import library
from livingevidence.record.check import check_texts
from livingevidence.record.library import load_library
from livingevidence.record.rules import texts
from livingevidence.record.search import RUNS, Run, jsonl_text

SUBITEMS = {10: 2, 13: 6, 16: 2, 20: 4, 23: 4, 24: 3}  # of PRISMA 2020, the others have none
STANDARD = {
    "name": "Invented standard",
    "reference": "tool-2010",
    "items": [
        {"id": "1", "topic": "invented", "met": ["methods#a-heading"], "how": "It stands there."},
        {"id": "2", "topic": "invented", "critical": True, "not_yet": "It does not."},
    ],
}
FILE = "checklists/invented"


@pytest.fixture
def copy(small_copy, monkeypatch):
    """Return a copy with one invented standard of two items."""
    for module in (library, texts):
        monkeypatch.setattr(module, "COUNTS", {"invented": 2})
    (small_copy.folder / "checklists").mkdir(exist_ok=True)
    small_copy.dump(FILE, STANDARD)
    return small_copy


def rules_and_fields(copy) -> list[tuple[str, str]]:
    """Return rule and field of each problem."""
    return [(problem.rule, problem.field) for problem in copy.problems()]


def test_a_standard_in_order_is_read(copy):
    """Its items are there, and those that are met are known."""
    assert rules_and_fields(copy) == []
    standard = load_library(copy.review).checklists["invented"]
    assert [item.id for item in standard.met] == ["1"]


def test_an_item_on_the_search_is_met_by_its_log(copy):
    """Until a source was searched an item says why it is not met; afterwards it tells what the log has."""
    answer = {"met": ["searching#log"], "how": "{days}; {hits}; {other}"}
    items = [STANDARD["items"][0], STANDARD["items"][1] | {"searched": answer}]
    copy.dump(FILE, STANDARD | {"items": items, "note": "Nobody has searched."})
    before = load_library(copy.review).checklists["invented"]
    run = Run(at="2025-12-01", source="pubmed", strategy=1, since="2025-01-01", until="2025-12-01")
    failed_run = run.model_copy(update={"error": "not believed"})
    (copy.folder / RUNS).write_text(jsonl_text([failed_run]), encoding="utf-8")
    assert load_library(copy.review).checklists["invented"] == before
    (copy.folder / RUNS).write_text(jsonl_text([run]), encoding="utf-8")
    after = load_library(copy.review).checklists["invented"]
    assert (before.note, after.note) == ("Nobody has searched.", None)
    assert [item.id for item in after.met] == ["1", "2"]
    assert after.items[1].how == "PubMed up to 2025-12-01; PubMed 0; {other}"
    items[0] = items[0] | {"searched": answer}
    copy.dump(FILE, STANDARD | {"items": items})
    assert rules_and_fields(copy) == [("WrongForm", "items[0]")]


ONE_OF = "`met` with `how`, or `not_yet` alone"


@pytest.mark.parametrize(
    ("path", "value", "field", "allowed"),
    [
        ("items[1].not_yet", None, "items[1]", ONE_OF),
        ("items[0].not_yet", "It does not.", "items[0]", ONE_OF),
        ("items[0].how", None, "items[0]", ONE_OF),
        ("items[0].met", None, "items[0]", ONE_OF),
        ("items[1].how", "It stands there.", "items[1]", ONE_OF),
        ("items[1].id", "1", "items", "each item once; 1 stands again"),
        ("items[0].met", [], "items[0].met", "at least 1"),
        ("items[0].met", ["https://example.org"], "items[0].met[0]", "text of the form"),
        ("items[0].id", "one", "items[0].id", "text of the form"),
        ("items[0].mett", "x", "items[0].mett", "not_yet"),
        ("reference", "tool-1999", "reference", "A name leads somewhere"),
    ],
)
def test_a_wrong_item_is_told_in_its_place(copy, path, value, field, allowed):
    """An item is met or not yet and stands once; it names no outside address; its standard has a paper."""
    copy.remove(FILE, path) if value is None else copy.edit(FILE, path, value)
    (problem,) = copy.problems()
    assert problem.field == field and allowed in problem.allowed


@pytest.mark.parametrize(
    ("counts", "problems"),
    [
        ({"another": 1, "invented": 2}, [("MissingFile", "")]),
        ({"another": 1}, [("MissingFile", ""), ("NotARecord", "")]),
    ],
    ids=["a-standard", "of-no-standard"],
)
def test_nothing_of_a_standard_can_vanish(copy, monkeypatch, counts, problems):
    """A standard without its file and a file of no standard are problems."""
    monkeypatch.setattr(library, "COUNTS", counts)
    assert rules_and_fields(copy) == problems


def test_no_item_of_a_standard_can_vanish(copy, monkeypatch):
    """Fewer items than the standard has are a problem of today's texts, not of an older state that is compared."""
    monkeypatch.setattr(texts, "COUNTS", {"invented": 3})
    assert rules_and_fields(copy) == []
    (problem,) = check_texts(load_library(copy.review))
    assert (problem.rule, problem.field, problem.found) == ("EveryItem", "items", "2 items")


def test_items_are_numbered_as_in_their_standards(evidence):
    """PRISMA 2020 has its sub-items, PRISMA-LSR its four new ones, AMSTAR 2 seven critical ones; each has its paper."""
    standards, references = evidence.library.checklists, evidence.library.references
    numbers = [item.id for item in standards["prisma-2020"].items]
    assert numbers == [f"{n}{letter}" for n in range(1, 28) for letter in "abcdef"[: SUBITEMS.get(n, 0)] or [""]]
    for name in ("prisma-s", "swim", "amstar-2"):
        assert [item.id for item in standards[name].items] == [str(n + 1) for n in range(library.COUNTS[name])]
    assert [item.id for item in standards["prisma-lsr"].items if item.id[0] == "L"] == ["L1", "L2", "L3", "L4"]
    questions = "D1 1.1 1.2 1.3 D2 2.1 2.2 2.3 2.4 2.5 D3 3.1 3.2 D4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11"
    assert [item.id for item in standards["inspect-sr"].items] == questions.split()
    critical = [(name, item.id) for name, standard in standards.items() for item in standard.items if item.critical]
    assert critical == [("amstar-2", number) for number in ("2", "4", "7", "9", "11", "13", "15")]
    assert all(references[standard.reference].for_methods for standard in standards.values())
