"""Files are written whole or not at all, one command at a time, and stay the kind of file that they are."""

import errno
import os
import re
from threading import Thread

import pytest

from livingevidence.cli import main
from livingevidence.record.problems import UserError
from livingevidence.record.writing import locked_folder, write_files


def test_a_link_stays_a_link(tmp_path):
    """What a link leads to is written anew, and the link is left."""
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    write_files({tmp_path / "link": "after"})
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "after"


def test_a_lock_of_an_editor_is_no_record_to_lay_out(small_copy, capsys):
    """While a record is open the others get their layout."""
    small_copy.folder.joinpath("studies/.#doe-2021.yaml").symlink_to("nowhere")
    assert main(["fmt", "--data", str(small_copy.folder)]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("command", [["fmt"], ["compare"]], ids=lambda command: command[0])
def test_what_is_no_record_is_not_taken_for_one(small_copy, capsys, command):
    """A file of another kind is told, and gets neither the layout nor the schema of a study."""
    topic = small_copy.folder / "topic.yaml"
    before = topic.read_text()
    assert main([*command, str(topic), str(topic), "--data", str(small_copy.folder)]) == 1
    assert "is no record of a study" in capsys.readouterr().err and topic.read_text() == before


def test_a_misspelt_file_is_not_there(small_copy, capsys):
    """A misspelt file is told as one that is not there, and not as a file of another kind."""
    assert main(["fmt", "misspelt.yaml", "--data", str(small_copy.folder)]) == 1
    message = capsys.readouterr().err
    assert "misspelt.yaml" in message and os.strerror(errno.ENOENT) in message


def test_a_pipe_is_written_to(tmp_path):
    """What is no file is not replaced by one."""
    pipe, texts = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: texts.append(pipe.read_text()))
    reader.start()
    write_files({pipe: "words"})
    reader.join()
    assert texts == ["words"] and pipe.is_fifo()


def test_a_link_to_a_pipe_is_written_to(tmp_path):
    """Output can go to another program, by ``/dev/stdout``, which is a link to what may have no name."""
    read_end, write_end = os.pipe()
    (tmp_path / "link").symlink_to(f"/proc/self/fd/{write_end}")
    write_files({tmp_path / "link": "words"})
    os.close(write_end)
    with open(read_end) as pipe:
        assert pipe.read() == "words"


def test_what_could_not_be_written_is_told_by_its_own_name(tmp_path):
    """A person is told of the file that was asked for; those before it are as they were, with nothing beside them."""
    path, older = tmp_path / "nowhere/told.md", tmp_path / "older.md"
    older.write_text("before")
    with pytest.raises(UserError, match=f": {re.escape(str(path))}$"):
        write_files({older: "words", tmp_path / "newer.md": "words", path: "words"})
    assert older.read_text() == "before" and [*tmp_path.iterdir()] == [older]


@pytest.mark.parametrize(
    "command", [["diff", "2021-01-01", "--output"], ["screen", "--to"]], ids=lambda command: command[0]
)
def test_on_a_full_disk_an_older_output_stays(small_copy, monkeypatch, tmp_path, command):
    """What stood in a file is not lost where its next content has no place."""
    file = tmp_path / "old.csv"
    file.write_text("decisions")

    def fill_disk(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fill_disk)
    monkeypatch.chdir(small_copy.review.folder)
    assert main([*command, str(file)]) == 1
    assert file.read_text() == "decisions"


@pytest.mark.parametrize(
    "command", [["fmt"], ["sign", "certainty/example-fever-clearing", "--role", "editor"], ["new"]]
)
def test_one_command_at_a_time_writes_records(small_copy, monkeypatch, capsys, command):
    """While one is at work another is told to wait, so that neither loses what the other wrote; looking goes on."""
    monkeypatch.chdir(small_copy.review.folder)
    with locked_folder(small_copy.folder, "records"):
        assert main(command) == 1
        assert "another command is at work on the records" in capsys.readouterr().err
        assert main(["check"]) == 0 and capsys.readouterr().err == ""


def test_a_lock_ends_with_its_command(tmp_path):
    """A command that failed holds nothing."""
    with pytest.raises(UserError), locked_folder(tmp_path, "records"):
        raise UserError("stopped")
    with locked_folder(tmp_path, "records"):
        pass


def test_a_file_system_without_locks_is_no_obstacle(tmp_path, monkeypatch):
    """Where a folder can't be locked, as on some networks, a command works as if it were alone."""

    def refuse(descriptor, operation):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with locked_folder(tmp_path, "records"):
        write_files({tmp_path / "file": "words"})
    assert (tmp_path / "file").read_text() == "words"


def test_a_fault_of_the_work_itself_is_told_as_it_is(tmp_path):
    """What blocks a command while it is at work is not taken for another command."""
    with pytest.raises(BlockingIOError), locked_folder(tmp_path, "records"):
        raise BlockingIOError
