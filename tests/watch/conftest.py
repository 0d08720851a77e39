"""A server on loopback that answers as the sources do; what it tells is invented."""

from dataclasses import replace
from pathlib import Path

import pytest

from livingevidence.watch import crossref, europepmc, openalex, pubmed, registry
from livingevidence.watch.transport import MIRROR, Transport

ANSWERS = Path(__file__).parent / "answers"


@pytest.fixture
def sources(httpserver, monkeypatch):
    """Return the server that stands for every source, each under its name, and may be asked without a pause."""
    for source in (crossref, europepmc, openalex, pubmed, registry):
        monkeypatch.setattr(source, "PLACE", replace(source.PLACE, pause=0.0))
    monkeypatch.setenv(MIRROR, httpserver.url_for(""))
    return httpserver


@pytest.fixture
def transport(tmp_path):
    """Return a session that waits little, and gives up soon."""
    return Transport("https://example.org/review", tmp_path / "cache", patience=1, seconds=0.5, wait=0.01)


@pytest.fixture
def paper(sources, answers):
    """Let three sources know a paper."""
    sources.expect_request("/pubmed/efetch.fcgi").respond_with_data(answers("pubmed.xml"))
    sources.expect_request("/europepmc/search").respond_with_data(answers("europepmc.json"))
    sources.expect_request("/crossref/works/10.99999/invented.1").respond_with_data(answers("crossref.json"))


@pytest.fixture
def answers():
    """Return a function from a name to what a source would answer."""
    return lambda name: (ANSWERS / name).read_text(encoding="utf-8")
