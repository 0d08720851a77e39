"""The page of a study: what it is, every row with its source and place, cases, conflicts, how to cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Arm, Case, Row, Study
from livingevidence.record.references import Reference
from livingevidence.record.text import THIN, capital, count, number
from livingevidence.site.judgements import judgements_of
from livingevidence.site.site import Site

READ = {
    "full": "read in full",
    "part": "read in part",
    "abstract": "abstract read",
    "record": "record read",
    "excerpt": "excerpt read",
    "secondary-only": "itself not read, only texts about it",
    "none": "known to exist, not read",
}
NAMES = {
    "n_enrolled": "Enrolled",
    "n_analysed": "Analysed",
    "n_planned": "Planned",
    "n_completed": "Completed",
    "n_studies": "Studies",
    "n_trials": "Trials",
    "age": "Age",
    "sex": "Sex",
    "sex_female": "Women and girls",
    "sex_male": "Men and boys",
    "inclusion": "Inclusion",
}


@dataclass(frozen=True)
class Line:
    """A row as the page of its study shows it; ``notes`` and ``readers`` are small lines below a cell."""

    row: Row
    term: str
    meaning: str
    measured: str
    when: str
    period: str
    result: str
    notes: list[str]
    readers: list[str]


def study_page(site: Site, name: str) -> Mapping[str, object]:
    """Return what the page of a study shows."""
    evidence = site.evidence
    study = evidence.records[name]
    return {
        "index": [(text, "reports") for text in _identifiers(study, evidence)],
        "study": study,
        "summary": _summary(study, evidence),
        "secondhand": all(source.verification == "secondary" for source in study.sources),
        "facts": _facts(study, evidence),
        "dated": [trial for trial in study.trials if trial.dates_from],
        "population": population(study),
        "arms": [(arm, _treatment(arm, evidence), regimen(arm), _covered(study, arm)) for arm in study.arms],
        "arm_names": describe.arm_names(study),
        "tables": [
            ("Outcomes", "outcomes", [_line(row, evidence) for row in study.outcomes]),
            ("Adverse events", "adverse-events", [_line(row, evidence) for row in study.adverse_events]),
        ],
        "cases": [(_title(place, case), case, _case(case)) for place, case in enumerate(study.cases, 1)],
        "judgements": judgements_of(study, evidence),
        "texts": [
            ("Not in any text that was read", "missing", study.missing),
            ("Limitations", "limitations", study.limitations),
            ("Sources that disagree", "conflicts", study.conflicts),
            ("Mechanism, as stated", "mechanism", study.mechanism),
            ("What a reader must know", "notes", study.notes),
        ],
        "reports": [(evidence.references[report.key], report, _known(report)) for report in study.reports],
        "citation": _citation(evidence.references[study.reports[0].key]),
    }


def _identifiers(study: Study, evidence: Evidence) -> list[str]:
    found = [trial.id for trial in study.trials if trial.registered]
    found += [text for report in study.reports for text in evidence.references[report.key].identifiers.values()]
    return list(dict.fromkeys(found))


def _summary(study: Study, evidence: Evidence) -> str:
    vocabulary = evidence.vocabulary
    conditions = ", ".join(vocabulary.label("conditions", term) for term in study.conditions)
    parts = [vocabulary.label("designs", study.design), conditions]
    if study.population.n_enrolled is not None:
        parts.append(count(study.population.n_enrolled, "person", "people") + " enrolled")
    return capital(" · ".join(parts)) + "."


def _facts(study: Study, evidence: Evidence) -> dict[str, str | None]:
    design = evidence.vocabulary["designs"][study.design]
    conditions = ", ".join(evidence.vocabulary.label("conditions", term) for term in study.conditions)
    unseen = "The exact title was not seen; the words above describe the study."
    return {
        "Design": f"{design.label}. {design.definition}{_noted(study.design_label, design.label)}",
        "Condition": f"{conditions}.{_noted(study.condition_label, conditions)}",
        "Title": None if study.title_is == "exact" else unseen,
        "Trials": None,  # links, which the template makes in this place
        "Authors": ", ".join(study.authors) or "not seen",
        "Country": ", ".join(study.country),
        "Phase": study.phase,
        "Blinding": study.blinding,
        "Funding": study.funding or "not read",
        "Further identifiers": ", ".join(study.identifiers),
    }


def _noted(words: str, shown: str) -> str:
    """Return the words of the reader where they say more than the term."""
    return "" if words == shown else f" More exactly: {words}."


def population(study: Study) -> list[tuple[str, str]]:
    """Return what is known of the people of a study: those fields that were read, then the details."""
    read = study.population.model_dump(exclude={"details"}, exclude_none=True)
    fields = [(NAMES[name], value) for name, value in read.items()] + list(study.population.details.items())
    return [(name, value if isinstance(value, str) else number(value)) for name, value in fields]


def _covered(study: Study, arm: Arm) -> str:
    """Return the trials of an arm."""
    covered = [trial.id for trial in study.trials] if arm.trials is None else arm.trials
    return describe.trial_names(study, covered) or "none"


def _treatment(arm: Arm, evidence: Evidence) -> str:
    label = evidence.vocabulary.label
    names = " + ".join(label("interventions", term) for term in arm.interventions)
    route = "" if arm.route == "none" else f"; {label('routes', arm.route)}"
    form = "" if arm.form == "none" else f", {label('forms', arm.form)}"
    note = f". {arm.note}" if arm.note else ""
    return f"{names}{route}{form}{note}"


def regimen(arm: Arm) -> str:
    """Return strength, dose, frequency and weeks of an arm, as far as they were read."""
    parts = [] if arm.strength_percent is None else [f"{number(arm.strength_percent)}{THIN}%"]
    parts += [text for text in (arm.dose, arm.frequency) if text]
    if arm.duration_weeks is not None:
        parts.append(f"{number(arm.duration_weeks)} week{'' if arm.duration_weeks == 1 else 's'}")
    parts += [arm.duration_label] if arm.duration_label else []
    return ", ".join(parts) or "not read"


def _line(row: Row, evidence: Evidence) -> Line:
    name, term = describe.term_of(row)
    known = evidence.vocabulary[name][term]
    measure = row.measure_label or evidence.vocabulary.label("measures", row.measure)
    told = [
        row.label if row.label != known.label else "",
        measure if row.kind not in ("qualitative", "awaited") else "",
    ]
    period, when = evidence.vocabulary.label("periods", row.period), describe.when(row)
    return Line(
        row,
        term=known.label,
        meaning=getattr(known, "response", None) or known.definition,
        measured="; ".join(filter(None, told)),
        when=when or period,
        period=period if when and period != when else "",
        result=describe.result(row, evidence.vocabulary),
        notes=list(_notes(row)),
        readers=list(_readers(row)),
    )


def _notes(row: Row) -> Iterator[str]:
    if row.kind == "awaited" and row.where:
        yield row.where
    if repeated := getattr(row, "duplicate_of", None):
        yield f"repeats a result of {repeated}; never counted twice"
    for reading in row.second_readings:
        if not reading.agrees:
            yield f"the second reading found {describe.printed(reading)} in {reading.source}: both are kept"
    if row.note:
        yield row.note


def _readers(row: Row) -> Iterator[str]:
    notes = [reading.note for reading in row.second_readings if reading.note]
    again = sorted({reading.source for reading in row.second_readings} - {row.source})
    yield describe.readers(row) + (f" in {', '.join(again)}" if again else "")
    if notes:
        yield "second reader: " + "; ".join(notes)
    if row.not_read_again:
        yield row.not_read_again


def _title(place: int, case: Case) -> str:
    together = f": {count(case.people, 'person', 'people')} described together"
    return f"Case {place}" + (together if case.people != 1 else "")


def age(case: Case) -> str | None:
    """Return the age of a patient as far as it was read."""
    return f"{number(case.age_years)} years" if case.age_years is not None else case.age_text


def _case(case: Case) -> dict[str, str | None]:
    def week(weeks: float | None) -> str | None:
        return None if weeks is None else f"week {number(weeks)}"

    return {
        "Patient": ", ".join(filter(None, (describe.person(case), age(case)))),
        "Diagnosis": case.diagnosis,
        "Tried before": "; ".join(case.prior_treatments),
        "Treatment": case.regimen,
        "At the same time": "; ".join(case.concomitant),
        "Response": case.response.replace("-", " ") if case.response else "degree not read",
        "In words": case.response_detail,
        "Time to response": week(case.weeks_to_response),
        "Followed until": week(case.weeks_followed),
        "Washout": case.washout,
        "Relapse": case.relapse,
        "Rechallenge": case.rechallenge,
        "Untreated side": case.untreated_side,
        "Stable before": case.stable_before,
        "Adverse events": case.adverse_events or "not read",
    }


def _known(report) -> str:
    """Return the kind of a report, how much of it was read, since when it is public, and through what."""
    dated = report.first_public != "unknown"
    words = f"{report.kind.replace('-', ' ')}; {READ[report.read]}; first public"
    words += f" {report.first_public}" if dated else ": not known"
    words += f" ({report.first_public_from})" if report.first_public_from and dated else ""
    words += f"; through {', '.join(report.sources)}" if report.sources else ""
    return words + (f". {report.note}" if report.note else "")


def _citation(reference: Reference) -> str:
    people = ", ".join(reference.authors).replace("others.", "et al.")
    parts = [people, reference.title, reference.container, reference.year, *(text for text, _ in reference.links)]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
