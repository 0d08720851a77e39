"""Cards: what stands behind a number or a citation, for every link of a page that leads to a row or a reference.

A page carries the cards of its own links in a ``template``, which a browser neither shows nor prints;
``_static/cards.js`` opens them. So they need no request, work from a file, and without a script a link is a link.
A link's address says what it is about, so a table, a legend, a claim and a sentence open the same card.
"""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from posixpath import dirname, join, normpath

from markupsafe import Markup
from sphinx.application import Sphinx

from livingevidence.evidence.describe import age, population, regimen
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Row
from livingevidence.record.reads import remembered
from livingevidence.record.references import Reference
from livingevidence.show.listings import reading as how_read
from livingevidence.site.fresh import Freshness
from livingevidence.site.html import outside_link
from livingevidence.site.site import Page, Site
from livingevidence.site.study import repetition

MOST_AUTHORS = 6
MOST_STUDIES = 8


def links_of(body: str) -> list[str]:
    """Return the links of a page to places on it or on others, each once."""
    return list(dict.fromkeys(re.findall(r'href="([^"#:]+#[^"]+)"', body)))


def cards(page: Page, links: Iterable[str]) -> Markup:
    """Return the template with a card for each link of a page that has one."""
    markup = Markup("")
    for link in map(unescape, links):
        path, _, anchor = link.partition("#")
        target = normpath(join(dirname(page.name), path)).removesuffix(".html")
        if card_markup := card(page.site, page.base, target, anchor):
            markup += Markup('<div data-for="{}">{}</div>').format(link, card_markup)
    return Markup('<template id="cards">{}</template>').format(markup) if markup else markup


def card(site: Site, base: str, page: str, anchor: str) -> Markup:
    """Return the card of an anchor on a page, as ``studies/doe-2021``; nothing where it has none.

    It is the same wherever the way to the root of the site, `base`, is the same.
    """
    return Markup(site.evidence.lasting(("card", base, page, anchor), lambda: _card(site, base, page, anchor)))


def _card(site: Site, base: str, page: str, anchor: str) -> str:
    if not (subject := _subject(site, page, anchor)):
        return ""
    nothing = dict.fromkeys(("study", "row", "case", "arm", "source", "result", "reference", "holders"))
    words = {"age": age, "how_read": how_read, "population": population, "regimen": regimen, "repetition": repetition}
    words |= {"identifier_link": identifier_link, "publication": _publication, "most_studies": MOST_STUDIES}
    return site.templates.get_template("card.html").render(**words, base=base, anchor=anchor, **{**nothing, **subject})


def _subject(site: Site, page: str, anchor: str) -> Mapping[str, object]:
    """Return what an address is of; nothing of one that has no card."""
    folder, _, name = page.rpartition("/")
    if folder == "studies" and (study := site.evidence.library.studies.get(name)):
        arms = {f"arm-{arm.id}": arm for arm in study.arms}
        if row_or_case := next((part for part in (*study.rows, *study.cases) if part.id == anchor), None):
            source = next(source for source in study.sources if source.id == row_or_case.source)
            return {"study": study, "row" if isinstance(row_or_case, Row) else "case": row_or_case, "source": source}
        if anchor in (*arms, "population", "trial-dates"):
            return {"study": study, "arm": arms.get(anchor)}
    elif page.startswith("numbers") and (result := site.numbers.get(anchor)):
        return {"result": result} if result.page == page else {}
    elif page == "references" and (key := anchor.removeprefix("cite-")) in site.labels:
        return {"reference": site.evidence.references[key], "holders": _holders(site.evidence).get(key, [])}
    return {}


@remembered(4)  # asked by the card of each reference, of one evidence
def _holders(evidence: Evidence) -> dict[str, list[str]]:
    """Return the studies that have a report, by the key of its reference."""
    holders: dict[str, list[str]] = {}
    for study in evidence.library.studies.values():
        for key in dict.fromkeys(report.key for report in study.reports):
            holders.setdefault(key, []).append(study.id)
    return holders


def _publication(reference: Reference) -> str:
    """Return by whom, where and when it was published, of many authors the first."""
    people, more = reference.authors, reference.more or len(reference.authors) > MOST_AUTHORS
    where = ["; ".join(people[:MOST_AUTHORS]) + (" et al." if more else ""), reference.container, reference.year]
    return ". ".join(part.rstrip(".") for part in where if part)


def identifier_link(words: str, address: str) -> Markup:
    """Return a link; of several registry numbers in one text those that ClinicalTrials.gov knows are links."""
    linked_number = r'<a class="reference external" href="https://clinicaltrials.gov/study/\g<0>">\g<0></a>'
    link = outside_link(words, address)
    return link if address else Markup(re.sub(r"NCT\d{8}", linked_number, str(link)))


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Put the cards of each page behind its body, as it is written."""
    fresh.answers["cards"] = lambda page, *links: cards(fresh.site.page(page), links)

    def add_cards(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        if document is not None:
            context["body"] += str(fresh.ask_when_written("cards", page, *links_of(context["body"])))

    app.connect("html-page-context", add_cards)
