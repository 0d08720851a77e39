"""The page of a condition: the first screen, what labels ask for, patients, and the claims that concern it."""

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from livingevidence.appraisal.certainty import highest_level
from livingevidence.appraisal.verdict import verdict
from livingevidence.claims.ledger import all_claims
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import cases
from livingevidence.show import arrays
from livingevidence.site import condition as conditions
from views import judged, markup, site_of, text_of

CLAIMS = [
    judged("verdict-of-fever", about=("example-fever",), says="verdict", main=True, plain="Plain verdict."),
    judged("seen-in-fever", about=("example-fever",), main=True),
    judged("harms-of-fever", about=("example-fever",), says="harm"),
    judged("of-both", about=("example-fever", "sample-rash")),
    judged("nobody-with-quiet-rash", about=("quiet-rash",), says="nobody"),
    judged("warning", says="warning", plain="Plain warning."),
    judged("long-warning", says="warning", text="Invented long sentence, longer than the other warning."),
]
LABELS = """
labels:
  - {study: loe-2018, where: Here}
  - {study: roe-2022, where: Elsewhere}
stops:
  - {words: when fever rises, rows: [loe-2018/clearing-w12]}
questions:
  - {question: Where not to use it, rows: [loe-2018/clearing-w12]}
"""
STUDIED = ("example-fever", "sample-rash")


@pytest.fixture
def page(small_evidence) -> Callable[..., BeautifulSoup]:
    """Return a function that gives the page of a condition, with invented claims unless others are given."""

    def show(condition: str, evidence: Evidence = small_evidence, claims=CLAIMS) -> BeautifulSoup:
        site = site_of(evidence, {claim.claim.id: claim for claim in claims})
        return BeautifulSoup(markup(site, "condition", condition, page=f"conditions/{condition}"), "html.parser")

    return show


def words_after(page: BeautifulSoup, heading: str) -> str:
    """Return the words between a heading and the next."""
    text = re.split(rf'<h[23] id="{heading}">', str(page))[1]
    return text_of(BeautifulSoup(re.split("<h[23] ", text)[0], "html.parser"))


def words_in_fold(page: BeautifulSoup, anchor: str) -> str:
    """Return the words of a part that a fold holds; its address stands inside, so that a link to it opens the fold."""
    part = page.find(id=anchor)
    assert part.find_parent("details")
    return text_of(part)


def test_a_page_begins_with_its_verdict(page):
    """The bottom line is the claim that says so, with a mark that leads to the ledger; overturned, it is marked."""
    line = page("example-fever").select_one(".bottom-line")
    assert text_of(line) == "Bottom line. Invented sentence of verdict-of-fever. ⊢ new"
    assert line.a["href"] == "../claims.html#claim-verdict-of-fever"
    line = page("example-fever", claims=[judged("x", "overturned", about=("example-fever",), says="verdict")])
    assert "Overturned by the evidence as it is now:" in text_of(line.select_one(".bottom-line .claim-overturned"))


def test_without_a_verdict_nothing_is_concluded(page):
    """A condition without a verdict says that none is drawn; one that nobody had says so, with its claim."""
    assert "No conclusion" in text_of(page("sample-rash", claims=[]).select_one(".bottom-line"))
    soup = page("quiet-rash")
    line = soup.select_one(".bottom-line")
    assert "No treated patient" in text_of(line)
    assert line.a["href"] == "../claims.html#claim-nobody-with-quiet-rash"
    assert soup.select_one(".chip-nothing") and not soup.find(id="people")


@pytest.mark.parametrize("condition", STUDIED)
def test_the_first_screen_tells_what_how_sure_and_how_many(page, condition, small_evidence):
    """Verdict, best comparison, certainty and people stand there, each number a link; one person is not people."""
    soup, outcome = page(condition), verdict(small_evidence, condition)
    screen = soup.select_one(".first-screen")
    assert text_of(screen.select_one(".chip")).casefold() == outcome.words
    links = {link["href"] for link in screen("a")}
    assert {f"../numbers.html#result-{condition}-{key}" for key in ("on-tablet", "studies", "controlled")} <= links
    assert {f"../studies/{outcome.best.study.id}.html#{row}" for row in outcome.best.rows} <= links
    assert f"../certainty.html#condition-{condition}" in links
    assert not re.search(r"(?<!\d)1 (?:people|studies)\b", text_of(soup))


