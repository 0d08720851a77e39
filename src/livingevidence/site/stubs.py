"""Sources of the pages that are made of data alone, beside the doctrees: a build writes only where it is told to."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.project import Project

from livingevidence.record.problems import hint
from livingevidence.record.text import capital, escape
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.fresh import Freshness
from livingevidence.site.site import Site


class ProjectWithStubs(Project):
    """Sphinx's own project, with pages whose sources stand in folders beside it."""

    beside: dict[Path, str]
    """The folders, each with the beginning of the names of its pages."""

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the pages of all folders."""
        super().discover(exclude_paths, include_paths)
        for folder, inner in self.beside.items():
            for source in sorted(folder.rglob("*.md")):
                name = inner + source.relative_to(folder).with_suffix("").as_posix()
                path = Path(os.path.relpath(source, self.srcdir))
                self.docnames.add(name)
                self._docname_to_path[name], self._path_to_docname[path] = path, name
        return self.docnames


def sources(site: Site) -> dict[str, str]:
    """Return the source of each page of a study, a condition, or numbers that one page would not hold, by its address.

    Raises SystemExit if there are words of an editor on no condition that has a page.
    """
    terms = conditions_with_pages(site.evidence)
    words = site.root.data / "conditions"  # of editors, <condition>.md in MyST
    editors_words = {path.stem: path.read_text(encoding="utf-8") for path in sorted(words.glob("*.md"))}
    for name in editors_words.keys() - terms:
        raise SystemExit(f"{words / name}.md: no condition with a page has this name{hint(name, terms)}")
    records = site.evidence.library.studies.items()
    studies = {f"studies/{name}": _page(study.title, "study", name) for name, study in records}
    conditions = {
        f"conditions/{name}": _page(capital(term.label), "condition", name, editors_words.get(name, ""))
        for name, term in terms.items()
    }
    numbers = {}
    for name, keys in site.results.pages.items():
        if name != "numbers":
            event = site.evidence.vocabulary.label_of(keys[0].split(".")[1])
            numbers[name] = _page(f"Numbers: {event}", "all-numbers")
    return studies | conditions | numbers


def _page(title: str, directive: str, name: str = "", words: str = "") -> str:
    """Return a page of its title and the directive that fills it; no menu has it, for each would be copied into all."""
    fence = ":" * 12  # longer than any fence in the words
    return f"---\norphan: true\n---\n\n# {escape(title)}\n\n{fence}{{{directive}}} {name}\n{words.strip()}\n{fence}\n"


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files where they are missing or other, and remove those that are gone."""
    contents = {folder / name: content for name, content in files.items()}
    for old in {path for path in folder.rglob("*") if path.is_file()} - contents.keys():
        old.unlink()
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


def remove_stale_pages(app: Sphinx, error: Exception | None) -> None:
    """Take pages that are gone out of the folders of a built site, also where all is made again and none is known."""
    if error is None and app.builder.format == "html":
        for folder in {page.rpartition("/")[0] for page in app.env.found_docs if "/" in page}:
            for path in (Path(app.outdir) / folder).glob("*.html"):
                if f"{folder}/{path.stem}" not in app.env.found_docs:
                    path.unlink()
                    path.with_suffix(".ipynb").unlink(missing_ok=True)


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Write the sources, and let Sphinx find them."""
    site = fresh.site

    def add_stubs(app: Sphinx) -> None:
        project = ProjectWithStubs(app.srcdir, app.config.source_suffix)
        project.beside = {(folder := Path(app.doctreedir) / "stubs"): ""}
        if not (site.root.pages / "chapters").is_dir():  # a checkout without links has a file there, or nothing
            project.beside[site.root.chapters] = "chapters/"
        if fresh.moved or not folder.is_dir():
            write_files({f"{name}.md": text.encode() for name, text in sources(site).items()}, folder)
        project.restore(app.project)
        app.project = app.env.project = project

    app.connect("builder-inited", add_stubs, priority=100)
    app.connect("build-finished", remove_stale_pages)
