"""How references are listed: "Doe 2021", sorted by that name, with every identifier as a link."""

from __future__ import annotations

from collections.abc import Mapping

from pybtex.backends.plaintext import Backend as PlainText
from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Text
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import node
from sphinx.application import Sphinx

from livingevidence.site.site import Site

NAME = "livingevidence"  # of the style, as conf.py asks for it


@node
def identifiers(children, data):
    """Return DOI, PMID and PMCID of an entry as links, those that are known."""
    fields = data["entry"].fields
    made = {
        "doi": ("DOI ", "https://doi.org/"),
        "pmid": ("PMID ", "https://pubmed.ncbi.nlm.nih.gov/"),
        "pmcid": ("", "https://pmc.ncbi.nlm.nih.gov/articles/"),
    }
    links = [HRef(base + fields[name], word + fields[name]) for name, (word, base) in made.items() if name in fields]
    if "url" in fields and not links:
        links = [HRef(fields["url"], fields["url"])]
    return Text(", ").join(links)


def style(labels: Mapping[str, str]) -> type[UnsrtStyle]:
    """Return pybtex's unsrt style with our labels, in their order, and with all identifiers.

    Parameters
    ----------
    labels : mapping of str to str
        The label of each reference by its key, in the order of a list; they are made of all references, so that
        figures and citations agree.
    """
    order = {key: place for place, key in enumerate(labels)}

    class Labels(BaseLabelStyle):
        def format_labels(self, sorted_entries):
            return (labels[entry.key] for entry in sorted_entries)

    class ByLabel(BaseSortingStyle):
        def sort(self, entries):
            return sorted(entries, key=lambda entry: order[entry.key])

    class Style(UnsrtStyle):
        default_sorting_style = ByLabel
        default_label_style = Labels

        def format_web_refs(self, e):
            return identifiers()

    return Style


def setup(app: Sphinx, site: Site) -> None:
    """Make the style known under its name."""
    register_plugin("pybtex.style.formatting", NAME, style(site.labels), force=True)
    # Else each citation looks through the metadata of every installed package for it.
    register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
