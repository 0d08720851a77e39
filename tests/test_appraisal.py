"""Judgements: how certainty is reached, when one goes stale, and how it is signed again."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import load_library
from livingevidence.appraisal.certainty import rate
from livingevidence.appraisal.signing import sign
from livingevidence.cli import main
from livingevidence.record.judgements import LEVELS, Certainty, Down, Exception_, Step, Tool, Up
from rulebook import RISK

NAMES = ("risk-of-bias/brumfiel-2022", "certainty/lichen-planus-itch")


def tool(starts: str) -> Tool:
    """Return an invented tool."""
    return Tool(
        label="invented", definition="invented", cites="invented", designs=[], per_result=False, starts=starts,
        judgements={}, overall="none", domains={},
    )  # fmt: skip


def rating(comparison: str, down: int = 0, up: int = 0, exception: bool = False) -> Certainty:
    """Return an invented rating that is moved by so many levels."""
    none, moved = Step(by=0, reason="x"), Step(by=down, reason="x")
    return Certainty(
        condition="invented",
        kind="benefit",
        outcome="invented",
        comparison=comparison,
        rows=["invented#invented"],
        means="x",
        down=Down(risk_of_bias=moved, inconsistency=none, indirectness=none, imprecision=none, publication_bias=none),
        up=Up(large_effect=Step(by=up, reason="x"), dose_response=none, opposing_confounding=none),
        exception=Exception_(role="editor", reason="x") if exception else None,
    )


@given(st.sampled_from(LEVELS), st.integers(0, 3))
def test_nothing_without_a_comparator_rises_above_very_low(starts, up):
    """However well the studies are judged and however large the change, the cap holds."""
    found = rate(rating("none", up=up), [tool(starts)])
    assert found.level == "very-low"
    assert found.capped == (up > 0)


def test_only_a_signed_exception_lifts_the_cap():
    """A person's exception, with a reason, lets evidence without a comparator rise."""
    assert rate(rating("none", up=1, exception=True), [tool("very-low")]).level == "low"


@pytest.mark.parametrize(("down", "level"), [(0, "high"), (1, "moderate"), (2, "low"), (3, "very-low")])
def test_each_reason_moves_a_level(down, level):
    """A trial starts high and loses a level for each step down."""
    assert rate(rating("vehicle", down), [tool("high")]).level == level


def test_the_tool_that_starts_lowest_counts():
    """A rating over a trial and a series starts where the series starts."""
    assert rate(rating("vehicle"), [tool("high"), tool("low")]).level == "low"


def test_a_rating_on_no_judged_study_starts_at_the_bottom():
    """Without a judgement of risk of bias nothing speaks for a higher start."""
    assert rate(rating("vehicle"), []).level == "very-low"


def stale(copy) -> tuple[str, ...]:
    """Return the stale judgements of a copy."""
    library = load_library(copy.folder)
    return library.appraisal.stale(library.studies)


@pytest.fixture
def signed(judged):
    """Return the judged copy with both judgements signed on its values."""
    library = load_library(judged.folder, datetime.date(2001, 2, 3))
    sign(library, judged.folder, NAMES, "second reader")
    assert stale(judged) == ()
    return judged


def test_a_signature_has_role_date_and_digest(signed):
    """Signing adds a signature below the old one and keeps the rest of the file."""
    text = signed.file(RISK).read_text(encoding="utf-8")
    library = load_library(signed.folder)
    new = library.appraisal.risks["brumfiel-2022"].signed
    assert [(s.role, s.date) for s in new] == [("first reader", "2001-01-01"), ("second reader", "2001-02-03")]
    assert text.count("signed:") == 1
    assert signed.problems() == []


@pytest.mark.parametrize(
    ("field", "value"), [("label", "other words"), ("locator", "another place"), ("note", "another note")]
)
def test_other_words_leave_a_judgement_standing(signed, field, value):
    """Wording and locators are not what a judgement was made on."""
    signed.edit("brumfiel-2022", f"outcomes[0].{field}", value)
    assert stale(signed) == ()


