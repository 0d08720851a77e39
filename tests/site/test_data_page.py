"""The page of downloads: its files, and its code, which runs as it stands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from live import ROOT
from livingevidence.cli import main
from livingevidence.export.cells import line_count
from livingevidence.export.folder import write_download
from livingevidence.site import downloads
from livingevidence.site.site import Site
from livingevidence.synthesis.harms import analysis

PAGE = ROOT / "docs" / "data.md"


def block(language: str) -> str:
    """Return the code of a language on the page of data."""
    return re.search(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[1]


@pytest.fixture(scope="module")
def site(evidence) -> Site:
    """Return the site of the real evidence."""
    return Site.of_evidence(evidence)


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory) -> Path:
    """Return a folder that holds the files of the page."""
    folder = tmp_path_factory.mktemp("export") / "downloads"
    write_download(site.files, folder)
    return folder


def test_the_r_code_of_the_page_gives_the_number_of_the_review(evidence, folder, tmp_path):
    """Metafor, fed with the counts of the download by the code of the page, prints what the review computed."""
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript: on Debian `apt-get install r-base-core r-cran-metafor`")
    code = tmp_path / "page.R"
    output = 'cat(sprintf("%.17g", 1000 * c(pooled$beta[1], limits)), "\\n")\n'
    code.write_text(block("r") + output, encoding="utf-8")
    process = subprocess.run(["Rscript", code], cwd=folder, capture_output=True, text=True, check=False)
    if "there is no package called" in process.stderr:
        pytest.skip("R has no metafor: on Debian `apt-get install r-cran-metafor`")
    assert process.returncode == 0, process.stderr
    outputs = [line.split() for line in process.stdout.splitlines() if re.search(r"\d", line)]
    printed = [[float(word.removeprefix("[1]")) for word in line if word != "[1]"] for line in outputs]
    lines = analysis(evidence, "discontinuation-due-to-adverse-event").by_disease
    estimate = next(line.difference.main for line in lines if line.diseases == ("atopic-dermatitis",))
    expected = [1000 * value for value in (estimate.estimate, estimate.low, estimate.high)]
    assert estimate.tables > 1 and estimate.method.startswith("Mantel–Haenszel")
    assert len(printed) == 3
    assert printed[1] == pytest.approx(expected, rel=1e-6)
    assert printed[0][0] == pytest.approx(expected[0], rel=1e-6)  # metafor's limits are Sato's, ours Newcombe's
    assert printed[2][0] == pytest.approx(expected[0], rel=1e-10)


def test_the_python_code_of_the_page_runs(folder):
    """The code runs as it stands in a folder with the files, and counts the rows of each kind."""
    command = [sys.executable, "-c", block("python")]
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert re.search(r"^awaited +\d+$", process.stdout, re.MULTILINE)


def test_search_engines_are_led_to_each_file(site):
    """The facts of the page lead to files that are there."""
    for file in downloads.facts(site)["distribution"]:
        assert file["contentUrl"].removeprefix(downloads.FOLDER) in site.files


def test_each_file_stands_on_the_page_once_with_its_lines_and_size(site):
    """Each file is of one kind, and the page asks for each kind; lines and size are those of the file."""
    kinds = re.findall(r"^```\{data-files\} (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    tables = [downloads.data_files(site.page("data"), kind) for kind in kinds]
    lines = {name.striptags(): line for table in tables for name, *line in table.rows}
    assert sorted(lines) == sorted(site.files)
    _, entries, size = lines["studies.csv"]
    assert entries == str(line_count(site.files["studies.csv"]))
    assert size == f"{round(len(site.files['studies.csv']) / 1000)}\N{NARROW NO-BREAK SPACE}kB"


def test_the_build_writes_what_the_command_line_writes(small, tmp_path, monkeypatch):
    """Byte for byte, so that a download is the same from both."""
    monkeypatch.chdir(small.folder)
    assert main(["export", str(tmp_path / "export")]) == 0
    assert Site(small).files == {path.name: path.read_bytes() for path in (tmp_path / "export").iterdir()}
