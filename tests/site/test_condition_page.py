"""The page of a condition: the first screen, what labels ask for, patients, and the claims that concern it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from livingevidence.claims.ledger import declared
from livingevidence.evidence.evidence import Evidence
from livingevidence.site import condition as conditions
from views import judged, markup, site_of

CLAIMS = [
    judged("verdict-of-fever", about=("example-fever",), says="verdict", main=True, plain="Plain verdict."),
    judged("seen-in-fever", about=("example-fever",), main=True),
    judged("harms-of-fever", about=("example-fever",), says="harm"),
    judged("of-both", about=("example-fever", "sample-rash")),
    judged("nobody-with-quiet-rash", about=("quiet-rash",), says="nobody"),
    judged("warning", says="warning", plain="Plain warning."),
    judged("long-warning", says="warning", text="Invented long sentence, longer than the other warning."),
]
STUDIED = ("example-fever", "sample-rash")


@pytest.fixture
def page(small_evidence) -> Callable[..., BeautifulSoup]:
    """Return a function that gives the page of a condition, with invented claims unless others are given."""

    def show(condition: str, evidence: Evidence = small_evidence, claims=CLAIMS) -> BeautifulSoup:
        site = site_of(evidence, {item.claim.id: item for item in claims})
        return BeautifulSoup(markup(site, "condition", condition, page=f"conditions/{condition}"), "html.parser")

    return show


def told(part) -> str:
    """Return the words of a part."""
    return " ".join(part.get_text().split())


def after(page: BeautifulSoup, heading: str) -> str:
    """Return the words between a heading and the next."""
    whole = str(page).split(f'<h2 id="{heading}">')[1]
    return told(BeautifulSoup(whole.split("<h2 ")[0], "html.parser"))


def test_a_page_begins_with_its_verdict(page):
    """The bottom line is the claim that says so, with a mark that leads to the ledger; overturned, it is marked."""
    line = page("example-fever").select_one(".bottom-line")
    assert told(line) == "Bottom line. Invented sentence of verdict-of-fever. ⊢"
    assert line.a["href"] == "../claims.html#claim-verdict-of-fever"
    line = page("example-fever", claims=[judged("x", "overturned", about=("example-fever",), says="verdict")])
    assert "Overturned by the evidence as it is now:" in told(line.select_one(".bottom-line .claim-overturned"))


def test_without_a_verdict_nothing_is_concluded(page):
    """A condition without a verdict says that none is drawn; one that nobody had says so, with its claim."""
    assert "No conclusion is drawn" in told(page("sample-rash", claims=[]).select_one(".bottom-line"))
    soup = page("quiet-rash")
    line = soup.select_one(".bottom-line")
    assert "no patient treated with it" in told(line) and "nothing for or against it" in told(line)
    assert line.a["href"] == "../claims.html#claim-nobody-with-quiet-rash"
    assert not soup.find(id="expect") and not soup.find(id="people")
    assert "Studied:" not in told(soup.select_one(".first-screen"))


@pytest.mark.parametrize("condition", STUDIED)
def test_the_first_screen_tells_how_sure_and_how_many(page, condition, small_evidence):
    """Certainty of benefit and harm, people and studies stand there, each a link; one person is not people."""
    soup = page(condition)
    screen = soup.select_one(".first-screen")
    assert "How sure: of a benefit" in told(screen) and "of harms" in told(screen)
    assert {f"../numbers.html#result-{condition}-{what}" for what in ("people", "studies", "controlled")} <= {
        link["href"] for link in screen("a")
    }
    rated = {rating.condition for rating in small_evidence.library.appraisal.certainties.values()}
    assert (screen.find("a", href=f"../certainty.html#condition-{condition}") is not None) is (condition in rated)
    assert not re.search(r"(?<!\d)1 (?:people|studies)\b", told(soup))


def test_links_of_the_first_screen_lead_to_parts_that_are_there(page):
    """Every link inside a page leads to a heading or a row of it."""
    for condition in (*STUDIED, "quiet-rash"):
        soup = page(condition)
        ids = {tag["id"] for tag in soup.find_all(id=True)}
        assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= ids


def test_a_claim_stands_in_the_part_that_it_is_about(page):
    """What was seen is on the first screen, harms under harms, all others at the end; each once besides plain words.

    The shortest warning is on the first screen, the other under what labels ask for.
    """
    soup = page("example-fever")
    screen = told(soup.select_one(".first-screen"))
    assert "seen-in-fever" in screen and "Invented sentence of warning." in screen
    assert "harms-of-fever" in after(soup, "harms") and "longer than the other" in after(soup, "prescribing")
    assert "of-both" in after(soup, "claims") and "seen-in-fever" not in after(soup, "claims")
    assert "of-both" in told(page("sample-rash"))


def test_plain_words_and_other_names_stand_where_there_are_any(page):
    """Claims with a plain wording are told in it, and the warning with them; a reader may know another name."""
    fever, rash = page("example-fever"), page("sample-rash")
    words = told(fever.select_one(".plain-words"))
    assert "Plain verdict." in words and "Plain warning." in words
    assert rash.select_one(".plain-words") is None
    assert "Other names and forms: EF, Doe's disease." in told(fever) and "Other names" not in told(rash)


def test_an_uncontrolled_result_is_no_effect(page):
    """Where nothing was compared the page says so before its numbers; where something was, it does not."""
    assert "Nothing was compared here." not in after(page("example-fever"), "expect")


def test_an_adverse_event_of_a_single_patient_is_told(page, small_evidence):
    """What a patient had stands under harms, with a link to the patient's place."""
    found = [
        (condition, study, case)
        for condition in STUDIED
        for study, case in conditions.cases_of(small_evidence, condition)
        if case.adverse_events
    ]
    for condition, study, case in found:
        link = page(condition).find("a", href=f"../studies/{study.id}.html#{case.id}", string=case.adverse_events)
        assert link is not None
    assert found


def test_the_words_of_pinned_claims_stand_on_every_page(small_copy, page):
    """Claims of other conditions that the review pins are counted there."""
    small_copy.edit("topic.yaml", "pinned", ["seen-in-fever"])
    evidence = Evidence.at(small_copy.review)
    assert "seen-in-fever" in after(page("sample-rash", evidence), "harms")


# --- the live review ------------------------------------------------------------------------------------------------


def test_a_name_leads_to_one_condition(evidence):
    """No name of a condition is another's."""
    pages = conditions.with_pages(evidence)
    names = [name.casefold() for term in pages.values() for name in (term.label, *term.synonyms)]
    assert len(names) == len(set(names))


def test_a_verdict_is_no_surer_than_the_certainty(evidence):
    """Where no rating of a condition is above very low, its verdict says unproven or unknown."""
    verdicts = [claim for claim in declared(evidence.library.root).values() if claim.says == "verdict"]
    assert verdicts
    for claim in verdicts:
        for condition in claim.about:
            if conditions.best_certainty(evidence, condition, "benefit") in (None, "very-low"):
                assert re.search("unproven|is unknown", claim.text), claim.id
                assert re.search("not proven|not known", claim.plain), claim.id
