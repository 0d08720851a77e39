"""What became of cited reports is asked, kept with its day, and never lost by an outage."""

import datetime
import json
import re
from collections.abc import Callable
from urllib.parse import unquote

from werkzeug import Request, Response

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.awaited import due_day
from livingevidence.record.check import look_at
from livingevidence.record.library import load_library
from livingevidence.show.trials import trial_entries
from livingevidence.site.site import Page, Site
from livingevidence.watch.surveil import follow_up
from livingevidence.watch.transport import Transport
from sources import Sources, record


def retracted(doi: str, down: list) -> Callable[[Request], Response]:
    """Return what Crossref answers: one report is retracted, of others nothing is known; when it is down, nothing."""

    def answer(request):
        asked = unquote(request.path.rpartition("/works/")[2])
        updates = [{"type": "retraction"}] if asked.lower() == doi.lower() else []
        told = json.dumps({"message": {"DOI": asked, "updated-by": updates}})
        return Response("no", status=404) if down else Response(told)

    return answer


def test_a_retraction_is_kept_through_an_outage(sources, small_copy, tmp_path):
    """One report is retracted; a month later nobody answers, and it still is, as of the day on which somebody did."""
    library = load_library(small_copy.review, datetime.date(2026, 1, 1))
    dois = {key: ref.identifiers["doi"] for key, ref in library.references.items() if "doi" in ref.identifiers}
    key = next(key for key in sorted(library.reported_keys) if key in dois)
    down = []
    sources.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(retracted(dois[key], down))
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data("<PubmedArticleSet/>")
    told = list(follow_up(library, Transport("x", tmp_path / "one", patience=1, seconds=0.5, wait=0.01)))
    assert {notice.key for notice in told if notice.notices} == {key}
    down.append(True)
    later = load_library(small_copy.review, datetime.date(2026, 2, 1))
    list(follow_up(later, Transport("x", tmp_path / "two", patience=1, seconds=0.5, wait=0.01)))
    kept = load_library(small_copy.review).search.notices[key]
    assert (kept.notices, kept.asked) == (["retracted"], "2026-01-01")
    assert "404" in kept.error
    (look,) = [item for item in look_at(load_library(small_copy.review)) if item.rule == "WhatBecameOfEachReport"]
    assert look.found == f"{key} is told to be retracted, as of 2026-01-01"
    assert "retracted" in Page(Site(small_copy.review), "searching").fill("search-log.html")


def test_a_retraction_is_not_lost_while_who_told_of_it_is_silent(sources, small_copy, tmp_path):
    """Crossref tells of a retraction; later it is down and PubMed, which never knew of it, answers: it stands."""
    library = load_library(small_copy.review, datetime.date(2026, 1, 1))
    named = {key: ref.identifiers for key, ref in library.references.items() if key in library.reported_keys}
    key = next(key for key in sorted(named) if {"doi", "pmid"} <= named[key].keys())
    down = []

    def knows_nothing(request):
        article = f"<PubmedArticle><PMID>{request.args['id']}</PMID></PubmedArticle>"
        return Response(f"<PubmedArticleSet>{article}</PubmedArticleSet>")

    sources.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(retracted(named[key]["doi"], down))
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_handler(knows_nothing)
    list(follow_up(library, Transport("x", tmp_path / "one", patience=1, seconds=0.5, wait=0.01)))
    down.append(True)
    later = load_library(small_copy.review, datetime.date(2026, 2, 1))
    list(follow_up(later, Transport("x", tmp_path / "two", patience=1, seconds=0.5, wait=0.01)))
    kept = load_library(small_copy.review).search.notices[key]
    assert (kept.notices, kept.asked, kept.error) == (["retracted"], "2026-02-01", "")


def test_a_trial_that_moved_is_told_with_its_day(sources, small_copy, tmp_path):
    """A registry that tells of an end and of results is believed on the board; the record says so when it is mended."""
    state = {"overallStatus": "COMPLETED", "completionDateStruct": {"date": "2026-12-31", "type": "ACTUAL"}}
    state |= {"primaryCompletionDateStruct": {"date": "2026-10-01", "type": "ACTUAL"}}
    state |= {"resultsFirstPostDateStruct": {"date": "2027-03-01"}}
    Sources([record(1, nct="NCT00000009", state=state)]).serve(sources)
    library = load_library(small_copy.review, datetime.date(2027, 4, 1))
    list(follow_up(library, Transport("x", tmp_path / "cache", patience=1, seconds=0.5, wait=0.01)))

    def looks() -> list[str]:
        found = look_at(load_library(small_copy.review))
        return [item.found.partition(" on ")[0] for item in found if item.rule == "WhatTheRegistryTells"]

    told = [f"NCT00000009: the registry told {what}" for what in ("completed_is actual", "results_posted 2027-03-01")]
    assert looks() == [*told, "NCT00000009: the registry told status completed"]
    (one,) = trial_entries(Evidence(load_library(small_copy.review)), "quiet-rash")
    assert (one.state, one.trial.status, str(due_day(one.trial))) == ("elsewhere", "completed", "2027-10-01")
    assert one.trial.dates_from == "the registry on 2027-04-01"
    for name, value in {"status": "completed", "completed_is": "actual", "results_posted": "2027-03-01"}.items():
        small_copy.edit("example-nct00000009", f"trials[0].{name}", value)
    assert looks() == []
