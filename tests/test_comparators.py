"""Comparators beside responses without one: every condition has its entry, and each rule can fail."""

from __future__ import annotations

import re

import pytest

from live import DATA, GROUPS
from livingevidence.evidence.treated import conditions
from livingevidence.record.reading import read
from livingevidence.record.rules import comparators as rules
from livingevidence.show.tables import comparators
from rulebook import breaks, keeps, only, told

FILE = "comparators.yaml"


@pytest.fixture
def compared(data_copy):
    """Return a copy whose comparators are invented, but for the rows and words that they name, and keep all rules."""
    left = {"none_known": "Invented sentence."}
    entries = [
        {"condition": "lichen-planus", **left},
        {"condition": "necrobiosis-lipoidica", **left},
        {
            "condition": "lupus-miliaris-disseminatus-faciei",
            "told": [{"study": "gorham-2023", "source": "S3", "text": "active disease usually runs 1 to 3 years"}],
        },
        {"condition": "alopecia-areata", "vehicle": ["mikhaylov-2023/salt-any-improvement-vehicle-w12"]},
    ]
    data_copy.dump(FILE, entries)
    return data_copy


def test_the_invented_entries_are_whole(compared):
    """The copy has no problem before a test spoils it."""
    assert compared.problems() == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_treated_condition_has_exactly_one_entry(evidence, group):
    """No condition with a treated patient is without its comparators, and none has them twice."""
    given = [entry["condition"] for entry in read(DATA / FILE).data]
    assert len(given) == len(set(given))
    assert set(conditions(evidence, group, treated=True)) <= set(given)


@keeps(rules.KnownComparator)
@keeps(rules.ComparatorOrNone)
@keeps(rules.ComparatorOfEachCondition)
@keeps(rules.FitsAsComparator)
@keeps(rules.NoneIsKnown)
@keeps(rules.ToldInRecord)
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_real_comparators_keep_the_rule(rule, evidence):
    """Every entry of the review keeps the rule."""
    assert evidence.library.comparators.whole
    assert list(rule().library(evidence.library)) == []


@breaks(rules.KnownComparator)
@pytest.mark.parametrize(
    ("field", "word", "near"),
    [
        ("[1].condition", "necrobiosis-lipoidika", "necrobiosis-lipoidica"),
        ("[3].vehicle[0]", "mikhaylov-2023/salt-any-improvement-vehicel-w12", "salt-any-improvement-vehicle-w12"),
        ("[3].vehicle[0]", "no-such-study/row", ""),
        ("[2].told[0].study", "gorham-2032", "gorham-2023"),
        ("[2].told[0].source", "S99", "S1"),
    ],
)
def test_a_name_that_does_not_exist_is_told(compared, field, word, near):
    """An unknown condition, row, study or source is named with the nearest one."""
    compared.edit(FILE, field, word)
    found = [p for p in compared.problems() if p.rule == "KnownComparator"]
    assert [p.field for p in found] == [field]
    assert word in found[0].found
    assert near in found[0].fix


@breaks(rules.ComparatorOrNone)
def test_an_entry_with_nothing_in_it_is_told(compared):
    """An entry without comparators says that none is known."""
    compared.remove(FILE, "[1].none_known")
    found = [p for p in compared.problems() if p.rule == "ComparatorOrNone"]
    assert [p.field for p in found] == ["[1]"]
    assert "neither" in found[0].found


@breaks(rules.ComparatorOrNone)
def test_none_known_beside_a_comparator_is_told(compared):
    """Nobody writes that none is known beside one."""
    compared.edit(FILE, "[2].none_known", "Invented sentence.")
    told(compared, rules.ComparatorOrNone, FILE, "[2]")


@breaks(rules.ComparatorOrNone)
def test_a_condition_that_stands_twice_is_told(compared):
    """The entries of one condition are put together."""
    compared.edit(FILE, "[4]", {"condition": "necrobiosis-lipoidica", "none_known": "Invented sentence."})
    found = [p.field for p in compared.problems() if p.rule == "ComparatorOrNone"]
    assert found == ["[1].condition", "[4].condition"]


