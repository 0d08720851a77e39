"""A new review: it builds, is checked and can be published at once, whatever its topic is called."""

import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from building import STRICT, Project
from livingevidence.cli import main
from livingevidence.record.forms import FOLDER, NO_ANSWER, forms
from livingevidence.record.library import load_library
from livingevidence.record.root import nearest_root
from livingevidence.site.links import main as check_links

ROOT = Path(__file__).parents[2]
RASHES = {
    "title": "Samplix: it's a living review",
    "treatment": "Samplix & co",
    "form": "ointment",
    "route": "topical",
    "dose": "2 %",
    "groups": "rashes: sample rash, other rash; fevers: sample fever",
    "outcomes": "score: lower-is-better: An invented score; relief: higher-is-better: It is gone",
}


def begin(folder: Path, *options: str, **answers: str) -> Path:
    """Begin a review by the command."""
    settings = [part for name, answer in answers.items() for part in ("--set", f"{name}={answer}")]
    assert main(["init", str(folder), "--defaults", *options, *settings]) == 0
    return folder


@pytest.fixture(scope="module", params=[{}, RASHES], ids=["defaults", "answers"])
def review(request, tmp_path_factory) -> Path:
    """Return a new review, of the defaults or of answers."""
    return begin(tmp_path_factory.mktemp("begun") / "review", **request.param)


@pytest.mark.parametrize("command", [["check"], ["claims"], ["claims", "--mutate"]], ids=" ".join)
def test_it_keeps_every_rule(review, monkeypatch, command):
    """A new review has no problem, its claims hold, and a change of its evidence overturns the main one."""
    monkeypatch.chdir(review)
    assert main(command) == 0


@pytest.mark.slow
def test_it_builds_its_site_strictly(review):
    """Without a warning, with every link leading somewhere, and a chapter for each group."""
    project = Project(review)
    process = project.build(*STRICT)
    assert process.returncode == 0, process.stderr
    assert check_links(str(project.html)) == 0
    groups = yaml.safe_load((review / "data/topic.yaml").read_text("utf-8"))["groups"]
    assert {path.stem for path in project.html.glob("chapters/*.html")} == {*groups, "harms"}


def test_its_example_is_marked_as_one(review):
    """The only study says above its id, its title and its source that it is invented."""
    (path,) = (review / "data/studies").iterdir()
    text = path.read_text("utf-8")
    assert "# AN EXAMPLE, INVENTED" in text.partition("id:")[0] and "invented" in yaml.safe_load(text)["title"]
    assert {source["kind"] for source in yaml.safe_load(text)["sources"]} == {"invented text"}


def test_home_and_harms_say_that_the_example_is_invented(review):
    """A reader of the first site meets its numbers there; what cites it is named once the example is gone."""
    for page in ("docs/index.md", "notebooks/harms.md"):
        text = (review / page).read_text("utf-8")
        assert re.search(r"invented[^.]*\{cite:p\}`example-2020`", text), page


def test_no_release_is_made_of_the_example(review, monkeypatch, capsys):
    """`check` tells it as to be looked at, and names the file to delete; before a release that is a no."""
    monkeypatch.chdir(review)
    assert main(["check"]) == 0
    assert "data/studies/example-2020.yaml" in capsys.readouterr().out
    assert main(["check", "--release"]) == 1


def test_what_it_tells_to_run_is_there(review):
    """Each session that the README, CI and the workflows name is one of its noxfile."""
    sessions = set(re.findall(r"^def (\w+)\(session\)", (review / "noxfile.py").read_text("utf-8"), re.M))
    files = [review / "README.md", review / ".ci/run", *(review / ".github/workflows").iterdir()]
    names = re.findall(r"nox -s ([a-z ]+)", "\n".join(file.read_text("utf-8") for file in files))
    assert {"preview", "claims", "docs", "versions", "release"} <= set(" ".join(names).split()) <= sessions
    assert os.access(review / ".ci/run", os.X_OK)


