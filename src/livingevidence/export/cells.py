"""Tables as CSV: one way for every kind of value, which can be undone.

CSV as in RFC 4180, in UTF-8. A missing value is an empty cell; ``nan`` is never written. Lists are JSON arrays.
A text that a spreadsheet would take for a formula, that begins with an apostrophe, or that is empty gets an apostrophe
in front; whoever reads takes one away. Numbers get none, so a negative one stays a number.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping

import pandas as pd

from livingevidence.evidence.columns import Column

# What starts a formula in one program or another, full-width forms included; and the guard itself.
GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
GUARD = "'"


def to_csv(table: pd.DataFrame, columns: Mapping[str, Column]) -> str:
    """Return a table as CSV, its lines in their order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    held = [[cell(value, spec.dtype) for value in table[name]] for name, spec in columns.items()]
    writer.writerows(zip(*held, strict=True))
    return text.getvalue()


def cell(value: object, dtype: str) -> str:
    """Return a value as its cell has it; see the module's words."""
    if dtype == "object":
        return json.dumps(list(value), ensure_ascii=False)
    if pd.isna(value):
        return ""
    if dtype == "string":
        return GUARD + value if not value or value.startswith(GUARDED) else value
    if dtype == "boolean":
        return "true" if value else "false"
    if dtype.startswith("datetime"):
        return f"{value:%Y-%m-%d}"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    return str(int(value)) if value == int(value) else repr(float(value))


def to_records(table: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict]:
    """Return a table as JSON has it: one object a line, null where a value is missing, text as it is."""
    return [
        {name: _json(line[name], spec.dtype) for name, spec in columns.items()} for line in table.to_dict("records")
    ]


def _json(value: object, dtype: str) -> object:
    if dtype == "object":
        return list(value)
    if pd.isna(value):
        return None
    if dtype in ("string", "boolean"):
        return value if dtype == "string" else bool(value)
    shown = cell(value, dtype)
    return json.loads(shown) if dtype in ("Int64", "Float64") and not shown.endswith("INF") else shown


def count_of(content: bytes) -> int:
    """Return how many lines a CSV has below its head; a line break inside a cell is none."""
    return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1
