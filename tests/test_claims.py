"""Claims: when one stands, what is asked of the evidence, and that each stands on a page once and only once."""

from __future__ import annotations

import datetime
import re
from functools import cached_property
from pathlib import Path

import pytest

from livingevidence.claims import ledger
from livingevidence.claims.base import Claim, Finding, Retired, judge
from livingevidence.claims.facts import Facts
from livingevidence.cli import main
from livingevidence.results.compute import compute
from livingevidence.results.numbers import GONE, filled, look_up
from livingevidence.site import condition_page, conditions
from prose import typed_digits
from ruxreview import Evidence
from ruxreview.claims import alopecia

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "notebooks").glob("*.md"), *(ROOT / "docs").glob("*.md")])
DECLARED = ledger.declared()

IGA, IGA_VEHICLE = "papp-2021/iga-treatment-success-rux15-w8", "papp-2021/iga-treatment-success-vehicle-w8"
LESION, AWAITED = "hwang-2024/nl-lesion-score-rux-w12", "hwang-2024/awaited-adverse-events"
COMPLETE, TOFA = "abduelmula-2023/complete-response-rux", "abduelmula-2023/complete-response-tofa"
WORDS, NUMBERLESS = "papp-2021/stroke", "papp-2021/iga-0-1-lts-all-w52"
NOBODY = "bayart-2017/eyebrow-regrowth-rux1"
STOPPED, COLD = "discontinuation-due-to-adverse-event", "nasopharyngitis"
UNTREATED, AREA = "brumfiel-2022/mcails-mean-difference-rux-v-control-lesion-w4", "bokhari-2018/partial-hair-regrowth"
LEVELS = ("steady-state-concentration", "cmax")
COLDS = ("papp-2021/nasopharyngitis-rux15-w8", "papp-2021/nasopharyngitis-vehicle-w8")
ODDS = "rosmarin-2022/f-vasi75-odds-ratio-v1-rux15-v-v1-vehicle"


@pytest.fixture(scope="module")
def facts(small_data):
    """Return what a few studies answer."""
    return Facts(Evidence.load(small_data))


@pytest.fixture(scope="module")
def all_facts(evidence):
    """Return what the real evidence answers."""
    return Facts(evidence)


@pytest.fixture(scope="module")
def judged(evidence):
    """Return every claim held against the real evidence."""
    return ledger.judge_all(evidence)


def invented(*held) -> Claim:
    """Return a claim whose findings hold, fail or can't be told."""
    return Claim("invented-claim", "Invented.", lambda facts: [Finding("needs", "finds", item) for item in held])


# --- when a claim stands ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        ((True,), "holds"),
        ((True, True), "holds"),
        ((True, None), "open"),
        ((None,), "open"),
        ((True, False), "overturned"),
        ((None, False), "overturned"),
        ((False, None, True), "overturned"),
        ((), "open"),
    ],
)
def test_a_claim_stands_on_all_that_it_needs(held, verdict):
    """One failing need overturns it, one that can't be told leaves it open, and needing nothing is not standing."""
    assert judge(invented(*held), None).verdict == verdict


def test_a_verdict_keeps_its_findings():
    """What was needed and found stands with the verdict, in order."""
    assert [finding.holds for finding in judge(invented(True, None, False), None).findings] == [True, None, False]


# --- what is asked of the evidence --------------------------------------------------------------------

