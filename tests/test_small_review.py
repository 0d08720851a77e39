"""The invented review of another topic: the engine knows no drug."""

from typing import get_args

from livingevidence.appraisal.standing import stale_judgements
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.models import Kind


def test_it_keeps_every_rule(small):
    """A review of another treatment, control, ladder and regimen passes the same check."""
    assert check(load_library(small)) == []


def test_it_has_each_kind_of_row(small_evidence):
    """Whatever a row can be is in it once at least, so that tests can read it there."""
    rows = [row for study in small_evidence.records.values() for row in study.rows]
    assert {row.kind for row in rows} == set(get_args(Kind))
    assert {reading.agrees for row in rows for reading in row.second_readings} == {True, False}


def test_its_judgements_stand(small_evidence):
    """Every judgement is signed for the values as they are."""
    assert not stale_judgements(small_evidence)
