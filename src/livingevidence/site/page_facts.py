"""What each page tells of itself: a description for machines, how it was made, and how to cite it."""

import json
import os
import re
from functools import partial
from html import escape, unescape

from docutils import nodes
from sphinx.application import Sphinx

from livingevidence.export.package import LICENCE
from livingevidence.record.text import count, number
from livingevidence.site import downloads
from livingevidence.site.fresh import Freshness
from livingevidence.site.lists import REPOSITORY
from livingevidence.site.pages import searchable_words
from livingevidence.site.references import full_reference
from livingevidence.site.site import Site

PART = {"title": "⟨title⟩", "pagename": "⟨key⟩", "address": "⟨address⟩"}  # what cite.js puts in place
LONGEST_DESCRIPTION = 300  # characters of a description, unless its first sentence is longer
_CLAIM = re.compile(r'<span class="claim\b[^>]*>(.*?)<a class="claim-mark\b', re.DOTALL)
_PARAGRAPH = re.compile(r"(?<!<li>)<p\b[^>]*>(.*?)</p>", re.DOTALL)
_FIGURE = re.compile(
    r'(<figure class="review-figure" id="([^"]+)">.*?aria-label="([^"]+?)[.:] .*?)</figure>', re.DOTALL
)
_CLOSING = r"</(?:dd|div|dt|figcaption|h\d|li|p|summary|td|th)>"
_END = re.compile(rf"{_CLOSING}(?!\s|{_CLOSING})|<br */?>(?=\S)")  # of several that close together the last


def add_facts(site: Site, app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.Node | None) -> None:
    """Give the template what ``site/layout/page.html`` shows of a page; of the search it has no source."""
    site_title, body = app.config.html_title, context.get("body", "")
    address = site.address and f"{site.address}{pagename}.html"
    title = unescape(re.sub(r"<[^>]+>", "", context.get("title") or "")) or site_title
    context |= {
        "page_title": title,
        "page_description": description(body) if doctree else f"{title}. {site_title}.",
        "data_digest": site.digest[:12],  # no setting, or each page would be made again for it
    }
    if doctree is None:
        return
    source, repository = source_of(pagename, site), os.environ.get(REPOSITORY, "").rstrip("/")
    context |= {
        "own_address": site.address,
        "page_source": source,
        "page_edit": f"{repository}/edit/main/{source}" if repository else "",
        "page_references": cited_references(body, site),
        "page_citations": citations(title, site_title, pagename, address, site),
        "part_citations": citations(**PART, review=site_title, site=site),
    }

    def cite(match: re.Match) -> str:
        """Return a figure with how to cite it: as text; by script (``cite.js``) in the other forms too."""
        figure, anchor, what = match.groups()
        name = f"Figure: {unescape(what)} ({title})"
        text = citations(name, site_title, pagename, f"{address or f'{pagename}.html'}#{anchor}", site)["Text"]
        citation = f'<p>Text</p><pre tabindex="0" aria-label="Citation as Text">{escape(text)}</pre>'
        summary = f'<details class="cite" data-title="{escape(name)}"><summary>Cite this figure</summary>'
        return f"{figure}{summary}{citation}</details></figure>"

    # The search shows a page's text without its tags, so that a cell would run into the next one.
    context["body"] = _END.sub(r"\g<0>\n", _FIGURE.sub(cite, body))


def description(body: str) -> str:
    """Return the first claim of a page, which is never cut, else the first sentences of its first paragraph."""
    if claim := _CLAIM.search(body):
        return searchable_words(claim[1])
    paragraph = _PARAGRAPH.search(body)
    text = searchable_words(paragraph[1]) if paragraph else ""
    ends = [end.end() for end in re.finditer(r"[.?!](?= |$)", text)] or [len(text)]
    return text[: max((end for end in ends if end <= LONGEST_DESCRIPTION), default=ends[0])]


def cited_references(body: str, site: Site) -> dict[str, str]:
    """Return what a page cites, label by label in their order, as paper shows it: there no citation can be opened."""
    keys = dict.fromkeys(re.findall(r'href="[^"#]*references\.html#cite-([^"]+)"', body))
    references = {site.labels[key]: full_reference(site.evidence.references[key]) for key in keys if key in site.labels}
    return dict(sorted(references.items(), key=lambda item: item[0].casefold()))


def source_of(pagename: str, site: Site) -> str:
    """Return the file that a person edits to change a page, from the root of the repository."""
    folder, _, name = pagename.rpartition("/")
    root = site.root
    place = root.pages / f"{pagename}.md"
    if folder == "chapters":  # a symlink
        place = root.chapters / f"{name}.md"
    elif folder == "studies" and name in site.evidence.library.studies:
        place = root.data / f"studies/{name}.yaml"
    elif folder == "conditions" and name in site.evidence.vocabulary["conditions"]:
        words = root.data / f"conditions/{name}.md"  # an editor's; the rest of the page is of its studies' records
        place = words if words.is_file() else root.data / "vocabulary/conditions.yaml"
    elif pagename == "contributing":
        place = root.folder / "CONTRIBUTING.md"
    return place.relative_to(root.folder).as_posix()


