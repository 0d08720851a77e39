"""Writing a download: all of its files or none, and never over somebody else's."""

from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.export.folder import NotAnExport, write_download
from scratch import content

NEW = {"datapackage.json": b"{}"}


def test_an_export_takes_the_place_of_an_older_one(copy):
    """Files of the older export that the new one lacks are gone, and nothing is left beside."""
    write_download(NEW, copy)
    assert list(content(copy.parent)) == ["copy/datapackage.json"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("copy/notes.txt", "notes.txt"),
        ("copy/studies.csv", r"changed since \(studies\.csv\)"),
        ("copy/terms.csv/thesis.txt", r"changed since \(terms\.csv\)"),
        ("other/thesis.txt", "thesis.txt"),
        ("file", "is a file"),
    ],
)
def test_what_is_no_export_is_not_written_over(copy, tmp_path, name, words):
    """A file, a folder with something else, and an export with a file of somebody's, or edited, stay as they are."""
    path = tmp_path / name
    if path.parent.is_file():
        path.parent.unlink()
    path.parent.mkdir(exist_ok=True)
    path.write_text("invented", encoding="utf-8")
    before = content(tmp_path)
    with pytest.raises(NotAnExport, match=words):
        write_download(NEW, tmp_path / name.partition("/")[0])
    assert content(tmp_path) == before


def test_the_folder_in_which_one_works_is_not_replaced(copy, monkeypatch):
    """Nobody's working folder, nor one above it, is taken away."""
    monkeypatch.chdir(copy)
    for name in (".", ".."):
        with pytest.raises(NotAnExport, match="where you are"):
            write_download(NEW, Path(name))


@pytest.mark.parametrize(("method", "error"), [("write_bytes", OSError(28, "full")), ("rename", KeyboardInterrupt())])
def test_what_breaks_off_leaves_what_was_there(copy, monkeypatch, method, error):
    """On a full disk, and stopped between the two moves, the older export is whole and nothing is left beside."""
    before, original = content(copy.parent), getattr(Path, method)

    def fail(path, *arguments):
        if path.name in ("new", *NEW):
            raise error
        return original(path, *arguments)

    with monkeypatch.context() as patch, pytest.raises(type(error)):
        patch.setattr(Path, method, fail)
        write_download(NEW, copy)
    assert content(copy.parent) == before


def test_the_command_line_refuses_with_words(small, tmp_path, monkeypatch, capsys):
    """Over somebody's files the exit code is 1 and the message names one; a missing folder's name is 2."""
    monkeypatch.chdir(small.folder)
    (tmp_path / "thesis.txt").write_text("invented", encoding="utf-8")
    assert main(["export", str(tmp_path)]) == 1
    assert "thesis.txt" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "thesis.txt" / "inner")]) == 1
    assert "Errno" not in capsys.readouterr().err
    with pytest.raises(SystemExit) as error:
        main(["export"])
    assert error.value.code == 2
