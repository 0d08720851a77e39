"""What is downloaded: the files of a version, the page that explains them, and each chapter as a notebook."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from markupsafe import Markup
from sphinx.application import Sphinx

from livingevidence.claims.directive import with_sentences
from livingevidence.evidence.columns import TABLES, Column
from livingevidence.export import api
from livingevidence.export.cells import line_count
from livingevidence.export.columns import all_columns
from livingevidence.export.folder import write_download
from livingevidence.export.package import LISTINGS, dataset, file_descriptions
from livingevidence.record.text import THIN, number
from livingevidence.results.numbers import GONE, plain_words, with_numbers
from livingevidence.show.table import Table, fold
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.fresh import Freshness
from livingevidence.site.html import code, joined, table
from livingevidence.site.site import VERDICTS, Page, Site
from livingevidence.site.stubs import write_files

FOLDER = "downloads/"
ANSWERED = re.compile(r"(studies|conditions)/(?!index$)|(claims|numbers)$")
"""Pages of which the static API has an answer of its own; for another the list of all stands."""
KINDS = {
    "tables": lambda name: name.endswith(".csv") and not name.startswith("revman-"),
    "whole": lambda name: name in ("tables.xlsx", "records.json", "results.json"),
    "reports": lambda name: name.startswith("reports-"),
    "revman": lambda name: name.startswith("revman-"),
    "descriptions": lambda name: name in LISTINGS,
}


def facts(site: Site) -> dict:
    """Return the facts on the download for search engines, as the page holds them."""
    files = {name: content for name, content in site.files.items() if name not in LISTINGS[1:]}
    return dataset(files, site.about, FOLDER)


def data_files(page: Page, kind: str) -> Table:
    """Return the files of one kind, each with what it is, how many lines it has, and its size."""
    if kind not in KINDS:
        raise ValueError(f"no kind of files '{kind}'; known are: {', '.join(KINDS)}")
    files, link = page.site.files, Markup('<a class="reference internal" href="{0}{1}">{1}</a>')
    rows = []
    for name, words in file_descriptions(page.site.evidence.topic).items():
        if KINDS[kind](name):
            rows.append((link.format(FOLDER, name), words, _entries(name, files), size(len(files[name]))))
    return table(("File", "What it is", "Entries", "Size"), rows)


def _entries(name: str, files: dict[str, bytes]) -> str:
    if name.startswith("reports-"):
        return number(len(json.loads(files[f"{name.partition('.')[0]}.csl.json"])))
    return number(line_count(files[name])) if name.endswith(".csv") else "–"


def size(length: int) -> str:
    """Return a size in kilobytes of a thousand bytes."""
    return f"{number(max(1, round(length / 1000)))}{THIN}kB"


def data_columns(page: Page) -> Markup:
    """Return the columns of the tables that are computed; those of the evidence stand under architecture."""
    computed = {name: columns for name, columns in all_columns(page.site.evidence.topic).items() if name not in TABLES}
    folds = []
    for name, columns in computed.items():
        rows = [(code(column), _meaning(spec)) for column, spec in columns.items()]
        folds.append(fold(f"{name}.csv", table(("Column", "Meaning"), rows)))
    return joined(folds, "")


def _meaning(spec: Column) -> str:
    words = spec.meaning
    if spec.unit:
        words += f"; {spec.unit}" if spec.unit.startswith(("as ", "column ")) else f"; in {spec.unit}"
    return words + (f"; one of: {', '.join(spec.allowed)}" if spec.allowed else "")


def write_notebooks(site: Site, folder: Path, only: Collection[str] | None = None) -> None:
    """Write ``<chapter>.ipynb`` into a folder, which is that of the chapters' pages; those of some chapters alone."""
    sources = [source for source in sorted(site.root.chapters.glob("*.md")) if only is None or source.stem in only]
    if not sources:
        return
    import jupytext  # slow to import

    folder.mkdir(exist_ok=True)
    for source in sources:
        notebook = jupytext.read(source, fmt="md:myst")
        for index, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{index}"  # else a random one, and other bytes in each build
            if cell.cell_type == "markdown":
                text = with_sentences(cell.source, lambda name: f"{{claim}}`{name}`")
                text = re.sub(r"\{(claim|plain)\}`([^`]+)`", lambda match: _claim_sentence(site, match), text)
                cell.source = with_numbers(text, site.evidence, site.results, GONE)
        jupytext.write(notebook, folder / f"{source.stem}.ipynb", fmt="ipynb")


def answers(site: Site, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the static API, made of the downloads of a site."""
    return api.answers(files, all_columns(site.evidence.topic), conditions_with_pages(site.evidence))


def _claim_sentence(site: Site, match: re.Match) -> str:
    """Return the sentence of a claim, as it stands on the page; outside the site nothing could look it up."""
    judged = site.claims.get(match[2].strip())
    if judged is None:  # the page has told it
        return match[0]
    words = judged.claim.plain if match[1] == "plain" else judged.claim.text
    text = plain_words(words, site.evidence, site.results, GONE)
    return text if judged.verdict == "holds" else f"**{VERDICTS[judged.verdict]}** {text}"


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Write files and notebooks when the pages are there."""
    pending: list[Callable[[], dict[str, bytes]]] = []

    def finish(app: Sphinx, error: Exception | None) -> None:
        if error is None and app.builder.format == "html":
            folder, site = Path(app.outdir), fresh.site
            if pending or not (folder / FOLDER).is_dir():
                write_download(site.files, folder / FOLDER)
                write_files(pending.pop()() if pending else answers(site, site.files), folder / api.FOLDER)
            # A page asks for each claim that its notebook tells, so it is read again where one moved.
            write_notebooks(site, folder / "chapters", {name.removeprefix("chapters/") for name in fresh.pages_read})

    def begin(app: Sphinx, *_: object) -> list[str]:
        if fresh.moved and not fresh.site.recalled:  # commits alone move no file
            pending.append(fresh.site.begin_files(partial(answers, fresh.site)))
        return []

    def add_answer(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        context["answer"] = f"{api.FOLDER}{page if ANSWERED.match(page) else 'index'}.json"

    app.connect("html-page-context", add_answer)
    app.connect("env-get-outdated", begin, priority=390)  # before chapters, for which figures are imported
    app.connect("build-finished", finish)
