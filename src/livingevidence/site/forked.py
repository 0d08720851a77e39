"""Runs notebooks without kernels: each in a fork of the build, which has imported everything and read the evidence.

What cells show is taken from IPython as a kernel would send it. Of a notebook whose cells fail, or take too long,
nothing is returned: an ordinary kernel runs it then, and tells what is wrong.
"""

import gc
import io
import json
import locale
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import traitlets
from ipykernel.ipkernel import IPythonKernel
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4

from livingevidence.record.reads import Read, noting_reads
from livingevidence.site.ahead import silence

INLINE = "matplotlib_inline.backend_inline"
SKIPPED = "skip-execution"


class NotebookRun(NamedTuple):
    """A notebook with what its cells show, what they read, and what claims were found to be on days."""

    notebook: NotebookNode
    reads: list[Read]
    verdicts: dict


def prepare() -> "Shell":
    """Make this process what a kernel is before its first cell; those that are forked from it are so, too."""
    os.environ["MPLBACKEND"] = backend = f"module://{INLINE}"
    sys.modules.pop(INLINE, None)  # which joins the shell when a cell imports it with pyplot
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = backend
    for category in (locale.LC_COLLATE, locale.LC_MONETARY, locale.LC_NUMERIC, locale.LC_TIME):
        locale.setlocale(category, "C")  # as in a Python that was just started; Sphinx takes the user's
    settings = traitlets.config.Config()
    settings.HistoryManager.enabled = False
    shell = Shell.instance(config=settings)
    shell.system = shell.system_piped
    return shell


def run(notebooks: Mapping[str, NotebookNode], seconds: int, verdicts: dict) -> dict[str, NotebookRun]:
    """Return notebooks that were run, by their paths, as many at a time as there are processors."""
    context, runs = multiprocessing.get_context("fork"), {}
    gc.freeze()  # else the first collection of each child copies all memory
    with TemporaryDirectory() as folder:
        waiting, running = [*notebooks], {}
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                path = waiting.pop(0)
                file = Path(folder) / f"{len(waiting)}.pickle"
                child = context.Process(target=_serve, args=(path, notebooks[path], seconds, file, verdicts))
                child.start()
                running[child.sentinel] = path, child, file
            for ended in wait([*running]):
                path, child, file = running.pop(ended)
                child.join()
                if child.exitcode == 0 and file.is_file():
                    runs[path] = NotebookRun(*pickle.loads(file.read_bytes()))
    gc.unfreeze()
    return {path: runs[path] for path in notebooks if path in runs}


def _serve(path: str, notebook: NotebookNode, seconds: int, file: Path, verdicts: dict) -> None:
    """Run a notebook in its folder and keep what it gave; one that fails leaves nothing."""
    silence()
    os.chdir(Path(path).parent)
    before = sum(len(verdict.by_day) for verdict in verdicts.values())
    with noting_reads() as reads:
        executed = _execute(notebook, seconds)
    more = verdicts if sum(len(verdict.by_day) for verdict in verdicts.values()) > before else {}
    file.write_bytes(pickle.dumps((executed, sorted(reads), more)))


def _execute(notebook: NotebookNode, seconds: int) -> NotebookNode:
    """Return a notebook with the outputs of its cells; raises where one fails."""
    shell = prepare()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip() and SKIPPED not in cell.metadata.get("tags", ()):
            shell.outputs = []
            sys.stdout, sys.stderr = Stream(shell, "stdout"), Stream(shell, "stderr")
            signal.alarm(max(seconds or 0, 0))  # which ends the process
            shell.run_cell(cell.source, store_history=True).raise_error()
            cell.outputs, cell.execution_count = shell.outputs, shell.execution_count - 1
    notebook.metadata["language_info"] = NotebookNode(IPythonKernel.language_info)
    return notebook


class Stream(io.TextIOBase):
    """What a cell prints, as outputs of a notebook."""

    def __init__(self, shell: "Shell", name: str):
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        """Add to what was printed last, or begin anew behind what was shown."""
        outputs = self.shell.outputs
        if not (outputs and outputs[-1].output_type == "stream" and outputs[-1].name == self.name):
            outputs.append(v4.new_output("stream", name=self.name, text=""))
        outputs[-1].text += text
        return len(text)


class Hook(DisplayHook):
    """Takes what the last line of a cell gives, without what a terminal shows around it."""

    start_displayhook = write_output_prompt = finish_displayhook = lambda self: None

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Add it to what is shown."""
        self.shell.add("execute_result", format_dict, md_dict, execution_count=self.prompt_count)


class Publisher(DisplayPublisher):
    """Takes what a cell displays."""

    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **kwargs: object) -> None:
        """Add it to what is shown."""
        self.shell.add("display_data", data, metadata)


class Shell(InteractiveShell):
    """IPython, of which all that is shown is kept as outputs of a notebook."""

    displayhook_class = traitlets.Type(Hook)
    display_pub_class = traitlets.Type(Publisher)

    def add(self, kind: str, data: dict[str, Any], metadata: dict[str, Any] | None, **fields: object) -> None:
        """Add something that is shown, as a kernel would send it."""
        sent = json.loads(json.dumps(json_clean(encode_images(data))))  # markup becomes plain text
        self.outputs.append(v4.new_output(kind, sent, metadata=metadata or {}, **fields))
