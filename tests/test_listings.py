"""Listings: every row once, nothing of it lost, and its text never markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from live import TOPIC
from livingevidence.show import tables
from livingevidence.show.tables import listings
from ruxreview import Evidence

PAGE = Path(__file__).parent.parent / "notebooks/evidence.md"


def addresses(table) -> list[str]:
    """Return the addresses of whole rows and cases that a table links to."""
    found = re.findall(r"\{number\}`(?:details <)?([^`>]+)", "\n".join(" | ".join(row) for row in table.rows))
    return [address.split(".")[0] for address in found]


def shown(evidence, name: str) -> list[str]:
    """Return the addresses that the page of evidence shows by a listing of this name."""
    parts = dict(re.findall(r'^(\w+) = evidence\.where\(domain="([\w-]+)"\)$', PAGE.read_text(encoding="utf-8"), re.M))
    found = []
    for part in re.findall(rf"^listings\.{name}\((\w+)\)$", PAGE.read_text(encoding="utf-8"), re.M):
        here = evidence if part == "evidence" else evidence.where(domain=parts[part])
        found += addresses(getattr(listings, name)(here))
    return found


@pytest.mark.parametrize("name", ["outcomes", "adverse_events"])
def test_the_page_holds_every_row_of_topical_ruxolitinib_once(evidence, name):
    """No row of any shelf is missing from the page, and none stands in it twice."""
    studies = [study for study in evidence.records.values() if TOPIC.is_about(study)]
    rows = [f"{s.id}/{row.id}" for s in studies for row in getattr(s, name) if row.kind != "awaited"]
    assert sorted(shown(evidence, name)) == sorted(rows)


def test_the_page_holds_every_awaited_result(evidence):
    """Awaited results of oral drugs and of context are listed too."""
    rows = [f"{s.id}/{row.id}" for s in evidence.records.values() for row in s.rows if row.kind == "awaited"]
    assert sorted(shown(evidence, "awaited")) == sorted(rows)


def test_every_described_patient_is_listed(evidence):
    """There is one line for each case of a study of topical ruxolitinib."""
    cases = [case for s in evidence.records.values() if TOPIC.is_about(s) for case in s.cases]
    assert len(listings.cases(evidence).rows) == len(cases) > 1


def test_awaited_results_come_with_registry_numbers(evidence):
    """Numbers of every register stand there, and a study without one is told to have none known."""
    found = {row[0]: row[2].replace("\\", "") for row in listings.awaited(evidence).rows}
    numbers = {re.search(r"studies/([\w-]+)", key).group(1): value for key, value in found.items()}
    assert numbers["zurich-nct06399029"] == "NCT06399029, BASEC2023-01779, SNCTP000005796"
    assert numbers["true-v-moa-nct04896385"] == "NCT04896385, EudraCT 2021-000361-32"
    assert numbers["gorham-2023"] == "no number known"


def test_a_row_tells_its_period(evidence):
    """A blinded row can be told from one of the open extension."""
    when = {row[4] for row in listings.outcomes(evidence.where(design="randomised-trial")).rows}
    assert any("blinded period" in cell for cell in when) and any("extension" in cell for cell in when)


def test_a_row_that_repeats_another_says_so(evidence):
    """A row that another record holds too leads to that record."""
    study, row = next((s, r) for s in evidence.records.values() for r in s.adverse_events if r.duplicate_of)
    table = listings.adverse_events(Evidence(evidence.library, [study.id]))
    assert any(row.id in line[5] and f"/studies/{row.duplicate_of}>" in line[5] for line in table.rows)


def test_readers_that_disagree_are_told(evidence):
    """A row on which the two readings differ is marked in its line."""
    study = next(
        s
        for s in evidence.records.values()
        if TOPIC.is_about(s) and any(not r.agrees for row in s.rows for r in row.second_readings)
    )
    part = Evidence(evidence.library, [study.id])
    told = [line[6] for line in (*listings.outcomes(part).rows, *listings.adverse_events(part).rows)]
    assert any("disagreed" in cell for cell in told)


def test_text_of_a_record_is_never_markup(data_copy):
    """A table bar, a tag or a role in a label comes out escaped."""
    data_copy.edit("hwang-2024", "outcomes[0].label", "a | b <b>c</b> {doc}`index`")
    table = listings.outcomes(Evidence.load(data_copy.folder).where(condition="necrobiosis-lipoidica"))
    assert r"a \| b \<b\>c\<\/b\> \{doc\}\`index\`" in table.rows[0][2]


def test_each_row_tells_its_disease(evidence):
    """A table of several diseases can be filtered by each."""
    table = listings.adverse_events(evidence.where(domain="safety"))
    assert {"atopic dermatitis", "vitiligo"} <= {row[table.head.index("Condition")] for row in table.rows}


def test_several_people_described_together_are_counted(data_copy):
    """An entry on several people says how many, not that it is one patient."""
    data_copy.edit("gorham-2023", "cases[0].people", 3)
    (row,) = listings.cases(Evidence.load(data_copy.folder).where(condition="lupus-miliaris-disseminatus-faciei")).rows
    assert row[1].startswith("3 people described together")


def test_an_empty_part_is_told_in_words(evidence):
    """Where no row was read a sentence stands in place of the table."""
    empty = Evidence(evidence.library, [])
    for name in ("outcomes", "adverse_events", "cases", "awaited"):
        assert getattr(listings, name)(empty)._repr_markdown_().endswith(".")


def test_a_long_table_is_folded_with_its_size(evidence):
    """More rows than a screen takes stand behind a line that says what and how many; fewer stand open."""
    rows = tuple((str(i),) for i in range(21))
    folded = tables.Table(("A",), rows, what="Invented things")._repr_markdown_()
    assert "<summary>Invented things, 21 lines</summary>\n\n|" in folded and folded.count("</details>") == 1
    assert "<details" not in tables.Table(("A",), rows[:8])._repr_markdown_()


def test_other_treatments_are_told_by_their_primary_outcome(evidence):
    """A trial that names a primary outcome is told by it alone, by the term's own name, and by the trial's."""
    rows = [row for row in tables.other_treatments(evidence, ["alopecia-areata"]).rows if "brave-aa1" in row[1]]
    assert len(rows) == 1 and rows[0][1].endswith(r", BRAVE\-AA1")
    assert rows[0][3].startswith(r"SALT 20 or less\, week 36: ") and rows[0][3].count("SALT") == 1
    assert rows[0][3].count("{number}") == 3


def test_a_route_stands_behind_its_drugs(evidence):
    """A route stands in brackets; drugs by several routes are told in the words of the arm, which keep them apart."""
    found = ["alopecia-areata", "central-centrifugal-cicatricial-alopecia"]
    told = {row[1]: row[2] for row in tables.other_treatments(evidence, found).rows}
    assert any(words.startswith(r"deuruxolitinib \(systemic\, route not stated\)\; ") for words in told.values())
    (mixed,) = (words for study, words in told.items() if "workman-2023" in study)
    assert mixed.startswith(r"oral baricitinib \(with monthly intralesional triamcinolone\)\; ")


def test_a_text_that_names_a_record_leads_to_it(evidence):
    """The id of a record within another's text becomes a link with its short name, without a source's number."""
    told = tables.texts(evidence, "swissmedic-opzelura", "conflicts").text
    assert r"highly unlikely \({doc}`Papp 2021 </studies/papp-2021>`\)\; the Swiss" in told
    assert "S2" not in told and "papp\\-2021" not in told


def test_a_frequency_in_dispute_leads_to_the_dispute(evidence):
    """Where a record says that its sources disagree, the table leads to where they do."""
    regimens = [row[4] for row in tables.studies(evidence.where(condition="lichen-planus")).rows]
    assert any('<a href="../studies/mangold-2024.html#conflicts">' in cell for cell in regimens)
