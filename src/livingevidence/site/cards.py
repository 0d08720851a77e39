"""Cards: what stands behind a number or a citation, for every link of a page that leads to a row or a reference.

A page carries the cards of its own links in a ``template``, which a browser neither shows nor prints;
``_static/cards.js`` opens them. So they need no request, work from a file, and without a script a link is a link.
A link's address says what it is about, so a table, a legend, a claim and a sentence open the same card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from posixpath import dirname, join, normpath

from sphinx.application import Sphinx

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import labels, short_names
from livingevidence.record.models import Arm, Case, Row, Study
from livingevidence.record.references import Reference
from livingevidence.record.text import number
from livingevidence.results.numbers import anchor_of
from livingevidence.results.result import Result, Results
from livingevidence.show.tables import describe_reading
from livingevidence.site.site import Site
from livingevidence.site.study import NAMES, age, population, regimen

MOST_AUTHORS = 6
MOST_STUDIES = 8


class Cards:
    """The cards of one state of the evidence.

    Parameters
    ----------
    evidence : Evidence
    results : Results
    """

    def __init__(self, evidence: Evidence, results: Results):
        self.evidence = evidence
        self.names, self.labels = short_names(evidence), labels(evidence.references)
        self.results = {anchor_of(key): result for key, result in results.items()}

    def of_page(self, body: str, page: str) -> str:
        """Return the template with a card for each link in the body of a page that has one, each once.

        Parameters
        ----------
        body : str
            HTML.
        page : str
            The name of its document, such as ``chapters/safety``.
        """
        made = {}
        for found in dict.fromkeys(re.findall(r'href="([^"#:]+#[^"]+)"', body)):
            path, _, anchor = unescape(found).partition("#")
            if lines := self.lines(normpath(join(dirname(page), path)), anchor):
                made[found] = "".join(f"<p>{line}</p>" for line in lines)
        up = "../" * page.count("/")
        shown = (f'<div data-for="{address}">{card}</div>' for address, card in made.items())
        return f'<template id="cards">{"".join(shown)}</template>'.replace("{root}", up) if made else ""

    def lines(self, path: str, anchor: str) -> list[str]:
        """Return the lines of a card as HTML, links from ``{root}``; none where an address has no card.

        Parameters
        ----------
        path : str
            A page of the site, such as ``studies/hwang-2024.html``.
        anchor : str
            An id on it.
        """
        folder, _, name = path.removesuffix(".html").rpartition("/")
        if folder == "studies" and name in self.evidence.records:
            return list(self._of_study(self.evidence.records[name], anchor))
        if path == "numbers.html" and anchor in self.results:
            return list(self._computed(self.results[anchor], anchor))
        if path == "references.html" and (key := anchor.removeprefix("cite-")) in self.labels:
            return list(self._reference(self.evidence.references[key], anchor))
        return []

    def _of_study(self, study: Study, anchor: str) -> Iterator[str]:
        name = f"<b>{escape(self.names[study.id])}</b>"
        items = {item.id: item for item in (*study.rows, *study.cases)}
        arms = {f"arm-{arm.id}": arm for arm in study.arms}
        if anchor in items:
            item = items[anchor]
            yield from _row(name, study, item, self.evidence) if isinstance(item, Row) else _case(name, item)
            yield from _read_in(study, item)
        elif anchor in arms:
            yield from _arm(name, study, arms[anchor])
            yield _of_study(study)
        elif anchor == "population":
            yield f"{name}: who was studied"
            yield from (
                f"{escape(field)}: {escape(value)}" for field, value in population(study) if field in NAMES.values()
            )
            yield _of_study(study)
        elif anchor == "trial-dates":
            yield f"{name}: when its trials ran"
            yield from _dates(study)
        else:
            return
        yield _link(f"studies/{study.id}.html#{anchor}", f"{study.id}/{anchor}")

    def _computed(self, result: Result, anchor: str) -> Iterator[str]:
        yield f"<b>{escape(_shown(result.value))}</b>"
        yield f"Counted: {escape(result.meaning)}"
        if result.note:
            yield escape(result.note)
        if len(result.studies) == len(self.evidence.records):
            yield "Behind it: every study"
        elif result.studies:
            parts = [f": {number(part)}" for part in result.parts] or [""] * len(result.studies)
            told = [_link(f"studies/{name}.html", self.names[name]) + part
                    for name, part in zip(result.studies, parts, strict=True)][:MOST_STUDIES]  # fmt: skip
            rest = len(result.studies) - len(told)
            yield f"Behind it: {'; '.join(told)}" + (f" and {number(rest)} more" if rest else "")
        yield _link(f"numbers.html#{anchor}", result.key)

    def _reference(self, reference: Reference, anchor: str) -> Iterator[str]:
        yield f"<b>{escape(self.labels[reference.key])}</b>"
        yield escape(reference.title)
        people = [person for person in reference.authors if person != "others."]
        more = len(people) < len(reference.authors) or len(people) > MOST_AUTHORS
        where = ["; ".join(people[:MOST_AUTHORS]) + (" et al." if more else ""), reference.container, reference.year]
        yield escape(". ".join(part.rstrip(".") for part in where if part))
        known = reference.links or ([(reference.url, reference.url)] if reference.url else [])
        yield ", ".join(_outside(*pair) for pair in known) or "No identifier is known."
        holders = [name for name, study in self.evidence.records.items()
                   if reference.key in (report.key for report in study.reports)]  # fmt: skip
        if holders:
            links = [_link(f"studies/{name}.html", self.names[name]) for name in holders[:MOST_STUDIES]]
            yield f"Record: {'; '.join(links)}"
        yield _link(f"references.html#{anchor}", "In the list of references")


def _row(name: str, study: Study, row: Row, evidence: Evidence) -> Iterator[str]:
    yield f"{name}: {escape(row.label)}"
    period, when = evidence.vocabulary.label("periods", row.period), describe.when(row)
    yield escape(", ".join(dict.fromkeys(filter(None, (describe.of_whom(study, row), when, period)))))
    yield f"<b>{escape(describe.result(row))}</b>"
    repeated = getattr(row, "duplicate_of", None)
    notes = [f"repeats a result of {repeated}; never counted twice" if repeated else None, row.note]
    yield from (escape(note) for note in notes if note)


def _case(name: str, case: Case) -> Iterator[str]:
    yield f"{name}: {escape(', '.join(filter(None, (describe.person(case), age(case)))))}"
    yield escape(case.regimen)
    yield f"<b>{escape(case.response_detail or 'degree not read')}</b>"
    if case.weeks_followed is not None:
        yield f"Followed until week {number(case.weeks_followed)}"


def _arm(name: str, study: Study, arm: Arm) -> Iterator[str]:
    yield f"{name}: {escape(describe.arm_names(study)[arm.id])}"
    yield f"Regimen: {escape(regimen(arm))}"
    yield f"<b>{describe.people(arm.n)}</b>"


def _read_in(study: Study, item: Row | Case) -> Iterator[str]:
    """Yield the source with its place and how much of it was read, and by how many."""
    source = next(source for source in study.sources if source.id == item.source)
    own = "the study's own text" if source.verification == "primary" else "a text about the study"
    link = _link(f"studies/{study.id}.html#{source.id}", source.id)
    yield f"Read in {link}, {escape(describe.where(item))} ({escape(f'{source.kind}; {own}; read: {source.read}')})"
    if isinstance(item, Row):
        yield f"Read by {describe.readers(item)}"
        for reading in item.second_readings:
            found = "what the first reader noted" if reading.agrees else "something else; both are kept"
            printed = f": {describe.printed(reading)}" if reading.printed else ""
            note = f". {reading.note}" if reading.note else ""
            yield escape(f"Second reader, in {reading.source}, found {found}{printed}{note}")


def _dates(study: Study) -> Iterator[str]:
    """Yield the dates of each trial as far as they were read, and where they stand."""
    for trial in (trial for trial in study.trials if trial.dates_from):
        end = f"completed ({trial.completed_is})" if trial.completed_is else "completed"
        dates = {"started": trial.started, end: trial.completed, "results posted": trial.results_posted}
        told = ", ".join(f"{what} {date}" for what, date in dates.items() if date) or "no date was read"
        yield f"{escape(trial.name or trial.id)}: <b>{escape(told)}</b>"
        yield escape(f"Stands in: {trial.dates_from}")


def _of_study(study: Study) -> str:
    """Return what was read of the study as a whole, for what has no source of its own in the record."""
    return f"What was read of the study: {escape(describe_reading(study))}"


def _shown(value: int | str) -> str:
    return value if isinstance(value, str) else number(value)


def _link(address: str, words: str) -> str:
    return f'<a href="{{root}}{address}">{escape(words)}</a>'


def _outside(words: str, address: str) -> str:
    """Return a link; of several registry numbers in one text those that ClinicalTrials.gov knows are links."""
    if address:
        return f'<a href="{escape(address)}">{escape(words)}</a>'
    return re.sub(r"NCT\d{8}", r'<a href="https://clinicaltrials.gov/study/\g<0>">\g<0></a>', escape(words))


def setup(app: Sphinx, site: Site) -> None:
    """Change each page as it is written."""
    cards = Cards(site.evidence, site.results)

    def add_cards(app: Sphinx, page: str, template: str, context: dict, document) -> None:
        """Put the cards of a page behind its body."""
        if document is not None:
            context["body"] += cards.of_page(context["body"], page)

    app.connect("html-page-context", add_cards)
