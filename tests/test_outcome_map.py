"""The map of the evidence by outcome."""

from __future__ import annotations

import re

import pytest
from docutils import nodes

from live import GROUPS
from livingevidence.site.conditions import cream_only, with_pages
from livingevidence.site.outcome_map import FAMILIES, outcome_map
from ruxreview import Evidence


def cells(evidence: Evidence) -> dict[str, dict[str, nodes.entry]]:
    """Return the cells of the three tables, by condition and title of their column."""
    found = {}
    for section in outcome_map(evidence):
        for row in next(section.findall(nodes.tbody)).children:
            first, *rest = row.children
            term = next(first.findall(nodes.reference))["refuri"].removesuffix(".html")
            found[term] = dict(zip(FAMILIES, rest, strict=True))
    return found


def words(cell: nodes.entry) -> str:
    """Return what a cell says, without the title of its column."""
    return " ".join(cell.astext().partition(": ")[2].split())


def test_every_condition_has_a_cell_for_every_kind_of_outcome(evidence):
    """All conditions with a page are there, and a cell of which nothing is recorded says so."""
    found = cells(evidence)
    assert set(found) == set(with_pages(evidence)) and len(outcome_map(evidence)) == len(GROUPS)
    assert {words(cell) for cell in found["granulomatous-cheilitis"].values()} == {"none"}


def test_every_filled_cell_leads_to_its_studies(evidence):
    """As many studies as a cell counts are linked in it, each to a part of its page that is there."""
    for term, row in cells(evidence).items():
        for family, cell in row.items():
            links = [link["refuri"] for link in cell.findall(nodes.reference)]
            counted = sum(int(n) for n in re.findall(r"(\d+) stud(?:y|ies)(?= awaited|\b)", words(cell)))
            assert len({link.partition("#")[0] for link in links}) == counted, (term, family)
            for link in links:
                study, anchor = re.fullmatch(r"\.\./studies/(.+)\.html#(.+)", link).groups()
                record = evidence.records[study]
                there = {"outcomes": record.outcomes, "adverse-events": record.adverse_events}
                assert there.get(anchor) or anchor in {case.id for case in record.cases}, link


@pytest.mark.parametrize("kind", ["read", "awaited"])
def test_read_and_awaited_results_are_told_apart(data_copy, kind):
    """A study counts as read in a column as soon as one row was read, else it is awaited."""
    evidence = Evidence.load(data_copy.folder)
    study = evidence.records["hwang-2024"]
    (condition,) = study.conditions
    found = words(cells(evidence)[condition]["signs"])
    assert found.startswith("1 study 1 single-arm trial: Hwang 2024")
    if kind == "awaited":
        outcomes = [row for row in study.outcomes if evidence.vocabulary["outcomes"][row.outcome].family == "signs"]
        for place, row in reversed(list(enumerate(study.outcomes))):
            if row in outcomes:
                data_copy.remove("hwang-2024", f"outcomes[{place}]")
        assert "Hwang" not in words(cells(Evidence.load(data_copy.folder))[condition]["signs"])


def test_a_study_of_which_more_is_awaited_says_so(evidence):
    """A result that was read doesn't hide that the main one of the same kind was not."""
    told = words(cells(evidence)["lichen-planus"]["symptoms"])
    assert "1 vehicle-controlled trial: Mangold 2024" in told and "more results awaited: Mangold 2024" in told


def test_another_disease_of_the_same_study_gets_no_patients(evidence):
    """A patient stands in the row of the own condition alone."""
    found = cells(evidence)
    for term in with_pages(evidence):
        told = {s.id for s in cream_only(evidence, term).records.values() for c in s.cases if c.condition == term}
        links = {link["refuri"].split("/")[2].split(".")[0] for link in found[term]["cases"].findall(nodes.reference)}
        assert links == told
