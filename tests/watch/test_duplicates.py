"""Two records are one report only for a stated reason; what is not sure is left to a person."""

import pytest

from labelled import labelled, references
from live import REVIEW
from livingevidence.record.search import Hit
from livingevidence.watch.duplicates import compared, pairs

TITLE = "Examplinib ointment for sample rash: a randomised trial"


def hit(title: str = TITLE, **fields: object) -> Hit:
    """Return an invented record."""
    given = {"authors": ["Doe, Jane"], "published": "2024"} | fields
    return Hit(source="pubmed", number="1", title=title, found="2025-01-01", strategy=1, **given)


@pytest.mark.parametrize(
    "one, other, verdict",
    [
        (hit(), hit("EXAMPLINIB OINTMENT FOR SAMPLE RASH – A RANDOMISED TRIAL."), "same"),
        (hit(), hit("Examplinib ointmnt for sample rash: a randomised trial", authors=["DOE J"]), "same"),
        (hit(doi="10.99999/a"), hit("Another title", doi="10.99999/a"), "same"),
        (hit(doi="10.99999/preprint"), hit(doi="10.99999/paper", published="2025"), "maybe"),
        (hit(authors=["Doe, Jane", "Roe, R"]), hit(authors=["Roe, R", "Doe, J"]), "same"),
        (hit(), hit("Examplinib ointment for sample rash"), "maybe"),
        (hit(), hit(authors=[]), "maybe"),
        (hit("Sample rash, part 1: a long series"), hit("Sample rash, part 2: a long series"), "maybe"),
        (hit("Sample rash"), hit("Sample rash"), "maybe"),
        (hit("Sample rash", volume="3", pages="7-9"), hit("Sample rash", volume="3", pages="7"), "same"),
        (hit(), hit(f"Correction: {TITLE}"), "different"),
        (hit(), hit(registration="NCT99999901"), "different"),
        (hit(), hit("Examplinib tablets for example fever in another country"), "different"),
        (hit(doi="10.99999/a"), hit("Examplinib oil for sample rashes: random trials", doi="10.99999/b"), "different"),
    ],
)
def test_what_two_records_are(one, other, verdict):
    """Both ways round the same verdict, with its reason."""
    assert compared(one, other).verdict == compared(other, one).verdict == verdict
    assert compared(one, other).why


def test_pairs_of_older_records_are_not_compared_again():
    """Only pairs with a new record come, and those that share nothing rare never do."""
    hits = [
        hit(),
        hit(),
        hit("Examplinib ointment for sample rash"),
        hit("Wholly other words here", authors=["Roe, R"]),
    ]
    assert list(pairs(hits, 2)) == [(0, 2), (1, 2)]


def test_the_references_of_this_review_are_found_again():
    """Told by three sources with the faults of such records, without a shared identifier, none is joined wrongly."""
    hits, of = labelled(references(REVIEW.bibliography.read_text(encoding="utf-8")))
    told = {pair: compared(hits[pair[0]], hits[pair[1]]).verdict for pair in pairs(hits)}
    true = {(i, j) for j in range(len(hits)) for i in range(j) if of[i] == of[j]}
    same = {pair for pair, verdict in told.items() if verdict == "same"}
    maybe = {pair for pair, verdict in told.items() if verdict == "maybe"}
    assert len(same & true) / len(same) > 0.99
    assert len(same & true) / len(true) > 0.93
    assert len((same | maybe) & true) / len(true) > 0.99
    assert len(maybe - true) < len(true) / 20
