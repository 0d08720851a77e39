"""The kernels that run the notebooks: this very Python, several at a time, with none of a user's own settings.

Where the system forks safely, each is a child of the build itself, which has imported everything and read the evidence
already; else, as for a chapter that fails and runs once more, an ordinary kernel.
"""

import gc
import json
import locale
import multiprocessing.context
import os
import pickle
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import traitlets
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingevidence import show
from livingevidence.record.reads import EVERYTHING, Read, digest, note, noted
from livingevidence.record.release import beside_digest
from livingevidence.record.root import Root
from livingevidence.site.fresh import PLACE, Fresh
from livingevidence.site.site import Site

# On loopback the kernel warns, for each notebook, that its TCP sockets are not encrypted.
QUIET = "--log-level=ERROR"
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", QUIET]
FOLDER = "chapters/"
FORKED = "livingevidence-forked"
TAKEN: ContextVar[list["Forked"]] = ContextVar("the kernels that a notebook took")


class Forked(getattr(multiprocessing.context, "ForkProcess", multiprocessing.Process)):
    """A kernel that waits for a notebook; to jupyter_client a process like those that it starts."""

    stdin = stdout = stderr = None

    def __init__(self, others: Sequence["Forked"], told: Path, verdicts: dict):
        orders, self.orders = multiprocessing.Pipe(duplex=False)
        self.told = told / f"{len(others)}.pickle"
        ends = [self.orders, *(other.orders for other in others)]
        super().__init__(target=_serve, args=(orders, ends, self.told, verdicts))
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


def _serve(orders: Connection, ends: Sequence[Connection], told: Path, verdicts: dict) -> None:
    """Wait for the connection file of a notebook, serve it and tell what it read; the end of waiting is the build's."""
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
    before = sum(len(found.on) for found in verdicts.values())
    with noted() as seen:
        IPKernelApp.launch_instance(argv=["-f", file, QUIET, parent, "--HistoryManager.enabled=False"])
    more = verdicts if sum(len(found.on) for found in verdicts.values()) > before else {}
    told.write_bytes(pickle.dumps((sorted(seen), more)))


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
        TAKEN.get().append(self.process)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info


@contextmanager
def forked(several: int, verdicts: dict) -> Iterator[None]:
    """Give notebooks kernels forked from this process; ordinary ones where that is unsafe: off Linux, or in threads."""
    factory = KernelProvisionerFactory.instance()
    folder = TemporaryDirectory()
    safe = sys.platform == "linux" and threading.active_count() == 1
    kernels = _fork(several, Path(folder.name), verdicts) if safe else []
    factory.provisioners[FORKED] = SimpleNamespace(load=lambda: partial(ForkedProvisioner, waiting=kernels))
    factory.default_provisioner_name = FORKED
    try:
        yield
    finally:
        while kernels:
            kernel = kernels.pop()
            kernel.orders.close()
            kernel.join()
        folder.cleanup()


def _fork(several: int, told: Path, verdicts: dict) -> list[Forked]:
    for module in ("ipykernel.ipkernel", "ipykernel.kernelapp", *show.HELD):  # all that a kernel needs, imported once
        import_module(module)
    gc.collect()
    gc.freeze()  # else the first collection of each child copies all memory
    kernels: list[Forked] = []
    for _ in range(several):
        kernels.append(Forked(kernels, told, verdicts))
    gc.unfreeze()
    return kernels


def use_own_kernel(app: Sphinx) -> None:
    """Write the kernel's specification, put it before all others, and settings of the user aside."""
    folder = Path(app.doctreedir) / "jupyter"
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(json.dumps({"argv": COMMAND, "display_name": "Python 3", "language": "python"}), encoding="utf-8")
    others = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys([str(folder), *filter(None, others)]))
    os.environ["JUPYTER_CONFIG_DIR"] = os.environ["IPYTHONDIR"] = str(folder / "settings")


