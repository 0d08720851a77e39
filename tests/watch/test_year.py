"""A year in the life of two reviews: what happens to the evidence reaches what a reader sees, and nothing else.

The review of this project lives it on a copy of its own data, an invented one with another topic on its own. Pages are
made by what fills them, without Sphinx: a build of all of them for each state would take minutes and tell no more.
"""

import datetime
import re
import shutil

import pytest
from werkzeug import Response

from copies import DataCopy
from live import REVIEW as LIVE
from livingevidence import cli
from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.root import nearest_root
from livingevidence.show.trials import TrialEntry, trial_entries
from livingevidence.site import candidates
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.extension import FILLINGS
from livingevidence.site.ledger import pages_of
from livingevidence.site.site import Site
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.rank import Ranking
from livingevidence.watch.screen import Ruling, decide, reasons_at
from livingevidence.watch.surveil import follow_up, surveil
from livingevidence.watch.transport import Transport
from sources import Sources, record

SEARCH = {"search-strategies", "search-log", "search-flow", "search-candidates", "candidates.json"}
LISTS = {"all-studies", "all-verdicts", "all-numbers", "trials-board", "condition-map", "outcome-map", "risk-of-bias"}
LISTS |= {"certainty", "funding"}
TRIAL, PREPRINT, PAPER, OTHER = (f"crossref:10.99999/x.{number}" for number in (20, 40, 41, 1))
FIRST = datetime.date(2027, 1, 1)


