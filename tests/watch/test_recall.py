"""What the search finds of what the review has is measured by questions as they are sent."""

import datetime

import pytest

from livingevidence.record.library import load_library
from livingevidence.record.search import Question
from recall import NAMES, ReviewSources, fits, main, registrations, reports, search_days
from sources import record

TODAY = datetime.date(2025, 12, 1)


@pytest.mark.parametrize(
    "query, title, expected",
    [
        ('(examplinib[tiab] OR "examplinib"[Supplementary Concept]) AND (rash*[tiab])', "Examplinib for rashes", True),
        ("examplinib[tiab] AND rash[tiab]", "Examplinib for rashes", False),
        ('"Examplinib"[MeSH] OR "sample rash"[tiab]', "Examplinib for fever", False),
        (
            "(TITLE_ABS:fever OR TITLE_ABS:rash) AND (SRC:MED) AND FIRST_IDATE:[2020-01-01 TO 2020-02-01]",
            "A rash",
            True,
        ),
        ("EXAMPLE-01[tiab]", "Example 01 in a rash", True),
        ("examplinib", "Sample lotion", False),
    ],
)
def test_a_title_fits_a_question_of_any_source(query, title, expected):
    """Words, their beginnings, brackets and fields are read; a heading is never found in a title."""
    assert fits(query, title) == expected


def test_the_registry_is_searched_by_all_parts_of_its_question(sources, small_copy, transport):
    """A trial is found by its number, on the day of the search; one that fits half of the question is not."""
    records = [
        record(1, nct="NCT99999901", title="Examplinib lotion for a sample rash"),
        record(2, nct="NCT99999902", title="Examplinib tablets for a sample fever"),
        record(3, nct="NCT99999903", title="A placebo lotion for a sample rash"),
        record(4, title="Examplinib lotion for a sample rash, as published"),
    ]
    ReviewSources(records).serve(sources)
    library = load_library(small_copy.review, TODAY)
    parameters = {"query.intr": "examplinib OR EX018", "query.term": "lotion OR rash"}
    parameters["filter.advanced"] = "AREA[LastUpdatePostDate]RANGE[{since},{until}]"
    question = Question(path="/studies", parameters=parameters)
    strategy = library.search.strategies["registry"].model_copy(update={"search": question, "canary": None})
    library.search.strategies["registry"] = strategy
    assert search_days(library, "registry", [TODAY], transport) == {"NCT99999901": str(TODAY)}


def test_the_sources_themselves_are_asked_on_request(sources, evidence, capsys):
    """Online each source is asked once for all its days, and what it has of the review is counted."""
    publications, trials = reports(evidence), registrations(evidence)
    world = ReviewSources(publications + trials).serve(sources)
    main(online=True)
    counts = dict(line.split(": ") for line in capsys.readouterr().out.splitlines()[: len(NAMES)])
    parameters = evidence.library.search.strategies["registry"].search.parameters
    queries = parameters["query.intr"], parameters["query.term"]
    matches = sum(all(fits(query, trial["title"]) for query in queries) for trial in trials)
    assert counts["registry"] == f"{matches} of {len(trials)}"
    assert counts["pubmed"].endswith(f" of {sum(bool(publication['pmid']) for publication in publications)}")
    names = {name.partition("/")[0] for name, _ in world.requests}
    assert names == {source.PLACE.name for source, *_ in NAMES.values()}
