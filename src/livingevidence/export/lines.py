"""The lines of the tables that are computed: results, analyses, counts that went in, judgements, claims, references."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from livingevidence.appraisal.certainty import grading_of
from livingevidence.appraisal.standing import is_stale
from livingevidence.claims.base import JudgedClaim
from livingevidence.evidence.evidence import Evidence
from livingevidence.export.columns import control_column
from livingevidence.export.reports import reference_parts
from livingevidence.record.addresses import Address
from livingevidence.record.judgements import Certainty, RiskOfBias
from livingevidence.results.harm_numbers import key_of
from livingevidence.results.numbers import GONE, plain_words
from livingevidence.results.result import COUNT, Result, Results
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import Analysis
from livingevidence.synthesis.harms import EventAnalysis, Line, analyses
from livingevidence.synthesis.within_person import differences


class NamedAnalysis(NamedTuple):
    """An analysis, what it is of, and the key of the result that it would be shown as; None unless it is the main."""

    id: str
    analysis: Analysis
    event: EventAnalysis | None
    diseases: tuple[str, ...]
    comparison: str | None = None
    result: str | None = None


def lines(evidence: Evidence, results: Results, claims: Mapping[str, JudgedClaim]) -> dict[str, Iterable[Mapping]]:
    """Return the lines of each computed table by its name."""
    harms = analyses(evidence)
    named = [*(analysis for event in harms for analysis in _analyses_of_event(event)), *_paired_analyses(evidence)]
    analysis_of = {analysis.result: analysis.id for analysis in named if analysis.result}
    control = control_column(evidence.topic)
    return {
        "results": [_result(result, analysis_of.get(key)) for key, result in results.items()],
        "comparisons": [
            _comparison(f"{event.key}.{line.diseases[0]}.{number}", comparison, control)
            for event in harms
            for line in event.by_disease  # those of a study alone are the same people again
            for number, comparison in enumerate(line.comparisons, 1)
        ],
        "analyses": map(_analysis, named),
        "not_used": [{**_term(event), **vars(unused)} for event in harms for unused in event.not_used],
        "risk_of_bias": _risk_of_bias(evidence),
        "certainty": _certainty(evidence),
        "certainty_reasons": _reasons(evidence),
        "claims": _claims(evidence, results, claims),
        "references": _references(evidence),
        "terms": _terms(evidence),
    }


def _analyses_of_event(event: EventAnalysis) -> Iterator[NamedAnalysis]:
    for line in event.by_disease:
        yield from _analyses_of_line(f"{event.key}.{line.diseases[0]}", event, line, by_itself=True)
    for study, line in event.by_study.items():
        key = f"{event.key}.{study}"
        for name in ("difference", "ratio"):
            analysis = getattr(line, name).main
            yield NamedAnalysis(f"{key}.{name}", analysis, event, line.diseases, result=f"{key}.{name}")
    if event.across:
        yield from _analyses_of_line(f"{event.key}.all", event, event.across, by_itself=False)
    if event.refusal:
        yield NamedAnalysis(f"{event.key}.none", event.refusal, event, (), result=f"{event.key}.none")


def _analyses_of_line(key: str, event: EventAnalysis, line: Line, by_itself: bool) -> Iterator[NamedAnalysis]:
    """Yield each comparison by itself, unless its disease has told it, and then what takes them together."""
    for name in ("difference", "ratio", "odds"):
        pooled = getattr(line, name)
        single = pooled.single if by_itself else ()
        together = pooled.lines if len(line.comparisons) > 1 else ()
        parts: list[tuple[str, str | None, Analysis]]
        parts = [(f"{key}.{number}", f"{key}.{number}", analysis) for number, analysis in enumerate(single, 1)]
        parts += [(f"{key}.pooled-{number}", None, analysis) for number, analysis in enumerate(together, 1)]
        for part, comparison, analysis in parts:
            result = f"{key}.{name}" if analysis is pooled.main else None
            yield NamedAnalysis(f"{part}.{name}", analysis, event, line.diseases, comparison, result)


def _paired_analyses(evidence: Evidence) -> Iterator[NamedAnalysis]:
    for difference in differences(evidence):
        key, study = key_of(difference), evidence.records[Address(difference.rows[1]).study]
        yield NamedAnalysis(key, difference, None, (study.conditions[0],), result=key)


def _analysis(named: NamedAnalysis) -> dict:
    fields = vars(named.analysis) | _term(named.event) | {"diseases": named.diseases, "comparison": named.comparison}
    low, high = fields.get("prediction") or (None, None)
    return fields | {
        "analysis": named.id,
        "main": named.result is not None,
        "prediction_low": low,
        "prediction_high": high,
        "refused_by": fields.get("rule"),
        "refused": fields.get("sentence"),
        "literature": fields["sources"],
    }


def _term(event: EventAnalysis | None) -> dict:
    """Return what an analysis is of, in the column of its list."""
    return {"event" if event.about == "harm" else "outcome": event.event} if event else {}


def _comparison(name: str, comparison: Comparison, control: str) -> dict:
    fields = vars(comparison) | {"comparison": name, "treatment": comparison.formulation}
    fields["event" if comparison.about == "harm" else "outcome"] = comparison.term
    return fields | {f"{control}_events": comparison.control_events, f"{control}_n": comparison.control_n}


def _result(result: Result, analysis: str | None) -> dict:
    fields = vars(result) | {"shown": str(result.value), "value": None}
    fields |= {"unit": result.unit or None, "analysis": analysis}
    if result.interval:
        fields |= dict(zip(("value", "low", "high"), result.interval, strict=True))
    return fields | ({"value": result.value, "unit": COUNT} if isinstance(result.value, int) else {})


def _risk_of_bias(evidence: Evidence) -> Iterator[dict]:
    for name, risk in evidence.library.appraisal.risks.items():
        overall = {"overall": risk.overall} if risk.overall or risk.not_assessable else {}
        for domain, judgement in {**risk.domains, **overall}.items():
            yield {
                **dict(risk),
                **(dict(judgement) if judgement else {"reason": risk.not_assessable}),
                **_signature(evidence, f"risk-of-bias/{name}", risk),
                "assessment": name,
                "domain": domain,
                "rows": tuple(f"{risk.study}/{row}" for row in risk.rows),
            }


def _signature(evidence: Evidence, name: str, judgement: RiskOfBias | Certainty) -> dict:
    last = judgement.signed[-1] if judgement.signed else None
    return {"signed_by": last and last.role, "signed_on": last and last.date, "stale": is_stale(evidence, name)}


def _certainty(evidence: Evidence) -> Iterator[dict]:
    for name, rating in evidence.library.appraisal.certainties.items():
        own_fields = {"rating": name, "assessments": tuple(rating.risk_of_bias), "rows": tuple(rating.rows)}
        certainty = vars(grading_of(rating, evidence.library.appraisal))
        yield {**dict(rating), **certainty, **_signature(evidence, f"certainty/{name}", rating), **own_fields}


def _reasons(evidence: Evidence) -> Iterator[dict]:
    for name, rating in evidence.library.appraisal.certainties.items():
        for step in grading_of(rating, evidence.library.appraisal).steps:
            yield {"rating": name, **dict(zip(("reason", "steps", "why"), step, strict=True))}


def _claims(evidence: Evidence, results: Results, claims: Mapping[str, JudgedClaim]) -> Iterator[dict]:
    for name, judged in sorted(claims.items()):
        yield {
            "claim": name,
            "verdict": judged.verdict,
            "text": plain_words(judged.claim.text, evidence, results, GONE),
            "plain": plain_words(judged.claim.plain, evidence, results, GONE),
            "main": judged.claim.main,
            "about": judged.claim.about,
            "needs": tuple(finding.needs for finding in judged.findings),
            "finds": tuple(finding.answer for finding in judged.findings),
            "holds": tuple(finding.holds for finding in judged.findings),
            "rows": tuple(dict.fromkeys(row.rstrip("/") for finding in judged.findings for row in finding.rows)),
        }


def _references(evidence: Evidence) -> Iterator[dict]:
    parts = reference_parts(evidence)
    for key, reference in sorted(evidence.references.items()):
        year = int(reference.year) if reference.year else None
        yield {**vars(reference), **reference.identifiers, "part": parts[key], "year": year}


def _terms(evidence: Evidence) -> Iterator[dict]:
    for name, terms in evidence.vocabulary.items():
        for term, definition in terms.items():
            yield {
                "list": name,
                "term": term,
                **dict(definition),
                "kind": definition.kind if name == "outcomes" else None,
            }
