"""The tables of a download: those of the evidence, and those that are computed from it, with every column."""

from __future__ import annotations

from typing import get_args

from livingevidence.claims.base import Verdict
from livingevidence.evidence.columns import Column, named, shown, term
from livingevidence.record.judgements import LEVELS, Certainty, Judgement, RiskOfBias, Step
from livingevidence.record.topic import Topic
from livingevidence.results.result import Result
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate, Estimated, NotUsed, Refusal

COUNT, SHARE = "count", "share of people"
DIFFERENCE, RATIO = "difference of shares of people", "ratio"
PARTS = ("included", "awaited", "methods")
(_ESTIMATE,) = (mark.name for mark in get_args(Estimated)[1:])


def text(meaning: str, *allowed: str) -> Column:
    """Return a column of texts."""
    return Column("string", meaning, allowed=allowed)


def listed(meaning: str) -> Column:
    """Return a column of lists."""
    return Column("object", meaning)


def yes(meaning: str) -> Column:
    """Return a column of what is so or not."""
    return Column("boolean", meaning)


def whole(meaning: str, unit: str) -> Column:
    """Return a column of whole numbers."""
    return Column("Int64", meaning, unit)


def real(meaning: str, unit: str) -> Column:
    """Return a column of numbers."""
    return Column("Float64", meaning, unit)


_EVENT = {"event": term("adverse event", "adverse-events")}
_ROWS = shown(Analysis, "rows")
_FILE = text("name of its file in data/appraisal")
_SIGNED = {
    "signed_by": text("role of the last who signed; missing if nobody has"),
    "signed_on": text("day of that signature"),
    "stale": yes("whether nobody has signed for the values of today"),
}

RESULTS = {
    **shown(Result, "key"),
    "shown": text("the number as pages show it, or names in words"),
    "value": real(
        "the number, a share as a fraction of 1 also where meaning and shown tell it of 100 or 1,000", "column unit"
    ),
    "low": real("lower end of its 95 % interval; missing where it has none", "column unit"),
    "high": real("upper end of its 95 % interval", "column unit"),
    "unit": text("what the number is; missing for names", COUNT, SHARE, DIFFERENCE, RATIO),
    **shown(Result, "meaning", "studies", "parts"),
    **_ROWS,
    "analysis": text("the analysis that it is of"),
    **shown(Result, "note"),
}

ANALYSES = {
    "analysis": text("id of the analysis"),
    **shown(Analysis, "question"),
    "event": _EVENT["event"]._replace(meaning=f"{_EVENT['event'].meaning}; missing for benefit"),
    "diseases": term("conditions taken together", "conditions", "object"),
    "comparison": text("the comparison that it is of; missing where several are taken together"),
    "main": yes("whether it is the one that pages show of its question and measure"),
    "measure": shown(Analysis, "measure")["measure"]._replace(allowed=tuple(NULL)),
    **shown(Estimate, "method", "estimate", "low", "high", "tau", "tau_low", "tau_high"),
    "prediction_low": real("lower end of the prediction interval", _ESTIMATE),
    "prediction_high": real("upper end of the prediction interval", _ESTIMATE),
    **shown(Analysis, "k", "tables", "participants", "rows"),
    **shown(Refusal, "refused_by=rule", "refused=sentence"),
    **shown(Analysis, "note", "literature=sources", "digest"),
}

CLAIMS = {
    "claim": text("id of the claim"),
    "verdict": text("whether the evidence bears it", *get_args(Verdict)),
    "text": text("the sentence, with its numbers"),
    "plain": text("the sentence in plain words; missing where it has none"),
    "main": yes("whether it is a main conclusion"),
    "needs": listed("what it needs, thing by thing, all of which must hold"),
    "finds": listed("what the evidence has of each of them"),
    "holds": listed("whether each of them holds; null where it can't be told yet"),
    **_ROWS,
}

