"""Two records are one report only for a stated reason; what is not sure is left to a person."""

import sys
from collections.abc import Iterable
from itertools import chain

import pytest

from labelled import followed, labelled, references
from live import REVIEW
from livingevidence import cli
from livingevidence.record.candidates import Hit
from livingevidence.watch.duplicates import likely_duplicates, pairs

TITLE = "Examplinib ointment for sample rash: a randomised trial"
PLACE = {"journal": "Journal of Samples", "volume": "3", "pages": "7-9"}


def hit(title: str = TITLE, **fields: object) -> Hit:
    """Return an invented record."""
    given = {"authors": ["Doe, Jane"], "published": "2024"} | PLACE | fields
    return Hit(source="pubmed", number="1", title=title, found="2025-01-01", strategy=1, **given)


def told(pairs: Iterable[tuple[Hit, Hit, str]]) -> list[tuple[str, str]]:
    """Return of each pair whether the second record is the same as the first, and why."""
    hits = [side.model_copy(update={"number": str(n)}) for n, side in enumerate(chain(*(pair[:2] for pair in pairs)))]
    found = likely_duplicates(hits)
    return [
        tuple(found.get(b.key, {}).get(a.key, ("different", ""))) for a, b in zip(hits[::2], hits[1::2], strict=True)
    ]


PAIRS = [
    (hit(), hit("EXAMPLINIB OINTMENT FOR SAMPLE RASH – A RANDOMISED TRIAL."), "same"),
    (hit(), hit("Examplinib ointmnt for sample rash: a randomised trial", authors=["DOE J"]), "same"),
    (hit(issue="2²"), hit(issue="2²"), "same"),
    (hit(), hit(pages="7"), "same"),
    (hit(), hit(journal="", volume="", pages=""), "maybe"),
    (hit(doi="10.99999/preprint"), hit(doi="10.99999/paper", published="2025"), "maybe"),
    (hit(pmid="1"), hit(pmid="2"), "maybe"),
    (hit(), hit(published="2026"), "maybe"),
    (hit(), hit("Examplinib ointment for sample rash"), "maybe"),
    (hit(), hit(f"{TITLE} in children"), "maybe"),
    (hit(), hit(authors=[]), "same"),
    (hit(authors=[]), hit(authors=[]), "same"),
    (hit(), hit(authors=["Roe, Richard"]), "maybe"),
    (hit(authors=["Doe, Jane", "Roe, R"]), hit(authors=["Roe, R", "Doe, J"]), "same"),
    (hit("Sample rash, part 1: a long series"), hit("Sample rash, part 2: a long series"), "maybe"),
    (hit(), hit(f"Correction: {TITLE}"), "different"),
    (hit(), hit(registration="NCT99999901"), "different"),
    (hit(), hit("Examplinib tablets for example fever in another country"), "different"),
    (hit("Examplinib 治疗白癜风的疗效观察"), hit("Examplinib 治疗特应性皮炎的长期安全性"), "different"),
    (hit(doi="10.99999/a"), hit("Examplinib oil for sample rashes: random trials", doi="10.99999/b"), "different"),
]


@pytest.fixture(scope="module")
def both() -> list[list[tuple[str, str]]]:
    """Return what is said of all pairs, and of all of them the other way round: each judging takes its time."""
    return [told(PAIRS), told([(other, one, verdict) for one, other, verdict in PAIRS])]


@pytest.mark.parametrize("place", range(len(PAIRS)))
def test_what_two_records_are(both, place):
    """Both ways round the same verdict, and a reason for each that is not plainly another."""
    (first, why), (second, _) = (found[place] for found in both)
    assert first == second == PAIRS[place][2]
    assert bool(why) == (first != "different")


def test_what_speaks_against_a_joining_is_told_to_the_person_who_decides():
    """Under one title, whatever contradicts; under titles that are only alike two things make them two reports."""
    one_title = hit(doi="10.99999/a"), hit(doi="10.99999/b", published="2027"), "maybe"
    alike = hit(), hit(f"{TITLE} in children", published="2027"), "different"
    (verdict, why), other = told([one_title, alike])
    assert verdict == "maybe" and all(word in why for word in ("another doi", "3 years"))
    assert other == ("different", "")


def test_pairs_of_older_records_are_not_compared_again():
    """Only pairs with a new record come, and those that share nothing rare never do."""
    hits = [
        hit(),
        hit(),
        hit("Examplinib ointment for sample rash"),
        hit("Wholly other words here", authors=["Roe, R"]),
    ]
    assert list(pairs(hits, 2)) == [(0, 2), (1, 2)]


@pytest.mark.parametrize("make, precise", [(labelled, 1), (followed, 0.95)])
def test_the_references_of_this_review_are_found_again(make, precise):
    """Told by three sources with the usual faults and no shared identifier, and beside another report of each."""
    hits, of = make(references(REVIEW.bibliography.read_text(encoding="utf-8")))
    kept = {one.key: name for one, name in zip(hits, of, strict=True)}
    ways = {(one, two): way.verdict for two, ones in likely_duplicates(hits).items() for one, way in ones.items()}
    found = {
        verdict: [kept[a] == kept[b] for (a, b), way in ways.items() if way == verdict] for verdict in ("same", "maybe")
    }
    true = sum(of.count(name) * (of.count(name) - 1) // 2 for name in set(of))
    assert sum(found["same"]) / len(found["same"]) >= precise
    assert sum(found["same"]) / true > 0.88
    assert (sum(found["same"]) + sum(found["maybe"])) / true > 0.98
    assert len(found["maybe"]) < len(hits) * 0.75


def test_without_what_judges_pairs_searching_says_what_to_install(inside, monkeypatch, capsys):
    """Nothing is asked or written before, and it is one sentence."""
    for name in [name for name in sys.modules if name.startswith("livingevidence.watch.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bib_dedupe.bib_dedupe", None)
    assert cli.main(["surveil", "--offline"]) == 1
    told = capsys.readouterr()
    assert "livingevidence[search]" in told.err and told.err.count("\n") == 1 and not told.out
