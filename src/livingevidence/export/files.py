"""The files of a download, made as bytes by their names."""

from collections.abc import Mapping

import pandas as pd
from pybtex.database import parse_string

from livingevidence.claims.base import Judged
from livingevidence.evidence.evidence import Evidence
from livingevidence.export import reports
from livingevidence.export.cells import computed_table, to_csv, to_json, to_records
from livingevidence.export.columns import all_columns
from livingevidence.export.lines import lines
from livingevidence.export.package import BESIDE, FILES, LICENCE, About, about_version, crate, dataset, package
from livingevidence.export.revman import study_data
from livingevidence.export.workbook import workbook
from livingevidence.results.result import Results

COMPUTED = ("results", "comparisons", "analyses", "not_used", "certainty", "certainty_reasons", "claims")


def tables(evidence: Evidence, results: Results, claims: Mapping[str, Judged]) -> dict[str, pd.DataFrame]:
    """Return every table by its name, with the columns of :func:`livingevidence.export.columns.all_columns`."""
    computed = lines(evidence, results, claims)
    return {
        name: computed_table(columns, computed[name]) if name in computed else getattr(evidence, name)
        for name, columns in all_columns(evidence.topic).items()
    }


def files(evidence: Evidence, results: Results, claims: Mapping[str, Judged]) -> dict[str, bytes]:
    """Return the files of a download by their names; the same evidence gives the same bytes."""
    held, columns, of = tables(evidence, results, claims), all_columns(evidence.topic), about_version(evidence)
    made = {f"{name}.csv": to_csv(table, columns[name]) for name, table in held.items()}
    made["records.json"] = to_json(_head(of) | records(evidence))
    made["results.json"] = to_json(_head(of) | {name: to_records(held[name], columns[name]) for name in COMPUTED})
    bibliography = evidence.library.root.bibliography.read_text(encoding="utf-8")
    entries, parts = parse_string(bibliography, "bibtex").entries, reports.reference_parts(evidence)
    for part in ("included", "awaited"):
        keys = [key for key, its_part in parts.items() if its_part == part]
        made[f"reports-{part}.bib"] = reports.bibtex(entries, keys)
        made[f"reports-{part}.ris"] = reports.ris(entries, keys, part)
        made[f"reports-{part}.csl.json"] = to_json(reports.csl(entries, keys, part))
    other = {"tables.xlsx": workbook(held, columns, evidence.vocabulary), **study_data(evidence)}
    whole = {name: other.get(name) or made[name].encode() for name in FILES if name in made | other}
    whole[BESIDE[0]] = to_json(package(whole, columns, evidence.vocabulary, of)).encode()
    whole[BESIDE[1]] = to_json(dataset(whole, of)).encode()
    whole[BESIDE[2]] = to_json(crate(whole, of)).encode()
    return whole


def records(evidence: Evidence) -> dict:
    """Return everything that people curate, as JSON has it: what a record leaves out is left out."""
    library, appraisal = evidence.library, evidence.library.appraisal

    def plain(held: Mapping) -> dict:
        return {name: made.model_dump(mode="json", exclude_unset=True, by_alias=True) for name, made in held.items()}

    return {
        "studies": plain(evidence.records),
        "vocabulary": {name: plain(terms) for name, terms in evidence.vocabulary.items()},
        "tools": plain(appraisal.tools),
        "risk_of_bias": plain(appraisal.risks),
        "certainty": plain(appraisal.certainties),
        "comparators": list(plain(library.comparators).values()),
        "left_out": list(plain(library.left_out).values()),
        "references": {
            key: {name: value for name, value in vars(made).items() if name not in ("line", "unsound")}
            for key, made in sorted(evidence.references.items())
        },
    }


def _head(about: About) -> dict:
    made = {"title": about.title, "version": about.version, "evidence_as_of": about.evidence_as_of}
    made |= {"stopped": about.stopped} if about.stopped else {}
    return made | {"last_searched": about.last_searched, "license": LICENCE}
