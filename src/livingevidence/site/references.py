"""How references are listed: "Hwang 2024", sorted by that name, with every identifier as a link."""

from __future__ import annotations

from pybtex.backends.plaintext import Backend as PlainText
from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Text
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import node

from livingevidence.evidence.names import labels
from livingevidence.site.shared import shared


class Labels(BaseLabelStyle):
    """Labels made from all references, so that figures and citations agree."""

    def format_labels(self, sorted_entries):
        """Yield one label an entry, in the given order."""
        known = labels(shared.evidence.references)
        return (known[entry.key] for entry in sorted_entries)


class ByLabel(BaseSortingStyle):
    """The order of the labels, which is what a reader looks for."""

    def sort(self, entries):
        """Return the entries in the order of their labels."""
        order = list(labels(shared.evidence.references))
        return sorted(entries, key=lambda entry: order.index(entry.key))


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


class Style(UnsrtStyle):
    """The unsrt style with our labels, sorted, and with all identifiers."""

    default_sorting_style = ByLabel
    default_label_style = Labels

    def format_web_refs(self, e):
        """Return the identifiers of an entry."""
        return identifiers()


def setup(app) -> None:
    """Make the style known under the name ``ruxreview``."""
    register_plugin("pybtex.style.formatting", "ruxreview", Style)
    # Else each citation looks through the metadata of every installed package for it.
    register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
