"""Builds sites on request, each in a fork of this process, which has imported everything: an import costs seconds.

A request is a line of JSON on standard input: the arguments of ``sphinx-build``, the folder and the environment. The
answer is the exit code, when the build has written what it says into the two files that the request names.
"""

import importlib
import json
import os
import sys

IMPORTED = (
    *("furo", "ipykernel.kernelapp", "ipykernel.ipkernel", "jupytext", "matplotlib_inline.backend_inline", "myst_nb"),
    *("jinja2.ext", "matplotlib.backends.backend_svg", "pybtex.style.names.plain", "scipy.optimize", "sphinx_basic_ng"),
    *("sphinx.cmd.build", "sqlalchemy.dialects.sqlite", "livingevidence.export.files", "livingevidence.site.extension"),
)


def build(request: dict) -> int:
    """Run a build in a child and return its exit code."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 70  # an error of this program, as sysexits.h has it
    try:
        for stream, name in (sys.stdin, os.devnull), (sys.stdout, request["out"]), (sys.stderr, request["err"]):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644), stream.fileno())
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        code = sys.modules["sphinx.cmd.build"].main(request["arguments"])
    except SystemExit as told:  # of a build that ends with words, as of a broken record
        code = 1
        print(told, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for module in IMPORTED:
        importlib.import_module(module)
    cells, extensions = sys.modules["livingevidence.show"], sys.modules["sphinx.application"]
    for module in (*cells.CELL_FUNCTIONS, *extensions.builtin_extensions):
        importlib.import_module(module)
    for line in sys.stdin:
        print(build(json.loads(line)), flush=True)
