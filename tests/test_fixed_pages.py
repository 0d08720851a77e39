"""The fixed pages: protocol, funding, glossary and how to read."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from docutils import nodes

from live import PROTOCOL
from livingevidence.evidence.names import short_names
from livingevidence.site.funding_page import funding
from livingevidence.site.protocol_page import AmendmentsDirective, EligibilityDirective
from prose import typed_digits

DOCS = Path(__file__).parent.parent / "docs"


def test_each_group_of_the_vocabulary_has_a_criterion(evidence):
    """People are taken in by the groups of the vocabulary, all of them and no other."""
    groups = [criterion.group for criterion in PROTOCOL.eligibility if criterion.concept == "People"]
    assert sorted(groups) == sorted(evidence.vocabulary["groups"])


def test_every_concept_has_a_criterion():
    """People, treatment, comparator, outcomes and design are all told."""
    concepts = [criterion.concept for criterion in PROTOCOL.eligibility]
    assert list(dict.fromkeys(concepts)) == ["People", "Treatment", "Comparator", "Outcomes", "Design"]


def test_amendments_are_dated_newest_first():
    """Each amendment has a real day."""
    days = [datetime.date.fromisoformat(amendment.date) for amendment in PROTOCOL.amendments]
    assert days == sorted(days, reverse=True)


def test_the_tables_of_the_protocol_hold_every_line():
    """Criteria with in, out and reason, and amendments with date and reason, stand in the tables."""
    told = EligibilityDirective.made(PROTOCOL).astext() + AmendmentsDirective.made(PROTOCOL).astext()
    for criterion in PROTOCOL.eligibility:
        assert all(words in told for words in (criterion.what, criterion.taken_in, criterion.out, criterion.reason))
    assert all(amendment.why in told for amendment in PROTOCOL.amendments)


def test_funding_is_told_of_every_study(evidence):
    """Each study stands in the table once, with its funding or that it was not read."""
    told = [row for made in funding(evidence) for row in made.findall(nodes.row) if row.parent.tagname == "tbody"]
    links = [row.next_node(nodes.reference) for row in told]
    names = short_names(evidence)
    assert sorted(link["refuri"] for link in links) == sorted(f"studies/{name}.html" for name in evidence.records)
    for row, link in zip(told, links, strict=True):
        study = evidence.records[link["refuri"].removeprefix("studies/").removesuffix(".html")]
        assert link.astext() == names[study.id]
        assert (study.funding or "not read") in row.astext()


def test_the_glossary_holds_no_number_of_its_own(evidence):
    """Each number of the glossary stands in the vocabulary of outcomes."""
    terms = evidence.vocabulary["outcomes"].values()
    known = set(re.findall(r"\d+", " ".join(f"{t.label} {t.definition} {t.scale} {t.response}" for t in terms)))
    assert set(re.findall(r"\d+", (DOCS / "glossary.md").read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("page", ["protocol", "reading", "funding"])
def test_no_number_is_typed_into_a_fixed_page(page):
    """The pages hold no digit that does not come from the data."""
    assert typed_digits((DOCS / f"{page}.md").read_text(encoding="utf-8")) == []


def test_the_menu_has_the_headings_of_the_pages():
    """No name of the menu is written beside a page, so a page has one name: its heading."""
    menus = re.findall(r"```\{toctree\}\n(.*?)```", (DOCS / "index.md").read_text(encoding="utf-8"), re.DOTALL)
    assert not any("<" in menu for menu in menus)


def test_the_menu_comes_in_short_parts():
    """Each part of the menu has a heading, and but for the last few enough pages to be seen at once."""
    menus = re.findall(r"```\{toctree\}\n(.*?)```", (DOCS / "index.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(menus) == 5 and all(":caption:" in menu for menu in menus)
    assert all(len(menu.split("\n\n")[1].split()) <= 5 for menu in menus[:-1])
