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

_DESCRIBED = (Analysis, Certainty, Comparison, Estimate, Judgement, NotUsed, Refusal, Result, RiskOfBias, Step)
_MODELS: dict[str, type] = {model.__name__: model for model in _DESCRIBED}
_KINDS = {"text": "string", "list": "object", "flag": "boolean", "whole": "Int64", "real": "Float64"}


def control_column(topic: Topic) -> str:
    """Return the beginning of the names of columns on the control."""
    return topic.control.intervention.replace("-", "_")


def all_columns(topic: Topic) -> dict[str, dict[str, Column]]:
    """Return the columns of every table by the name of its file, without ``.csv``."""
    words = {"treatment": topic.treatment.short, "control": topic.control.label, "column": control_column(topic)}
    allowed: dict[str, tuple[str, ...]] = {"units": (COUNT, SHARE, DIFFERENCE, RATIO, OF_ROW), "measures": tuple(NULL)}
    allowed |= {"verdicts": get_args(Verdict), "levels": LEVELS, "comparisons": tuple(topic.comparisons)}
    by_table = dict(tables_of(topic))
    for file, entry in FILES.items():
        if declarations := entry.get("columns"):
            columns = {name.format(**words): _column(spec, words, allowed) for name, spec in declarations.items()}
            by_table[file.removesuffix(".csv")] = columns
    return by_table


def _column(declaration: Any, words: Mapping[str, str], allowed: Mapping[str, tuple[str, ...]]) -> Column:
    """Return a column as it is declared; one of a model may be empty where a record lacks that part as a whole."""
    declaration = {"of": declaration} if isinstance(declaration, str) else declaration
    column, kind = Column("", ""), next((kind for kind in _KINDS if kind in declaration), None)
    if "of" in declaration:
        model, _, field = declaration["of"].partition(".")
        column = columns_of(_MODELS[model], field, limits=False)[field]
    if kind:
        column = column._replace(dtype=_KINDS[kind], meaning=declaration[kind].format(**words))
    if "terms" in declaration:
        column = term_column(column.meaning, declaration["terms"], column.dtype)
    choices = declaration.get("allowed", column.allowed)
    choices = allowed[choices] if isinstance(choices, str) else tuple(choices)
    return column._replace(unit=declaration.get("unit", column.unit), allowed=choices)
