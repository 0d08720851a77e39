"""The downloads of a version, written beside its pages, and the page that explains them."""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.columns import TABLES
from livingevidence.export.about import LICENCE, about
from livingevidence.export.cells import count_of
from livingevidence.export.columns import every
from livingevidence.export.dataset import dataset
from livingevidence.export.files import files, told
from livingevidence.export.write import BESIDE, write
from livingevidence.record.digest import data_digest
from livingevidence.record.text import THIN, number
from livingevidence.site.nodes import code, definitions, link, table
from livingevidence.site.shared import shared

FOLDER = "downloads/"
KINDS = {
    "tables": lambda name: name.endswith(".csv"),
    "whole": lambda name: name in ("records.json", "results.json"),
    "reports": lambda name: name.startswith("reports-"),
    "descriptions": lambda name: name in BESIDE,
}
kept: dict[str, bytes] = {}
"""The files of the running build."""


def renew(app: Sphinx) -> None:
    """Make the files once a build."""
    bibliography = shared.root.bibliography.read_text(encoding="utf-8")
    kept.clear()
    kept.update(files(shared.evidence, shared.results, shared.claims, bibliography, about(shared.evidence)))


def write_downloads(app: Sphinx, error: Exception | None) -> None:
    """Write the files beside the pages."""
    if error is None and app.builder.format == "html":
        write(kept, Path(app.outdir) / FOLDER)


def facts() -> dict:
    """Return the facts on the download for search engines, as the page holds them."""
    listed = {name: content for name, content in kept.items() if name != BESIDE[1]}
    return dataset(listed, told(shared.evidence.topic), about(shared.evidence), FOLDER)


class VersionDirective(SphinxDirective):
    """Which version the files are of, and how to cite them."""

    def run(self) -> list[nodes.Node]:
        """Return a list of facts; without a DOI nothing is said of one."""
        self.env.note_reread()
        made = about(shared.evidence)
        licence = [link("CC BY 4.0", LICENCE), nodes.Text(", text and data alike")]
        pairs = [("Version", made.version), ("Evidence as of", made.evidence_as_of)]
        pairs += [("Last searched", made.last_searched or "no systematic search yet"), ("Licence", licence)]
        pairs += [("Digest of the data (SHA-256)", code(data_digest(shared.root)))]
        pairs += [("DOI", link(made.doi, f"https://doi.org/{made.doi}"))] if made.doi else []
        return [definitions(pairs, "compact")]


class FilesDirective(SphinxDirective):
    """The files of one kind, each with what it is, how many lines it has, and its size."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_reread()  # sizes move with the data, and no file that Sphinx looks at
        if self.arguments[0] not in KINDS:
            raise self.error(f"no kind of files '{self.arguments[0]}'; known are: {', '.join(KINDS)}")
        lines = [
            (None, _line(*said)) for said in told(shared.evidence.topic).items() if KINDS[self.arguments[0]](said[0])
        ]
        return [table(["File", "What it is", "Entries", "Size"], lines)]


def _line(name: str, said: str) -> list:
    anchor = nodes.reference("", name, refuri=FOLDER + name, internal=True)
    return [anchor, said, _entries(name), size(len(kept[name]))]


def _entries(name: str) -> str:
    if name.startswith("reports-"):
        return number(len(json.loads(kept[f"{name.partition('.')[0]}.csl.json"])))
    return number(count_of(kept[name])) if name.endswith(".csv") else "–"


def size(length: int) -> str:
    """Return a size in kilobytes of a thousand bytes."""
    return f"{number(max(1, round(length / 1000)))}{THIN}kB"


class DownloadColumnsDirective(SphinxDirective):
    """The columns of the tables that are computed; those of the evidence stand under architecture."""

    def run(self) -> list[nodes.Node]:
        """Return one fold a table."""
        made, columns = [], every(shared.evidence.topic)
        for name in (name for name in columns if name not in TABLES):
            lines = [(None, [code(column), _means(spec)]) for column, spec in columns[name].items()]
            opened = nodes.raw("", f'<details class="fold"><summary>{name}.csv</summary>', format="html")
            made += [opened, table(["Column", "Meaning"], lines), nodes.raw("", "</details>", format="html")]
        return made


def _means(spec) -> str:
    unit = f"; in {spec.unit}" if spec.unit and not spec.unit.startswith(("as ", "column ")) else f"; {spec.unit}"
    return spec.meaning + unit * bool(spec.unit) + (f"; one of: {', '.join(spec.allowed)}" if spec.allowed else "")


def setup(app: Sphinx) -> None:
    """Register the directives, and write the files when the pages are there."""
    app.connect("builder-inited", renew, priority=200)
    app.add_directive("data-version", VersionDirective)
    app.add_directive("data-files", FilesDirective)
    app.add_directive("data-columns", DownloadColumnsDirective)
    app.connect("build-finished", write_downloads)
