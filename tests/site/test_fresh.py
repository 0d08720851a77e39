"""A build that makes only what changed gives, after any edits, the very site that a clean build gives."""

import random
import re
import shutil
from pathlib import Path

import pytest

from building import SOURCES, Project
from edits import TEXTS, Edit, swapped
from reproduce import differences
from scratch import Project as Scratch

REFERENCE = "\n@misc{zoe-2020,\n  author = {Zoe, Z.},\n  title = {{Four others}},\n  year = {2020},\n}\n"


def with_a_study(folder: Path) -> None:
    """Add a study with its reference, rename it if it is there, and delete both if it was renamed."""
    path, new_path = (folder / f"data/studies/{name}.yaml" for name in ("zoe-2020", "zoo-2020"))
    bibliography = folder / "references.bib"
    entries = bibliography.read_text(encoding="utf-8")
    if new_path.exists():
        new_path.unlink()
        bibliography.write_text(entries.replace(REFERENCE, ""), encoding="utf-8")
    elif path.exists():
        text = path.read_text(encoding="utf-8")
        new_path.write_text(text.replace("id: zoe-2020", "id: zoo-2020"), encoding="utf-8")
        path.unlink()
    else:
        text = (folder / "data/studies/poe-2017.yaml").read_text(encoding="utf-8")
        text = re.sub(r"overlaps:\n(  - .*\n)+", "", text).replace(": poe-2017", ": zoe-2020")
        path.write_text(text, encoding="utf-8")
        bibliography.write_text(entries + REFERENCE, encoding="utf-8")


ENGINE = [  # file, text that stands in it, and another
    ("site/site.py", "The evidence behind this sentence", "What is behind this sentence"),
    ("site/templates/study.html", ">What it is</h2>", ">What was studied here</h2>"),
    ("site/static/review.css", "--font-stack: system-ui", "--font-stack: serif"),
]
EDITS: dict[str, Edit] = {name: swapped(edits) for name, edits in TEXTS.items()} | {"a study": with_a_study}


def differences_from_clean(project: Project) -> list[str]:
    """Return the files of the site that a clean build makes otherwise."""
    shutil.rmtree(project.folder / "clean", ignore_errors=True)
    process = project.build("-E", into="clean")
    assert process.returncode == 0, process.stderr[-3000:]
    return list(differences(project.folder / "clean/html", project.html))


LAST = ("a number", "a day of a report", "a patient", "an arm")
MIXED = random.Random(0).sample(sorted(EDITS), len(EDITS))


@pytest.mark.parametrize("case", range(len(LAST)), ids=LAST)
def test_after_any_edits_the_site_is_that_of_a_clean_build(project, case):
    """Records, terms, ratings, chapters, references, studies that come and go, and what is put back: byte for byte.

    The last edit is of one field, so that only what rests on it is made again then, on earlier days too.
    """
    for edits in ([*MIXED[case :: len(LAST)], "a study"], [LAST[case]]):
        for name in edits:
            EDITS[name](project.folder)
        process = project.build()
        assert process.returncode == 0, (edits, process.stderr[-3000:])
    assert differences_from_clean(project) == []


def test_another_engine_makes_every_page_again(project, tmp_path):
    """Where a module, a template and a style say something else, every page is as if it had been built anew."""
    before = shutil.copytree(project.html, tmp_path / "before")
    engine = shutil.copytree(SOURCES / "livingevidence", tmp_path / "src/livingevidence")
    for name, old, new in ENGINE:
        text = (engine / name).read_text(encoding="utf-8")
        assert old in text, f"{name} holds no {old!r}"
        (engine / name).write_text(text.replace(old, new), encoding="utf-8")
    assert Project(project.folder, engine.parent).build().returncode == 0
    assert "What is behind this sentence" in (project.html / "chapters/fevers.html").read_text(encoding="utf-8")
    assert "What was studied here" in project.words("studies/doe-2021")
    assert project.build().returncode == 0
    assert list(differences(before, project.html)) == []


def test_a_chapter_that_is_gone_leaves_no_page_where_all_is_made_again(project):
    """Sphinx then knows nothing of it, but its page and its notebook stand in the folder of the site."""
    chapter = project.folder / "notebooks/invented.md"
    text = chapter.with_name("rashes.md").read_text(encoding="utf-8")
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)[0]
    chapter.write_text(f"{front}\n# Invented\n\n```{{code-cell}} ipython3\n1\n```\n", encoding="utf-8")
    project.build()
    files = [project.html / f"chapters/invented.{ending}" for ending in ("html", "ipynb")]
    assert all(file.is_file() for file in files)
    chapter.unlink()
    assert project.build("-E").returncode == 0
    assert not any(file.exists() for file in files)


def test_a_build_that_stops_leaves_no_stale_page(project):
    """A cell that raises fails it and is shown; when that and a number are put back, every page is as before."""
    before = shutil.copytree(project.html, project.folder.with_name("before"))
    failing = swapped([("notebooks/fevers.md", "show.studies(fevers)", "show.invented(fevers)")])
    failing(project.folder)
    EDITS["a number"](project.folder)
    process = project.build("-T")
    assert process.returncode != 0 and "show.invented(fevers)" in process.stderr
    failing(project.folder)
    EDITS["a number"](project.folder)
    assert project.build().returncode == 0
    assert list(differences(before, project.html)) == []


def test_a_build_of_what_is_built_already_writes_no_page(project):
    """Nor an index, the search or a download; after an edit of a chapter the search is written anew."""

    def times() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in project.html.glob("*.*")}

    before = times()
    assert project.build().returncode == 0 and times() == before
    EDITS["a word of a chapter"](project.folder)
    assert project.build().returncode == 0
    assert {name for name, time in times().items() if before[name] != time} >= {"searchindex.js", "genindex.html"}


def test_a_commit_makes_again_only_what_tells_of_commits(project):
    """What is new is as a clean build has it, after the commit and when it is undone; downloads are not written."""
    repository = Scratch(project.folder)
    repository.git("init", "--quiet")
    repository.git("config", "user.name", "nobody")
    repository.git("config", "user.email", "nobody@example.org")
    repository.text(".gitignore", "build/\nclean/\n")
    repository.save("enter the evidence", "2031-05-01")
    EDITS["a number"](project.folder)
    assert project.build().returncode == 0
    before = (project.html / "downloads/outcomes.csv").stat().st_mtime_ns
    repository.save("enter a number", "2031-05-02")
    process = project.build(quiet=False)
    assert "2031-05-02" in project.words("changes") and "made again: 1 read" in process.stdout, process.stdout[-900:]
    assert (project.html / "downloads/outcomes.csv").stat().st_mtime_ns == before
    assert differences_from_clean(project) == []
    repository.git("reset", "--quiet", "--soft", "HEAD~1")
    assert project.build().returncode == 0
    assert "2031-05-02" not in project.words("changes")
