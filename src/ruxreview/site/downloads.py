"""Each chapter as a Jupyter notebook, beside its page."""

from __future__ import annotations

from pathlib import Path

import jupytext
from sphinx.application import Sphinx


def write_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Write ``chapters/<name>.ipynb`` next to the page of each chapter."""
    if error is None and app.builder.format == "html":
        for source in sorted((Path(app.srcdir) / "chapters").glob("*.md")):
            notebook = jupytext.read(source, fmt="md:myst")
            for index, cell in enumerate(notebook.cells):
                cell["id"] = f"cell-{index}"  # else a random one, and other bytes in each build
            jupytext.write(notebook, Path(app.outdir) / "chapters" / f"{source.stem}.ipynb", fmt="ipynb")


def setup(app: Sphinx) -> None:
    """Write the notebooks when the pages are there."""
    app.connect("build-finished", write_notebooks)
