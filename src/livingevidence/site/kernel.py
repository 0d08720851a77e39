"""Runs the chapters whose cells may show something else, several at a time, with none of a user's own settings.

Where the system forks safely they need no kernel (:mod:`livingevidence.site.forked`); else, as for a chapter that fails
and runs once more, an ordinary one of this very Python.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingevidence import show
from livingevidence.claims.ledger import DAY
from livingevidence.record.reads import EVERYTHING, Read, digest, note_reads
from livingevidence.record.release import beside_digest
from livingevidence.record.root import Root
from livingevidence.show.inline import PLACE
from livingevidence.site.ahead import begin_ahead, can_fork
from livingevidence.site.fresh import Freshness
from livingevidence.site.site import Site

# On loopback the kernel warns, for each notebook, that its TCP sockets are not encrypted.
QUIET = "--log-level=ERROR"
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", QUIET]
FOLDER = "chapters/"


def use_own_kernel(app: Sphinx) -> None:
    """Write the kernel's specification, put it before all others, and settings of the user aside."""
    folder = Path(app.doctreedir) / "jupyter"
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(json.dumps({"argv": COMMAND, "display_name": "Python 3", "language": "python"}), encoding="utf-8")
    others = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys([str(folder), *filter(None, others)]))
    os.environ["JUPYTER_CONFIG_DIR"] = os.environ["IPYTHONDIR"] = str(folder / "settings")


def run_chapters(
    env: BuildEnvironment, names: Iterable[str], site: Site, beside: str, valid_runs: set[str]
) -> tuple[set[str], dict[str, str], Callable[[], dict[str, str]]]:
    """Begin to run those of some chapters that the cache lacks, or has of other evidence, one a processor at a time.

    Returned are which these are, what the cells of the others print, as a digest, and what waits for those of these.

    The evidence is other where what a chapter read moved, or what stands `beside` the records. Of this evidence are the
    `valid_runs`, by their keys in the cache, to which those are added that are found to be so.

    Each is then found in the cache. One that fails is left out, and fails once more when its page is read, where it is
    told.
    """
    cache = get_cache(env.config.nb_execution_cache_path)

    def current(read: Read) -> str:
        return site.current_digest(tuple(read))

    def still_stands(run: Mapping[str, list]) -> bool:
        """Return whether all that was read gives the same; earlier days, which take longest, are asked last."""
        digests = sorted(zip(run["read"], run["gave"], strict=True), key=lambda pair: pair[0][0] == DAY)
        return all(current(read) == before for read, before in digests)

    records = {(record.uri, record.data.get("text")): record for record in cache.list_cache_records()}
    waiting: dict[str, NotebookNode] = {}
    printed, texts = dict[str, str](), dict[str, str]()
    for path in (env.doc2path(name) for name in sorted(names)):
        text = Path(path).read_text(encoding="utf-8")
        texts[path] = digest(text)
        record, notebook = records.get((str(path), texts[path])), None
        if record is None:  # the cells may be the same, in other words
            if (notebook := _notebook(env, path, text)) is None:
                continue
            record = _record(cache, notebook)
        run = record.data if record else {}
        valid = record and record.hashkey in valid_runs
        if valid or (run.get("beside") == beside and still_stands(run)):
            printed[path] = run["printed"]
            valid_runs.add(record.hashkey)
        else:
            waiting[path] = notebook or _notebook(env, path, text)
            if record is not None:
                cache.remove_cache(record.pk)

    if not waiting:
        return set(), printed, dict
    _ = site.results  # found once, before processes are forked that ask for them
    verdicts, seconds = site.evidence.library.verdicts, env.config.nb_execution_timeout
    site.begin_dating()
    wait_for_forks = begin_ahead(_fork_runner(waiting, seconds, verdicts)) if can_fork() else dict

    def wait() -> dict[str, str]:
        outputs = {}
        for path, notebook, reads in _finished_runs(waiting, wait_for_forks(), seconds, verdicts):
            outputs[path] = digest([cell.get("outputs") for cell in notebook.cells])
            facts = {"text": texts[path], "printed": outputs[path], "beside": beside}
            facts |= {"read": reads, "gave": [*map(current, reads)]}
            bundle = CacheBundleIn(notebook, path, data=facts)
            valid_runs.add(cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True).hashkey)
        return outputs

    return {*waiting}, printed, wait


