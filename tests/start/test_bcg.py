"""A real review of another topic: BCG vaccine against tuberculosis, begun by the command and built with the wheel."""

import json
import math
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bcg.start import COMMAND, fill
from livingevidence.cli import main
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff.compare import compare
from livingevidence.history.diff.states import read_state
from livingevidence.record.root import nearest_root
from livingevidence.site.links import main as check_links
from livingevidence.synthesis.harms import analysis

ROOT = Path(__file__).parents[2]
REFERENCE = json.loads((ROOT / "tests/reference/bcg.json").read_text("utf-8"))
YEARS = [year for year in REFERENCE["pooled"] if year["k"] > 2]


@pytest.fixture(scope="module")
def review(tmp_path_factory) -> Path:
    """Return the folder of the review."""
    folder = tmp_path_factory.mktemp("bcg") / "review"
    assert main([COMMAND[0], str(folder), *COMMAND[1:]]) == 0
    return fill(folder)


@pytest.fixture(scope="module")
def bcg(review) -> Evidence:
    """Return its evidence, checked."""
    return Evidence.at(nearest_root(review))


def test_its_counts_are_those_of_the_data_set(bcg):
    """Each of the 13 trials has the counts, the year and the allocation that R's metadat ships."""
    counts = []
    for study in bcg.records.values():
        vaccine, control = study.outcomes
        counts.append((int(study.reports[0].first_public), vaccine.events, vaccine.n, control.events, control.n))
    names = ("year", "events", "n", "control_events", "control_n")
    assert sorted(counts) == sorted(tuple(trial[name] for name in names) for trial in REFERENCE["trials"])


@pytest.mark.parametrize("year", YEARS, ids=lambda year: str(year["year"]))
def test_its_estimate_of_each_year_is_that_of_metafor(bcg, year):
    """Cut at the end of a year, the evidence gives R's pooled risk ratios of what was public then."""
    (disease,) = analysis(bcg.as_of(f"{year['year']}-12-31"), "tuberculosis").by_disease
    lines = {line.method.split(",")[0]: line for line in disease.ratio.lines}
    random, strata = lines["random effects"], lines["Mantel–Haenszel"]
    expected = [year[name] for name in ("estimate", "low", "high")]
    assert [math.log(v) for v in (random.estimate, random.low, random.high)] == pytest.approx(expected, abs=1e-6)
    assert (random.k, random.tau) == (year["k"], pytest.approx(year["tau"], abs=1e-6))
    assert [math.log(v) for v in (strata.estimate, strata.low, strata.high)] == pytest.approx(year["mh"], abs=1e-9)


def test_its_protocol_says_which_line_stands_for_all(bcg):
    """Trials that lie so far apart are told by the line that lets them differ, as the textbooks have it."""
    (disease,) = analysis(bcg, "tuberculosis").by_disease
    line = disease.ratio.main
    assert line.method.startswith("random effects")
    assert [round(value, 2) for value in (line.estimate, line.low, line.high)] == [0.49, 0.33, 0.73]


@pytest.mark.parametrize("command", [["check"], ["claims"], ["claims", "--mutate"]], ids=" ".join)
def test_it_keeps_every_rule(review, monkeypatch, command):
    """The review has no problem, its claims hold, and a change of the evidence overturns the main one."""
    monkeypatch.chdir(review)
    assert main(command) == 0


def test_the_diff_tells_how_the_estimate_moved(review):
    """Between 1961 and 1980 the ratio moved towards no effect, eight trials came, and the diff says so."""
    root = nearest_root(review)
    earlier, later = read_state("BASE", "1961-12-31", root), read_state("HEAD", "1980-12-31", root)
    difference = compare(earlier, later, root)
    moves = {move.key: move for part in difference.moved.values() for move in part}
    ratio = moves["benefit.tuberculosis.tuberculosis.ratio"]
    assert ratio.old.text.startswith("0.33 (0.19 to 0.58); 5 trials")
    assert ratio.new.text.startswith("0.49 (0.33 to 0.73); 13 trials")


def run(*command: object, cwd: Path, code: int = 0) -> subprocess.CompletedProcess:
    """Run a command with nothing of a surrounding git or of this project; it must end with the code."""
    names = [name for name in os.environ if not name.startswith(("GIT_", "PYTHONPATH", "REVIEW_"))]
    environment = {name: os.environ[name] for name in names} | {"PYTHONPATH": sysconfig.get_path("purelib")}
    process = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True)
    assert process.returncode == code, process.stdout + process.stderr
    return process


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> Path:
    """Return the programs of an environment that has the engine's wheel, and nothing of this project."""
    folder, python = tmp_path_factory.mktemp("wheel"), f"--python={sys.executable}"
    wheel = ["--no-build-isolation", "--wheel", f"--out-dir={folder}"]
    run("uv", "build", "--offline", *wheel, python, ROOT / "src", cwd=folder)
    run("uv", "venv", "--offline", python, folder / "venv", cwd=folder)
    (programs,) = (path for path in (folder / "venv/bin", folder / "venv/Scripts") if path.is_dir())
    wheels = folder.glob("*.whl")
    run("uv", "pip", "install", "--offline", "--no-deps", f"--python={programs / 'python'}", *wheels, cwd=folder)
    return programs


def test_the_engine_alone_is_whole(programs, tmp_path):
    """With its wheel and nothing of this project it tells its version, and where there is no review it says so."""
    (wheel,) = programs.parents[1].glob("*.whl")
    output = run(programs / "livingevidence", "--version", cwd=tmp_path).stdout
    assert output.startswith(f"livingevidence {wheel.name.split('-')[1]}:")
    message = run(programs / "livingevidence", "check", cwd=tmp_path, code=1).stderr
    assert message.startswith("no review in")


@pytest.fixture(scope="module")
def site(review, programs) -> Path:
    """Return the site, built with the engine's wheel and nothing of this project."""
    strict = ["-n", "-T", "-W", "--keep-going", "-E", "-q", "-d", "build/doctrees", "docs", "build/html"]
    run(programs / "python", "-m", "sphinx", *strict, cwd=review)
    return review / "build/html"


@pytest.mark.slow
def test_its_site_is_whole_and_of_its_own_topic(site):
    """Built strictly, each link leads somewhere, and no word of the review beside the engine is in any page."""
    assert check_links(str(site)) == 0
    texts = [path.read_text("utf-8") for path in site.rglob("*") if path.suffix in (".html", ".js", ".xml", ".json")]
    foreign_words = ("ruxolitinib", "ruxreview", "vehicle", "lichen")
    assert not [word for word in foreign_words for text in texts if word in text.lower()]


@pytest.mark.slow
def test_its_chapter_shows_the_pooled_numbers(site):
    """The number of the verdict is the random-effects line, and the forest plot has each trial."""
    page = BeautifulSoup((site / "chapters/infections.html").read_text("utf-8"), "html.parser")
    assert "risk ratio 0.49 (0.33 to 0.73)" in " ".join(page.get_text(" ").split())
    forest = page.select_one('[id*="figure-forest"]')
    assert all(trial["author"].split()[0] in str(forest) for trial in REFERENCE["trials"])
