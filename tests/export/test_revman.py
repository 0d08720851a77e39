"""The study data for RevMan: the heads of published data packages, and every result that they have room for, once."""

import io
import re
import shutil
import subprocess
from html import unescape

import pandas as pd
import pytest

from copies import altered
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import treated_studies
from livingevidence.export.revman import study_data

# As they stand at the top of these files in the data packages of published Cochrane reviews.
ARMS = "Study,Arm,Description,Intervention"
RESULTS = (
    "Study,Outcome,Data type,Effect measure,Arm,Reference arm,Sample size,Cases,Mean,SD,SE,Variance,CI level,CI start,"
    "CI end,Exp mean,Exp CI start,Exp CI end,t-test,z-test,P value,Covariance method,Covariance,Other arm 1,"
    "Other arm 2,Correlation arm 1,Correlation arm 2,Correlation,Other mean,Other SE,Other variance,Other CI level,"
    "Other CI start,Other CI end,Other exp mean,Other exp CI start,Other exp CI end,Other t-test,Other z-test,"
    "Other P value,Footnotes"
)
BIAS = (
    "Study,Outcome,Data type,Effect measure,"
    "Domain (judgement): Bias arising from the randomization process,"
    "Domain (support): Bias arising from the randomization process,"
    "Domain (judgement): Bias due to deviations from intended interventions,"
    "Domain (support): Bias due to deviations from intended interventions,"
    "Domain (judgement): Bias due to missing outcome data,Domain (support): Bias due to missing outcome data,"
    "Domain (judgement): Bias in measurement of the outcome,Domain (support): Bias in measurement of the outcome,"
    "Domain (judgement): Bias in selection of the reported result,"
    "Domain (support): Bias in selection of the reported result,"
    "Domain (judgement): Overall bias,Domain (support): Overall bias"
)
STUDIES = "Study,Year,Data source,ID: CRS,ID: DOI,ID: PMID,Char: Methods,Char: Participants,Char: Interventions,"
STUDIES += "Char: Outcomes,Char: Notes"


@pytest.fixture(scope="module", params=["small_evidence", "evidence"])
def review_data(request):
    """Return an evidence, and its four tables as pandas reads them."""
    evidence: Evidence = request.getfixturevalue(request.param)
    return evidence, tables(evidence)