# Question, what is asked of a few studies, and the answer: True holds, False fails, None can't be told.
ASKED = [
    ("studies", lambda f: f.studies("necrobiosis-lipoidica", "single-arm", at_least=1, at_most=1), True),
    ("studies", lambda f: f.studies("granulomatous", at_least=2, at_most=2), True),
    ("studies", lambda f: f.studies("necrobiosis-lipoidica", "vehicle-controlled", at_least=1), False),
    ("studies", lambda f: f.studies("necrobiosis-lipoidica", at_most=0), False),
    ("no_result", lambda f: f.no_result("granulomatous", "single-arm"), True),
    ("no_result", lambda f: f.no_result("atopic-dermatitis", "vehicle-controlled"), False),
    ("compared", lambda f: f.compared("lichenoid", at_least=1, at_most=1), True),
    ("compared", lambda f: f.compared("lichenoid", at_most=0), False),
    ("nobody", lambda f: f.nobody("lichen-planopilaris"), True),
    ("nobody", lambda f: f.nobody("lichen-planus"), False),
    ("number", lambda f: f.number("granulomatous.studies", at_least=2, at_most=2), True),
    ("number", lambda f: f.number("granulomatous.studies", at_least=3), False),
    ("number", lambda f: f.number("granulomatous.names-without"), False),
    ("number", lambda f: f.number("granulomatous.invented"), False),
    ("systemic", lambda f: f.systemic(at_most=0), True),
    ("systemic", lambda f: f.systemic("lichen-planus", "single-arm", at_least=1), False),
    ("read", lambda f: f.read(LESION, WORDS), True),
    ("read", lambda f: f.read(LESION, "hwang-2024/invented"), False),
    ("read", lambda f: f.read(LESION, AWAITED), None),
    ("awaited", lambda f: f.awaited(AWAITED), True),
    ("awaited", lambda f: f.awaited(LESION), False),
    ("awaited", lambda f: f.awaited("invented-2042/awaited"), False),
    ("says", lambda f: f.says(WORDS, "no count is given"), True),
    ("says", lambda f: f.says(WORDS, "an invented count"), False),
    ("says", lambda f: f.says(LESION, "no count is given"), False),
    ("greater", lambda f: f.greater(IGA, IGA_VEHICLE), True),
    ("greater", lambda f: f.greater(IGA_VEHICLE, IGA), False),
    ("greater", lambda f: f.greater(IGA, IGA), False),
    ("greater", lambda f: f.greater(IGA, "papp-2021/invented"), False),
    ("greater", lambda f: f.greater(NUMBERLESS, IGA_VEHICLE), None),
    ("greater", lambda f: f.greater(COMPLETE, TOFA, by_arms=False), True),
    ("greater", lambda f: f.greater(TOFA, COMPLETE, by_arms=False), False),
    ("smaller", lambda f: f.smaller("papp-2021/bronchitis-rux15-w8", "papp-2021/any-adverse-event-vehicle-w8"), True),
    ("smaller", lambda f: f.smaller(IGA, IGA_VEHICLE), False),
    ("smaller", lambda f: f.smaller(IGA_VEHICLE, IGA), False),
    ("share", lambda f: f.share(COMPLETE, at_least=16, at_most=17), True),
    ("share", lambda f: f.share(COMPLETE, at_most=16), False),
    ("share", lambda f: f.share("abduelmula-2023/invented"), False),
    ("share", lambda f: f.share(NUMBERLESS), None),
    ("not_ruled_out", lambda f: f.not_ruled_out(NOBODY, 80), True),
    ("not_ruled_out", lambda f: f.not_ruled_out(NOBODY, 90), False),
    ("not_ruled_out", lambda f: f.not_ruled_out(COMPLETE, 5), False),
    ("not_ruled_out", lambda f: f.not_ruled_out("bayart-2017/invented", 5), False),
    ("no_number", lambda f: f.no_number("herpes-zoster"), True),
    ("no_number", lambda f: f.no_number(COLD), False),
    ("no_number", lambda f: f.no_number(COLD, beyond=52), True),
    ("no_number", lambda f: f.no_number(COLD, of="alopecia-areata"), True),
    ("no_number", lambda f: f.no_number(of="alopecia-areata"), False),
    ("no_number", lambda f: f.no_number(of="necrobiosis-lipoidica"), True),
    ("only_in", lambda f: f.only_in((COLD,), "papp-2021"), True),
    ("only_in", lambda f: f.only_in((COLD,), "papp-2021", "hwang-2024"), False),
    ("only_in", lambda f: f.only_in((COLD, "nl-lesion-score"), "papp-2021"), False),
    ("wide", lambda f: f.wide("nl-lesion-score"), False),
    ("with_arm", lambda f: f.with_arm("atopic-dermatitis", "vehicle", cream=True, at_least=1, at_most=1), True),
    ("with_arm", lambda f: f.with_arm("atopic-dermatitis", "vehicle", cream=True), False),
    ("with_arm", lambda f: f.with_arm("alopecia-areata", "vehicle", cream=True), True),
    ("with_arm", lambda f: f.with_arm("alopecia-areata", "jak-inhibitor", cream=False, randomised=True), False),
    ("off_label", lambda f: f.off_label("granulomatous"), None),
    ("none_in", lambda f: f.none_in("granulomatous", "extension"), True),
    ("none_in", lambda f: f.none_in("atopic-dermatitis", "extension"), False),
    ("only", lambda f: f.only("necrobiosis-lipoidica", "single-arm"), True),
    ("only", lambda f: f.only("granulomatous", "single-arm"), False),
    ("in_numbers", lambda f: f.in_numbers("lichenoid", at_least=1, at_most=1), True),
    ("in_numbers", lambda f: f.in_numbers("granulomatous", at_least=1), False),
    ("untried", lambda f: f.untried("lichen-planopilaris"), True),
    ("untried", lambda f: f.untried("lichen-planus"), False),
    ("reviews", lambda f: f.reviews("lichen-planus", at_least=1, at_most=1), True),
    ("reviews", lambda f: f.reviews("lichen-planus", mixing=True, at_least=1), True),
    ("reviews", lambda f: f.reviews("lichen-planus", counting=True, at_least=1), False),
    ("reviews", lambda f: f.reviews(at_most=0), False),
    ("harms_beside", lambda f: f.harms_beside("vehicle", at_least=1, at_most=1), True),
    ("harms_beside", lambda f: f.harms_beside("vehicle", at_most=0), False),
    ("wider_gap", lambda f: f.wider_gap((IGA, IGA_VEHICLE), COLDS), True),
    ("wider_gap", lambda f: f.wider_gap(COLDS, (IGA, IGA_VEHICLE)), False),
    ("wider_gap", lambda f: f.wider_gap((IGA_VEHICLE, IGA), COLDS), False),
    ("wider_gap", lambda f: f.wider_gap((IGA, "papp-2021/invented"), COLDS), False),
    ("wider_gap", lambda f: f.wider_gap((IGA, IGA_VEHICLE), (NUMBERLESS, IGA_VEHICLE)), None),
    ("given", lambda f: f.given(IGA, "ruxolitinib"), True),
    ("given", lambda f: f.given("bayart-2017/any-hair-regrowth-topical-jak", "ruxolitinib"), False),
    ("given", lambda f: f.given("papp-2021/invented", "ruxolitinib"), False),
    ("anecdotes", lambda f: f.anecdotes("granulomatous"), True),
    ("anecdotes", lambda f: f.anecdotes("atopic-dermatitis"), False),
    ("points", lambda f: f.points(UNTREATED, "better"), True),
    ("points", lambda f: f.points(UNTREATED, "worse"), False),
    ("points", lambda f: f.points(UNTREATED, None, against="untreated"), True),
    ("points", lambda f: f.points(UNTREATED, None, against="vehicle"), False),
    ("points", lambda f: f.points("invented-2042/response", "better"), False),
    ("bare", lambda f: f.bare(COMPLETE, TOFA), True),
    ("bare", lambda f: f.bare(COMPLETE, LESION), False),
    ("bare", lambda f: f.bare("hwang-2024/invented"), False),
    ("lone", lambda f: f.lone(LESION), True),
    ("lone", lambda f: f.lone(COMPLETE), False),
    ("lone", lambda f: f.lone("hwang-2024/invented"), False),
    ("secondhand", lambda f: f.secondhand("lupus-miliaris-disseminatus-faciei"), True),
    ("secondhand", lambda f: f.secondhand("necrobiosis-lipoidica"), False),
    ("unread", lambda f: f.unread("granulomatous", "harm"), True),
    ("unread", lambda f: f.unread("alopecia", "harm"), False),
    ("favours", lambda f: f.favours("lichenoid"), True),
    ("favours", lambda f: f.favours("granulomatous"), None),
    ("silent", lambda f: f.silent("hwang-2024", "an invented limit"), True),
    ("silent", lambda f: f.silent("hwang-2024", "no control arm"), False),
    ("silent", lambda f: f.silent("invented-2042", "an invented limit"), False),
    ("nowhere_else", lambda f: f.nowhere_else("mechanism", "granulomatous", "hwang-2024", "gorham-2023"), True),
    ("nowhere_else", lambda f: f.nowhere_else("mechanism", "granulomatous", "hwang-2024"), False),
    ("noted", lambda f: f.noted("hwang-2024", "no control arm"), True),
    ("noted", lambda f: f.noted("hwang-2024", "an invented limit"), False),
    ("noted", lambda f: f.noted("invented-2042", "no control arm"), False),
    ("difference", lambda f: f.difference(COLD, "atopic-dermatitis", "unclear"), True),
    ("difference", lambda f: f.difference(STOPPED, "atopic-dermatitis", "fewer"), True),
    ("difference", lambda f: f.difference(STOPPED, "atopic-dermatitis", "more"), False),
    ("difference", lambda f: f.difference(COLD, "vitiligo", "unclear"), None),
    ("difference", lambda f: f.difference("herpes-zoster", "vitiligo", "more"), None),
    ("pooled", lambda f: f.pooled(STOPPED), True),
    ("pooled", lambda f: f.pooled(), False),
    ("pooled", lambda f: f.pooled(STOPPED, COLD), False),
    ("no_search", lambda f: f.no_search(), True),
]
# The same of the real evidence: what a few studies don't have.
ASKED_OF_ALL = [
    ("systemic", lambda f: f.systemic("lichen-planus", at_least=1), True),
    ("off_label", lambda f: f.off_label("granulomatous"), True),
    ("off_label", lambda f: f.off_label("vitiligo"), False),
    ("none_above", lambda f: f.none_above(LEVELS, "gong-2021/reference-ic50", "bissonnette-2022"), True),
    ("none_above", lambda f: f.none_above(LEVELS, "gong-2021/reference-ic50"), False),
    ("none_above", lambda f: f.none_above(LEVELS, "bissonnette-2022/invented"), False),
    ("paired", lambda f: f.paired(f"{AREA}-vehicle-w28", "more"), True),
    ("paired", lambda f: f.paired(f"{AREA}-vehicle-w28", "fewer"), False),
    ("paired", lambda f: f.paired(f"{AREA}-clobetasol-w28", "unclear"), True),
    ("paired", lambda f: f.paired(f"{AREA}-invented-w28", "more"), None),
    ("throughout", lambda f: f.throughout("granulomatous"), True),
    ("throughout", lambda f: f.throughout("granulomatous", at_most=None), False),
    ("throughout", lambda f: f.throughout("atopic-dermatitis", kind="harm"), False),
    ("unsigned", lambda f: f.unsigned("clinician"), True),
    ("unsigned", lambda f: f.unsigned("first reader"), False),
    ("interval", lambda f: f.interval(ODDS, "more"), True),
    ("interval", lambda f: f.interval(ODDS, "fewer"), False),
    ("interval", lambda f: f.interval(ODDS, "more", null=5), False),
    ("interval", lambda f: f.interval("rosmarin-2022/invented", "more"), False),
    ("interval", lambda f: f.interval("rosmarin-2022/f-vasi75-risk-ratio-v1-rux15-v-v1-vehicle", "more"), None),
    ("certainty", lambda f: f.certainty("necrobiosis-lipoidica-lesion-score", at_most="very-low"), True),
    ("certainty", lambda f: f.certainty("necrobiosis-lipoidica-lesion-score", at_least="low"), False),
    ("certainty", lambda f: f.certainty("invented"), False),
    ("certainty", lambda f: f.certainty("atopic-dermatitis-serious-adverse-event"), None),
    ("not_rated", lambda f: f.not_rated("atopic-dermatitis-serious-adverse-event"), True),
    ("not_rated", lambda f: f.not_rated("necrobiosis-lipoidica-lesion-score"), False),
    ("not_rated", lambda f: f.not_rated("invented"), False),
]


