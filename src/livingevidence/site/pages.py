"""Whole pages, and parts of one: a view makes HTML, of which headings become sections that Sphinx knows."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import ClassVar, NamedTuple

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from livingevidence.show.table import Table
from livingevidence.site.fresh import Freshness
from livingevidence.site.site import Page

_HEADING = re.compile(r'^<h([2-4]) id="([^"]+)"( class="phone")?>(.*)</h\1>$', re.MULTILINE)
_UNSEEN = re.compile(r"<(style|script|template|small)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_WITHIN_A_WORD = re.compile(r"</?(?:a|abbr|b|code|em|i|span|strong|sub|sup)(?: [^>]*)?>")
_OUTSIDE = re.compile(r'<a [^>]*href="(https?://[^"]+)"')


class Filling(NamedTuple):
    """What fills a page, or a part of one."""

    view: Callable[..., Markup | Table]
    """Takes the page and the arguments of the directive, and returns HTML."""
    index: Callable[..., Iterable[tuple[str, str]]] = lambda site, *arguments: ()
    """Takes the site and those arguments, and returns what the search finds whole, with its place on the page."""
    labelled: bool = False
    """Whether other pages lead to its headings by ``{ref}``."""
    arguments: int = 0
    """How many the directive has."""


def template_view(name: str, *arguments: str, **facts: object) -> Callable[..., Markup]:
    """Return the view of a page whose template asks the review, and what it is given, for all that it shows.

    The directive's arguments have names there.
    """

    def view(page: Page, *values: str) -> Markup:
        return page.fill(f"{name}.html", **facts, **dict(zip(arguments, values, strict=True)))

    return view


def section_nodes(page: str) -> list[nodes.Node]:
    """Return HTML as nodes: a section for each heading that stands on a line of its own, the rest as it is.

    One of class ``phone`` is folded where the page is narrow (:mod:`livingevidence.site.parts`).
    """
    first, *rest = _HEADING.split(page)
    top = nodes.section("", *_raw(first))
    open_sections = [(1, top)]
    for depth, anchor, phone, title, content in zip(*[iter(rest)] * 5, strict=True):
        section = nodes.section("", nodes.title("", unescape(title)), *_raw(content), ids=[anchor], names=[anchor])
        section["classes"] += ["folded", "phone"] if phone else []
        while open_sections[-1][0] >= int(depth):
            open_sections.pop()
        open_sections[-1][1].append(section)
        open_sections.append((int(depth), section))
    return top.children


def _raw(content: str) -> list[nodes.Node]:
    return [nodes.raw("", content.strip() + "\n", format="html")] if content.strip() else []


class PageDirective(SphinxDirective):
    """What a view makes; :func:`setup` binds it, so that no directive asks a global for the review."""

    fresh: ClassVar[Freshness]
    filling: ClassVar[Filling]
    final_argument_whitespace = True
    has_content = True  # words of an editor, which stand before the first heading

    def run(self) -> list[nodes.Node]:
        """Return headings, and the HTML between them."""
        markup, index = self.fresh.ask("filling", self.name, *self.arguments)
        content = section_nodes(markup)
        sections = [section for node in content for section in node.findall(nodes.section)]
        for part in sections if self.filling.labelled else ():
            anchor, title = part["ids"][0], part[0].astext()
            self.env.domains.standard_domain.note_hyperlink_target(anchor, self.env.docname, anchor, title)
        words = [nodes.container("", *self.parse_content_to_nodes(), classes=["editor-words"])] if self.content else []
        first = content.index(sections[0]) if sections else len(content)
        content[first:first] = words
        entries = [("single", words, anchor, "main", None) for words, anchor in index]
        return [*([addnodes.index(entries=entries)] if entries else []), *content]


class html(nodes.General, nodes.Element):
    """HTML of a page; below it, and never written, its words for the search and its outside links for linkcheck."""


def searchable_words(markup: str) -> str:
    """Return the words of HTML as a reader sees them: what stands apart is apart, and entities are characters."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", _WITHIN_A_WORD.sub("", _UNSEEN.sub(" ", markup)))).split())


class ReadHtml(SphinxPostTransform):
    """Put words and links beside all raw HTML; Sphinx's own reading glues cells together and takes entities apart."""

    default_priority = 700  # numbers in figures are links by then, and linkcheck has not looked yet

    def run(self, **kwargs: object) -> None:
        """Replace the raw HTML of the page."""
        for raw in [node for node in self.document.findall(nodes.raw) if node["format"] == "html"]:
            markup = raw.astext()
            links = (nodes.reference("", refuri=unescape(address)) for address in _OUTSIDE.findall(markup))
            raw.replace_self(html("", nodes.Text(searchable_words(markup)), *links, markup=markup))


def write_html(writer: nodes.NodeVisitor, node: html) -> None:
    """Write the HTML alone."""
    writer.body.append(node["markup"])
    raise nodes.SkipNode


def setup(app: Sphinx, fresh: Freshness, fillings: Mapping[str, Filling]) -> None:
    """Register a directive for each view."""

    def fill(page: str, name: str, *arguments: str) -> tuple[str, list[tuple[str, str]]]:
        filling, site = fillings[name], fresh.site
        return filling.view(site.page(page), *arguments).__html__(), list(filling.index(site, *arguments))

    fresh.answers["filling"] = fill
    for name, filling in fillings.items():
        fields = {"filling": filling, "fresh": fresh, "required_arguments": filling.arguments}
        app.add_directive(name, type(f"{name} of a page", (PageDirective,), fields))
    app.add_node(html, html=(write_html, None))
    app.add_post_transform(ReadHtml)
