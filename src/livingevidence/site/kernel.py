"""The kernels that run the notebooks: this very Python, several at a time, with none of a user's own settings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livingevidence.record.root import find

# On loopback the kernel warns, for each notebook, that its TCP sockets are not encrypted.
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
FOLDER = "chapters/"


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

    with ThreadPoolExecutor(os.cpu_count()) as several:
        for path, done in zip(waiting, several.map(run, waiting), strict=True):
            if done.err is None:
                bundle = CacheBundleIn(waiting[path], path, data={"execution_seconds": done.time})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def setup(app: Sphinx) -> None:
    """Set the kernel and run the chapters before any page is read."""
    app.connect("builder-inited", use_own_kernel, priority=90)
    app.connect("env-before-read-docs", run_ahead)
