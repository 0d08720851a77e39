"""What became of cited reports is asked, kept with its day, and never lost by an outage."""

import datetime
import json
import re
from urllib.parse import unquote

from werkzeug import Response

from livingevidence.record.check import look_at
from livingevidence.record.library import load_library
from livingevidence.site.site import Page, Site
from livingevidence.watch.notices import ask
from livingevidence.watch.transport import Transport


def test_a_retraction_is_kept_through_an_outage(sources, small_copy, tmp_path):
    """One report is retracted; a month later nobody answers, and it still is, as of the day on which somebody did."""
    library = load_library(small_copy.review, datetime.date(2026, 1, 1))
    dois = {key: ref.identifiers["doi"] for key, ref in library.references.items() if "doi" in ref.identifiers}
    key = next(key for key in sorted(library.reported) if key in dois)
    down = []

    def answer(request):
        if down:
            return Response("no", status=404)
        doi = unquote(request.path.rpartition("/works/")[2])
        updates = [{"type": "retraction"}] if doi.lower() == dois[key].lower() else []
        return Response(json.dumps({"message": {"DOI": doi, "updated-by": updates}}))

    sources.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(answer)
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data("<PubmedArticleSet/>")
    told = list(ask(library, Transport("x", tmp_path / "one", patience=1, seconds=0.5)))
    assert {notice.key for notice in told if notice.notices} == {key}
    down.append(True)
    later = load_library(small_copy.review, datetime.date(2026, 2, 1))
    list(ask(later, Transport("x", tmp_path / "two", patience=1, seconds=0.5)))
    kept = load_library(small_copy.review).search.notices[key]
    assert (kept.notices, kept.asked) == (["retracted"], "2026-01-01")
    assert "404" in kept.error
    (look,) = [item for item in look_at(load_library(small_copy.review)) if item.rule == "WhatBecameOfEachReport"]
    assert look.found == f"{key} is told to be retracted, as of 2026-01-01"
    assert "retracted" in Page(Site(small_copy.review), "searching").fill("search-log.html")