def _fork_runner(notebooks: Mapping[str, NotebookNode], seconds: int, verdicts: dict) -> Callable[[], dict]:
    """Return what runs notebooks in forks; figures, which some pages need, too, are imported before."""
    for module in show.CELL_FUNCTIONS:
        import_module(module)
    build = os.getpid()

    def run() -> dict:
        from livingevidence.site import forked  # with IPython, which the build itself does without

        if os.getpid() != build:
            forked.prepare()
        # As plain tuples, for which the build need not import that module.
        return {path: tuple(run) for path, run in forked.run(notebooks, seconds, verdicts).items()}

    return run


def _finished_runs(
    notebooks: Mapping[str, NotebookNode], runs: Mapping[str, tuple], seconds: int, verdicts: dict
) -> Iterator[tuple[str, NotebookNode, list[Read]]]:
    """Yield notebooks that were run, with what was read of the records; those that failed are left out."""
    for path, (notebook, reads, verdicts_found) in runs.items():
        verdicts.update(verdicts_found)
        yield path, notebook, reads

    def run(path: str) -> ExecutionResult:
        return single_nb_execution(notebooks[path], cwd=str(Path(path).parent), timeout=seconds, allow_errors=False)

    rest = [path for path in notebooks if path not in runs]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, result in zip(rest, pool.map(run, rest), strict=True):
            if result.err is None:
                yield path, result.nb, [EVERYTHING]


def _notebook(env: BuildEnvironment, path: str, text: str) -> NotebookNode | None:
    reader = create_nb_reader(path, env.myst_config, env.mystnb_config, text)
    return reader and reader.read(text)


def _record(cache: JupyterCacheAbstract, notebook: NotebookNode) -> NbCacheRecord | None:
    try:
        return cache.match_cache_notebook(notebook)
    except KeyError:
        return None


def digest_beside_records(root: Root) -> str:
    """Return the digest of all that a cell may ask besides records: other data, pages, and places for links."""
    pages = sorted(path.relative_to(root.folder).as_posix() for path in root.pages.rglob("*.md"))
    places = [(path.name, PLACE.findall(path.read_text(encoding="utf-8"))) for path in root.texts]
    return digest([beside_digest(root), pages, places])


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Set the kernel, and run chapters before any page is read; those whose cells print something else are outdated."""
    beside = cache(lambda: digest_beside_records(fresh.site.root))
    printed: dict[str, str] = {}
    waits: list[Callable[[], dict[str, str]]] = []

    def begin(env: BuildEnvironment, names: Iterable[str]) -> None:
        begun = printed.keys() | fresh.chapters_run
        names = [name for name in names if name.startswith(FOLDER) and env.doc2path(name) not in begun]
        if env.config.nb_execution_mode == "cache" and names:
            running, from_cache, wait = run_chapters(env, names, fresh.site, beside(), fresh.valid_runs)
            fresh.chapters_run |= running
            printed.update(from_cache)
            waits.append(wait)

    def end() -> None:
        while waits:
            printed.update(waits.pop()())

    def run(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
        """Begin, and let pages be read last that need what is found meanwhile: chapters, then the downloads."""
        begin(env, names)
        names.sort(key=lambda name: ("/" not in name, name.startswith(FOLDER)))

    def end_before(app: Sphinx, env: BuildEnvironment, name: str) -> None:
        if name.startswith(FOLDER):
            end()

    def run_all(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
        if fresh.moved and fresh.env.page_answers:
            begin(env, env.found_docs)
        return []

    def outputs(page: str) -> object:
        note_reads([EVERYTHING])  # of which its cells ask
        end()
        return printed[fresh.env.doc2path(page)]

    def ask(app: Sphinx, document: nodes.document) -> None:
        if app.env.docname.startswith(FOLDER):
            with suppress(KeyError):  # of a chapter that failed, whose page is read again each time
                fresh.ask("cells")

    fresh.answers["cells"] = outputs
    app.connect("builder-inited", use_own_kernel, priority=90)
    app.connect("env-get-outdated", run_all, priority=400)
    app.connect("env-before-read-docs", run)
    app.connect("env-purge-doc", end_before)
    app.connect("env-updated", lambda app, env: end())  # of which no page was asked, too
    app.connect("doctree-read", ask)
