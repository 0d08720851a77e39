"""A study that is retracted leaves every analysis, keeps its page with a notice, and nothing else breaks."""

import pytest

from livingevidence.claims.ledger import judge_all, problems
from livingevidence.history.diff.snapshot import snapshot
from livingevidence.record.check import check
from livingevidence.record.library import load_library
from livingevidence.record.search import NOTICES, Notice, jsonl_text
from livingevidence.results.compute import compute
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.site import Site
from views import markup, site_of

STUDIES = ("doe-2021", "loe-2018", "moe-2016", "poe-2017", "review-2020", "roe-2022", "sample-2019")
LISTS = ("all-studies", "certainty", "risk-of-bias", "left-out", "all-numbers", "claims")


def with_notices(copy, *keys: str):
    """Return the evidence of a copy in which sources say that reports are retracted."""
    path = copy.folder / NOTICES
    path.write_text(jsonl_text(Notice(key=key, asked="2026-01-02", notices=["retracted"]) for key in keys))
    return copy.evidence()


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_can_be_retracted(small_copy, small_evidence, name):
    """Nothing is wrong with the review, every page can be made, and no number rests on the study."""
    reports = small_evidence.records[name].reports
    evidence = with_notices(small_copy, *(report.key for report in reports if report.kind != "registry-record"))
    assert {*small_evidence.records} - {*evidence.records} == {name}
    assert not [*check(load_library(small_copy.review)), *problems(evidence)]
    assert not [key for key, result in compute(evidence).items() if name in str(result.studies)]
    snapshot(evidence)
    site = Site.of_evidence(evidence)
    assert "retracted" in markup(site, "study", name, page=f"studies/{name}").casefold()
    for condition in conditions_with_pages(evidence):
        markup(site, "condition", condition, page=f"conditions/{condition}")
    assert f"studies/{name}.html" in "".join(markup(site, directive) for directive in LISTS)
    assert site.files and site.holding_since


def test_what_it_carried_is_judged_again(small_copy, small_evidence):
    """Only the claims that rest on the trial fall, and the ratings that it answered are to be looked at."""
    before = {name: judged.verdict for name, judged in judge_all(small_evidence).items()}
    after = {name: judged.verdict for name, judged in judge_all(with_notices(small_copy, "sample-2019")).items()}
    names = {name for name in before if before[name] != after[name]}
    assert names == {"sample-rash-verdict", "rashes-mostly-uncontrolled"}
    assert {after[name] for name in names} == {"overturned"}
    library = load_library(small_copy.review)
    assert library.appraisal.stale_names(library.analysed_studies, library.topic)
    assert not library.appraisal.stale_names(library.studies, library.topic)


def test_one_of_two_papers_takes_nothing_away(small_copy):
    """A study with another publication, or with a correction alone, stays."""
    reports = small_copy.at("sample-2019", "reports[0]")[0]["reports"]
    small_copy.edit("sample-2019", "reports", [*reports, {**reports[0], "key": "poe-2017"}])
    small_copy.edit("poe-2017", "overlaps", [{"study": "sample-2019", "why": "Told in one paper."}])
    assert "sample-2019" in with_notices(small_copy, "sample-2019").records


def test_a_number_of_it_leads_to_its_page(small_copy, soup_of):
    """A chapter that names a number of it still stands, and its reader finds the notice behind the link."""
    site = site_of(with_notices(small_copy, "sample-2019"))
    number = site.page("index").inline.number("sample-2019/clearing-examplinib-w4")
    assert "studies/sample-2019.html#clearing-examplinib-w4" in number
    page = soup_of("study", "sample-2019", page="studies/sample-2019", site=site)
    assert "2026-01-02" in page.select_one("p.caution").get_text()
    assert page.find(id="clearing-examplinib-w4")


def test_a_number_computed_of_it_is_told_to_be_gone(small_copy, small_evidence):
    """A chapter that shows what was computed of the study alone still stands, without that number."""
    results = compute(small_evidence)
    key = next(key for key in results if "sample-2019" in key.split("."))
    evidence = with_notices(small_copy, "sample-2019")
    assert key not in compute(evidence)
    link = site_of(evidence).page("index").inline.number(key)
    assert "studies/sample-2019.html#reports" in link and results[key].value not in link
    with pytest.raises(KeyError, match="no result"):
        site_of(evidence).page("index").inline.number(key.replace("sample-2019", "nobody-2000"))