@pytest.mark.parametrize(("question", "ask", "holds"), ASKED)
def test_a_question_is_answered(facts, question, ask, holds):
    """A few studies give the answer that stands in their records."""
    assert ask(facts).holds is holds, ask(facts)


@pytest.mark.parametrize(("question", "ask", "holds"), ASKED_OF_ALL)
def test_a_question_is_answered_by_all_evidence(all_facts, question, ask, holds):
    """The real evidence gives the answer that stands in its records."""
    assert ask(all_facts).holds is holds, ask(all_facts)


def test_no_question_is_asked_untested():
    """Each question has a case that holds and one that fails, here or below."""
    answers = {(question, holds) for question, _, holds in [*ASKED, *ASKED_OF_ALL]}
    answers |= {("no_search", False), ("wide", True), ("favours", False)}  # on changed copies
    public = {n for n in dir(Facts) if n[0] != "_" and not isinstance(getattr(Facts, n), cached_property)}
    assert public and {(question, holds) for question in public for holds in (True, False)} - answers == set()


@pytest.mark.parametrize(("question", "ask", "holds"), [*ASKED, *ASKED_OF_ALL])
def test_an_answer_says_what_is_needed_and_found(facts, all_facts, question, ask, holds):
    """What is needed and what is found stand in words, with rows as addresses."""
    finding = ask(all_facts if (question, ask, holds) in ASKED_OF_ALL else facts)
    assert finding.needs.strip() and finding.found.strip()
    assert all(re.fullmatch(r"[a-z0-9-]+#[a-z0-9-]*", address) for address in finding.rows)


