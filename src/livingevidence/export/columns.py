"""The columns of every table of a download: those of the evidence, and those that are computed from it."""

from functools import partial
from typing import get_args

from livingevidence.claims.base import Verdict
from livingevidence.evidence.columns import Column, named, shown, term
from livingevidence.record.judgements import LEVELS, Certainty, Judgement, RiskOfBias, Step
from livingevidence.record.topic import Topic
from livingevidence.results.result import Result
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate, Estimated, NotUsed, Refusal

text, listed, yes = (partial(Column, dtype) for dtype in ("string", "object", "boolean"))
whole, real = partial(Column, "Int64"), partial(Column, "Float64")

COUNT, SHARE = "count", "share of people"
DIFFERENCE, RATIO, OF_ROW = "difference of shares of people", "ratio", "as the row says"

_EVENT = {
    "event": term("adverse event; missing for benefit", "adverse-events"),
    "outcome": term("outcome of benefit; missing for harm", "outcomes"),
}
_ROWS = shown(Analysis, "rows")
_FILE = text("name of its file in data/appraisal")
_SIGNED = {
    "signed_by": text("role of the last who signed; missing if nobody has"),
    "signed_on": text("day of that signature"),
    "stale": yes("whether nobody has signed for the values of today"),
}
_RESULTS = {
    **shown(Result, "key"),
    "shown": text("the number as pages show it, or names in words"),
    "value": real(
        "the number, a share as a fraction of 1 also where meaning and shown tell it of 100 or 1,000", "column unit"
    ),
    "low": real("lower end of its 95 % interval; missing where it has none", "column unit"),
    "high": real("upper end of its 95 % interval", "column unit"),
    "unit": text("what the number is; missing for names", allowed=(COUNT, SHARE, DIFFERENCE, RATIO, OF_ROW)),
    **shown(Result, "meaning", "studies", "parts"),
    **_ROWS,
    "analysis": text("the analysis that it is of"),
    **shown(Result, "note"),
}
_ANALYSES = {
    "analysis": text("id of the analysis"),
    **shown(Analysis, "question"),
    **_EVENT,
    "diseases": term("conditions taken together", "conditions", "object"),
    "comparison": text("the comparison that it is of; missing where several are taken together"),
    "main": yes("whether it is the one that pages show of its question and measure"),
    "measure": shown(Analysis, "measure")["measure"]._replace(allowed=tuple(NULL)),
    **shown(Estimate, "method", "estimate", "low", "high", "tau", "tau_low", "tau_high"),
    "prediction_low": real("lower end of the prediction interval", get_args(Estimated)[1].name),
    "prediction_high": real("upper end of the prediction interval", get_args(Estimated)[1].name),
    **shown(Analysis, "k", "tables", "participants", "rows"),
    **shown(Refusal, "refused_by=rule", "refused=sentence"),
    **shown(Analysis, "note", "literature=sources", "digest"),
}
_RISK_OF_BIAS = {
    "assessment": _FILE,
    "domain": text("domain of the tool, or overall"),
    **shown(RiskOfBias, "study", "tool", limits=False),
    "rows": listed("addresses study/row of the rows judged; empty where the study was judged as a whole"),
    **shown(RiskOfBias, "made_from", limits=False),
    **shown(Judgement, "judgement", "reason", "source", "locator", limits=False),
    **_SIGNED,
}
_REASONS = {
    "rating": _FILE,
    "reason": text("reason to move certainty, by GRADE"),
    "steps": whole("levels by which it moves certainty, below 0 for down", "levels"),
    **shown(Step, "why=reason", limits=False),
}
_CLAIMS = {
    "claim": text("id of the claim"),
    "verdict": text("whether the evidence bears it", allowed=get_args(Verdict)),
    "text": text("the sentence, with its numbers"),
    "plain": text("the sentence in plain words; missing where it has none"),
    "main": yes("whether it is a main conclusion"),
    "about": listed("conditions and groups that it is about"),
    "needs": listed("what it needs, thing by thing, all of which must hold"),
    "finds": listed("what the evidence has of each of them"),
    "holds": listed("whether each of them holds; null where it can't be told yet"),
    **_ROWS,
}
_REFERENCES = {
    "key": text("BibTeX key"),
    "part": text("included, awaited, left out, or on methods", allowed=("included", "awaited", "left-out", "methods")),
    "title": text("title as printed, or described"),
    "authors": listed("authors as printed; empty if not seen"),
    "more": text("et al. where the list of authors goes on"),
    "year": whole("year; missing if unknown", "calendar year"),
    "container": text("journal with volume and pages, or who made it public"),
    "doi": text("DOI"),
    "pmid": text("PubMed's number"),
    "pmcid": text("PubMed Central's number"),
    "registration": text("registry number"),
    "url": text("address"),
}
_TERMS = {
    "list": text("list of the vocabulary"),
    "term": text("id of the term, as other tables have it"),
    "label": text("what pages call it"),
    "definition": text("what it means"),
    "kind": text("of an outcome what it is about, such as efficacy or harm; missing for other lists"),
}


def control_column(topic: Topic) -> str:
    """Return how names of columns begin that are of the control."""
    return topic.control.intervention.replace("-", "_")


def _comparisons(topic: Topic) -> dict[str, Column]:
    treated, control = f"with the {topic.treatment.short}", f"with {topic.control.label}"
    name = control_column(topic)
    return {
        "comparison": text("id of the comparison"),
        **_EVENT,
        **shown(Comparison, "disease", "study", "trials", "weeks"),
        "events": whole(f"people with the event, {treated}", "people"),
        "n": whole(f"people counted, {treated}", "people"),
        f"{name}_events": whole(f"people with the event, {control}", "people"),
        f"{name}_n": whole(f"people counted, {control}", "people"),
        **shown(Comparison, "treatment=formulation", "recovered", "rows", "note"),
    }


def _certainty(topic: Topic) -> dict[str, Column]:
    return {
        "rating": _FILE,
        **shown(Certainty, "condition", "kind", "outcome", limits=False),
        "comparison": text("what it is compared with", allowed=tuple(topic.comparisons)),
        "level": text("certainty; missing where it can't be rated yet", allowed=LEVELS),
        "start": text("level at which it started", allowed=LEVELS),
        "capped": yes("whether the cap for evidence without a comparator held it down"),
        **shown(Certainty, "means", "not_rated", limits=False),
        **_ROWS,
        "assessments": listed("assessments of risk of bias that it rests on"),
        **_SIGNED,
    }


def every(topic: Topic) -> dict[str, dict[str, Column]]:
    """Return the columns of every table by the name of its file, without ``.csv``."""
    return {
        **named(topic),
        "results": _RESULTS,
        "comparisons": _comparisons(topic),
        "analyses": _ANALYSES,
        "not_used": _EVENT | shown(NotUsed, "rows", "reason"),
        "risk_of_bias": _RISK_OF_BIAS,
        "certainty": _certainty(topic),
        "certainty_reasons": _REASONS,
        "claims": _CLAIMS,
        "references": _REFERENCES,
        "terms": _TERMS,
    }
