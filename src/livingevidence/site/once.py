"""What Sphinx and the theme would do again for each page, done once a build."""

import gc
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from posixpath import dirname

from docutils import nodes
from docutils.frontend import Values
from docutils.utils import DependencyList
from jinja2 import FileSystemBytecodeCache
from myst_nb.sphinx_ext import add_global_html_resources
from myst_parser.mdit_to_docutils import base
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import html
from sphinx.util import docutils

from livingevidence.site.fresh import Freshness


def compile_templates(app: Sphinx) -> None:
    """Compile the templates of Sphinx and of the theme once, as those of :mod:`livingevidence.site.site` are.

    The style sheet of MyST-NB is copied before any page is written: pages name it with its checksum if it is there, so
    their first build would differ from the next.
    """
    if app.builder.format == "html":
        app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache()
        (Path(app.outdir) / "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)


def settings_once(make: Callable[..., Values]) -> Callable[..., Values]:
    """Return what finds the settings of docutils once for each parser, and gives a copy of them for each page."""
    cache_of_parsers: dict[tuple, tuple[Values, object]] = {}

    def settings(*components: object, **options: object) -> Values:
        key = tuple(part if isinstance(part, type) else type(part) for part in components)
        if key not in cache_of_parsers or cache_of_parsers[key][1] != options:
            cache_of_parsers[key] = make(*components, **options), options
        copy = cache_of_parsers[key][0].copy()
        vars(copy).update((name, value.copy()) for name, value in vars(copy).items() if isinstance(value, list))
        copy.record_dependencies = DependencyList()  # of this page
        return copy

    return settings


class Titles(dict[str, nodes.bullet_list]):
    """Each page's title and lists of pages; the list of all pages would copy the other headings, too, and drop them."""

    def __init__(self, tocs: Mapping[str, nodes.bullet_list]):
        super().__init__()
        self.tocs = tocs

    def __missing__(self, page: str) -> nodes.bullet_list:
        toc = self[page] = self.tocs[page].deepcopy()
        if not any(toc.findall(addnodes.only)):
            for top in (top for top in toc if len(top) > 1):
                if lists := [*top.findall(addnodes.toctree)]:
                    top[1][:] = lists
                else:
                    top.pop(1)
        return toc


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Let Sphinx do once a build what this module knows it would repeat."""
    docutils._get_settings = settings_once(docutils._get_settings)
    base.get_default_settings = settings_once(base.get_default_settings)
    html._file_checksum = cache(html._file_checksum)
    gc.freeze()
    gc.set_threshold(600_000, 50, 1_000)  # trees of pages are never garbage while they are made
    gc.enable()
    app.connect("builder-inited", compile_templates)
    # When it ends Python would look for garbage in all that a build has made.
    app.connect("build-finished", lambda app, error: gc.freeze(), priority=1000)
    trees: dict[tuple, str] = {}
    titles = cache(lambda: Titles(app.env.tocs))

    def share_navigation(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
        """Make the list of all pages once for each folder of pages that stand in no list, as studies and the search do.

        Nothing in it is marked as the present page there, and links are the same from each page of a folder.
        """
        toctree = context["toctree"]

        def with_titles(**options) -> str:
            if not options.get("titles_only") or options.get("collapse") or options["maxdepth"] > 0:
                return toctree(**options)
            tocs, app.env.tocs = app.env.tocs, titles()
            try:
                return toctree(**options)
            finally:
                app.env.tocs = tocs

        def tree(**options) -> str:
            key = dirname(page), tuple(sorted(options.items()))
            return trees.get(key) or trees.setdefault(key, with_titles(**options))

        context["toctree"] = tree if doctree is None or "orphan" in app.env.metadata[page] else with_titles

    app.connect("html-page-context", share_navigation, priority=400)  # before the theme, which asks for the list