def test_an_unknown_term_is_an_error(facts):
    """A misspelt condition is told, and not answered with nobody."""
    with pytest.raises(KeyError, match="lichen-planuss"):
        facts.nobody("lichen-planuss")


def facts_of(copy) -> Facts:
    """Return what a changed copy answers."""
    return Facts(Evidence.load(copy.folder))


def test_a_spread_is_held_against_the_size_of_its_mean(data_copy):
    """A mean fall is wide where its deviation is greater than the fall, whatever the sign."""
    assert facts_of(data_copy).wide("nl-lesion-score").holds is False
    data_copy.remove("hwang-2024", "outcomes[0].second_readings")
    data_copy.edit("hwang-2024", "outcomes[0].sd", 99.9)
    assert facts_of(data_copy).wide("nl-lesion-score").holds is True


def test_a_comparison_that_points_the_other_way_is_not_in_favour(data_copy):
    """With one difference turned round, not each comparison favours the cream."""
    assert facts_of(data_copy).favours("lichenoid").holds is True
    data_copy.remove("brumfiel-2022", "outcomes[1].second_readings")
    data_copy.edit("brumfiel-2022", "outcomes[1].value", 7.6)
    assert facts_of(data_copy).favours("lichenoid").holds is False


def test_a_search_ends_the_lack_of_one(data_copy):
    """With a day of a systematic search, there was one."""
    data_copy.replace("review.yaml", "last_searched: null", 'last_searched: "2026-01-02"')
    assert facts_of(data_copy).no_search().holds is False


