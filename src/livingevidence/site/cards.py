"""Cards: what stands behind a number or a citation, for every link of a page that leads to a row or a reference.

A page carries the cards of its own links in a ``template``, which a browser neither shows nor prints;
``_static/cards.js`` opens them. So they need no request, work from a file, and without a script a link is a link.
A link's address says what it is about, so a table, a legend, a claim and a sentence open the same card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
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
from livingevidence.show.listings import reading as how_read
from livingevidence.show.table import Cell, closed
from livingevidence.site.fresh import Fresh
from livingevidence.site.html import away, joined
from livingevidence.site.site import Page
from livingevidence.site.study import age, population, regimen, repeats

MOST_AUTHORS = 6
MOST_STUDIES = 8
BOLD = Markup("<b>{}</b>")


def links_of(body: str) -> list[str]:
    """Return the links of a page to places on it or on others, each once."""
    return list(dict.fromkeys(re.findall(r'href="([^"#:]+#[^"]+)"', body)))


class Cards:
    """The cards of one page."""

    def __init__(self, page: Page):
        self.page, self.site, self.evidence = page, page.site, page.site.evidence

    def of(self, body: str) -> Markup:
        """Return the template with a card for each link in the page's body that has one, each once."""
        return self.of_links(links_of(body))

    def of_links(self, links: Iterable[str]) -> Markup:
        """Return the template with a card for each link that has one."""
        made = Markup("")
        for found in links:
            path, _, anchor = unescape(found).partition("#")
            if lines := list(self.lines(normpath(join(dirname(self.page.name), path)), anchor)):
                shown = joined((Markup("<p>{}</p>").format(closed(line)) for line in lines), "")
                made += Markup('<div data-for="{}">{}</div>').format(unescape(found), shown)
        return Markup('<template id="cards">{}</template>').format(made) if made else made

    def lines(self, path: str, anchor: str) -> Iterable[Cell]:
        """Return the lines of a card; none where an address has no card.

        Parameters
        ----------
        path : str
            A page of the site, such as ``studies/doe-2021.html``.
        anchor : str
            An id on it.
        """
        folder, _, name = path.removesuffix(".html").rpartition("/")
        if folder == "studies" and name in self.evidence.records:
            return self._of_study(self.evidence.records[name], anchor)
        if path == "numbers.html" and anchor in self._results:
            return self._computed(self._results[anchor], anchor)
        if path == "references.html" and (key := anchor.removeprefix("cite-")) in self.site.labels:
            return self._reference(self.evidence.references[key], anchor)
        return ()

    @cached_property
    def _results(self) -> dict[str, Result]:
        return {anchor_of(key): result for key, result in self.site.results.items()}

    def _link(self, page: str, words: str, anchor: str = "") -> Markup:
        """Return a link from the root of the site: a card may stand on the page to which it leads."""
        place = f"{self.page.base}{page}.html" + (f"#{anchor}" if anchor else "")
        return Markup('<a href="{}">{}</a>').format(place, words)

    def _studies(self, names: Iterable[str]) -> list[Markup]:
        """Return the first of some studies as links."""
        return [self._link(f"studies/{name}", self.site.names[name]) for name in list(names)[:MOST_STUDIES]]

    def _of_study(self, study: Study, anchor: str) -> Iterator[Cell]:
        name = BOLD.format(self.site.names[study.id])
        items = {item.id: item for item in (*study.rows, *study.cases)}
        arms = {f"arm-{arm.id}": arm for arm in study.arms}
        if anchor in items:
            item = items[anchor]
            yield from self._row(name, study, item) if isinstance(item, Row) else _case(name, item)
            yield from self._read_in(study, item)
        elif anchor in arms:
            yield from _arm(name, study, arms[anchor])
        elif anchor == "population":
            yield name + ": who was studied"
            yield from (f"{field}: {value}" for field, value in population(study).items())
        elif anchor == "trial-dates":
            yield name + ": when its trials ran"
            yield from _dates(study)
        else:
            return
        if anchor in arms or anchor == "population":  # which have no source of their own in the record
            yield f"What was read of the study: {how_read(study)}"
        yield self._link(f"studies/{study.id}", f"{study.id}/{anchor}", anchor)

    def _row(self, name: Markup, study: Study, row: Row) -> Iterator[Cell]:
        yield name + f": {row.label}"
        period, when = self.site.label("periods", row.period), describe.when(row)
        yield ", ".join(dict.fromkeys(filter(None, (describe.of_whom(study, row), when, period))))
        yield BOLD.format(describe.result(row, self.evidence.vocabulary))
        yield from filter(None, (repeats(row), row.note))

    def _read_in(self, study: Study, item: Row | Case) -> Iterator[Cell]:
        """Yield the source with its place and how much of it was read, and by how many."""
        source = next(source for source in study.sources if source.id == item.source)
        own = "the study's own text" if source.verification == "primary" else "a text about the study"
        link = self._link(f"studies/{study.id}", source.id, source.id)
        yield Markup("Read in ") + link + f", {describe.where(item)} ({source.kind}; {own}; read: {source.read})"
        if isinstance(item, Row):
            yield f"Read by {describe.readers(item)}"
            for reading in item.second_readings:
                found = "what the first reader noted" if reading.agrees else "something else; both are kept"
                printed = f": {describe.printed(reading)}" if reading.printed else ""
                note = f". {reading.note}" if reading.note else ""
                yield f"Second reader, in {reading.source}, found {found}{printed}{note}"

    def _computed(self, result: Result, anchor: str) -> Iterator[Cell]:
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
            yield Markup("Behind it: ") + joined(told, "; ") + (f" and {number(rest)} more" if rest > 0 else "")
        yield self._link("numbers", result.key, anchor)

    def _reference(self, reference: Reference, anchor: str) -> Iterator[Cell]:
        yield BOLD.format(self.site.labels[reference.key])
        yield reference.title
        people = [person for person in reference.authors if person != "others."]
        more = len(people) < len(reference.authors) or len(people) > MOST_AUTHORS
        where = ["; ".join(people[:MOST_AUTHORS]) + (" et al." if more else ""), reference.container, reference.year]
        yield ". ".join(part.rstrip(".") for part in where if part)
        known = reference.links or ([(reference.url, reference.url)] if reference.url else [])
        yield joined(identified(*pair) for pair in known) or "No identifier is known."
        studies = self.evidence.records.values()
        if holders := self._studies(s.id for s in studies if reference.key in {report.key for report in s.reports}):
            yield Markup("Record: ") + joined(holders, "; ")
        yield self._link("references", "In the list of references", anchor)