def tables(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return the four tables by the names of their files."""
    files = study_data(evidence).items()
    return {name[len("revman-") : -len(".csv")]: pd.read_csv(io.BytesIO(content)) for name, content in files}


def test_heads_are_those_of_published_packages(small_evidence):
    """All heads in their order; of studies those that the review can fill, for reviews differ in them."""
    heads = {name: content.decode().split("\n")[0] for name, content in study_data(small_evidence).items()}
    assert heads.pop("revman-study-information.csv") == STUDIES.replace("ID: CRS,", "")
    assert list(heads.values()) == [ARMS, RESULTS, BIAS]


def test_every_result_with_room_is_there_once(review_data):
    """By its address in the footnote: counts of people, as printed or recovered, and means with spread and people."""
    evidence, frames = review_data
    study_ids = {study.id for study in treated_studies(evidence)}
    expected = set()
    for table in (evidence.outcomes, evidence.adverse_events):
        events = table.events.where(table.kind == "count")
        events = events.fillna(table.recovered) if "recovered" in table else events
        is_duplicate = table.duplicate_of.notna() if "duplicate_of" in table else False
        counts = events.notna() & (table.n > 0) & table.unit.isna() & ~pd.Series(is_duplicate, index=table.index)
        means = table.measure.str.startswith("mean") & table[["value", "sd", "n"]].notna().all(axis=1)
        rows = table[(counts | means) & table.arm.notna() & table.study.isin(study_ids)]
        expected |= set(rows.study + "/" + rows.row)
    addresses = frames["study-results"].Footnotes.str.split(";").str[0]
    assert expected and sorted(addresses) == sorted(expected)


def test_studies_and_arms_lead_from_table_to_table(review_data):
    """No arm has two numbers of an outcome, no outcome two judgements, and what is named is in the other tables."""
    evidence, frames = review_data
    studies, arms, results, bias = frames.values()
    assert sorted(studies.Study) == sorted(short_names(evidence)[study.id] for study in treated_studies(evidence))
    for table, key in ((studies, ["Study"]), (arms, ["Study", "Arm"]), (results, ["Study", "Outcome", "Arm"])):
        assert len(table) and not table.duplicated(key).any()
    assert len(bias) and not bias.duplicated(["Study", "Outcome"]).any()
    assert len(results.merge(arms, on=["Study", "Arm"])) == len(results)
    assert len(bias.merge(results[["Study", "Outcome"]].drop_duplicates())) == len(bias)
    assert set(arms.Study) <= set(studies.Study)


def test_numbers_are_those_of_the_rows(small_evidence):
    """A count has cases and people, a mean its spread and unit, and a recovered count says so."""
    results = tables(small_evidence)["study-results"].set_index("Footnotes")
    clearing = results.loc["doe-2021/clearing-twenty-w8"]
    assert clearing[["Study", "Data type", "Arm"]].tolist() == ["Doe 2021", "Arm level", "20 mg twice daily"]
    assert clearing[["Cases", "Sample size"]].tolist() == [24, 40] and clearing[["Mean", "SD"]].isna().all()
    score = results.loc["doe-2021/fever-score-ten-w8; unit: points"]
    assert score[["Mean", "SD", "Sample size"]].tolist() == [-4.2, 2.1, 40] and pd.isna(score.Cases)
    itch = results.loc["doe-2021/itch-ten-w8; count recovered from the printed percentage"]
    assert itch[["Cases", "Sample size"]].tolist() == [3, 40]


def test_arms_of_a_result_share_its_name(small_evidence):
    """Two arms of one outcome, week and period are one result; another period is another."""
    results = tables(small_evidence)["study-results"]
    arms = results[results.Footnotes.str.startswith("doe-2021/clearing-")].groupby("Outcome").Arm.count()
    assert sorted(arms) == [1, 3] and all("week" in name for name in arms.index)


def test_an_arm_that_would_have_a_result_twice_gets_longer_names(small_evidence):
    """By its trials, else its label, else its id; so no number takes the place of another."""
    (row, *others) = small_evidence.records["doe-2021"].outcomes
    for change in ({"label": "fever gone by night"}, {}):
        twin = row.model_copy(update={"id": "clearing-again", **change})
        results = tables(altered(small_evidence, "doe-2021", outcomes=[row, twin, *others]))["study-results"]
        names = results[results.Footnotes.isin(["doe-2021/clearing-ten-w8", "doe-2021/clearing-again"])].Outcome
        assert names.nunique() == 2 and not results.duplicated(["Study", "Outcome", "Arm"]).any()


def test_judgements_are_those_of_the_assessment(small_evidence):
    """In RevMan's words, with the reason; a domain that was not judged is empty."""
    bias = tables(small_evidence)["risk-of-bias"]
    line = bias[(bias.Study == "Doe 2021") & bias.Outcome.str.startswith("any adverse event")].iloc[0]
    judgements = line[line.index.str.startswith("Domain")].dropna().to_dict()
    assert judgements.pop("Domain (judgement): Bias arising from the randomization process") == "Low risk"
    reason = judgements.pop("Domain (support): Bias arising from the randomization process")
    assert reason == "<p>A computer drew the lots.</p>"
    assert judgements.pop("Domain (judgement): Overall bias") == "Some concerns" and len(judgements) == 3


def test_only_the_treatment_and_results_judged_once_are_there(evidence):
    """A result that two assessments judge has no line, for RevMan has room for one judgement."""
    risks = [risk for risk in evidence.library.appraisal.risks.values() if risk.tool == "rob2" and risk.domains]
    frames = tables(evidence)
    names, outcomes = short_names(evidence), frames["risk-of-bias"].groupby("Study").Outcome.agg(set)
    rows = frames["study-results"].assign(row=lambda table: table.Footnotes.str.split(";").str[0])
    for (study, outcome), group in rows.groupby(["Study", "Outcome"]):
        of_rows = [risk for risk in risks if {f"{risk.study}/{row}" for row in risk.rows} & set(group.row)]
        assert (outcome in outcomes.get(study, set())) == (len(of_rows) == 1), (study, outcome)
        assert all(names[risk.study] == study for risk in of_rows)


def test_text_is_html_where_revman_has_html(review_data):
    """Characteristics and support are paragraphs, and no word of a record is markup in them."""
    evidence, frames = review_data
    cells = frames["study-information"].filter(like="Char: ").stack().dropna()
    assert cells.str.fullmatch(r"(<p><b>[^<>]+:</b> [^<>]+</p>)+").all()
    notes = " ".join(frames["study-information"]["Char: Notes"])
    records = set(re.findall(r"Record:</b> ([^<]+)</p>", notes))
    assert {study.id for study in treated_studies(evidence)} <= records
    risks = evidence.library.appraisal.risks.values()
    reasons = {domain.reason for risk in risks for domain in risk.domains.values()}
    support = frames["risk-of-bias"]["Domain (support): Bias due to missing outcome data"].dropna()
    assert {unescape(cell.removeprefix("<p>").removesuffix("</p>")) for cell in support} <= reasons


READER = """
suppressPackageStartupMessages({library(readr); library(metafor)})
read <- function(name) read_csv(paste0("revman-", name, ".csv"), show_col_types = FALSE)
results <- read("study-results")
results <- merge(results, read("study-arms"), by = c("Study", "Arm"))
clearing <- results[results$Study == "Doe 2021" & grepl("^clearing.*week 8", results$Outcome), ]
side <- function(drug) clearing[clearing$Intervention == drug, ][1, ]
drug <- side("examplinib"); placebo <- side("placebo")
effect <- escalc("RD", ai = drug$Cases, n1i = drug$`Sample size`, ci = placebo$Cases, n2i = placebo$`Sample size`)
cat(format(c(effect$yi), digits = 15), "\\n")
bias <- read("risk-of-bias")
judgements <- names(bias)[substring(names(bias), 1, 18) == "Domain (judgement)"]
cat(substring(judgements, 21), sep = "\\n")
"""


def test_r_reads_them_as_it_reads_packages_of_reviews(small_evidence, tmp_path):
    """By head and prefix, as R's package meta does; the difference of two arms is that of the record."""
    if not shutil.which("Rscript"):
        pytest.skip("no R: on Debian `apt-get install r-cran-readr r-cran-metafor`")
    for name, content in study_data(small_evidence).items():
        (tmp_path / name).write_bytes(content)
    process = subprocess.run(["Rscript", "-e", READER], cwd=tmp_path, capture_output=True, text=True, check=False)
    if "there is no package called" in process.stderr:
        pytest.skip("no readr or metafor: on Debian `apt-get install r-cran-readr r-cran-metafor`")
    assert process.returncode == 0, process.stderr
    difference, *domains = process.stdout.split("\n")
    assert float(difference) == pytest.approx(20 / 40 - 8 / 40)
    assert [name.strip() for name in domains if name][-1] == "Overall bias" and len(domains) - 1 == 6
