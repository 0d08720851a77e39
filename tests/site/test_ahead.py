"""What is found in a fork of the build comes back, wherever it is asked for."""

import os
import sys
import time

import pytest

from livingevidence.site.ahead import begin_ahead

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked here"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork, though tests that ran before may have left threads, of which what is found here needs none."""
    monkeypatch.setattr("livingevidence.site.ahead.can_fork", lambda: True)


def test_it_is_found_in_another_process_once():
    """The build gets what the fork found, as often as it asks."""
    wait = begin_ahead(os.getpid)
    assert wait() == wait() != os.getpid()


def test_what_fails_there_is_found_where_it_is_asked_for():
    """So that a problem is told by the build itself."""
    parent = os.getpid()
    assert begin_ahead(lambda: 1 / (os.getpid() == parent))() == 1
    with pytest.raises(ZeroDivisionError):
        begin_ahead(lambda: 1 / 0)()


def test_another_fork_waits_for_it_too():
    """A process of a parallel build, or a chapter that runs, gets what the build gets."""
    wait = begin_ahead(lambda: time.sleep(0.2) or os.getpid())
    wait_elsewhere = begin_ahead(wait)
    assert wait() == wait_elsewhere() != os.getpid()
