"""The kernels that run the notebooks: this very Python, several at a time, with none of a user's own settings.

Where the system forks safely, each is a child of the build itself, which has imported everything and read the evidence
already; else, as for a chapter that fails and runs once more, an ordinary kernel.
"""

from __future__ import annotations

import gc
import json
import locale
import multiprocessing.context
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

import traitlets
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingevidence.record.root import find

# On loopback the kernel warns, for each notebook, that its TCP sockets are not encrypted.
QUIET = "--log-level=ERROR"
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", QUIET]
FOLDER = "chapters/"
FORKED = "livingevidence-forked"


class Forked(getattr(multiprocessing.context, "ForkProcess", multiprocessing.Process)):
    """A kernel that waits for a notebook; to jupyter_client a process like those that it starts."""

    stdin = stdout = stderr = None

    def __init__(self, others: Sequence[Forked]):
        orders, self.orders = multiprocessing.Pipe(duplex=False)
        super().__init__(target=_serve, args=(orders, [self.orders, *(other.orders for other in others)]))
        self.start()
        orders.close()

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""
        return self.exitcode

    def wait(self) -> int | None:
        """Wait for its end and return the exit code."""
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)


def _serve(orders: Connection, ends: Sequence[Connection]) -> None:
    """Wait for the connection file of a notebook and serve it; the end of the build is the end of waiting."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    for end in ends:
        end.close()
    try:
        file, folder, environment = orders.recv()
    except EOFError:
        return
    os.chdir(folder)
    os.environ.update(environment)
    for category in (locale.LC_COLLATE, locale.LC_MONETARY, locale.LC_NUMERIC, locale.LC_TIME):
        locale.setlocale(category, "C")  # as in a Python that was just started; Sphinx takes the user's
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance(argv=["-f", file, QUIET, parent, "--HistoryManager.enabled=False"])


class ForkedProvisioner(LocalProvisioner):
    """Gives a notebook one of the forked kernels; an ordinary one when none is left."""

    waiting = traitlets.Any()  # the list itself, which all share

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """Start the kernel and return how it is reached."""
        try:
            self.process = self.waiting.pop()
        except IndexError:
            return await super().launch_kernel(cmd, **kwargs)
        self.process.orders.send((self.parent.connection_file, kwargs["cwd"], kwargs["env"]))
        self.process.orders.close()
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info


@contextmanager
def forked(several: int) -> Iterator[None]:
    """Give notebooks kernels forked from this process; ordinary ones where that is unsafe: off Linux, or in threads."""
    factory = KernelProvisionerFactory.instance()
    kernels = _fork(several) if sys.platform == "linux" and threading.active_count() == 1 else []
    factory.provisioners[FORKED] = SimpleNamespace(load=lambda: partial(ForkedProvisioner, waiting=kernels))
    factory.default_provisioner_name = FORKED
    try:
        yield
    finally:
        while kernels:
            kernel = kernels.pop()
            kernel.orders.close()
            kernel.join()


def _fork(several: int) -> list[Forked]:
    import ipykernel.ipkernel
    import ipykernel.kernelapp  # noqa: F401 (all that a kernel imports is imported once)

    import livingevidence.show  # noqa: F401

    gc.collect()
    gc.freeze()  # else the first collection of each child copies all memory
    kernels: list[Forked] = []
    for _ in range(several):
        kernels.append(Forked(kernels))
    gc.unfreeze()
    return kernels


def use_own_kernel(app: Sphinx) -> None:
    """Write the kernel's specification below ``build``, put it before all others, and settings of the user aside."""
    folder = find(start=Path(app.confdir)).folder / "build/jupyter"
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(json.dumps({"argv": COMMAND, "display_name": "Python 3", "language": "python"}), encoding="utf-8")
    others = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys([str(folder), *filter(None, others)]))
    os.environ["JUPYTER_CONFIG_DIR"] = os.environ["IPYTHONDIR"] = str(folder / "settings")


def run_ahead(app: Sphinx, env: BuildEnvironment, names: Sequence[str]) -> None:
    """Run the chapters that the cache lacks, one a processor at a time, before any page is read.

    Each is then found in the cache. One that fails is left out, and fails once more when its page is read, where it is
    told.
    """
    if env.config.nb_execution_mode != "cache":
        return
    cache = get_cache(env.config.nb_execution_cache_path)
    waiting: dict[str, NotebookNode] = {}
    for path in (env.doc2path(name) for name in sorted(names) if name.startswith(FOLDER)):
        text = Path(path).read_text(encoding="utf-8")
        if reader := create_nb_reader(path, env.myst_config, env.mystnb_config, text):
            notebook = reader.read(text)
            try:
                cache.match_cache_notebook(notebook)
            except KeyError:
                waiting[path] = notebook

    def run(path: str):
        timeout = env.config.nb_execution_timeout
        return single_nb_execution(waiting[path], cwd=str(Path(path).parent), timeout=timeout, allow_errors=False)

    with forked(len(waiting)), ThreadPoolExecutor(os.cpu_count()) as several:
        for path, done in zip(waiting, several.map(run, waiting), strict=True):
            if done.err is None:
                bundle = CacheBundleIn(waiting[path], path, data={"execution_seconds": done.time})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def setup(app: Sphinx) -> None:
    """Set the kernel and run the chapters before any page is read."""
    app.connect("builder-inited", use_own_kernel, priority=90)
    app.connect("env-before-read-docs", run_ahead)