def test_another_number_makes_both_judgements_stale(signed):
    """When a judged row's number changes, its risk of bias and the certainty that rests on it need a new look."""
    signed.edit("brumfiel-2022", "outcomes[0].timepoint_weeks", 99)
    assert set(stale(signed)) == set(NAMES)


def test_another_printed_spread_makes_both_judgements_stale(signed):
    """A spread that stands as it was printed is a value too."""
    signed.edit("brumfiel-2022", "outcomes[0].iqr_printed", "1 to 2")
    assert set(stale(signed)) == set(NAMES)


def test_another_judgement_makes_the_rating_stale(signed):
    """Certainty rests on risk of bias, so it goes stale with it."""
    signed.edit(RISK, "domains.selection.judgement", "high")
    assert "certainty/lichen-planus-itch" in stale(signed)


def test_an_unsigned_judgement_counts_as_stale(judged):
    """What nobody signed stands for nothing yet."""
    judged.remove(RISK, "signed")
    assert "risk-of-bias/brumfiel-2022" in stale(judged)


def test_the_check_warns_of_a_stale_judgement_and_passes(signed, capsys):
    """A contributor's new number keeps the check green and names the judgement to renew."""
    signed.edit("brumfiel-2022", "outcomes[0].timepoint_weeks", 99)
    assert main(["check", "--data", str(signed.folder)]) == 0
    out = capsys.readouterr().out
    assert "warning: the judgement risk-of-bias/brumfiel-2022" in out
    assert "ruxreview sign risk-of-bias/brumfiel-2022" in out


def test_a_release_is_refused_while_a_judgement_is_stale(signed, capsys, monkeypatch):
    """What a contributor may leave for later stops a release, by name."""
    monkeypatch.setattr(
        "livingevidence.history.publish.faults.judge_all", lambda evidence: {}
    )  # the copy lacks what the claims speak of
    assert main(["check", "--release", "--data", str(signed.folder)]) == 0
    signed.edit("brumfiel-2022", "outcomes[0].timepoint_weeks", 99)
    assert main(["check", "--release", "--data", str(signed.folder)]) == 1
    assert "no release while there are stale judgements: risk-of-bias/brumfiel-2022" in capsys.readouterr().out


def test_a_release_is_refused_while_a_claim_is_overturned(signed, capsys):
    """In a copy with few studies many claims don't hold, and a release says which."""
    assert main(["check", "--release", "--data", str(signed.folder)]) == 1
    assert "no release while there are overturned claims: " in capsys.readouterr().out


def test_the_review_as_it_is_may_be_released():
    """Nothing in the real data stands in the way of a release."""
    assert main(["check", "--release"]) == 0


def test_signing_a_name_that_is_not_there_writes_nothing(signed, capsys):
    """One wrong name among right ones leaves every file as it was, and the nearest name is told."""
    before = signed.file(RISK).read_bytes()
    names = ["risk-of-bias/brumfiel-2022", "certainty/lichen-planus-ich"]
    assert main(["sign", *names, "--role", "editor", "--data", str(signed.folder)]) == 1
    assert "lichen-planus-itch" in capsys.readouterr().err
    assert signed.file(RISK).read_bytes() == before


def test_a_broken_record_is_not_signed(signed, capsys):
    """Nobody stands for values that the check refuses."""
    signed.edit("brumfiel-2022", "outcomes[0].timepoint_weeks", -1)
    assert main(["sign", NAMES[0], "--role", "editor", "--data", str(signed.folder)]) == 1
    assert "ruxreview check" in capsys.readouterr().err


def test_the_real_judgements_are_signed_on_the_values_of_today(evidence):
    """No judgement of the review is stale."""
    assert evidence.library.appraisal.stale(evidence.library.studies) == ()
