"""Where a review lives: the nearest one upward, else the one that a package carries; never a part of another's."""

import os
import shutil
from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.record.root import NoReview, Root, find, nearest_root

TABLE = """[tool.livingevidence]
data = "data"
chapters = "chapters"
pages = "pages"
bibliography = "references.bib"
"""


def review(folder: Path, table: str = TABLE) -> Path:
    """Make the shell of a review, and return its folder."""
    for part in ("data", "chapters", "pages"):
        (folder / part).mkdir(parents=True)
    (folder / "references.bib").write_text("", encoding="utf-8")
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    return folder


def package(folder: Path) -> Path:
    """Make the package of an installed review, which carries copies of all its places."""
    for part in ("data", "chapters", "pages"):
        (folder / part).mkdir(parents=True)
    (folder / "data/references.bib").write_text("", encoding="utf-8")
    return folder


@pytest.mark.parametrize("table", ["[tool.other]\n", "tool = 3\n"])
def test_the_nearest_review_upward_is_taken(tmp_path, table):
    """Of two reviews, one in the other, the inner one is meant; a project without the table is passed by."""
    outer, inner = review(tmp_path / "outer"), review(tmp_path / "outer/inner")
    (inner / "notes").mkdir()
    (inner / "notes/pyproject.toml").write_text(table, encoding="utf-8")
    assert find(start=inner / "notes").folder == inner
    assert find(start=outer / "data").folder == outer


def test_a_package_carries_its_own_review(tmp_path):
    """Away from any review, the copies in the package are taken: data, bibliography, chapters and pages."""
    folder = package(tmp_path / "site-packages/invented")
    (tmp_path / "empty").mkdir()
    root = find(folder, start=tmp_path / "empty")
    assert root.installed and root.data == folder / "data" and root.chapters == folder / "chapters"
    assert root.bibliography == folder / "data/references.bib" and root.pages == folder / "pages"


def test_a_package_inside_another_review_keeps_to_itself(tmp_path):
    """A package that is installed below another team's review doesn't take that review for its own."""
    outer = review(tmp_path / "other")
    folder = package(outer / ".venv/site-packages/invented")
    assert find(folder, start=tmp_path).folder == folder
    shutil.rmtree(folder / "chapters")
    with pytest.raises(NoReview, match="has no chapters"):
        find(folder, start=tmp_path)


def test_a_package_in_its_project_reads_the_project(tmp_path):
    """A package installed in place has its chapters where the project has them."""
    project = review(tmp_path / "project", TABLE.replace('"data"', '"src/invented/data"'))
    (project / "src/invented/data").mkdir(parents=True)
    root = find(project / "src/invented", start=tmp_path)
    assert root.folder == project and root.chapters == project / "chapters" and not root.installed


def test_without_any_review_it_is_said_what_one_is(tmp_path):
    """Where there is no review, the sentence names the folder, the table and its parts."""
    with pytest.raises(NoReview, match=r"no review in .* or above it: .*\[tool.livingevidence\].*bibliography"):
        find(start=tmp_path)


def test_other_data_stand_in_for_the_data_alone(tmp_path):
    """Another data folder brings its bibliography where it has one; chapters and pages stay the review's."""
    folder = review(tmp_path / "own")
    data = tmp_path / "other"
    data.mkdir()
    root = find(start=folder, data=data)
    assert (root.data, root.bibliography) == (data, folder / "references.bib")
    (data / "references.bib").write_text("", encoding="utf-8")
    root = find(start=folder, data=data)
    assert root.bibliography == data / "references.bib" and root.chapters == folder / "chapters"


@pytest.mark.parametrize("part", ["data", "chapters", "pages", "bibliography"])
def test_a_place_that_is_not_there_is_told(tmp_path, part):
    """A path of the table that leads nowhere is told with the part, the path and what to do."""
    folder = review(tmp_path / "own")
    path = getattr(nearest_root(folder), part)
    path.unlink() if path.is_file() else path.rmdir()
    with pytest.raises(NoReview) as error:
        find(start=folder)
    assert f"has no {part}: there is no" in str(error.value) and str(path) in str(error.value)
    assert f"correct `{part}`" in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE.replace('pages = "pages"\n', ""), r"names no pages \(it has: data, chapters, bibliography\)"),
        (TABLE.replace('"chapters"', "3"), "names no chapters"),
        (TABLE.replace('"data"', '""'), "names no data"),
        ("[tool]\nlivingevidence = 3\n", r"names no data and no chapters .* \(it has: nothing\)"),
        ("[tool.livingevidence\n", "can't be read .*line 1.*mend that file"),
        ('name = "\xff"\n'.encode("latin-1"), "can't be read .*mend that file"),
    ],
)
def test_settings_that_cannot_serve_are_one_sentence(tmp_path, monkeypatch, capsys, text, message):
    """A half table, a wrong type and broken TOML are told in a line by the command, which ends with 1."""
    folder = review(tmp_path / "own")
    (folder / "pyproject.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(NoReview, match=message):
        nearest_root(folder / "data")
    monkeypatch.chdir(folder / "data")
    assert main(["check"]) == 1
    output = capsys.readouterr()
    assert output.out == "" and output.err.count("\n") == 1 and "pyproject.toml" in output.err


def test_a_file_is_named_as_one_can_open_it(tmp_path, monkeypatch):
    """Below the current folder a path is relative to it, elsewhere it is whole."""
    root = nearest_root(review(tmp_path / "own"))
    monkeypatch.chdir(root.folder)
    assert root.display_path(root.data / "a.yaml") == str(Path("data/a.yaml"))
    monkeypatch.chdir(root.pages)
    assert root.display_path(root.data / "a.yaml") == str(root.data / "a.yaml")


def test_claims_and_numbers_stand_in_chapters_and_pages(tmp_path):
    """The texts of a review are its chapters, then its pages, in the order of their names."""
    root = nearest_root(review(tmp_path / "own"))
    for name in ("chapters/b.md", "chapters/a.md", "pages/index.md", "pages/conf.py"):
        (root.folder / name).write_text("", encoding="utf-8")
    assert [path.relative_to(root.folder).as_posix() for path in root.texts] == [
        "chapters/a.md",
        "chapters/b.md",
        "pages/index.md",
    ]


def test_a_folder_that_can_not_be_listed_is_not_taken_for_empty(tmp_path):
    """Claims that nobody could read don't pass for claims that hold."""
    root = nearest_root(review(tmp_path / "own"))
    root.chapters.chmod(0)
    try:
        if os.access(root.chapters, os.R_OK):
            pytest.skip("whoever runs this may list every folder")
        with pytest.raises(PermissionError):
            root.texts  # noqa: B018 - the folder is listed when it is asked for
    finally:
        root.chapters.chmod(0o755)


def test_a_root_needs_no_depth():
    """A data folder directly below the root of the file system has a place for everything."""
    top = Path(Path.cwd().anchor)
    root = Root(top, top / "d", top / "c", top / "p", top / "references.bib").with_data(top / "d")
    assert root.data == top / "d" and root.display_path(top / "d") == str(top / "d")
