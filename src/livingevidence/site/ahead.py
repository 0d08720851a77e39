"""Finds something in a fork of the build, which goes on meanwhile."""

import gc
import multiprocessing
import os
import pickle
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

T = TypeVar("T")


def safe() -> bool:
    """Return whether this process can be forked: on Linux, before it has threads."""
    return sys.platform == "linux" and threading.active_count() == 1


def silence() -> None:
    """Read nothing, and say nothing, from now on."""
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)


def ahead(find: Callable[[], T], later: bool = False) -> Callable[[], T]:
    """Begin to find something, and return what waits for it; without forks, or where one fails, it is found then.

    What is needed `later` lets all else go first.
    """
    if not safe():
        return cache(find)
    folder = TemporaryDirectory()
    file = Path(folder.name) / "found.pickle"
    child = multiprocessing.get_context("fork").Process(target=_serve, args=(find, file, later))
    child.start()
    maker = os.getpid()

    def wait() -> T:
        if os.getpid() != maker:  # a process of a parallel build, which can't wait for its sibling
            return find()
        child.join()
        with folder:
            return pickle.loads(file.read_bytes()) if child.exitcode == 0 else find()

    return cache(wait)


def _serve(find: Callable[[], object], file: Path, later: bool) -> None:
    silence()
    os.nice(19 if later else 0)
    gc.disable()  # it soon ends, and a collection copies all memory
    file.write_bytes(pickle.dumps(find()))
