"""Columns of tables: type, meaning and unit, taken from the field of a record that a column shows."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from livingevidence.record.addresses import annotation_parts
from livingevidence.record.models import (
    AdverseEvent,
    Arm,
    Case,
    Contrast,
    Outcome,
    Population,
    Report,
    Row,
    Source,
    Study,
    TermOf,
    Trial,
    Unit,
)
from livingevidence.record.topic import Topic

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {str: "string", bool: "boolean", int: "Int64", float: "Float64", list: "object", tuple: "object"}


class Column(NamedTuple):
    """A column."""

    dtype: str
    meaning: str
    unit: str = ""
    """The unit of a number."""
    allowed: tuple[str, ...] = ()
    """The only values that it may have, where they are neither terms nor those of a field."""
    terms: str = ""
    """The list of the vocabulary that has its values."""
    field: tuple[type[BaseModel], str] | None = None
    """The model and the name of the field that it shows, whose limits it keeps to."""


def term_column(meaning: str, terms: str, dtype: str = "string") -> Column:
    """Return a column of terms of the vocabulary."""
    return Column(dtype, f"{meaning} (vocabulary: {terms})", terms=terms)


def columns_of(model: type, *names: str, limits: bool = True) -> dict[str, Column]:
    """Return columns that show fields of a model, or of a dataclass, as they are.

    ``arm=id`` is the field ``id`` in a column ``arm``. A column keeps to the limits of its field unless a record may
    lack the whole part; a dataclass has no limits.
    """
    columns, fields, limits = {}, field_descriptions(model), limits and issubclass(model, BaseModel)
    for name in names:
        column, _, field = name.partition("=")
        field = field or column
        annotation, marks, description = fields[field]
        kind, choices = _kind(annotation)
        marks = [*marks, *annotation_parts(annotation)]
        unit = next((mark.name for mark in marks if isinstance(mark, Unit)), "")
        terms = next((mark.name for mark in marks if isinstance(mark, TermOf)), "")
        meaning = _in_line(description) + (", tuple of terms" if terms and kind is list else "")
        spec = term_column(meaning, terms, DTYPES[kind]) if terms else Column(DTYPES[kind], meaning, unit)
        columns[column] = spec._replace(field=(model, field)) if limits else spec._replace(allowed=choices)
    return columns


@cache
def field_descriptions(model: type) -> dict[str, tuple[object, list, str]]:
    """Return annotation, marks and description of each field: of a model as pydantic has them, else as written."""
    if issubclass(model, BaseModel):
        fields = model.model_fields.items()
        return {name: (info.annotation, info.metadata, info.description or "") for name, info in fields}
    descriptions = {}
    for cls in reversed([cls for cls in model.__mro__ if is_dataclass(cls)]):
        body = next(
            node for node in ast.parse(dedent(inspect.getsource(cls))).body if isinstance(node, ast.ClassDef)
        ).body
        for pair in pairwise(body):
            match pair:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    descriptions[name] = text
    hints = get_type_hints(model, include_extras=True)
    return {name: (hint, [], descriptions.get(name, "")) for name, hint in hints.items()}


def _kind(annotation: Any) -> tuple[type, tuple[str, ...]]:
    """Return the type of values, ``None`` aside, and those of a choice."""
    for part in annotation_parts(annotation):
        if get_origin(part) is Literal:
            return str, get_args(part)
        if (kind := get_origin(part) or part) in DTYPES:
            return kind, ()
    raise TypeError(f"no column holds {annotation}")


def _in_line(description: str) -> str:
    """Return a sentence as words that stand in a list: a small letter first, no full stop."""
    words = description if description.endswith("...") else description.removesuffix(".")
    small = words[:1].lower() + words[1:]
    return words if words.startswith(("True", "False")) or not words[1:2].islower() else small


_STUDY = {"study": Column("string", "id of the study, its address")}
_ROW = ("label", "measure", "kind")
_NUMBERS = (
    *("timepoint_weeks", "period", "events", "n", "unit", "percent", "value", "value_low", "value_high", "sd", "se"),
    *("ci_low", "ci_high", "ci_type", "p_value", "text", "source", "locator"),
)
_READ_BY = {
    "readers": Column("Int64", "1, or 2 where a second reader read the row again", "readers"),
    "agreed": Column("boolean", "whether the second reading agreed; missing where there was none"),
}
_RECOVERED = {
    "recovered": Column(
        "Int64", "people with the event that the printed percentage admits, where that is one", "people"
    )
}


def _rows(model: type[Row]) -> dict[str, Column]:
    return {
        **_STUDY,
        **columns_of(model, "row=id", "arm"),
        **columns_of(Contrast, "treatment", "comparator", limits=False),
        **columns_of(model, *_ROW),
        "trials": Column("object", "trials covered, tuple of ids"),
        **columns_of(model, *_NUMBERS, "awaits"),
        **_READ_BY,
    }


_FIRST = "first public date of its earliest dated report, as precisely as known, or unknown"
_STUDIES = {
    **_STUDY,
    **columns_of(Study, "title", "title_is", "domain", "conditions"),
    "groups": term_column("groups of these conditions, tuple of terms", "groups", "object"),
    **columns_of(Study, "design"),
    "treated": Column("boolean", "True if an arm got the treatment of the review"),
    "authors": Column("object", "authors, tuple of names as printed; empty if not seen"),
    "year": Column("Int64", "year of the first report; missing if unknown", "calendar year"),
    "first_public": Column("string", _FIRST),
    **columns_of(Population, "n_enrolled", limits=False),
    "n_trials": Column("Int64", "trials that the study reports", "trials"),
    **columns_of(Study, "phase", "blinding", "funding"),
    "readings": Column("Int64", "rows that a second reader read again", "rows"),
}
_ENDS = ("primary_completed", "primary_completed_is", "completed", "completed_is")
_TRIAL = ("registry", "registered", "started", *_ENDS, "results_posted", "status", "dates_from")
_ARM = ("label", "role", "interventions", "route", "form", "strength_percent", "dose", "frequency", "duration_weeks")
_CASE = ("people", "condition", "age_years", "sex", "regimen", "response", "response_detail")

TABLES: dict[str, dict[str, Column]] = {
    "studies": _STUDIES,
    "trials": _STUDY | columns_of(Trial, "trial=id", "name", *_TRIAL),
    "reports": {
        **_STUDY,
        **columns_of(Report, "key", "kind", "read", "first_public"),
        "latest_day": Column("datetime64[s]", "last day that first_public can mean; missing if unknown"),
    },
    "arms": _STUDY | columns_of(Arm, "arm=id", *_ARM, "n"),
    "outcomes": _rows(Outcome) | columns_of(Outcome, "outcome", "primary"),
    "adverse_events": _rows(AdverseEvent) | _RECOVERED | columns_of(AdverseEvent, "event", "serious", "duplicate_of"),
    "cases": _STUDY | columns_of(Case, "case=id", *_CASE, "weeks_to_response", "weeks_followed", "source", "locator"),
    "sources": _STUDY | columns_of(Source, "source=id", "url", "kind", "read", "verification"),
}
"""The tables of the evidence; a review has its own name and words for some of their columns, see :func:`tables_of`."""


def tables_of(topic: Topic) -> dict[str, dict[str, Column]]:
    """Return the tables of the evidence with the names and words that a review has for its treatment and shelves."""
    shelves = tuple(topic.shelves)
    words = f"shelf of the review: {', '.join(shelves)}"
    review_columns = {
        "treated": (topic.treatment.column, Column("boolean", f"True if an arm got {topic.treatment.given}")),
        "domain": ("domain", _STUDIES["domain"]._replace(meaning=words, allowed=shelves)),
    }
    studies = dict(review_columns.get(name, (name, column)) for name, column in _STUDIES.items())
    return {**TABLES, "studies": studies}


def table(columns: Mapping[str, Column], rows: Sequence[Mapping]) -> pd.DataFrame:
    """Return rows as a table of these columns; what a row has not is missing."""
    import pandas as pd  # slow to import, and only tables need it

    values = {name: [row.get(name) for row in rows] for name in columns}
    return pd.DataFrame({name: pd.Series(values[name], dtype=spec.dtype) for name, spec in columns.items()})
