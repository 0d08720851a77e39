"""How references are named and listed: "Hwang 2024", sorted by name, with every identifier as a link."""

from __future__ import annotations

import re
from collections import Counter
from string import ascii_lowercase

from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Text
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import node

from ruxreview.bibliography import plain


def label_of(entry) -> str:
    """Return first author and year; for a registry record its number; else the words of the key."""
    registration = re.match(r"NCT\d{8}", entry.fields.get("registration", ""))
    if registration and entry.key.startswith("nct"):
        return registration.group()
    people = entry.persons.get("author", [])
    if not people:
        return entry.key.replace("-", " ")
    person = people[0]
    name = plain(" ".join([*person.prelast_names, *person.last_names]))
    return f"{name} {entry.fields.get('year', 'n.d.')}"


class Labels(BaseLabelStyle):
    """Labels by first author and year; a, b, c where two would read alike."""

    def format_labels(self, sorted_entries):
        """Yield one label an entry, in the given order."""
        labels = [label_of(entry) for entry in sorted_entries]
        totals, seen = Counter(labels), Counter()
        for label in labels:
            letter = ascii_lowercase[seen[label]] if totals[label] > 1 else ""
            seen[label] += 1
            yield label + letter


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

    default_sorting_style = "author_year_title"
    default_label_style = Labels

    def format_web_refs(self, e):
        """Return the identifiers of an entry."""
        return identifiers()


def setup(app) -> None:
    """Make the style known under the name ``ruxreview``."""
    register_plugin("pybtex.style.formatting", "ruxreview", Style)