@pytest.mark.parametrize("condition", STUDIED)
def test_the_best_comparison_tells_what_the_other_arm_got_as_its_record_does(page, condition, small_copy):
    """Where sources disagree on what that was, the label of the arm says so, and the first screen with it."""
    study = verdict(Evidence.at(small_copy.review), condition).best.study
    for number, arm in enumerate(study.arms):
        small_copy.edit(study.id, f"arms[{number}].label", f"invented {arm.id} (sources disagree)")
    words = text_of(page(condition, Evidence.at(small_copy.review)).select_one(".fact-best"))
    assert re.search(r", compared with invented [a-z-]+ \(sources disagree\)", words)


def test_benefit_and_harm_are_shown_of_a_hundred_on_both_sides(page, small_evidence):
    """A picture has a square of dots a side, as many filled as its words say; a disease without a result has none."""
    soup = page("example-fever")
    picture = soup.select_one("figure.picture")
    assert [svg["aria-label"] for svg in picture("svg")] == ["50 of 100", "20 of 100"]
    assert [len(svg.select(".on")) for svg in picture("svg")] == [1, 1]
    empty = page("quiet-rash")
    assert not empty("figure", class_="picture") and "is available" in words_after(empty, "expect")


@pytest.mark.parametrize(("share", "filled"), [(0, []), (1, [(0, 1)]), (10, [(0, 10)]), (57, [(4, 10), (5, 7)])])
def test_as_many_dots_are_filled_as_people_of_a_hundred(share, filled):
    """Whole lines of ten come first, then what is left."""
    lines = list(arrays.rows_of_dots(share))
    assert sum(count for _, count in lines) == share and lines[-2:] == filled[-2:]


def test_a_label_for_another_disease_is_extrapolated(small_copy, page):
    """Each line of a label says whether it was written for this disease, and a silent label is named."""
    small_copy.write("prescribing.yaml", LABELS)
    small_copy.edit("topic.yaml", "labels", {"here": "loe-2018"})
    evidence = Evidence.at(small_copy.review)
    assert words_in_fold(page("sample-rash", evidence), "prescribing-where-not-to-use-it").count("11 of 20 label") == 1
    fever_words = words_in_fold(page("example-fever", evidence), "prescribing-where-not-to-use-it")
    assert "Here: 11 of 20 extrapolated" in fever_words and "Elsewhere: not available" in fever_words
    tags = [[tag.text for tag in page(condition, evidence).select("#prescribing ~ p .tag")] for condition in STUDIED]
    assert tags == [["extrapolated"], ["extrapolated", "label"]]
    assert "when fever rises" in text_of(page("example-fever", evidence).select_one(".first-screen"))


def test_links_of_the_first_screen_lead_to_parts_that_are_there(page):
    """Every link inside a page leads to a heading or a row of it."""
    for condition in (*STUDIED, "quiet-rash"):
        soup = page(condition)
        ids = {tag["id"] for tag in soup.find_all(id=True)}
        assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= ids


def test_a_review_without_labels_tells_of_none(page, small_copy):
    """Whether a disease is on a label is told only where labels were read; warnings then stand under the harms."""
    soup = page("example-fever")
    assert not re.search("label|prescrib|approved", text_of(soup), re.I)
    assert "Invented sentence" in words_after(soup, "harms")
    small_copy.edit("topic.yaml", "labels", {"here": "loe-2018"})
    assert "off-label" in text_of(page("example-fever", Evidence.at(small_copy.review)).select_one(".first-screen"))


