"""The fixed pages: protocol, funding, glossary and how to read."""

import datetime
import re

import pytest

from live import ROOT
from livingevidence.record.prose import typed_digits

DOCS = ROOT / "docs"


def test_the_criteria_are_whole(evidence):
    """People, treatment, comparator, outcomes and design are all told, people by the groups of the vocabulary."""
    eligibility = evidence.library.protocol.eligibility
    concepts = [criterion.concept for criterion in eligibility]
    assert list(dict.fromkeys(concepts)) == ["People", "Treatment", "Comparator", "Outcomes", "Design"]
    groups = [criterion.group for criterion in eligibility if criterion.concept == "People"]
    assert sorted(groups) == sorted(evidence.vocabulary["groups"])


def test_amendments_are_dated_newest_first(evidence):
    """Each amendment has a real day."""
    days = [datetime.date.fromisoformat(amendment.date) for amendment in evidence.library.protocol.amendments]
    assert days == sorted(days, reverse=True)


def test_the_glossary_holds_no_number_of_its_own(evidence):
    """Each number of the glossary stands in the vocabulary of outcomes."""
    terms = evidence.vocabulary["outcomes"].values()
    vocabulary = " ".join(f"{term.label} {term.definition} {term.scale} {term.response}" for term in terms)
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\d+", glossary)) <= set(re.findall(r"\d+", vocabulary))


@pytest.mark.parametrize("page", ["protocol", "reading", "funding"])
def test_no_number_is_typed_into_a_fixed_page(page):
    """The pages hold no digit that does not come from the data."""
    assert typed_digits((DOCS / f"{page}.md").read_text(encoding="utf-8")) == []


def test_the_menu_is_short_and_has_the_headings_of_the_pages():
    """Each part has a heading, all parts together have few enough pages to be seen at once; a page has one name."""
    menus = re.findall(r"```\{toctree\}\n(.*?)```", (DOCS / "index.md").read_text(encoding="utf-8"), re.DOTALL)
    assert menus and all(":caption:" in menu and "<" not in menu for menu in menus)
    assert sum(len(menu.split("\n\n")[1].split()) for menu in menus) <= 13
