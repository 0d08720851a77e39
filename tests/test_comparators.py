"""What stands beside responses without a comparator."""

from __future__ import annotations

import re

import pytest

from livingevidence.show.tables import comparators


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
        for address in (*entry.control, *entry.natural_history):
            name = address.partition("/")[0]
            assert re.search(rf"`(details <)?{address}>?`", text)
            assert f"</studies/{name}>" in text
        waits = {a.partition("/")[0] for a in entry.control if evidence.row(a)[1].kind == "awaited"}
        read = [a for a in entry.control if evidence.row(a)[1].kind != "awaited"]
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
