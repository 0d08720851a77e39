"""The page of a study: what it is, every row with its source and place, cases, conflicts, how to cite."""

from collections.abc import Iterator

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.record.models import Arm, Report, Row, Study
from livingevidence.record.text import number
from livingevidence.show.table import Cell, Table
from livingevidence.site.html import below, table
from livingevidence.site.site import Page, Site

EXTENTS = {
    "full": "available in full",
    "part": "available in part",
    "abstract": "abstract available",
    "record": "record available",
    "excerpt": "excerpt available",
    "secondary-only": "itself not available, only texts about it",
    "none": "known to exist, not available",
}
TEXTS = {
    "missing": "Not in any text we had",
    "limitations": "Limitations",
    "conflicts": "Sources that disagree",
    "mechanism": "Mechanism, as stated",
    "notes": "What a reader must know",
}


def identifiers(site: Site, name: str) -> list[tuple[str, str]]:
    """Return what a study is looked for by, with the place where it stands: registry numbers, DOIs, how it is cited."""
    study = site.evidence.library.studies[name]
    texts = [trial.id for trial in study.trials if trial.registered]
    texts += [text for report in study.reports for text in site.evidence.references[report.key].identifiers.values()]
    texts += [site.labels[report.key] for report in study.reports]
    return [(text, "reports") for text in dict.fromkeys(texts)]


def people(study: Study) -> list[tuple[str, str]]:
    """Return what is known of the people of a study, with the details by their own names."""
    details = ((name, number(value)) for name, value in study.population.details.items())
    return [*describe.population(study).items(), *details]


def trials_covered(study: Study, arm: Arm) -> str:
    """Return the trials that an arm belongs to."""
    trials = [trial.id for trial in study.trials] if arm.trials is None else arm.trials
    return describe.trial_names(study, trials) or "none"


def rows_of(page: Page, study: Study, rows: list[Row]) -> Table:
    """Return the rows of a study, each with what was measured, of whom, when, and who read it where."""
    vocabulary = page.site.evidence.vocabulary

    def line(row: Row) -> tuple[Cell, ...]:
        terms, name = describe.term_of(row)
        term, measured = vocabulary[terms][name], row.kind not in ("qualitative", "awaited")
        measure = (row.measure_label or vocabulary.label("measures", row.measure)) if measured else ""
        more = "; ".join(filter(None, ("" if row.label == term.label else row.label, measure)))
        meaning = getattr(term, "response", None) or term.definition
        what = Markup('<abbr title="{}">{}</abbr>').format(meaning, term.label) if meaning else term.label
        period, when = vocabulary.label("periods", row.period), describe.when(row)
        return (
            below(what, more, getattr(row, "primary", False) and "primary"),
            describe.of_whom(study, row),
            below(when or period, when and period != when and period),
            below(describe.result(row, vocabulary), *_awaited(page, study, row), *_notes(row)),
            below(page.place(row.source, describe.where(row)), *_readers(row)),
        )

    def in_brief(row: Row) -> str:
        terms, name = describe.term_of(row)
        words = describe.what(row, vocabulary, vocabulary[terms][name].label)
        return ", ".join(filter(None, (words, describe.when(row))))

    head = ("What", "Of whom", "When", "Result", "Source")
    ids, brief = tuple(row.id for row in rows), tuple(map(in_brief, rows))
    return table(head, map(line, rows), "rows", ids=ids, brief=brief)


def repetition(row: Row) -> str:
    """Return that a row repeats a result of another study; empty where it does not."""
    repeated = row.duplicate_of
    return f"repeats a result of {repeated}; never counted twice" if repeated else ""


def _awaited(page: Page, study: Study, row: Row) -> Iterator[Cell]:
    if row.kind == "awaited":
        yield describe.why_awaited(study, row)
        yield page.inline.where(study, row) if row.where else ""


def _notes(row: Row) -> Iterator[str | None]:
    yield repetition(row)
    for reading in row.second_readings:
        if not reading.agrees:
            yield f"the second reading found {describe.printed_numbers(reading)} in {reading.source}: both are kept"
    yield row.note


def _readers(row: Row) -> Iterator[str | None]:
    notes = [reading.note for reading in row.second_readings if reading.note]
    other_texts = sorted({reading.source for reading in row.second_readings} - {row.source})
    yield describe.readers(row) + (f" in {', '.join(other_texts)}" if other_texts else "")
    yield "second reader: " + "; ".join(notes) if notes else None
    yield row.not_read_again


def report_line(report: Report) -> str:
    """Return the kind of a report, how much of it was read, since when it is public, and through what."""
    dated = report.first_public != "unknown"
    words = f"{report.kind.replace('-', ' ')}; {EXTENTS[report.read]}; first public"
    words += f" {report.first_public}" if dated else ": not known"
    words += f" ({report.first_public_from})" if report.first_public_from and dated else ""
    words += f"; through {', '.join(report.sources)}" if report.sources else ""
    return words + (f". {report.note}" if report.note else "")