class Year:
    """A review and what it knows of its sources, month by month."""

    def __init__(self, copy: DataCopy, transport: Transport):
        self.copy, self.transport, self.today = copy, transport, FIRST
        self.load()

    def load(self) -> None:
        """Read the review anew, as after a change of its records."""
        self.library = load_library(self.copy.review, self.today)
        assert check(self.library) == []
        self.evidence = Evidence(self.library)
        self.judged = judge_all(self.evidence)

    def search(self, month: int) -> list[str]:
        """Search every source that needs no key on the first of a month, and return the candidates as they stand."""
        self.today = self.library.today = datetime.date(FIRST.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        with Inbox.of(self.library) as inbox:
            runs = [surveil(inbox, name, None, self.transport) for name in ASKED]
            if any(run.new for run in runs):
                cli._rank(inbox, self.library)
        return [
            one.id for one in self.search_of.ranked_candidates(self.library.study_by_identity) if one.state != "decided"
        ]

    def notices(self) -> None:
        """Ask what became of what the review has."""
        list(follow_up(self.library, self.transport))

    @property
    def search_of(self):
        """What is known of the search."""
        return self.library.search

    def moved(self, verdicts: dict[str, str]) -> set[str]:
        """Return the claims with another verdict than they had."""
        return {name for name, verdict in self.verdicts().items() if verdict != verdicts[name]}

    @property
    def site(self) -> Site:
        """The review as its pages are made."""
        return Site.of_evidence(self.evidence, claims=self.judged)

    def verdicts(self) -> dict[str, str]:
        """Return the verdict of each claim."""
        return {name: item.verdict for name, item in self.judged.items()}

    def seen(self) -> dict[str, str]:
        """Return what a reader sees: pages of studies and conditions, lists, the search, and each conclusion."""
        site = self.site
        made = {f"studies/{one}": ("study", one) for one in site.evidence.library.studies}
        made |= {f"conditions/{one}": ("condition", one) for one in conditions_with_pages(site.evidence)}
        made |= {name: (name,) for name in SEARCH | LISTS if name in FILLINGS}
        found = {page: str(FILLINGS[name].view(site.page(page), *of)) for page, (name, *of) in made.items()}
        found |= {f"claim {name}": str(site.page("index").claim(name)) for name in site.claims}
        return found | {"candidates.json": candidates.data(site)}


ASKED = ("crossref", "europepmc", "pubmed", "registry")


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return what a reader sees otherwise."""
    return {name for name in before | after if before.get(name) != after.get(name)}


def beyond(year: Year, moved: set[str], name: str, before: dict[str, str], verdicts: dict[str, str]) -> set[str]:
    """Return what changed and should not have, when a study comes or goes.

    It may change its page and those of its conditions, lists, conclusions and the pages that show these. Where the
    verdict on a conclusion stays, only what it takes from an address may be another.
    """
    study, site = year.library.studies[name], year.site
    claims = {one.removeprefix("claim ") for one in moved if one.startswith("claim ")}
    told = {one for one in claims if one in year.moved(verdicts) or same_words(site, one, before)}
    pages = {page for one in told for page in pages_of(site)[one]}
    allowed = {f"studies/{name}", *(f"conditions/{one}" for one in study.conditions), *pages}
    return moved - SEARCH - LISTS - allowed - {f"claim {one}" for one in told}


def same_words(site: Site, name: str, before: dict[str, str]) -> bool:
    """Return whether nothing changed in a conclusion but what it takes from an address, and its mark."""
    now, then = str(site.page("index").claim(name)), before[f"claim {name}"]
    return re.sub("<a .*?</a>", "", now) == re.sub("<a .*?</a>", "", then)


@pytest.fixture
def year(request, tmp_path, monkeypatch):
    """Return a review at the beginning of a year: a copy of the one that a test names."""
    copy = request.getfixturevalue(request.param)
    monkeypatch.chdir(copy.review.folder)
    transport = Transport("x", tmp_path / "cache", patience=1, seconds=0.5, fresh=0, wait=0.01)
    monkeypatch.setattr(cli, "_transport", lambda options: transport)
    made = Year(copy, transport)
    for module in ("record.library", "evidence.evidence"):
        monkeypatch.setattr(f"livingevidence.{module}.today_in_utc", lambda: made.today)
    return made


@pytest.fixture
def live_copy(tmp_path):
    """Return a copy of the review of this project, with its chapters and pages."""
    folder = tmp_path / "live"
    for part in ("pyproject.toml", "CHANGELOG.md"):
        folder.mkdir(exist_ok=True)
        shutil.copy(LIVE.folder / part, folder)
    for part in (LIVE.data, LIVE.chapters, LIVE.pages):
        shutil.copytree(part, folder / part.relative_to(LIVE.folder), symlinks=True)
    shutil.copy(LIVE.bibliography, folder)
    root = nearest_root(folder)
    return DataCopy(root.data, root)


def controlled(year: Year) -> str:
    """Return the design of trials with a control group."""
    library = year.library
    rungs = [name for name, rung in library.topic.ladder.items() if rung.comparator == "control"]
    return next(name for name, term in library.vocabulary["designs"].items() if term.ladder in rungs)


def would_overturn(year: Year) -> tuple[str, set[str]]:
    """Return the first condition in which one more controlled trial overturns conclusions, and these."""
    ranking, design = Ranking(year.evidence, year.judged), controlled(year)
    found = ((one, {*ranking.overturned(design, one)}) for one in year.library.vocabulary["conditions"])
    return next((one, claims) for one, claims in found if claims)


def carries(year: Year, *without: str) -> tuple[str, str, set[str]]:
    """Return a study of other conditions whose one paper has a DOI, that DOI, and the conclusions that ask for it."""
    for name in sorted(year.evidence.about):
        study = year.library.studies[name]
        papers = [report.key for report in study.reports if report.kind not in ("registry-record", "web")]
        dois = [year.library.references[key].identifiers.get("doi") for key in papers]
        asked = {
            item.claim.id
            for item in year.judged.values()
            if item.claim.main
            and item.verdict == "holds"
            and any(f'"{name}/' in line.text for line in item.claim.needs)
        }
        shown = {*study.conditions} <= {*conditions_with_pages(year.evidence)} - {*without}
        if asked and shown and len(dois) == 1 and dois[0]:
            return name, dois[0], asked
    raise AssertionError("no such study")


def silent(year: Year) -> TrialEntry:
    """Return a trial whose results are awaited, and whose registration the review cites."""
    cited = {reference.identifiers.get("registration") for reference in year.library.references.values()}
    found = (one for one in trial_entries(year.evidence) if one.state not in ("here", "elsewhere"))
    return next(one for one in found if one.trial.id in cited and one.trial.id.startswith("NCT"))


def canaries(year: Year) -> list[dict]:
    """Return the record by which a review sees whether its sources answer as they should."""
    known = {name: one.canary.finds for name, one in year.search_of.strategies.items() if one.canary}
    wanted = known and {"doi": known["crossref"], "nct": known["registry"], "day": "2024-03-01"}
    return [record(int(known["pubmed"]), **wanted)] if known else []


def world_of(year: Year, sources) -> Sources:
    """Return sources that have ten reports, and what the review knows them to have."""
    world = Sources([record(number, day=f"2026-{number:02}-11") for number in range(1, 11)]).serve(sources)
    world.records += canaries(year)
    return world


def comes(year: Year, world: Sources, condition: str, overturned: set[str]) -> None:
    """January and February: searches bring each report once, and the one first that could overturn most."""
    topic, label = year.library.topic, year.library.vocabulary.label
    assert len({*year.search(1)} - {f"registry:{one['nct']}" for one in world.records if "nct" in one}) >= 10
    title = f"{topic.treatment.drug} {topic.treatment.form} in {label('conditions', condition)}"
    world.records.append(
        record(20, title=f"{title}: a randomised, {topic.control.label}-controlled trial", day="2027-01-20")
    )
    assert year.search(2)[0] == TRIAL
    assert {*year.search_of.candidates[TRIAL].overturns} == overturned


def fails(year: Year, world: Sources) -> None:
    """March to August: an outage is told, and made up for by the next search; a preprint and its paper are joined."""
    world.faults["crossref/works"] = lambda request: Response("no", status=500)
    world.records.append(record(30, day="2027-02-20"))
    assert "europepmc:MED/30" in year.search(3)  # which other sources tell of
    assert [str(year.search_of.searched_until(name)) for name in ASKED] == ["2027-02-01", *["2027-03-01"] * 3]
    world.faults.clear()
    after_outage = year.search(4)
    assert {str(year.search_of.searched_until(name)) for name in ASKED} == {"2027-04-01"}
    same = {"title": "Drops for an invented itch in forty placeholders", "author": "Roe"}
    world.records.append(record(40, **same, day="2027-04-10", preprint=True))
    assert {*year.search(5)} - {*after_outage} == {PREPRINT}
    assert year.search(6) == year.search(7)
    world.records.append(record(41, **same, day="2027-07-10"))
    year.search(8)
    assert {one.id: [*one.maybe] for one in year.search_of.candidates.values() if one.maybe} == {
        PREPRINT: [PAPER],
        PAPER: [PREPRINT],
    }
    with Inbox.of(year.library) as inbox:
        inbox.join(PREPRINT, PAPER)
    assert {len(one.hits) for one in year.search_of.candidates.values()} <= {1, 3, 6}


def is_retracted(year: Year, world: Sources, doi: str) -> None:
    """September: a retraction stands first."""
    world.records.append(record(50, title="Retraction: of something", amends=doi, day="2027-08-10"))
    assert year.search(9)[0] == "crossref:10.99999/x.50"


def are_posted(year: Year, world: Sources, number: str) -> None:
    """October: a registry has results of an awaited trial."""
    state = {"overallStatus": "COMPLETED", "resultsFirstPostDateStruct": {"date": "2027-09-20"}}
    world.records.append(record(60, title="Of a trial", nct=number, results=True, day="2027-09-20", state=state))
    assert f"registry:{number}/results" in year.search(10)


def enters(year: Year, condition: str, before: dict[str, str], verdicts: dict[str, str]) -> None:
    """November: the trial is included, read, included again and entered; another one is left out after it was read."""
    topic, reasons = year.library.topic, reasons_at(year.library.vocabulary, "full-text")
    reason = next(one for one in reasons if one not in reasons_at(year.library.vocabulary, "abstract"))
    year.today = datetime.date(2027, 11, 15)
    year.copy.edit("review.yaml", "evidence_as_of", str(year.today))
    year.load()
    by_day = changed(before, year.seen())  # such as that a result was due
    with Inbox.of(year.library) as inbox:
        decide(inbox, [Ruling(TRIAL, "include"), Ruling(OTHER, "include")], "first", [])
        decide(inbox, [Ruling(TRIAL, "include"), Ruling(OTHER, "exclude", reason)], "first", reasons, "full-text")
    here = {*year.library.studies}
    given = {"design": controlled(year), "conditions": condition, "people": "40", "regimen": topic.treatment.regimen}
    given["treatment"] = topic.treatment.interventions[0]
    answers = [part for answer in given.items() for part in ("--set", "=".join(answer))]
    assert cli.main(["new", "10.99999/x.20", *answers]) == 0
    (new,) = {path.stem for path in (year.copy.folder / "studies").glob("*.yaml")} - here
    control = {"id": "control", "label": topic.control.label, "interventions": [topic.control.intervention]}
    control |= {"form": topic.treatment.form, "route": topic.treatment.routes[0], "role": "comparator"}
    year.copy.edit(new, "arms[0].role", "treatment")
    year.copy.edit(new, "arms[1]", control)
    year.load()
    entered = year.seen()
    assert f"On the full text, 1 left out: {reasons[reason]} 1." in entered["search-flow"]
    assert all(TRIAL not in entered[name] for name in ("search-candidates", "candidates.json"))
    assert beyond(year, changed(before, entered), new, before, verdicts) <= by_day
    assert {f"studies/{new}", f"conditions/{condition}", "trials-board", "search-flow"} <= changed(before, entered)


@pytest.fixture
def begun(year, sources) -> tuple:
    """Return the sources after the first searches of a year, what they will bring, and what was seen before them."""
    world, coming = world_of(year, sources), would_overturn(year)
    made = world, coming, carries(year, coming[0]), silent(year), year.seen(), year.verdicts()
    comes(year, world, *coming)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("year", ["small_copy"], indirect=True)
def test_a_year(year, begun):
    """A trial, an outage, a preprint and its paper, a retraction, posted results; only what rested on it moves."""
    world, (condition, overturned), (retracted, doi, resting), awaited, before, verdicts = begun
    fails(year, world)
    year.load()
    searched = year.seen()
    assert changed(before, searched) == SEARCH
    assert "not believed" in searched["search-log"]

    is_retracted(year, world, doi)
    assert year.verdicts() == verdicts
    year.notices()  # once they are asked for, nothing rests on the study any more
    year.load()
    assert year.library.retractions == {retracted: "2027-09-01"}
    without = year.seen()
    assert resting <= (fallen := year.moved(verdicts))
    assert beyond(year, changed(searched, without), retracted, searched, verdicts) == set()
    assert {f"studies/{retracted}", "search-log", "search-flow", "all-studies"} <= changed(searched, without)

    are_posted(year, world, awaited.trial.id)
    year.notices()
    year.load()
    posted = year.seen()
    shown = {f"conditions/{one}" for one in awaited.study.conditions} & posted.keys()
    # The page of a retracted study tells when a source said so last.
    assert changed(without, posted) == SEARCH | shown | {"trials-board", f"studies/{retracted}"}
    assert year.moved(verdicts) == fallen

    enters(year, condition, posted, verdicts)
    assert overturned <= {name for name, verdict in year.verdicts().items() if verdict == "overturned"}
    assert year.search(12) == year.search(12)


@pytest.mark.slow
@pytest.mark.parametrize("year", ["live_copy"], indirect=True)
def test_what_moves_the_records_of_this_review(year, begun):
    """Of such a year: a retraction and posted results that are told at once, and the trial; the rest stays as it is."""
    world, (condition, overturned), (retracted, doi, resting), awaited, before, verdicts = begun
    is_retracted(year, world, doi)
    are_posted(year, world, awaited.trial.id)
    year.notices()
    year.load()
    assert year.library.retractions == {retracted: "2027-10-01"}
    told = year.seen()
    shown = {f"conditions/{one}" for one in awaited.study.conditions} & told.keys()
    assert resting <= year.moved(verdicts)
    assert beyond(year, changed(before, told), retracted, before, verdicts) <= shown
    assert {f"studies/{retracted}", "all-studies", "trials-board", *shown} <= changed(before, told)

    enters(year, condition, told, verdicts)
    assert overturned <= {name for name, verdict in year.verdicts().items() if verdict == "overturned"}
