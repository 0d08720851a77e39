"""Each chapter as a Jupyter notebook, beside its page."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
from sphinx.application import Sphinx

from livingevidence.results.numbers import GONE, filled
from livingevidence.site.claim_role import VERDICTS
from livingevidence.site.shared import shared


def write_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Write ``chapters/<name>.ipynb`` next to the page of each chapter."""
    if error is None and app.builder.format == "html":
        for source in sorted((Path(app.srcdir) / "chapters").glob("*.md")):
            notebook = jupytext.read(source, fmt="md:myst")
            for index, cell in enumerate(notebook.cells):
                cell["id"] = f"cell-{index}"  # else a random one, and other bytes in each build
                if cell.cell_type == "markdown":
                    cell.source = re.sub(r"\{(claim|plain)\}`([^`]+)`", _in_words, cell.source)
            jupytext.write(notebook, Path(app.outdir) / "chapters" / f"{source.stem}.ipynb", fmt="ipynb")


def _in_words(found: re.Match) -> str:
    """Return the sentence of a claim, as it stands on the page; outside the site nothing could look it up."""
    judged = shared.claims.get(found[2].strip())
    if judged is None:  # the page has told it
        return found[0]
    told = judged.claim.plain if found[1] == "plain" else judged.claim.text
    text = filled(told, shared.evidence, shared.results, GONE)
    return text if judged.verdict == "holds" else f"**{VERDICTS[judged.verdict]}** {text}"


def setup(app: Sphinx) -> None:
    """Write the notebooks when the pages are there."""
    app.connect("build-finished", write_notebooks)
