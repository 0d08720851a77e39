"""The kernel that runs the notebooks: this very Python, and quiet about what only its authors need to know."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from sphinx.application import Sphinx

# On loopback the kernel warns, for each notebook, that its TCP sockets are not encrypted.
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]


def use_quiet_kernel(app: Sphinx) -> None:
    """Write the kernel's specification below ``build`` and put it before all others."""
    folder = Path(app.confdir).parent / "build" / "jupyter"
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(json.dumps({"argv": COMMAND, "display_name": "Python 3", "language": "python"}), encoding="utf-8")
    others = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys([str(folder), *filter(None, others)]))


def setup(app: Sphinx) -> None:
    """Set the kernel before any notebook runs."""
    app.connect("builder-inited", use_quiet_kernel, priority=90)
