"""All files of a download, by their names, as bytes; the same from the same evidence."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from pybtex.database import parse_string

from livingevidence.claims.base import Judged
from livingevidence.evidence.evidence import Evidence
from livingevidence.export import reports
from livingevidence.export.about import LICENCE, About
from livingevidence.export.cells import to_csv, to_records
from livingevidence.export.columns import every
from livingevidence.export.dataset import dataset
from livingevidence.export.package import descriptor
from livingevidence.export.tables import tables
from livingevidence.record.topic import Topic
from livingevidence.results.result import Results

COMPUTED = ("results", "comparisons", "analyses", "not_used", "certainty", "certainty_reasons", "claims")
_TOLD = {
    "studies.csv": "One line a study record: design, conditions, people enrolled, funding.",
    "trials.csv": "One line a registered trial that a study reports, with its dates and status.",
    "reports.csv": "One line a publication, registry record or label of a study, and how much of it was read.",
    "arms.csv": "One line an arm: what its people got.",
    "outcomes.csv": "One line a result, with its source and place; awaited ones too. What a study tells as an "
    "outcome stands here, harms included; terms.csv has the kind of each outcome.",
    "adverse_events.csv": "One line an adverse event of an arm, with its source and place; awaited ones too.",
    "cases.csv": "One line a patient described singly, or a few described together.",
    "sources.csv": "One line a text that was read.",
    "results.csv": "One line a computed number of a page: value, interval, unit, and the studies and rows behind it.",
    "comparisons.csv": "The counts that are analysed: people with an adverse event, with the {treatment} and "
    "with {control}.",
    "analyses.csv": "One line an analysis of these counts, by itself or pooled, and each refusal with its reason.",
    "not_used.csv": "Rows of adverse events that stand in no comparison, each with the reason.",
    "risk_of_bias.csv": "One line a domain judged, with the reason and its place.",
    "certainty.csv": "One line an outcome of a condition, with how certain the evidence on it is.",
    "certainty_reasons.csv": "What moved certainty up or down, reason by reason.",
    "claims.csv": "One line a concluding sentence, with its verdict and what it needs and finds.",
    "references.csv": "One line a reference, included, awaited, or on methods.",
    "terms.csv": "The vocabulary: what the ids of conditions, outcomes, measures and the rest mean.",
    "records.json": "Every record as it was read, whole, with the vocabulary, the references and all judgements.",
    "results.json": "All that was computed and concluded: the tables from results to claims, as JSON.",
    "reports-included.bib": "The reports of which something was read, as BibTeX.",
    "reports-included.ris": "The same as RIS, for reference managers.",
    "reports-included.csl.json": "The same as CSL-JSON.",
    "reports-awaited.bib": "The reports of which nothing was read, or whose study has no result yet, as BibTeX.",
    "reports-awaited.ris": "The same as RIS.",
    "reports-awaited.csl.json": "The same as CSL-JSON.",
    "datapackage.json": "The data package: every table and column, its meaning, unit and allowed values.",
    "dataset.jsonld": "The whole as a Dataset of schema.org, for search engines.",
}


def told(topic: Topic) -> dict[str, str]:
    """Return each file with what it is, in the order in which people read of them."""
    words = {"treatment": topic.treatment.short, "control": topic.control.label}
    return {name: sentence.format(**words) for name, sentence in _TOLD.items()}


def files(
    evidence: Evidence, results: Results, claims: Mapping[str, Judged], bibliography: str, about: About
) -> dict[str, bytes]:
    """Return the files of a download by their names."""
    said = told(evidence.topic)
    held, columns = tables(evidence, results, claims), every(evidence.topic)
    made = {f"{name}.csv": to_csv(table, columns[name]) for name, table in held.items()}
    made["records.json"] = _dump(_head(about) | records(evidence))
    made["results.json"] = _dump(_head(about) | {name: to_records(held[name], columns[name]) for name in COMPUTED})
    made |= _reports(evidence, bibliography)
    whole = {name: made[name].encode() for name in said if name in made}
    whole["datapackage.json"] = _dump(descriptor(whole, said, columns, evidence.vocabulary, about)).encode()
    whole["dataset.jsonld"] = _dump(dataset(whole, said, about)).encode()
    return whole


def records(evidence: Evidence) -> dict:
    """Return everything that people curate, as JSON has it: what a record leaves out is left out."""
    library = evidence.library
    appraisal = library.appraisal

    def plain(held: Mapping) -> dict:
        return {name: made.model_dump(mode="json", exclude_unset=True, by_alias=True) for name, made in held.items()}

    references = {key: dataclasses.asdict(made) for key, made in sorted(evidence.references.items())}
    return {
        "studies": plain(evidence.records),
        "vocabulary": {name: plain(terms) for name, terms in evidence.vocabulary.items()},
        "tools": plain(appraisal.tools),
        "risk_of_bias": plain(appraisal.risks),
        "certainty": plain(appraisal.certainties),
        "comparators": list(plain(library.comparators.entries).values()),
        "left_out": [item.model_dump(mode="json", exclude_unset=True) for item in library.left_out],
        "references": {
            key: {name: value for name, value in held.items() if name not in ("line", "unsound")}
            for key, held in references.items()
        },
    }


def _head(about: About) -> dict:
    made = {"title": about.title, "version": about.version, "evidence_as_of": about.evidence_as_of}
    return made | {"last_searched": about.last_searched, "license": LICENCE}


def _reports(evidence: Evidence, bibliography: str) -> dict[str, str]:
    entries, parts, made = parse_string(bibliography, "bibtex").entries, reports.part_of(evidence), {}
    for part in ("included", "awaited"):
        keys = [key for key, held in parts.items() if held == part]
        made[f"reports-{part}.bib"] = reports.bibtex(entries, keys)
        made[f"reports-{part}.ris"] = reports.ris(entries, keys, part)
        made[f"reports-{part}.csl.json"] = _dump(reports.csl(entries, keys, part))
    return made


def _dump(made: object) -> str:
    return json.dumps(made, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
