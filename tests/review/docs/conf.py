"""Sphinx configuration of the invented review; templates, style and scripts are those of the project's own pages."""

from pathlib import Path

import livingevidence
from livingevidence.record.release import code_digest
from livingevidence.record.root import find

REVIEW = find(start=Path(__file__).parent)
PROJECT = Path(livingevidence.__file__).parents[2]

project = html_title = "Examplinib tablets: an invented living review"
author = copyright = "Invented people"
language = "en"

extensions = ["myst_nb", "sphinxcontrib.bibtex", "livingevidence.site"]
nitpicky = True
smartquotes = False
myst_enable_extensions = ["deflist", "colon_fence", "attrs_inline"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_cache_path = str(REVIEW.folder / "build" / "jupyter-cache" / code_digest(REVIEW)[:16])
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_render_markdown_format = "myst"
nb_render_text_lexer = "none"
bibtex_bibfiles = ["../references.bib"]
bibtex_default_style = "livingevidence"
bibtex_reference_style = "label"
bibtex_bibliography_header = ""
bibtex_cite_id = "cite-{key}"

html_theme = "furo"
html_static_path = [str(PROJECT / "docs" / "_static")]
html_css_files = ["review.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("cite.js", "cards.js", "tables.js", "switcher.js")]
html_show_sphinx = html_copy_source = html_show_sourcelink = False
html_last_updated_fmt = None
templates_path = [str(PROJECT / "docs" / "_templates")]
