"""A build that makes only what changed gives, after any edits, the very site that a clean build gives."""

import random
import re
import shutil
from pathlib import Path

import pytest

from building import SOURCES, Project
from edits import TEXTS, Edit, swapped
from reproduce import differences

REFERENCE = "\n@misc{zoe-2020,\n  author = {Zoe, Z.},\n  title = {{Four others}},\n  year = {2020},\n}\n"


def with_a_study(folder: Path) -> None:
    """Add a study with its reference, rename it if it is there, and delete both if it was renamed."""
    first, second = (folder / f"data/studies/{name}.yaml" for name in ("zoe-2020", "zoo-2020"))
    bibliography = folder / "references.bib"
    known = bibliography.read_text(encoding="utf-8")
    if second.exists():
        second.unlink()
        bibliography.write_text(known.replace(REFERENCE, ""), encoding="utf-8")
    elif first.exists():
        text = first.read_text(encoding="utf-8")
        second.write_text(text.replace("id: zoe-2020", "id: zoo-2020"), encoding="utf-8")
        first.unlink()
    else:
        text = (folder / "data/studies/poe-2017.yaml").read_text(encoding="utf-8")
        text = re.sub(r"overlaps:\n(  - .*\n)+", "", text).replace(": poe-2017", ": zoe-2020")
        first.write_text(text, encoding="utf-8")
        bibliography.write_text(known + REFERENCE, encoding="utf-8")


LEFT = shutil.ignore_patterns("__pycache__")
ENGINE = [  # file, text that stands in it, and another
    ("site/site.py", "The evidence behind this sentence", "What is behind this sentence"),
    ("site/templates/study.html", ">What it is</h2>", ">What was studied here</h2>"),
    ("site/static/review.css", "--font-stack: system-ui", "--font-stack: serif"),
]
EDITS: dict[str, Edit] = {name: swapped(edits) for name, edits in TEXTS.items()} | {"a study": with_a_study}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Return the invented review, built once."""
    made = Project(tmp_path_factory.mktemp("fresh") / "review")
    assert made.build().returncode == 0
    return made


def same_as_clean(project: Project) -> list[str]:
    """Return the files of the site that a clean build makes otherwise."""
    shutil.rmtree(project.folder / "clean", ignore_errors=True)
    done = project.build("-E", into="clean")
    assert done.returncode == 0, done.stderr[-3000:]
    return list(differences(project.folder / "clean/html", project.html))


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_the_site_is_that_of_a_clean_build(project, seed):
    """Records, terms, ratings, chapters, references, new and deleted studies, and what is put back: byte for byte."""
    chance, made = random.Random(seed), []
    for _ in range(3):
        some = chance.sample(sorted(EDITS), chance.randint(1, 4))
        for name in some:
            EDITS[name](project.folder)
        done = project.build()
        made.append(some)
        assert done.returncode == 0, (made, done.stderr[-3000:])
    assert same_as_clean(project) == [], made


@pytest.mark.parametrize("edit", ["a day of a report", "a patient", "an arm"])
def test_an_edit_of_one_field_moves_all_that_rest_on_it(project, edit):
    """What was made of a study is made again, on earlier days too, and what was not asked of it stands."""
    EDITS[edit](project.folder)
    assert project.build().returncode == 0
    assert same_as_clean(project) == []


def test_another_engine_makes_every_page_again(tmp_path):
    """What a module, a template and a style say now is on every page, as if it had been built anew."""
    engine = shutil.copytree(SOURCES / "livingevidence", tmp_path / "src/livingevidence", ignore=LEFT)
    project = Project(tmp_path / "review", engine.parent)
    assert project.build().returncode == 0
    for name, old, new in ENGINE:
        text = (engine / name).read_text(encoding="utf-8")
        assert old in text, f"{name} holds no {old!r}"
        (engine / name).write_text(text.replace(old, new), encoding="utf-8")
    assert project.build().returncode == 0
    assert "What is behind this sentence" in (project.html / "chapters/fevers.html").read_text(encoding="utf-8")
    assert "What was studied here" in project.words("studies/doe-2021")
    assert same_as_clean(project) == []


def test_a_build_that_stops_leaves_no_stale_page(project):
    """After a chapter failed, and what failed it and a number are put back, every page is as before."""
    failing = swapped([("notebooks/fevers.md", "show.studies(fevers)", "show.invented(fevers)")])
    failing(project.folder)
    EDITS["a number"](project.folder)
    assert project.build().returncode != 0
    failing(project.folder)
    EDITS["a number"](project.folder)
    assert project.build().returncode == 0
    assert same_as_clean(project) == []


def test_a_build_of_what_is_built_already_writes_no_page(project):
    """Nor an index, the search or a download; after an edit of a chapter the search is written anew."""

    def written() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in project.html.glob("*.*")}

    before = written()
    assert project.build().returncode == 0 and written() == before
    EDITS["a word of a chapter"](project.folder)
    assert project.build().returncode == 0
    assert {name for name, at in written().items() if before[name] != at} >= {"searchindex.js", "genindex.html"}