def _case(name: Markup, case: Case) -> Iterator[Cell]:
    yield name + f": {', '.join(filter(None, (describe.person(case), age(case))))}"
    yield case.regimen
    yield BOLD.format(case.response_detail or "degree not read")
    if case.weeks_followed is not None:
        yield f"Followed until week {number(case.weeks_followed)}"


def _arm(name: Markup, study: Study, arm: Arm) -> Iterator[Cell]:
    yield name + f": {describe.arm_names(study)[arm.id]}"
    yield f"Regimen: {regimen(arm)}"
    yield BOLD.format(describe.people(arm.n))


def _dates(study: Study) -> Iterator[Cell]:
    """Yield the dates of each trial as far as they were read, and where they stand."""
    for trial in (trial for trial in study.trials if trial.dates_from):
        end = f"completed ({trial.completed_is})" if trial.completed_is else "completed"
        dates = {"started": trial.started, end: trial.completed, "results posted": trial.results_posted}
        told = ", ".join(f"{what} {date}" for what, date in dates.items() if date) or "no date was read"
        yield Markup("{}: <b>{}</b>").format(trial.name or trial.id, told)
        yield f"Stands in: {trial.dates_from}"


def identified(words: str, address: str) -> Markup:
    """Return a link; of several registry numbers in one text those that ClinicalTrials.gov knows are links."""
    known = r'<a class="reference external" href="https://clinicaltrials.gov/study/\g<0>">\g<0></a>'
    link = away(words, address)
    return link if address else Markup(re.sub(r"NCT\d{8}", known, str(link)))


def setup(app: Sphinx, fresh: Fresh) -> None:
    """Put the cards of each page behind its body, as it is written."""
    fresh.shown["cards"] = lambda page, links: Cards(fresh.site.page(page)).of_links(links)

    def add_cards(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        if document is not None:
            context["body"] += str(fresh.see("cards", page, links_of(context["body"])))

    app.connect("html-page-context", add_cards)
