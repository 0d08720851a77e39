"""Many independent analyses: on every processor there is or on a cluster, with a bar, and never one of them twice."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TypeVar

import joblib

from livingevidence.record.progress import track

P, R = TypeVar("P"), TypeVar("R")


def many(function: Callable[[P], R], pieces: Iterable[P], keep: Path | None = None) -> list[R]:
    """Return what a function gives of each of many pieces, in their order; it stands where ``map`` does.

    They are computed on all processors of this machine; on a Dask cluster where ``DASK_SCHEDULER_ADDRESS`` names one,
    or joblib is configured for one (``joblib.parallel_config("dask")``). A piece on which chance plays a part holds its
    own seed, so the numbers are the same whatever the workers. Where a terminal looks on, a bar tells how far it is.

    Parameters
    ----------
    function : callable
        Of a module, or a ``functools.partial`` of one.
    pieces : iterable
        Such as ranges of subsets, choices or seeds; each takes a worker a second or so at best.
    keep : pathlib.Path, optional
        A folder for results: a run that was stopped goes on with what is not there yet. They are found again by the
        code, the function and the piece, so that nothing there is ever stale.
    """
    pieces = list(pieces)
    paths = [_result_path(function, piece, keep) for piece in pieces] if keep else []
    results = {index: joblib.load(path) for index, path in enumerate(paths) if path.exists()}
    missing = [index for index in range(len(pieces)) if index not in results]
    cluster = os.environ.get("DASK_SCHEDULER_ADDRESS")
    with _connected_to(cluster) if cluster else nullcontext():
        work = joblib.Parallel(n_jobs=-1, return_as="generator")
        with closing(work(joblib.delayed(function)(pieces[index]) for index in missing)) as computed:
            for index, result in zip(missing, track(computed, "Analyses", len(pieces), len(results)), strict=True):
                results[index] = result
                if keep:
                    unfinished = paths[index].with_suffix(".part")
                    joblib.dump(result, unfinished)
                    unfinished.replace(paths[index])  # a result is there whole or not at all
    return [results[index] for index in range(len(pieces))]


@contextmanager
def _connected_to(cluster: str) -> Iterator[None]:
    """Compute on a Dask cluster, and leave it afterwards, as joblib does not where it is given the address."""
    from distributed import Client

    with Client(cluster), joblib.parallel_config("dask"):
        yield


def _result_path(function: Callable, piece: object, folder: Path) -> Path:
    """Return where a result is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    call = (function.func, function.args, function.keywords) if isinstance(function, partial) else (function,)
    module_file = getattr(sys.modules[call[0].__module__], "__file__", __file__)
    code = sorted({*Path(__file__).parent.rglob("*.py"), Path(module_file)})
    return folder / joblib.hash(([path.read_bytes() for path in code], call, piece))