def readers_line(pagename: str, site: Site) -> str:
    """Return of how many rows a second reader looked for the number again: those of a study on its page, else all."""
    study = site.evidence.library.studies.get(pagename.removeprefix("studies/"))
    if study is None:
        rows, checked = (site.results[key].value for key in ("all.rows", "all.rows-read-twice"))
    else:
        rows, checked = len(study.rows), sum(bool(row.second_readings) for row in study.rows)
    whose = "of this study" if study else "of the review"
    reading = f"A second reader checked {number(checked)}" if checked else "No second reader has checked any"
    return f"{reading} of the {count(rows, 'row')} {whose}." if rows else ""


def structured_data(pagename: str, title: str, summary: str, address: str, review: str, site: Site) -> str:
    """Return schema.org facts on a page as JSON that can stand inside a script element."""
    publisher = {"@type": "Organization", "name": "The contributors"}
    facts = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title,
        "description": summary,
        "inLanguage": "en",
        "version": site.about.version,
        "dateModified": site.about.evidence_as_of,
        "license": LICENCE,
        "publisher": publisher,
        "isPartOf": {"@type": "WebSite", "name": review, "publisher": publisher},
        **({"url": address} if address else {}),
    }
    kind, _, name = pagename.partition("/")
    if kind == "studies" and name in site.evidence.library.studies:
        reference = site.evidence.references[site.evidence.library.studies[name].reports[0].key]
        article = {"name": reference.title, "author": reference.authors, "datePublished": reference.year}
        article["sameAs"] = [address for _, address in reference.links if address]
        facts["mainEntity"] = {"@type": "ScholarlyArticle", **{name: value for name, value in article.items() if value}}
    elif kind == "conditions" and name in site.evidence.vocabulary["conditions"]:
        facts["about"] = {"@type": "MedicalCondition", "name": site.label("conditions", name)}
    elif pagename == "data":
        facts["mainEntity"] = downloads.facts(site)
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")


def citations(title: str, review: str, pagename: str, address: str, site: Site) -> dict[str, str]:
    """Return how to cite a page, with its version: as text, BibTeX and RIS.

    Its whole address is left out where that of the site is not known.
    """
    day, version, is_home = site.about.evidence_as_of, site.about.version, title == review
    note = f"Version: {version}; evidence as of {day}"
    fields = [  # how BibTeX and RIS call it
        ("author", "AU", "The contributors"),
        ("title", "TI", title),
        ("booktitle", "T2", "" if is_home else review),
        ("year", "PY", day[:4]),
        ("", "DA", day.replace("-", "/")),
        ("version", "ET", version),
        ("note", "N1", note),
        ("url", "UR", address),
    ]
    bibtex = [f"  {name} = {{{_latex(value, name)}}}" for name, _, value in fields if name and value]
    ris = ["TY  - ELEC", *(f"{tag}  - {value}" for _, tag, value in fields if value), "ER  - "]
    key = f"{site.evidence.topic.name}-{pagename.replace('/', '-')}"
    full_title = title if is_home else f"{title}. In: {review}"
    return {
        "Text": f"The contributors. {full_title}. {note}." + (f" {address}" if address else ""),
        "BibTeX": "\n".join([f"@misc{{{key},", ",\n".join(bibtex), "}"]),
        "RIS": "\n".join(ris),
    }


def _latex(value: str, name: str) -> str:
    """Return text as BibTeX takes it: a group of people is one name, and an address stays."""
    value = f"{{{value}}}" if name == "author" else value
    return value if name in ("author", "url") else re.sub(r"([&%#$_{}])", r"\\\1", value)


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Add the facts to every page."""
    site = fresh.site

    def facts_of_page(page: str, title: str, summary: str, address: str) -> tuple[str, str]:
        facts = structured_data(page, title, summary, address, app.config.html_title, site)
        return facts, readers_line(page, site)

    def add_data(app: Sphinx, page: str, template: str, context: dict, document: nodes.document | None) -> None:
        about = context["page_title"], context["page_description"], context.get("pageurl") or ""
        facts = facts_of_page(page, *about) if document is None else fresh.ask_when_written("facts", page, *about)
        context["page_data"], context["page_readers"] = facts

    fresh.answers["facts"] = facts_of_page
    app.connect("html-page-context", partial(add_facts, site))
    app.connect("html-page-context", add_data, priority=900)
