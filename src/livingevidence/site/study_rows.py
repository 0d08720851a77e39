"""The rows and cases of a study as they stand on its page."""

from __future__ import annotations

from docutils import nodes

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Case, Row, Study
from livingevidence.record.text import count, number
from livingevidence.site.nodes import definitions, section, small, table


def rows_section(title: str, anchor: str, rows: list[Row], study: Study, evidence: Evidence) -> list[nodes.Node]:
    """Return the table of rows, each an address of its own; nothing where there is none."""
    if not rows:
        return []
    head = ["What", "Of whom", "When", "Result", "Read in"]
    of_whom = describe.of_whom
    body = [(r.id, [_what(r, evidence), of_whom(study, r), _when(r, evidence), _result(r), _read_in(r)]) for r in rows]
    return [section(title, anchor, table(head, body, "rows"))]


def _what(row: Row, evidence: Evidence) -> list[nodes.Node]:
    vocabulary = evidence.vocabulary
    name, term = describe.term_of(row)
    known = vocabulary[name][term]
    meaning = getattr(known, "response", None) or known.definition
    made = [nodes.abbreviation("", known.label, explanation=meaning)] if meaning else [nodes.Text(known.label)]
    measure = row.measure_label or vocabulary.label("measures", row.measure)
    extra = row.label if row.label != known.label else ""
    measured = measure if row.kind not in ("qualitative", "awaited") else ""
    return [
        *made,
        *small("; ".join(filter(None, (extra, measured)))),
        *small("primary" if getattr(row, "primary", False) else ""),
    ]


def _when(row: Row, evidence: Evidence) -> list[nodes.Node]:
    period = evidence.vocabulary.label("periods", row.period)
    when = describe.when(row)
    return [nodes.Text(when), *small(period if period != when else "")] if when else [nodes.Text(period)]


def _result(row: Row) -> list[nodes.Node]:
    made: list[nodes.Node] = [nodes.Text(describe.result(row))]
    if row.kind == "awaited" and row.where:
        made += small(row.where)
    if getattr(row, "duplicate_of", None):
        made += small(f"repeats a result of {row.duplicate_of}; never counted twice")
    for reading in row.second_readings:
        if not reading.agrees:
            made += small(f"the second reading found {describe.printed(reading)} in {reading.source}: both are kept")
    made += small(row.note or "")
    return made


def _read_in(row: Row) -> list[nodes.Node]:
    notes = [reading.note for reading in row.second_readings if reading.note]
    again = sorted({reading.source for reading in row.second_readings} - {row.source})
    words = describe.readers(row) + (f" in {', '.join(again)}" if again else "")
    return [
        *source_link(row.source),
        nodes.Text(f", {describe.where(row)}"),
        *small(words),
        *small("second reader: " + "; ".join(notes) if notes else ""),
        *small(row.not_read_again or ""),
    ]


def source_link(source: str) -> list[nodes.Node]:
    """Return a source's id as a link to its line in the table of sources."""
    return [nodes.reference("", source, refid=source, internal=True)]


def case_sections(study: Study) -> list[nodes.Node]:
    """Return a section for each case; nothing where there is none."""
    made = []
    for index, case in enumerate(study.cases, 1):
        title = (
            f"Case {index}"
            if case.people == 1
            else f"Case {index}: {count(case.people, 'person', 'people')} described together"
        )
        made.append(section(title, case.id, _case(case)))
    return [section("Cases", "cases", *made)] if made else []


def _case(case: Case) -> nodes.Node:
    age = f"{number(case.age_years)} years" if case.age_years is not None else case.age_text
    weeks = {
        name: f"week {number(v)}"
        for name, v in (("response", case.weeks_to_response), ("followed", case.weeks_followed))
        if v is not None
    }
    return definitions(
        [
            ("Patient", ", ".join(filter(None, (describe.person(case), age)))),
            ("Diagnosis", case.diagnosis),
            ("Tried before", "; ".join(case.prior_treatments)),
            ("Treatment", case.regimen),
            ("At the same time", "; ".join(case.concomitant)),
            ("Response", case.response.replace("-", " ") if case.response else "degree not read"),
            ("In words", case.response_detail),
            ("Time to response", weeks.get("response")),
            ("Followed until", weeks.get("followed")),
            ("Washout", case.washout),
            ("Relapse", case.relapse),
            ("Rechallenge", case.rechallenge),
            ("Untreated side", case.untreated_side),
            ("Stable before", case.stable_before),
            ("Adverse events", case.adverse_events or "not read"),
            ("Read in", [*source_link(case.source), nodes.Text(f", {describe.where(case)}")]),
        ],
        "compact",
    )
