"""The first mention of each short name of the glossary on a page, as a link to what it means."""

from __future__ import annotations

import re
from functools import cache

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "glossary"
# Links, code, what is told already, heads of tables, and references, whose titles stand as printed.
_NOT_IN = (nodes.reference, nodes.literal, nodes.raw, nodes.abbreviation, nodes.thead, nodes.citation)
_NOT_OF = {"cell-label", "studies"}  # titles of columns, and lists of studies with their titles


def short_names(glossary: nodes.document) -> dict[str, tuple[str, str]]:
    """Return anchor and meaning of each term of the glossary that has a capital, which an ordinary word has not."""
    return {
        term.astext(): (term["ids"][0], term.parent.children[-1].astext())
        for term in glossary.findall(nodes.term)
        if not term.astext().islower()
    }


def link_first(document: nodes.document, names: dict[str, tuple[str, str]], address: str) -> None:
    """Make the first mention of each name in running text a link to the glossary, whose address is seen from the page.

    A name is found as it is written, with an s behind it too; headings, code, captions and links stay as they are.
    """
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern, left = re.compile(rf"(?<![\w-])({longest_first})(?:s?)(?!\w)"), dict(names)
    for text in list(document.findall(nodes.Text)):
        if not _runs(text):
            continue
        made, end = [], 0
        for found in pattern.finditer(text):
            if target := left.pop(found[1], None):
                made.append(nodes.Text(text[end : found.start()]))
                uri, end = f"{address}#{target[0]}", found.end()
                made.append(nodes.reference("", found[0], internal=True, refuri=uri, reftitle=target[1]))
        if made:
            text.parent.replace(text, [*made, nodes.Text(text[end:])])


def _runs(text: nodes.Text) -> bool:
    """Return whether text stands in a paragraph, outside of what is left alone."""
    node, in_paragraph = text.parent, False
    while node is not None:
        if isinstance(node, _NOT_IN) or not _NOT_OF.isdisjoint(node["classes"]):
            return False
        in_paragraph |= isinstance(node, nodes.paragraph)
        node = node.parent
    return in_paragraph


def setup(app: Sphinx) -> None:
    """Change each page before it is written."""
    names = cache(lambda: short_names(app.env.get_doctree(GLOSSARY)))  # once a build

    def link_short_names(app: Sphinx, document: nodes.document, page: str) -> None:
        """Link the short names of each page but the glossary itself, when every other link of it is settled."""
        if page != GLOSSARY and GLOSSARY in app.env.found_docs:
            link_first(document, names(), app.builder.get_relative_uri(page, GLOSSARY))

    app.connect("doctree-resolved", link_short_names)
