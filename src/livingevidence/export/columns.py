"""The columns of every table of a download: those of the evidence, and of what is computed from it (``files.yaml``)."""

from collections.abc import Mapping
from typing import Any, get_args

from livingevidence.claims.base import Verdict
from livingevidence.evidence.columns import Column, columns_of, tables_of, term_column
from livingevidence.export.package import FILES
from livingevidence.record.judgements import LEVELS, Certainty, Judgement, RiskOfBias, Step
from livingevidence.record.topic import Topic
from livingevidence.results.result import COUNT, DIFFERENCE, OF_ROW, RATIO, SHARE, Result
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate, NotUsed, Refusal

_OF = (Analysis, Certainty, Comparison, Estimate, Judgement, NotUsed, Refusal, Result, RiskOfBias, Step)
_MODELS: dict[str, type] = {model.__name__: model for model in _OF}
_KINDS = {"text": "string", "list": "object", "flag": "boolean", "whole": "Int64", "real": "Float64"}


def control_column(topic: Topic) -> str:
    """Return how names of columns begin that are of the control."""
    return topic.control.intervention.replace("-", "_")


def all_columns(topic: Topic) -> dict[str, dict[str, Column]]:
    """Return the columns of every table by the name of its file, without ``.csv``."""
    words = {"treatment": topic.treatment.short, "control": topic.control.label, "column": control_column(topic)}
    allowed: dict[str, tuple[str, ...]] = {"units": (COUNT, SHARE, DIFFERENCE, RATIO, OF_ROW), "measures": tuple(NULL)}
    allowed |= {"verdicts": get_args(Verdict), "levels": LEVELS, "comparisons": tuple(topic.comparisons)}
    made = dict(tables_of(topic))
    for file, held in FILES.items():
        if declared := held.get("columns"):
            columns = {name.format(**words): _column(told, words, allowed) for name, told in declared.items()}
            made[file.removesuffix(".csv")] = columns
    return made


def _column(told: Any, words: Mapping[str, str], allowed: Mapping[str, tuple[str, ...]]) -> Column:
    """Return a column as it is declared; of a model, a record may lack the whole part, and so its limits."""
    told = {"of": told} if isinstance(told, str) else told
    made, kind = Column("", ""), next((kind for kind in _KINDS if kind in told), None)
    if "of" in told:
        model, _, field = told["of"].partition(".")
        made = columns_of(_MODELS[model], field, limits=False)[field]
    if kind:
        made = made._replace(dtype=_KINDS[kind], meaning=told[kind].format(**words))
    if "terms" in told:
        made = term_column(made.meaning, told["terms"], made.dtype)
    choices = told.get("allowed", made.allowed)
    choices = allowed[choices] if isinstance(choices, str) else tuple(choices)
    return made._replace(unit=told.get("unit", made.unit), allowed=choices)
