"""The tables of a download as data frames, in the order of the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.claims.base import Judged
from livingevidence.evidence.columns import TABLES, Column
from livingevidence.evidence.evidence import Evidence
from livingevidence.export import numbers
from livingevidence.export.columns import every
from livingevidence.export.reports import part_of
from livingevidence.record.judgements import Certainty, RiskOfBias
from livingevidence.results.numbers import GONE, filled
from livingevidence.results.result import Results


def tables(evidence: Evidence, results: Results, claims: Mapping[str, Judged]) -> dict[str, pd.DataFrame]:
    """Return every table by its name, with the columns of :func:`livingevidence.export.columns.every`."""
    lines = {
        **numbers.lines(evidence, results),
        "risk_of_bias": _risk_of_bias(evidence),
        "certainty": _certainty(evidence),
        "certainty_reasons": _reasons(evidence),
        "claims": _claims(evidence, results, claims),
        "references": _references(evidence),
        "terms": _terms(evidence),
    }
    columns = every(evidence.topic)
    computed = {name: frame(columns[name], made) for name, made in lines.items()}
    return {name: getattr(evidence, name) if name in TABLES else computed[name] for name in columns}


def frame(columns: Mapping[str, Column], lines: Iterable[dict]) -> pd.DataFrame:
    """Return lines as a table of these columns; text that is empty counts as missing."""
    lines = list(lines)
    series = {
        name: pd.Series([None if line.get(name) == "" else line.get(name) for line in lines], dtype=spec.dtype)
        for name, spec in columns.items()
    }
    return pd.DataFrame(series)


def _signed(name: str, made: RiskOfBias | Certainty, stale: Iterable[str]) -> dict:
    last = made.signed[-1] if made.signed else None
    return {"signed_by": last and last.role, "signed_on": last and last.date, "stale": name in stale}


def _risk_of_bias(evidence: Evidence) -> Iterable[dict]:
    appraisal = evidence.library.appraisal
    stale = appraisal.stale(evidence.library.studies)
    for name, made in appraisal.risks.items():
        judged = {**made.domains, **({"overall": made.overall} if made.overall or made.not_assessable else {})}
        for domain, judgement in judged.items():
            yield {
                **made.model_dump(include={"study", "tool", "made_from"}),
                **(judgement.model_dump() if judgement else {"reason": made.not_assessable}),
                **_signed(f"risk-of-bias/{name}", made, stale),
                "assessment": name,
                "domain": domain,
                "rows": tuple(f"{made.study}/{row}" for row in made.rows),
            }


def _certainty(evidence: Evidence) -> Iterable[dict]:
    appraisal = evidence.library.appraisal
    stale = appraisal.stale(evidence.library.studies)
    for name, made in appraisal.certainties.items():
        rated = rate(made, tools_of(made, appraisal.risks, appraisal.tools))
        yield {
            **made.model_dump(include={"condition", "kind", "outcome", "comparison", "means", "not_rated"}),
            **_signed(f"certainty/{name}", made, stale),
            "rating": name,
            "level": rated.level,
            "start": rated.start,
            "capped": rated.capped,
            "rows": tuple(made.rows),
            "assessments": tuple(made.risk_of_bias),
        }


def _reasons(evidence: Evidence) -> Iterable[dict]:
    appraisal = evidence.library.appraisal
    for name, made in appraisal.certainties.items():
        for reason, steps, why in rate(made, tools_of(made, appraisal.risks, appraisal.tools)).steps:
            yield {"rating": name, "reason": reason, "steps": steps, "why": why}


def _claims(evidence: Evidence, results: Results, claims: Mapping[str, Judged]) -> Iterable[dict]:
    for name, judged in sorted(claims.items()):
        yield {
            "claim": name,
            "verdict": judged.verdict,
            "text": filled(judged.claim.text, evidence, results, GONE),
            "plain": filled(judged.claim.plain, evidence, results, GONE),
            "main": judged.claim.main,
            "needs": tuple(finding.needs for finding in judged.findings),
            "finds": tuple(finding.found for finding in judged.findings),
            "holds": tuple(finding.holds for finding in judged.findings),
            "rows": tuple(dict.fromkeys(row.rstrip("/") for finding in judged.findings for row in finding.rows)),
        }


def _references(evidence: Evidence) -> Iterable[dict]:
    parts = part_of(evidence)
    for key, made in sorted(evidence.references.items()):
        yield {
            **made.identifiers,
            "key": key,
            "part": parts[key],
            "title": made.title,
            "authors": made.authors,
            "year": int(made.year) if made.year else None,
            "container": made.container,
            "url": made.url,
        }


def _terms(evidence: Evidence) -> Iterable[dict]:
    for name, terms in evidence.vocabulary.items():
        for term, made in terms.items():
            kind = made.kind if name == "outcomes" else None
            yield {"list": name, "term": term, "label": made.label, "definition": made.definition, "kind": kind}
