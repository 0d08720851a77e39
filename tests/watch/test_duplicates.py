"""Two records are one report only for a stated reason; what is not sure is left to a person."""

import sys
from collections.abc import Iterable

import pytest

from labelled import labelled_records, references, with_later_reports
from live import REVIEW
from livingevidence import cli
from livingevidence.record.candidates import Hit
from livingevidence.watch.duplicates import likely_duplicates, pairs

TITLE = "Examplinib ointment for sample rash: a randomised trial"
PLACE = {"journal": "Journal of Samples", "volume": "3", "pages": "7-9"}


def hit(title: str = TITLE, **fields: object) -> Hit:
    """Return an invented record."""
    details = {"authors": ["Doe, Jane"], "published": "2024"} | PLACE | fields
    return Hit(source="pubmed", number="1", title=title, found="2025-01-01", strategy=1, **details)


def verdicts(pairs: Iterable[tuple[Hit, Hit, str]]) -> list[tuple[str, str]]:
    """Return of each pair whether the second record is the same as the first, and why."""
    hits = [hit for first, second, _ in pairs for hit in (first, second)]
    hits = [hit.model_copy(update={"number": str(n)}) for n, hit in enumerate(hits)]
    likenesses = likely_duplicates(hits)
    pairs = zip(hits[::2], hits[1::2], strict=True)
    return [tuple(likenesses.get(b.key, {}).get(a.key, ("different", ""))) for a, b in pairs]


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
def verdicts_both_ways() -> list[list[tuple[str, str]]]:
    """Return what is said of all pairs, and of all of them the other way round: each judging takes its time."""
    return [verdicts(PAIRS), verdicts([(second, first, verdict) for first, second, verdict in PAIRS])]


@pytest.mark.parametrize("index", range(len(PAIRS)))
def test_what_two_records_are(verdicts_both_ways, index):
    """Both ways round the same verdict, and a reason for each that is not plainly another."""
    (first, why), (second, _) = (verdicts[index] for verdicts in verdicts_both_ways)
    assert first == second == PAIRS[index][2]
    assert bool(why) == (first != "different")


def test_what_speaks_against_a_joining_is_told_to_the_person_who_decides():
    """Under one title, whatever contradicts; under titles that are only alike two things make them two reports."""
    same_title = hit(doi="10.99999/a"), hit(doi="10.99999/b", published="2027"), "maybe"
    similar_titles = hit(), hit(f"{TITLE} in children", published="2027"), "different"
    (verdict, why), similar = verdicts([same_title, similar_titles])
    assert verdict == "maybe" and all(word in why for word in ("another doi", "3 years"))
    assert similar == ("different", "")


def test_pairs_of_older_records_are_not_compared_again():
    """Only pairs with a new record come, and those that share nothing rare never do."""
    hits = [
        hit(),
        hit(),
        hit("Examplinib ointment for sample rash"),
        hit("Wholly other words here", authors=["Roe, R"]),
    ]
    assert list(pairs(hits, 2)) == [(0, 2), (1, 2)]


@pytest.mark.parametrize("make_records, precision", [(labelled_records, 1), (with_later_reports, 0.95)])
def test_the_references_of_this_review_are_found_again(make_records, precision):
    """Told by three sources with the usual faults and no shared identifier, and beside another report of each."""
    hits, keys = make_records(references(REVIEW.bibliography.read_text(encoding="utf-8")))
    key_of = {hit.key: key for hit, key in zip(hits, keys, strict=True)}
    same, maybe = [], []
    for second, likenesses in likely_duplicates(hits).items():
        for first, likeness in likenesses.items():
            (same if likeness.verdict == "same" else maybe).append(key_of[first] == key_of[second])
    true_pairs = sum(keys.count(key) * (keys.count(key) - 1) // 2 for key in set(keys))
    assert sum(same) / len(same) >= precision
    assert sum(same) / true_pairs > 0.88
    assert (sum(same) + sum(maybe)) / true_pairs > 0.98
    assert len(maybe) < len(hits) * 0.75


def test_without_what_judges_pairs_searching_says_what_to_install(inside, monkeypatch, capsys):
    """Nothing is asked or written before, and it is one sentence."""
    for name in [name for name in sys.modules if name.startswith("livingevidence.watch.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bib_dedupe.bib_dedupe", None)
    assert cli.main(["surveil", "--offline"]) == 1
    output = capsys.readouterr()
    assert "livingevidence[search]" in output.err and output.err.count("\n") == 1 and not output.out