def test_an_interval_of_swapped_sides_speaks_of_others(full_copy):
    """A printed interval counts for the order of arms that its row is named by."""
    row = next(row for row in Evidence.load(full_copy.folder).records["rosmarin-2022"].rows if row.id in ODDS)
    place = [row.id for row in Evidence.load(full_copy.folder).records["rosmarin-2022"].outcomes].index(row.id)
    full_copy.edit("rosmarin-2022", f"outcomes[{place}].contrast.treatment", row.contrast.comparator)
    full_copy.edit("rosmarin-2022", f"outcomes[{place}].contrast.comparator", row.contrast.treatment)
    assert facts_of(full_copy).interval(ODDS, "more").holds is False


def test_a_stale_rating_cannot_be_told(full_copy):
    """A rating whose values changed since it was signed neither holds nor fails."""
    full_copy.remove("hwang-2024", "outcomes[0].second_readings")
    full_copy.edit("hwang-2024", "outcomes[0].value", -57.2)
    assert facts_of(full_copy).certainty("necrobiosis-lipoidica-lesion-score", at_most="very-low").holds is None


def test_an_awaited_result_that_was_read_is_no_longer_awaited(data_copy):
    """The row of a result that came in answers what was open before, and is awaited no more."""
    assert facts_of(data_copy).read(AWAITED).holds is None
    row = {"kind": "qualitative", "measure": "statement", "text": "an invented summary"}
    for field, value in row.items():
        data_copy.edit("hwang-2024", f"adverse_events[0].{field}", value)
    data_copy.remove("hwang-2024", "adverse_events[0].where")
    after = facts_of(data_copy)
    assert (after.read(AWAITED).holds, after.awaited(AWAITED).holds) == (True, False)


# --- all claims that are declared ---------------------------------------------------------------------


def test_no_claim_is_overturned(judged):
    """What the pages conclude is what the evidence has now."""
    assert {
        n: [f for f in j.findings if f.holds is False] for n, j in judged.items() if j.verdict == "overturned"
    } == {}


def test_a_claim_needs_something_of_the_evidence(judged):
    """Each claim is held against at least one finding, so that evidence can overturn it."""
    assert [name for name, item in judged.items() if not item.findings] == []


