"""What each page tells of itself: a description for machines, how it was made, and how to cite it."""

from __future__ import annotations

import json
import os
import re
from functools import partial
from html import escape, unescape

from docutils import nodes
from sphinx.application import Sphinx

from livingevidence.record.release import data_digest
from livingevidence.record.root import site_address
from livingevidence.record.text import count, number
from livingevidence.site import downloads
from livingevidence.site.pages import searched
from livingevidence.site.site import Site
from livingevidence.site.stamp import evidence_date, site_folder, site_version

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PART = ("⟨title⟩", "⟨key⟩", "⟨address⟩")  # what cite.js puts in place for a number or a figure
LONGEST = 300  # characters of a description, unless its first sentence is longer


def add(site: Site, app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None):
    """Give the template what ``docs/_templates/page.html`` shows of the page."""
    title = unescape(re.sub(r"<[^>]+>", "", context.get("title") or "")) or app.config.html_title
    described = describe(context["body"]) if doctree else f"{title}. {app.config.html_title}."
    address, review = context.get("pageurl") or "", app.config.html_title
    own = own_address(site) and f"{own_address(site)}{pagename}.html"
    source = source_of(pagename, site) if doctree else ""
    repository = os.environ.get("REVIEW_REPOSITORY", "").rstrip("/")
    context |= {
        "page_title": title,
        "page_description": described,
        "page_data": data(pagename, title, described, address, review, site),
        "page_source": source,
        "page_edit": f"{repository}/edit/main/{source}" if repository and source else "",
        "page_readers": readers(pagename, site),
        "data_digest": context["data_digest"][:12],
        "page_references": cited(context["body"], site) if doctree else {},
        "page_citations": citations(title, review, pagename, own, site) if doctree else {},
        "part_citations": citations(PART[0], review, *PART[1:], site),
        "own_address": own_address(site),
    }
    if doctree and "review-figure" in context["body"]:
        context["body"] = with_citations(context["body"], title, review, pagename, site)


def describe(body: str) -> str:
    """Return the first claim of a page, which is never cut, else the first sentences of its first paragraph."""
    if claim := re.search(r'<span class="claim\b[^>]*>', body):
        return _plain(_inside(body, claim))
    items, text = 0, ""
    for found in re.finditer(r"<(/?)(li|p)\b[^>]*>", body):
        if found[2] == "li":
            items += -1 if found[1] else 1
        elif not found[1] and not items:
            text = _plain(_inside(body, found))
            break
    ends = [found.end() for found in re.finditer(r"[.?!](?= |$)", text)] or [len(text)]
    return text[: max((end for end in ends if end <= LONGEST), default=ends[0])]


def _inside(body: str, opening: re.Match) -> str:
    """Return what an element holds, up to the end that belongs to its beginning."""
    tag = re.match(r"<(\w+)", opening[0])[1]
    deep = 1
    for found in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(body, opening.end()):
        deep += -1 if found[1] else 1
        if not deep:
            return body[opening.end() : found.start()]
    return body[opening.end() :]


def _plain(markup: str) -> str:
    return searched(markup).replace("⊢", "").strip()


def cited(body: str, site: Site) -> dict[str, str]:
    """Return what a page cites, label by label in their order, as paper shows it: there no citation can be opened."""
    keys = dict.fromkeys(re.findall(r'href="[^"#]*references\.html#cite-([^"]+)"', body))
    found = {site.labels[key]: site.cited(key) for key in keys if key in site.labels}
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))


def source_of(pagename: str, site: Site) -> str:
    """Return the file that a person edits to change a page, from the root of the repository."""
    folder, _, name = pagename.rpartition("/")
    root = site.root
    place = root.pages / f"{pagename}.md"
    if folder == "chapters":  # a symlink
        place = root.chapters / f"{name}.md"
    elif folder == "studies" and name in site.evidence.records:
        place = root.data / f"studies/{name}.yaml"
    elif folder == "conditions" and name in site.evidence.vocabulary["conditions"]:
        words = root.data / f"conditions/{name}.md"  # an editor's; the rest of the page is of its studies' records
        place = words if words.is_file() else root.data / "vocabulary/conditions.yaml"
    elif pagename == "contributing":
        place = root.folder / "CONTRIBUTING.md"
    return place.relative_to(root.folder).as_posix()


def readers(pagename: str, site: Site) -> str:
    """Return how many rows each reader read, by role: those of a study on its page, else all."""
    study = site.evidence.records.get(pagename.removeprefix("studies/"))
    if study is None:
        rows, again = (site.results[key].value for key in ("all.rows", "all.rows-read-twice"))
    else:
        rows, again = len(study.rows), sum(bool(row.second_readings) for row in study.rows)
    whose = "of this study" if study else "of the review"
    return f"First reader: {count(rows, 'row')} {whose}. Second reader: {number(again)} of them." if rows else ""


