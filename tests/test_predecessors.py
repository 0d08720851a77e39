"""What earlier work said: the verdict follows from the parts, and moves when the evidence moves."""

from __future__ import annotations

import re

import pytest
import yaml

from live import load_library
from livingevidence.claims import predecessors
from livingevidence.claims.base import Finding
from livingevidence.claims.predecessors import SUMMARY, Part, verdict_of
from livingevidence.record.reading import read
from livingevidence.show import sayings as table
from prose import typed_digits
from ruxreview import Evidence
from ruxreview.claims.predecessors.sayings import PREDECESSORS

YES, NO, OPEN = (Finding("an invented need", "an invented result", holds) for holds in (True, False, None))
HOLDS, FAILS, UNTESTED = Part([YES]), Part([NO]), Part([OPEN])

# By hand from the records and the rules on the page.
VERDICTS = {
    "spadafora-effective-and-safe": "not testable yet",
    "spadafora-alopecia-areata": "supported",
    "spadafora-evidence": "not testable yet",
    "summary-safety": "not testable yet",
    "summary-fewer-systemic-effects": "partly supported",
    "summary-exposure": "partly supported",
    "summary-effective": "not testable yet",
    "summary-respond": "partly supported",
    "summary-mechanism": "partly supported",
    "summary-alopecia-areata": "supported",
    "summary-further-studies": "supported",
    "hwang-lesion-score": "supported",
    "hwang-mechanism": "partly supported",
}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([HOLDS, HOLDS], "supported"),
        ([HOLDS, FAILS], "partly supported"),
        ([HOLDS, UNTESTED], "partly supported"),
        ([FAILS, FAILS], "not supported"),
        ([FAILS, UNTESTED], "not supported"),
        ([UNTESTED, UNTESTED], "not testable yet"),
    ],
)
def test_the_verdict_follows_from_the_parts(parts, expected):
    """All hold, some hold, one fails and none holds, or nothing can be told: each has its own verdict."""
    assert verdict_of({f"part {i}": part for i, part in enumerate(parts)}) == expected


def test_a_saying_without_parts_is_refused():
    """Nothing needed is no support."""
    with pytest.raises(ValueError, match="without parts"):
        verdict_of({})


@pytest.mark.parametrize(
    ("shows", "there", "expected"),
    [
        ([YES, YES], [YES], True),
        ([YES, NO], [YES], False),
        ([NO, OPEN], [], False),
        ([YES, OPEN], [], None),
        ([NO], [NO], None),
        ([YES], [OPEN], None),
        ([], [], None),
    ],
)
def test_a_part_fails_only_where_its_evidence_is_there(shows, there, expected):
    """Where evidence is lacking a part can't be tested, whatever else was found."""
    assert Part(shows, there).holds is expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part([NO], [YES, OPEN]), [OPEN]),
        (Part([YES, NO, OPEN]), [NO]),
        (Part([YES, OPEN]), [OPEN]),
        (Part([YES, YES], [YES]), [YES, YES]),
    ],
)
def test_why_names_what_decides(part, expected):
    """What is lacking is told first, then what fails, then what can't be told."""
    assert part.deciding == expected


def test_every_saying_has_the_verdict_found_by_hand(evidence):
    """Each saying has its verdict, and each part says why."""
    tested = predecessors.test_all(evidence)
    assert {item.predecessor.id: item.verdict for item in tested} == VERDICTS
    assert all(part.deciding for item in tested for part in item.parts.values())


def test_each_saying_is_of_a_record_or_marked_as_our_words(evidence):
    """A quotation stands in the record of the study that said it; the rest is marked, and types no digit."""
    for said, row in zip(PREDECESSORS, table(evidence).rows, strict=True):
        assert said.said_by == SUMMARY or said.said_by in evidence.records
        assert set(re.findall(r"\{number\}`([^/`]+)/", said.said)) <= {said.said_by}
        assert "{number}" in said.said or "in our words" in row[1]
        assert not typed_digits(said.said)


def test_the_review_of_off_label_use_stands_first(evidence):
    """The table starts with the systematic review, and every cell is filled."""
    rows = table(evidence).rows
    assert "spadafora-2025" in rows[0][0] and "hwang-2024" in rows[-1][0]
    assert all(cell.strip() for row in rows for cell in row)


def test_every_number_of_the_table_leads_somewhere(evidence):
    """Each address behind a verdict stands in the evidence."""
    cells = " ".join(cell for row in table(evidence).rows for cell in row)
    found = re.findall(r'href="\.\./studies/([^"]+)\.html#([^"]+)"', cells)
    assert len(found) > len(PREDECESSORS) and all(evidence.row("/".join(place)) for place in found)


def verdicts(copy) -> dict[str, str]:
    """Return the verdicts on a copy of the data that need not be whole any more."""
    tested = predecessors.test_all(Evidence(load_library(copy.folder)))
    return {item.predecessor.id: item.verdict for item in tested}


