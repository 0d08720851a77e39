"""What became of cited reports is asked, kept with its day, and never lost by an outage."""

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from werkzeug import Request, Response

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.awaited import due_day
from livingevidence.record.check import look_at
from livingevidence.record.library import load_library
from livingevidence.show.trials import trial_entries
from livingevidence.site.site import Page, Site
from livingevidence.watch.surveil import follow_up
from sources import Sources, record


def crossref_handler(doi: str, outages: list) -> Callable[[Request], Response]:
    """Return what Crossref answers: one report is retracted, of others nothing is known; when it is down, nothing."""

    def answer(request):
        asked_doi = unquote(request.path.rpartition("/works/")[2])
        updates = [{"type": "retraction"}] if asked_doi.lower() == doi.lower() else []
        body = json.dumps({"message": {"DOI": asked_doi, "updated-by": updates}})
        return Response("no", status=404) if outages else Response(body)

    return answer


def ask_all(copy, transport, *day: int) -> list:
    """Ask on a day what became of each report, and return what is known of each."""
    return list(follow_up(load_library(copy.review, datetime.date(*day)), replace(transport, fresh=0)))


def test_a_retraction_is_kept_through_an_outage(sources, small_copy, transport):
    """One report is retracted; a month later nobody answers, and it still is, as of the day on which somebody did."""
    library, outages = load_library(small_copy.review), []
    dois = {key: ref.identifiers["doi"] for key, ref in library.references.items() if "doi" in ref.identifiers}
    key = next(key for key in sorted(library.reported_keys) if key in dois)
    sources.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(crossref_handler(dois[key], outages))
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data("<PubmedArticleSet/>")
    assert {notice.key for notice in ask_all(small_copy, transport, 2026, 1, 1) if notice.notices} == {key}
    outages.append("Crossref")
    ask_all(small_copy, transport, 2026, 2, 1)
    library = load_library(small_copy.review)
    notice = library.search.notices[key]
    assert (notice.notices, notice.asked) == (["retracted"], "2026-01-01")
    assert "404" in notice.error
    (problem,) = [problem for problem in look_at(library) if problem.rule == "WhatBecameOfEachReport"]
    assert problem.found == f"{key} is told to be retracted, as of 2026-01-01"
    assert "retracted" in Page(Site(small_copy.review), "searching").fill("search-log.html")


def test_a_retraction_is_not_lost_while_who_told_of_it_is_silent(sources, small_copy, transport):
    """Crossref tells of a retraction; later it is down and PubMed, which never knew of it, answers: it stands."""
    library, outages = load_library(small_copy.review), []
    numbers = {key: library.references[key].identifiers for key in library.reported_keys}
    key = next(key for key in sorted(numbers) if {"doi", "pmid"} <= numbers[key].keys())

    def answer(request):
        article = f"<PubmedArticle><PMID>{request.args['id']}</PMID></PubmedArticle>"
        return Response(f"<PubmedArticleSet>{article}</PubmedArticleSet>")

    crossref = crossref_handler(numbers[key]["doi"], outages)
    sources.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(crossref)
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_handler(answer)
    ask_all(small_copy, transport, 2026, 1, 1)
    outages.append("Crossref")
    ask_all(small_copy, transport, 2026, 2, 1)
    notice = load_library(small_copy.review).search.notices[key]
    assert (notice.notices, notice.asked, notice.error) == (["retracted"], "2026-02-01", "")


def test_a_trial_that_moved_is_told_with_its_day(sources, small_copy, transport):
    """A registry that tells of an end and of results is believed on the board; the record says so when it is mended."""
    state = {"overallStatus": "COMPLETED", "completionDateStruct": {"date": "2026-12-31", "type": "ACTUAL"}}
    state |= {"primaryCompletionDateStruct": {"date": "2026-10-01", "type": "ACTUAL"}}
    state |= {"resultsFirstPostDateStruct": {"date": "2027-03-01"}}
    Sources([record(1, nct="NCT00000009", state=state)]).serve(sources)
    ask_all(small_copy, transport, 2027, 4, 1)

    def moves() -> list[str]:
        problems = look_at(load_library(small_copy.review))
        return [problem.found.partition(" on ")[0] for problem in problems if problem.rule == "WhatTheRegistryTells"]

    changes = ("completed_is actual", "results_posted 2027-03-01", "status completed")
    assert moves() == [f"NCT00000009: the registry told {change}" for change in changes]
    (entry,) = trial_entries(Evidence(load_library(small_copy.review)), "quiet-rash")
    assert (entry.state, entry.trial.status, str(due_day(entry.trial))) == ("elsewhere", "completed", "2027-10-01")
    assert entry.trial.dates_from == "the registry on 2027-04-01"
    for name, value in {"status": "completed", "completed_is": "actual", "results_posted": "2027-03-01"}.items():
        small_copy.edit("example-nct00000009", f"trials[0].{name}", value)
    assert moves() == []
