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
        self.claims = judge_all(self.evidence)

    def search(self, month: int) -> list[str]:
        """Search every source that needs no key on the first of a month, and return the candidates as they stand."""
        self.today = self.library.today = datetime.date(FIRST.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        with Inbox.of(self.library) as inbox:
            runs = [surveil(inbox, name, None, self.transport) for name in NAMES]
            if any(run.new for run in runs):
                cli._rank(inbox, self.library)
        ranking = self.library.search.ranked_candidates(self.library.study_by_identity)
        return [candidate.id for candidate in ranking if candidate.state != "decided"]

    def follow_up(self) -> None:
        """Ask what became of what the review has."""
        list(follow_up(self.library, self.transport))

    def moved_claims(self, verdicts: dict[str, str]) -> set[str]:
        """Return the claims with another verdict than they had."""
        return {name for name, verdict in self.verdicts().items() if verdict != verdicts[name]}

    @property
    def site(self) -> Site:
        """The review as its pages are made."""
        return Site.of_evidence(self.evidence, claims=self.claims)

    def verdicts(self) -> dict[str, str]:
        """Return the verdict of each claim."""
        return {name: claim.verdict for name, claim in self.claims.items()}

    def views(self) -> dict[str, str]:
        """Return what a reader sees: pages of studies and conditions, lists, the search, and each conclusion."""
        site = self.site
        fillings = {f"studies/{name}": ("study", name) for name in site.evidence.library.studies}
        fillings |= {f"conditions/{name}": ("condition", name) for name in conditions_with_pages(site.evidence)}
        fillings |= {name: (name,) for name in SEARCH | LISTS if name in FILLINGS}
        views = {f"claim {name}": str(site.page("index").claim(name)) for name in site.claims}
        for page, (name, *subject) in fillings.items():
            views[page] = str(FILLINGS[name].view(site.page(page), *subject))
        return views | {"candidates.json": candidates.data(site)}


NAMES = ("crossref", "europepmc", "pubmed", "registry")


def differences(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return what a reader sees otherwise."""
    return {name for name in before | after if before.get(name) != after.get(name)}


def unexpected(year: Year, changes: set[str], name: str, before: dict[str, str], verdicts: dict[str, str]) -> set[str]:
    """Return what changed and should not have, when a study comes or goes.

    It may change its page and those of its conditions, lists, conclusions and the pages that show these. Where the
    verdict on a conclusion stays, only what it takes from an address may be another.
    """
    study, site = year.library.studies[name], year.site
    claims = {change.removeprefix("claim ") for change in changes if change.startswith("claim ")}
    claims = {claim for claim in claims if claim in year.moved_claims(verdicts) or same_words(site, claim, before)}
    pages = {page for claim in claims for page in pages_of(site)[claim]}
    expected = {f"studies/{name}", *(f"conditions/{condition}" for condition in study.conditions), *pages}
    return changes - SEARCH - LISTS - expected - {f"claim {claim}" for claim in claims}


def same_words(site: Site, name: str, before: dict[str, str]) -> bool:
    """Return whether nothing changed in a conclusion but what it takes from an address, and its mark."""
    texts = str(site.page("index").claim(name)), before[f"claim {name}"]
    return len({re.sub("<a .*?</a>", "", text) for text in texts}) == 1


@pytest.fixture
def year(request, tmp_path, monkeypatch):
    """Return a review at the beginning of a year: a copy of the one that a test names."""
    copy = request.getfixturevalue(request.param)
    monkeypatch.chdir(copy.review.folder)
    transport = Transport("x", tmp_path / "cache", patience=1, seconds=0.5, fresh=0, wait=0.01)
    monkeypatch.setattr(cli, "_transport", lambda options: transport)
    year = Year(copy, transport)
    for module in ("record.library", "evidence.evidence"):
        monkeypatch.setattr(f"livingevidence.{module}.today_in_utc", lambda: year.today)
    return year


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


def controlled_design(year: Year) -> str:
    """Return the design of trials with a control group."""
    library = year.library
    rungs = [name for name, rung in library.topic.ladder.items() if rung.comparator == "control"]
    return next(name for name, term in library.vocabulary["designs"].items() if term.ladder in rungs)


def condition_to_overturn(year: Year) -> tuple[str, set[str]]:
    """Return the first condition in which one more controlled trial overturns conclusions, and these."""
    ranking, design = Ranking(year.evidence, year.claims), controlled_design(year)
    overturned = ((name, {*ranking.overturned(design, name)}) for name in year.library.vocabulary["conditions"])
    return next((name, claims) for name, claims in overturned if claims)


def study_to_retract(year: Year, condition: str) -> tuple[str, str, set[str]]:
    """Return a study of other conditions whose one paper has a DOI, that DOI, and the conclusions that ask for it."""
    conditions = {*conditions_with_pages(year.evidence)} - {condition}
    for name in sorted(year.evidence.about):
        study = year.library.studies[name]
        papers = [report.key for report in study.reports if report.kind not in ("registry-record", "web")]
        dois = [year.library.references[key].identifiers.get("doi") for key in papers]
        claims = {
            judged.claim.id
            for judged in year.claims.values()
            if judged.claim.main
            and judged.verdict == "holds"
            and any(f'"{name}/' in line.text for line in judged.claim.needs)
        }
        if claims and {*study.conditions} <= conditions and len(dois) == 1 and dois[0]:
            return name, dois[0], claims
    raise AssertionError("no such study")


def awaited_trial(year: Year) -> TrialEntry:
    """Return a trial whose results are awaited, and whose registration the review cites."""
    registrations = {reference.identifiers.get("registration") for reference in year.library.references.values()}
    entries = (entry for entry in trial_entries(year.evidence) if entry.state not in ("here", "elsewhere"))
    return next(e for e in entries if e.trial.id in registrations and e.trial.id.startswith("NCT"))


def world_of(year: Year, sources) -> Sources:
    """Return sources that have ten reports, and the record by which the review sees whether they answer as they do."""
    world = Sources([record(number, day=f"2026-{number:02}-11") for number in range(1, 11)]).serve(sources)
    strategies = year.library.search.strategies.items()
    if numbers := {name: strategy.canary.finds for name, strategy in strategies if strategy.canary}:
        fields = {"doi": numbers["crossref"], "nct": numbers["registry"], "day": "2024-03-01"}
        world.records.append(record(int(numbers["pubmed"]), **fields))
    return world


def trial_appears(year: Year, world: Sources, condition: str, overturned: set[str]) -> None:
    """January and February: searches bring each report once, and the one first that could overturn most."""
    topic, label = year.library.topic, year.library.vocabulary.label
    registrations = {f"registry:{report['nct']}" for report in world.records if "nct" in report}
    assert len({*year.search(1)} - registrations) >= 10
    title = f"{topic.treatment.drug} {topic.treatment.form} in {label('conditions', condition)}"
    title += f": a randomised, {topic.control.label}-controlled trial"
    world.records.append(record(20, title=title, day="2027-01-20"))
    assert year.search(2)[0] == TRIAL
    assert {*year.library.search.candidates[TRIAL].overturns} == overturned


def source_fails(year: Year, world: Sources) -> None:
    """March to August: an outage is told, and made up for by the next search; a preprint and its paper are joined."""
    world.faults["crossref/works"] = lambda request: Response("no", status=500)
    world.records.append(record(30, day="2027-02-20"))
    assert "europepmc:MED/30" in year.search(3)  # which other sources tell of
    assert [str(year.library.search.searched_until(name)) for name in NAMES] == ["2027-02-01", *["2027-03-01"] * 3]
    world.faults.clear()
    after_outage = year.search(4)
    assert {str(year.library.search.searched_until(name)) for name in NAMES} == {"2027-04-01"}
    fields = {"title": "Drops for an invented itch in forty placeholders", "author": "Roe"}
    world.records.append(record(40, **fields, day="2027-04-10", preprint=True))
    assert {*year.search(5)} - {*after_outage} == {PREPRINT}
    assert year.search(6) == year.search(7)
    world.records.append(record(41, **fields, day="2027-07-10"))
    year.search(8)
    assert {c.id: [*c.maybe] for c in year.library.search.candidates.values() if c.maybe} == {
        PREPRINT: [PAPER],
        PAPER: [PREPRINT],
    }
    with Inbox.of(year.library) as inbox:
        inbox.join(PREPRINT, PAPER)
    assert {len(candidate.hits) for candidate in year.library.search.candidates.values()} <= {1, 3, 6}


def paper_is_retracted(year: Year, world: Sources, doi: str) -> None:
    """September: a retraction stands first."""
    world.records.append(record(50, title="Retraction: of something", amends=doi, day="2027-08-10"))
    assert year.search(9)[0] == "crossref:10.99999/x.50"


def results_are_posted(year: Year, world: Sources, number: str) -> None:
    """October: a registry has results of an awaited trial."""
    state = {"overallStatus": "COMPLETED", "resultsFirstPostDateStruct": {"date": "2027-09-20"}}
    world.records.append(record(60, title="Of a trial", nct=number, results=True, day="2027-09-20", state=state))
    assert f"registry:{number}/results" in year.search(10)


def trial_enters(year: Year, condition: str, before: dict[str, str], verdicts: dict[str, str]) -> None:
    """November: the trial is included, read, included again and entered; another one is left out after it was read."""
    topic, reasons = year.library.topic, reasons_at(year.library.vocabulary, "full-text")
    reason = next(name for name in reasons if name not in reasons_at(year.library.vocabulary, "abstract"))
    year.today = datetime.date(2027, 11, 15)
    year.copy.edit("review.yaml", "evidence_as_of", str(year.today))
    year.load()
    changes_of_the_day = differences(before, year.views())  # such as that a result was due
    with Inbox.of(year.library) as inbox:
        decide(inbox, [Ruling(TRIAL, "include"), Ruling(OTHER, "include")], "first", [])
        decide(inbox, [Ruling(TRIAL, "include"), Ruling(OTHER, "exclude", reason)], "first", reasons, "full-text")
    answers = {"design": controlled_design(year), "conditions": condition, "people": "40"}
    answers |= {"regimen": topic.treatment.regimen, "treatment": topic.treatment.interventions[0]}
    options = [part for name, answer in answers.items() for part in ("--set", f"{name}={answer}")]
    assert cli.main(["new", "10.99999/x.20", *options]) == 0
    (study,) = {path.stem for path in (year.copy.folder / "studies").glob("*.yaml")} - year.library.studies.keys()
    control = {"id": "control", "label": topic.control.label, "interventions": [topic.control.intervention]}
    control |= {"form": topic.treatment.form, "route": topic.treatment.routes[0], "role": "comparator"}
    year.copy.edit(study, "arms[0].role", "treatment")
    year.copy.edit(study, "arms[1]", control)
    year.load()
    after = year.views()
    changes = differences(before, after)
    assert f"On the full text, 1 left out: {reasons[reason]} 1." in after["search-flow"]
    assert all(TRIAL not in after[name] for name in ("search-candidates", "candidates.json"))
    assert unexpected(year, changes, study, before, verdicts) <= changes_of_the_day
    assert {f"studies/{study}", f"conditions/{condition}", "trials-board", "search-flow"} <= changes


@pytest.fixture
def beginning(year, sources) -> tuple:
    """Return the sources after the first searches of a year, what they will bring, and what was seen before them."""
    world, (condition, overturned) = world_of(year, sources), condition_to_overturn(year)
    retraction, trial = study_to_retract(year, condition), awaited_trial(year)
    before, verdicts = year.views(), year.verdicts()
    trial_appears(year, world, condition, overturned)
    return world, (condition, overturned), retraction, trial, before, verdicts


@pytest.mark.slow
@pytest.mark.parametrize("year", ["small_copy"], indirect=True)
def test_a_year(year, beginning):
    """A trial, an outage, a preprint and its paper, a retraction, posted results; only what rested on it moves."""
    world, (condition, overturned), (study, doi, resting_claims), trial, before, verdicts = beginning
    source_fails(year, world)
    year.load()
    after_searches = year.views()
    assert differences(before, after_searches) == SEARCH
    assert "not believed" in after_searches["search-log"]

    paper_is_retracted(year, world, doi)
    assert year.verdicts() == verdicts
    year.follow_up()  # once they are asked for, nothing rests on the study any more
    year.load()
    assert year.library.retractions == {study: "2027-09-01"}
    after_retraction, moved_claims = year.views(), year.moved_claims(verdicts)
    changes = differences(after_searches, after_retraction)
    assert resting_claims <= moved_claims
    assert unexpected(year, changes, study, after_searches, verdicts) == set()
    assert {f"studies/{study}", "search-log", "search-flow", "all-studies"} <= changes

    results_are_posted(year, world, trial.trial.id)
    year.follow_up()
    year.load()
    after_posting = year.views()
    condition_pages = {f"conditions/{name}" for name in trial.study.conditions} & after_posting.keys()
    # The page of a retracted study tells when a source said so last.
    expected = SEARCH | condition_pages | {"trials-board", f"studies/{study}"}
    assert differences(after_retraction, after_posting) == expected
    assert year.moved_claims(verdicts) == moved_claims

    trial_enters(year, condition, after_posting, verdicts)
    assert overturned <= {name for name, verdict in year.verdicts().items() if verdict == "overturned"}
    assert year.search(12) == year.search(12)


@pytest.mark.slow
@pytest.mark.parametrize("year", ["live_copy"], indirect=True)
def test_what_moves_the_records_of_this_review(year, beginning):
    """A retraction and posted results, told at once, and a trial each move the records; the rest stays as it is."""
    world, (condition, overturned), (study, doi, resting_claims), trial, before, verdicts = beginning
    paper_is_retracted(year, world, doi)
    results_are_posted(year, world, trial.trial.id)
    year.follow_up()
    year.load()
    assert year.library.retractions == {study: "2027-10-01"}
    after = year.views()
    changes = differences(before, after)
    condition_pages = {f"conditions/{name}" for name in trial.study.conditions} & after.keys()
    assert resting_claims <= year.moved_claims(verdicts)
    assert unexpected(year, changes, study, before, verdicts) <= condition_pages
    assert {f"studies/{study}", "all-studies", "trials-board", *condition_pages} <= changes

    trial_enters(year, condition, after, verdicts)
    assert overturned <= {name for name, verdict in year.verdicts().items() if verdict == "overturned"}
