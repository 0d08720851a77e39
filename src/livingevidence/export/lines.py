"""The lines of the tables that are computed: results, analyses, counts that went in, judgements, claims, references."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from livingevidence.appraisal.certainty import rating_of
from livingevidence.appraisal.standing import is_stale
from livingevidence.claims.base import Judged
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


def lines(evidence: Evidence, results: Results, claims: Mapping[str, Judged]) -> dict[str, Iterable[Mapping]]:
    """Return the lines of each computed table by its name."""
    harms = analyses(evidence)
    known = [*(one for event in harms for one in _of_event(event)), *_paired(evidence)]
    shown, control = {one.result: one.id for one in known if one.result}, control_column(evidence.topic)
    return {
        "results": [_result(found, shown.get(key)) for key, found in results.items()],
        "comparisons": [
            _comparison(f"{event.key}.{line.diseases[0]}.{at}", item, control)
            for event in harms
            for line in event.by_disease  # those of a study alone are the same people again
            for at, item in enumerate(line.comparisons, 1)
        ],
        "analyses": map(_analysis, known),
        "not_used": [{**_term(event), **vars(left)} for event in harms for left in event.not_used],
        "risk_of_bias": _risk_of_bias(evidence),
        "certainty": _certainty(evidence),
        "certainty_reasons": _reasons(evidence),
        "claims": _claims(evidence, results, claims),
        "references": _references(evidence),
        "terms": _terms(evidence),
    }


def _of_event(event: EventAnalysis) -> Iterator[NamedAnalysis]:
    for line in event.by_disease:
        yield from _of_line(f"{event.key}.{line.diseases[0]}", event, line, alone=True)
    for study, line in event.by_study.items():
        key = f"{event.key}.{study}"
        for name in ("difference", "ratio"):
            found = getattr(line, name).main
            yield NamedAnalysis(f"{key}.{name}", found, event, line.diseases, result=f"{key}.{name}")
    if event.across:
        yield from _of_line(f"{event.key}.all", event, event.across, alone=False)
    if event.none:
        yield NamedAnalysis(f"{event.key}.none", event.none, event, (), result=f"{event.key}.none")


def _of_line(key: str, event: EventAnalysis, line: Line, alone: bool) -> Iterator[NamedAnalysis]:
    """Yield each comparison by itself, unless its disease has told it, and then what takes them together."""
    for name in ("difference", "ratio", "odds"):
        pooled = getattr(line, name)
        single: list[tuple[str, str | None, Analysis]]
        single = [(f"{key}.{at}", f"{key}.{at}", one) for at, one in enumerate(pooled.own if alone else (), 1)]
        together = pooled.lines if len(line.comparisons) > 1 else ()
        single += [(f"{key}.pooled-{at}", None, one) for at, one in enumerate(together, 1)]
        for part, comparison, found in single:
            result = f"{key}.{name}" if found is pooled.main else None
            yield NamedAnalysis(f"{part}.{name}", found, event, line.diseases, comparison, result)


def _paired(evidence: Evidence) -> Iterator[NamedAnalysis]:
    for found in differences(evidence):
        key = key_of(found)
        yield NamedAnalysis(
            key, found, None, (evidence.records[Address(found.rows[1]).study].conditions[0],), result=key
        )


def _analysis(known: NamedAnalysis) -> dict:
    made = vars(known.analysis) | _term(known.event) | {"diseases": known.diseases, "comparison": known.comparison}
    low, high = made.get("prediction") or (None, None)
    return made | {
        "analysis": known.id,
        "main": known.result is not None,
        "prediction_low": low,
        "prediction_high": high,
        "refused_by": made.get("rule"),
        "refused": made.get("sentence"),
        "literature": made["sources"],
    }


def _term(of: EventAnalysis | None) -> dict:
    """Return what an analysis is of, in the column of its list."""
    return {"event" if of.about == "harm" else "outcome": of.event} if of else {}


def _comparison(comparison: str, item: Comparison, control: str) -> dict:
    made = vars(item) | {"comparison": comparison, "treatment": item.formulation}
    made["event" if item.about == "harm" else "outcome"] = item.term
    return made | {f"{control}_events": item.control_events, f"{control}_n": item.control_n}


def _result(result: Result, analysis: str | None) -> dict:
    made = vars(result) | {"shown": str(result.value), "value": None, "unit": result.unit or None, "analysis": analysis}
    if result.interval:
        made |= dict(zip(("value", "low", "high"), result.interval, strict=True))
    return made | ({"value": result.value, "unit": COUNT} if isinstance(result.value, int) else {})


def _risk_of_bias(evidence: Evidence) -> Iterator[dict]:
    for name, made in evidence.library.appraisal.risks.items():
        overall = {"overall": made.overall} if made.overall or made.not_assessable else {}
        for domain, judgement in {**made.domains, **overall}.items():
            yield {
                **dict(made),
                **(dict(judgement) if judgement else {"reason": made.not_assessable}),
                **_signed(evidence, f"risk-of-bias/{name}", made),
                "assessment": name,
                "domain": domain,
                "rows": tuple(f"{made.study}/{row}" for row in made.rows),
            }


def _signed(evidence: Evidence, name: str, made: RiskOfBias | Certainty) -> dict:
    last = made.signed[-1] if made.signed else None
    return {"signed_by": last and last.role, "signed_on": last and last.date, "stale": is_stale(evidence, name)}


def _certainty(evidence: Evidence) -> Iterator[dict]:
    for name, made in evidence.library.appraisal.certainties.items():
        more = {"rating": name, "assessments": tuple(made.risk_of_bias), "rows": tuple(made.rows)}
        rated = vars(rating_of(made, evidence.library.appraisal))
        yield {**dict(made), **rated, **_signed(evidence, f"certainty/{name}", made), **more}


def _reasons(evidence: Evidence) -> Iterator[dict]:
    for name, made in evidence.library.appraisal.certainties.items():
        for step in rating_of(made, evidence.library.appraisal).steps:
            yield {"rating": name, **dict(zip(("reason", "steps", "why"), step, strict=True))}


def _claims(evidence: Evidence, results: Results, claims: Mapping[str, Judged]) -> Iterator[dict]:
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
    for key, made in sorted(evidence.references.items()):
        year = int(made.year) if made.year else None
        yield {**vars(made), **made.identifiers, "part": parts[key], "year": year}


def _terms(evidence: Evidence) -> Iterator[dict]:
    for name, terms in evidence.vocabulary.items():
        for term, made in terms.items():
            yield {"list": name, "term": term, **dict(made), "kind": made.kind if name == "outcomes" else None}
