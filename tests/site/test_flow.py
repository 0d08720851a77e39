"""The flow of records: every box adds up, and a log that doesn't is refused."""

import re

import pytest
from bs4 import BeautifulSoup

from livingevidence.history.diff.snapshot import SECTIONS, Record, Snapshot, as_json
from livingevidence.record.candidates import Candidate, Decision, Hit
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.search import CANDIDATES, NOTICES, RUNS, Notice, Run, jsonl_text
from livingevidence.site.site import Site
from views import markup

DAY = "2026-01-02"


def hit(number: int, source: str = "pubmed", **fields: str) -> Hit:
    """Return an invented record."""
    return Hit(source=source, number=str(number), title=f"Invented {number}", found=DAY, strategy=1, **fields)


def decisions(verdict: str, reason: str | None = None, on: str = "abstract") -> list[Decision]:
    """Return what one screener decided; on the full text of what was included before."""
    earlier = [Decision(by="first", date=DAY, verdict="include")] if on == "full-text" else []
    return [*earlier, Decision(by="first", on=on, date=DAY, verdict=verdict, reason=reason)]


@pytest.fixture
def flow(small_copy):
    """Return what writes candidates and their log, and gives the words of the flow."""

    def write(*candidates: Candidate, **counts: int) -> str:
        hits = [hit for candidate in candidates for hit in candidate.hits]
        tallies = {"new": len(candidates), "joined": len(hits) - len(candidates), "hits": len(hits)} | counts
        run = Run(at=DAY, source="pubmed", strategy=1, since=DAY, until=DAY, fetched=len(hits), **tallies)
        (small_copy.folder / CANDIDATES).write_text(jsonl_text(candidates), encoding="utf-8")
        (small_copy.folder / RUNS).write_text(jsonl_text([run]), encoding="utf-8")
        html = markup(Site(small_copy.review), "search-flow", page="searching")
        return " ".join(re.sub("<[^>]+>", " ", html).split())

    return write


def candidate(*hits: Hit, **fields: object) -> Candidate:
    """Return a candidate."""
    return Candidate(id=hits[0].key, hits=[*hits], **fields)


def test_each_candidate_stands_in_one_box(flow, small_copy):
    """Records, duplicates, what waits, what is left out with its reason, and what was taken in add up."""
    reasons = load_library(small_copy.review).vocabulary["exclusions"]
    reason, in_full = next(iter(reasons)), next(name for name, term in reasons.items() if term.step == "full-text")
    words = flow(
        candidate(hit(1), hit(2)),
        candidate(hit(3), decisions=decisions("exclude", reason)),
        candidate(hit(4), decisions=decisions("include")),
        candidate(hit(5, doi="10.1234/doe.2021"), decisions=decisions("include")),
        candidate(hit(6, doi="10.1234/roe.2022")),
        candidate(hit(7), decisions=decisions("await")),
        candidate(hit(8), decisions=decisions("include", on="full-text")),
        candidate(hit(9), decisions=decisions("exclude", in_full, on="full-text")),
        candidate(hit(10), decisions=decisions("await", on="full-text")),
    )
    assert "10 records: 10 from PubMed" in words and "1 joined" in words and "to be looked at: 9 candidates" in words
    assert "1 stood in the review already; 1 not screened yet; on 0 screeners disagree; 1 await more" in words
    assert f"On title and abstract, 1 left out: {reasons[reason].label} 1" in words
    assert "Sought in full: 5 candidates. 1 not read in full yet; on 0 screeners disagree; 1 await more" in words
    assert f"On the full text, 1 left out: {reasons[in_full].label} 1" in words
    assert "2 candidates, of which 1 not entered yet" in words
    assert "Found otherwise: 7 studies" in words and "8 studies, context included; 1 of all came by a search" in words
    assert not check(load_library(small_copy.review))


@pytest.mark.parametrize("counts", [{"new": 0}, {"known": 1}, {"hits": 3}])
def test_a_log_that_does_not_add_up_is_refused(flow, small_copy, counts):
    """A run whose records aren't all accounted for, or of whose hits some are missing, is a problem."""
    flow(candidate(hit(1)), candidate(hit(2)))
    assert not check(load_library(small_copy.review))
    run = load_library(small_copy.review).search.runs[0].model_copy(update=counts)
    (small_copy.folder / RUNS).write_text(jsonl_text([run]), encoding="utf-8")
    assert "RunAddsUp" in {problem.rule for problem in check(load_library(small_copy.review))}


def test_a_retracted_study_is_told_apart(flow, small_copy):
    """A retracted study stands in a box of its own, and not among those that count."""
    notice = Notice(key="sample-2019", asked=DAY, notices=["retracted"])
    (small_copy.folder / NOTICES).write_text(jsonl_text([notice]), encoding="utf-8")
    words = flow()
    assert "1 retracted" in words and "In the review: 7 studies" in words


def test_how_records_were_found_otherwise_is_told(flow, small_copy):
    """The review says in its own words, day by day, how it found what no search brought."""
    small_copy.edit("review.yaml", "found", [{"date": DAY, "how": "From an invented list."}])
    assert f"{DAY}: From an invented list." in flow()


def test_each_version_tells_what_it_added(flow, small_copy):
    """Studies that came, went and stand are counted from what each release left; one that is retracted went."""
    records = {name: Record("study", "", [], {}) for name in ("doe-2021", "sample-2019")}
    snapshot = Snapshot({name: {} for name in SECTIONS}, {}, records)
    file = small_copy.folder / "releases" / "2024.1.0.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(as_json(snapshot, "2024.1.0", "2024-05-01"), encoding="utf-8")
    flow()
    notice = Notice(key="sample-2019", asked=DAY, notices=["retracted"])
    (small_copy.folder / NOTICES).write_text(jsonl_text([notice]), encoding="utf-8")
    lines = [[*line.values()] for line in rows_of(small_copy.review)]
    assert lines == [
        ["Version 2024.1.0", "2024-05-01", "0", "0", "2", "0", "2"],
        ["Since then", "2025-03-01", "0", "0", "6", "1", "7"],
    ]


def test_each_version_tells_what_its_searches_found(flow, small_copy):
    """Records by source and exclusions are those that came after the version before; together they are all."""
    file = small_copy.folder / "releases" / "2026.1.0.json"
    file.parent.mkdir(exist_ok=True)
    snapshot = Snapshot({name: {} for name in SECTIONS}, {}, {})
    file.write_text(as_json(snapshot, "2026.1.0", DAY), encoding="utf-8")
    later = hit(2).model_copy(update={"found": "2026-02-03"})
    words = flow(candidate(hit(1), hit(3), decisions=decisions("exclude")), candidate(later))
    assert "2: 2 from PubMed" in words and "1: 1 from PubMed" in words
    assert [line["Left out"] for line in rows_of(small_copy.review)] == ["1", "0"]


def rows_of(review) -> list[dict[str, str]]:
    """Return the lines of the table of versions."""
    soup = BeautifulSoup(markup(Site(review), "search-flow", page="searching"), "html.parser")
    heads = [cell.get_text(strip=True) for cell in soup.select("thead th")]
    lines = [[cell.get_text(" ", strip=True) for cell in row("td")] for row in soup.select("tbody tr")]
    return [dict(zip(heads, (text.split(": ")[-1] for text in line), strict=True)) for line in lines]
