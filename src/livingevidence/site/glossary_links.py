"""The first mention of each short name of the glossary on a page, as a link to what it means."""

import re
from functools import cache
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "glossary"
# Left alone: links, code, what is told already, heads of tables, titles of columns, lists of studies, and references,
# whose titles stand as printed.
_KEPT = (
    r"<(a|abbr|code|pre|thead|svg|script|style|template|summary|figure)\b.*?</\1>"
    r'|<(div|span|table)\b[^>]*class="(?:[^"]* )?(?:cell-label|studies|citation)[ "].*?</\2>'
)
_PART = re.compile(rf"{_KEPT}|(?P<paragraph></?p\b[^>]*>)|<[^>]*>|(?P<text>[^<]+)|<", re.DOTALL)


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
    Names have anchor and meaning; the address of the glossary is as seen from the page.
    """
    remaining = dict(names)
    longest_first = "|".join(re.escape(escape(name)) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w&-])({longest_first})(?:s?)(?!\w)")

    def link(match: re.Match) -> str:
        if match[1] not in remaining:
            return match[0]
        anchor, meaning = remaining.pop(match[1])
        return f'<a class="reference internal" href="{address}#{anchor}" title="{escape(meaning)}">{match[0]}</a>'

    parts, running = [], False
    for part in _PART.finditer(body):
        if part["paragraph"]:
            running = not part[0].startswith("</")
        parts.append(pattern.sub(link, part[0]) if part["text"] and running else part[0])
    return "".join(parts)


def setup(app: Sphinx) -> None:
    """Change each page as it is written."""
    names = cache(lambda: short_names(app.env.get_doctree(GLOSSARY)))  # once a build

    def link_short_names(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        """Link the short names of each page but the glossary itself."""
        if document is not None and page != GLOSSARY and GLOSSARY in app.env.found_docs:
            context["body"] = link_first(context["body"], names(), app.builder.get_relative_uri(page, GLOSSARY))

    app.connect("html-page-context", link_short_names, priority=300)  # before cards are put behind the body
