"""A year of a review's life: what happens to its evidence arrives in the month after, once, and in its place."""

import datetime

import pytest
from werkzeug import Response

from livingevidence.claims.ledger import judge_all
from livingevidence.cli import _rank
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.library import load_library
from livingevidence.site.site import Page, Site
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.notices import ask
from livingevidence.watch.surveil import surveil
from livingevidence.watch.transport import Transport
from sources import Sources, record

TRIAL = "Examplinib ointment in quiet rash: a randomised, placebo-controlled trial"


@pytest.fixture
def month(small_copy, tmp_path):
    """Return what searches all sources on the first of a month, and returns the candidates in the order shown."""

    def made(number: int) -> list[str]:
        day = datetime.date(2027 + number // 13, (number - 1) % 12 + 1, 1)
        library = load_library(small_copy.review, day)
        with Inbox.of(library) as inbox:
            for name in library.search.strategies:
                surveil(inbox, name, None, made.transport)
            _rank(inbox, library)
        return [one.id for one in library.search.ranked(library.identities)]

    made.review = small_copy.review
    made.transport = Transport("x", tmp_path / "cache", patience=1, seconds=0.5, fresh=0)
    return made


@pytest.mark.slow
def test_a_year(sources, month):
    """A trial, an outage, a preprint and its paper, a retraction, posted results; only what rested on it moves."""
    library = load_library(month.review)
    verdicts = {name: item.verdict for name, item in judge_all(Evidence(library)).items()}
    doi = next(identity.removeprefix("doi:") for identity in library.identities if identity.startswith("doi:"))
    known = next(t.id for study in library.studies.values() for t in study.trials if t.registered)
    world = Sources([record(number, day=f"2026-{number:02}-11") for number in range(1, 11)]).serve(sources)

    assert len(month(1)) == 10
    world.records.append(record(20, title=TRIAL, day="2027-01-20"))
    assert month(2)[0].endswith("10.99999/x.20")

    world.faults["crossref/works"] = lambda request: Response("no", status=500)
    world.records.append(record(30, day="2027-02-20"))
    assert len(month(3)) == 12  # which other sources tell of
    world.faults.clear()
    month(4)
    search = load_library(month.review).search
    assert [bool(run.error) for run in search.runs if run.source == "crossref"] == [False, False, True, False]
    assert len([one for one in search.candidates.values() if len(one.hits) == 3]) == 12

    title = "Examplinib drops for an invented itch in forty placeholders"
    world.records.append(record(40, title=title, author="Roe", day="2027-04-10", preprint=True))
    month(5)
    world.records.append(record(41, title=title, author="Roe", day="2027-07-10"))
    month(8)
    pair = [one for one in load_library(month.review).search.candidates.values() if one.maybe]
    assert {next(iter(one.maybe)) for one in pair} == {one.id for one in pair}
    with Inbox.of(load_library(month.review)) as inbox:
        inbox.join(*(one.id for one in pair))
    assert not [one for one in load_library(month.review).search.candidates.values() if one.maybe]

    world.records.append(record(50, title="Retraction: of something", amends=doi, day="2027-08-10"))
    assert month(9)[0] == "crossref:10.99999/x.50"
    assert {name: item.verdict for name, item in judge_all(Evidence(load_library(month.review))).items()} == verdicts
    list(ask(load_library(month.review, datetime.date(2027, 9, 1)), month.transport))
    assert load_library(month.review).retracted == {library.identities[f"doi:{doi}"]: "2027-09-01"}
    world.records.append(record(60, title="Of a trial", nct=known, results=True, day="2027-09-15"))
    assert f"registry:{known}/results" in month(10)
    assert month(10) == month(11)

    library = load_library(month.review)
    moved = {name for name, item in judge_all(Evidence(library)).items() if item.verdict != verdicts[name]}
    assert moved == {"example-fever-verdict", "fevers-rare-harms"}  # which rested on the trial that was retracted
    told = Page(Site(month.review), "searching").fill("search-candidates.html")
    first = [told.index(words) for words in ("Retraction: of something", TRIAL, "Results posted: Of a trial")]
    assert first[0] < min(first[1:])
