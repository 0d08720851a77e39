"""Many analyses: the same numbers whoever computes them, and none of them twice."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp

import joblib
import numpy as np
import pytest
from distributed import Client, LocalCluster

from livingevidence.synthesis import sensitivity
from livingevidence.synthesis.many import many
from livingevidence.synthesis.stats.gosh import gosh
from livingevidence.synthesis.stats.random_effects import reml

Y, V = [0.1, 0.8, -0.6, 1.5, 0.3, 0.9], [0.02, 0.4, 1, 0.02, 0.3, 0.1]


def interrupted(results: Iterable, *of_bar: object, **more: object) -> Iterator:
    """Stop after three results, as a person does who looks at the bar."""
    yield from islice(results, 3)
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def cluster():
    """Return a cluster of this machine."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as dask_cluster:
        yield dask_cluster


def test_it_stands_where_map_does():
    """Each piece gives what the function gives of it, in the order of the pieces."""
    assert many(abs, range(-5, 5)) == list(map(abs, range(-5, 5)))


@pytest.mark.parametrize("scheduler", ["named", "configured"])
def test_a_cluster_gives_the_same_numbers(cluster, monkeypatch, scheduler):
    """On a Dask cluster that is named, or that joblib is configured for, the same call gives the same."""
    expected = gosh(Y, V)
    if scheduler == "named":
        monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster.scheduler_address)
        subsets = gosh(Y, V, each=many)
    else:
        with Client(cluster), joblib.parallel_config("dask"):
            subsets = gosh(Y, V, each=many)
    assert all(map(np.array_equal, expected, subsets))


def test_a_cluster_is_left(cluster, monkeypatch):
    """Who has computed on a named cluster is no client of it any more."""
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster.scheduler_address)
    many(abs, range(-2, 2))
    cluster_clients = ("fire-and-forget", "Client-worker-")  # those of the cluster itself
    assert not [name for name in cluster.scheduler.clients if not name.startswith(cluster_clients)]


# Of which joblib tells who stops a run; and a thread that hands out the pieces may still look for one just then.
@pytest.mark.filterwarnings("ignore:.* tasks .* (but not used|have been cancelled)")
@pytest.mark.filterwarnings("ignore:Exception in thread ExecutorManagerThread")
def test_a_stopped_run_goes_on(tmp_path, monkeypatch):
    """What a run gave before it stopped is not computed again."""
    (tmp_path / "made").mkdir()
    make_folder, names = partial(mkdtemp, "", dir=tmp_path / "made"), [f"{piece}-" for piece in range(40)]
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("livingevidence.synthesis.many.track", interrupted)
        many(make_folder, names, keep=tmp_path / "kept")
    folders = many(make_folder, names, keep=tmp_path / "kept")
    assert [Path(f).name.split("-")[0] for f in folders] == [name.strip("-") for name in names]
    assert [list((tmp_path / "made").glob(f"{name}*")) for name in names[:3]] == [[Path(f)] for f in folders[:3]]


def test_what_is_kept_is_of_one_function_and_piece(tmp_path):
    """Another function of the same pieces is computed, and so is another piece."""
    assert many(abs, [-1, -2], keep=tmp_path) == [1, 2]
    assert many(bool, [-1, 0], keep=tmp_path) == [True, False]


def test_the_curves_are_the_same(small_evidence):
    """The curves of all harms, computed apart, are those that are computed one after the other."""
    assert sensitivity.curves(small_evidence, many) == sensitivity.curves(small_evidence)


def test_each_subset_is_pooled_as_if_it_were_all():
    """Of each subset of at least two trials mean and tau are those of the model that pages show."""
    subsets = gosh(Y, V)
    assert len(subsets.members) == 2**6 - 1 - 6
    for members, *summary in zip(*subsets, strict=True):
        model = reml(np.array(Y)[members], np.array(V)[members])
        assert summary == pytest.approx([model.estimate, model.tau], abs=1e-9)


def test_too_many_subsets_are_drawn():
    """Where there are more subsets than wanted, as many different ones are drawn at most, the same each time."""
    sample, same_sample = (gosh(Y * 4, V * 4, most=500) for _ in range(2))
    assert 450 < len(np.unique(sample.members, axis=0)) == len(sample.members) <= 500
    assert np.array_equal(sample.estimate, same_sample.estimate)


def test_subsets_that_nobody_can_draw_are_refused():
    """More than forty trials have more subsets than a whole number of a computer names."""
    with pytest.raises(ValueError, match="at most 40"):
        gosh(Y * 7, V * 7)
