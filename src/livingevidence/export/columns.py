"""The tables of a download: those of the evidence, and those that are computed from it, with every column."""

from __future__ import annotations

from typing import get_args

from livingevidence.claims.base import Verdict
from livingevidence.evidence.columns import TABLES, Column, Of, named
from livingevidence.record.judgements import LEVELS, Certainty, RiskOfBias
from livingevidence.record.topic import Topic
from livingevidence.synthesis.estimate import NULL

COUNT, SHARE = "count", "share of people"
DIFFERENCE, RATIO = "difference of shares of people", "ratio"
PARTS = ("included", "awaited", "methods")
MEASURES = tuple(NULL)
_ESTIMATE = "as the column measure says; shares and their differences as fractions of 1"
_ROWS = Column("object", "addresses study/row of the rows behind it")
_FILE = "name of its file in data/appraisal"
_SIGNED = {
    "signed_by": Column("string", "role of the last who signed; missing if nobody has"),
    "signed_on": Column("string", "day of that signature"),
    "stale": Column("boolean", "whether nobody has signed for the values of today"),
}

RESULTS = {
    "key": Column("string", "key of the number, by which pages show it"),
    "shown": Column("string", "the number as pages show it, or names in words"),
    "value": Column(
        "Float64",
        "the number, a share as a fraction of 1 also where meaning and shown tell it of 100 or 1,000",
        "column unit",
    ),
    "low": Column("Float64", "lower end of its 95 % interval; missing where it has none", "column unit"),
    "high": Column("Float64", "upper end of its 95 % interval", "column unit"),
    "unit": Column("string", "what the number is; missing for names", allowed=(COUNT, SHARE, DIFFERENCE, RATIO)),
    "meaning": Column("string", "what was counted or computed"),
    "studies": Column("object", "ids of the studies behind it"),
    "parts": Column("object", "what each of these studies adds, where it is a sum over them"),
    "rows": _ROWS,
    "analysis": Column("string", "the analysis that it is of"),
    "note": Column("string", "method, or what a reader must know"),
}


def column(topic: Topic) -> str:
    """Return how names of columns begin that are of the control."""
    return topic.control.intervention.replace("-", "_")


def comparisons(topic: Topic) -> dict[str, Column]:
    """Return the columns of the table of comparisons."""
    with_treatment, with_control = f"with the {topic.treatment.short}", f"with {topic.control.label}"
    return {
        "comparison": Column("string", "id of the comparison"),
        "event": Column("string", "adverse event (vocabulary: adverse-events)"),
        "disease": Column("string", "condition of the trial (vocabulary: conditions)"),
        "study": Column("string", "study that holds the rows"),
        "trials": Column("object", "trials covered, ids; one result over several trials is one table"),
        "weeks": Column("Float64", "weeks from the start of treatment", "weeks"),
        "events": Column("Int64", f"people with the event, {with_treatment}", "people"),
        "n": Column("Int64", f"people counted, {with_treatment}", "people"),
        f"{column(topic)}_events": Column("Int64", f"people with the event, {with_control}", "people"),
        f"{column(topic)}_n": Column("Int64", f"people counted, {with_control}", "people"),
        "treatment": Column("string", "what counts as one treatment"),
        "rows": _ROWS,
        "note": Column("string", "what a reader must know"),
    }


ANALYSES = {
    "analysis": Column("string", "id of the analysis"),
    "question": Column("string", "what was asked"),
    "event": Column("string", "adverse event (vocabulary: adverse-events); missing for benefit"),
    "diseases": Column("object", "conditions taken together (vocabulary: conditions)"),
    "comparison": Column("string", "the comparison that it is of; missing where several are taken together"),
    "main": Column("boolean", "whether it is the one that pages show of its question and measure"),
    "measure": Column("string", "what is estimated", allowed=MEASURES),
    "method": Column("string", "how it was computed, or would have been"),
    "estimate": Column("Float64", "the estimate; missing where the analysis was refused", _ESTIMATE),
    "low": Column("Float64", "lower end of the 95 % interval", _ESTIMATE),
    "high": Column("Float64", "upper end of the 95 % interval", _ESTIMATE),
    "tau": Column("Float64", "standard deviation of the effects; missing where no model has one", "as the estimate"),
    "tau_low": Column("Float64", "lower end of its 95 % interval", "as the estimate, ratios on the log scale"),
    "tau_high": Column("Float64", "upper end of its 95 % interval", "as the estimate, ratios on the log scale"),
    "prediction_low": Column("Float64", "lower end of the prediction interval", _ESTIMATE),
    "prediction_high": Column("Float64", "upper end of the prediction interval", _ESTIMATE),
    "k": Column("Int64", "trials covered", "trials"),
    "tables": Column("Int64", "independent results behind it", "results"),
    "participants": Column("Int64", "people counted, each once", "people"),
    "rows": _ROWS,
    "refused_by": Column("string", "rule that forbids the analysis; missing where it was done"),
    "refused": Column("string", "why it was not done"),
    "note": Column("string", "what a reader must know"),
    "literature": Column("object", "keys of the method's literature in the references"),
    "digest": Column("string", "SHA-256 of the values that went in"),
}

