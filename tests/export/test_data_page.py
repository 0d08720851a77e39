"""The code on the page of data does what it says, on a download of the live review."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from live import REVIEW
from livingevidence.claims.ledger import judge_all
from livingevidence.cli import main
from livingevidence.export.cells import count_of
from livingevidence.results.compute import compute
from livingevidence.site import downloads
from livingevidence.site.site import Site
from livingevidence.synthesis.harms import analysis

PAGE = REVIEW.pages / "data.md"


def block(language: str) -> str:
    """Return the code of a language on the page."""
    return re.search(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a download of the live review; nobody may change it."""
    where = tmp_path_factory.mktemp("export") / "downloads"
    assert main(["export", str(where)]) == 0
    return where


def test_each_file_stands_on_the_page_once(evidence, folder):
    """The build writes what the command line writes, and the page asks for each kind of it, with lines and size."""
    site = Site(evidence, compute(evidence), judge_all(evidence))
    assert site.files == {path.name: path.read_bytes() for path in folder.iterdir()}
    kinds = re.findall(r"^```\{data-files\} (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: line for kind in kinds for name, *line in downloads.data_files(site, kind)["files"]}
    assert sorted(told) == sorted(site.files)
    assert told["studies.csv"][1] == str(count_of(site.files["studies.csv"]))


def test_the_python_code_runs(folder):
    """The code runs as it stands in a folder with the files, and counts the rows of each kind."""
    command = [sys.executable, "-c", block("python")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert re.search(r"^awaited +\d+$", done.stdout, re.MULTILINE)


def test_the_r_code_gives_the_number_of_the_review(evidence, folder, tmp_path):
    """Metafor, fed with the counts of the download by the code of the page, prints what the review computed."""
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript: on Debian `apt-get install r-base-core r-cran-metafor`")
    if subprocess.run(["Rscript", "-e", "library(metafor)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no metafor: on Debian `apt-get install r-cran-metafor`")
    code = tmp_path / "page.R"
    more = 'cat(sprintf("%.17g", 1000 * c(pooled$beta[1], pooled$ci.lb, pooled$ci.ub)), "\\n")\n'
    code.write_text(block("r") + more, encoding="utf-8")
    done = subprocess.run(["Rscript", code], cwd=folder, capture_output=True, text=True, check=True)
    numbers = [line.split() for line in done.stdout.splitlines() if re.search(r"\d", line)]
    shown = [[float(word.removeprefix("[1]")) for word in line if word != "[1]"] for line in numbers]
    found = analysis(evidence, "discontinuation-due-to-adverse-event").by_disease
    ours = next(line.difference.main for line in found if line.diseases == ("atopic-dermatitis",))
    expected = [1000 * value for value in (ours.estimate, ours.low, ours.high)]
    assert ours.method.startswith("Mantel–Haenszel")
    assert shown[:2] == [pytest.approx(expected, rel=1e-6)] * 2
    assert shown[2] == pytest.approx(expected, rel=1e-10)
