"""Whole pages from templates: one view and one template make headings that Sphinx knows, and HTML between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from html import unescape
from typing import ClassVar, NamedTuple

from docutils import nodes
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from livingevidence.evidence import describe
from livingevidence.record.text import capital, count, number
from livingevidence.site.roles import sentence
from livingevidence.site.site import Site

_HEADING = re.compile(r'^<h([2-4]) id="([^"]+)">(.*)</h\1>$', re.MULTILINE)
_UNSEEN = re.compile(r"<(style|script|template)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_WITHIN_A_WORD = re.compile(r"</?(?:a|abbr|b|code|em|i|span|strong|sub|sup)(?: [^>]*)?>")
_TURNS = re.compile("[\u202a\u202b\u202d\u202e\u2066\u2067\u2068]")
_OUTSIDE = re.compile(r'<a [^>]*href="(https?://[^"]+)"')


class Filling(NamedTuple):
    """What fills a page, or a part of one.

    Attributes
    ----------
    template : str
    view : callable
        Takes the site and the arguments of the directive, and returns what the template shows.
    labelled : bool
        Whether other pages lead to its headings by ``{ref}``.
    reread : bool
        Whether a commit changes it, which is no file that Sphinx looks at.
    """

    template: str
    view: Callable[..., Mapping[str, object]]
    labelled: bool = False
    reread: bool = False


def templates(site: Site) -> Environment:
    """Return the templates, which escape whatever they are given, with the words that all of them use."""
    made = Environment(
        loader=PackageLoader("livingevidence.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=closed,
    )
    made.filters |= {"number": number, "capital": capital, "outside": outside}
    made.globals |= {"count": count, "describe": describe, "site": site, "label": site.label}
    return made


def closed(value: object) -> object:
    """Return a value that is written; text that turns the direction of what follows ends doing so with itself."""
    if not isinstance(value, str) or isinstance(value, Markup) or not _TURNS.search(value):
        return value
    ends = ["\u202c" if turn < "\u2060" else "\u2069" for turn in _TURNS.findall(value)]
    return value + "".join(reversed(ends))


def rendered(environment: Environment, template: str, page: str, view: Mapping[str, object]) -> str:
    """Return a template filled with a view; ``to`` gives the address of a page as seen from this one."""
    to = partial(relative_uri, f"{page}.html")
    site, base = environment.globals["site"], "../" * page.count("/")
    claim = partial(sentence, site, base)
    return environment.get_template(template).render(to=to, inline=site.inline(base), claim=claim, **view)


def outside(address: str | None) -> str:
    """Return an address that may be a link, of the web; empty for any other, which could run or hide something."""
    return address if address and re.match(r"https?://", address) else ""


def tree(page: str) -> list[nodes.Node]:
    """Return HTML as nodes: a section for each heading that stands on a line of its own, the rest as it is."""
    first, *rest = _HEADING.split(page)
    top = nodes.section("", *_raw(first))
    above = [(1, top)]
    for depth, anchor, title, content in zip(*[iter(rest)] * 4, strict=True):
        made = nodes.section("", nodes.title("", unescape(title)), *_raw(content), ids=[anchor], names=[anchor])
        while above[-1][0] >= int(depth):
            above.pop()
        above[-1][1].append(made)
        above.append((int(depth), made))
    return top.children


def _raw(content: str) -> list[nodes.Node]:
    return [nodes.raw("", content.strip() + "\n", format="html")] if content.strip() else []


class PageDirective(SphinxDirective):
    """What a view and its template make; :func:`setup` binds them, so that no directive asks a global for the review.

    What a view calls ``index`` are entries of the site's index with their anchors: the search finds those whole, where
    as text it takes an identifier apart.
    """

    filling: ClassVar[Filling]
    environment: ClassVar[Environment]
    final_argument_whitespace = True
    has_content = True  # words of an editor, which stand before the first heading

    def run(self) -> list[nodes.Node]:
        """Return headings, and the HTML between them."""
        if self.filling.reread:
            self.env.note_reread()
        view = dict(self.filling.view(self.environment.globals["site"], *self.arguments))
        entries = [("single", words, anchor, "main", None) for words, anchor in view.pop("index", [])]
        made = tree(rendered(self.environment, self.filling.template, self.env.docname, view))
        if self.filling.labelled:
            self._label(made)
        words = [nodes.container("", *self.parse_content_to_nodes(), classes=["editor-words"])] if self.content else []
        parts = next((place for place, part in enumerate(made) if isinstance(part, nodes.section)), len(made))
        made[parts:parts] = words
        return [*([addnodes.index(entries=entries)] if entries else []), *made]

    def _label(self, made: list[nodes.Node]) -> None:
        for part in (part for whole in made for part in whole.findall(nodes.section)):
            anchor, title = part["ids"][0], part[0].astext()
            self.env.domains.standard_domain.note_hyperlink_target(anchor, self.env.docname, anchor, title)


class html(nodes.General, nodes.Element):
    """HTML of a page; below it, and never written, its words for the search and its outside links for linkcheck."""


def searched(markup: str) -> str:
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
            raw.replace_self(html("", nodes.Text(searched(markup)), *links, markup=markup))


def write_html(writer: nodes.NodeVisitor, node: html) -> None:
    """Write the HTML alone."""
    writer.body.append(node["markup"])
    raise nodes.SkipNode


def setup(app: Sphinx, site: Site, fillings: Mapping[str, Filling]) -> None:
    """Register a directive for each view, whose parameters besides the site are the directive's arguments."""
    made = templates(site)
    for name, filling in fillings.items():
        arguments = filling.view.__code__.co_argcount - 1
        fields = {"filling": filling, "environment": made, "required_arguments": arguments}
        app.add_directive(name, type(f"{name} of a page", (PageDirective,), fields))
    app.add_node(html, html=(write_html, None))
    app.add_post_transform(ReadHtml)
