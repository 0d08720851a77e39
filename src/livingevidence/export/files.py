"""The files of a download, made as bytes by their names."""

from collections.abc import Mapping

import pandas as pd
from pybtex.database import parse_string

from livingevidence.claims.base import JudgedClaim
from livingevidence.evidence.evidence import Evidence
from livingevidence.export import reports
from livingevidence.export.cells import computed_table, to_csv, to_json, to_records
from livingevidence.export.columns import all_columns
from livingevidence.export.lines import lines
from livingevidence.export.package import FILES, LICENCE, LISTINGS, About, about_version, crate, dataset, package
from livingevidence.export.revman import study_data
from livingevidence.export.workbook import workbook
from livingevidence.results.result import Results

COMPUTED = ("results", "comparisons", "analyses", "not_used", "certainty", "certainty_reasons", "claims")


def tables(evidence: Evidence, results: Results, claims: Mapping[str, JudgedClaim]) -> dict[str, pd.DataFrame]:
    """Return every table by its name, with the columns of :func:`livingevidence.export.columns.all_columns`."""
    computed = lines(evidence, results, claims)
    return {
        name: computed_table(columns, computed[name]) if name in computed else getattr(evidence, name)
        for name, columns in all_columns(evidence.topic).items()
    }


def files(evidence: Evidence, results: Results, claims: Mapping[str, JudgedClaim]) -> dict[str, bytes]:
    """Return the files of a download by their names; the same evidence gives the same bytes."""
    by_name, columns = tables(evidence, results, claims), all_columns(evidence.topic)
    about = about_version(evidence)
    texts = {f"{name}.csv": to_csv(table, columns[name]) for name, table in by_name.items()}
    texts["records.json"] = to_json(_head(about) | records(evidence))
    computed = {name: to_records(by_name[name], columns[name]) for name in COMPUTED}
    texts["results.json"] = to_json(_head(about) | computed)
    bibliography = evidence.library.root.bibliography.read_text(encoding="utf-8")
    entries, parts = parse_string(bibliography, "bibtex").entries, reports.reference_parts(evidence)
    for part in ("included", "awaited"):
        keys = [key for key in parts if parts[key] == part]
        texts[f"reports-{part}.bib"] = reports.bibtex(entries, keys)
        texts[f"reports-{part}.ris"] = reports.ris(entries, keys, part)
        texts[f"reports-{part}.csl.json"] = to_json(reports.csl(entries, keys, part))
    binaries = {"tables.xlsx": workbook(by_name, columns, evidence.vocabulary), **study_data(evidence)}
    contents = {name: binaries.get(name) or texts[name].encode() for name in FILES if name in texts | binaries}
    contents[LISTINGS[0]] = to_json(package(contents, columns, evidence.vocabulary, about)).encode()
    contents[LISTINGS[1]] = to_json(dataset(contents, about)).encode()
    contents[LISTINGS[2]] = to_json(crate(contents, about)).encode()
    return contents


def records(evidence: Evidence) -> dict:
    """Return everything that people curate, as JSON has it: what a record leaves out is left out."""
    library, appraisal = evidence.library, evidence.library.appraisal

    def dumped(models: Mapping) -> dict:
        way = {"mode": "json", "exclude_unset": True, "by_alias": True}
        return {name: model.model_dump(**way) for name, model in models.items()}

    return {
        "studies": dumped(evidence.records),
        "vocabulary": {name: dumped(terms) for name, terms in evidence.vocabulary.items()},
        "tools": dumped(appraisal.tools),
        "risk_of_bias": dumped(appraisal.risks),
        "certainty": dumped(appraisal.certainties),
        "comparators": list(dumped(library.comparators).values()),
        "left_out": list(dumped(library.left_out).values()),
        "references": {
            key: {name: value for name, value in vars(reference).items() if name not in ("line", "unsound")}
            for key, reference in sorted(evidence.references.items())
        },
    }


def _head(about: About) -> dict:
    head = {"title": about.title, "version": about.version, "evidence_as_of": about.evidence_as_of}
    head |= {"stopped": about.stopped} if about.stopped else {}
    return head | {"last_searched": about.last_searched, "license": LICENCE}
