"""Writing a download: all of it or nothing, and over nobody's files."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.export.write import NotAnExport, write

OLD = {"studies.csv": b"study\r\n", "arms.csv": b"arm\r\n"}


@pytest.fixture
def export(tmp_path) -> Path:
    """Return a folder that holds an export, and nothing beside it."""
    listed = [{"path": n, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"} for n, content in OLD.items()]
    package = json.dumps({"resources": listed}).encode()
    write({**OLD, "datapackage.json": package, "dataset.jsonld": b"{}"}, tmp_path / "held/export")
    return tmp_path / "held/export"


def held(folder: Path) -> dict[str, bytes]:
    """Return everything below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_takes_the_place_of_an_older_one(export):
    """Files of the older export that the new one lacks are gone, and nothing is left beside."""
    write({"datapackage.json": b"{}"}, export)
    assert held(export.parent) == {"export/datapackage.json": b"{}"}


@pytest.mark.parametrize(
    ("name", "told"), [("export/notes.txt", "notes.txt"), ("export/studies.csv", r"not so \(studies\.csv\)")]
)
def test_what_somebody_wrote_is_not_written_over(export, name, told):
    """An export with a file of somebody's beside it, or with an edited file, stays as it is."""
    (export.parent / name).write_bytes(b"invented")
    before = held(export.parent)
    with pytest.raises(NotAnExport, match=told):
        write({"a.csv": b"a"}, export)
    assert held(export.parent) == before


def test_what_is_no_export_is_not_written_over(tmp_path):
    """A file, and a folder with something else, stay as they are."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.txt").write_text("invented", encoding="utf-8")
    (tmp_path / "file").write_text("invented", encoding="utf-8")
    before = held(tmp_path)
    for name, told in {"other": "thesis.txt", "file": "is a file"}.items():
        with pytest.raises(NotAnExport, match=told):
            write({"a.csv": b"a"}, tmp_path / name)
    assert held(tmp_path) == before


def test_a_folder_in_the_place_of_a_file_is_kept(export):
    """A folder that has the name of a file of the export is somebody's."""
    (export / "studies.csv").unlink()
    (export / "studies.csv").mkdir()
    with pytest.raises(NotAnExport, match="studies"):
        write({"a.csv": b"a"}, export)


@pytest.mark.parametrize("name", [".", ".."])
def test_the_folder_in_which_one_works_is_not_replaced(export, monkeypatch, name):
    """Nobody's working folder, nor one above it, is taken away."""
    monkeypatch.chdir(export)
    with pytest.raises(NotAnExport, match="where you are"):
        write({"a.csv": b"a"}, Path(name))


@pytest.mark.parametrize(
    ("step", "error"), [("write_bytes", OSError(28, "No space left on device")), ("rename", KeyboardInterrupt())]
)
def test_what_stops_the_writing_leaves_what_was_there(export, monkeypatch, step, error):
    """On a full disk, or interrupted between the two moves, the older export is whole and nothing is left beside."""
    before, real = held(export.parent), getattr(Path, step)

    def stopped(path, *given):
        if path.parent.name == "new" or path.name == "new":
            raise error
        return real(path, *given)

    with monkeypatch.context() as patched, pytest.raises(type(error)):
        patched.setattr(Path, step, stopped)
        write({"a.csv": b"a"}, export)
    assert held(export.parent) == before


def test_the_command_line_refuses_with_words(tmp_path, capsys):
    """Over somebody's files the exit code is 1 and the message names one; a missing folder's name is 2."""
    (tmp_path / "thesis.txt").write_text("invented", encoding="utf-8")
    assert main(["export", str(tmp_path)]) == 1
    assert "thesis.txt" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["export"])
    assert ended.value.code == 2


def test_the_same_evidence_gives_the_same_bytes(tmp_path):
    """By two processes with other seeds of hashes, the command line writes the same files of the live review."""
    made = []
    for seed in ("1", "42"):
        command = [sys.executable, "-m", "livingevidence.cli", "export", str(tmp_path / seed)]
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=Path(__file__).parent)
        assert done.returncode == 0, done.stderr
        made.append(held(tmp_path / seed))
    assert made[0] == made[1]
