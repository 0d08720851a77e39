"""A search over all sources, its repeats and its faults, against a server on loopback."""

import datetime
import json
import re
from collections import Counter

import pytest
from werkzeug import Response

from livingevidence.cli import main
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.search import CANDIDATES, RUNS, Canary, Question
from livingevidence.site.extension import FILLINGS
from livingevidence.site.flow import flow
from livingevidence.site.site import Page, Site
from livingevidence.watch import openalex, pubmed
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.screen import Ruling, decide
from livingevidence.watch.surveil import surveil
from livingevidence.watch.transport import Transport
from sources import Sources, record

TODAY = datetime.date(2025, 12, 1)
NAMES = ["crossref", "europepmc", "pubmed", "registry"]


@pytest.fixture
def world(sources):
    """Return invented sources that have twelve records, one of them a trial with results."""
    world = Sources([record(number) for number in range(1, 12)])
    world.records.append(record(12, nct="NCT99999912", results=True))
    return world.serve(sources)


@pytest.fixture
def run(small_copy, tmp_path):
    """Return what runs the strategy of a source on the review as it is on disk."""

    def search_source(name="pubmed", today=TODAY, since=None, **fields):
        transport = Transport("https://example.org", tmp_path / "cache", patience=1, seconds=0.5, fresh=0, wait=0.01)
        library = load_library(small_copy.review, today)
        strategies = library.search.strategies
        strategies[name] = strategies[name].model_copy(update=fields)
        with Inbox.of(library) as inbox:
            return surveil(inbox, name, since, transport)

    search_source.review = small_copy.review
    search_source.search = lambda: load_library(small_copy.review, TODAY).search
    return search_source


def test_all_sources_find_each_report_once(world, run):
    """Four sources tell of the same reports; each is one candidate that names all of its records."""
    runs = [run(name) for name in NAMES]
    assert [entry.error for entry in runs] == [""] * 4
    search = run.search()
    assert len(search.candidates) == 14  # twelve reports, a registration, and its posted results
    assert {len(candidate.hits) for candidate in search.candidates.values()} == {1, 3}
    assert all(hit.why for candidate in search.candidates.values() for hit in candidate.hits[1:])
    assert [entry.source for entry in search.runs] == NAMES
    assert check(load_library(run.review, TODAY)) == []


def test_the_log_holds_the_question_as_it_was_sent(world, run):
    """What the log says was sent is what the server was asked."""
    questions = run("pubmed").sent
    (parameters,) = (parameters for name, parameters in world.requests if name == "pubmed/esearch.fcgi")
    assert questions[0].parameters.items() <= parameters.items()
    assert (parameters["mindate"], parameters["maxdate"]) == ("2020/01/01", "2025/12/01")


def test_a_repeat_has_no_effect(world, run):
    """The same run again finds everything known and changes no candidate; windows overlap."""
    run("pubmed")
    before = (run.review.data / CANDIDATES).read_bytes()
    later = TODAY + datetime.timedelta(days=5)
    repeat = run("pubmed", today=later)
    assert (repeat.new, repeat.joined) == (0, 0)
    assert repeat.since == "2025-11-21"
    full_repeat = run("pubmed", today=later, since=datetime.date(2020, 1, 1))
    assert (full_repeat.new, full_repeat.known) == (0, 12)
    assert (run.review.data / CANDIDATES).read_bytes() == before


def test_no_day_is_left_out_and_a_new_strategy_asks_for_all_of_them(world, run):
    """After a window with a gap before it, or with another version, the next one begins where nothing was asked yet."""
    run("pubmed", today=datetime.date(2025, 6, 1))
    run("pubmed", since=datetime.date(2025, 9, 1))
    assert run.search().searched_until("pubmed") == datetime.date(2025, 6, 1)
    assert run("pubmed").since == "2025-05-22"
    assert run.search().searched_until("pubmed") == TODAY
    assert run("pubmed", version=2).since == "2020-01-01"