def moved(copy) -> dict[str, str]:
    """Return the verdicts that differ from those on the real data."""
    return {name: verdict for name, verdict in verdicts(copy).items() if verdict != VERDICTS[name]}


def place(copy, study: str, row: str) -> str:
    """Return where a row stands in its file, such as ``outcomes[2]``."""
    data = read(copy.file(study)).data
    ids = {
        f"{part}[{i}]": item["id"]
        for part in ("outcomes", "adverse_events")
        for i, item in enumerate(data.get(part, []))
    }
    return next(where for where, name in ids.items() if name == row)


def drop(copy, study: str, *rows: str) -> None:
    """Take rows out of a record."""
    for row in rows:
        copy.remove(study, place(copy, study, row))


SWISS, BENANDI = "swissmedic-opzelura", "benandi-2025"
ORAL, CREAM, SINGLE = "auc-oral-reference", "auc-rux15", "concentration-versus-oral"


def test_without_measurements_exposure_cannot_be_tested(full_copy):
    """With the exposure rows gone, lower exposure is not testable, and no other verdict moves."""
    drop(full_copy, SWISS, ORAL, CREAM, SINGLE)
    assert moved(full_copy) == {"summary-exposure": "not testable yet"}


def test_more_exposure_than_by_mouth_is_not_support(full_copy):
    """With the two exposures swapped no part holds, and one fails."""
    full_copy.edit(SWISS, f"{place(full_copy, SWISS, ORAL)}.value", 683)
    full_copy.edit(SWISS, f"{place(full_copy, SWISS, CREAM)}.value", 2716)
    assert moved(full_copy) == {"summary-exposure": "not supported"}


def test_without_the_cohort_nothing_is_said_of_oral_drugs(full_copy):
    """With the one direct comparison gone, fewer systemic effects can't be tested."""
    drop(
        full_copy,
        BENANDI,
        *(f"{event}-statement-toprux-v-oraljak" for event in ("arterial-thrombosis", "tuberculosis")),
    )
    assert moved(full_copy) == {"summary-fewer-systemic-effects": "not testable yet"}


def test_the_other_direction_in_the_cohort_is_no_support(full_copy):
    """Words to the contrary fail the part on comparative research."""
    for event in ("arterial-thrombosis", "tuberculosis"):
        where = place(full_copy, BENANDI, f"{event}-statement-toprux-v-oraljak")
        full_copy.edit(BENANDI, f"{where}.text", "invented: higher incidence with topical")
    assert moved(full_copy)["summary-fewer-systemic-effects"] == "not supported"


def test_regrowth_no_more_than_under_vehicle_ends_the_inconsistency(full_copy):
    """Where both trials find nothing they agree, and the sayings on alopecia areata lose that part."""
    full_copy.edit("bokhari-2018", f"{place(full_copy, 'bokhari-2018', 'partial-hair-regrowth-rux-w28')}.events", 0)
    assert moved(full_copy) == {
        "spadafora-alopecia-areata": "partly supported",
        "summary-alopecia-areata": "not supported",
    }


def test_a_rise_of_the_lesion_score_is_no_support(full_copy):
    """A score that rose contradicts what the trial said."""
    full_copy.edit("hwang-2024", "outcomes[0].value", 58.2)
    assert moved(full_copy) == {"hwang-lesion-score": "not supported"}


def test_a_controlled_granulomatous_trial_meets_part_of_the_need(full_copy):
    """With a comparator in necrobiosis lipoidica, further studies are needed only in part; rows are still lacking."""
    full_copy.edit("hwang-2024", "design", "randomised-trial")
    assert moved(full_copy) == {"summary-further-studies": "partly supported"}


def test_counted_responses_let_granuloma_annulare_be_tested(full_copy):
    """Invented responses of nobody, counted, fail the part that could not be tested before."""
    row = {
        "id": "invented-response-rux",
        "arm": "rux",
        "outcome": "complete-response",
        "label": "invented response",
        "measure": "responders",
        "kind": "count",
        "period": "open-label",
        "events": 0,
        "n": 9,
        "source": "S1",
        "locator": "invented",
    }
    full_copy.edit("del-rosso-lecture", "outcomes", [row])
    drop(full_copy, "brumfiel-2022", "total-lesion-count-rux-w4")
    assert moved(full_copy) == {"summary-respond": "not supported"}


def test_a_search_lets_the_kinds_of_study_be_counted(full_copy):
    """After a systematic search reports are counted; they are fewer than planned studies here, so it fails."""
    path = full_copy.file("review.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    full_copy.dump("review.yaml", {**data, "last_searched": "2026-01-02"})
    assert moved(full_copy) == {"spadafora-evidence": "not supported"}
