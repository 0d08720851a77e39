"""Writing a download: all of its files or none, and never over somebody else's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.export.files import NotAnExport, write


def test_an_export_takes_the_place_of_an_older_one(copied):
    """Files of the older export that the new one lacks are gone, and nothing is left beside."""
    write({"datapackage.json": b"{}"}, copied)
    assert [path.name for path in copied.iterdir()] == ["datapackage.json"]
    assert [path.name for path in copied.parent.iterdir()] == ["copied"]


def test_what_is_no_export_is_not_written_over(copied, tmp_path):
    """A file, a folder with something else, and an export with a file of somebody's beside it stay as they are."""
    (copied / "notes.txt").write_text("invented", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.txt").write_text("invented", encoding="utf-8")
    (tmp_path / "file").write_text("invented", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, words in {"copied": "notes.txt", "other": "thesis.txt", "file": "is a file"}.items():
        with pytest.raises(NotAnExport, match=words):
            write({"a.csv": b"a"}, tmp_path / name)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_edited_export_is_not_written_over(copied):
    """Where a file of an older export was edited, or a folder has its name, all stays as it is."""
    edited = copied / "studies.csv"
    kept = edited.read_bytes()
    edited.write_bytes(kept + b"invented,by,somebody\r\n")
    with pytest.raises(NotAnExport, match=r"not so \(studies\.csv\)"):
        write({"a.csv": b"a"}, copied)
    edited.unlink()
    edited.mkdir()
    (edited / "thesis.txt").write_text("invented", encoding="utf-8")
    with pytest.raises(NotAnExport, match="studies"):
        write({"a.csv": b"a"}, copied)
    assert (edited / "thesis.txt").exists()
    shutil.rmtree(edited)
    edited.write_bytes(kept)
    write({"a.csv": b"a"}, copied)
    assert [path.name for path in copied.iterdir()] == ["a.csv"]


def test_the_folder_in_which_one_works_is_not_replaced(copied, monkeypatch):
    """Nobody's working folder, nor one above it, is taken away."""
    monkeypatch.chdir(copied)
    for name in (".", ".."):
        with pytest.raises(NotAnExport, match="where you are"):
            write({"a.csv": b"a"}, Path(name))


def test_a_full_disk_leaves_what_was_there(copied, monkeypatch):
    """Where a file can't be written, the older export stays whole and nothing is left beside."""
    before = {path.name: path.read_bytes() for path in copied.iterdir()}

    def full(path, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(Path, "write_bytes", full)
        write({"a.csv": b"a"}, copied)
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before
    assert [path.name for path in copied.parent.iterdir()] == ["copied"]


def test_an_interruption_leaves_what_was_there(copied, monkeypatch):
    """Stopped between the two moves, the older export is put back."""
    before, real = {path.name: path.read_bytes() for path in copied.iterdir()}, Path.rename

    def stopped(path, target):
        if path.name == "new":
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", stopped)
        write({"a.csv": b"a"}, copied)
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before


def test_the_command_line_refuses_with_words(tmp_path, capsys):
    """Over somebody's files the exit code is 1 and the message names one; a missing folder's name is 2."""
    (tmp_path / "thesis.txt").write_text("invented", encoding="utf-8")
    assert main(["export", str(tmp_path)]) == 1
    assert "thesis.txt" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["export"])
    assert ended.value.code == 2
