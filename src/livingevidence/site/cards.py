"""Cards: what stands behind a number or a citation, for every link of a page that leads to a row or a reference.

A page carries the cards of its own links in a ``template``, which a browser neither shows nor prints;
``_static/cards.js`` opens them. So they need no request, work from a file, and without a script a link is a link.
A link's address says what it is about, so a table, a legend, a claim and a sentence open the same card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from posixpath import dirname, join, normpath

from markupsafe import Markup
from sphinx.application import Sphinx

from livingevidence.evidence import describe
from livingevidence.record.models import Arm, Case, Row, Study
from livingevidence.record.references import Reference
from livingevidence.record.text import number
from livingevidence.results.numbers import anchor_of
from livingevidence.results.result import Result
from livingevidence.show.listings import reading
from livingevidence.site.pages import outside
from livingevidence.site.site import Site
from livingevidence.site.study import NAMES, age, population, regimen

MOST_AUTHORS = 6
MOST_STUDIES = 8
BOLD = Markup("<b>{}</b>")
Line = Markup | str
"""A line of a card; text in it is escaped when it is put together."""


class Cards:
    """The cards of a site."""

    def __init__(self, site: Site):
        self.site, self.evidence = site, site.evidence
        self.results = {anchor_of(key): result for key, result in site.results.items()}

    def of_page(self, body: str, page: str) -> Markup:
        """Return the template with a card for each link in the body of a page that has one, each once.

        Parameters
        ----------
        body : str
            HTML.
        page : str
            The name of its document, such as ``chapters/safety``.
        """
        made = Markup("")
        for found in dict.fromkeys(re.findall(r'href="([^"#:]+#[^"]+)"', body)):
            path, _, anchor = unescape(found).partition("#")
            if lines := self.lines(normpath(join(dirname(page), path)), anchor):
                shown = Markup("").join(map(Markup("<p>{}</p>").format, lines))
                made += Markup('<div data-for="{}">{}</div>').format(unescape(found), shown)
        up = "../" * page.count("/")
        return Markup('<template id="cards">{}</template>').format(made.replace("{root}", up)) if made else made

    def lines(self, path: str, anchor: str) -> list[Line]:
        """Return the lines of a card, links from ``{root}``; none where an address has no card.

        Parameters
        ----------
        path : str
            A page of the site, such as ``studies/doe-2021.html``.
        anchor : str
            An id on it.
        """
        folder, _, name = path.removesuffix(".html").rpartition("/")
        if folder == "studies" and name in self.evidence.records:
            return list(self._of_study(self.evidence.records[name], anchor))
        if path == "numbers.html" and anchor in self.results:
            return list(self._computed(self.results[anchor], anchor))
        if path == "references.html" and (key := anchor.removeprefix("cite-")) in self.site.labels:
            return list(self._reference(self.evidence.references[key], anchor))
        return []

    def _of_study(self, study: Study, anchor: str) -> Iterator[Line]:
        name = BOLD.format(self.site.names[study.id])
        items = {item.id: item for item in (*study.rows, *study.cases)}
        arms = {f"arm-{arm.id}": arm for arm in study.arms}
        if anchor in items:
            item = items[anchor]
            yield from self._row(name, study, item) if isinstance(item, Row) else _case(name, item)
            yield from _read_in(study, item)
        elif anchor in arms:
            yield from _arm(name, study, arms[anchor])
            yield _what_was_read(study)
        elif anchor == "population":
            yield name + ": who was studied"
            yield from (f"{field}: {value}" for field, value in population(study) if field in NAMES.values())
            yield _what_was_read(study)
        elif anchor == "trial-dates":
            yield name + ": when its trials ran"
            yield from _dates(study)
        else:
            return
        yield _link(f"studies/{study.id}.html#{anchor}", f"{study.id}/{anchor}")

    def _row(self, name: Markup, study: Study, row: Row) -> Iterator[Line]:
        yield name + f": {row.label}"
        period, when = self.site.label("periods", row.period), describe.when(row)
        yield ", ".join(dict.fromkeys(filter(None, (describe.of_whom(study, row), when, period))))
        yield BOLD.format(describe.result(row, self.site.evidence.vocabulary))
        if repeated := getattr(row, "duplicate_of", None):
            yield f"repeats a result of {repeated}; never counted twice"
        if row.note:
            yield row.note

    def _computed(self, result: Result, anchor: str) -> Iterator[Line]:
        yield BOLD.format(result.value if isinstance(result.value, str) else number(result.value))
        yield f"Counted: {result.meaning}"
        if result.note:
            yield result.note
        if len(result.studies) == len(self.evidence.records):
            yield "Behind it: every study"
        elif result.studies:
            parts = [f": {number(part)}" for part in result.parts] or [""] * len(result.studies)
            rest = len(result.studies) - MOST_STUDIES
            told = [link + part for link, part in zip(self._studies(result.studies), parts, strict=False)]
            yield Markup("Behind it: ") + _joined(told) + (f" and {number(rest)} more" if rest > 0 else "")
        yield _link(f"numbers.html#{anchor}", result.key)

    def _studies(self, names: Iterable[str]) -> list[Markup]:
        """Return the first of some studies as links."""
        return [_link(f"studies/{name}.html", self.site.names[name]) for name in list(names)[:MOST_STUDIES]]

    def _reference(self, reference: Reference, anchor: str) -> Iterator[Line]:
        yield BOLD.format(self.site.labels[reference.key])
        yield reference.title
        people = [person for person in reference.authors if person != "others."]
        more = len(people) < len(reference.authors) or len(people) > MOST_AUTHORS
        where = ["; ".join(people[:MOST_AUTHORS]) + (" et al." if more else ""), reference.container, reference.year]
        yield ". ".join(part.rstrip(".") for part in where if part)
        known = reference.links or ([(reference.url, reference.url)] if reference.url else [])
        yield Markup(", ").join(_outside(*pair) for pair in known) or "No identifier is known."
        keys = {name: [report.key for report in study.reports] for name, study in self.evidence.records.items()}
        if holders := self._studies(name for name, own in keys.items() if reference.key in own):
            yield Markup("Record: ") + _joined(holders)
        yield _link(f"references.html#{anchor}", "In the list of references")


def _case(name: Markup, case: Case) -> Iterator[Line]:
    yield name + f": {', '.join(filter(None, (describe.person(case), age(case))))}"
    yield case.regimen
    yield BOLD.format(case.response_detail or "degree not read")
    if case.weeks_followed is not None:
        yield f"Followed until week {number(case.weeks_followed)}"


def _arm(name: Markup, study: Study, arm: Arm) -> Iterator[Line]:
    yield name + f": {describe.arm_names(study)[arm.id]}"
    yield f"Regimen: {regimen(arm)}"
    yield BOLD.format(describe.people(arm.n))


def _read_in(study: Study, item: Row | Case) -> Iterator[Line]:
    """Yield the source with its place and how much of it was read, and by how many."""
    source = next(source for source in study.sources if source.id == item.source)
    own = "the study's own text" if source.verification == "primary" else "a text about the study"
    link = _link(f"studies/{study.id}.html#{source.id}", source.id)
    yield Markup("Read in ") + link + f", {describe.where(item)} ({source.kind}; {own}; read: {source.read})"
    if isinstance(item, Row):
        yield f"Read by {describe.readers(item)}"
        for reading in item.second_readings:
            found = "what the first reader noted" if reading.agrees else "something else; both are kept"
            printed = f": {describe.printed(reading)}" if reading.printed else ""
            note = f". {reading.note}" if reading.note else ""
            yield f"Second reader, in {reading.source}, found {found}{printed}{note}"


def _dates(study: Study) -> Iterator[Line]:
    """Yield the dates of each trial as far as they were read, and where they stand."""
    for trial in (trial for trial in study.trials if trial.dates_from):
        end = f"completed ({trial.completed_is})" if trial.completed_is else "completed"
        dates = {"started": trial.started, end: trial.completed, "results posted": trial.results_posted}
        told = ", ".join(f"{what} {date}" for what, date in dates.items() if date) or "no date was read"
        yield Markup("{}: <b>{}</b>").format(trial.name or trial.id, told)
        yield f"Stands in: {trial.dates_from}"


def _what_was_read(study: Study) -> str:
    """Return what was read of the study as a whole, for what has no source of its own in the record."""
    return f"What was read of the study: {reading(study)}"


def _joined(links: Iterable[Markup]) -> Markup:
    return Markup("; ").join(links)


def _link(address: str, words: str) -> Markup:
    return Markup('<a href="{{root}}{}">{}</a>').format(address, words)


def _outside(words: str, address: str) -> Markup:
    """Return a link; of several registry numbers in one text those that ClinicalTrials.gov knows are links."""
    if outside(address):
        return Markup('<a href="{}">{}</a>').format(address, words)
    known = r'<a href="https://clinicaltrials.gov/study/\g<0>">\g<0></a>'
    return Markup(re.sub(r"NCT\d{8}", known, str(Markup.escape(words))))


def setup(app: Sphinx, site: Site) -> None:
    """Change each page as it is written."""
    cards = Cards(site)

    def add_cards(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        """Put the cards of a page behind its body."""
        if document is not None:
            context["body"] += str(cards.of_page(context["body"], page))

    app.connect("html-page-context", add_cards)
