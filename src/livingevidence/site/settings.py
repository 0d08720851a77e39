"""The settings of Sphinx that every review shares; its ``conf.py`` takes them, and says what is its own."""

import gc
import json
import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from livingevidence.record.load import Loader
from livingevidence.record.release import code_digest
from livingevidence.record.root import BadAddress, find, site_address
from livingevidence.record.topic import Topic

HERE = Path(__file__).parent
STYLES, SCRIPTS = ("review.css",), ("cite.js", "cards.js", "tables.js", "switcher.js", "due.js", "folds.js")


def settings(conf: str) -> dict[str, object]:
    """Return the settings of the review that a ``conf.py`` belongs to, by their names in Sphinx.

    Folders ``_static`` and ``_templates`` beside that file come before those of the engine. Raises ConfigError if the
    address of the site is none.
    """
    gc.disable()  # nothing that a build imports is garbage; it is on again when all is set up
    pages = Path(conf).parent
    review = find(start=pages)
    topic = Loader(review).item("topic", Topic)  # where it is broken, the check of the records says so
    try:
        address = site_address()
    except BadAddress as error:
        raise ConfigError(str(error)) from None

    def relative(path: Path) -> str:
        """Return a path from that of the pages; a whole one would make other bytes of a site on another machine."""
        return os.path.relpath(path, pages)

    folders = {name: [name] if (pages / name).is_dir() else [] for name in ("_static", "_templates")}
    title = topic.title if topic else review.folder.name
    return {
        "project": title,
        "html_title": title,
        "author": "The contributors",
        "copyright": "the contributors",
        "language": "en",
        "extensions": ["myst_nb", "sphinxcontrib.bibtex", "livingevidence.site.extension"],
        "exclude_patterns": ["_build", "chapters/.ipynb_checkpoints"],
        "nitpicky": True,
        "smartquotes": False,  # would rewrite dashes and quotation marks of records, which are shown as they are
        "myst_enable_extensions": ["deflist", "colon_fence", "attrs_inline", "attrs_block"],
        "myst_heading_anchors": 3,
        # The cache's key is cells, their metadata and kernel only; so package, lock file and Python version name its
        # folder. A new one also makes Sphinx read every page again; what data change, livingevidence.site.fresh finds.
        "nb_execution_mode": "cache",
        "nb_execution_cache_path": code_digest(review)[:16],  # see beside_doctrees
        "nb_execution_raise_on_error": True,  # -W alone lets a failing notebook pass on the second run
        "nb_execution_timeout": 120,
        "nb_merge_streams": True,
        "nb_render_markdown_format": "myst",  # roles in a table that a cell returns are real roles
        "nb_render_text_lexer": "none",
        "bibtex_bibfiles": [relative(review.bibliography)],
        "bibtex_default_style": "livingevidence",
        "bibtex_reference_style": "label",
        "bibtex_bibliography_header": "",
        "bibtex_cite_id": "cite-{key}",  # the address of a reference lasts
        "html_theme": "furo",
        # What a page calls its own address is that of the same page in the newest version.
        "html_baseurl": address and address + "/latest/",
        "html_static_path": [relative(HERE / "static"), *folders["_static"]],
        "html_css_files": list(STYLES),
        "html_js_files": [(name, {"defer": "defer"}) for name in SCRIPTS],
        "html_favicon": relative(HERE / "static" / "favicon.svg"),
        "html_show_sphinx": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_last_updated_fmt": None,
        "templates_path": [*folders["_templates"], relative(HERE / "layout")],
        "html_theme_options": {
            "sidebar_hide_name": False,
            "footer_icons": [],
            "light_css_variables": {"color-brand-primary": "#0b5c6b", "color-brand-content": "#0b5c6b"},
            "dark_css_variables": {"color-brand-primary": "#6fc3d1", "color-brand-content": "#6fc3d1"},
        },
    }


def beside_doctrees(app: Sphinx, config: Config) -> None:
    """Keep what notebooks print where Sphinx keeps its own, so that a build writes only where it is told to."""
    config.nb_execution_cache_path = str(Path(app.doctreedir) / "jupyter-cache" / config.nb_execution_cache_path)


def hide_engine_path(app: Sphinx) -> None:
    """Tell what a build was set to without where the engine lies, which differs from machine to machine."""
    config, engine = app.config, os.path.relpath(HERE, app.confdir)
    if not hasattr(app.builder, "build_info"):  # builders of no pages have none
        return
    settings_before = config.html_static_path, config.templates_path, config.html_favicon
    values = (json.loads(json.dumps(value).replace(engine, "")) for value in settings_before)
    static, templates, config.html_favicon = values
    config.html_static_path, config.templates_path = static, templates
    app.builder.build_info = app.builder.create_build_info()
    config.html_static_path, config.templates_path, config.html_favicon = settings_before


def setup(app: Sphinx) -> None:
    """Let two machines that build the same write the same."""
    app.connect("config-inited", beside_doctrees)
    app.connect("builder-inited", hide_engine_path)
    before = ".buildinfo.bak"  # settings that were others, which no clean build has
    app.connect("build-finished", lambda app, error: (Path(app.outdir) / before).unlink(missing_ok=True))
