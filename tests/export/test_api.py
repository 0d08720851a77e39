"""The static API: each answer keeps to its schema, and other programs read a number by its address."""

import json
import re
import shutil
import subprocess

import pytest
from jsonschema import Draft202012Validator
from rocrate.rocrate import ROCrate

from live import ROOT
from livingevidence.claims.ledger import judge_all
from livingevidence.export.api import FOLDER, answers
from livingevidence.export.columns import all_columns
from livingevidence.export.files import files
from livingevidence.export.folder import write_download
from livingevidence.results.compute import compute


@pytest.fixture(scope="module")
def download(small_evidence) -> dict[str, bytes]:
    """Return the files of the download of the invented review."""
    return files(small_evidence, compute(small_evidence), judge_all(small_evidence))


@pytest.fixture(scope="module")
def documents(small_evidence, download) -> dict[str, dict]:
    """Return every answer and schema by its name."""
    texts = answers(download, all_columns(small_evidence.topic), ["example-fever", "sample-rash"])
    return {name: json.loads(text) for name, text in texts.items()}


@pytest.fixture(scope="module")
def answers_by_name(documents) -> dict[str, dict]:
    """Return the answers alone."""
    return {name: document for name, document in documents.items() if not name.startswith("schema/")}


def test_each_answer_keeps_to_the_schema_that_it_names(documents, answers_by_name):
    """Each names one that is there, is valid by it, and would not be without one of its parts."""
    for name, answer in answers_by_name.items():
        schema = documents[answer["$schema"].removeprefix("../")]
        Draft202012Validator.check_schema(schema)
        assert list(Draft202012Validator(schema).iter_errors(answer)) == [], name
        _, *keys = reversed(answer)
        assert not Draft202012Validator(schema).is_valid({key: answer[key] for key in keys})


def test_each_answer_says_of_which_version_it_is(answers_by_name):
    """The version of the review and that of the engine stand apart, with the day of the evidence."""
    for answer in answers_by_name.values():
        assert answer["engine"].startswith("livingevidence ") and answer["evidence_as_of"] == "2025-03-01"
        assert answer["version"] == answers_by_name["index.json"]["version"] != answer["engine"].split()[1]


def test_the_index_lists_every_answer(answers_by_name):
    """What is there is listed, and nothing else."""
    assert set(answers_by_name["index.json"]["answers"]) == answers_by_name.keys() - {"index.json"}


def test_a_condition_has_what_its_page_has(documents):
    """Its studies, its claims, its ratings and its numbers stand in its answer, and none of another condition."""
    answer = documents["conditions/example-fever.json"]
    assert answer["studies"] == ["doe-2021", "review-2020", "roe-2022"] and "example-fever-verdict" in answer["claims"]
    assert {rating["condition"] for rating in answer["certainty"]} == {"example-fever"}
    assert "example-fever.people" in answer["numbers"] and "sample-rash.people" not in answer["numbers"]


def test_a_trial_names_its_study(documents):
    """Each registered unit stands with the study that reports it."""
    trials = {(trial["study"], trial["id"]) for trial in documents["trials.json"]["trials"]}
    assert {("roe-2022", "NCT00000002"), ("roe-2022", "NCT00000003")} < trials


def snippet(language: str) -> str:
    """Return the code of the page of data in a language that reads a number by its address."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / "docs/data.md").read_text("utf-8"), re.S | re.M)
    (code,) = (block for block in blocks if "api/v1" in block)
    return code


@pytest.fixture
def site(httpserver, documents) -> str:
    """Return the address of a site with the answers."""
    for name, document in documents.items():
        httpserver.expect_request(f"/latest/{FOLDER}{name}").respond_with_json(document)
    return httpserver.url_for("/latest/")


NUMBERS = ("doe-2021/clearing-ten-w8.events", 20), ("example-fever.people", "400")


@pytest.mark.parametrize(("address", "value"), NUMBERS)
def test_python_reads_a_number_by_its_address(site, address, value):
    """The code of the page of data gives what the page of the study, or of numbers, shows."""
    names: dict = {}
    exec(compile(snippet("python"), "data.md", "exec"), names)
    names["site"] = site
    assert names["number"](address) == value


@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R here")
@pytest.mark.parametrize(("address", "value"), NUMBERS)
def test_r_reads_a_number_by_its_address(site, tmp_path, address, value):
    """The R code of the page of data reads a number by its address."""
    code = snippet("r").replace("https://example.org/latest/", site) + f'\ncat(number("{address}"))\n'
    (tmp_path / "number.R").write_text(code, encoding="utf-8")
    process = subprocess.run(["Rscript", tmp_path / "number.R"], capture_output=True, text=True, check=False)
    if "there is no package called" in process.stderr:
        pytest.skip("no jsonlite here")
    assert process.stdout == str(value), process.stderr


def test_the_download_is_a_research_object(download, tmp_path):
    """A reader of RO-Crate finds in it the version, what must be told of the whole, and every file with its sum."""
    write_download(download, tmp_path / "out")
    crate = ROCrate(tmp_path / "out")
    assert crate.name == "Examplinib tablets: an invented living review"
    assert crate.version == "1.3" and crate.root_dataset["datePublished"] and crate.description
    licence = crate.root_dataset["license"]
    assert licence.id.startswith("https://creativecommons.org/licenses/by/") and licence["description"]
    sums = {entity.id: entity["sha256"] for entity in crate.data_entities}
    assert set(sums) == set(download) - {"ro-crate-metadata.json"}
    assert {len(digest) for digest in sums.values()} == {64}