NOT_USED = {
    "event": Column("string", "adverse event (vocabulary: adverse-events)"),
    "rows": Column("object", "addresses study/row of rows in no comparison"),
    "reason": Column("string", "why they are in none"),
}

RISK_OF_BIAS = {
    "assessment": Column("string", _FILE),
    "domain": Column("string", "domain of the tool, or overall"),
    "study": Column("string", "study judged"),
    "tool": Column("string", "tool, as in data/appraisal/tools.yaml"),
    "rows": Column("object", "addresses study/row of the rows judged; empty where the study was judged as a whole"),
    "made_from": Column(
        "string", "what it was judged from", allowed=get_args(RiskOfBias.model_fields["made_from"].annotation)
    ),
    "judgement": Column("string", "judgement in the tool's terms; missing where none could be made"),
    "reason": Column("string", "why it was made, or why none could be"),
    "source": Column("string", "source that it rests on; missing where it rests on what no text says"),
    "locator": Column("string", "place in the source"),
    **_SIGNED,
}

CERTAINTY = {
    "rating": Column("string", _FILE),
    "condition": Column("string", "condition (vocabulary: conditions)"),
    "kind": Column("string", "benefit or harm", allowed=get_args(Certainty.model_fields["kind"].annotation)),
    "outcome": Column("string", "outcome in words, with its timepoint"),
    "comparison": Of.COMPARISONS,
    "level": Column("string", "certainty; missing where it can't be rated yet", allowed=LEVELS),
    "start": Column("string", "level at which it started", allowed=LEVELS),
    "capped": Column("boolean", "whether the cap for evidence without a comparator held it down"),
    "means": Column("string", "what it means in plain words"),
    "not_rated": Column("string", "why it can't be rated yet"),
    "rows": _ROWS,
    "assessments": Column("object", "assessments of risk of bias that it rests on"),
    **_SIGNED,
}

CERTAINTY_REASONS = {
    "rating": Column("string", _FILE),
    "reason": Column("string", "reason to move certainty, by GRADE"),
    "steps": Column("Int64", "levels by which it moves certainty, below 0 for down", "levels"),
    "why": Column("string", "the reason in a sentence"),
}

CLAIMS = {
    "claim": Column("string", "id of the claim"),
    "verdict": Column("string", "whether the evidence bears it", allowed=get_args(Verdict)),
    "text": Column("string", "the sentence, with its numbers"),
    "plain": Column("string", "the sentence in plain words; missing where it has none"),
    "main": Column("boolean", "whether it is a main conclusion"),
    "needs": Column("object", "what it needs, thing by thing, all of which must hold"),
    "finds": Column("object", "what the evidence has of each of them"),
    "holds": Column("object", "whether each of them holds; null where it can't be told yet"),
    "rows": _ROWS,
}

REFERENCES = {
    "key": Column("string", "BibTeX key"),
    "part": Column("string", "included, awaited, or literature on methods", allowed=PARTS),
    "title": Column("string", "title as printed, or described"),
    "authors": Column("object", "authors as printed; empty if not seen"),
    "year": Column("Int64", "year; missing if unknown", "calendar year"),
    "container": Column("string", "journal with volume and pages, or who made it public"),
    "doi": Column("string", "DOI"),
    "pmid": Column("string", "PubMed's number"),
    "pmcid": Column("string", "PubMed Central's number"),
    "registration": Column("string", "registry number"),
    "url": Column("string", "address"),
}

TERMS = {
    "list": Column("string", "list of the vocabulary"),
    "term": Column("string", "id of the term, as other tables have it"),
    "label": Column("string", "what pages call it"),
    "definition": Column("string", "what it means"),
    "kind": Column("string", "of an outcome what it is about, such as efficacy or harm; missing for other lists"),
}

_EVERY: dict[str, dict[str, Column]] = {
    **TABLES,
    "results": RESULTS,
    "comparisons": {},
    "analyses": ANALYSES,
    "not_used": NOT_USED,
    "risk_of_bias": RISK_OF_BIAS,
    "certainty": CERTAINTY,
    "certainty_reasons": CERTAINTY_REASONS,
    "claims": CLAIMS,
    "references": REFERENCES,
    "terms": TERMS,
}


def every(topic: Topic) -> dict[str, dict[str, Column]]:
    """Return the columns of every table by the name of its file, without ``.csv``."""
    every = {**_EVERY, "comparisons": comparisons(topic)}
    return {name: named(columns, topic) for name, columns in every.items()}


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