def run_chapters(env: BuildEnvironment, names: Iterable[str], site: Site, beside: str) -> set[str]:
    """Run those of some chapters that the cache lacks, or has of other evidence, one a processor at a time; tell which.

    The evidence is other where what a chapter read moved, or what stands `beside` the records.

    Each is then found in the cache. One that fails is left out, and fails once more when its page is read, where it is
    told.
    """
    cache = get_cache(env.config.nb_execution_cache_path)
    waiting: dict[str, NotebookNode] = {}
    for path, notebook in _notebooks(env, names):
        record = _record(cache, notebook)
        known = record.data if record else {}
        if known.get("beside") != beside or site.gives(known["read"]) != known["gave"]:
            waiting[path] = notebook
            if record is not None:
                cache.remove_cache(record.pk)

    verdicts = site.evidence.library.verdicts if waiting else {}

    def run(path: str) -> tuple[ExecutionResult, list[Read]]:
        TAKEN.set(taken := [])
        timeout = env.config.nb_execution_timeout
        done = single_nb_execution(waiting[path], cwd=str(Path(path).parent), timeout=timeout, allow_errors=False)
        for kernel in (kernel for kernel in taken if kernel.told.is_file()):
            read, found = pickle.loads(kernel.told.read_bytes())
            verdicts.update(found)
            return done, read
        return done, [EVERYTHING]

    if not waiting:
        return set()
    with forked(len(waiting), verdicts), ThreadPoolExecutor(os.cpu_count()) as several:
        for path, (done, read) in zip(waiting, several.map(run, waiting), strict=True):
            if done.err is None:
                printed = digest([cell.get("outputs") for cell in done.nb.cells])
                facts = {"printed": printed, "beside": beside, "read": read, "gave": site.gives(read)}
                bundle = CacheBundleIn(done.nb, path, data={"execution_seconds": done.time, **facts})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    return {*waiting}


def _notebooks(env: BuildEnvironment, names: Iterable[str]) -> Iterator[tuple[str, NotebookNode]]:
    for path in (env.doc2path(name) for name in sorted(names) if name.startswith(FOLDER)):
        text = Path(path).read_text(encoding="utf-8")
        if reader := create_nb_reader(path, env.myst_config, env.mystnb_config, text):
            yield path, reader.read(text)


def _record(cache: JupyterCacheAbstract, notebook: NotebookNode) -> NbCacheRecord | None:
    try:
        return cache.match_cache_notebook(notebook)
    except KeyError:
        return None


def beside_records(root: Root) -> str:
    """Return the digest of all that a cell may ask besides records: other data, pages, and places for links."""
    pages = sorted(path.relative_to(root.folder).as_posix() for path in root.pages.rglob("*.md"))
    places = [(path.name, PLACE.findall(path.read_text(encoding="utf-8"))) for path in root.texts]
    return digest([beside_digest(root), pages, places])


def setup(app: Sphinx, fresh: Fresh) -> None:
    """Set the kernel, and run chapters before any page is read; those whose cells print something else are outdated."""
    beside = cache(lambda: beside_records(fresh.site.root))

    def run(app: Sphinx, env: BuildEnvironment, names: Iterable[str]) -> None:
        if env.config.nb_execution_mode == "cache" and names:
            _ = fresh.site.results, fresh.site.since  # found once, before kernels are forked that ask for them
            fresh.run |= run_chapters(env, names, fresh.site, beside())

    def run_all(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
        if fresh.moved and fresh.env.asked:
            run(app, env, env.found_docs)
        return []

    def printed(page: str) -> object:
        note([EVERYTHING])  # of which its cells ask
        cache = get_cache(fresh.env.config.nb_execution_cache_path)
        records = [cache.match_cache_notebook(notebook) for _, notebook in _notebooks(fresh.env, [page])]
        return [record.data["printed"] for record in records]

    def ask(app: Sphinx, document: nodes.document) -> None:
        if app.env.docname.startswith(FOLDER):
            with suppress(KeyError):  # of a chapter that failed, whose page is read again each time
                fresh.ask("cells")

    fresh.answers["cells"] = printed
    app.connect("builder-inited", use_own_kernel, priority=90)
    app.connect("env-get-outdated", run_all, priority=400)
    app.connect("env-before-read-docs", run)
    app.connect("doctree-read", ask)