@pytest.mark.slow
def test_a_window_that_one_question_cannot_reach_is_cut(sources, run, monkeypatch):
    """More records than a source gives at once are all found, window by window, and the log has each question."""
    monkeypatch.setattr(pubmed, "MOST", 999)
    world = Sources([record(n, day=f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(1, 1_021)]).serve(sources)
    entry = run("pubmed", today=datetime.date(2025, 12, 31), since=datetime.date(2025, 1, 1))
    assert (entry.error, entry.hits, entry.new) == ("", 1_020, 1_020)
    assert len(entry.sent) == 3  # of the whole window, and of each half
    assert len(run.search().candidates) == len(world.records)


FAULTS = {  # besides those of test_faults
    "404": (lambda request: Response("no", status=404), "404"),
    "another type": (lambda request: Response("[]"), "another form"),
    "another type inside": (lambda request: Response('{"esearchresult": {"count": [], "idlist": 3}}'), "another form"),
    "brackets in brackets": (lambda request: Response("[" * 100_000), "half of it"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_logged_and_its_window_is_asked_again(world, run, fault):
    """A run that fails says why in the log, loses nothing that was there, and the next one asks from the beginning."""
    answer, words = FAULTS[fault]
    world.faults["pubmed/esearch.fcgi"] = answer
    entry = run("pubmed")
    assert words in entry.error
    assert entry.sent[0].parameters["mindate"] == "2020/01/01"
    assert run.search().searched_until("pubmed") is None
    world.faults.clear()
    assert run("pubmed").new == 12
    assert run.search().searched_until("pubmed") == TODAY
    assert len(run.search().candidates) == 12


def test_a_window_is_taken_whole_or_not_at_all(world, run):
    """Of a source that fails on its second page nothing is taken, and the next run brings both pages."""
    world.records += [record(number) for number in range(100, 250)]

    def fail_second_page(request):
        return Response("no", status=404) if request.args["cursorMark"] != "*" else None

    world.faults["europepmc/search"] = fail_second_page
    entry = run("europepmc")
    assert "404" in entry.error and entry.new == 0
    world.faults.clear()
    assert run("europepmc").new == 162


def test_paging_that_shifts_is_asked_once_more(world, run):
    """A record that slips between two pages is missing from the first asking and found by the second."""
    world.records += [record(number) for number in range(100, 250)]
    missed = []

    def shift(request):
        if request.args["cursorMark"] == "100" and not missed:
            missed.append(world.records.pop(0))
            answer = world.europepmc_search(request.args)
            world.records.insert(0, missed[0])
            return answer
        return None

    world.faults["europepmc/search"] = shift
    entry = run("europepmc")
    assert (entry.error, entry.new) == ("", 162)
    assert missed


def test_pages_that_never_become_whole_are_not_believed(world, run):
    """A source that says it has more than it gives is told, and its window stays open."""
    answer = Response('{"hitCount": 5, "nextCursorMark": "*", "resultList": {"result": []}}')
    world.faults["europepmc/search"] = lambda request: answer
    entry = run("europepmc")
    assert "said that it has 5 and gave 0" in entry.error
    assert run.search().searched_until("europepmc") is None


def test_a_page_that_comes_again_and_again_ends_the_run(world, run):
    """A source whose pages never end is left, and so is one that says it has more than anybody could want."""
    hit = {"source": "MED", "id": "1", "title": "A title"}
    for hits, words in ((2_000, "same page again"), (10**9, "narrow the query")):
        content = {"hitCount": hits, "nextCursorMark": "*", "resultList": {"result": [hit]}}
        world.faults["europepmc/search"] = lambda request, content=content: Response(json.dumps(content))
        assert words in run("europepmc").error
    assert run.search().searched_until("europepmc") is None


def test_nothing_where_there_were_many_is_not_believed(world, run):
    """A source that had records all the time and has none at all now is flagged, and its window stays open."""
    world.records += [record(n, day=f"2025-{n % 11 + 1:02}-15") for n in range(100, 400)]
    assert run("europepmc", since=datetime.date(2025, 1, 1)).error == ""
    world.records.clear()
    entry = run("europepmc", today=TODAY + datetime.timedelta(days=20))
    assert "finds nothing where about" in entry.error
    assert run.search().searched_until("europepmc") == TODAY


def test_a_canary_that_is_not_found_stops_belief(world, run):
    """Where a source does not find what it is known to have, what it finds is not taken."""
    query = {"query": "EXT_ID:1 AND FIRST_IDATE:[2020-01-01 TO 2026-01-01]", "pageSize": "25"}
    canary = Canary(question=Question(path="/search", parameters=query), finds="MED/1")
    assert run("europepmc", canary=canary).error == ""
    missing = canary.model_copy(update={"finds": "MED/77"})
    assert "does not find MED/77" in run("europepmc", canary=missing).error


def test_a_clock_that_went_back_is_told(world, run):
    """A day before that to which a source was searched is an error, not a window."""
    run("pubmed")
    assert "the clock says 2025-11-01" in run("pubmed", today=datetime.date(2025, 11, 1)).error
    assert run.search().searched_until("pubmed") == TODAY


def test_a_record_given_twice_is_one(world, run):
    """Duplicates within one answer and between pages are one candidate."""
    world.records += world.records[:5]
    entry = run("crossref")
    assert len(run.search().candidates) == 12
    assert "said that it has 17 and gave 12" in entry.error


def test_recall_and_delay_are_reckoned_from_what_was_found(world, run):
    """Of the studies that the review has, those found are named; what was found later tells how late."""
    library = load_library(run.review, TODAY)
    identity = next(identity for identity in library.study_by_identity if identity.startswith("doi:"))
    world.records.append(record(70, doi=identity.removeprefix("doi:")))
    run("crossref", today=datetime.date(2025, 11, 1))
    world.records.append(record(71, day="2025-11-20"))
    run("crossref")
    search = run.search()
    study = library.study_by_identity[identity]
    assert search.recall("crossref", library.identities_by_study, library.studies) == {study}
    assert search.recall("pubmed", library.identities_by_study, library.studies) == set()
    search.runs[0] = search.runs[0].model_copy(update={"at": "2025-11-01T00:00:00+00:00"})
    assert search.delay("crossref") == 11
    assert Counter(fate for fate, _ in search.fates(library.study_by_identity).values()) == {"open": 13, "known": 1}


def test_a_registration_finds_every_study_that_tells_of_the_trial(world, run, small_copy):
    """Where two studies tell of one registered trial, its registration finds both."""
    first, second, *_ = (study for study in load_library(run.review, TODAY).studies.values() if study.trials)
    small_copy.edit(second.id, "trials[0].id", number := first.trials[0].id)
    world.records.append(record(70, nct=number))
    run("registry")
    library = load_library(run.review, TODAY)
    assert run.search().recall("registry", library.identities_by_study, library.studies) == {first.id, second.id}


def test_the_page_shows_runs_candidates_and_what_they_add_up_to(world, run):
    """The log, the flow and the candidates of a searched review are on its page, whatever a title holds."""
    world.records.append(record(80, title="<b>Examplinib</b> & {number}`x`"))
    for name in NAMES:
        run(name)
    with Inbox.of(load_library(run.review, TODAY)) as inbox:
        candidate = next(iter(inbox.search.candidates))
        decide(inbox, [Ruling(candidate, "include")], "first", [])
    page = Page(Site(run.review), "searching")
    parts = ("log", "candidates", "strategies")
    log, candidates, strategies = (FILLINGS[f"search-{part}"].view(page) for part in parts)
    assert "13 from Crossref" in flow(page) and "Crossref" in log
    assert "&amp; {number}" in candidates and "<b>" not in candidates
    assert candidate in candidates.partition('id="candidates-sought"')[2]
    assert 'data-searched="2025-12-01"' in strategies


def test_a_candidate_that_is_gone_is_missed(world, run):
    """The log says how many records there must be; fewer are a problem of the check."""
    run("pubmed")
    path = run.review.data / CANDIDATES
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    (problem,) = check(load_library(run.review, TODAY))
    assert (problem.rule, problem.found[:28]) == ("LogAddsUp", "12 records of pubmed in the ")


def test_the_strategies_of_this_review_ask_every_source(sources, full_copy, tmp_path, monkeypatch):
    """Its own files, canaries included, fill each window with days, and find what is there once, however often."""
    monkeypatch.setenv(openalex.PLACE.key, "invented")
    today = datetime.date(2027, 1, 1)
    canaries = [record(38417541, doi="10.1016/j.jaad.2021.04.085", nct="NCT02553330", day="2024-03-01")]
    world = Sources([*canaries, *(record(n, day="2026-12-01") for n in range(1, 260))]).serve(sources)
    library = load_library(full_copy.review, today)
    with Inbox.of(library) as inbox:
        for name in library.search.strategies:
            entry = surveil(inbox, name, None, Transport("x", tmp_path / "cache", fresh=0))
            assert (entry.error, entry.since, entry.until) == ("", library.search.strategies[name].begins, "2027-01-01")
            assert not [v for q in entry.sent for v in q.parameters.values() if re.search("{(since|until)}", v)]
    library = load_library(full_copy.review, today)
    with Inbox.of(library) as inbox:
        repeats = [surveil(inbox, name, None, Transport("x", tmp_path / "cache", fresh=0)) for name in NAMES]
    assert [(entry.error, entry.new, entry.joined) for entry in repeats] == [("", 0, 0)] * len(NAMES)
    search = load_library(full_copy.review, today).search
    assert sorted(len(candidate.hits) for candidate in search.candidates.values()) == [1] + [4] * 260
    assert Counter(fate for fate, _ in search.fates(library.study_by_identity).values()) == {"open": 259, "known": 2}
    assert len(world.requests) > 8


def test_the_command_runs_every_source_and_says_what_failed(world, inside, capsys):
    """One source that fails keeps no other from being searched, and the exit code is 1."""
    world.faults["crossref/works"] = lambda request: Response("no", status=404)
    world.records.append(record(90, title="| <b> `@somebody` | [x](y)"))
    assert main(["surveil", "--summary", "build/told.md"]) == 1
    output = capsys.readouterr().out
    summary = (inside.review.folder / "build/told.md").read_text(encoding="utf-8")
    assert "`/ '@somebody' / [x](y)`" in summary
    assert "not believed" in summary
    assert "Crossref" in output and "not believed" in output
    assert len(load_library(inside.review).search.runs) == 4
    assert main(["surveil", "--source", "pubmed", "--since", "2025-01-01"]) == 0
    with pytest.raises(SystemExit):
        main(["surveil", "--since", "soon"])
    assert main(["surveil", "--source", "nowhere"]) == 1


@pytest.fixture
def review_with_key(small_copy):
    """Return the invented review with a strategy for a source that wants a key."""
    strategy = (small_copy.folder / "search/crossref.yaml").read_text(encoding="utf-8")
    parameters = "filter: from_publication_date:{since},to_publication_date:{until}\n    per_page: '100'"
    strategy = re.sub(r"filter: .*\n.*", parameters, strategy.replace("Crossref", "OpenAlex"))
    (small_copy.folder / "search/openalex.yaml").write_text(strategy, encoding="utf-8")
    return small_copy.review


def test_a_source_that_wants_a_key_is_asked_by_who_has_one(world, run, review_with_key, monkeypatch):
    """Its records join those of others; the key stands in no file, and not in the log."""
    monkeypatch.setenv(openalex.PLACE.key, "secret-words")
    run("crossref")
    entry = run("openalex")
    assert (entry.error, entry.hits, entry.joined) == ("", 12, 12)
    keys = {parameters["api_key"] for name, parameters in world.requests if name == "openalex/works"}
    assert keys == {"secret-words"}
    files = [path for path in review_with_key.folder.parent.rglob("*") if path.is_file()]
    assert not [path for path in files if b"secret-words" in path.read_bytes()]


def test_without_a_key_the_others_are_searched(world, review_with_key, monkeypatch, capsys):
    """A source whose key is not set is named and passed over; asked for by name, it is refused and not logged."""
    monkeypatch.delenv(openalex.PLACE.key, raising=False)
    monkeypatch.chdir(review_with_key.folder)
    assert main(["surveil"]) == 0
    assert "OpenAlex was not asked, since OPENALEX_API_KEY is not set" in capsys.readouterr().out
    assert [entry.source for entry in load_library(review_with_key).search.runs] == NAMES
    assert main(["surveil", "--source", "openalex"]) == 1
    assert len(load_library(review_with_key).search.runs) == len(NAMES)


def test_a_question_is_not_changed_without_its_version(world, run):
    """A strategy that asks something else than the log says it sent is a problem until its version is raised."""
    run("pubmed")
    path = run.review.data / "search/pubmed.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("examplinib[tiab]", "examplinib[ti]"), encoding="utf-8")
    (problem,) = check(load_library(run.review, TODAY))
    assert (problem.rule, problem.file.endswith("search/pubmed.yaml")) == ("VersionIsRaised", True)
    path.write_text(path.read_text(encoding="utf-8").replace("version: 1", "version: 2"), encoding="utf-8")
    assert check(load_library(run.review, TODAY)) == []
    assert run("pubmed").since == "2020-01-01"


def test_a_merge_that_kept_a_candidate_twice_is_told(world, run):
    """Two lines of one candidate, each with its own decisions, are a problem, and none is dropped in silence."""
    run("pubmed")
    path = run.review.data / CANDIDATES
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[0])
    (problem,) = check(load_library(run.review, TODAY))
    assert problem.rule == "RecordsAreOnce"
    with pytest.raises(BrokenEvidence):
        run("pubmed")


def test_half_a_line_of_the_log_is_asked_again_and_half_a_candidate_is_told(world, run):
    """A log that breaks off costs one window; a candidate that breaks off is never overwritten."""
    run("pubmed")
    log, candidates = run.review.data / RUNS, run.review.data / CANDIDATES
    log.write_bytes(log.read_bytes()[:-40])
    assert run.search().searched_until("pubmed") is None
    assert (run("pubmed").known, len(log.read_bytes().splitlines())) == (12, 1)
    candidates.write_bytes(candidates.read_bytes()[:-40])
    (problem,) = check(load_library(run.review, TODAY))
    assert (problem.rule, problem.line) == ("NotALine", 12)
    with pytest.raises(BrokenEvidence, match="NotALine"):
        run("pubmed")
    assert len(candidates.read_bytes().splitlines()) == 12