@breaks(rules.ComparatorOfEachCondition)
def test_a_treated_condition_without_an_entry_is_told(compared):
    """A condition with a treated patient can't be forgotten."""
    compared.remove(FILE, "[1]")
    found = [p for p in compared.problems() if p.rule == "ComparatorOfEachCondition"]
    assert [p.found for p in found] == ["no 'necrobiosis-lipoidica'"]


@breaks(rules.ComparatorOfEachCondition)
def test_a_new_patient_asks_for_an_entry(compared):
    """A first patient in another condition of the three groups needs a comparator too."""
    compared.edit("hwang-2024", "conditions[1]", "granuloma-annulare")
    found = [p.found for p in compared.problems() if p.rule == "ComparatorOfEachCondition"]
    assert found == ["no 'granuloma-annulare'"]


@breaks(rules.FitsAsComparator)
@pytest.mark.parametrize(
    "row",
    [
        "mikhaylov-2023/salt-any-improvement-delgo-w12",
        "mikhaylov-2023/salt-percent-improvement-p-value-delgo-v-vehicle-w12",
        "bayart-2017/any-hair-regrowth-topical-jak",
    ],
)
def test_a_row_of_a_treatment_or_of_a_difference_is_told(compared, row):
    """A row of an active arm is no comparator, and neither is a difference between arms."""
    compared.edit(FILE, "[3].vehicle[0]", row)
    only(compared, rules.FitsAsComparator, FILE, "[3].vehicle[0]")


@breaks(rules.FitsAsComparator)
def test_a_row_of_vehicle_is_no_natural_history(compared):
    """People under vehicle are not untreated."""
    compared.edit(FILE, "[3].natural_history", ["mikhaylov-2023/salt-any-improvement-vehicle-w12"])
    only(compared, rules.FitsAsComparator, FILE, "[3].natural_history[0]")


@breaks(rules.FitsAsComparator)
def test_a_row_or_words_of_another_condition_are_told(compared):
    """A comparator is of the same condition."""
    data = [{**entry} for entry in read(compared.file(FILE)).data]
    data[2]["vehicle"], data[3]["told"] = data[3]["vehicle"], data[2]["told"]
    compared.dump(FILE, data)
    found = [p.field for p in compared.problems() if p.rule == "FitsAsComparator"]
    assert found == ["[2].vehicle[0]", "[3].told[0].study"]


def test_an_awaited_contrast_with_vehicle_fits(compared):
    """A result that is awaited stands for the vehicle arm until it is read."""
    row = read(compared.file("mikhaylov-2023")).data["outcomes"][2]
    compared.remove("mikhaylov-2023", "outcomes[2].p_value")
    compared.remove("mikhaylov-2023", "outcomes[2].second_readings")
    for field, value in {"kind": "awaited", "measure": "awaited", "text": "Invented."}.items():
        compared.edit("mikhaylov-2023", f"outcomes[2].{field}", value)
    compared.edit(FILE, "[3].vehicle[1]", f"mikhaylov-2023/{row['id']}")
    assert [p for p in compared.problems() if p.rule == "FitsAsComparator"] == []


@breaks(rules.NoneIsKnown)
def test_none_known_beside_a_record_of_vehicle_is_told(compared):
    """That none is known is held against every record of the condition."""
    compared.edit(FILE, "[3]", {"condition": "alopecia-areata", "none_known": "Invented sentence."})
    assert "mikhaylov-2023" in only(compared, rules.NoneIsKnown, FILE, "[3].none_known").fix


@breaks(rules.ToldInRecord)
@pytest.mark.parametrize("text", ["active disease usually runs 1 to 4 years", "single patient lupus miliaris"])
def test_words_that_the_record_does_not_hold_are_told(compared, text):
    """Words differ from the record by nothing, and are not put together from two places of it."""
    compared.edit(FILE, "[2].told[0].text", text)
    only(compared, rules.ToldInRecord, FILE, "[2].told[0].text")