def data(pagename: str, title: str, described: str, address: str, review: str, site: Site) -> str:
    """Return schema.org facts on a page as JSON that can stand inside a script element."""
    publisher = {"@type": "Organization", "name": "The contributors"}
    made = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title,
        "description": described,
        "inLanguage": "en",
        "version": site_version(site.root),
        "dateModified": evidence_date(site.root),
        "license": LICENCE,
        "publisher": publisher,
        "isPartOf": {"@type": "WebSite", "name": review, "publisher": publisher},
    }
    if address:
        made["url"] = address
    kind, _, name = pagename.partition("/")
    if kind == "studies" and name in site.evidence.records:
        made["mainEntity"] = _article(name, site)
    elif kind == "conditions" and name in site.evidence.vocabulary["conditions"]:
        label = site.evidence.vocabulary.label("conditions", name)
        made["about"] = {"@type": "MedicalCondition", "name": label}
    elif pagename == "data":
        made["mainEntity"] = downloads.facts(site)
    return json.dumps(made, ensure_ascii=False).replace("<", "\\u003c")


def _article(study: str, site: Site) -> dict:
    """Return the publication that the page of a study is about."""
    record = site.evidence.records[study]
    reference = site.evidence.references[record.reports[0].key]
    made = {"@type": "ScholarlyArticle", "name": reference.title, "author": list(reference.authors)}
    made |= {"datePublished": reference.year, "sameAs": [address for _, address in reference.links if address]}
    return {name: value for name, value in made.items() if value}


def citations(title: str, review: str, pagename: str, address: str, site: Site) -> dict[str, str]:
    """Return how to cite a page, with its version: as text, BibTeX and RIS.

    Parameters
    ----------
    title, review : str
        Titles of the page and of the whole.
    pagename : str
        The page's address inside the site.
    address : str
        Its whole address; empty where the site's own is not known, and then left out.
    """
    day, version = evidence_date(site.root), site_version(site.root)
    whole = title if title == review else f"{title}. In: {review}"
    key = site.evidence.topic.name + "-" + pagename.replace("/", "-")
    fields = {
        "author": "{The contributors}",
        "title": title,
        "booktitle": "" if title == review else review,
        "year": day[:4],
        "version": version,
        "note": f"Version: {version}; evidence as of {day}",
        "url": address,
    }
    held = ",\n".join(f"  {name} = {{{_latex(value, name)}}}" for name, value in fields.items() if value)
    lines = [("TY", "ELEC"), ("AU", "The contributors"), ("TI", title), ("T2", fields["booktitle"])]
    lines += [("PY", day[:4]), ("DA", day.replace("-", "/")), ("ET", version), ("N1", fields["note"]), ("UR", address)]
    return {
        "Text": f"The contributors. {whole}. {fields['note']}." + (f" {address}" if address else ""),
        "BibTeX": f"@misc{{{key},\n{held}\n}}",
        "RIS": "\n".join(f"{tag}  - {value}" for tag, value in lines if value) + "\nER  - ",
    }


def own_address(site: Site) -> str:
    """Return where this version stands, with a slash at its end; empty where the site's address is not known."""
    base = site_address()
    return f"{base}/{site_folder(site.root)}/" if base else ""


_FIGURE = re.compile(
    r'(<figure class="review-figure" id="([^"]+)">.*?aria-label="([^"]+?)[.:] .*?)</figure>', re.DOTALL
)


def with_citations(body: str, title: str, review: str, pagename: str, site: Site) -> str:
    """Return the body of a page whose figures can be cited: as text; by script (``cite.js``) in the other forms too."""

    def cite(found: re.Match) -> str:
        figure, anchor, what = found.groups()
        name = f"Figure: {unescape(what)} ({title})"
        text = citations(name, review, pagename, f"{own_address(site)}{pagename}.html#{anchor}", site)["Text"]
        made = f'<p>Text</p><pre tabindex="0" aria-label="Citation as Text">{escape(text)}</pre>'
        fold = f'<details class="cite" data-title="{escape(name)}"><summary>Cite this figure</summary>{made}</details>'
        return f"{figure}{fold}</figure>"

    return _FIGURE.sub(cite, body)


def _latex(value: str, name: str) -> str:
    """Return text as BibTeX takes it; braces of an entity and an address stay."""
    return value if name in ("author", "url") else re.sub(r"([&%#$_{}])", r"\\\1", value)


def setup(app: Sphinx, site: Site) -> None:
    """Add the facts to every page."""
    digest = data_digest(site.root)
    app.connect("config-inited", lambda app, config: config.html_context.update(data_digest=digest))
    app.connect("html-page-context", partial(add, site))
