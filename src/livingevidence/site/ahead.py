"""Finds something in a fork of the build, which goes on meanwhile."""

import gc
import multiprocessing
import os
import pickle
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar

T = TypeVar("T")


def can_fork() -> bool:
    """Return whether this process can be forked: on Linux, before it has threads."""
    return sys.platform == "linux" and threading.active_count() == 1


def silence() -> None:
    """Read nothing, and say nothing, from now on."""
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)


def begin_ahead(find: Callable[[], T], later: bool = False) -> Callable[[], T]:
    """Begin to find something, and return what waits for it; without forks, or where one fails, that finds it itself.

    What is needed `later` lets all else go first.
    """
    if not can_fork():
        return cache(find)
    file = TemporaryFile()  # noqa: SIM115 - closed by who waits
    ended, end = os.pipe()  # nothing is written into it, and it ends with the fork
    multiprocessing.get_context("fork").Process(target=_serve, args=(find, file, later)).start()
    os.close(end)

    def wait() -> T:
        """Wait for it in the build, or in another fork of that."""
        os.read(ended, 1)
        os.close(ended)
        with file, suppress(EOFError, pickle.UnpicklingError):  # of a fork that failed
            return pickle.loads(os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0))
        return find()

    return cache(wait)


def _serve(find: Callable[[], object], file: BinaryIO, later: bool) -> None:
    silence()
    os.nice(19 if later else 0)
    gc.disable()  # it soon ends, and a collection copies all memory
    file.write(pickle.dumps(find()))
    file.flush()
