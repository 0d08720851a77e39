"""A bar is for people who look."""

import sys

import pytest

from livingevidence.record.progress import track


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_is_shown_in_a_terminal_alone(monkeypatch, capsys, terminal):
    """The items are the same either way, and a log or a file gets no line of it."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert list(track(iter("abc"), "Going through", 3)) == ["a", "b", "c"]
    output = capsys.readouterr()
    assert output.out == ""
    assert ("Going through" in output.err) == terminal
