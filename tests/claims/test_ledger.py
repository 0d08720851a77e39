"""All claims of a review: their verdicts, since when each holds, and what an editor is told."""

import datetime
from pathlib import Path

import pytest

from livingevidence.claims.base import Claim, Finding, judge
from livingevidence.claims.directive import read
from livingevidence.claims.expression import parse
from livingevidence.claims.ledger import all_claims, holding_since, judge_all, problems, report
from livingevidence.claims.sayings import Part, judge_sayings, verdict_of
from livingevidence.cli import main
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.problems import BrokenEvidence


def test_the_invented_review_has_each_verdict(small_evidence):
    """One claim is overturned, one is open, the others hold."""
    verdicts = {name: item.verdict for name, item in judge_all(small_evidence).items() if item.verdict != "holds"}
    assert verdicts == {"quiet-rash-result": "open", "sample-rash-nobody-stopped": "overturned"}


@pytest.mark.parametrize(
    ("held", "verdict"), [((True, True), "holds"), ((True, None), "open"), ((None, False), "overturned"), ((), "open")]
)
def test_all_that_is_needed_must_hold(held, verdict):
    """One failure overturns, and what can't be told leaves open."""
    claim, left = Claim("invented", "Invented.", (parse("searched()"),) * len(held)), list(held)
    assert judge(claim, lambda line: Finding("needs", "finds", left.pop(0))).verdict == verdict


def test_since_when_it_holds(small_evidence):
    """The day on which the last report that it needs became public; none where a report has no date."""
    found = holding_since(small_evidence, judge_all(small_evidence))
    assert found["example-fever-verdict"] == datetime.date(2022, 5, 2)
    assert found["fevers-rare-harms"] == datetime.date(2019, 1, 31)  # its rows come from the registry
    undated = judge(Claim("x", "X.", (parse('studies("sample-rash", rung="single") == 1'),)), _find(small_evidence))
    assert holding_since(small_evidence, {"x": undated}) == {"x": None}


def _find(evidence: Evidence):
    from livingevidence.claims.questions import Questions

    return Questions(evidence).find


def test_what_was_not_public_yet_does_not_hold(small_evidence):
    """Cut at a day, the claims are held against what was known then."""
    then = judge_all(small_evidence.as_of("2020-01-01"))
    assert then["example-fever-verdict"].verdict == "overturned"
    assert then["quiet-rash-nobody"].verdict == "overturned"  # its trial stood in no registry


def test_an_editor_is_told_where_and_what_to_do(small_evidence):
    """Sentence, places, needs, findings, rows and the remedy at the line of the claim."""
    judged, texts = judge_all(small_evidence), read(small_evidence.library.root)
    told = report(judged["sample-rash-nobody-stopped"], texts, "The sentence.")
    place = judged["sample-rash-nobody-stopped"].claim.place
    assert place.startswith("notebooks/rashes.md:") and f"write the sentence anew at {place}" in told
    for words in ("sentence: The sentence.", "finds:  1 of 20", "rows:   loe-2018/stopping", "retired.yaml"):
        assert words in told
    again = report(judged["example-fever-verdict"], texts, "")
    assert "and again at notebooks/rashes.md:" in again
    assert "until what is awaited has been read" in report(judged["quiet-rash-result"], texts, "")


def test_a_judgement_that_went_stale_is_cured_by_a_signature(small_copy):
    """A claim that a corrected number alone opened asks for `sign`, not for patience."""
    for part in ("percent", "second_readings"):
        small_copy.remove("doe-2021", f"outcomes[0].{part}")
    small_copy.edit("doe-2021", "outcomes[0].events", 21)
    judged = judge_all(small_copy.evidence())["example-fever-verdict"]
    told = report(judged, read(small_copy.review), "")
    assert judged.verdict == "open" and "`sign certainty/example-fever-clearing --role ROLE`" in told
    assert "awaited" not in told


def test_the_command_lists_verdicts_with_their_places(small, capsys, monkeypatch):
    """One line a claim; it ends with exit 1 where one is overturned."""
    monkeypatch.chdir(small.folder)
    assert main(["claims"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert any(line.startswith("holds      fevers-rare-harms  notebooks/fevers.md:") for line in told)
    assert told[-1] == "9 claims: 7 hold, 1 open, 1 overturned"


def test_a_block_that_cannot_be_read_stops_the_judging(small_copy):
    """Nothing is judged while a claim is not understood."""
    small_copy.replace("fevers.md", "says: verdict", "says: verdikt")
    with pytest.raises(BrokenEvidence, match="did you mean `verdict`"):
        all_claims(small_copy.review)


def test_sayings_are_tested_part_by_part(small_evidence):
    """A part without its evidence can't be tested; the verdict follows from the parts."""
    found = {tested.saying.id: tested for tested in judge_sayings(small_evidence)}
    assert {name: tested.verdict for name, tested in found.items()} == {
        "review-clears": "partly supported",
        "leaflet-safe": "not supported",
    }
    assert [part.holds for part in found["review-clears"].parts.values()] == [True, None]
    assert found["review-clears"].parts["in quiet rash"].deciding[0].needs.startswith("at least one study")


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        ((True, True), "supported"),
        ((True, False), "partly supported"),
        ((True, None), "partly supported"),
        ((False, None), "not supported"),
        ((None,), "not testable yet"),
    ],
)
def test_the_verdict_on_a_saying(held, verdict):
    """It follows from what holds, fails and can't be tested."""
    assert verdict_of({str(i): Part([Finding("", "", holds)]) for i, holds in enumerate(held)}) == verdict


def test_a_part_whose_evidence_is_lacking_is_not_tested():
    """It neither holds nor fails, whatever the evidence shows."""
    shown, lacking = Finding("", "", False), Finding("", "", False)
    assert Part([shown], [lacking]).holds is None and Part([shown], [lacking]).deciding == [lacking]
    assert Part([]).holds is None


# --- the live review: what no new valid study changes -------------------------------------------------


def test_the_live_claims_can_all_be_asked(evidence):
    """Nothing in the chapters is unknown, and everything can be judged."""
    assert problems(evidence) == []
    assert {item.verdict for item in judge_all(evidence).values()} <= {"holds", "open", "overturned"}


def test_every_live_chapter_concludes(evidence):
    """A chapter read as plain Markdown tells its conclusions."""
    root = evidence.library.root
    files = {claim.file for claim in all_claims(root).values()}
    assert {path.relative_to(root.folder).as_posix() for path in Path(root.chapters).glob("*.md")} - files == set()
