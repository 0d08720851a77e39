"""How references are listed: "Doe 2021", sorted by that name, with every identifier as a link; and cited in full."""

from importlib.metadata import entry_points
from itertools import groupby

from docutils import nodes
from markupsafe import Markup
from pybtex import plugin
from pybtex.backends.plaintext import Backend as PlainText
from pybtex.richtext import HRef, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import node
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from livingevidence.record.reads import digest
from livingevidence.record.references import IDENTIFIERS, Reference, fields_of
from livingevidence.site.parts import fold_ends
from livingevidence.site.site import Site

NAME = "livingevidence"  # of the style, as conf.py asks for it


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)


def author_names(reference: Reference) -> str:
    """Return the authors of a reference; further ones, whom it does not name, are "et al."."""
    return ", ".join(filter(None, [*reference.authors, reference.more]))


def citation(reference: Reference) -> str:
    """Return a reference as a text that cites it."""
    where = reference.container, reference.year, *(text for text, _ in reference.links)
    return _sentences(author_names(reference), reference.title, *where) + "."


def full_reference(reference: Reference) -> str:
    """Return a reference as it is printed below a page on paper, where no link can be opened."""
    where = ", ".join(filter(None, (reference.container, reference.year)))
    links = ", ".join(text for text, _ in reference.links) or reference.url
    return _sentences(author_names(reference), reference.title, where, links)


@node
def identifiers(children, data):
    """Return DOI, PMID and PMCID of an entry as links, those that are known."""
    fields = fields_of(data["entry"])
    numbers = [(*IDENTIFIERS[name][1:], fields[name]) for name in ("doi", "pmid", "pmcid") if name in fields]
    links = [HRef(address.format(number), word.format(number)) for word, address, number in numbers]
    if "url" in fields and not links:
        links = [HRef(fields["url"], fields["url"])]
    return Text(", ").join(links)


class FoldReferences(SphinxPostTransform):
    """On a phone, fold the list of references letter by letter."""

    default_priority = 600  # after they are listed
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Put a heading and a fold around those that begin with the same letter."""
        for parent in {citation.parent for citation in self.document.findall(nodes.citation)}:
            parts = groupby(parent.children, key=lambda citation: citation[0].astext()[0].upper())
            parent.children = []
            for letter, citations in parts:
                opens, closes = fold_ends(Markup("<h2>{}</h2>").format(letter), "fold section phone", opened=True)
                parent += [opens, *citations, closes]


def setup(app: Sphinx, site: Site) -> None:
    """Register a style like pybtex's unsrt, with our labels, in their order, and with all identifiers.

    Formatting takes pybtex long, so what the last build formatted is taken again if nothing of it changed.
    """
    formatted: dict[str, FormattedEntry] = {}
    recalled: list[str] = []

    def recall(app: Sphinx) -> None:
        """Take the references as the last build formatted them, if it did so from the same file by the same code."""
        domain, code = app.env.get_domain("cite"), app.config.nb_execution_cache_path
        key = digest([code, site.root.bibliography.read_bytes()])
        if domain.data.get("made_of") == key:
            formatted.update((citation.key, citation.formatted_entry) for citation in domain.citations)
            recalled.extend(formatted)
        domain.data["made_of"] = key

    class Labels(BaseLabelStyle):
        def format_labels(self, sorted_entries):
            return (
                formatted[entry.key].label if entry.key in formatted else site.labels[entry.key]
                for entry in sorted_entries
            )

    class ByLabel(BaseSortingStyle):
        def sort(self, entries):
            order = {key: place for place, key in enumerate(recalled or site.labels)}
            return sorted(entries, key=lambda entry: order[entry.key])

    class Style(UnsrtStyle):
        default_sorting_style = ByLabel
        default_label_style = Labels

        def format_web_refs(self, e):
            return identifiers()

        def format_entry(self, label, entry, bib_data=None):
            if entry.key not in formatted:  # it is asked for the list, and again for the titles of links
                formatted[entry.key] = super().format_entry(label, entry, bib_data)
            return formatted[entry.key]

    app.connect("builder-inited", recall, priority=90)
    app.add_post_transform(FoldReferences)
    plugin.entry_points = entry_points().select  # else it looks through all installed packages at each question
    plugin.register_plugin("pybtex.style.formatting", NAME, Style, force=True)
    plugin.register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