def test_an_id_speaks_for_itself():
    """An id is words with hyphens."""
    assert [name for name in DECLARED if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", name)] == []


def wordings(claim: Claim) -> list[str]:
    """Return the wordings that a claim has."""
    return list(filter(None, [claim.text, claim.plain]))


def test_no_number_is_typed_in_a_claim():
    """A number in a claim is a role, in either wording."""
    assert {
        n: found for n, claim in DECLARED.items() for text in wordings(claim) if (found := typed_digits(text))
    } == {}


def test_every_claim_reads_as_words(evidence):
    """Each number of a claim is known, also one that is shown in words, and no role is left in its sentence."""
    results = compute(evidence)
    for name, claim in DECLARED.items():
        for text in wordings(claim):
            for address in re.findall(r"\{number\}`(?:[^`<]*<)?([^`>]+)>?`", text):
                assert look_up(address, evidence, results).text, name
            words = filled(text, evidence, results)
            assert words.strip() and not re.search(r"[{}`<>]", words), name


def test_what_a_claim_tells_it_needs(judged):
    """A claim needs each row whose number it tells, and the study of each number of people or weeks."""
    for name, item in judged.items():
        needed = {address for finding in item.findings for address in finding.rows}
        for study, row, field in re.findall(r"\{number\}`(?:[^`<]*<)?([\w-]+)/([\w-]+)\.?(\w*)>?`", item.claim.text):
            of_study = row == "population" or field == "timepoint_weeks"
            assert f"{study}/{row}" in needed or (of_study and study in {a.partition("#")[0] for a in needed}), name


def test_what_a_claim_leads_to_is_there(evidence):
    """Citations, pages and labels named in a claim exist; pages are named from the root, as it can stand on any."""
    labels = {label for path in PAGES for label in re.findall(r"^\((.+)\)=$", path.read_text(encoding="utf-8"), re.M)}
    for name, claim in DECLARED.items():
        for cited in re.findall(r"\{cite:[pt]\}`([^`]*)`", claim.text):
            assert {key.strip() for key in cited.split(",")} <= set(evidence.references), name
        for target in re.findall(r"\{doc\}`(?:[^`<]*<)?([^`>]*)>?`", claim.text):
            study = re.fullmatch(r"/studies/([\w-]+)", target)
            found = study[1] in evidence.records if study else (ROOT / f"docs{target}.md").is_file()
            assert target.startswith("/") and found, (name, target)
        for target in re.findall(r"\{ref\}`(?:[^`<]*<)?([^`>]*)>?`", claim.text):
            assert target in labels or target.startswith("certainty-"), (name, target)


def test_each_claim_stands_on_a_page_and_each_place_has_one():
    """Every claim is shown somewhere, not in plain words alone, and no page places one that isn't declared."""
    found = ledger.places(ROOT, DECLARED)
    shown = {name for path in PAGES for name in re.findall(r"\{claim\}`([^`]+)`", path.read_text(encoding="utf-8"))}
    assert [name for name, where in found.items() if not where or name not in shown] == []
    assert {name: where for name, where in found.items() if name not in DECLARED} == {}


def plain(text: str) -> str:
    """Return text without roles, punctuation, case and breaks, as two writings of a sentence share it."""
    return " ".join(re.findall(r"[a-z]+", re.sub(r"\{[\w:]+\}`[^`]*`", " ", text).casefold()))


def sentences(text: str) -> list[str]:
    """Return the sentences of a claim, as plain words; short ones, which others can share, are left out."""
    found = map(plain, re.split(r"(?<=[.;:])\s+", text))
    return [sentence for sentence in found if len(sentence.split()) > 5]


def test_a_claim_is_not_typed_a_second_time():
    """No page repeats by hand a sentence that is a claim."""
    pages = {path.name: plain(path.read_text(encoding="utf-8")) for path in PAGES}
    said = [(n, sentence) for n, claim in DECLARED.items() for text in wordings(claim) for sentence in sentences(text)]
    assert [(name, page) for name, sentence in said for page, text in pages.items() if sentence in text] == []


def test_a_sentence_typed_by_hand_would_be_found():
    """The comparison sees through roles, case, breaks and punctuation."""
    text = "Invented hair regrew in {number}`a-1/b` of the people (*nobody* knows why)."
    assert sentences(text) == [plain("invented hair regrew in 7\nof the people; nobody knows why")]


def test_no_two_claims_say_the_same():
    """A sentence is declared once, and placed by its id wherever it stands."""
    said = [" ".join(text.split()) for claim in DECLARED.values() for text in wordings(claim)]
    assert [text for text in said if said.count(text) > 1] == []


# --- in plain words -----------------------------------------------------------------------------------

PLAIN = {name: claim.plain for name, claim in DECLARED.items() if claim.plain}
LONGEST = 25  # words a sentence
JARGON = re.compile(
    r"\b(vehicle|placebo|randomi[sz]\w*|blind\w*|open-label|controlled|comparators?|arms?|cohorts?|baseline|endpoints?|"
    r"outcomes?|confidence|intervals?|significan\w*|P values?|median|mean difference|spread|odds|ratios?|hazard|"
    r"adverse|AEs?|efficacy|topical\w*|systemic\w*|oral|off-label|lesions?|cutaneous|anogenital|mucosa\w*|plasma|"
    r"pharmaco\w*|bioavailab\w*|corticosteroids?|herpes|malignan\w*|thrombo\w*|discontinu\w*|atopic dermatitis|"
    r"JAK-STAT|STAT\d?|cytokines?|kinases?|monotherapy|aetiology|erythema|pruritus|GRADE|bias|meta-analys\w*|rung|rows?)\b"
)


@pytest.mark.parametrize("name", PLAIN)
def test_plain_words_are_plain(evidence, name):
    """A plain wording has short sentences, no word that only the trained know, and no role but numbers."""
    assert JARGON.findall(re.sub(r"\{number\}`[^`]+`", "", PLAIN[name])) == []
    assert set(re.findall(r"\{([\w:]+)\}", PLAIN[name])) <= {"number"}
    told = re.split(r"(?<=[.:;!?])\s+", filled(PLAIN[name], evidence, compute(evidence)))
    assert max(len(sentence.split()) for sentence in told) <= LONGEST, told
    assert told[-1].endswith(".")


@pytest.mark.parametrize(
    "typed", ["than vehicle", "were randomised", "no significant difference", "two cohorts", "AEs"]
)
def test_a_word_of_the_trained_is_found(typed):
    """The list sees forms of a word, and leaves others alone."""
    assert JARGON.search(f"Invented {typed}.") and not JARGON.search(
        "The armour of a caravan was rowed, by mean arrows."
    )


def test_plain_words_tell_no_other_number():
    """Each number of a plain wording is of a row, or a result, of which the claim itself tells one."""
    for name, text in PLAIN.items():
        own, plain = (set(re.findall(r"\{number\}`([\w-]+[/.][\w-]+)", t)) for t in (DECLARED[name].text, text))
        assert plain <= own, name


def test_plain_words_are_shown(evidence, judged):
    """Each plain wording stands in a chapter, or on the page of a condition."""
    shown = {name for path in PAGES for name in re.findall(r"\{plain\}`([^`]+)`", path.read_text(encoding="utf-8"))}
    for condition in conditions.with_pages(evidence):
        claims = conditions.claims_on(evidence, judged, condition)
        harms = [name for name in claims if "-harms" in name]
        shown |= {*harms, *[name for name in claims if name not in harms][: condition_page.MOST]}
    assert [name for name in PLAIN if name not in shown | {conditions.BOXED}] == []


def test_what_is_shown_as_code_is_not_placed():
    """A page that explains a role places nothing."""
    told = "`` {claim}`invented-a` ``, ``{claim}`invented-b```, {claim}`invented-c` {plain}`invented-d`"
    assert ledger.PLACED.findall(told) == ["invented-c", "invented-d"]


# --- the ledger ---------------------------------------------------------------------------------------


def test_two_claims_of_one_name_are_an_error(monkeypatch):
    """An id stands for one sentence."""
    monkeypatch.setattr(alopecia, "CLAIMS", [invented(True), invented(True)])
    with pytest.raises(ValueError, match=r"'invented-claim', the second in claims/alopecia\.py"):
        ledger.declared()


def test_a_retired_name_is_not_used_again(monkeypatch):
    """The id of a retired claim stays with it."""
    monkeypatch.setattr(ledger, "RETIRED", (Retired("invented-claim", "Invented.", "2026-01-02", "invented"),))
    monkeypatch.setattr(alopecia, "CLAIMS", [invented(True)])
    with pytest.raises(ValueError, match="invented-claim"):
        ledger.declared()


def test_places_are_pages_with_lines(tmp_path):
    """Each place is told with its page and line, also one of a claim that isn't declared."""
    for page, text in {
        "notebooks/a.md": "# A\n\n{claim}`first`\n",
        "docs/b.md": "{claim}`first` {claim}`other`\n",
    }.items():
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text(text, encoding="utf-8")
    assert ledger.places(tmp_path, ["first", "nowhere"]) == {
        "first": ("docs/b.md:1", "notebooks/a.md:3"),
        "nowhere": (),
        "other": ("docs/b.md:1",),
    }


def since(evidence, holds) -> datetime.date | None:
    """Return since when an invented claim holds that looks at the evidence as `holds` says."""
    claim = Claim("invented-claim", "Invented.", lambda facts: [Finding("", "", holds(facts))])
    return ledger.since(evidence, {"invented-claim": judge(claim, Facts(evidence))})["invented-claim"]


def test_a_claim_holds_since_its_row_was_public(small_data):
    """A claim on a row holds from the day of the report in which it was read."""
    evidence = Evidence.load(small_data)
    assert since(evidence, lambda f: f.read(LESION).holds) == datetime.date(2024, 2, 27)


def test_a_claim_of_absence_holds_since_the_first_report(small_data):
    """What was never there holds from the first dated report on."""
    evidence = Evidence.load(small_data)
    assert since(evidence, lambda f: f.nobody("lichen-planopilaris").holds) == datetime.date(2017, 12, 31)


def test_a_claim_that_fell_and_rose_holds_since_it_rose(small_data):
    """The day counts from which on it holds without a gap; days on which it held before don't."""
    evidence = Evidence.load(small_data)
    days = [datetime.date(2022, 12, 31), datetime.date(2023, 12, 31)]
    gap = {len(evidence.as_of(day).records) for day in days}
    assert since(evidence, lambda f: len(f.evidence.records) not in gap) == datetime.date(2024, 2, 27)


def test_since_when_is_unknown_for_what_no_cut_holds(small_data):
    """A claim that no dated report bears out has no day."""
    evidence = Evidence.load(small_data)
    whole = len(evidence.outcomes)
    assert len(evidence.as_of("2026-01-01").outcomes) < whole
    assert since(evidence, lambda f: len(f.evidence.outcomes) == whole) is None


def test_only_standing_claims_have_a_day(small_data):
    """A claim that is open or overturned is not looked for in the past."""
    evidence = Evidence.load(small_data)
    facts = Facts(evidence)
    assert ledger.since(evidence, {"a": judge(invented(False), facts), "b": judge(invented(None), facts)}) == {}


# --- the command --------------------------------------------------------------------------------------


def test_the_command_counts_all_claims(capsys, monkeypatch):
    """On the real evidence each claim is listed with its verdict, and the command succeeds."""
    monkeypatch.chdir(ROOT)
    assert main(["claims"]) == 0
    said = capsys.readouterr().out
    assert [name for name in DECLARED if not re.search(rf"^(holds|open) +{name}$", said, flags=re.M)] == []
    assert f"{len(DECLARED)} claims: " in said and said.endswith(" 0 overturned\n")


def test_an_overturned_claim_is_told_with_what_to_do(full_copy, capsys, monkeypatch):
    """Exit 1, and the message has the sentence, where it stands, what is needed and found, its rows and what to do."""
    row = "olsen-2020/salt50-statement-part-b-rux-v-part-b-vehicle-w24"
    full_copy.edit("olsen-2020", "outcomes[0].text", "an invented clear difference between arms")
    monkeypatch.chdir(ROOT)
    assert main(["claims", "--data", str(full_copy.folder)]) == 1
    said = capsys.readouterr().out
    told = said.split("overturned alopecia-areata-vehicle\n")[1].split("\n\n")[0].splitlines()
    heads = [line.split(":")[0].strip() for line in told]
    assert heads == ["sentence", "stands at", "needed", "finds", "rows", "to do"]
    parts = dict(zip(heads, (line.split(":", 1)[1].strip() for line in told), strict=True))
    chapter = (ROOT / "notebooks/alopecia.md").read_text(encoding="utf-8").splitlines()
    line = next(i for i, text in enumerate(chapter, 1) if "{claim}`alopecia-areata-vehicle`" in text)
    assert parts["sentence"].startswith("In alopecia areata")
    assert f"notebooks/alopecia.md:{line}" in parts["stands at"]
    assert "no significant difference" in parts["needed"]
    assert parts["finds"] == "an invented clear difference between arms"
    assert parts["rows"] == row
    assert "RETIRED" in parts["to do"] and "src/ruxreview/claims" in parts["to do"]


def test_an_open_claim_waits():
    """An open claim says that it is shown as open, and does not ask for another sentence."""
    told = ledger.report(judge(invented(True, None), None), [], "Invented.")
    assert "stands at: no page" in told and told.count("needed:") == 1
    assert "shown as open" in told and "RETIRED" not in told


# --- sentences as words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In {number}`hwang-2024/population.n_enrolled` people.", "In 12 people."),
        ("A {number}`row <hwang-2024/nl-lesion-score-rux-w12>` tells.", "A row tells."),
        ("It fell {cite:p}`hwang-2024`.", "It fell."),
        ("See the {doc}`record </studies/hwang-2024>`, {term}`SALT`.", "See the record, SALT."),
        ("{number}`granulomatous.studies <granulomatous.studies>`", "granulomatous.studies"),
    ],
)
def test_roles_become_words(small_data, text, words):
    """Numbers are filled in, links keep their words, citations go with the space before them."""
    evidence = Evidence.load(small_data)
    assert filled(text, evidence, compute(evidence)) == words


def test_an_unknown_number_is_no_word(small_data):
    """A sentence with an address that leads nowhere is an error, with the nearest one."""
    evidence = Evidence.load(small_data)
    with pytest.raises(KeyError, match="hwang-2024"):
        filled("{number}`hwang-2042/population.n_enrolled`", evidence, compute(evidence))


def test_a_number_that_is_gone_can_leave_a_gap(small_data):
    """Where a sentence must be told although a row is gone, words stand in place of its number."""
    evidence = Evidence.load(small_data)
    text = "Of {number}`hwang-2024/population.n_enrolled` people {number}`hwang-2024/gone` fell."
    assert filled(text, evidence, compute(evidence), GONE) == f"Of 12 people {GONE} fell."