def test_what_an_example_answers_is_told(tmp_path, capsys):
    """Where nobody could be asked, each question that was not answered beforehand, and no other."""
    assert main(["init", str(tmp_path / "review"), "--set", "treatment=zinc"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "invented" in line]
    assert "outcomes" in line and "treatment" not in line


def test_nothing_of_an_answer_is_lost(tmp_path):
    """Diseases with their groups, outcomes with their direction, and words as they were given stand in its data."""
    data = begin(tmp_path / "review", **RASHES) / "data"
    files = (data / "topic.yaml", data / "vocabulary/conditions.yaml", data / "vocabulary/outcomes.yaml")
    topic, conditions, outcomes = (yaml.safe_load(file.read_text("utf-8")) for file in files)
    assert topic["title"] == RASHES["title"] and topic["treatment"]["label"] == RASHES["treatment"]
    assert {name: term["groups"] for name, term in conditions.items()} == {
        "sample-rash": ["rashes"],
        "other-rash": ["rashes"],
        "sample-fever": ["fevers"],
    }
    assert (outcomes["score"]["direction"], outcomes["relief"]["definition"]) == ("lower-is-better", "It is gone.")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", 'title=a "quoted" one'], "--set title="),
        (["--set", "groups=rashes"], "--set groups="),
        (["--set", "outcomes=relief: better: It is gone"], "--set outcomes="),
        (["--set", "treatment= "], "--set treatment="),
        (["--set", "form=12"], "'12'"),
        (["--set", "control=No"], "'No'"),
        (["--set", "treatment=膏"], "'膏'"),
        (["--set", "groups=rashes: sample rash; fevers: Sample-Rash"], "'sample rash' and 'Sample-Rash'"),
        (["--set", "control=examplinib"], "`examplinib`"),
        (["--set", "outcomes=Completion: higher-is-better: It is over"], "`completion`"),
        (["--set", "treatmnt=zinc"], "treatment"),  # else a review of an invented treatment would stand there
        (["--engine", "other.whl"], "no wheel of the engine"),
    ],
)
def test_what_will_not_do_is_refused(tmp_path, capsys, options, message):
    """An answer that will not do is refused with its question, as are a misspelt question and what is no engine."""
    assert main(["init", str(tmp_path / "review"), "--defaults", *options]) == 1
    assert message in capsys.readouterr().err and not (tmp_path / "review").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys):
    """Nothing is written over what is there."""
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["init", str(tmp_path), "--defaults"]) == 1
    assert "not empty" in capsys.readouterr().err and [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_engine_that_is_on_no_index_is_kept_with_the_review(tmp_path):
    """Its wheel is copied, and the settings name the copy by a path that a clone has, too."""
    wheel = tmp_path / "livingevidence-1.2.3-py3-none-any.whl"
    wheel.write_bytes(b"invented")
    review = begin(tmp_path / "review", f"--engine={wheel}")
    settings = (review / "pyproject.toml").read_text("utf-8")
    assert (review / "wheels" / wheel.name).read_bytes() == b"invented"
    assert f'path = "wheels/{wheel.name}"' in settings and "livingevidence[site]>=1.2.3,<2" in settings


def test_readers_have_forms_which_the_command_takes(review, monkeypatch, tmp_path):
    """The forms are there, and a filled one corrects the number that it names."""
    copy = shutil.copytree(review, tmp_path / "review", symlinks=True)
    form_of = forms(nearest_root(copy))
    assert form_of.keys() == {"study", "number", "result"}
    answers = {"address": "example-2020/any-treated-w8", "stands": "10", "should": "11", "place": "invented table"}
    questions = form_of["number"].questions
    text = "".join(f"### {field.label}\n\n{answers.get(field.id, NO_ANSWER)}\n\n" for field in questions)
    (tmp_path / "issue.md").write_text(text, "utf-8")
    monkeypatch.chdir(copy)
    assert main(["new", "--from-issue", str(tmp_path / "issue.md")]) == 0
    (study,) = load_library(nearest_root(copy)).studies.values()
    assert [(row.events, row.locator) for row in study.rows if row.id == "any-treated-w8"] == [(11, "invented table")]


def test_the_forms_of_this_repository_are_those_of_every_review(tmp_path):
    """What is asked of readers stands once; only the example of a dose is the review's own."""
    review = begin(tmp_path / "review", dose="1.5 %", frequency="twice daily")
    texts = [{path.name: path.read_text("utf-8") for path in (top / FOLDER).iterdir()} for top in (ROOT, review)]
    assert texts[0] == texts[1]