def test_a_claim_stands_in_the_part_that_it_is_about(page, small_copy):
    """What was seen stands with the benefit, harms under harms, warnings where labels are told, others at the end."""
    small_copy.edit("topic.yaml", "labels", {"here": "loe-2018"})
    soup = page("example-fever", Evidence.at(small_copy.review))
    assert "seen-in-fever" in words_after(soup, "expect") and "harms-of-fever" in words_after(soup, "harms")
    labels, others = words_after(soup, "prescribing"), words_in_fold(soup, "claims")
    assert "Invented sentence of warning." in labels and "longer than the other" in labels
    assert "of-both" in others and "seen-in-fever" not in others
    assert "of-both" in text_of(page("sample-rash"))


def test_of_harms_the_claim_about_this_disease_stands_for_wider_ones(page):
    """What is said of harms in several diseases stands at the end where this one has a claim of its own."""
    claim = judged("harms-of-both", about=STUDIED, says="harm")
    fever, rash = (page(condition, claims=[*CLAIMS, claim]) for condition in STUDIED)
    assert "harms-of-both" not in words_after(fever, "harms") and "harms-of-both" in words_in_fold(fever, "claims")
    assert "harms-of-both" in words_after(rash, "harms")


def test_plain_words_and_other_names_stand_where_there_are_any(page):
    """Claims with a plain wording are told in it, and the warning with them; a reader may know another name."""
    fever, rash = page("example-fever"), page("sample-rash")
    words = text_of(fever.select_one(".plain-words"))
    assert "Plain verdict." in words and "Plain warning." in words
    assert "Nobody knows yet." in text_of(rash.select_one(".plain-words"))
    assert "Other names and forms: EF, Doe's disease." in text_of(fever) and "Other names" not in text_of(rash)


def test_an_uncontrolled_result_is_no_effect(page, small_evidence):
    """Where nothing was compared the page says so beside its numbers; where something was, it does not."""
    uncontrolled = small_evidence.where(design="single-arm-trial")
    assert "Nothing was compared here." in words_after(page("sample-rash", uncontrolled), "expect")
    assert "Nothing was compared here." not in words_after(page("sample-rash"), "expect")


def test_an_adverse_event_of_a_single_patient_is_told(page, small_evidence):
    """What a patient had stands under harms, with a link to the patient's place."""
    patients = [(condition, *case) for condition in STUDIED for case in cases(small_evidence, condition)]
    patients = [(condition, study, case) for condition, study, case in patients if case.adverse_events]
    assert patients
    for condition, study, case in patients:
        address = f"../studies/{study.id}.html#{case.id}"
        assert page(condition).find("a", href=address, string=case.adverse_events)


def test_the_words_of_pinned_claims_stand_on_every_page(small_copy, page):
    """Claims of other conditions that the review pins are counted there."""
    small_copy.edit("topic.yaml", "pinned", ["seen-in-fever"])
    evidence = Evidence.at(small_copy.review)
    assert "seen-in-fever" in words_after(page("sample-rash", evidence), "harms")


# --- the live review ------------------------------------------------------------------------------------------------


def test_a_name_leads_to_one_condition(evidence):
    """No name of a condition is another's."""
    pages = conditions.conditions_with_pages(evidence)
    names = [name.casefold() for term in pages.values() for name in (term.label, *term.synonyms)]
    assert len(names) == len(set(names))


def test_a_verdict_is_no_surer_than_the_certainty(evidence):
    """Where no rating of a condition is above very low, its verdict says unproven or unknown."""
    verdicts = [claim for claim in all_claims(evidence.library.root).values() if claim.says == "verdict"]
    assert verdicts
    appraisal = evidence.library.appraisal
    for claim in verdicts:
        for condition in set(claim.about) & set(conditions.conditions_with_pages(evidence)):
            ratings = [rating for rating in appraisal.certainties.values() if rating.condition == condition]
            ratings = [rating for rating in ratings if rating.kind == "benefit"]
            if highest_level(appraisal, ratings) in (None, "very-low"):
                assert re.search("proven|unknown|uncertain|not know", claim.text), claim.id
                assert re.search("not proven|not known|uncertain|[Nn]obody knows", claim.plain), claim.id