REFERENCES = {
    "key": text("BibTeX key"),
    "part": text("included, awaited, or literature on methods", *PARTS),
    "title": text("title as printed, or described"),
    "authors": listed("authors as printed; empty if not seen"),
    "year": whole("year; missing if unknown", "calendar year"),
    "container": text("journal with volume and pages, or who made it public"),
    "doi": text("DOI"),
    "pmid": text("PubMed's number"),
    "pmcid": text("PubMed Central's number"),
    "registration": text("registry number"),
    "url": text("address"),
}

TERMS = {
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
    control, sides = control_column(topic), (f"with the {topic.treatment.short}", f"with {topic.control.label}")
    return {
        "comparison": text("id of the comparison"),
        **_EVENT,
        **shown(Comparison, "disease", "study", "trials", "weeks"),
        "events": whole(f"people with the event, {sides[0]}", "people"),
        "n": whole(f"people counted, {sides[0]}", "people"),
        f"{control}_events": whole(f"people with the event, {sides[1]}", "people"),
        f"{control}_n": whole(f"people counted, {sides[1]}", "people"),
        **shown(Comparison, "treatment=formulation", "rows", "note"),
    }


def _certainty(topic: Topic) -> dict[str, Column]:
    return {
        "rating": _FILE,
        **shown(Certainty, "condition", "kind", "outcome", limits=False),
        "comparison": text("what it is compared with", *topic.comparisons),
        "level": text("certainty; missing where it can't be rated yet", *LEVELS),
        "start": text("level at which it started", *LEVELS),
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
        "results": RESULTS,
        "comparisons": _comparisons(topic),
        "analyses": ANALYSES,
        "not_used": _EVENT | shown(NotUsed, "rows", "reason"),
        "risk_of_bias": {
            "assessment": _FILE,
            "domain": text("domain of the tool, or overall"),
            **shown(RiskOfBias, "study", "tool", limits=False),
            "rows": listed("addresses study/row of the rows judged; empty where the study was judged as a whole"),
            **shown(RiskOfBias, "made_from", limits=False),
            **shown(Judgement, "judgement", "reason", "source", "locator", limits=False),
            **_SIGNED,
        },
        "certainty": _certainty(topic),
        "certainty_reasons": {
            "rating": _FILE,
            "reason": text("reason to move certainty, by GRADE"),
            "steps": whole("levels by which it moves certainty, below 0 for down", "levels"),
            **shown(Step, "why=reason", limits=False),
        },
        "claims": CLAIMS,
        "references": REFERENCES,
        "terms": TERMS,
    }


KEYS: dict[str, tuple[str, ...]] = {
    "studies": ("study",),
    "trials": ("study", "trial"),
    "reports": ("study", "key"),
    "arms": ("study", "arm"),
    "outcomes": ("study", "row"),
    "adverse_events": ("study", "row"),
    "cases": ("study", "case"),
    "sources": ("study", "source"),
    "results": ("key",),
    "comparisons": ("comparison",),
    "analyses": ("analysis",),
    "risk_of_bias": ("assessment", "domain"),
    "certainty": ("rating",),
    "certainty_reasons": ("rating", "reason"),
    "claims": ("claim",),
    "references": ("key",),
    "terms": ("list", "term"),
}
"""The columns that tell one line of a table from all others; a reason may be given twice in ``not_used``."""

_STUDY = {("study",): ("studies", ("study",))}
_READ_IN = _STUDY | {("study", "source"): ("sources", ("study", "source"))}

LINKS: dict[str, dict[tuple[str, ...], tuple[str, tuple[str, ...]]]] = {
    "trials": _STUDY,
    "reports": _STUDY | {("key",): ("references", ("key",))},
    "arms": _STUDY,
    "outcomes": _READ_IN,
    "adverse_events": _READ_IN | {("duplicate_of",): ("studies", ("study",))},
    "cases": _READ_IN,
    "sources": _STUDY,
    "results": {("analysis",): ("analyses", ("analysis",))},
    "comparisons": _STUDY,
    "analyses": {("comparison",): ("comparisons", ("comparison",))},
    "risk_of_bias": _STUDY,
    "certainty_reasons": {("rating",): ("certainty", ("rating",))},
}
"""The columns of a table that name a line of another table.

Of several columns none may be missing alone, so that an arm, which contrasts have not, is no such link; nor is a list.
"""
