"""All claims of a review: their verdicts, since when each holds, and what an editor is told."""

import datetime
from pathlib import Path

import pytest

from livingevidence.claims.base import Claim, Finding, judge
from livingevidence.claims.directive import read
from livingevidence.claims.expression import parse
from livingevidence.claims.ledger import all_claims, holding_since, judge_all, problems, report
from livingevidence.claims.questions import Questions
from livingevidence.claims.sayings import Part, judge_sayings, verdict_of
from livingevidence.cli import main
from livingevidence.record.problems import BrokenEvidence


def test_the_invented_review_has_each_verdict(small_evidence):
    """One claim is overturned, one is open, the others hold."""
    verdicts = {name: judged.verdict for name, judged in judge_all(small_evidence).items() if judged.verdict != "holds"}
    assert verdicts == {"quiet-rash-result": "open", "sample-rash-nobody-stopped": "overturned"}


@pytest.mark.parametrize(
    ("holds", "verdict"), [((True, True), "holds"), ((True, None), "open"), ((None, False), "overturned"), ((), "open")]
)
def test_all_that_is_needed_must_hold(holds, verdict):
    """One failure overturns, and what can't be told leaves open."""
    claim, remaining = Claim("invented", "Invented.", (parse("searched()"),) * len(holds)), list(holds)
    assert judge(claim, lambda line: Finding("needs", "finds", remaining.pop(0))).verdict == verdict


def test_since_when_it_holds(small_evidence):
    """The day on which the last report that it needs became public; none where a report has no date."""
    days = holding_since(small_evidence, judge_all(small_evidence))
    assert days["example-fever-verdict"] == datetime.date(2022, 5, 2)
    assert days["fevers-rare-harms"] == datetime.date(2019, 1, 31)  # its rows come from the registry
    needs = (parse('studies("sample-rash", rung="single") == 1'),)
    undated = judge(Claim("x", "X.", needs), Questions(small_evidence).find)
    assert holding_since(small_evidence, {"x": undated}) == {"x": None}


def test_what_was_not_public_yet_does_not_hold(small_evidence):
    """Cut at a day, the claims are held against what was known then."""
    past = judge_all(small_evidence.as_of("2020-01-01"))
    assert past["example-fever-verdict"].verdict == "overturned"
    assert past["quiet-rash-nobody"].verdict == "overturned"  # its trial stood in no registry


def test_an_editor_is_told_where_and_what_to_do(small_evidence):
    """Sentence, places, needs, findings, rows and the remedy at the line of the claim."""
    judged, texts = judge_all(small_evidence), read(small_evidence.library.root)
    overturned = report(judged["sample-rash-nobody-stopped"], texts, "The sentence.")
    place = judged["sample-rash-nobody-stopped"].claim.place
    assert place.startswith("notebooks/rashes.md:") and f"write the sentence anew at {place}" in overturned
    for words in ("sentence: The sentence.", "finds:  1 of 20", "rows:   loe-2018/stopping", "retired.yaml"):
        assert words in overturned
    repeated = report(judged["example-fever-verdict"], texts, "")
    assert "and again at notebooks/rashes.md:" in repeated
    assert "until what is awaited has been read" in report(judged["quiet-rash-result"], texts, "")


def test_a_judgement_that_went_stale_is_cured_by_a_signature(small_copy):
    """A claim that a corrected number alone opened asks for `sign`, not for patience."""
    for part in ("percent", "second_readings"):
        small_copy.remove("doe-2021", f"outcomes[0].{part}")
    small_copy.edit("doe-2021", "outcomes[0].events", 21)
    claim = judge_all(small_copy.evidence())["example-fever-verdict"]
    text = report(claim, read(small_copy.review), "")
    assert claim.verdict == "open" and "`sign certainty/example-fever-clearing --role ROLE`" in text
    assert "awaited" not in text


def test_the_command_lists_verdicts_with_their_places(small, capsys, monkeypatch):
    """One line a claim; it ends with exit 1 where one is overturned."""
    monkeypatch.chdir(small.folder)
    assert main(["claims"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("holds      fevers-rare-harms  notebooks/fevers.md:") for line in lines)
    assert lines[-1] == "9 claims: 7 hold, 1 open, 1 overturned"


def test_a_block_that_cannot_be_read_stops_the_judging(small_copy):
    """Nothing is judged while a claim is not understood."""
    small_copy.replace("fevers.md", "says: verdict", "says: verdikt")
    with pytest.raises(BrokenEvidence, match="did you mean `verdict`"):
        all_claims(small_copy.review)


def test_sayings_are_tested_part_by_part(small_evidence):
    """A part without its evidence can't be tested; the verdict follows from the parts."""
    sayings = {judged.saying.id: judged for judged in judge_sayings(small_evidence)}
    assert {name: judged.verdict for name, judged in sayings.items()} == {
        "review-clears": "partly supported",
        "leaflet-safe": "not supported",
    }
    assert [part.holds for part in sayings["review-clears"].parts.values()] == [True, None]
    assert sayings["review-clears"].parts["in quiet rash"].deciding[0].needs.startswith("at least one study")


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ((True, True), "supported"),
        ((True, False), "partly supported"),
        ((True, None), "partly supported"),
        ((False, None), "not supported"),
        ((None,), "not testable yet"),
    ],
)
def test_the_verdict_on_a_saying(findings, verdict):
    """The verdict on a saying follows from which of its parts hold, fail and can't be tested."""
    assert verdict_of({str(i): Part([Finding("", "", holds)]) for i, holds in enumerate(findings)}) == verdict


def test_a_part_whose_evidence_is_lacking_is_not_tested():
    """Such a part neither holds nor fails, whatever the evidence shows."""
    failing, gap = Finding("", "", False), Finding("", "", False)
    assert Part([failing], [gap]).holds is None and Part([failing], [gap]).deciding == [gap]
    assert Part([]).holds is None


# --- the live review: what no new valid study changes -------------------------------------------------


def test_the_live_claims_can_all_be_asked(evidence):
    """Nothing in the chapters is unknown, and each claim is judged."""
    assert problems(evidence) == []
    assert judge_all(evidence).keys() == all_claims(evidence.library.root).keys() != set()


def test_every_live_chapter_concludes(evidence):
    """A chapter read as plain Markdown tells its conclusions."""
    root = evidence.library.root
    files = {claim.file for claim in all_claims(root).values()}
    assert {path.relative_to(root.folder).as_posix() for path in Path(root.chapters).glob("*.md")} - files == set()
