"""Sphinx configuration: constants only. Sphinx code lives in livingevidence.site."""

from pathlib import Path

from sphinx.errors import ConfigError

from livingevidence.record.release import code_digest
from livingevidence.record.root import BadAddress, find, site_address

REVIEW = find(start=Path(__file__).parent)

project = "Topical ruxolitinib: a living review"
author = "The contributors"
copyright = "the contributors. Text and data CC BY 4.0, code MIT"
language = "en"

extensions = ["myst_nb", "sphinxcontrib.bibtex", "livingevidence.site"]
exclude_patterns = ["_build", "chapters/.ipynb_checkpoints"]
nitpicky = True
smartquotes = False  # would rewrite dashes and quotation marks of records, which are shown as they are

myst_enable_extensions = ["deflist", "colon_fence", "attrs_inline"]
myst_heading_anchors = 3

# The cache's key is cells, their metadata and kernel only; so package, lock file and Python version go into its
# path. A new path also makes Sphinx read every page again; what data change, livingevidence.site.fresh finds.
nb_execution_mode = "cache"
nb_execution_cache_path = str(REVIEW.folder / "build" / "jupyter-cache" / code_digest(REVIEW)[:16])
nb_execution_raise_on_error = True  # -W alone lets a failing notebook pass on the second run
nb_execution_timeout = 120
nb_merge_streams = True
nb_render_markdown_format = "myst"  # roles in a table that a cell returns are real roles
nb_render_text_lexer = "none"

bibtex_bibfiles = ["../references.bib"]
bibtex_default_style = "livingevidence"
bibtex_reference_style = "label"
bibtex_bibliography_header = ""
bibtex_cite_id = "cite-{key}"  # the address of a reference lasts

html_theme = "furo"
html_title = "Topical ruxolitinib: a living review"
# The address of the published site; what a page calls its own is that of the same page in the newest version.
try:
    html_baseurl = site_address() and site_address() + "/latest/"
except BadAddress as error:
    raise ConfigError(str(error)) from None
html_static_path = ["_static"]
html_css_files = ["review.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("cite.js", "cards.js", "tables.js", "switcher.js")]
html_favicon = "_static/favicon.svg"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
templates_path = ["_templates"]
html_theme_options = {
    "sidebar_hide_name": False,
    "footer_icons": [],
    "light_css_variables": {"color-brand-primary": "#0b5c6b", "color-brand-content": "#0b5c6b"},
    "dark_css_variables": {"color-brand-primary": "#6fc3d1", "color-brand-content": "#6fc3d1"},
}
