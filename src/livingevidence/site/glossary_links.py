"""The first mention of each short name of the glossary on a page, as a link to what it means."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "glossary"
# Links, code, what is told already, heads of tables, and references, whose titles stand as printed.
_NOT_IN = {"a", "abbr", "code", "pre", "thead", "svg", "script", "style", "template", "summary", "figure"}
_NOT_OF = re.compile(r'class="(?:[^"]* )?(?:cell-label|studies|citation)[ "]')  # titles of columns, lists of studies
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|<[^>]*>|[^<]+")
_EMPTY = {"br", "hr", "img", "input", "col", "path", "rect", "circle", "line", "use", "meta", "link"}


def short_names(glossary: nodes.document) -> dict[str, tuple[str, str]]:
    """Return anchor and meaning of each term of the glossary that has a capital, which an ordinary word has not."""
    return {
        term.astext(): (term["ids"][0], term.parent.children[-1].astext())
        for term in glossary.findall(nodes.term)
        if not term.astext().islower()
    }


def link_first(body: str, names: dict[str, tuple[str, str]], address: str) -> str:
    """Return a page in which the first mention of each name in running text is a link to the glossary.

    A name is found as it is written, with an s behind it too; headings, code, captions and links stay as they are.

    Parameters
    ----------
    body : str
        HTML.
    names : dict
        Anchor and meaning of each name.
    address : str
        That of the glossary, as seen from the page.
    """
    left = dict(names)
    longest_first = "|".join(re.escape(escape(name)) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w&-])({longest_first})(?:s?)(?!\w)")
    made: list[str] = []
    paragraphs = closed = 0  # how many elements of running text, and of those left alone, are open
    opened: list[tuple[str, bool]] = []

    def linked(found: re.Match) -> str:
        if not (target := left.pop(found[1], None)):
            return found[0]
        return f'<a class="reference internal" href="{address}#{target[0]}" title="{escape(target[1])}">{found[0]}</a>'

    for token in _TOKEN.finditer(body):
        text, (end, tag, rest) = token[0], token.groups()
        if tag is None:
            if paragraphs and not closed and not text.isspace() and text[0] != "<":
                text = pattern.sub(linked, text)
        elif end:
            while any(tag == name for name, _ in opened):
                name, alone = opened.pop()
                paragraphs -= name == "p"
                closed -= alone
                if name == tag:
                    break
        elif tag not in _EMPTY and not rest.endswith("/"):
            alone = tag in _NOT_IN or bool(_NOT_OF.search(rest))
            opened.append((tag, alone))
            paragraphs += tag == "p"
            closed += alone
        made.append(text)
    return "".join(made)


def setup(app: Sphinx) -> None:
    """Change each page as it is written."""
    names = cache(lambda: short_names(app.env.get_doctree(GLOSSARY)))  # once a build

    def link_short_names(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        """Link the short names of each page but the glossary itself."""
        if document is not None and page != GLOSSARY and GLOSSARY in app.env.found_docs:
            context["body"] = link_first(context["body"], names(), app.builder.get_relative_uri(page, GLOSSARY))

    app.connect("html-page-context", link_short_names, priority=300)  # before cards are put behind the body