@breaks(rules.ToldInRecord)
def test_words_without_a_source_are_told(compared):
    """Natural history comes with its source."""
    compared.remove(FILE, "[2].told[0].source")
    told(compared, rules.ToldInRecord, FILE, "[2].told[0]")


@breaks(rules.ToldInRecord)
def test_a_quotation_mark_is_told(compared):
    """The words of a record are not shown as a quotation of somebody else."""
    compared.edit("gorham-2023", "limitations[2]", 'invented "word"')
    compared.edit(FILE, "[2].told[0].text", 'invented "word"')
    only(compared, rules.ToldInRecord, FILE, "[2].told[0].text")


@pytest.mark.parametrize(
    "content", ["text\n", "- condition: Lichen planus\n", "- condition: lichen-planus\n  odd: 1\n"]
)
def test_a_broken_file_is_told(compared, content):
    """A file that is no list of entries is told in place, and no rule stumbles over it."""
    compared.write(FILE, content)
    problems = compared.problems()
    assert len(problems) >= 1
    assert {p.file.rpartition("/")[2] for p in problems} == {FILE}


def shown(evidence) -> dict[str, str]:
    """Return what stands beside each condition that has an entry."""
    entries = evidence.library.comparators.entries.values()
    return {entry.condition: comparators.beside(evidence, entry.condition).text for entry in entries}


def test_the_wording_is_fixed(evidence):
    """Every condition has the same first words, and whatever was read of a comparator the same last ones."""
    for text in shown(evidence).values():
        assert text.startswith("For context, not a contrast:")
        told = re.findall("^- (?!.*, awaited: )", text, re.MULTILINE)
        assert ("no difference may be taken." in text) == bool(told)


def test_every_comparator_is_cited_and_leads_to_its_row(evidence):
    """Each row stands behind a role with its study's citation, so that no number is typed."""
    for entry in evidence.library.comparators.entries.values():
        text = shown(evidence)[entry.condition]
        for address in (*entry.vehicle, *entry.natural_history):
            name = address.partition("#")[0]
            assert re.search(rf"`(details <)?{address.replace('#', '/')}>?`", text)
            assert f"</studies/{name}>" in text
        waits = {a.partition("#")[0] for a in entry.vehicle if evidence.row(a)[1].kind == "awaited"}
        read = [a for a in entry.vehicle if evidence.row(a)[1].kind != "awaited"]
        wanted = len(waits) + len(read) + len(entry.natural_history) + len(entry.told)
        assert text.count("{cite:p}") == wanted


def test_nobody_of_sixteen_under_vehicle_has_an_upper_bound(evidence):
    """A count under vehicle comes with its exact interval."""
    assert "exact interval 0.0 to 20.6" in shown(evidence)["alopecia-universalis"]


def test_a_result_that_is_awaited_is_said_to_be(evidence):
    """A vehicle arm that was not read is neither left out nor filled in."""
    text = shown(evidence)["lichen-planus"]
    assert text.count(", awaited: ") == text.count("Under vehicle") == 1
    assert text.count("table not read") == 2


def test_a_disputed_comparator_is_not_called_vehicle_flat(evidence):
    """Where sources disagree on the other arm, what stands beside it says so."""
    assert "Under vehicle or moisturiser" in shown(evidence)["cutaneous-gvhd"]


def test_no_study_is_named_by_its_file(evidence):
    """The name of a study in words of a record is one that people use."""
    told = shown(evidence)["granuloma-annulare"]
    assert "Durgin 2020 cites" in told


def test_what_a_second_reader_did_not_find_is_said(evidence):
    """Natural history that one reader alone saw is marked."""
    assert "a second reader did not find it again" in shown(evidence)["granuloma-annulare"]


def test_a_condition_without_an_entry_is_an_error(evidence):
    """Asking for a condition that has no entry says so."""
    with pytest.raises(KeyError, match="no entry for 'vitiligo'"):
        comparators.beside(evidence, "vitiligo")
